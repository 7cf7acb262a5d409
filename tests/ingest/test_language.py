"""Languages, sentences, numbers and names, each in English, Chinese and mixed."""

from decimal import Decimal

import pytest

from ingest import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How is resilience measured?", "en"),
        ("韧性如何衡量？", "zh"),
        ("Ningbo的培训涉及哪些subsystem?", "zh"),
        ("What does 韧性 mean?", "en"),
        ("那street patience呢？", "zh"),
        ("", "en"),
    ],
)
def test_detect(text: str, expected: str) -> None:
    assert language.detect(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("It held, e.g. in Bonn. Then it moved. ", "en", ["It held, e.g. in Bonn.", "Then it moved."]),
        ("Stability.^{[5][9]} Unlike it, x grows^[7]. End", "en", ["Stability.^{[5][9]}", "Unlike it, x grows^[7].", "End"]),
        ("Holling, C. S. (1973). Resilience of systems.", "en", ["Holling, C. S. (1973).", "Resilience of systems."]),
        ("城市会适应^[2]。“真的？”他问。完", "zh", ["城市会适应^[2]。", "“真的？”", "他问。", "完"]),
        ("2020年ICLEI更名。It grew. 之后3.5亿人受益。", "zh", ["2020年ICLEI更名。", "It grew.", "之后3.5亿人受益。"]),
        ("Needs:\n- food\n- water", "en", ["Needs:", "- food", "- water"]),
        ("a line\nthat goes on\n\nover a page.", "en", ["a line\nthat goes on\n\nover a page."]),
    ],
)
def test_sentences(text: str, code: language.Language, expected: list[str]) -> None:
    assert [text[start:end] for start, end in language.sentences(text, code)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("250 million", 250_000_000),
        ("2.5亿", 250_000_000),
        ("250,000,000 people", 250_000_000),
        ("十七项目标", 17),
        ("seventeen goals", 17),
        ("一百六十九个", 169),
        ("二〇一七年", 2017),
        ("三大支柱", 3),
        ("97 countries/97个国家", 97),
    ],
)
def test_numbers_agree_across_languages(text: str, expected: int) -> None:
    assert language.numbers(text) == (Decimal(expected),)


def test_a_digit_inside_a_chinese_word_is_no_number() -> None:
    assert language.numbers("统一的一致信念") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("grows^{[12]~[14]}; more^[5].", (12, 13, 14, 5)),
        ("增长^{[5][9][10]}，以及^[2]。", (5, 9, 10, 2)),
        ("It grows.[7] 增长。[8]", (7, 8)),
        ("a list [1] of things", ()),
    ],
)
def test_marks(text: str, expected: tuple[int, ...]) -> None:
    assert language.marks(text) == expected


def test_readable_closes_page_turns_and_drops_marks() -> None:
    assert language.readable("多重平衡\n\n状态^[5]。") == "多重平衡状态。"
    assert language.readable("one line\nand the next ^[5].") == "one line and the next."
    assert language.readable("参加Daring\nCities 2023的城市") == "参加Daring Cities 2023的城市"


def test_capitalised_names() -> None:
    assert language.capitalised("the New Urban Agenda and ICLEI") == ("New Urban Agenda", "ICLEI")
    assert language.capitalised("在Bonn举行") == ("Bonn",)


@pytest.mark.parametrize(
    ("characters", "value"), [("十七", 17), ("二〇一七", 2017), ("一百六十九", 169), ("5", None), ("third", None), ("两5", None)]
)
def test_what_is_no_chinese_numeral_has_no_value(characters: str, value: int | None) -> None:
    assert language.chinese_number(characters) == value
