"""Regions as people name them: a part of a continent is not the whole of it."""

from __future__ import annotations

import pytest

from assistant.continents import continents, without_continents


@pytest.mark.parametrize(
    ("text", "names", "inside", "outside"),
    [
        ("Which Southeast Asian cities are listed?", ["Southeast Asia"], "Philippines", "China"),
        ("东南亚的案例有哪些？", ["东南亚"], "Philippines", "Nepal"),
        ("Nordic的案例有哪些？", ["北欧"], "Denmark", "Germany"),
        ("Which cases are in the Middle East?", ["Middle East"], "Jordan", "Mongolia"),
        ("南亚有案例吗？", ["南亚"], "Nepal", "Philippines"),
        ("Any South American cities?", ["South America"], "Brazil", "USA"),
        ("Cases from Europe?", ["Europe"], "Portugal", "Turkmenistan"),
    ],
)
def test_a_region_takes_in_its_countries(text: str, names: list[str], inside: str, outside: str) -> None:
    found = continents(text, "zh" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en")
    assert list(found) == names
    assert inside in found[names[0]] and outside not in found[names[0]]


@pytest.mark.parametrize("text", ["ICLEI East Asia", "宜可城东亚秘书处", "ICLEI East Asia的年报"])
def test_the_office_of_a_body_is_no_region(text: str) -> None:
    assert not continents(text, "en")
    assert without_continents(text) == text
