"""Exact answers from a table's data: every row that fits and no other, in the asker's language, each row cited."""

from __future__ import annotations

import re

import pytest

from assistant.answer import Answer
from assistant.assemble import Assistant

ROWS = {
    1: ("a market on boats", "在船上开集市"),
    2: ("school lessons", "学校课程"),
    3: ("training of bell ringers", "培训敲钟人"),
    4: ("a repair fund", "修缮基金"),
    5: ("backup copies of the land register", "地籍备份"),
    6: ("open day at the river gates", "水闸开放日"),
    7: ("radio alarm for barges", "广播警报"),
}


def rows(answer: Answer) -> list[int]:
    """The numbers of the rows of Table 2 that an answer cites, in order."""
    return sorted(int(found.group(1)) for c in answer.citations if (found := re.fullmatch(r"table 2 row (\d+)", c.place)))


def check(answer: Answer, expected: list[int]) -> None:
    """Just these rows are cited and named, in the language of the answer."""
    assert not answer.abstained, answer.text
    assert rows(answer) == expected, answer.text
    for number, words in ROWS.items():
        assert (words[answer.language == "zh"] in answer.text) == (number in expected), answer.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which actions of 2016 are marked as cyber resilience?", [3, 5]),
        ("2016年有哪些行动与网络韧性有关？", [3, 5]),
        ("2016年有哪些action与cyber resilience有关？", [3, 5]),
        ("Which cases of Table 2 are marked as both economic and social resilience?", [4]),
        ("表2中哪些案例同时与经济韧性和社会韧性有关？", [4]),
        ("Table 2中哪些案例同时与economic和social resilience有关？", [4]),
        ("Which cases are marked as economic or cyber resilience?", [1, 3, 4, 5, 7]),
        ("哪些案例与经济韧性或网络韧性有关？", [1, 3, 4, 5, 7]),
        ("哪些case与economic韧性或cyber韧性有关？", [1, 3, 4, 5, 7]),
        ("List all cases of 2017.", [6, 7]),
        ("列出2017年的所有案例。", [6, 7]),
        ("列出2017年的所有case。", [6, 7]),
        ("Which cases from 2015 to 2016 are marked as social resilience?", [2, 3, 4]),
        ("2015到2016年有哪些案例与社会韧性有关？", [2, 3, 4]),
        ("2015到2016年有哪些case与social resilience有关？", [2, 3, 4]),
    ],
)
def test_rows_by_year_and_mark(own: Assistant, question: str, expected: list[int]) -> None:
    check(own.ask(question), expected)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("How many cases does Table 2 list?", 7),
        ("表2共有多少个案例？", 7),
        ("Table 2里有多少个case？", 7),
        ("How many cases of 2016 are there?", 3),
        ("2016年有多少个案例？", 3),
        ("2016年有多少个case？", 3),
        ("How many cases are marked as social resilience?", 4),
        ("与社会韧性有关的案例有多少个？", 4),
        ("与social resilience有关的case有多少个？", 4),
    ],
)
def test_how_many(own: Assistant, question: str, count: int) -> None:
    answer = own.ask(question)
    assert not answer.abstained and len(rows(answer)) == count
    assert re.search(rf"(?<!\d){count}(?!\d)", re.sub(r"\[\d+\]", "", answer.text).split("\n")[0]), answer.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which year has the most cases?", "2016"),
        ("哪一年的案例最多？", "2016"),
        ("哪一年的case最多？", "2016"),
        ("Which subsystem has the most cases?", "Social"),
        ("哪个子系统的案例最多？", "社会"),
        ("哪个subsystem的case最多？", "社会"),
    ],
)
def test_the_most(own: Assistant, question: str, words: str) -> None:
    answer = own.ask(question)
    head = answer.text.split("\n")[0]
    assert not answer.abstained and words in head and answer.citations
    assert "4" in head or "3" in head


