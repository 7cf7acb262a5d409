"""Passages of any text: located, bounded, complete, the same each time; and cut where a reader would cut."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.article import read_article
from ingest.blocks import heading_end
from ingest.plain import read_plain
from ingest.split import BOUNDS, balance, bounded, split
from ingest.twins import link_twins
from ingest.types import Document, Page, Passage

ODD = " \n\n\r\t.。！？|#-—1234一二、（）[]^{}~√abcABC中文韧性城市\u0301\u200f\u05d0\u0627\ufeff\x00\x0b\x0c\x1c\x85\u2028"
CHARACTERS = st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from(ODD))
TEXTS = st.one_of(
    st.text(CHARACTERS, max_size=400),
    st.lists(st.text(CHARACTERS, max_size=60), max_size=60).map("\n".join),
    st.builds(lambda text, times: text * times, st.text(CHARACTERS, min_size=1, max_size=40), st.integers(1, 300)),
)


def plain(text: str) -> Document:
    return read_plain("text.txt", "file:///text.txt", text, "0" * 64, "utf-8")


def not_covered(document: Document, passages: list[Passage]) -> str:
    """Characters that are neither white space nor in a passage nor in a heading."""
    spans = [(p.start, p.end) for p in passages] + [(s.start, heading_end(document.text, s)) for s in document.sections]
    covered = bytearray(len(document.text))
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    first = 1 if document.text.startswith("\ufeff") else 0
    return "".join(c for c, done in zip(document.text[first:], covered[first:], strict=True) if not done and not c.isspace())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(TEXTS)
def test_any_text_is_located_bounded_complete_and_deterministic(text: str) -> None:
    """T21 in its short form."""
    document = plain(text)
    passages = link_twins(split(document), document)
    assert passages == link_twins(split(document), document)
    assert all(text[p.start : p.end] == p.text and p.text.strip() and len(p.text) <= BOUNDS[p.language] for p in passages)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert [p.order for p in passages] == list(range(len(passages))) and len({p.id for p in passages}) == len(passages)
    assert not_covered(document, passages) == ""


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("The town raised its levees by 80 cm in that year. ", "en"),
        ("该市在这一年把堤防加高了80厘米。", "zh"),
        ("该市采用 ISO 37120 indicators 来衡量进展。", "zh"),
    ],
)
def test_long_paragraphs_are_cut_at_sentences_into_like_parts(sentence: str, language: str) -> None:
    document = plain(sentence * 150)
    passages = split(document)
    lengths = [len(p.text) for p in passages]
    assert {p.language for p in passages} == {language}
    assert len(passages) == -(-len(document.text.strip()) // (BOUNDS[passages[0].language] // len(sentence) * len(sentence)))
    assert max(lengths) - min(lengths) <= len(sentence)
    assert all(p.text.endswith((".", "。")) for p in passages)


@pytest.mark.parametrize("bound", [1, 2, 3, 7, 100])
def test_balance_makes_few_and_like_parts(bound: int) -> None:
    lengths = [1] * 20
    cuts = balance(lengths, bound)
    parts = [end - start for start, end in zip([0, *cuts], [*cuts, 20], strict=True)]
    assert max(parts) <= bound and len(parts) == -(-20 // bound) and max(parts) - min(parts) <= 1


def test_balance_of_nothing_and_of_one() -> None:
    assert balance([], 5) == [] and balance([5], 5) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [("a" * 5000, "en"), ("韧" * 2000, "zh"), ("a\u0301" * 2000, "en"), ("word " * 900, "en"), ("\ud800" * 1700, "en")],
    ids=["letters", "characters", "combining", "words", "surrogates"],
)
def test_a_sentence_without_an_end_is_cut_at_the_bound(text: str, language: str) -> None:
    document = plain(text)
    parts = bounded(text, 0, len(text), "zh" if language == "zh" else "en")
    assert "".join(text[a:b] for a, b in parts).replace(" ", "") == text.replace(" ", "")
    assert all(b - a <= BOUNDS["zh" if language == "zh" else "en"] for a, b in parts)
    assert not any(text[a] == "\u0301" for a, _ in parts)
    assert not_covered(document, split(document)) == ""


@pytest.mark.parametrize("limit", [BOUNDS["en"] - 1, BOUNDS["en"], BOUNDS["en"] + 1])
def test_the_bound_itself(limit: int) -> None:
    text = ("abcdefghi " * 200)[: limit - 1] + "."
    assert len(split(plain(text))) == (1 if limit <= BOUNDS["en"] else 2)


def test_a_line_of_two_megabytes_costs_no_more_than_its_length() -> None:
    document = plain("The town raised its levees by 80 cm. " * 55_000)
    passages = split(document)
    assert len(passages) > 1000 and not_covered(document, passages) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Plan\n\nIt has three aims, and the town reports on them.", ["The Plan\n\nIt has three aims, and the town reports on them."]),
        ("规划\n\n它有三个目标，该镇每年报告一次进展情况。", ["规划\n\n它有三个目标，该镇每年报告一次进展情况。"]),
        ("The Plan\n\n它有三个目标，该镇每年报告一次进展情况。", ["The Plan", "它有三个目标，该镇每年报告一次进展情况。"]),
    ],
)
def test_a_title_goes_with_what_follows_in_its_language(text: str, expected: list[str]) -> None:
    assert [p.text for p in split(plain(text))] == expected


def test_pages_are_known() -> None:
    text = "The first page says that the town was flooded in two years and that it was rebuilt.\n\nThe second page says more of it."
    second = text.index("The second")
    document = replace(plain(text), pages=(Page(1, 0, second), Page(2, second, len(text))))
    assert [(p.page, p.place) for p in split(document)] == [(1, "page 1"), (2, "page 2")]


def test_twice_the_same_paragraph_has_two_ids() -> None:
    paragraph = "The town was flooded in two years, and each time it was rebuilt within months by its people."
    document = plain(f"# Towns\n\n{paragraph}\n\n{paragraph}\n")
    first, second = split(document)
    assert first.text == second.text and first.id != second.id


def test_ids_hang_on_work_place_and_text_only(article_text: str) -> None:
    def read(text: str, name: str) -> list[Passage]:
        return split(read_article(name, f"file:///{name}", text, "0" * 64, "utf-8"))

    first, second = read(article_text, "a.txt"), read(article_text.replace("3 Results", "3 Findings"), "b.txt")
    assert [p.id for p in first] == [p.id for p in second]
    changed = read(article_text.replace("280 were kept", "281 were kept"), "a.txt")
    assert [a.place for a, b in zip(first, changed, strict=True) if a.id != b.id] == ["section 3"]
