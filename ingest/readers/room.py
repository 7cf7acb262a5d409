"""Where files are read: a child process with limits on memory, processor time and wall time, so that no file can hurt.

One child reads many files; it is replaced when a file kills it, hangs it or fills its memory, and after a few hundred files.
What it sends back is JSON, a document with its passages. Knows nothing about what the readers do.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

from ingest.child import Child, ChildDied, ChildStalled
from ingest.outcomes import Refused
from ingest.records import document_from_json, passages_from_json
from ingest.types import Document, Passage
from ingest.walk import MOST_BYTES, Found

FILES_OF_ONE_CHILD = 300  # then a new one: what a parser leaks goes with it
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each thread of numpy's library would take 32 MB of the limit


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take to read: the child's memory, its processor time and the time that passes."""

    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    file_bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: the document and its passages, twins linked."""

    document: Document
    passages: tuple[Passage, ...]


class ReadingRoom:
    """Reads one file after another in a child; use it in a `with` block. One thread at a time."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child: Child | None = None
        self._count = 0

    def read(self, found: Found, content: str | None = None) -> Reading:
        """The document and passages of a file; `content` is the sha256 that its bytes must have.

        Raises Refused, whatever happens to the child: each file ends as a reading or as one named refusal.
        """
        child = self._ready()
        request = {"root": found.root, "parts": found.parts, "uri": found.uri, "name": found.name, "size": found.size, "work": found.work}
        try:
            child.send(request | {"module": found.reader.module, "limits": asdict(self.limits)})
            answer = child.receive(self.limits.wall_seconds)
        except ChildStalled:
            self.close()
            raise Refused("timed-out", path=found.path, seconds=f"{self.limits.wall_seconds:g}") from None
        except ChildDied as died:
            self.close()
            raise self._death(found, str(died)) from died
        return self._reading(found, answer, content)

    def _ready(self) -> Child:
        if self._child is None or self._count >= FILES_OF_ONE_CHILD:
            self.close()
            self._child, self._count = Child("ingest.readers.desk", environment=_ONE_THREAD), 0
        self._count += 1
        return self._child

    def _death(self, found: Found, how: str) -> Refused:
        if "SIGXCPU" in how:
            return Refused("timed-out", path=found.path, seconds=str(self.limits.cpu_seconds))
        return Refused("crashed", path=found.path, how=how)

    def _reading(self, found: Found, answer: dict[str, Any], content: str | None) -> Reading:
        if "refused" in answer:
            if answer["refused"] == "memory":
                self.close()
            raise Refused(answer["refused"], **answer["parameters"])
        document = document_from_json(answer["document"])
        if content is not None and document.content != content:
            raise Refused("changed", path=found.path)
        return Reading(document, passages_from_json(answer["passages"]))

    def close(self) -> None:
        """End the child; the next file gets a new one."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def __enter__(self) -> ReadingRoom:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
