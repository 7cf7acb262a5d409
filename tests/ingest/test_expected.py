"""The expected questions that ship: complete in both languages, and no one asked for two things."""

from __future__ import annotations

from collections import Counter

import pytest

from ingest.expected import Expected, expected
from ingest.language import detect


@pytest.fixture(scope="module")
def things() -> tuple[Expected, ...]:
    return expected()


def test_everything_is_asked_for_in_both_languages(things: tuple[Expected, ...]) -> None:
    few = [thing.place for thing in things if min(Counter(map(detect, thing.questions))[language] for language in ("en", "zh")) < 3]
    assert things and not few


def test_everything_has_anchors_and_what_is_asked_beside_it(things: tuple[Expected, ...]) -> None:
    bare = [thing.place for thing in things if not thing.anchors or not all(thing.anchors) or not thing.beside]
    assert not bare


def test_no_question_asks_for_two_things(things: tuple[Expected, ...]) -> None:
    asked = Counter(text.casefold().strip() for thing in things for text in (*thing.questions, *thing.beside))
    assert [text for text, times in asked.items() if times > 1] == []


@pytest.mark.parametrize(
    "place", ["abstract", "section 1", "section 2", "section 3.1", "section 3.2", "section 3.3", "section 4", "table 2 row 20", "fact 19.4"]
)
def test_every_part_of_the_sources_is_asked_about(things: tuple[Expected, ...], place: str) -> None:
    assert any(thing.place == place for thing in things)
