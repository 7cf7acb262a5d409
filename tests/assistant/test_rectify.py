"""What a question takes for granted and the article contradicts is put right: another year, another town, another number."""

from __future__ import annotations

import pytest

from assistant.assemble import Assistant


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Why was the flood map printed in 1999?", "2004"),
        ("为什么洪水地图是1999年印成的？", "2004"),
        ("What did Hollin do in 2015?", "2016"),
        ("霍林镇2015年做了什么？", "2016"),
        ("Hollin 2015年做了什么？", "2016"),
        ("Who are the six authors?", "2"),
        ("作者共有六位，对吗？", "2"),
        ("The article lists 30 cases, right?", "7"),
        ("表2共有30个案例，对吗？", "7"),
        ("What are the four phases?", "three"),
        ("四个阶段分别是什么？", "三"),
        ("What does Figure 6 show?", "Figure 1"),
        ("图6画了什么？", "图1"),
        ("What is reference 52?", "3"),
        ("文献52是什么？", "第3条"),
        ("In section 7, what do the authors discuss?", "4"),
        ("第7节讨论了什么？", "4"),
    ],
)
def test_a_wrong_premise_is_declined_and_put_right(own: Assistant, question: str, said: str) -> None:
    answer = own.ask(question)
    assert answer.abstained, answer.text
    assert said in answer.text, answer.text


@pytest.mark.parametrize(
    "question",
    [
        "When was the flood map printed?",
        "洪水地图是哪年印成的？",
        "What did Hollin do in 2016?",
        "霍林镇2016年做了什么？",
        "The article lists 7 cases, right?",
    ],
)
def test_a_right_premise_is_answered(own: Assistant, question: str) -> None:
    assert not own.ask(question).abstained


@pytest.mark.parametrize("question", ["Which cyber case came from Oslo in 2015?", "来自挪威的网络韧性案例是哪个？"])
def test_a_filter_that_no_row_fits_names_the_nearest(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert answer.abstained, answer.text
