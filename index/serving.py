"""The index for a process that answers: always one that can, whatever happens on the disk.

`Serving.current` re-opens when CURRENT changes, has what is missing, broken or behind the library built again (nothing is
encoded), and meanwhile answers from memory, by exact search over the library's own vectors; so what an ingest beside has put
into the library is found before its index is written. In a process that stays, Chroma serves: on a copy of the generation's
files that is this process's alone (two processes on one folder lose data), proved by its checksums and opened first in a child
(a bad folder can end the process that opens it). Knows nothing about questions.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from index import manifest as manifests
from index.generation import Generation, build, in_memory, open_current
from index.manifest import CURRENT, EncoderChanged, IndexError_, index_folder
from index.private import PrivateStore
from index.store import chroma_version
from ingest.library import Library
from ingest.types import LibraryError, LibraryLocked

Notify = Callable[[str], None]
SOON = 10_000  # passages up to which an index is built before a one-shot process answers (4 s), or made in memory (1 s)
RETRY_SECONDS = 5.0  # how often a repair that could not be done is tried again
FOLLOWING = 0.05  # the most of the time that goes into following a library that somebody is writing


class Serving:
    """The generation to ask, for one home and one encoder; close it, or use it in a `with` block. Threads may share one."""

    def __init__(
        self, home: Path, fingerprint: str, *, stays: bool = False, exact_up_to: int = 0, notify: Notify = lambda line: None
    ) -> None:
        """`stays` is for a process that answers many questions: it repairs beside answering, and asks Chroma above `exact_up_to` passages.

        Measured on two busy cores, 256 numbers: exact 0.02 ms at 2,000 passages and 3.3 ms at 50,000, Chroma 0.8 ms and 3.6 ms.

        Raises LibraryError when there is no library to answer from. `notify` hears a line about each repair.
        """
        self.home, self.fingerprint, self.stays, self.notify = home, fingerprint, stays, notify
        self.exact_up_to = exact_up_to
        self.library = Library.open(home)
        self._one = threading.RLock()
        self._generation: Generation | None = None
        self._seen: object = None
        self._again = 0.0  # when a repair that failed is tried again; 0 for never
        self._follow = 0.0  # not before this is the library followed again
        self._stores: list[PrivateStore] = []
        self._next: Callable[[], None] | None = None
        self._worker: threading.Thread | None = None
        self._closed = self._opened = False
        self._told: set[str] = set()

    def current(self) -> Generation:
        """The newest generation that can be trusted; cheap when nothing has changed. Raises EncoderChanged or LibraryError."""
        with self._one:
            seen = self._stamp()
            if self._generation is None or seen != self._seen or 0 < self._again <= time.monotonic():
                self._seen, self._again = seen, 0.0
                self._generation = self._open()
            elif self.stays and time.monotonic() >= self._follow and self._generation.stale(self.library):
                self._generation = self._followed(self._generation)
            return self._generation

    def _followed(self, behind: Generation) -> Generation:
        """The library as it is now, while whoever writes it has not built its index yet; a library too large for it waits for the index."""
        begun = time.monotonic()
        self._again = self._again or begun + RETRY_SECONDS  # whoever wrote may have been killed
        found = in_memory(self.library, self.fingerprint) if len(self.library.outlines()) <= SOON else behind
        ended = time.monotonic()
        self._follow = ended + (ended - begun) / FOLLOWING
        return found

    def _stamp(self) -> object:
        try:
            state = (index_folder(self.home) / CURRENT).stat()
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns, state.st_size

    def _open(self) -> Generation:
        behind = None
        try:
            found = open_current(self.home, self.fingerprint)
            first, self._opened = not self._opened, True
            other = first and found.foreign  # asked once: an old program beside a new one must not build in turns with it
            if not found.stale(self.library) and not other:
                if self.stays:
                    self._beside(lambda: self._open_chroma(found))
                return found
            behind, reason = found, "The library has changed since its index was built."
            if other:
                reason = "The index was made by another version of the program."
        except EncoderChanged:
            raise
        except IndexError_ as error:
            reason = _reason(error)
        return self._repaired(reason, behind)

    def _repaired(self, reason: str, behind: Generation | None) -> Generation:
        """The library's index, built now by a process that does not stay; else what serves until it is built."""
        count = len(self.library.outlines())
        if self.stays:
            self._beside(lambda: self._rebuild_beside(reason))
        elif count <= SOON:
            with suppress(LibraryError):
                return self._rebuild(reason)
        else:
            self._tell(f"{reason} Questions are answered from the library itself until `resilient rebuild` has been run.")
        if behind is not None and count > SOON:
            return behind
        served = self._generation
        return served if served is not None and not served.stale(self.library) else in_memory(self.library, self.fingerprint)

    def _rebuild(self, reason: str) -> Generation:
        """Build in this process. Raises LibraryLocked when another process writes (and then builds), LibraryError when it cannot be."""
        self._again = time.monotonic() + RETRY_SECONDS
        try:
            with Library.open(self.home, write=True) as library:
                self._tell(f"{reason} It is being built from the library; nothing is lost and nothing is encoded again.")
                generation = build(library, self.fingerprint)
        except LibraryLocked:
            raise
        except LibraryError as error:
            self._tell(f"The index cannot be built: {error} Questions are answered from the library itself meanwhile.")
            raise
        self._seen, self._again = self._stamp(), 0.0
        return generation

    def _tell(self, line: str) -> None:
        if line not in self._told:
            self._told.add(line)
            self.notify(line)

    # beside answering, in a process that stays

    def _beside(self, work: Callable[[], None]) -> None:
        """Do it in the one thread beside, after what it is doing; what waits there already is forgotten."""
        self._next = work
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, daemon=True, name="index")
            self._worker.start()

    def _work(self) -> None:
        while True:
            with self._one:
                work, self._next = self._next, None
                if work is None or self._closed:
                    self._worker = None
                    return
            with suppress(LibraryError, IndexError_, OSError):
                work()

    def _rebuild_beside(self, reason: str) -> None:
        generation = self._rebuild(reason)
        with self._one:
            self._generation = generation
        self._open_chroma(generation)

    def _open_chroma(self, generation: Generation) -> None:
        """Give this generation its Chroma, if it is still the one in use; one made by another chromadb is built again."""
        if generation.manifest.exact or generation.folder is None or len(generation) <= self.exact_up_to:
            return
        if generation.manifest.chromadb != chroma_version():
            self._rebuild_beside(f"The index was made by chromadb {generation.manifest.chromadb}.")
            return
        try:
            manifests.verify(generation.folder, generation.manifest, manifests.chroma_files(generation.manifest))
        except IndexError_ as error:
            if generation.folder.exists():  # else a newer one is in use already
                self._rebuild_beside(_reason(error))
            return
        private = PrivateStore(self.home, generation.folder, generation.manifest.dimension)
        with self._one:
            if self._closed or self._generation is not generation:
                private.close()
                return
            self._generation = replace(generation, store=private.store)
            self._stores.append(private)
            old, self._stores = self._stores[:-2], self._stores[-2:]  # the last but one may still be answering a question
        for store in old:
            store.close()

    def ready(self, seconds: float) -> bool:
        """Wait until the thread beside has nothing to do; says whether it has."""
        until = time.monotonic() + seconds
        while (worker := self._worker) is not None and time.monotonic() < until:
            worker.join(0.02)
        return self._worker is None

    def close(self) -> None:
        """Let go of the library and of Chroma's files; a second call does nothing."""
        with self._one:
            self._closed, stores, self._stores = True, self._stores, []
            self._generation = None
        for store in stores:
            store.close()
        self.library.close()

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _reason(error: IndexError_) -> str:
    """What is wrong with the index, without the advice to rebuild it by hand."""
    return str(error).removesuffix(f" {manifests.REMEDY}")
