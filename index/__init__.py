"""From passages to ranked hits; knows nothing about conversation."""
