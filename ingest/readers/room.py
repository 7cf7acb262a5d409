"""Where files are read: a child process with limits on memory, processor time and wall time, so that no file can hurt.

One child reads many files; it is replaced when a file kills it, hangs it or fills its memory, and after a few hundred files.
What it sends back is JSON, a document with its passages. Knows nothing about what the readers do.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import asdict, dataclass, replace
from types import TracebackType
from typing import Any

from ingest.child import Child, ChildDied, ChildStalled
from ingest.outcomes import Refused
from ingest.readers.recognition import missing_packages
from ingest.records import document_from_json, passages_from_json
from ingest.types import Document, Passage
from ingest.walk import MOST_BYTES, Found

FILES_OF_ONE_CHILD = 300  # then a new one: what a parser leaks goes with it
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each thread of numpy's library would take 32 MB of the limit


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take to read: the child's memory, its processor time and the time that passes.

    `ocr`: whether pages that are images are read by character recognition; each such page has `page_seconds` more.
    """

    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    file_bytes: int = MOST_BYTES
    ocr: bool = False
    page_seconds: int = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: the document and its passages, twins linked; `lacking` are the packages without which pages that are
    images stayed unread."""

    document: Document
    passages: tuple[Passage, ...]
    lacking: tuple[str, ...] = ()


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
        answer = self._asked(found, {"ocr": False}, self.limits)
        images = _images(answer) if self.limits.ocr else 0
        lacking = missing_packages() if images else ()
        if images and not lacking:
            more = images * self.limits.page_seconds
            longer = replace(self.limits, cpu_seconds=self.limits.cpu_seconds + more, wall_seconds=self.limits.wall_seconds + more)
            answer = self._asked(found, {"ocr": True}, longer)
        if lacking and "refused" in answer:
            raise Refused("no-recognition", path=found.path, packages=" ".join(lacking))
        return replace(self._reading(found, answer, content), lacking=lacking)

    def picture(self, found: Found, content: str, page: int, scale: float) -> bytes:
        """A page (from 1) of a PDF as PNG, `scale` pixels to a point; `content` is the sha256 that the file must still have.

        Raises Refused: changed, no-page, and as `read`.
        """
        answer = self._asked(found, {"picture": {"content": content, "page": page, "scale": scale}}, self.limits)
        self._raise_refusal(answer)
        return b64decode(answer["picture"])

    def _asked(self, found: Found, wish: dict[str, Any], limits: Limits) -> dict[str, Any]:
        """The child's answer. Raises Refused when it gives none."""
        child = self._ready()
        request = {"root": found.root, "parts": found.parts, "uri": found.uri, "name": found.name, "size": found.size, "work": found.work}
        try:
            child.send(request | wish | {"module": found.reader.module, "limits": asdict(limits)})
            answer: dict[str, Any] = child.receive(limits.wall_seconds)
        except ChildStalled:
            self.close()
            raise Refused("timed-out", path=found.path, seconds=f"{limits.wall_seconds:g}") from None
        except ChildDied as died:
            self.close()
            raise self._death(found, str(died), limits) from died
        return answer

    def _ready(self) -> Child:
        if self._child is None or self._count >= FILES_OF_ONE_CHILD:
            self.close()
            self._child, self._count = Child("ingest.readers.desk", environment=_ONE_THREAD), 0
        self._count += 1
        return self._child

    def _death(self, found: Found, how: str, limits: Limits) -> Refused:
        if "SIGXCPU" in how:
            return Refused("timed-out", path=found.path, seconds=str(limits.cpu_seconds))
        return Refused("crashed", path=found.path, how=how)

    def _reading(self, found: Found, answer: dict[str, Any], content: str | None) -> Reading:
        self._raise_refusal(answer)
        document = document_from_json(answer["document"])
        if content is not None and document.content != content:
            raise Refused("changed", path=found.path)
        return Reading(document, passages_from_json(answer["passages"]))

    def _raise_refusal(self, answer: dict[str, Any]) -> None:
        if "refused" in answer:
            if answer["refused"] == "memory":
                self.close()
            raise Refused(answer["refused"], **answer["parameters"])

    def close(self) -> None:
        """End the child; the next file gets a new one."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def __enter__(self) -> ReadingRoom:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _images(answer: dict[str, Any]) -> int:
    """How many pages of a read (or refused) file are images."""
    if "refused" in answer:
        return int(answer["parameters"].get("count", 0)) if answer["refused"] in ("image", "images") else 0
    return int(answer["images"])
