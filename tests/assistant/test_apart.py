"""Questions about several years or named things at once: taken apart, and answered of each."""

from __future__ import annotations

import pytest

from assistant.apart import apart
from assistant.assemble import Assistant


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Which of the Bonn congresses drew more people, the one in 2016 or the one in 2019?",
            [
                "Which of the Bonn congresses drew more people, the one in 2016 ?",
                "Which of the Bonn congresses drew more people, the one in 2019?",
            ],
        ),
        (
            "2020年和2021年的雄心城市峰会，参加人数各是多少？",
            ["2020年的雄心城市峰会，参加人数是多少？", "2021年的雄心城市峰会，参加人数是多少？"],
        ),
        ("2020和2022年Daring Cities各有多少people？", ["2020 Daring Cities有多少people？", "2022年Daring Cities有多少people？"]),
        ("斯图加特和哥本哈根的做法各是什么？", ["斯图加特的做法是什么？", "哥本哈根的做法是什么？"]),
        ("What did Kampala and Edmonton each do?", ["What did Kampala do?", "What did Edmonton do?"]),
        ("What was done from 2010 to 2015?", []),
        ("2016年到2019年做了什么？", []),
        ("What happened between 2015 and 2019?", []),
        ("What happened in Kampala in 2017?", []),
        ("Bonn和Kampala有什么？", []),
    ],
)
def test_taken_apart(text: str, parts: list[str]) -> None:
    assert apart(text) == parts


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which of the Bonn congresses drew more people, the one in 2016 or the one in 2019?", ["300", "560"]),
        ("2020年和2021年的雄心城市峰会，参加人数各是多少？", ["4600", "1500"]),
        ("2020和2022年Daring Cities各有多少人参加？", ["4600", "1800"]),
    ],
)
def test_both_are_answered(ships: Assistant, question: str, told: list[str]) -> None:
    answer = ships.ask(question)
    plain = answer.text.replace(",", "")
    assert not answer.abstained and all(number in plain for number in told), answer.text


@pytest.mark.parametrize(
    "question", ["How many people came to Daring Cities in 2020 and in 2031?", "2020年和2031年的雄心城市峰会，参加人数各是多少？"]
)
def test_where_one_is_not_told_nothing_is_made_up(ships: Assistant, question: str) -> None:
    assert ships.ask(question).abstained
