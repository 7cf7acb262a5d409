"""From a file to located passages; knows nothing about vectors, models or screens."""
