"""Where a citation stands after a re-ingest."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from assistant.answer import Citation
from assistant.drift import Drift, standing
from ingest.types import Language, Passage


def passage(id: str, text: str, language: Language = "en", place: str = "section 1", page: int | None = 3) -> Passage:
    return Passage(id, "guide", "d1", language, place.title(), place, "prose", "paper", page, 0, len(text), text, text, 0)


def cited(held: Passage, quote: str) -> Citation:
    start = held.text.index(quote)
    return Citation(
        1, held.id, held.document, held.work, "Guide", held.section, held.place, held.page, held.language, quote, start,
        start + len(quote), "paper", "prose",
    )  # fmt: skip


class Shelves:
    """Passages in a list."""

    def __init__(self, *held: Passage) -> None:
        self.held = held

    def passage(self, passage_id: str, /) -> Passage | None:
        return next((one for one in self.held if one.id == passage_id), None)

    def of_work(self, work: str, /) -> Iterable[Passage]:
        return (one for one in self.held if one.work == work)


CASES: list[tuple[str, Language, str]] = [
    ("The time is measured in hours. It is short.", "en", "measured in hours"),
    ("以小时计量所需的时间。时间很短。", "zh", "以小时计量"),
    ("恢复时间 (recovery time) 以 hours 计量。", "zh", "recovery time) 以 hours"),
]


@pytest.mark.parametrize(("text", "language", "quote"), CASES)
def test_same_moved_changed_gone(text: str, language: Language, quote: str) -> None:
    held = passage("a", text, language)
    citation = cited(held, quote)
    assert standing(citation, Shelves(held)).drift is Drift.SAME
    renamed = replace(held, id="b", text=text.replace(" ", "  "))
    assert standing(citation, Shelves(renamed)) == standing(citation, Shelves(passage("z", "other"), renamed))
    assert standing(citation, Shelves(renamed)).drift is Drift.SAME, "another cut of the same place"
    moved = replace(held, id="c", place="section 2", section="Section 2", page=5)
    found = standing(citation, Shelves(moved))
    assert (found.drift, found.passage) == (Drift.MOVED, moved)
    changed = standing(citation, Shelves(replace(held, text="all new")))
    assert (changed.drift, changed.passage) == (Drift.CHANGED, None)
    assert standing(citation, Shelves(replace(held, work="other", id="x"))).drift is Drift.GONE
    foreign: Language = "zh" if language == "en" else "en"
    assert standing(citation, Shelves(replace(held, id="y", language=foreign))).drift is Drift.CHANGED
