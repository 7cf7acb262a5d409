"""Conversations over our article: what a turn leaves out is taken from the turns before it, or from what they were answered with."""

from __future__ import annotations

import re

import pytest

from assistant.assemble import Assistant


def _places(assistant: Assistant, *turns: str) -> tuple[str, set[str]]:
    answer = assistant.ask(turns[-1], before=list(turns[:-1]))
    assert not answer.abstained, answer.text
    return answer.text, {citation.place for citation in answer.citations}


def _rows(places: set[str]) -> list[int]:
    return sorted(int(found.group(1)) for place in places if (found := re.fullmatch(r"table 2 row (\d+)", place)))


@pytest.mark.parametrize(
    ("turns", "rows", "said"),
    [
        (("What did Hollin do?", "Which subsystems is it linked to?"), [5], ["cyber"]),
        (("霍林镇做了什么？", "涉及哪些子系统？"), [5], ["网络"]),
        (("Hollin做了什么？", "涉及哪些subsystem？"), [5], ["网络"]),
        (("What did Hollin do?", "In which year was that?"), [5], ["2016"]),
        (("霍林镇做了什么？", "是哪一年的？"), [5], ["2016"]),
        (("Which cases of 2016 are social?", "and not cyber?"), [4], ["repair fund"]),
        (("Which cases deal with barges?", "What about shopkeepers?"), [4], ["shopkeepers"]),
        (("哪些案例与驳船有关？", "店主方面的呢？"), [4], ["店主"]),
        (("In 2016, which cases are there?", "Which one has the most subsystems?"), [3, 4], []),
        (("Which subsystem has the fewest cases?", "Which cases are those?"), [1, 4, 7], []),
        (("哪个子系统的案例最少？", "是哪些案例？"), [1, 4, 7], []),
    ],
)
def test_a_follow_up_takes_up_the_row_or_the_filter(own: Assistant, turns: tuple[str, ...], rows: list[int], said: list[str]) -> None:
    text, places = _places(own, *turns)
    assert set(rows) <= set(_rows(places)), text
    assert all(words in text for words in said), text


@pytest.mark.parametrize(
    ("turns", "place"),
    [
        (("What is reference 1?", "Who wrote number 3?"), "reference 3"),
        (("参考文献1是什么？", "第3条是谁写的？"), "reference 3"),
        (("reference 1是什么？", "那第3条呢？"), "reference 3"),
        (("Which fund paid for the study?", "编号是多少？"), "front fund"),
        (("本研究由什么基金资助？", "编号是多少？"), "front fund"),
        (("Who wrote the article?", "Who is the second one?"), "front authors"),
        (("What are the three phases?", "When did the second begin?"), "section 3.2"),
        (("三个阶段是什么？", "第二个阶段从哪年到哪年？"), "section 3.2"),
    ],
)
def test_a_follow_up_takes_up_the_place(own: Assistant, turns: tuple[str, ...], place: str) -> None:
    text, places = _places(own, *turns)
    assert place in places, text


@pytest.mark.parametrize(
    "turns",
    [
        ("Who paid for the willow belt?", "Give me the source."),
        ("柳树带由谁支付？", "给出出处"),
        ("柳树带由谁支付？", "Give me the source."),
    ],
)
def test_the_source_of_an_answer_is_the_reference_behind_it(own: Assistant, turns: tuple[str, ...]) -> None:
    text, places = _places(own, *turns)
    assert "reference 1" in places, text


@pytest.mark.parametrize(
    "turns", [("What is reference 1?", "And number 45?"), ("参考文献1是什么？", "第45条呢？"), ("reference 1是什么？", "那第45条呢？")]
)
def test_what_there_is_not_is_not_replaced_by_what_there_was(own: Assistant, turns: tuple[str, ...]) -> None:
    answer = own.ask(turns[-1], before=list(turns[:-1]))
    assert answer.abstained and "45" in answer.text


@pytest.mark.parametrize("turns", [("What did Hollin do?", "Sorry, I meant Tarnwick."), ("霍林镇做了什么？", "不对，我是问塔恩威克")])
def test_a_correction_of_oneself_replaces(own: Assistant, turns: tuple[str, ...]) -> None:
    _, places = _places(own, *turns)
    assert 5 not in _rows(places)
