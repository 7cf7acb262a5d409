"""The paper itself, alone, as the issue asks: its 17 answerable questions in both languages, at least 30 of 34 right."""

from __future__ import annotations

import pytest

from assistant.assemble import Assistant
from eval.dataset import load_cases, questions_of
from eval.judge import Outcome, failure
from eval.run import run
from ingest.library import Library
from tests.assistant import homes

NAMES = tuple(f"Q{number}" for number in range(1, 18))
ENOUGH = 30  # of 34: the target of the issue


@pytest.fixture(scope="module")
def outcomes(paper: Assistant) -> tuple[Outcome, ...]:
    questions = [question for case in load_cases() if case.id in NAMES for question in questions_of(case) if question.asked != "mixed"]
    with Library.open(homes.paper_home()) as library:
        texts = {document.id: document.text for document in library.documents()}
    return run(paper, questions, texts.get)


def test_all_are_asked(outcomes: tuple[Outcome, ...]) -> None:
    assert sorted((outcome.case, outcome.asked) for outcome in outcomes) == sorted(
        (name, asked) for name in NAMES for asked in ("en", "zh")
    )
    assert not [outcome.error for outcome in outcomes if outcome.error]


def test_at_least_thirty_hold_the_facts_and_cite_the_place(outcomes: tuple[Outcome, ...]) -> None:
    wrong = [failure(outcome) for outcome in outcomes if not outcome.correct]
    assert len(outcomes) - len(wrong) >= ENOUGH, "\n\n".join(wrong)


def test_every_quote_stands_in_the_paper_and_every_answer_is_in_the_language_asked(outcomes: tuple[Outcome, ...]) -> None:
    assert all(outcome.quotes_held == outcome.quotes for outcome in outcomes) and sum(outcome.quotes for outcome in outcomes) >= 34
    assert [outcome.question for outcome in outcomes if not outcome.language_right] == []
