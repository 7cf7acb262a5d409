"""How far a text covers a question, term by term, within a language and across; which names it lacks."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.concepts import Concept, Concepts
from assistant.relevance import Relevance
from index.encoder import BundledEncoder
from index.names import Names

CONCEPTS = Concepts(
    [
        Concept("Munich", "慕尼黑", ("Munich", "慕尼黑"), "city"),
        Concept("Ningbo", "宁波", ("Ningbo", "宁波"), "city"),
        Concept("Sendai Framework", "仙台框架", ("Sendai Framework", "仙台框架"), "framework"),
    ]
)


@pytest.fixture(scope="module")
def relevance() -> Relevance:
    return Relevance(BundledEncoder.load(), CONCEPTS, Names.load(), lambda term: 0.5)


@pytest.mark.parametrize(
    ("question", "kept", "dropped"),
    [
        ("How is the resilience of a bridge measured?", {"bridge", "resilience"}, {"how", "is", "the", "of", "a", "?"}),
        ("桥梁的韧性如何衡量？", {"桥梁", "韧性"}, {"的", "如何", "？"}),
        ("bridge的韧性如何衡量？", {"bridge", "韧性"}, {"的", "如何"}),
    ],
)
def test_content_is_kept_and_words_of_asking_are_not(relevance: Relevance, question: str, kept: set[str], dropped: set[str]) -> None:
    probe = relevance.probe(question)
    terms = "".join(probe.terms)
    assert all(word in terms for word in kept), probe.terms
    assert not dropped & set(probe.terms)
    assert abs(float(probe.weights.sum()) - 1) < 1e-5 and (probe.weights > 0).all()
    assert probe.vectors.shape[0] == len(probe.terms) == len(probe.tokens)


@pytest.mark.parametrize(
    ("question", "answering", "other"),
    [
        ("How is the flood measured?", "The flood is measured by its depth.", "Children sing songs at school."),
        ("洪水如何衡量？", "洪水以其深度来衡量。", "孩子们在学校唱歌。"),
        ("How is the flood measured?", "洪水以其深度来衡量。", "孩子们在学校唱歌。"),
        ("洪水如何衡量？", "The flood is measured by its depth.", "Children sing songs at school."),
        ("flood如何衡量？", "洪水以其深度来衡量。", "Children sing songs at school."),
    ],
)
def test_a_text_that_answers_covers_more_across_languages_too(relevance: Relevance, question: str, answering: str, other: str) -> None:
    probe = relevance.probe(question)
    covered = relevance.coverage(probe, [answering, other, ""])
    shares = covered @ probe.weights
    assert covered.shape == (3, len(probe.terms)) and covered.min() >= 0 and covered.max() <= 1
    assert shares[0] > 0.5 > shares[1] and shares[2] == 0
    similar = relevance.similarity(probe, [answering, other])
    assert similar[0] > similar[1]


@pytest.mark.parametrize(
    ("question", "text", "full"), [("322 cities?", "322座城市", True), ("322座城市？", "323 cities", False), ("322个city？", "97", False)]
)
def test_a_figure_means_only_itself(relevance: Relevance, question: str, text: str, full: bool) -> None:
    probe = relevance.probe(question)
    (place,) = (place for place, term in enumerate(probe.terms) if "322" in term)
    assert bool(relevance.coverage(probe, [text])[0, place]) == full


@pytest.mark.parametrize(
    ("question", "text"), [("The plan of Munich", "慕尼黑的计划"), ("慕尼黑的计划", "Munich has a plan"), ("Munich的计划", "慕尼黑")]
)
def test_a_concept_is_covered_by_any_of_its_names(relevance: Relevance, question: str, text: str) -> None:
    probe = relevance.probe(question)
    places = [place for _, places in probe.members for place in places]
    assert probe.concepts == {"Munich"} and places
    assert (relevance.coverage(probe, [text])[0, places] == 1).all()


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("What did Munich plan?", "慕尼黑的计划", []),
        ("慕尼黑有何计划？", "Munich has a plan", []),
        ("Munich有何计划？", "慕尼黑的计划", []),
        ("What did Munich plan?", "Ningbo has a plan", ["Munich"]),
        ("慕尼黑有何计划？", "宁波有计划", ["Munich"]),
        ("Munich和宁波有何计划？", "宁波有计划", ["Munich"]),
    ],
)
def test_names_that_a_text_lacks(relevance: Relevance, question: str, text: str, missing: list[str]) -> None:
    assert relevance.names_missing(question, text) == missing


@pytest.mark.parametrize("question", ["", "?", "the of and", "的了是"])
def test_a_question_without_content_covers_nothing_and_breaks_nothing(relevance: Relevance, question: str) -> None:
    probe = relevance.probe(question)
    assert relevance.coverage(probe, ["a text", "文字"]).shape == (2, len(probe.terms))
    assert relevance.similarity(probe, []).shape == (0,) and np.isfinite(relevance.similarity(probe, ["a"])).all()


@pytest.mark.parametrize(
    ("one", "same", "other"), [("The flood came.", "洪水来了。", "Schools teach songs."), ("洪水来了。", "The flood came.", "学校教唱歌。")]
)
def test_likeness_goes_across_languages(relevance: Relevance, one: str, same: str, other: str) -> None:
    likeness = relevance.alike([one], [same, other, one])[0]
    assert likeness[2] > likeness[0] > likeness[1] and abs(likeness[2] - 1) < 1e-4
