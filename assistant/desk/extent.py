"""How much each length of a draft admits, in one table; knows nothing about what is said.

Chosen by looking at the pages: "short" is two A4 pages as a Word file, "standard" four to five, "full" six to eight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.desk.profile import Length


@dataclass(frozen=True, slots=True)
class Extent:
    """Most of what a draft of one length holds: cases, notes and sentences of notes on each, reasons, actions, notes on means, gaps."""

    cases: int
    notes: int  # on a case
    sentences: int  # of the notes on a case
    why: int  # reasons for choosing a case
    reasons: int  # of a verdict
    beside: int  # corrections beside a case
    actions: int
    means: int  # notes in each section on means
    means_sentences: int  # of each such note
    gaps: int
    corrections: int


EXTENTS: Mapping[Length, Extent] = {
    "short": Extent(3, 2, 1, 2, 2, 1, 4, 1, 2, 5, 1),
    "standard": Extent(4, 2, 3, 3, 3, 2, 5, 1, 2, 9, 4),
    "full": Extent(6, 3, 6, 3, 4, 2, 9, 2, 9, 12, 6),
}
