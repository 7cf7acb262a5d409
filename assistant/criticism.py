"""Corrections beside claims: which known errata touch what an answer cites. Pure; the errata ship with the program."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Citation, Note
from ingest.errata import Erratum
from ingest.types import Language

ARTICLE = "chen-2024"
AT_MOST = 5


def notes(citations: Sequence[Citation], question: str, answer: str, language: Language, errata: Sequence[Erratum]) -> tuple[Note, ...]:
    """The notes on the cited places, gravest first; an erratum with terms counts only where the words used hold one of them."""
    found: list[Note] = []
    for erratum in errata:
        touched = [citation for citation in citations if _touches(erratum, citation, question, answer)]
        if touched:
            text = erratum.note_en if language == "en" else erratum.note_zh
            found.append(Note(erratum.id, erratum.severity, text, erratum.urls, tuple(citation.number for citation in touched)))
    found.sort(key=lambda note: note.severity)
    grave = [note for note in found if note.severity < 3]
    return tuple((grave or found)[:AT_MOST])


def _touches(erratum: Erratum, citation: Citation, question: str, answer: str) -> bool:
    if citation.work_id != ARTICLE or citation.language not in erratum.languages:
        return False
    terms = (*erratum.terms_en, *erratum.terms_zh)
    words = f"{citation.quote} {question}".lower()
    if citation.place in erratum.places:
        return not terms or any(term.lower() in words for term in terms)
    table = re.match(r"table \d+(?= row)", citation.place)
    if table is None or table.group(0) not in erratum.places or not terms:
        return False  # what is said of a table as a whole touches what is counted or listed from its rows, where its words are used
    return any(term.lower() in f"{words} {answer.lower()}" for term in terms)
