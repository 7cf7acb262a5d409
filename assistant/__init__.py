"""From a question to a checked answer; knows nothing about screens."""
