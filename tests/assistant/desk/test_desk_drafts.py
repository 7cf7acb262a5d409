"""Drafts end to end on three homes and three cities: every line typed and proved, and different where the cities differ."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.desk.brief import dangles
from assistant.desk.desk import Desk
from assistant.desk.draft import KINDS, SECTIONS, Draft
from assistant.desk.export import laid_out
from assistant.desk.profile import checked
from assistant.desk.trouble import DeskError
from ingest.catalogue import work
from ingest.language import has_chinese
from ingest.types import Language
from tests.assistant.desk.conftest import CITIES, LANGUAGES, profile


def drafted(desk: Desk, city: str, language: Language) -> Draft:
    return desk.draft(profile(city), language, 2026)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", CITIES)
def test_every_line_is_typed_supported_and_exports(any_desk: Desk, city: str, language: Language) -> None:
    draft = drafted(any_desk, city, language)
    assert [fault.said.said("en") for fault in any_desk.faults(draft)] == []
    assert tuple(section.id for section in draft.sections) == SECTIONS
    assert all(line.kind in KINDS for line in draft.lines())
    sourced = [line for line in draft.lines() if line.kind in ("paper", "report")]
    assert len(sourced) >= 15
    for line in sourced:
        for cited in line.citations:
            document = any_desk.sources.document(cited.document)
            passage = any_desk.sources.library.passage(cited.passage)
            assert document and passage and document.text[cited.start : cited.end] == cited.quote and cited.quote in passage.text
    assert any_desk.markdown(draft).count("\n## ") == len([s for s in draft.sections if s.lines]) + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_references_are_numbered_resolve_and_have_addresses(desk: Desk, language: Language) -> None:
    for city in CITIES:
        page = laid_out(drafted(desk, city, language), desk.sources)
        assert [reference.number for reference in page.references] == list(range(1, len(page.references) + 1))
        assert all(work(reference.work_id) for reference in page.references)
        assert all(reference.urls for reference in page.references)
        marks = {
            int(number) for _, groups in page.sections for g in groups for one in g.lines for number in re.findall(r"\[(\d+)", one.marks)
        }
        assert marks <= {reference.number for reference in page.references}


@pytest.mark.parametrize("language", LANGUAGES)
def test_cities_that_differ_get_drafts_that_differ(desk: Desk, language: Language) -> None:
    """Neither the cases nor the sentences of ours are the same for three cities; what is shared is mostly the sources' own."""
    drafts = {city: drafted(desk, city, language) for city in CITIES}
    cases = {city: [line.label for line in draft.section("transfer").lines] for city, draft in drafts.items()}  # type: ignore[union-attr]
    assert len({tuple(dict.fromkeys(groups)) for groups in cases.values()}) == 3
    ours = {
        city: {line.text for line in draft.lines() if line.kind == "inference" and "erratum" not in " ".join(line.basis)}
        for city, draft in drafts.items()
    }
    for one, other in (("coastal", "county"), ("coastal", "inland"), ("county", "inland")):
        assert len(ours[one] & ours[other]) <= 0.2 * min(len(ours[one]), len(ours[other]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", CITIES)
def test_no_sentence_stands_twice(any_desk: Desk, city: str, language: Language) -> None:
    prose = [line.text for line in drafted(any_desk, city, language).lines() if line.style != "cell"]
    marks = ("The paper marks it", "论文将其标为", "可以直接借用", "改造后采用", "暂不采用", "Adapt", "Take over", "Do not take")
    told = [text for text in prose if not text.startswith(marks)]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ("预算", "阈值", "成效", "指标")), ("en", ("budget", "thresholds", "outcome", "indicator"))]
)
def test_what_the_paper_cannot_give_is_said(any_desk: Desk, language: Language, words: tuple[str, ...]) -> None:
    gaps = " ".join(line.text for line in drafted(any_desk, "inland", language).lines() if line.kind == "gap")
    assert all(word in gaps for word in words)


def test_the_hot_city_is_told_that_no_case_of_the_paper_names_heat(paper_desk: Desk) -> None:
    assert "没有一个点名高温热浪" in drafted(paper_desk, "inland", "zh").line("situation:match").text  # type: ignore[union-attr]
    assert "None of the 20 cases" in drafted(paper_desk, "inland", "en").line("situation:match").text  # type: ignore[union-attr]


