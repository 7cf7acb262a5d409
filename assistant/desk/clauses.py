"""The clause around a word, cut so that it can be understood alone, as a span of its passage; knows nothing about cases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.composition import Evidence, span
from assistant.desk.sources import Sentence, cut
from ingest.language import has_chinese, readable
from ingest.types import Passage

_BREAK = re.compile(r"(?<!\d)[,;:](?=\s)|[，；。：]|\.(?=\s|$)")
_DEPENDS = re.compile(r"\s*(?:or|and|which|but|with)\b|\s*(?:则|并|或|和)|[^，；]{0,12}则")
WHOLE: Mapping[str, int] = {"en": 150, "zh": 60}  # a sentence up to this is not cut: a list loses its sense
CLAUSE_ENOUGH: Mapping[str, int] = {"en": 22, "zh": 8}  # a clause shorter than this says nothing alone


def clauses_of(passage: Passage, cell: str | None, patterns: Sequence[re.Pattern[str]]) -> list[Sentence]:
    """The clauses of a passage in which one of the patterns stands."""
    spans = (
        [(span(passage, cell).start, span(passage, cell).end)]
        if cell is not None
        else [(sentence.evidence.start, sentence.evidence.end) for sentence in cut(passage)]
    )
    found = []
    for start, end in spans:
        for pattern in patterns:
            for match in pattern.finditer(passage.text, start, end):
                first, last = _clause(passage.text, start, end, match.start(), match.end())
                found.append(Sentence(readable(passage.text[first:last]), Evidence(passage, first, last)))
    return found


def _clause(text: str, start: int, end: int, at: int, until: int) -> tuple[int, int]:
    """The clause around a match; clauses before it are added while it is too short to be understood."""
    if end - start <= WHOLE["zh" if has_chinese(text[start:end]) else "en"]:
        return start, end - (text[end - 1] in ".。")
    cuts = [start, *(match.end() for match in _BREAK.finditer(text, start, end)), end]
    first = max((c for c in cuts if c <= at), default=start)
    last = min((c for c in cuts if c >= until), default=end)
    least = CLAUSE_ENOUGH["zh" if has_chinese(text[start:end]) else "en"]
    while first > start and (last - first < least or _DEPENDS.match(text[first:last])):
        first = max(c for c in cuts if c < first)
    while first < last and (text[first].isspace()):
        first += 1
    while last > first and (text[last - 1].isspace() or text[last - 1] in ",;:，；。：."):
        last -= 1
    return first, last
