"""What a cell of the transfer table says is what the sources name, in few words; a cell that says more is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.desk.casebook import Case, casebook
from assistant.desk.checking import fault
from assistant.desk.conditions import holds, told
from assistant.desk.desk import Desk
from assistant.desk.draft import Line
from ingest.types import Language
from tests.assistant.desk.conftest import LANGUAGES, profile


def case(desk: Desk, row: int) -> Case:
    return next(one for one in casebook(desk.sources) if one.key == f"table 2 row {row}")


SAID: list[tuple[int, str, Language, str]] = [
    (18, "hazard", "en", "flooding, typhoons and heavy rain"),
    (18, "hazard", "zh", "洪涝、台风和暴雨"),
    (14, "scale", "en", "934,776 people (2015)"),
    (14, "scale", "zh", "934,776人"),
    (9, "money", "en", "tax incentives, financial packages and grants (10,000 euros, 15,000 euros)"),
    (9, "money", "zh", "税收优惠、金融方案和补助（1万欧元）"),
    (19, "money", "en", "an EU contribution (356,700 euros)"),
    (19, "money", "zh", "欧盟出资（356,700欧元）"),
    (18, "level", "en", "city"),
    (12, "level", "zh", "国家"),
    (17, "level", "en", "international"),
    (3, "date", "zh", "2016"),
]


@pytest.mark.parametrize(("row", "condition", "language", "text"), SAID)
def test_a_condition_is_told_in_a_few_words_that_rest_on_spans(desk: Desk, row: int, condition: str, language: Language, text: str) -> None:
    found = told(case(desk, row), condition, language)  # type: ignore[arg-type]
    assert found and found.text == text
    assert all(one.quote and one.quote in one.passage.text and one.passage.language == language for one in found.evidence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_sources_do_not_say_is_not_told(desk: Desk, language: Language) -> None:
    assert told(case(desk, 8), "hazard", language) is None and told(case(desk, 3), "money", language) is None
    assert told(case(desk, 15), "scale", language) is None, "how many took part is not how large a place is"


def test_a_passage_that_was_thrown_out_tells_nothing(desk: Desk) -> None:
    found = told(case(desk, 14), "scale", "en")
    assert found and told(case(desk, 14), "scale", "en", {one.passage.id for one in found.evidence}) is None


@pytest.mark.parametrize(
    ("text", "condition", "quoted", "sound"),
    [
        ("Flooding and typhoons", "hazard", "Typhoon Fitow flooded the town", True),
        ("洪涝和台风", "hazard", "台风过后全城被淹", True),
        ("flooding和台风", "hazard", "台风过后全城被淹", True),
        ("Flooding and earthquakes", "hazard", "Typhoon Fitow flooded the town", False),
        ("洪涝、地震", "hazard", "台风过后全城被淹", False),
        ("Grants (10,000 euros)", "money", "offers grants of 10,000 euros", True),
        ("Grants (90,000 euros)", "money", "offers grants of 10,000 euros", False),
        ("补助（9万欧元）", "money", "提供1万欧元补助", False),
        ("Insurers who paid for all of it", "institutions", "insurers took part", False),
        ("2016", "date", "2016", False),
    ],
)
def test_a_cell_holds_what_its_quotes_name_and_no_more(text: str, condition: str, quoted: str, sound: bool) -> None:
    assert holds(text, condition, quoted) is sound


CHANGED: list[tuple[Language, str, str]] = [
    ("en", "hazard", "Flooding, typhoons and earthquakes"),
    ("zh", "hazard", "洪涝、台风和地震"),
    ("en", "institutions", "City departments and national ministries"),
    ("zh", "institutions", "市级各部门和国家部委"),
    ("en", "level", "international"),
    ("zh", "level", "国际"),
]


@pytest.mark.parametrize(("language", "condition", "text"), CHANGED)
def test_a_changed_cell_is_not_supported(desk: Desk, language: Language, condition: str, text: str) -> None:
    draft = desk.draft(profile("coastal"), language, 2026)
    cell: Line | None = draft.line(f"transfer:chen-2024:table 2 row 18 {condition} there")
    assert cell and cell.kind in ("paper", "report") and fault(cell, draft, desk.sources) is None
    assert fault(replace(cell, text=text, edited=True), draft, desk.sources)
