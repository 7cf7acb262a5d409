"""Questions as strangers ask them: one goal, one lesson, authors by their Chinese names, the next one, and premises put right."""

from __future__ import annotations

import pytest

from assistant.assemble import Assistant
from assistant.bibliography import chinese_names
from assistant.counts import counts_differ, ordinals_untold

ANSWERED = [
    ((), "What does the paper say about gender?", ["Goal 5"], ["Goal 4"]),
    ((), "论文怎么讲性别平等", ["目标5"], ["目标4"]),
    ((), "论文怎么讲gender equality？", ["目标5"], ["目标4"]),
    ((), "文章引了仇保兴的哪篇东西？", ["Qiu, B.", "2018"], []),
    ((), "翟国方参与写的文献引了哪几条？", ["Zhai, G."], ["Shi, C."]),
    ((), "石楠2017年的paper发表在哪本期刊？", ["City Planning Review"], []),
    ((), "What is the DOI of this article?", ["10.15302/J-LAF-1-020090"], []),
    ((), "这篇文章的DOI是什么？", ["10.15302/J-LAF-1-020090"], []),
    ((), "这篇paper的DOI是多少？", ["10.15302/J-LAF-1-020090"], []),
    ((), "If I have a query about this paper, which author do I contact?", ["Na Chen"], ["Nentwig"]),
    ((), "慕尼黑那个保险倡议对应哪些韧性？", ["经济", "生态", "制度"], ["社会韧性"]),
    ((), "Which goals go with the row on insurance and circular economy?", ["Goal 1", "Goal 8", "Goal 12"], ["Goal 13"]),
    ((), "哪几个案例制度和网络两栏都打了勾？", ["埃德蒙顿", "智慧城市宪章"], ["安曼"]),
    (("What was the first phase about?",), "When did the next one run?", ["2019"], ["2015"]),
    (("第一个阶段的重点是什么？",), "下一个阶段是什么时候？", ["2019"], ["2015"]),
    (("五条经验是什么？", "第二条具体讲什么？"), "下一条呢？", ["生物多样性"], []),
    (("乌干达坎帕拉是怎么帮难民的？",), "约旦那个呢？", ["安曼"], ["坎帕拉"]),
]


OF_THE_PAPER = [
    ((), "Sum up the section on the concept of resilient cities", ["engineering", "ecological"], ["insurance"]),
    ((), "帮我summarize一下Daring Cities这一节讲什么", ["雄心城市峰会"], ["霍林"]),
    ((), "At what levels should governance be improved according to the first of the five experiences?", ["national"], ["Changsha"]),
    ((), "工程韧性和生态韧性有什么区别？", ["恢复平衡", "多重平衡"], ["基于自然"]),
    ((), "engineering resilience和生态韧性有什么区别？", ["平衡"], ["基于自然"]),
    ((), "What is the difference between engineering and ecological resilience?", ["recovers", "multiple"], ["Nature-based"]),
    ((), "为什么说网络韧性是可持续发展目标的补充？", ["维持服务"], ["没有对应"]),
    ((), "Which calamities does the paper put down to people instead of nature?", ["oil spill"], ["biodiversity"]),
    ((), "Why do the authors think China needs flexible methods?", ["institutional, cultural"], ["Changsha"]),
    ((), "Which of the five lessons is about nature, and what does it say?", ["biodiversity"], ["circular"]),
    ((), "五条经验里，关于开放数据讲了什么？", ["数据"], ["循环经济"]),
    ((), "五条lessons里，关于open data讲了什么？", ["数据"], ["循环经济"]),
    ((), "排第三的作者叫什么？", ["向辉"], ["陈娜"]),
]


@pytest.mark.parametrize(("before", "question", "told", "apart"), OF_THE_PAPER)
def test_one_item_of_a_list_is_told_alone(
    paper: Assistant, before: tuple[str, ...], question: str, told: list[str], apart: list[str]
) -> None:
    test_what_is_asked_is_answered_and_nothing_beside(paper, before, question, told, apart)


@pytest.mark.parametrize(("before", "question", "told", "apart"), ANSWERED)
def test_what_is_asked_is_answered_and_nothing_beside(
    ships: Assistant, before: tuple[str, ...], question: str, told: list[str], apart: list[str]
) -> None:
    answer = ships.ask(question, before=before)
    text = answer.text.replace(" ", "")
    assert not answer.abstained and all(word.replace(" ", "") in text for word in told), answer.text
    assert not [word for word in apart if word.replace(" ", "") in text], answer.text
    assert answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "What did Ulaanbaatar do about food waste?",
        "What did Copenhagen do about refugees?",
        "哥本哈根为难民做了什么？",
        "Copenhagen为refugees做了什么？",
        "Why did the authors have the third phase start in 2018?",
        "第二阶段从2012年开始的原因是什么？",
        "What does the third guideline of Germany's charter on smart cities say?",
        "《新城市议程》第100段讲了什么内容？",
        "What mark did Ningbo get in its resilience check?",
        "这个湖南省基金给了课题组多少万元？",
        "Why was Daring Cities renamed the Resilient Cities Congress?",
        "雄心城市峰会为什么改名为韧性城市大会？",
        "为什么Daring Cities又改回了韧性城市大会？",
        "Who coined ecological resilience?",
        "“网络韧性”最早由谁提出？",
    ],
)
def test_what_is_told_of_another_or_of_none_is_declined(ships: Assistant, question: str) -> None:
    assert ships.ask(question).abstained


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("翟国方和黄唯写了什么", "翟国方"),
        ("引用了范维澄的文章吗", "范维澄"),
        ("Who wrote reference 3?", ""),
        ("本文参考文献中最早的是哪篇", ""),
        ("引用了Holling的哪篇paper", ""),
    ],
)
def test_chinese_names_stand_where_an_author_is_asked_about(text: str, names: str) -> None:
    assert "".join(chinese_names(text)[:1]) == names


@pytest.mark.parametrize(
    ("question", "evidence", "untold"),
    [
        ("What does the third guideline say?", "The first guideline asks for goals.", 1),
        ("What does the third guideline say?", "The third guideline asks for goals.", 0),
        ("第四大支柱是什么？", "三大支柱理念", 1),
        ("Daring Cities的第四大pillar是什么？", "三大支柱理念", 1),
        ("第三阶段讲什么？", "经验转化", 0),
        ("What happened in the third phase?", "It went online.", 0),
    ],
)
def test_what_is_told_by_its_place_has_to_be_placed_so(question: str, evidence: str, untold: int) -> None:
    assert ordinals_untold(question, evidence) == untold


def test_a_count_is_held_against_the_other_language_too() -> None:
    assert counts_differ("为什么要设10个priority areas？", "four priority areas for action")
    assert not counts_differ("为什么要设4个priority areas？", "four priority areas for action")


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("How much did Copenhagen's storm surge plan cost?", "Storm Surge Plan"),
        ("哥本哈根的风暴潮计划花了多少钱？", "风暴潮计划"),
        ("哥本哈根的storm surge plan花了多少钱？", "风暴潮计划"),
        ("Who coined ecological resilience?", "resilience"),
    ],
)
def test_what_is_declined_says_what_is_nearest(paper: Assistant, question: str, nearest: str) -> None:
    answer = paper.ask(question)
    assert answer.abstained and nearest in answer.text.split("\n\n- ", 1)[1] and answer.citations, answer.text
