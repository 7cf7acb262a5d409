"""Facts are found in a text by words and by value, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ingest.stated import normalise, states

STATED = [
    ("In Bonn, in 2010 [1].", ("Bonn",), True),
    ("首届大会于2010年在德国波恩召开[2]。", ("波恩",), True),
    ("首届congress在Bonn举行。", ("Bonn",), True),
    ("**Bonn** it was", ("bonn",), True),
    ("They met in Cologne.", ("Bonn", "波恩"), False),
    ("Guimarães, Portugal", ("Guimaraes",), True),
    ("葡萄牙 Guimarães 市", ("guimarães",), True),
    ("the Storm\nSurge  Plan", ("storm surge plan",), True),
    ("面对城市\n治理", ("城市治理",), True),
    ("“城市与自然”倡议", ("城市与自然",), True),
    ("2010～2019年", ("2010-2019",), True),
    ("two refugees", ("refugee",), True),
    ("I know it", ("no",), False),
    ("no goal", ("no",), True),
    ("Goal 13", ("Goal 1",), False),
    ("目标13", ("目标1",), False),
    ("unsocial", ("social",), False),
]


@pytest.mark.parametrize(("text", "alternatives", "expected"), STATED)
def test_words_are_found_as_normalised_text(text: str, alternatives: tuple[str, ...], expected: bool) -> None:
    assert states(text, alternatives) is expected


NUMBERS = [
    ("4,600 people", "4600", True),
    ("4\u202f600 people", "4600", True),
    ("4600人", "4600", True),
    ("2.5亿人", "250000000", True),
    ("250 million people", "250000000", True),
    ("四个优先领域", "4", True),
    ("four priorities", "4", True),
    ("全部4个priority", "4", True),
    ("in 2017", "17", False),
    ("17 goals", "17", True),
    ("见上文[17]。", "17", False),
    ("It is so [3][4].", "4", False),
    ("1. Bonn\n2. Tokyo", "2", False),
    ("1）波恩\n2）东京", "2", False),
    ("Table 2 lists them", "2", False),
    ("表2列出了它们", "2", False),
    ("section 4 says", "4", False),
    ("97 countries, 322 cities", "322", True),
    ("3220 cities", "322", False),
]


@pytest.mark.parametrize(("text", "number", "expected"), NUMBERS)
def test_numerals_are_compared_by_value(text: str, number: str, expected: bool) -> None:
    assert states(text, (number,)) is expected


@given(some.text(max_size=60))
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
