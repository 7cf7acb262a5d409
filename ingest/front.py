"""The front matter of an article: title, authors, affiliations, correspondence, fund, editors, keywords.

Pure functions over lines; knows nothing about documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.blocks import Block
from ingest.headings import Role
from ingest.lines import Line
from ingest.types import Language

_AFFILIATION = re.compile(r"^(?:[-•*]\s+)?(?:[¹²³⁴⁵⁶⁷⁸⁹]+|\^\{?\d\}?|[\[(（]\d[\])）]|\d(?=[\s.．、]))[\s.．、]*\S")
_AUTHOR_MARKS = re.compile(r"\^\{|\^\d|[¹²³⁴⁵⁶⁷⁸⁹]|\w\d(?:,\d)*(?:,?\*)?(?:,\s|，|$)")
_IMPRINT = re.compile(
    r"^(?:doi\b|https?://|issn\b|vol(?:ume|\.)|received\b|accepted\b|published\b|中图分类号|文章编号|文献标识码|收稿日期|第\s*\d+\s*卷|\d{4}\s*年)",
    re.IGNORECASE,
)
_PLACES: dict[Role, str] = {
    "correspondence": "front correspondence",
    "editors": "front editors",
    "fund": "front fund",
    "keywords": "keywords",
    "interests": "front interests",
    "thanks": "front acknowledgements",
    "graphical": "front graphical abstract",
}


def front_blocks(role: Role | None, rows: Sequence[Line], section: str, language: Language) -> Iterator[Block]:
    """One block for each thing that the front matter says; `role` is the heading that the lines stand under, None before the first."""
    if role is not None:
        yield _block(_PLACES[role], rows, section, language)
        return
    first = next((index for index, line in enumerate(rows) if not _IMPRINT.match(line.text)), 0)
    title = _title_end(rows, first)
    affiliations = [index for index in range(title, len(rows)) if _AFFILIATION.match(rows[index].text)]
    authors = affiliations[0] if affiliations else min(title + 1, len(rows))
    last = affiliations[-1] + 1 if affiliations else authors
    while affiliations and last < len(rows) and not rows[last].gap:
        last += 1
    places = ["front matter", "front title", "front authors", "front affiliations", "front matter"]
    bounds = [0, first, title, authors, last, len(rows)]
    for place, start, end in zip(places, bounds, bounds[1:], strict=False):
        if end > start:
            yield _block(place, rows[start:end], section, language)


def _title_end(rows: Sequence[Line], first: int) -> int:
    """Where the title that starts at line `first` ends: before a blank line, the authors or their affiliations."""
    for index in range(first + 1, len(rows)):
        line = rows[index]
        if line.gap or _AUTHOR_MARKS.search(line.text) or _AFFILIATION.match(line.text) or index == first + 4:
            return index
    return min(first + 1, len(rows))


def _block(place: str, rows: Sequence[Line], section: str, language: Language) -> Block:
    return Block("front", place, section, language, rows[0].start, rows[-1].end)
