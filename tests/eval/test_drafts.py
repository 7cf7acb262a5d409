"""Drafts are judged: types, verified lines, quotes, places; what is broken on purpose is seen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assemble import open_assistant
from assistant.desk.draft import Draft
from assistant.desk.profile import checked
from assistant.settings import Settings
from eval import drafts, report
from eval.dataset import CaseError
from eval.drafts import DraftCase, alike, broken, judge_draft, load_drafts
from eval.gold import Gold
from ingest.library import Library
from tests.assistant import homes
from tests.eval.made import finished, many

CASES = load_drafts()


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    with Library.open(homes.ships_home()) as library:
        return {document.id: document.text for document in library.documents()}


@pytest.fixture(scope="module")
def made() -> dict[str, Draft]:
    """The drafts of the first city by language, and one of the last."""
    with open_assistant(Settings(home=homes.ships_home())) as assistant:
        desk = assistant.desk()
        first = {language: desk.draft(checked(CASES[0].profile), language, drafts.YEAR) for language in drafts.LANGUAGES}
        assert not desk.faults(first["en"])
        return {**first, "other": desk.draft(checked(CASES[-1].profile), "en", drafts.YEAR)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_draft_as_it_is_holds_everything(language: str, made: dict[str, Draft], texts: dict[str, str]) -> None:
    outcome = judge_draft(CASES[0], made[language], (), texts.get)
    assert broken([outcome]) == []
    assert (outcome.typed, outcome.verified, outcome.quotes_held, outcome.said) == (1.0, 1.0, 1.0, 1.0)
    assert outcome.kinds["paper"] > 0 and sum(outcome.kinds.values()) == outcome.lines


def test_a_case_that_is_only_named_is_not_drawn_on(made: dict[str, Draft], texts: dict[str, str]) -> None:
    draft = made["en"]
    named = [one.place for line in draft.lines() if line.id in drafts.MENTIONED for one in line.citations]
    drawn = judge_draft(CASES[0], draft, (), texts.get).cited
    assert set(named) - set(drawn), "those next in rank are named and not drawn on"


def test_what_is_broken_is_seen(made: dict[str, Draft], texts: dict[str, str]) -> None:
    draft = made["en"]
    untyped = replace(draft, sections=tuple(replace(s, lines=tuple(replace(line, kind=None) for line in s.lines)) for s in draft.sections))
    assert judge_draft(CASES[0], untyped, (), texts.get).typed == 0.0
    assert judge_draft(CASES[0], draft, (), lambda document: None).quotes_held == 0.0
    sourced = next(line for line in draft.lines() if line.kind == "paper")
    outcome = judge_draft(CASES[0], draft, ((sourced.id, "it says more than its quote"),), texts.get)
    assert outcome.verified < 1.0 and any("verified" in one for one in broken([outcome])) and outcome.faults
    wrong = judge_draft(CASES[0], replace(draft, language="zh"), (), texts.get)
    assert any("language_right" in one for one in broken([wrong]))
    empty = judge_draft(CASES[0], replace(draft, sections=()), (), texts.get)
    assert {"verified", "places"} <= {one.split()[2].rstrip(":") for one in broken([empty])}


def test_drafts_for_two_cities_differ(made: dict[str, Draft], texts: dict[str, str]) -> None:
    first, other = judge_draft(CASES[0], made["en"], (), texts.get), judge_draft(CASES[-1], made["other"], (), texts.get)
    assert alike([first, replace(first, case="twin")]) == 1.0
    assert alike([first, other]) < 0.8


def test_the_gold_of_the_profiles_is_in_the_library() -> None:
    with Library.open(homes.ships_home()) as library:
        gold = Gold(library.passages())
    for case in CASES:
        for language in drafts.LANGUAGES:
            assert all(gold.has(place, language, "chen-2024") for place in case.places), case.id


def test_a_line_that_is_no_profile_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CaseError, match="No profile"):
        load_drafts(tmp_path)
    (tmp_path / "mine.jsonl").write_text(json.dumps({"id": "x", "profile": {}}) + "\n", encoding="utf-8")
    assert drafts.main(["--home", str(homes.ships_home()), "--cases", str(tmp_path)]) == 2
    assert "mine.jsonl line 1" in capsys.readouterr().err


def test_the_command_judges_and_ends_with_1_where_a_draft_is_not_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanting = DraftCase(id="never", profile=CASES[0].profile, places=("reference 1", "reference 2", "reference 3"))
    (tmp_path / "mine.jsonl").write_text(wanting.model_dump_json() + "\n", encoding="utf-8")
    run = finished(tmp_path / "runs", many(3, 1))
    words = ["--home", str(homes.ships_home()), "--cases", str(tmp_path), "--results", str(tmp_path / "runs")]
    assert drafts.main([*words, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    html, _, faults = report.made(run, None, None)
    assert told == json.loads((run.folder / "drafts.json").read_text(encoding="utf-8"))
    assert html.count("never · ") == 2 and "<h2>" in html and "文稿" in html and faults == report.made(run, None, None)[2]
    assert {one["language"] for one in told["drafts"]} == {"en", "zh"} and all("places" in one for one in told["broken"])
