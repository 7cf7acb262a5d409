"""Extractive answers over real passages: the sentences that answer, in the asker's language; lists, comparisons, guidance, filters."""

from __future__ import annotations

import re

import pytest

from assistant.answer import Answer
from assistant.assemble import Assistant
from ingest.language import detect, has_chinese
from ingest.types import Language


def items(answer: Answer) -> list[str]:
    """The items of the answer's list, without marks."""
    return [re.sub(r"\s*\[\d+\]", "", line[2:]) for line in answer.text.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("question", "words", "place"),
    [
        ("How is garden patience measured?", "weeks until the first harvest", "section 2"),
        ("花园耐心如何衡量？", "第一次收获的周数", "section 2"),
        ("garden patience如何衡量？", "第一次收获的周数", "section 2"),
        ("When was Velmora flooded?", "1998", "section 1"),
        ("韦尔莫拉何时遭遇洪水？", "1998", "section 1"),
        ("Velmora（韦尔莫拉）何时遭遇洪水？", "1998", "section 1"),
        ("Why was the river council founded?", "same pumps", "section 1"),
        ("为什么成立河流理事会？", "同样的水泵", "section 1"),
        ("为什么成立river council？", "同样的水泵", "section 1"),
        ("What paid for the willow belt?", "toll on barges", "section 3.2"),
        ("柳树带由什么支付？", "驳船通行费", "section 3.2"),
        ("willow belt（柳树带）由什么支付？", "驳船通行费", "section 3.2"),
    ],
)
def test_a_fact_is_stated_and_cited(own: Assistant, question: str, words: str, place: str) -> None:
    answer = own.ask(question)
    assert not answer.abstained and words in answer.text, answer.text
    assert place in {citation.place for citation in answer.citations}
    assert any(words in citation.quote for citation in answer.citations), "the words are quoted, not only said"


@pytest.mark.parametrize(
    ("question", "heads"),
    [
        ("Compare garden patience and street patience.", ("Garden patience", "Street patience")),
        ("比较花园耐心和街道耐心。", ("花园耐心", "街道耐心")),
        ("garden patience和street patience有什么区别？", ("花园耐心", "街道耐心")),
    ],
)
def test_a_comparison_says_something_of_each(own: Assistant, question: str, heads: tuple[str, str]) -> None:
    answer = own.ask(question)
    assert len(items(answer)) == 2 and all(item.startswith(head) for item, head in zip(items(answer), heads, strict=True)), answer.text
    assert len(answer.citations) == 2


@pytest.mark.parametrize(
    ("question", "heads"),
    [
        ("What four lessons may other towns take over?", ("Ask the oldest", "Share the pumps", "Ring the bells", "Plant before")),
        ("其他城镇可以借鉴哪四条经验？", ("先问最年长的人", "共用水泵", "敲响钟声", "先种植")),
        ("其他城镇可以借鉴哪四条lessons？", ("先问最年长的人", "共用水泵", "敲响钟声", "先种植")),
    ],
)
def test_a_numbered_list_is_given_whole_and_in_order(own: Assistant, question: str, heads: tuple[str, ...]) -> None:
    answer = own.ask(question)
    assert len(items(answer)) == 4 and all(item.startswith(head) for item, head in zip(items(answer), heads, strict=True)), answer.text
    assert len({citation.passage for citation in answer.citations}) == 4


@pytest.mark.parametrize("question", ["经验第5条是什么？", "第5条experience是什么？", "What is the fifth lesson of patience?"])
def test_an_item_named_in_digits_or_words_is_no_stumbling_block(own: Assistant, question: str) -> None:
    assert own.ask(question).text


