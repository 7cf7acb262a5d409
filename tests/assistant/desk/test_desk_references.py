"""References are numbered once, a work named again is named by its number, marks gather the rows of a table; old drafts still read."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.answer import Citation
from assistant.desk.desk import Desk
from assistant.desk.draft import Draft, Line, Section
from assistant.desk.export import laid_out, page_of
from assistant.desk.references import marks
from assistant.desk.verify import carried_in, verified
from ingest.types import Language
from tests.assistant.desk.conftest import CITIES, LANGUAGES, profile

NUMBERS = {("chen-2024", ("a",)): 1, ("iclei", ("b",)): 2}


def cited(place: str, work: str = "chen-2024") -> Citation:
    urls = ("a",) if work == "chen-2024" else ("b",)
    return Citation(0, "p", "d", work, work, "", place, None, "en", "q", 0, 1, "paper", "prose", urls=urls)


@pytest.mark.parametrize(
    ("places", "en", "zh"),
    [
        (["table 2 row 3"], "[1, Table 2 row 3]", "[1，表2第3行]"),
        (["table 2 row 18", "table 2 row 3", "table 2 row 18"], "[1, Table 2 rows 3, 18]", "[1，表2第3、18行]"),
        (["section 3.3", "table 1 note", "section 3.3"], "[1, section 3.3; note to Table 1]", "[1，3.3节；表1注]"),
        (["table 2", "abstract"], "[1, Table 2; abstract]", "[1，表2；摘要]"),
    ],
)
def test_marks_gather_the_places_of_a_source(places: list[str], en: str, zh: str) -> None:
    ones = [cited(place) for place in places]
    assert marks(ones, NUMBERS, "en") == en and marks(ones, NUMBERS, "zh") == zh
    both = [*ones, cited("fact 1", "iclei")]
    assert marks(both, NUMBERS, "en") == en + "[2]" and marks(both, NUMBERS, "en", brief=True) == "[1][2]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_work_named_again_is_named_by_its_number_and_still_resolves(desk: Desk, language: Language) -> None:
    said = re.compile(r"As \[(\d+)\]|同\[(\d+)\]")
    seen = 0
    for city in CITIES:
        page = laid_out(desk.draft(profile(city).model_copy(update={"length": "full"}), language, 2026), desk.sources)
        works = {reference.number: reference.work_id for reference in page.references}
        for reference in page.references:
            if match := said.match(reference.text):
                before = int(match[1] or match[2])
                seen += 1
                assert before < reference.number and works[before] == reference.work_id and reference.urls
    assert seen >= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_draft_has_its_subheads_in_the_text_and_a_longer_one_above_it(desk: Desk, language: Language) -> None:
    short = desk.markdown(desk.draft(profile("county"), language, 2026))
    longer = desk.markdown(desk.draft(profile("county").model_copy(update={"length": "standard"}), language, 2026))
    head = "Ningbo, China (2019)" if language == "en" else "宁波，中国（2019年）"
    assert f"**{head}{'.' if language == 'en' else '。'}**" in short and "\n### " not in short
    assert f"\n### {head}\n" in longer and short.count("\n## ") == longer.count("\n## ")
    verdict = "**Adapt.**" if language == "en" else "**改造后采用。**"
    assert verdict in short and verdict in longer, "what follows is seen at once"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_kept_from_before_the_one_table_still_shows_exports_and_verifies(desk: Desk, language: Language) -> None:
    draft = desk.draft(profile("coastal"), language, 2026)
    level = draft.line("transfer:chen-2024:table 2 row 18 level there")
    assert level
    text, label = ("city: Ningbo", "Level") if language == "en" else ("城市：宁波", "层级")
    there = replace(level, text=text, group="Ningbo", label=label, column="there")
    here = Line("transfer:x level here", "city", "县级市", basis=("level",), style="cell", group="Ningbo", label=label, column="here")
    old = draft.with_section(Section("transfer", (there, here)))
    assert desk.faults(old) == ()
    (group,) = [group for _, groups in page_of(old, desk.sources).sections for group in groups if group.table]
    assert group.head[1:] == (("There", "Oulan") if language == "en" else ("案例所在地", "瓯澜市")) and len(group.table) == 1
    assert all(one.stands for one in verified(carried_in(desk.markdown(old).encode(), "old.md"), desk.sources.library))
    assert desk.word(old)


def test_a_cell_that_was_deleted_is_empty(desk: Desk, coastal: Draft) -> None:
    section = coastal.section("transfer")
    assert section
    gone = coastal.with_section(replace(section, lines=section.lines[:8] + section.lines[9:]))
    (group,) = [group for _, groups in laid_out(gone, desk.sources).sections for group in groups if group.table]
    assert [cell is None for row in group.table for cell in row.cells].count(True) == 2, "that one, and the city's verdict"
    assert desk.word(gone) and "|  |" in desk.markdown(gone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edited_cell_keeps_its_place_in_the_table_when_the_section_is_composed_anew(desk: Desk, language: Language) -> None:
    from assistant.desk import editing

    draft = desk.draft(profile("coastal"), language, 2026)
    id_ = "transfer:chen-2024:table 2 row 3 verdict"
    edited = editing.edit(draft, id_, "Adapt. 先试点。")
    again = editing.regenerate(edited, "transfer", desk.section).line(id_)
    assert again and again.text == "Adapt. 先试点。" and again.style == "cell" and again.column == "verdict"
