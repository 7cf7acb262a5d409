"""Readers: from the bytes of a file to a document. `table` says which reads what, `room` runs them where they can do no harm."""
