"""Leaves a model alone for a while after it has failed several times in a row, or for as long as it asked; knows nothing about why."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 3  # in a row, before a pause
PAUSE = 60.0  # seconds
LONGEST = 600.0  # seconds; a server may ask for more, but its owner may have mended it by then


class Breaker:
    """Says whether a model may be asked now. After a pause one question tries it; the others wait for how that ends."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def admits(self) -> bool:
        """Whether to ask now; the one question that is let through after a pause closes the door behind it."""
        with self._lock:
            now = self._clock()
            if now < self._until:
                return False
            if self._failures >= FAILURES:
                self._until = now + PAUSE
            return True

    def succeeded(self) -> None:
        """The model answered."""
        with self._lock:
            self._failures, self._until = 0, 0.0

    def failed(self, wait: float | None = None) -> None:
        """The model did not; `wait` are the seconds that it asked for."""
        with self._lock:
            self._failures += 1
            pause = min(wait, LONGEST) if wait else 0.0
            if self._failures >= FAILURES:
                pause = max(pause, PAUSE)
            self._until = max(self._until, self._clock() + pause)
