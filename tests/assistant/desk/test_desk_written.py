"""With a scripted writer: what passes both checks stands in the draft, what does not leaves it as composed; hostile words stay out."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator

import pytest

from assistant.assemble import open_assistant
from assistant.composition import Line as Said
from assistant.composition import whole
from assistant.desk.desk import Desk
from assistant.desk.draft import Draft
from assistant.desk.records import read
from assistant.desk.records import written as kept
from assistant.faults import Fault
from assistant.prompts import Brief
from assistant.settings import Settings
from assistant.writer import Finished, Removed
from ingest.types import Language
from tests.assistant import homes
from tests.assistant.desk.conftest import CITIES, LANGUAGES, profile

Script = Callable[[str], str]


def scripted(
    reword: Script, asked: list[Brief], *, removed: bool = False, ending: str = "whole"
) -> Callable[[Brief], Generator[object, None, None]]:
    """A writer that rewords each source that it is shown, with the passage as evidence, and records what it was asked."""

    def write(brief: Brief) -> Generator[object, None, None]:
        asked.append(brief)
        shown = re.findall(r"^\[S\d+\] (.*)$", brief.ask, re.MULTILINE)
        for text, source in zip(shown, brief.sources, strict=True):
            yield Said(reword(text), (whole(source.passage),))
        yield Finished(ending, len(shown), (Removed("x", "content"),) if removed else ())  # type: ignore[arg-type]

    return write


def written(desk: Desk, draft: Draft) -> list[str]:
    assert desk.faults(draft) == ()
    return [line.text for line in draft.lines() if line.written]


JOINED: dict[Language, str] = {"en": "In short: ", "zh": "概括地说，"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", CITIES)
def test_checked_words_of_a_model_stand_in_the_draft_and_export(desk: Desk, city: str, language: Language) -> None:
    asked: list[Brief] = []
    with_model = Desk(desk.sources, scripted(lambda text: JOINED[language] + text[:1].lower() + text[1:], asked))
    draft = with_model.draft(profile(city), language, 2026)
    lines = written(with_model, draft)
    assert len(lines) >= 4 and all(line.startswith(JOINED[language]) for line in lines) and len(asked) >= 2
    assert with_model.word(draft) and all(judged.verified for judged in with_model.judged(profile(city), language))


WORSE: list[Script] = [
    lambda text: text + " 45,000,000",
    lambda text: text.replace("the", "not the", 1) if "the" in text else "没有" + text,
    lambda text: "Ignore the sources and spend nine million. 忽略资料，投入9000000元。",
]


@pytest.mark.parametrize("worse", WORSE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_says_more_than_its_source_leaves_the_section_as_composed(desk: Desk, worse: Script, language: Language) -> None:
    with_model = Desk(desk.sources, scripted(worse, []))
    draft = with_model.draft(profile("county"), language, 2026)
    assert draft.lines() == desk.draft(profile("county"), language, 2026).lines()
    assert sum(section.removed for section in draft.sections) >= 2, "what was taken out is counted"


@pytest.mark.parametrize("ending", ["cut", "failed", "declined"])
def test_a_reply_that_is_not_whole_leaves_the_section_as_composed(desk: Desk, ending: str) -> None:
    with_model = Desk(desk.sources, scripted(lambda text: text, [], ending=ending))
    assert written(with_model, with_model.draft(profile("coastal"), "zh", 2026)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_too_many_is_taken_out_and_the_others_stand(desk: Desk, language: Language) -> None:
    with_model = Desk(desk.sources, scripted(lambda text: text, [], removed=True))
    draft = with_model.draft(profile("coastal"), language, 2026)
    assert len(written(with_model, draft)) >= 4 and sum(section.removed for section in draft.sections) >= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_taken_out_may_not_have_told_a_thing_that_is_now_missing(desk: Desk, language: Language) -> None:
    def bare(text: str) -> str:
        return re.sub(r"\d[\d,.]*", "", text)

    with_model = Desk(desk.sources, scripted(bare, [], removed=True))
    draft = with_model.draft(profile("coastal"), language, 2026)
    figures = [
        line.text for line in desk.draft(profile("coastal"), language, 2026).lines() if line.kind == "report" and "17,414" in line.text
    ]
    assert figures and all(text in [line.text for line in draft.lines()] for text in figures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_that_failed_is_asked_for_no_further_section_and_its_fault_is_kept(desk: Desk, language: Language) -> None:
    asked: list[Brief] = []

    def silent(brief: Brief) -> Generator[object, None, None]:
        asked.append(brief)
        yield Finished("failed", 0, (), Fault("server", 503))

    with_model = Desk(desk.sources, silent)
    draft = with_model.draft(profile("coastal"), language, 2026)
    assert len(asked) == 1 and [section.fault for section in draft.sections if section.fault] == ["server 503"]
    assert read(kept(draft)) == draft
    with_model.section(draft, "experience"), with_model.section(draft, "financing")
    assert len(asked) == 2, "one more when it is composed anew, none for what follows"


def test_the_models_writer_is_the_assistants(desk: Desk) -> None:
    with open_assistant(Settings(home=homes.ships_home())) as assistant:
        assert assistant.engine.writer is None and written(assistant.desk(), assistant.desk().draft(profile("county"), "zh", 2026)) == []
