"""The reference list as data: entries called by place, author, year, title or extreme, and the source of what the article says."""

from __future__ import annotations

import pytest

from assistant.assemble import Assistant


def _places(assistant: Assistant, question: str) -> list[str]:
    answer = assistant.ask(question)
    assert not answer.abstained, answer.text
    return [citation.place for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("What is the second reference?", [2]),
        ("参考文献第2条是什么？", [2]),
        ("reference list里的第2条文献是什么？", [2]),
        ("Who is the author of the book on ponds?", [2]),
        ("哪本书讲的是池塘与水泵？作者是谁？", [2]),
        ("哪篇文献和ponds and pumps有关？", [2]),
        ("Which of the references are from 2014?", [1]),
        ("哪些参考文献是2014年发表的？", [1]),
        ("2014年的references有哪些？", [1]),
        ("Which reference is the oldest?", [1]),
        ("最早的参考文献是哪一条？", [1]),
        ("最新的reference是哪一条？", [3]),
        ("Which work did Oskaby Press publish?", [2]),
        ("Oskaby Press出版了哪本书？", [2]),
        ("Is anything by Lin cited?", [2]),
        ("Give me the full entry of the book on ponds and pumps.", [2]),
        ("Name the authors of source 3.", [3]),
        ("What is the title of the paper by Stone?", [1]),
        ("Which works in the list are from 2016?", [3]),
        ("How many works by Stone are cited?", [1]),
        ("引用了Stone的几篇文献？", [1]),
    ],
)
def test_an_entry_is_found_by_what_a_person_knows_of_it(own: Assistant, question: str, places: list[int]) -> None:
    assert _places(own, question) == [f"reference {number}" for number in places]


@pytest.mark.parametrize(
    ("question", "number", "said"),
    [
        ("Which source is given for the willow belt and its toll?", 1, "toll on barges"),
        ("Which reference backs up the flood map of 2004?", 2, "flood map"),
        ("柳树带由通行费支付这一说法引自哪篇文献？", 1, "通行费"),
        ("洪水地图印成于2004年，出处是哪条reference？", 2, "洪水地图"),
    ],
)
def test_the_source_of_a_claim_is_the_entry_behind_its_mark(own: Assistant, question: str, number: int, said: str) -> None:
    answer = own.ask(question)
    assert not answer.abstained and said in answer.text
    assert f"reference {number}" in {citation.place for citation in answer.citations}, answer.text


@pytest.mark.parametrize(
    "question", ["Which paper by Quimby is cited?", "引用了Quimby的哪篇文章？", "Quimby的paper被引用了吗，是哪篇文章？"]
)
def test_an_author_who_is_not_in_the_list_is_said_to_be_missing(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert answer.abstained and "Quimby" in answer.text


@pytest.mark.parametrize("question", ["Which references are from 1999?", "哪些参考文献是1999年发表的？", "1999年的references有哪些？"])
def test_a_year_without_works_is_put_right(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert answer.abstained and "2014" in answer.text and "2016" in answer.text


@pytest.mark.parametrize("question", ["文献2是谁写的？", "文献3的作者是谁？", "引用了Lin的哪本书？"])
def test_entries_are_told_in_chinese_to_who_asks_in_chinese(own: Assistant, question: str) -> None:
    text = own.ask(question).text
    assert "作者：" in text and "发表年份：" in text
