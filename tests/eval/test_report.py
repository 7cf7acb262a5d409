"""The page and the JUnit file of a run: whole in themselves, in both languages, and safe whatever an answer says."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval import report
from eval.report import made
from ingest.language import has_chinese
from tests.eval.made import cited, finished, many, outcome

HOSTILE = '<script>alert(1)</script> ]]> & "quoted" \x00\x0b ![x](http://evil.example/x.png)'


class Read(HTMLParser):
    """The tags with what they ask for, and the words of each language."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.asked: list[str] = []
        self.words: dict[str, list[str]] = {"en": [], "zh": []}
        self._language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.asked += [value for name in ("src", "href", "action") if (value := given.get(name))]
        self._language = given.get("lang") or "" if given.get("class") == "w" else ""

    def handle_data(self, data: str) -> None:
        if self._language:
            self.words[self._language].append(data)
            self._language = ""


def read(html: str) -> Read:
    found = Read()
    found.feed(html)
    return found


def test_the_page_is_whole_in_itself_and_in_both_languages(tmp_path: Path) -> None:
    before = finished(tmp_path, [*many(95, 5), *many(95, 5, "zh")])
    run = finished(tmp_path, [*many(60, 40, citations=(cited("Ghent"),)), *many(95, 5, "zh")], code="2")
    other = finished(tmp_path, many(10, 90), system="llama-index default")
    html, _, faults = made(run, before, other)
    page = read(html)
    assert faults and page.asked == ["data:,"], "nothing is asked for"
    assert len(page.words["en"]) == len(page.words["zh"]) > 100
    assert all(has_chinese(word) or not re.search(r"[a-z]{4}", word) for word in page.words["zh"] if "@" not in word and "MRR" not in word)
    assert not any(has_chinese(word) for word in page.words["en"])
    assert page.tags.count("svg") == 2 and "llama-index default" in html and before.name in html
    assert "default-src 'none'" in html


def test_an_answer_that_holds_markup_is_shown_as_text(tmp_path: Path) -> None:
    bad = outcome("x", right=False, text=HOSTILE, question=HOSTILE, citations=(cited(HOSTILE),), missing=(HOSTILE,))
    run = finished(tmp_path, [bad, *many(3, 0)])
    html, xml, _ = made(run, finished(tmp_path / "b", [outcome("x", question=HOSTILE), *many(3, 0)]), None)
    assert html.count("<script>") == 1 and read(html).tags.count("img") == 0
    cases = ElementTree.fromstring(xml).findall(".//testcase[@classname='fact']")
    assert len(cases) == 4 and "alert(1)" in (cases[0].findtext("system-out") or "")


def test_junit_says_gates_errors_and_wrong_answers_apart(tmp_path: Path) -> None:
    run = finished(tmp_path, [*many(2, 1), outcome("e", right=False, error="ValueError: no")])
    _, xml, faults = made(run, None, None)
    suites = {suite.get("name"): suite for suite in ElementTree.fromstring(xml)}
    assert suites["gates"].get("failures") == str(len(faults)) != "0"
    assert (suites["answers"].get("tests"), suites["answers"].get("errors"), suites["answers"].get("skipped")) == ("4", "1", "1")
    whole = ElementTree.fromstring(made(finished(tmp_path, [*many(99, 1), *many(99, 1, "zh")]), None, None)[1])
    assert whole.find("testsuite[@name='gates']").get("failures") == "0"  # type: ignore[union-attr]


def test_the_command_writes_both_files_and_finds_what_it_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--home", str(tmp_path), "--results", str(tmp_path / "r")]
    assert report.main(words) == 2
    assert "are needed" in capsys.readouterr().err
    first = finished(tmp_path / "r", [*many(95, 5), *many(95, 5, "zh")])
    assert report.main(words) == 0
    second = finished(tmp_path / "r", [*many(70, 30), *many(95, 5, "zh")], code="2")
    assert report.main([str(second.folder), "--before", str(first.folder), *words]) == 1
    assert {"report.html", "junit.xml"} <= {file.name for file in second.folder.iterdir()}
    assert "✗" in capsys.readouterr().out
