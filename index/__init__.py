"""From passages to ranked hits; knows nothing about conversation."""

from ingest import ONE_THREAD as ONE_THREAD  # numpy must find it set
