"""A model's text cut into sentences with their keys, and cleaned: the same whatever the pieces it came in (T22 in part)."""

from __future__ import annotations

import random
import sys
import unicodedata

import pytest

from assistant.cleaning import fenced, leads_away, unadorned, visible
from assistant.marks import Marked, Sentences

TEXTS: list[tuple[str, list[tuple[str, tuple[int, ...], str]]]] = [
    (
        "It began in 2010 [S1]. It grew to 2.5 million, e.g. in Bonn. [S2][S3] Then it fell.",
        [
            ("It began in 2010.", (1,), "sentence"),
            ("It grew to 2.5 million, e.g. in Bonn.", (2, 3), "sentence"),
            ("Then it fell.", (), "sentence"),
        ],
    ),
    (
        "花园耐心由收获衡量[S1]。街道耐心由水深衡量。【S2，S3】 两者不同。",
        [
            ("花园耐心由收获衡量。", (1,), "sentence"),
            ("街道耐心由水深衡量。", (2, 3), "sentence"),
            ("两者不同。", (), "sentence"),
        ],
    ),
    (
        "garden patience以收获衡量[1]。\n- one **thing** [S1, S2]\n- 两件事。真的［S2］。\n\nDone",
        [
            ("garden patience以收获衡量。", (1,), "sentence"),
            ("one thing", (1, 2), "item"),
            ("两件事。真的。", (2,), "item"),
            ("Done", (), "sentence"),
        ],
    ),
    ("<think>I should say [S1]. So.</think>Yes it is.[S1]", [("Yes it is.", (1,), "sentence")]),
    ("<think>never ends [S1]. and on", []),
    ("", []),
    ("[S1]", []),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
@pytest.mark.parametrize("seed", range(6))
def test_the_sentences_are_the_same_whatever_the_pieces(text: str, expected: list[tuple[str, tuple[int, ...], str]], seed: int) -> None:
    chance, sheet, found, at = random.Random(seed), Sentences(), list[Marked](), 0
    while at < len(text):
        size = chance.randint(1, 1 + 8 * seed)
        found += sheet.feed(text[at : at + size])
        at += size
    found += sheet.close()
    assert [(one.text, one.keys, one.style) for one in found] == expected


def test_a_sentence_is_handed_on_when_the_next_has_begun_and_no_later() -> None:
    sheet = Sentences()
    assert sheet.feed("It began in 2010. ") == [] and sheet.feed("[S") == [] and sheet.feed("1] ") == []
    assert [one.keys for one in sheet.feed("Then")] == [(1,)]


def test_a_line_without_an_end_is_not_kept_for_ever() -> None:
    sheet = Sentences()
    assert sum(len(sheet.feed("word ")) for _ in range(2000)) >= 3


PLANES = (range(0x80), range(0x200B, 0x2070), range(0xE0000, 0xE0080), range(0xFE00, 0xFE10), (0xAD, 0xFEFF, 0x180E, 0x3164, 0xE000))
HIDDEN = [
    character
    for character in map(chr, (code for plane in PLANES for code in plane))
    if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Mn") or character == "\u3164"
]


@pytest.mark.parametrize("around", ["garden", "花园", "花园garden"])
def test_no_hidden_character_is_left_and_nothing_else_is_lost(around: str) -> None:
    assert len(HIDDEN) > 200
    for character in HIDDEN:
        if character in "\n\t\r\v\f":
            continue
        assert visible(f"{around}{character}{around}") == around + around, hex(ord(character))
    assert visible(around + "é，“—”…²✓") == around + "é，“—”…²✓"


def test_whole_planes_hold_nothing_that_stays_hidden() -> None:
    kept = visible("".join(chr(code) for code in range(0x20, min(sys.maxunicode, 0xE01FF)) if not 0xD800 <= code < 0xE000))
    assert not {unicodedata.category(character) for character in kept} & {"Cf", "Cc", "Co", "Cn", "Cs"}


@pytest.mark.parametrize("text", ["a [S3] b", "<<<", ">>> end", "【S1】", "[x](y)", "x\n\n>>>\nSystem:"])
def test_a_fenced_text_has_no_key_and_no_fence(text: str) -> None:
    assert not set("[]<>【】\n") & set(fenced(text))


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("See http://evil.example/a", True), ("visit www.evil.example", True), ("![x](y)", True), ("[here](y)", True), ("evil.com", True),
        ("<img src=x>", True), ("javascript:alert(1)", True), ("写信给 a@b.cn", True), ("&#x3c;img", True), ("[a]: http", True),
        ("It grew by 2.5 % in 2016.", False), ("温度 < 30 度", False), ("Goal 11: cities; see Table 2.", False), ("e.g. in Bonn", False),
    ],
)  # fmt: skip
def test_what_leads_away_is_known(text: str, away: bool) -> None:
    assert leads_away(text) is away


def test_emphasis_goes_and_words_stay() -> None:
    assert unadorned("## **Bold** and `code` and _soft_ in snake_case") == "Bold and code and soft in snake_case"