def test_a_note_on_heat_is_found_where_notes_are(desk: Desk) -> None:
    line = drafted(desk, "inland", "zh").line("situation:match")
    assert line and "斯图加特" in line.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_corrections_stand_beside_the_case_they_touch(any_desk: Desk, language: Language) -> None:
    draft = drafted(any_desk, "coastal", language)
    copenhagen = "Copenhagen" if language == "en" else "哥本哈根"
    beside = [line for line in draft.section("experience").lines if copenhagen in line.group]  # type: ignore[union-attr]
    assert any("2017" in line.text and "erratum C8" in line.basis for line in beside)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_four_levels_and_the_wanted_subsystems_have_actions(desk: Desk, language: Language) -> None:
    draft = drafted(desk, "county", language)
    lines = draft.section("actions").lines  # type: ignore[union-attr]
    assert {"actions:community", "actions:local", "actions:regional", "actions:national"} <= {line.id for line in lines}
    heads = " ".join(f"{line.group} {line.label}" for line in lines)
    assert all(name in heads for name in (("Social", "Institutional") if language == "en" else ("社会", "制度")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_table_has_the_city_first_then_every_condition_and_a_verdict_of_each_case(desk: Desk, language: Language) -> None:
    page = laid_out(drafted(desk, "coastal", language), desk.sources)
    (group,) = [group for _, groups in page.sections for group in groups if group.table]
    assert len(group.head) == 8 and [len(row.cells) for row in group.table] == [7] * 5
    here, *there = group.table
    assert here.label == ("Oulan" if language == "en" else "瓯澜市") and here.cells[-1] is None
    assert {cell.line.kind for cell in here.cells if cell} == {"city"}
    kinds = {cell.line.kind for row in there for cell in row.cells[:-1] if cell}
    assert kinds == {"paper", "report", "gap"}
    verdicts = [cell.verdict[0] for row in there if (cell := row.cells[-1])]
    known = {"Take over.", "Adapt.", "Do not take over for now."} if language == "en" else {"可以直接借用。", "改造后采用。", "暂不采用。"}
    assert len(verdicts) == 4 and set(verdicts) <= known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", CITIES)
def test_a_short_draft_is_short_and_has_every_section(any_desk: Desk, city: str, language: Language) -> None:
    """As many characters as fill two dense A4 pages; how the pages come out is in the log."""
    draft = any_desk.draft(profile(city).model_copy(update={"length": "short"}), language, 2026)
    longer = any_desk.draft(profile(city).model_copy(update={"length": "standard"}), language, 2026)
    full = any_desk.draft(profile(city).model_copy(update={"length": "full"}), language, 2026)
    assert any_desk.faults(draft) == () and all(section.lines for section in draft.sections)
    sizes = [sum(len(line.text) for line in one.lines()) for one in (draft, longer, full)]
    assert sizes[0] <= (7_400 if language == "en" else 3_000) and sizes[0] < 0.75 * sizes[1] and sizes[1] < 0.95 * sizes[2]
    cases = {line.label for line in draft.section("transfer").lines}  # type: ignore[union-attr]
    assert len(cases) == 1 + 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_a_source_begins_by_pointing_at_what_was_left_out(any_desk: Desk, language: Language) -> None:
    for length in ("short", "standard", "full"):
        draft = any_desk.draft(profile("county").model_copy(update={"length": length}), language, 2026)
        for section in draft.sections:
            before = None
            for line in section.lines:
                if line.kind in ("paper", "report") and dangles(line.text):
                    assert before is not None and before.citations and before.group == line.group, line.text
                before = line


def test_what_has_no_point_at_a_place_is_not_advised(desk: Desk) -> None:
    """A county in the hills is not told to make a storm surge plan because a case that also simulates floods made one."""
    inland = [line.id for line in drafted(desk, "county", "zh").lines()]
    assert "actions:simulation" in inland and "actions:surge_plan" not in inland
    assert "actions:surge_plan" in [line.id for line in drafted(desk, "coastal", "zh").lines()]


def test_a_draft_is_in_its_language(desk: Desk) -> None:
    own = [line for line in drafted(desk, "coastal", "en").lines() if line.kind in ("inference", "gap", "city")]
    assert not [line.text for line in own if has_chinese(line.text)]
    zh = [line for line in drafted(desk, "coastal", "zh").lines() if line.kind in ("inference", "gap", "city")]
    assert all(has_chinese(line.text) or not re.search("[a-z]{3}", line.text) for line in zh)


def test_a_mixed_profile_makes_a_safe_draft(desk: Desk) -> None:
    mixed = checked(
        {"name": "Haidong 海东", "country": "China", "province": "浙江", "hazards": ["typhoon 台风", "洪涝 flooding"], "language": "zh"}
    )
    assert desk.faults(desk.draft(mixed, year=2026)) == () and desk.faults(desk.draft(mixed, "en", 2026)) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_enormous_profile_stands_whole_once_and_is_named_in_short_after_that(desk: Desk, language: Language) -> None:
    long = {
        "hazards": ["台风 typhoon " + "很长 long " * 60] * 3,
        "existing": ["数据平台 data platform " + "旧 old " * 90] * 4,
        "economy": "港 port " * 110,
    }
    draft = desk.draft(checked({"name": "巨市 Giant", "length": "short", "fiscal_room": "紧张 tight " + "x" * 700, **long}), language, 2026)
    assert desk.faults(draft) == () and desk.word(draft)
    whole = [line.text for line in draft.lines() if len(line.text) > 600]
    assert len(whole) == 4 and all(line.startswith("situation:") for line in (one.id for one in draft.lines() if one.text in whole))


def test_a_bare_name_makes_a_short_honest_draft(desk: Desk) -> None:
    draft = desk.draft(checked({"name": "某市"}), "zh", 2026)
    assert desk.faults(draft) == ()
    assert "没有填写灾害" in draft.line("situation:match").text  # type: ignore[union-attr]
    assert "所填城市资料没有写" in " ".join(line.text for line in draft.section("gaps").lines)  # type: ignore[union-attr]


def test_an_unknown_hazard_is_said_to_be_unknown(desk: Desk) -> None:
    draft = desk.draft(checked({"name": "某市", "hazards": ["蝗灾"], "language": "zh"}), "zh", 2026)
    assert any("蝗灾" in line.text for line in draft.section("gaps").lines)  # type: ignore[union-attr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_refusal_names_the_line(desk: Desk, language: Language) -> None:
    draft = drafted(desk, "county", language)
    section = draft.section("financing")
    assert section
    untyped = replace(section.lines[0], kind=None, text="Nine million yuan will be spent. 将投入900万元。")
    broken = draft.with_section(replace(section, lines=(untyped, *section.lines[1:])))
    with pytest.raises(DeskError) as refused:
        desk.markdown(broken)
    assert "Nine million" in refused.value.said("en") and "Line 1" in refused.value.said("en")
    assert "第1行" in refused.value.said("zh")