@pytest.mark.parametrize(
    "question", ["How are the cases distributed by subsystem?", "各子系统的案例分布如何？", "各subsystem的case分布如何？"]
)
def test_the_distribution_names_every_subsystem(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    counts = {"en": ("Economic 3", "Social 4", "Cyber 3"), "zh": ("经济 3", "社会 4", "网络 3")}[answer.language]
    assert all(count in answer.text for count in counts), answer.text


@pytest.mark.parametrize(
    ("question", "subsystems", "missing"),
    [
        ("Which subsystems is the backup of the land register in Hollin marked with?", ["cyber"], "social"),
        ("霍林镇的地籍备份标记了哪些子系统？", ["网络"], "社会"),
        ("霍林镇的地籍备份标记了哪些subsystem？", ["网络"], "社会"),
    ],
)
def test_the_marks_of_a_row(own: Assistant, question: str, subsystems: list[str], missing: str) -> None:
    answer = own.ask(question)
    head = answer.text.split("\n")[0]
    assert rows(answer) == [5], answer.text
    assert all(name in head for name in subsystems) and missing not in head, answer.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which goals does economic resilience serve?", ["Goals 1 and 4", "Keep every market open", "Save before the flood"]),
        ("经济韧性对应哪些目标？", ["目标1和4", "每个集市照常开放", "洪水之前先存钱"]),
        ("经济韧性对应哪些SDG？", ["目标1和4", "每个集市照常开放", "洪水之前先存钱"]),
        ("Which subsystem does Goal 2 belong to?", ["social resilience"]),
        ("目标2属于哪个子系统？", ["社会韧性"]),
        ("SDG 2属于哪个子系统？", ["社会韧性"]),
        ("What does goal number 2 say?", ["social resilience"]),
        ("目标2说了什么？", ["社会韧性"]),
        ("Goal 2 的内容是什么？", ["社会韧性"]),
        ("Which subsystem has no goals?", ["cyber resilience"]),
        ("哪个子系统没有可持续发展目标？", ["网络韧性"]),
        ("哪个subsystem没有SDG？", ["网络韧性"]),
    ],
)
def test_goals(own: Assistant, question: str, expected: list[str]) -> None:
    answer = own.ask(question)
    assert not answer.abstained and all(words in answer.text for words in expected), answer.text
    assert all(citation.place.startswith("table 1 row") for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which cases of 2030 are listed in Table 2?", ["2015", "2017", "2030"]),
        ("表2中2030年有哪些案例？", ["2015", "2017", "2030"]),
        ("Table 2中2030年有哪些case？", ["2015", "2017", "2030"]),
        ("Which subsystem does Goal 99 belong to?", ["99"]),
        ("目标99属于哪个子系统？", ["99"]),
        ("SDG 99属于哪个subsystem？", ["99"]),
        ("What is the seventh subsystem?", ["3", "Economic", "Social", "Cyber"]),
        ("第七个子系统是什么？", ["3", "经济", "社会", "网络"]),
        ("第七个子系统的cases有哪些？", ["3", "经济", "社会", "网络"]),
    ],
)
def test_a_premise_that_does_not_hold_is_put_right(own: Assistant, question: str, words: list[str]) -> None:
    answer = own.ask(question)
    assert answer.abstained and all(word in answer.text for word in words), answer.text


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Which cases in China does Table 2 list?", {"table 2 row 18"}),
        ("表2列出了哪些中国的案例？", {"table 2 row 18"}),
        ("表2列出了哪些China的case？", {"table 2 row 18"}),
        ("Which cases in Uganda does Table 2 list?", {"table 2 row 6"}),
        ("表2列出了哪些乌干达的案例？", {"table 2 row 6"}),
        ("Table 2列出了哪些Uganda的案例？", {"table 2 row 6"}),
    ],
)
def test_rows_of_a_country(mixed: Assistant, question: str, places: set[str]) -> None:
    assert {citation.place for citation in mixed.ask(question).citations} == places


