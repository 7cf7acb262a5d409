"""What an export carries so that it can be verified months later: each citation's work, place, language and quote, with a checksum.

The same JSON stands in the comment at the end of a Markdown file and in a part of its own in a Word file. What is read back
is a stranger's file: sizes, kinds and the checksum are proved before anything is used.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answer import Citation
from assistant.desk.draft import Draft
from assistant.desk.trouble import DeskError, Said
from ingest.types import Language

MARK = "resilient-draft"
FORMAT = 1
MOST_BYTES = 4_000_000  # of the citations of one draft, unpacked; a full draft carries some 60,000
Text = Annotated[str, Field(max_length=20_000)]


class Quoted(BaseModel):
    """One citation as carried: where its quote stood, and the numbers of the lines that cite it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    passage: Text
    document: Text
    work: Text
    title: Text
    place: Text
    language: Language
    quote: Text
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    section: Text = ""
    page: int | None = None
    lines: tuple[Text, ...] = Field(default=(), max_length=2000)


class Carried(BaseModel):
    """All that an export carries."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    format: int = FORMAT
    program: Literal["resilient"] = "resilient"
    city: Text = ""
    language: Language = "zh"
    citations: tuple[Quoted, ...] = Field(default=(), max_length=5000)


def carry(draft: Draft, citations: Sequence[Citation]) -> Carried:
    """What a draft's export carries."""
    lines = {(one.passage, one.start, one.end): [] for one in citations}  # type: dict[tuple[str, int, int], list[str]]
    for line in draft.lines():
        for one in line.citations:
            lines[one.passage, one.start, one.end].append(line.id)
    quoted = tuple(
        Quoted(
            passage=one.passage,
            document=one.document,
            work=one.work_id,
            title=one.work,
            place=one.place,
            language=one.language,
            quote=one.quote,
            start=one.start,
            end=one.end,
            section=one.section,
            page=one.page,
            lines=tuple(lines[one.passage, one.start, one.end]),
        )
        for one in citations
    )
    return Carried(city=draft.profile.said("name", draft.language), language=draft.language, citations=quoted)


def written(carried: Carried) -> str:
    """The carried values as one line of ASCII that no reader of a draft has to look at: mark, format, checksum, data."""
    packed = zlib.compress(json.dumps(carried.model_dump(mode="json"), ensure_ascii=False).encode(), 9)
    return f"{MARK} {FORMAT} {sha256(packed).hexdigest()} {base64.b64encode(packed).decode()}"


def read(line: str, name: str) -> Carried:
    """The values in a line that `written` made. Raises DeskError where it is damaged or from a newer version."""
    parts = line.split()
    if len(parts) != 4 or parts[0] != MARK or not parts[1].isascii() or not parts[1].isdigit():
        raise DeskError([Said("export_damaged", name=name, detail="form")])
    if int(parts[1][:6]) > FORMAT:
        raise DeskError([Said("export_new", name=name)])
    try:
        packed = base64.b64decode(parts[3], validate=True)
        if sha256(packed).hexdigest() != parts[2]:
            raise ValueError("checksum")
        unpacked = zlib.decompressobj().decompress(packed, MOST_BYTES + 1)
        if len(unpacked) > MOST_BYTES:
            raise ValueError("size")
        return Carried.model_validate_json(unpacked)
    except (ValueError, zlib.error, ValidationError, RecursionError) as error:
        detail = str(error) if str(error) in ("checksum", "size") else "content"
        raise DeskError([Said("export_damaged", name=name, detail=detail)]) from error
