"""Child processes that are ready before they are needed: to start Python and import chromadb costs each a second of work.

A worker fills or proves one Chroma folder and ends, so that whoever proves is always a process that has opened nothing before. A
process that stays keeps some at rest, and the child that reads files too. Knows nothing about libraries or plans.
"""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Literal

from ingest.child import Child
from ingest.readers.room import Limits, ReadingRoom

Job = Literal["build", "check"]
OF_A_BUILD = 2  # one fills, one proves
IDLE_SECONDS = 600.0  # after which workers at rest are ended: each holds some 100 MB
_QUIET = {"ANONYMIZED_TELEMETRY": "False"}


class Workers:
    """The workers of one ingest or, with `keep`, of all that a process makes. Threads may share one; use it in a `with` block."""

    def __init__(self, *, keep: bool = False, idle_seconds: float = IDLE_SECONDS) -> None:
        self._keep, self._idle_seconds = keep, idle_seconds
        self._lock = threading.Lock()
        self._ready: list[Child] = []
        self._room: ReadingRoom | None = None
        self._timer: threading.Timer | None = None

    def begin(self) -> None:
        """Start the workers of a build, where they are not started yet; returns at once."""
        with self._lock:
            self._stop_timer()
            while len(self._ready) < OF_A_BUILD:
                self._ready.append(_start())

    def take(self, job: Job, folder: Path) -> Child:
        """A worker that has begun the job in a generation's folder; whoever takes it ends it. Raises ChildDied."""
        with self._lock:
            child = self._next_ready() or _start()
        try:
            child.send({job: str(folder)})
        except BaseException:
            child.kill()
            raise
        return child

    def _next_ready(self) -> Child | None:
        while self._ready:
            child = self._ready.pop(0)
            if child.alive:
                return child
            child.kill()  # it died at rest
        return None

    def room(self, limits: Limits) -> ReadingRoom:
        """The room where files are read, with these limits; it is closed with the workers."""
        with self._lock:
            if self._room is None:
                self._room = ReadingRoom(limits)
            self._room.limits = limits
            return self._room

    def rest(self) -> None:
        """The work is done: keep workers ready for the next, for a while, or end them all."""
        if not self._keep:
            self.close()
            return
        self.begin()
        with self._lock:
            self._stop_timer()
            self._timer = threading.Timer(self._idle_seconds, self.close)
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """End all that are at rest; those that were taken are their takers'. They can be begun again."""
        with self._lock:
            self._stop_timer()
            ready, self._ready = self._ready, []
            room, self._room = self._room, None
        for child in ready:
            child.kill()
        if room is not None:
            room.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _start() -> Child:
    return Child("index.generation", "--wait", environment=_QUIET)
