"""A stranger's wording finds the sentence that other wordings of the question are known to be answered by; what is not told is not."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.candidates import Candidate
from assistant.composition import Evidence
from assistant.expected import Expectations
from assistant.prepared import prepared
from assistant.relevance import Relevance
from assistant.untold import untold
from assistant.wordings import Wordings
from ingest.expected import Expected
from ingest.types import Language, Passage

BRIDGE = Expected(
    "section 1",
    (("iron", "铁"), ("1889",)),
    ("What was the bridge made of?", "When did the bridge open?", "那座桥用什么造的？"),
    ("Who paid for the bridge?",),
)
MARKET = Expected(
    "section 2",
    (("fish", "鱼"),),
    ("What is sold at the market?", "Which goods does the hall trade in?", "市场卖什么？"),
    ("How much does a stall cost?",),
)
TOLD = {
    ("section 1", "en"): ("It is of iron.", "It opened in 1889.", "Boats pass below."),
    ("section 1", "zh"): ("桥是铁的，1889年通车。",),
    ("section 2", "en"): ("They sell fish.",),
    ("section 2", "zh"): ("那里卖鱼。",),
}


def told(place: str, language: Language) -> list[Candidate]:
    found, start = [], 0
    for text in TOLD[place, language]:
        name = f"{place} {start} {language}"
        passage = Passage(
            name, "work", "document", language, place, place, "prose", "paper", None, start, start + len(text), text, text, start
        )
        found.append(Candidate(text, (Evidence(passage, 0, len(text)),), text, 0.0, (0, start)))
        start += len(text) + 1
    return found


@pytest.fixture
def expectations(relevance: Relevance) -> Expectations:
    return Expectations((BRIDGE, MARKET), relevance, told)


@pytest.mark.parametrize(
    ("question", "language", "sentences"),
    [
        ("What is the bridge made of?", "en", ["It is of iron.", "It opened in 1889."]),
        ("桥是用什么造的？", "zh", ["桥是铁的，1889年通车。"]),
        ("那个market卖什么？", "zh", ["那里卖鱼。"]),
        ("Which goods are traded in the hall?", "en", ["They sell fish."]),
    ],
)
def test_the_sentences_of_the_likest_thing_are_found(
    expectations: Expectations, question: str, language: Language, sentences: list[str]
) -> None:
    found = expectations.found(question, language)
    assert [item.text for item in found[0].sentences] == sentences


def test_a_thing_that_the_library_does_not_tell_has_no_sentences(relevance: Relevance) -> None:
    lost = Expected("section 2", (("copper", "铜"), ("gold", "金")), BRIDGE.questions, ())
    assert Expectations((lost,), relevance, told).found("What was the bridge made of?", "en") == []


def test_a_question_for_what_is_not_told_is_surer_of_nothing(expectations: Expectations) -> None:
    assert (
        expectations.found("Who paid for that bridge?", "en")[0].chance
        < expectations.found("What was that bridge made of?", "en")[0].chance
    )


def test_a_wording_held_out_does_not_find_itself(relevance: Relevance) -> None:
    question = BRIDGE.questions[0]
    probe = relevance.probe(question)
    with_it = Expectations((BRIDGE, MARKET), relevance, told).like(question, probe)
    without = Expectations((BRIDGE, MARKET), relevance, told, held_out=True).like(question, probe)
    assert without.nearest[0] < with_it.nearest[0] and without.nearest[1] == with_it.nearest[1]


def test_nothing_is_found_where_nothing_is_expected(relevance: Relevance) -> None:
    assert Expectations((), relevance, told).found("What was the bridge made of?", "en") == []


@pytest.mark.parametrize("question", ["How did Bonn change?", "波恩有什么变化？", "Bonn有什么变化？"])
def test_a_wording_with_another_name_is_apart(relevance: Relevance, question: str) -> None:
    wordings = Wordings(prepared(["How did Bonn change?", "How did Tokyo change?"], relevance), relevance)
    compared = wordings.compared(question, relevance.probe(question))
    assert compared.lacked.tolist() == [0, 1] and compared.added.tolist() == [0, 1]


def test_a_question_beside_itself_is_covered_whole(relevance: Relevance) -> None:
    question = "Which lessons do harbours teach?"
    probe = relevance.probe(question)
    compared = Wordings(prepared([question, "Das ist es"], relevance), relevance).compared(question, probe)
    assert np.isclose(compared.covered[0] @ probe.weights, 1) and np.isclose(compared.told[0], 1) and np.isclose(compared.similar[0], 1)


@pytest.mark.parametrize(
    ("told_of", "not_told"),
    [
        ("What is ecological resilience?", "How much did the plan cost?"),
        ("什么是生态韧性？", "这个项目的负责人的年薪是多少？"),
        ("Ningbo的training涉及哪些方面？", "Ningbo的training花了多少钱？"),
    ],
)
def test_a_cost_or_a_name_is_liker_to_what_is_not_told(told_of: str, not_told: str) -> None:
    assert untold(told_of) < 0.5 < untold(not_told)
