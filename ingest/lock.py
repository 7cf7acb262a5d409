"""One writer at a time: an exclusive lock on the file `lock` in the home, held by a process and freed by its end.

The lock is the kernel's (`flock`), so that a dead process never holds it; the pid in the file is only for the message.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType

from ingest.files import PRIVATE_FILE, fsync_folder, unwritable
from ingest.types import LibraryLocked

POLL_SECONDS = 0.05
PID_SECONDS = 0.5  # how long a second writer waits for the first to have written its pid


class WriterLock:
    """Held from the making of the object until `release`, or until the process ends."""

    def __init__(self, home: Path, wait: float = 0.0) -> None:
        """Take the lock, trying for `wait` seconds; raises LibraryLocked (with the holder's pid) or LibraryError."""
        self.path = home / "lock"
        try:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE)
            os.fchmod(self._handle, PRIVATE_FILE)
        except OSError as error:
            raise unwritable(self.path, error) from error
        try:
            self._take(time.monotonic() + wait)
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)
            fsync_folder(home)
        except OSError as error:
            os.close(self._handle)
            raise unwritable(self.path, error) from error
        except BaseException:
            os.close(self._handle)
            raise

    def _take(self, until: float) -> None:
        while True:
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise LibraryLocked(_locked(self.path, self._holder())) from None
                time.sleep(POLL_SECONDS)
            else:
                return

    def _holder(self) -> int | None:
        until = time.monotonic() + PID_SECONDS
        while True:
            written = os.pread(self._handle, 32, 0).strip()
            if written.isdigit():
                return int(written)
            if time.monotonic() >= until:
                return None
            time.sleep(POLL_SECONDS)

    def release(self) -> None:
        """Let the next writer in; a second call does nothing."""
        if self._handle >= 0:
            os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> WriterLock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def _locked(path: Path, pid: int | None) -> str:
    if pid == os.getpid():
        return f"This program (process {pid}) is already writing to the library in {path.parent}. Wait until it is done, and try again."
    holder = "Another process" if pid is None else f"Process {pid}"
    return f"{holder} is writing to the library in {path.parent}. Wait until it is done, or run the command again with --wait."
