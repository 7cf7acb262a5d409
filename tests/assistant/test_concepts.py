"""Known concepts are found under any of their names, in either language, and the longest name wins."""

from __future__ import annotations

import pytest

from assistant.concepts import Concept, Concepts, known_concepts

SMALL = Concepts(
    [
        Concept("River Council", "河流理事会", ("River Council", "河流理事会", "RC"), "organisation"),
        Concept("Upper River Council", "上游河流理事会", ("Upper River Council", "上游河流理事会"), "organisation"),
        Concept("city", "城市", ("city", "城市"), "concept"),
        Concept("IT", "信息技术", ("IT", "信息技术"), "concept"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The river council met.", {"River Council"}),
        ("河流理事会开会了。", {"River Council"}),
        ("RC在2001年成立", {"River Council"}),
        ("The Upper River Council and two cities", {"Upper River Council", "city"}),
        ("上游河流理事会与城市", {"Upper River Council", "city"}),
        ("上游的River Council", {"River Council"}),
        ("how is it done? It is.", set()),
        ("The IT of the council", {"IT"}),
        ("velocity and councillors", set()),
        ("", set()),
    ],
)
def test_concepts_are_found_by_any_name(text: str, expected: set[str]) -> None:
    assert SMALL.names(text) == expected
    assert SMALL.find(text) is SMALL.find(text), "a text seen before is remembered"


def test_they_come_in_the_order_of_the_text_each_once() -> None:
    found = SMALL.find("城市 and River Council, 河流理事会, city")
    assert [concept.name("zh") for concept in found] == ["城市", "河流理事会"]
    assert [concept.name("en") for concept in found] == ["city", "River Council"]


def test_a_glossary_of_nothing_finds_nothing() -> None:
    assert Concepts([]).find("any city 城市") == ()


@pytest.mark.parametrize(
    "text", ["ICLEI was founded", "宜可城成立", "宜可称成立", "宜可诚成立", "国际地方环境倡议理事会", "ICLEI在1990年成立"]
)
def test_the_slips_of_the_source_name_one_body(text: str) -> None:
    assert "ICLEI" in known_concepts().names(text)


@pytest.mark.parametrize("text", ["the Sendai Framework", "仙台框架", "Sendai Framework的目标"])
def test_a_framework_is_the_same_in_both_languages(text: str) -> None:
    assert any(name.startswith("Sendai Framework") for name in known_concepts().names(text))
