"""A line says no more than it cites: numbers, names, negations, marks and words are held against the quotes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.desk.checking import fault
from assistant.desk.desk import Desk
from assistant.desk.draft import Draft, Line
from ingest.types import Language
from tests.assistant.desk.conftest import profile


def line(desk: Desk, language: Language, start: str) -> tuple[Draft, Line]:
    draft = desk.draft(profile("coastal"), language, 2026)
    return draft, next(one for one in draft.lines() if one.id.startswith(start) and one.kind in ("paper", "report"))


TOLD = "experience:chen-2024:table 2 row 3 told"
CHANGED: list[tuple[Language, str, str, str]] = [
    ("en", "Copenhagen", "Aarhus", "Aarhus"),
    ("en", "drew up", "did not draw up", "not"),
    ("en", "Storm Surge Plan", "Storm Surge Plan for 40 million euros", "40"),
    ("zh", "哥本哈根", "鹿特丹", "鹿特丹"),
    ("zh", "制定", "没有制定", "没有"),
    ("zh", "风暴潮计划", "投资4000万元的风暴潮计划", "40"),
]


@pytest.mark.parametrize(("language", "old", "new", "what"), CHANGED)
def test_a_changed_fact_is_not_supported(desk: Desk, language: Language, old: str, new: str, what: str) -> None:
    draft, told = line(desk, language, TOLD)
    assert fault(told, draft, desk.sources) is None
    assert old in told.text
    found = fault(replace(told, text=told.text.replace(old, new, 1), edited=True), draft, desk.sources)
    assert found and found[0] == "unsupported" and what in found[1]


def test_another_sentence_under_the_same_citation_is_not_supported(desk: Desk) -> None:
    draft, told = line(desk, "zh", TOLD)
    assert fault(replace(told, text="绿色屋顶减少了城市中心的积水并改善了居民的健康。"), draft, desk.sources)
    draft, told = line(desk, "en", TOLD)
    assert fault(replace(told, text="Green roofs lowered the water in the streets and made people healthier."), draft, desk.sources)


@pytest.mark.parametrize(
    ("language", "more"), [("zh", "论文将其标为经济和生态韧性。"), ("en", "The paper marks it as economic and ecological resilience.")]
)
def test_a_mark_that_the_row_lacks_is_not_supported(desk: Desk, language: Language, more: str) -> None:
    draft, marks = line(desk, language, "experience:chen-2024:table 2 row 3 marks")
    assert fault(marks, draft, desk.sources) is None
    assert fault(replace(marks, text=more), draft, desk.sources)


def test_a_quote_that_is_not_in_its_passage_is_refused(desk: Desk) -> None:
    draft, told = line(desk, "zh", TOLD)
    forged = replace(told.citations[0], quote="哥本哈根投资四亿元")
    assert fault(replace(told, citations=(forged,)), draft, desk.sources) == ("quote_gone", "")
    moved = replace(told.citations[0], start=told.citations[0].start + 1)
    assert fault(replace(told, citations=(moved,)), draft, desk.sources) == ("quote_gone", "")


def test_types_ask_for_what_they_rest_on(desk: Desk) -> None:
    draft, told = line(desk, "zh", TOLD)
    reasons = {
        "untyped": replace(told, kind=None),
        "uncited": replace(told, citations=()),
        "wrong_source": replace(told, kind="report"),
        "baseless": replace(told, kind="inference", citations=()),
        "empty_line": replace(told, text="  "),
    }
    for key, broken in reasons.items():
        found = fault(broken, draft, desk.sources)
        assert found and found[0] == key
    assert fault(Line("x", "gap", "资料没有说。"), draft, desk.sources) is None
    assert fault(Line("x", "city", "本市已有泵站12座。", basis=("person",)), draft, desk.sources) is None


@pytest.mark.parametrize(("language", "text"), [("zh", "因此应投入3500万元。"), ("en", "So 35 million yuan should be spent.")])
def test_an_inference_brings_no_figure_of_its_own(desk: Desk, language: Language, text: str) -> None:
    draft, told = line(desk, language, TOLD)
    assert fault(replace(told, kind="inference", text=text), draft, desk.sources)
