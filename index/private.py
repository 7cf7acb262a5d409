"""A copy of a generation's Chroma folder that one process has for itself, tried in a child before this process opens it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from index.building import HELD, OPEN_COPY, STALL_SECONDS
from index.manifest import CHROMA, IndexDamaged, index_folder
from index.store import VectorStore, folder_size
from ingest.child import Child, ChildDied, ChildStalled
from ingest.files import PRIVATE_FILE, make_private, require_space


class PrivateStore:
    """An open Chroma on its own files; `close` removes them, and a build does when this process has ended without it."""

    def __init__(self, home: Path, generation: Path, dimension: int) -> None:
        """Copy, try and open. Raises IndexDamaged when the child could not open it, LibraryError or OSError without room."""
        require_space(home, folder_size(generation / CHROMA))
        self.folder = Path(tempfile.mkdtemp(prefix=OPEN_COPY, dir=index_folder(home)))
        self._held = os.open(self.folder / HELD, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX)
            shutil.copytree(generation / CHROMA, self.folder / CHROMA)
            make_private(self.folder)
            _try(self.folder / CHROMA, dimension)
            self.store = VectorStore(self.folder / CHROMA)
        except BaseException:
            self._remove()
            raise

    def close(self) -> None:
        """Close Chroma and remove the copy; a second call does nothing."""
        if self._held >= 0:
            self.store.close()
            self._remove()

    def _remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._held)
        self._held = -1


def _try(folder: Path, dimension: int) -> None:
    """Open and ask in a process that may crash in our place."""
    try:
        with Child("index.generation", "--try", str(folder), "--dimension", str(dimension)) as child:
            if not child.receive(STALL_SECONDS).get("ok"):
                raise ChildDied("it answered nothing")
            child.finish()
    except (ChildDied, ChildStalled) as error:
        raise IndexDamaged(f"Chroma cannot open its files ({error}); the search is exact instead. Run `resilient rebuild`.") from error
