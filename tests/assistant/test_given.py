"""What planners asked when the program was begun, in both languages, of what ships: the facts that have to be in an answer."""

from __future__ import annotations

import pytest

from assistant.assemble import Assistant

GIVEN = [
    ("When and where was the first Resilient Cities Congress, and what replaced it?", ["2010", "Bonn", "Daring Cities"]),
    ("首届韧性城市大会何时何地召开？后来由什么会议接续？", ["2010", "波恩", "雄心城市峰会"]),
    ("How many cities and countries took part in Daring Cities 2023?", ["322", "97"]),
    ("2023年Daring Cities有多少国家和城市参加？", ["322", "97"]),
    ("Which SDGs does the paper map to infrastructure resilience?", ["Goal 6", "Goal 7", "Goal 9"]),
    ("基础设施韧性对应哪些可持续发展目标？", ["目标6", "目标7", "目标9"]),
    ("Which cases in Table 2 count as cyber resilience?", ["Edmonton", "Smart City Charter"]),
    ("表2中哪些案例体现cyber resilience？", ["埃德蒙顿", "智慧城市宪章"]),
    ("What is the motto of Daring Cities?", ["know more", "act better", "lead together"]),
    ("What five lessons does the paper draw from Daring Cities?", ["multi-stakeholder", "circular", "Nature-based", "data"]),
    ("文章从雄心城市峰会归纳了哪五方面经验？", ["多层级", "循环经济", "基于自然", "数据"]),
    ("文章从Daring Cities归纳了哪五方面经验？", ["多层级", "循环经济", "基于自然", "数据"]),
    ("20个案例按子系统如何分布？哪一类最少？", ["网络"]),
    ("文章认为我国宏观和微观层面还缺什么？", ["宏观", "微观"]),
    ("Which climate insurance programme did the City of Munich launch?", ["non-profit", "Bonn"]),
    ("巴尔的摩哪一年出台食物浪费与食物回收战略？", ["2018年9月5日"]),
    ("塔拉诺阿对话是由COP24开启的，对吗？", ["COP23"]),
]


@pytest.mark.parametrize(("question", "facts"), GIVEN)
def test_what_planners_asked_is_answered_from_what_ships(ships: Assistant, question: str, facts: list[str]) -> None:
    answer = ships.ask(question)
    assert not answer.abstained and all(fact.lower() in answer.text.lower() for fact in facts), answer.text
    assert answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "Did any of these cities suffer smaller losses afterwards?",
        "我市韧性自评应采用哪些指标和阈值？",
        "2024、2025年Daring Cities情况如何？",
    ],
)
def test_what_the_sources_do_not_say_is_declined(ships: Assistant, question: str) -> None:
    assert ships.ask(question).abstained
