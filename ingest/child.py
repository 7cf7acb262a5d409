"""A child process that may crash, hang or be killed without harm: one line of JSON goes in, lines of JSON come out.

Its group is killed with it, its messages have a deadline and a greatest size, and it ends when this process does. Knows
nothing about what it is asked.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent  # where the packages are, for a program that is run without being installed
PIPE_BYTES = 1 << 20
LONGEST_MESSAGE = 512 * 1024 * 1024
GRACE_SECONDS = 5.0


class ChildDied(Exception):
    """The child ended without an answer; the text says how ("killed by SIGSEGV", "exit status 3")."""


class ChildStalled(Exception):
    """The child did not answer in time; it has been killed."""


class Child:
    """A running `python -m` with these arguments; `kill` it, or use it in a `with` block."""

    def __init__(self, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        """Start it at once; `environment` is added to this process's own."""
        search = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": search, **(environment or {})},
        )
        self._rest = b""

    @property
    def pid(self) -> int:
        """Its process id, which is its group's too."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended by itself."""
        return self._process.poll() is None

    def send(self, value: object) -> None:
        """Write one line of JSON. Raises ChildDied when nobody is there to read it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(value).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise self._died() from error

    def receive(self, seconds: float) -> Any:
        """The next line's value. Raises ChildStalled (after killing it) or ChildDied."""
        assert self._process.stdout is not None
        until, parts, size = time.monotonic() + seconds, [self._rest], len(self._rest)
        handle = self._process.stdout.fileno()
        while b"\n" not in parts[-1]:
            left = until - time.monotonic()
            if left <= 0 or size > LONGEST_MESSAGE or not select.select([handle], [], [], left)[0]:
                self.kill()
                raise ChildStalled
            part = os.read(handle, PIPE_BYTES)
            if not part:
                raise self._died()
            parts.append(part)
            size += len(part)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return json.loads(line)

    def _died(self) -> ChildDied:
        try:
            status = self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            status = -signal.SIGKILL
        return ChildDied(f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}")

    def finish(self, seconds: float = 30.0) -> None:
        """Wait until it has ended by itself. Raises ChildDied unless it ended well, ChildStalled when it did not end."""
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ChildStalled from None
        if status != 0:
            raise self._died()

    def kill(self) -> None:
        """End it and all that it started; a second call does nothing."""
        if self._process.returncode is None:  # once it has been waited for, its number may be another's
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self._process.wait()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()
