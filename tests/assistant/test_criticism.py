"""Corrections stand beside the claims they concern, the gravest first, in the asker's language; and beside no others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import Citation
from assistant.assemble import Assistant
from assistant.criticism import ARTICLE, AT_MOST, notes
from assistant.wording import say
from ingest.errata import Erratum, errata
from ingest.types import Language

CITED = Citation(
    number=1,
    passage="p",
    document="d",
    work_id=ARTICLE,
    work="W",
    section="s",
    place="table 2 row 5",
    page=None,
    language="en",
    quote="The strategy of 2016 is listed.",
    start=0,
    end=31,
    kind="paper",
    passage_kind="row",
)


def erratum(name: str, severity: int = 1, *, terms: bool = True, places: tuple[str, ...] = ("table 2 row 5",)) -> Erratum:
    words = dict.fromkeys(("place", "paper_says", "paper_says_zh", "evidence", "evidence_zh", "correction", "correction_zh"), "")
    return Erratum(
        id=name,
        severity=severity,
        urls=("https://example.org",),
        certainty="confirmed",
        places=places,
        terms_en=("2016",) if terms else (),
        terms_zh=("战略",) if terms else (),
        note_en=f"{name} note",
        note_zh=f"{name}注",
        languages=("en", "zh"),
        **words,
    )


@pytest.mark.parametrize(
    ("quote", "question", "language", "text"),
    [
        ("The strategy of 2016", "Which strategy?", "en", "C1 note"),
        ("该战略", "哪项计划？", "zh", "C1注"),
        ("The plan", "它是2016年的战略吗？", "zh", "C1注"),
        ("Das 战略 plan", "Which?", "en", "C1 note"),
    ],
)
def test_a_note_in_the_askers_language_where_its_terms_are_used(quote: str, question: str, language: Language, text: str) -> None:
    (note,) = notes([replace(CITED, quote=quote)], question, "", language, [erratum("C1")])
    assert (note.text, note.citations, note.urls) == (text, (1,), ("https://example.org",))


@pytest.mark.parametrize(
    "cited",
    [
        replace(CITED, work_id="another work"),
        replace(CITED, place="table 2 row 6"),
        replace(CITED, quote="nothing of the kind"),
    ],
    ids=["another work", "another place", "none of its words"],
)
def test_no_note_beside_what_it_does_not_concern(cited: Citation) -> None:
    assert notes([cited], "Which?", "", "en", [erratum("C1")]) == ()


def test_an_erratum_of_one_half_is_not_shown_beside_the_other() -> None:
    only_chinese = replace(erratum("L1", terms=False), languages=("zh",))
    assert notes([CITED], "", "", "en", [only_chinese]) == ()
    assert notes([replace(CITED, language="zh")], "", "", "en", [only_chinese])


def test_the_gravest_come_first_and_no_more_than_a_few() -> None:
    many = [erratum(f"C{n}", severity=1 + n % 3, terms=False) for n in range(12)]
    found = notes([CITED], "", "", "en", many)
    assert len(found) == AT_MOST and [note.severity for note in found] == sorted(note.severity for note in found)
    assert [note.erratum for note in notes([CITED], "", "", "en", [erratum("T1", 3, terms=False)])] == ["T1"]
    assert "T1" not in {note.erratum for note in notes([CITED], "", "", "en", [erratum("T1", 3), erratum("C1", 2)])}


def test_every_erratum_that_ships_can_be_shown_in_both_languages() -> None:
    for one in errata():
        assert one.note_en and one.note_zh and one.places, one.id
        quote = " ".join((*one.terms_en, *one.terms_zh))
        cited = [replace(CITED, place=place, quote=quote, language=language) for place in one.places for language in ("en", "zh")]
        assert [note.erratum for note in notes(cited, "", "", "zh", [one])] == [one.id]


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("Was the Baltimore food waste strategy adopted in 2016?", "correction"),
        ("巴尔的摩的食物浪费战略是2016年通过的吗？", "correction"),
        ("Baltimore的食物浪费战略是2016年通过的吗？", "correction"),
        ("List the cases of 2016.", "caution"),
        ("请列出2016年的所有案例。", "caution"),
        ("请列出2016年的所有case。", "caution"),
    ],
)
def test_a_grave_correction_stands_in_the_answer_itself(mixed: Assistant, question: str, key: str) -> None:
    answer = mixed.ask(question)
    (note,) = (note for note in answer.notes if note.erratum == "C1")
    assert not answer.abstained and answer.text.endswith(say(key, answer.language, text=note.text)), answer.text
    assert {c.place for c in answer.citations if c.number in note.citations} == {"table 2 row 5"} and note.urls


@pytest.mark.parametrize("question", ["How is garden patience measured?", "花园耐心如何衡量？", "garden patience如何衡量？"])
def test_another_work_is_answered_without_the_articles_corrections(mixed: Assistant, question: str) -> None:
    assert mixed.ask(question).notes == ()
