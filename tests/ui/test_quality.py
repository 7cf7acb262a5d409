"""The Quality screen over runs made by hand: read, drawn, compared in a child process, and, in a real Chromium, shown in both languages."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import browser as machine
import pytest
import serving
from fake_assistant import FakeAssistant
from test_accessible import grave

from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from eval.dataset import KINDS
from eval.summary import MEASURES
from eval.texts import TEXTS as EVAL_TEXTS
from ingest.types import Language, ResilientError
from tests.eval.made import finished, many, outcome
from ui import quality_diff, quality_runs, quality_view
from ui.quality_runs import Comparisons
from ui.screens.frame import Services
from ui.texts import LANGUAGES, TEXTS, say

needs_chromium = pytest.mark.skipif(machine.found() is None, reason=machine.MISSING)
HOSTILE = "<img src=x onerror=alert(1)> ![x](http://evil.example/x.png) \u202e"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs: an older one, a newer one in which two answers flipped, one of another system; and what is none."""
    home = tmp_path_factory.mktemp("quality")
    results = home / "results"
    zh = [replace(one, case=f"z{one.case}") for one in many(6, 4, "zh")]
    finished(results, [*many(8, 2), *zh, outcome("m1", "mixed")])
    after = [*many(7, 3), *zh, outcome("m1", "mixed", right=False, text=HOSTILE, question=f"congress在哪里？{HOSTILE}")]
    before = [*many(8, 2), *zh, outcome("m1", "mixed", question=f"congress在哪里？{HOSTILE}")]
    for made, system, name in ((before, "resilient", "20260102-a"), (after, "resilient", "20260103-b"), (before, "<b>other", "20260101-c")):
        folder = finished(results, made, system=system).folder
        folder.rename(results / name)
    (results / "20260104-broken").mkdir()
    (results / "20260104-broken" / "run.json").write_text('{"started": 1}', encoding="utf-8")
    (results / "20260105-damaged").mkdir()
    for file, text in (("run.json", '{"finished": 1, "started": "x"}'), ("summary.json", '{"measures": [{}]}')):
        (results / "20260105-damaged" / file).write_text(text, encoding="utf-8")
    for folder in results.iterdir():
        if folder.name.endswith("abc1234"):
            shutil.rmtree(folder)
    return home


def pair(home: Path) -> tuple[quality_runs.Run, quality_runs.Run]:
    found = {run.name: run for run in quality_runs.runs(home)}
    return found["20260102-a"], found["20260103-b"]


def test_finished_runs_are_read_the_newest_first_and_what_is_none_is_passed_over(home: Path) -> None:
    assert [run.name for run in quality_runs.runs(home)] == ["20260103-b", "20260102-a", "20260101-c"]
    assert quality_runs.broken_off(home) == 1 and quality_runs.runs(home / "none") == ()
    _, after = pair(home)
    whole = after.cell("right")
    assert whole is not None and (whole.n, whole.mean) == (21, 13 / 21)
    assert after.values(2) == ("en", "zh", "mixed")


def test_a_comparison_says_what_flipped_and_how_likely_chance_is(home: Path) -> None:
    before, after = pair(home)
    comparisons = Comparisons(home)
    found = comparisons.compare(before, after, "en")
    whole = next(row for row in found["measures"] if (row["measure"], row["kind"], row["asked"]) == ("right", "all", "all"))
    assert (len(found["flips"]), whole["mcnemar"]) == (2, 0.5), "two that only the first has right: 2 · C(2, 0) / 2²"
    assert comparisons.known(before, after) is found, "worked out once"
    with pytest.raises(ResilientError):
        comparisons.compare(before, replace(after, name="20260104-broken"), "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_runs_hold_is_text(language: Language, home: Path) -> None:
    before, after = pair(home)
    history = quality_runs.runs(home)
    found = Comparisons(home).compare(before, after, language)
    page = quality_view.run_html(history[-1], history, language) + quality_diff.diff_html(found, before, after, language)
    assert "<img" not in page and "<b>other" not in page and "\u202e" not in page and "&lt;img" in page and "\n" not in page
    assert say("quality.now_wrong", language) in page and say("qkind.fact", language) in page
    none, broken = (quality_view.none_html("<i>x", language, count) for count in (0, 1))
    assert none != broken and all("resilient eval run" in words and "<i>" not in words for words in (none, broken))


def test_measures_and_kinds_are_called_what_the_evaluation_calls_them() -> None:
    spoken = (("measure", "measure", MEASURES), ("kind", "qkind", ("all", *KINDS)), ("language", "asked", ("all", "en", "zh", "mixed")))
    for group, ours, names in spoken:
        assert {name: TEXTS[f"{ours}.{name}"] for name in names} == {name: EVAL_TEXTS[f"{group}.{name}"] for name in names}


@pytest.fixture(scope="module")
def shown(home: Path) -> Iterator[machine.Watched]:
    with machine.chromium() as chromium, Notebook.open(home) as notebook:
        page, address = serving.launched(Services(FakeAssistant(), Settings(home=home, port=0), notebook))
        yield machine.Watched(machine.Contexts(chromium).get(language="zh-CN", width=390, height=844, scheme="dark"), address)
        page.close(verbose=False)


@needs_chromium
def test_runs_are_drawn_compared_and_chosen_in_both_languages(shown: machine.Watched) -> None:
    page = shown.page
    page.locator("#screen-quality-button").click()
    page.wait_for_selector("#quality .diff .flip")
    assert page.locator("#quality .plot .dot").count() >= 6 and page.locator("#quality .better, #quality .worse").count() >= 2
    assert page.locator("#quality :is(img, script)").count() == 0 and page.evaluate("document.documentElement.scrollWidth") <= 390
    assert say("quality.flips", "zh", lost=2, gained=0) in page.inner_text("#quality")
    page.locator(".flip summary").first.click()
    assert page.locator(".flip[open] .side").count() == 2
    assert grave(page) == [], "axe-core, with a comparison"
    page.get_by_text("English", exact=True).click()
    page.get_by_text(say("quality.flips", "en", lost=2, gained=0)).wait_for()
    page.locator("#quality-before input").click()
    page.get_by_role("option", name=say("quality.no_other", "en")).click()
    page.wait_for_selector("#quality .diff", state="detached")
    assert shown.complaints == []
