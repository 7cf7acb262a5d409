"""Ranking: what is asked for is looked for, in both languages; short notes stand whole, lists between semicolons come part by part."""

from __future__ import annotations

from dataclasses import fields

import pytest

from assistant.assemble import Assistant
from assistant.kinds import SOME, enumerated, things_wanted
from assistant.premise import others_meant
from assistant.question import understand
from assistant.ranking import WEIGHTS, Features
from assistant.scope import Scope


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Which four cities took part?", 4),
        ("What are the five lessons?", 5),
        ("哪四座城市参加了试点？", 4),
        ("框架的两个优先事项是什么？", 2),
        ("有哪两个phase？", 2),
        ("Which topics were debated?", SOME),
        ("讨论了哪些议题？", SOME),
        ("Daring Cities聊过哪些topics？", SOME),
        ("What is street patience?", 0),
        ("What does the council want?", 0),
        ("街道耐心是什么？", 0),
    ],
)
def test_how_many_things_a_question_wants_named(question: str, number: int) -> None:
    assert things_wanted(question) == number


@pytest.mark.parametrize(
    ("text", "parts"),
    [("It rained.", 1), ("Velmora, Oskaby and Hollin", 3), ("韦尔莫拉、奥斯卡比和霍林", 3), ("Velmora、Oskaby和Hollin", 3)],
)
def test_the_parts_of_a_sentence(text: str, parts: int) -> None:
    assert enumerated(text) == parts


def test_every_feature_has_its_weight() -> None:
    assert list(WEIGHTS) == [field.name for field in fields(Features)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Where does the money for the willow belt come from?", "toll on barges"),
        ("柳树带的钱从哪里来？", "驳船通行费"),
        ("willow belt的钱从哪里来？", "驳船通行费"),
        ("How many people had to leave Velmora?", "4,200"),
        ("韦尔莫拉有多少人被迫离开？", "4200"),
        ("Velmora有多少人被迫离开家园？", "4200"),
    ],
)
def test_the_sentence_that_holds_what_is_asked_for_is_among_the_first_two(own: Assistant, question: str, words: str) -> None:
    best = own.engine.ranked(understand(question), Scope()).items[:2]
    assert any(words.replace(",", "") in item.text.replace(",", "") for item in best), [item.text for item in best]


@pytest.mark.parametrize("question", ["How is garden patience measured?", "花园耐心如何衡量？", "garden patience如何衡量？"])
def test_a_candidate_knows_what_says_the_same_in_the_other_language(own: Assistant, question: str) -> None:
    best = own.engine.ranked(understand(question), Scope()).items[0]
    both = f"{best.text} {best.twin}"
    assert "first harvest" in both and "第一次收获" in both


@pytest.mark.parametrize(
    ("question", "evidence", "missing"),
    [
        ("Did it begin at COP23 or COP24?", "It was born at COP23.", 0),
        ("它始于COP23还是COP24？", "它诞生于COP23。", 0),
        ("Did it begin at COP26?", "It was born at COP23.", 1),
        ("它始于COP26吗？", "它诞生于COP23。", 1),
        ("ecological resilience怎么衡量？", "“生态韧性”以扰动的大小来衡量。", 0),
        ("What is military resilience?", "Ecological resilience is measured.", 1),
        ("军事韧性是什么？", "“生态韧性”以扰动的大小来衡量。", 1),
    ],
)
def test_what_is_meant_is_found_in_either_language(question: str, evidence: str, missing: int) -> None:
    assert others_meant(question, evidence) == missing
