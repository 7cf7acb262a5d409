"""The log of errors inside the program: one file in the home, tracebacks only; knows nothing about who asked what."""

from __future__ import annotations

import logging
import logging.handlers
import os
import tempfile
import traceback
from pathlib import Path

FOLDER = "log"
NAME = "errors.log"
LARGEST = 1_000_000  # bytes before the file is put aside
KEPT = 3


def record(home: Path, error: BaseException) -> Path:
    """Write the error's traceback into the home's log (a temporary folder where the home cannot be written); return the file."""
    for folder in (home / FOLDER, Path(tempfile.gettempdir()) / f"resilient-{os.getpid()}"):
        try:
            return _write(folder, error)
        except OSError:
            continue
    return Path(os.devnull)


def _write(folder: Path, error: BaseException) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / NAME
    path.touch(mode=0o600)
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(message)s"))
    try:
        lines = "".join(traceback.format_exception(error))
        handler.emit(logging.LogRecord("resilient", logging.ERROR, "", 0, lines, None, None))
    finally:
        handler.close()
    return path
