"""Cases are matched by what the sources say of them; scores are sums of parts that are shown; pins and throws are obeyed."""

from __future__ import annotations

from math import log

import pytest

from assistant.desk.casebook import casebook
from assistant.desk.desk import Desk
from assistant.desk.matching import WEIGHTS, chosen
from assistant.desk.profile import checked
from tests.assistant.desk.conftest import CITIES, profile


def test_what_the_sources_say_of_a_case_is_found_in_both_languages(desk: Desk) -> None:
    cases = {case.key: case for case in casebook(desk.sources) if case.work == "chen-2024"}
    assert len(cases) == 20
    zamboanga, ningbo, stuttgart = cases["table 2 row 14"], cases["table 2 row 18"], cases["table 2 row 9"]
    assert zamboanga.hazards == ("typhoon",) and ningbo.hazards == ("flood", "typhoon", "rainstorm") and stuttgart.hazards == ("heat",)
    for language in ("en", "zh"):
        scale, money = zamboanga.on("scale", language), stuttgart.on("money", language)  # type: ignore[arg-type]
        assert scale and "934,776" in scale.text and scale.evidence.quote in scale.evidence.passage.text
        assert money and ("10,000 euros" in money.text or "1万欧元" in money.text)
    assert cases["table 2 row 8"].on("scale", "zh") is None, "nothing says how large Amman is"
    assert cases["table 2 row 15"].reach == "international" and cases["table 2 row 12"].reach == "country"


def test_a_city_named_as_a_meetings_place_is_no_note_on_its_case(desk: Desk) -> None:
    notes = {case.key: {note.place for note in case.notes} for case in casebook(desk.sources)}
    assert notes["table 2 row 3"] == {"fact 17.9"}, "not COP15 in Copenhagen, nor a list of cities"
    assert "fact 18.6" not in notes["table 2 row 11"]


def test_the_paper_alone_knows_less(paper_desk: Desk) -> None:
    stuttgart = next(case for case in casebook(paper_desk.sources) if case.key == "table 2 row 9")
    assert stuttgart.hazards == () and stuttgart.notes == () and stuttgart.on("scale", "en") is None


@pytest.mark.parametrize("city", CITIES)
def test_a_score_is_the_sum_of_its_parts(desk: Desk, city: str) -> None:
    ranked = desk.ranking(profile(city))
    assert [match.rank for match in ranked] == list(range(1, len(ranked) + 1))
    assert all(match.score == pytest.approx(sum(part.points for part in match.parts), abs=0.006) for match in ranked)
    assert [match.score for match in ranked] == sorted((match.score for match in ranked), reverse=True)


def test_the_first_case_shares_the_hazard(desk: Desk) -> None:
    assert desk.ranking(profile("coastal"))[0].case.name("zh") == "宁波"
    assert desk.ranking(profile("inland"))[0].case.name("en") == "Stuttgart"
    part = desk.ranking(profile("coastal"))[0].part("hazard")
    assert part and part.points == WEIGHTS["hazard"] * (1 + 0.25 * (len(part.what) - 1)) and "typhoon" in part.what


@pytest.mark.parametrize(
    ("economy", "rows"),
    [
        ("border trade, with many refugees", {"6", "8"}),
        ("边贸为主，难民和外来务工者多", {"6", "8"}),
        ("border trade 为主，流动人口多", {"6", "8"}),
        ("粮食储运和 food processing", {"5", "13"}),
        ("农业和种植业", set()),
        ("insurance and banking", {"17"}),
        ("port and shipping", set()),
        ("银行和保险业", {"7", "17"}),
        ("湿地和 eco-tourism", {"14", "16"}),
    ],
)
def test_what_the_economy_is_about_draws_cases_that_have_to_do_with_it(desk: Desk, economy: str, rows: set[str]) -> None:
    ranked = desk.ranking(checked({"name": "a", "economy": economy}))
    shared = {match.case.key.rsplit(" ", 1)[1]: match for match in ranked if match.part("concern")}
    assert rows <= set(shared) and bool(rows) == bool(shared)
    assert all(match.relevant for match in shared.values())


def test_a_mark_that_few_cases_carry_weighs_more(desk: Desk) -> None:
    """Two of 20 cases are marked as cyber and ten as economic: ln(21/2) against ln(21/10)."""
    ranked = {match.case.key: match for match in desk.ranking(checked({"name": "a", "subsystems": ["cyber", "economic 经济"]}))}
    cyber, economic = log(21 / 2), log(21 / 10)
    for row, share in (("11", cyber), ("9", economic)):
        part = ranked[f"table 2 row {row}"].part("marks")
        assert part and part.points == pytest.approx(WEIGHTS["marks"] * share / (cyber + economic))


@pytest.mark.parametrize("economy", ["refugees and low-income groups", "难民和贫困人口多", "refugees 和困难群众"])
def test_each_further_concern_shared_adds_a_quarter(desk: Desk, economy: str) -> None:
    ranked = {match.case.key: match for match in desk.ranking(checked({"name": "a", "economy": economy}))}
    both, one = ranked["table 2 row 6"].part("concern"), ranked["table 2 row 8"].part("concern")
    assert both and one and both.points == WEIGHTS["concern"] * 1.25 and one.points == WEIGHTS["concern"]


@pytest.mark.parametrize("economy", ["insurance and banking", "银行和保险业", "保险 and banks"])
def test_a_city_and_an_initiative_that_do_the_same_are_both_drawn_on(desk: Desk, economy: str) -> None:
    ranked = desk.ranking(checked({"name": "a", "economy": economy, "subsystems": ["economic", "institutional"]}))
    taken = {match.case.key for match in chosen(ranked, 4, (), ())}
    assert {"table 2 row 7", "table 2 row 17"} <= taken


def test_little_fiscal_room_favours_what_needs_staff(desk: Desk) -> None:
    poor = {match.case.key: match for match in desk.ranking(checked({"name": "a", "fiscal_room": "little"}))}
    rich = {match.case.key: match for match in desk.ranking(checked({"name": "a", "fiscal_room": "ample"}))}
    assert poor["table 2 row 8"].part("work") and not poor["table 2 row 9"].part("work") and not rich["table 2 row 8"].part("work")


def test_pins_and_throws(desk: Desk) -> None:
    ranked = desk.ranking(profile("county"))
    last, first = ranked[-1].case.id, ranked[0].case.id
    taken = chosen(ranked, 3, {last}, {first})
    assert last in {match.case.id for match in taken} and first not in {match.case.id for match in taken} and len(taken) == 3


def test_each_wanted_subsystem_has_a_case_where_one_is_there(desk: Desk) -> None:
    wanted = ("infrastructure", "ecological", "cyber")
    taken = chosen(desk.ranking(profile("coastal")), 4, (), (), wanted)
    assert all(any(subsystem in match.case.marks for match in taken) for subsystem in wanted)
