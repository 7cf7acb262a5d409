"""Reference lists and the marks that cite them; pure functions over text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.language import marks
from ingest.lines import Line

_ENTRY = re.compile(r"^\[(\d{1,3})\]\s*\S")
_NAMED = re.compile(r"(?:\bRefs?\.|参考文献|\breferences?)\s*((?:\[\d{1,3}\][\s,，、~～–—-]*)+)", re.IGNORECASE)


def cited(text: str) -> tuple[int, ...]:
    """The reference numbers that `text` cites, by marks ("^{[12]~[14]}") or by name ("source: Refs. [3][4]"), in order of mention."""
    found = [*marks(text)]
    for match in _NAMED.finditer(text):
        found += marks("^" + re.sub(r"[\s,，、]", "", match.group(1)))
    return tuple(dict.fromkeys(found))


def entries(rows: Sequence[Line]) -> list[tuple[int, int, int]]:
    """The entries of a reference list as (number, start, end); wrapped lines belong to the entry above them."""
    found: list[tuple[int, int, int]] = []
    for line in rows:
        match = _ENTRY.match(line.text)
        if match:
            found.append((int(match.group(1)), line.start, line.end))
        elif found and not line.gap:
            number, start, _ = found[-1]
            found[-1] = (number, start, line.end)
    return found