@pytest.mark.parametrize(
    ("question", "limits"),
    [
        ("Our town wants to protect itself from floods. What steps should we take?", "no design figures or budgets"),
        ("我们镇想防洪，应该采取哪些步骤？", "没有针对贵市的设计参数或预算"),
        ("我们town想防洪，应采取哪些steps？", "没有针对贵市的设计参数或预算"),
    ],
)
def test_guidance_gives_what_is_near_and_says_what_is_not_there(own: Assistant, question: str, limits: str) -> None:
    answer = own.ask(question)
    assert not answer.abstained and limits in answer.text, answer.text
    assert 2 <= len(items(answer)) <= 8 and len(answer.citations) >= 2
    assert len(set(items(answer))) == len(items(answer)), "nothing is said twice"


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (("How is garden patience measured?", "And street patience?"), "depth of water"),
        (("花园耐心如何衡量？", "那街道耐心呢？"), "水深"),
        (("garden patience如何衡量？", "那street patience又如何呢？"), "水深"),
        (("Which actions of 2016 are marked as cyber resilience?", "And for 2017?"), "radio alarm"),
        (("2016年有哪些行动与网络韧性有关？", "那2017年呢？"), "广播警报"),
        (("2016年有哪些action与cyber resilience有关？", "那2017呢？"), "广播警报"),
    ],
)
def test_a_follow_up_is_answered_from_what_it_leans_on(own: Assistant, turns: tuple[str, str], words: str) -> None:
    answer = own.ask(turns[1], before=turns[:1])
    assert not answer.abstained and words in answer.text, f"{answer.understood}: {answer.text}"
    assert answer.question == turns[1] and answer.understood != turns[1]


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("How is garden patience measured?", "auto", "en"),
        ("花园耐心如何衡量？", "auto", "zh"),
        ("garden patience如何衡量？", "auto", "zh"),
        ("How is garden patience measured?", "zh", "zh"),
        ("花园耐心如何衡量？", "en", "en"),
        ("garden patience如何衡量？", "en", "en"),
        ("Which actions of 2016 are marked as cyber resilience?", "zh", "zh"),
        ("2016年有哪些行动与网络韧性有关？", "en", "en"),
    ],
)
def test_the_answer_is_in_the_language_asked_or_chosen(own: Assistant, question: str, language: Language, expected: Language) -> None:
    answer = own.ask(question, language=language)
    assert not answer.abstained and answer.language == expected
    assert detect(answer.text) == expected, answer.text
    assert all(citation.language == expected and not citation.foreign for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "marked", "quoted"),
    [
        ("How many blue lanterns hang on each bridge?", "(in Chinese in the source)", "六盏蓝色灯笼"),
        ("每三座房屋外挂着的黄色梯子是什么？", "（原文为英文）", "yellow ladder"),
        ("Hollin的ladder是什么颜色？", "（原文为英文）", "yellow"),
    ],
)
def test_what_stands_in_the_other_language_only_is_quoted_and_said_to_be(mixed: Assistant, question: str, marked: str, quoted: str) -> None:
    answer = mixed.ask(question)
    foreign = [citation for citation in answer.citations if citation.foreign]
    assert foreign and marked in answer.text and quoted in answer.text, answer.text
    assert all(citation.language != answer.language for citation in foreign)


@pytest.mark.parametrize(
    ("question", "words"), [("What hangs outside every third house?", "yellow ladder"), ("每座桥上挂着什么灯笼？", "蓝色灯笼")]
)
def test_in_its_own_language_nothing_is_marked_as_foreign(mixed: Assistant, question: str, words: str) -> None:
    answer = mixed.ask(question)
    assert words in answer.text and not any(citation.foreign for citation in answer.citations), answer.text


QUESTIONS = (
    "How is garden patience measured?",
    "花园耐心如何衡量？",
    "garden patience如何衡量？",
    "Which cases are of 2016?",
    "2016年有哪些案例？",
)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("languages", [("en",), ("zh",), ("en", "zh")])
def test_only_the_languages_chosen_are_cited(own: Assistant, question: str, languages: tuple[Language, ...]) -> None:
    answer = own.ask(question, languages=languages)
    assert answer.citations and {citation.language for citation in answer.citations} <= set(languages), answer.text
    if "zh" not in languages:
        assert not any(has_chinese(citation.quote) for citation in answer.citations)


@pytest.mark.parametrize("question", QUESTIONS)
def test_only_the_works_chosen_are_cited(mixed: Assistant, question: str) -> None:
    (towns,) = (work.id for work in mixed.works() if work.title.startswith("Patient Towns"))
    for works in ({towns}, {"chen-2024"}, {towns, "chen-2024"}):
        answer = mixed.ask(question, works=works)
        assert {citation.work_id for citation in answer.citations} <= works, answer.text
    assert mixed.ask(question, works=["no such work"]).abstained


def test_an_answer_is_the_same_each_time(own: Assistant) -> None:
    first, second = (own.ask("What did the river council do in the first years?") for _ in range(2))
    assert (first.text, first.citations, first.confidence) == (second.text, second.citations, second.confidence)
    assert first.seconds > 0
