"""Lines become Markdown with numbered marks: one number a span, marks before the stop, a foreign span known as such."""

from __future__ import annotations

import re

import pytest

from assistant.composition import Evidence, Line, cite, span, whole
from ingest.types import Language, Passage
from tests.fakes import make_document

TITLES = {"w": "A work"}


def passage(text: str, language: Language = "en") -> Passage:
    _, (_, made) = make_document("before", text, work="w", language=language)
    return made


ENGLISH = passage("Bells ring. Boats float.")
CHINESE = passage("钟响。船浮。", "zh")
MIXED = passage("ICLEI在波恩。Boats float.", "zh")


@pytest.mark.parametrize(
    ("source", "language", "words", "expected"),
    [
        (ENGLISH, "en", "Bells ring.", "Bells ring [1]."),
        (CHINESE, "zh", "钟响。", "钟响[1]。"),
        (MIXED, "zh", "ICLEI在波恩。", "ICLEI在波恩[1]。"),
        (ENGLISH, "en", "Bells ring", "Bells ring [1]."),
        (CHINESE, "zh", "钟响；", "钟响[1]。"),
    ],
)
def test_a_mark_stands_before_the_stop(source: Passage, language: Language, words: str, expected: str) -> None:
    text, (citation,) = cite([Line(words, (span(source, words),))], language, TITLES)
    assert text == expected
    assert citation.work == "A work" and citation.number == 1 and not citation.foreign


@pytest.mark.parametrize("source", [ENGLISH, CHINESE, MIXED], ids=["English", "Chinese", "mixed"])
def test_offsets_are_the_documents(source: Passage) -> None:
    evidence = Evidence(source, 2, 5)
    _, (citation,) = cite([Line("x", (evidence,))], source.language, TITLES)
    document = "before\n\n" + source.text
    assert citation.quote == document[citation.start : citation.end] == source.text[2:5]


def test_the_same_span_keeps_its_number_and_another_gets_the_next() -> None:
    first, second = span(ENGLISH, "Bells ring."), span(ENGLISH, "Boats float.")
    text, citations = cite([Line("A.", (first,)), Line("B.", (second, first)), Line("C.", (second,))], "en", TITLES)
    assert text == "A [1]. B [2][1]. C [2]."
    assert [citation.number for citation in citations] == [1, 2]


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Head:\n\n- a [1]\n- b [1]\n\nEnd [1]."), ("zh", "Head:\n\n- a [1]\n- b [1]\n\nEnd [1]。")]
)
def test_heads_items_and_sentences_are_apart(language: Language, expected: str) -> None:
    evidence = (whole(ENGLISH),)
    lines = [Line("Head:", (), "head"), Line("a", evidence, "item"), Line("b", evidence, "item"), Line("End", evidence)]
    text, _ = cite(lines, language, TITLES)
    assert re.sub(r"\s+(?=\[1\])", " ", text.replace("End[", "End [")) == expected


@pytest.mark.parametrize(("source", "language"), [(ENGLISH, "zh"), (CHINESE, "en"), (MIXED, "en")])
def test_a_span_in_the_other_language_is_foreign(source: Passage, language: Language) -> None:
    _, (citation,) = cite([Line("x", (whole(source),))], language, TITLES)
    assert citation.foreign and citation.language == source.language


def test_a_text_that_does_not_stand_in_one_piece_cites_the_whole_passage() -> None:
    assert span(ENGLISH, "no such words") == whole(ENGLISH) == span(ENGLISH, "")