@pytest.mark.parametrize("question", ["Which cases in Peru does Table 2 list?", "表2列出了哪些秘鲁的案例？", "表2列出了哪些Peru的case？"])
def test_a_country_that_no_row_names_has_no_rows(mixed: Assistant, question: str) -> None:
    answer = mixed.ask(question)
    assert answer.abstained and not rows(answer), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Which subsystems does a patient town have?",
        "How many subsystems is a patient town divided into?",
        "耐心的城镇分为哪几个子系统？",
        "作者把patient town分成了几个subsystem？",
    ],
)
def test_the_subsystems_are_named_from_the_table(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert not answer.abstained
    assert all(name in answer.text for name in {"en": ["economic", "social", "cyber"], "zh": ["经济", "社会", "网络"]}[answer.language]), (
        answer.text
    )
    assert [citation.place for citation in answer.citations] == ["table 1 row 1", "table 1 row 2", "table 1 row 3"]


@pytest.mark.parametrize(
    "question", ["Why did the authors settle on eight subsystems?", "作者为什么分成八个子系统？", "为什么有8个subsystem？"]
)
def test_a_wrong_number_of_subsystems_is_put_right(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert answer.abstained and "3" in answer.text, answer.text


@pytest.mark.parametrize(
    "question", ["Which goals belong to social resilience?", "Which goals fall under social resilience?", "social韧性下有哪些目标？"]
)
def test_goals_are_told_where_goals_are_asked_for(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert {citation.place for citation in answer.citations} == {"table 1 row 2"}
    assert {"en": "Know thy neighbour", "zh": "认识邻居"}[answer.language] in answer.text


@pytest.mark.parametrize(
    "question", ["Which five goals belong to cyber resilience?", "网络韧性对应哪五个目标？", "cyber韧性对应哪五个goal？"]
)
def test_a_number_of_goals_that_is_not_so_is_put_right(own: Assistant, question: str) -> None:
    assert own.ask(question).abstained


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which subsystem does the backup in Hollin not touch?", ["not marked as economic or social"]),
        ("霍林镇的行动没有涉及哪些子系统？", ["没有标经济或社会"]),
        ("Hollin的行动没有涉及哪个subsystem？", ["没有标经济或社会"]),
    ],
)
def test_the_marks_that_a_row_lacks(own: Assistant, question: str, said: list[str]) -> None:
    answer = own.ask(question)
    assert not answer.abstained and all(words in answer.text for words in said), answer.text


@pytest.mark.parametrize(
    "question", ["Why is Hollin marked as social resilience?", "霍林镇为什么标了社会韧性？", "Hollin为什么标了social resilience？"]
)
def test_a_mark_that_is_not_there_is_put_right(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert answer.abstained and {"en": "not marked as social", "zh": "没有标社会"}[answer.language] in answer.text, answer.text


@pytest.mark.parametrize("question", ["Which cases does Table 4 list?", "表4列出了哪些案例？", "Table 4里有哪些案例？"])
def test_a_table_that_there_is_not_lists_nothing(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert answer.abstained and "4" in answer.text and not rows(answer)


@pytest.mark.parametrize(
    "question", ["Which subsystems do the 2017 cases touch?", "2017年的案例分别对应哪些子系统？", "2017年的cases分别对应哪些subsystem？"]
)
def test_the_marks_of_each_row_of_a_year(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert rows(answer) == [6, 7] and {"en": "economic and cyber", "zh": "经济和网络"}[answer.language] in answer.text, answer.text


@pytest.mark.parametrize(
    "question",
    ["Which year are the cases with economic resilience from?", "涉及经济韧性的案例都是哪一年的？", "economic韧性的案例是哪年的？"],
)
def test_rows_tell_their_year_where_it_is_asked_for(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert rows(answer) == [1, 4, 7] and all(year in answer.text for year in ("2015", "2016", "2017")), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Which subsystem is absent from all cases of 2017?",
        "2017年的案例没有涉及哪个子系统？",
        "2015年的cases没有涉及哪个subsystem？",
    ],
)
def test_the_subsystem_that_no_row_of_a_year_carries(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert not answer.abstained
    expected = {"en": ["Every subsystem"], "zh": ["每个子系统"] if "2017" in question else ["网络"]}[answer.language]
    assert all(words in answer.text for words in expected), answer.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Of the three subsystems, which cases are marked as economic?", [1, 4, 7]),
        ("三个子系统里，哪些案例与经济韧性有关？", [1, 4, 7]),
        ("How many subsystems does Hollin cover?", [5]),
        ("Hollin对应几个subsystem？", [5]),
        ("Which case mentions barges?", [7]),
        ("哪个案例提到驳船？", [7]),
    ],
)
def test_numbers_of_marks_and_words_of_rows_are_taken_exactly(own: Assistant, question: str, expected: list[int]) -> None:
    assert rows(own.ask(question)) == expected


@pytest.mark.parametrize(
    "question", ["Which other case has exactly the same marks as the one in Hollin?", "还有哪个案例的标记和霍林镇完全相同？"]
)
def test_no_other_row_has_the_same_marks(own: Assistant, question: str) -> None:
    assert {"en": "None of the 7", "zh": "没有"}[own.ask(question).language] in own.ask(question).text
