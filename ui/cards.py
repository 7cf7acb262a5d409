"""Source cards: where a citation stands, its quote marked in its passage, its twin, and what became of it; knows nothing about Gradio.

What comes out holds only the elements written here, no images, and addresses only where `safe_link` lets them pass. Each card is a
single line without blank lines, so that a Markdown screen hands it through as one block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from assistant.answer import Citation
from assistant.drift import Standing
from assistant.notebook.answers import Excerpt
from ingest.types import Language
from ui.escape import button, escaped, language_tag, links
from ui.texts import say

REFERENCE = re.compile(r"\^\{?((?:\[\d{1,3}\][~～,，、–-]?)+)\}?")
ROW = re.compile(r"table (\w+) row (\d+)")
NUMBERED_REFERENCE = re.compile(r"reference (\d+)")


@dataclass(frozen=True, slots=True)
class Card:
    """One source as shown: the citation, its passage cut around the quote, the document's text around the passage, and its twin.

    `reading` is a table row with its column heads named, "" for other passages; `found` is False where the quote is not in the
    passage; `standing` says what became of the citation since it was made, None where it was made just now; `leaf` is what the button
    says that shows its page (`ui.pages.leaf`), "" where there is none.
    """

    citation: Citation
    before: str
    passage_before: str
    quote: str
    passage_after: str
    after: str
    twin: str = ""
    twin_language: Language = "en"
    reading: str = ""
    found: bool = True
    standing: Standing | None = None
    leaf: str = ""


def card(citation: Citation, excerpt: Excerpt, standing: Standing | None = None, leaf: str = "") -> Card:
    """The card of a citation from its excerpt; without text where the quote is not found in it."""
    parts = cut(excerpt.text, citation.quote, citation.start - excerpt.start)
    if parts is None:
        return Card(citation, "", "", citation.quote, "", "", found=False, standing=standing, leaf=leaf)
    around = (excerpt.before, parts[0], parts[1], parts[2], excerpt.after)
    return Card(citation, *around, excerpt.twin, excerpt.twin_language, excerpt.reading, standing=standing, leaf=leaf)


def cut(passage: str, quote: str, offset: int) -> tuple[str, str, str] | None:
    """The passage before, inside and after the quote: at `offset` where it stands there, else where it is first found, else None."""
    if not quote:
        return None
    at = offset if offset >= 0 and passage[offset : offset + len(quote)] == quote else passage.find(quote)
    return (passage[:at], quote, passage[at + len(quote) :]) if at >= 0 else None


def card_id(turn: int, number: int) -> str:
    """The anchor that a mark of this turn leads to."""
    return f"source-{turn}-{number}"


def card_html(card: Card, turn: int, language: Language) -> str:
    """One source card; its labels are in the answer's language, its text in its own."""
    citation = card.citation
    label = say("card.label", language, number=citation.number)
    head = f'<span class="sr">{label}: </span><span class="number">{citation.number}</span><h4>{escaped(citation.work)}</h4>'
    parts = (
        _facts_html(citation, language)
        + _standing_html(card.standing, language)
        + _passage_html(card, language)
        + _twin_html(card, language)
        + _foot_html(card, turn, language)
    )
    return f'<article class="card" id="{card_id(turn, citation.number)}"><header>{head}</header>{parts}</article>'


def whereabouts(citation: Citation, language: Language) -> list[str]:
    """Where a citation stands, as short labels in this language: table row or reference, section, page, the source's language."""
    row, reference = ROW.fullmatch(citation.place), NUMBERED_REFERENCE.fullmatch(citation.place)
    exact = [say("answer.row", language, table=row[1], row=row[2])] if row else []
    exact += [say("answer.reference", language, number=reference[1])] if reference else []
    page = [say("answer.page", language, page=citation.page)] if citation.page is not None else []
    section = [citation.section] if citation.section else []
    return [*exact, *section, *page, say(f"language.{citation.language}", language)]


def _facts_html(citation: Citation, language: Language) -> str:
    kind = f'<li class="kind kind-{citation.kind}">{say(f"kind.{citation.kind}", language)}</li>'
    labels = "".join(f"<li>{escaped(label)}</li>" for label in whereabouts(citation, language))
    return f'<ul class="facts">{kind}{labels}</ul>'


def _standing_html(standing: Standing | None, language: Language) -> str:
    if standing is None:
        return ""
    now = standing.passage
    place = (
        " · ".join(part for part in (now.section, say("answer.page", language, page=now.page) if now.page else "") if part) if now else ""
    )
    words = say(f"drift.{standing.drift}", language, place=place)
    return f'<p class="drift drift-{standing.drift}">{escaped(words)}</p>'


def _passage_html(card: Card, language: Language) -> str:
    if not card.found:
        return f'<p class="lost">{say("card.not_located", language)}</p>'
    tongue = language_tag(card.citation.language)
    apart = "<br>" if card.citation.passage_kind == "row" else " "
    before = f'<span class="around">…{_cells(card.before.strip())}</span>{apart}' if card.before.strip() else ""
    after = f'{apart}<span class="around">{_cells(card.after.strip())}…</span>' if card.after.strip() else ""
    marked = f"{_cells(card.passage_before)}<mark>{_cells(card.quote)}</mark>{_cells(card.passage_after)}"
    foreign = _foreign(card.citation, language) if card.citation.foreign else ""
    reading = _reading(card) if card.reading else ""
    return f'<blockquote lang="{tongue}"><p>{before}<span class="passage">{marked}</span>{after}</p></blockquote>{reading}{foreign}'


def _reading(card: Card) -> str:
    words = say("card.row", card.citation.language, text=_raised(card.reading))
    return f'<p class="reading" lang="{language_tag(card.citation.language)}">{words}</p>'


def _foreign(citation: Citation, language: Language) -> str:
    tongue = say(f"language.{citation.language}", language)
    return f'<p class="foreign">{say("answer.foreign", language, language=tongue)}</p>'


def _cells(text: str) -> str:
    """Escaped text in which a table's cells and rows stay apart: tabs are seen as gaps, a line end beside a row as a line end.

    Other line ends are those of the page the text was printed on, and become spaces.
    """
    lines = text.split("\n")
    parts = [_gaps(lines[0])]
    for above, line in pairwise(lines):
        parts += ["<br>" if "\t" in above or "\t" in line else " ", _gaps(line)]
    return "".join(parts)


def _gaps(line: str) -> str:
    return '<span class="gap"> </span>'.join(_raised(cell) for cell in line.split("\t"))


def _raised(text: str) -> str:
    """Escaped text with the paper's own reference marks, ^[5] or ^{[12]~[14]}, set as it prints them."""
    parts = REFERENCE.split(text)
    return "".join(f"<sup>{escaped(part)}</sup>" if place % 2 else escaped(part) for place, part in enumerate(parts))


def _twin_html(card: Card, language: Language) -> str:
    if not card.twin:
        return ""
    summary = say("card.twin", language, language=say(f"language.{card.twin_language}", language))
    return (
        f'<details class="twin"><summary>{summary}</summary><p lang="{language_tag(card.twin_language)}">{_cells(card.twin)}</p></details>'
    )


def _foot_html(card: Card, turn: int, language: Language) -> str:
    back = f'<a class="back" href="#answer-{turn}">{say("card.back", language)}</a>'
    page = f" {button(f'leaf {card.leaf}', 'leaf.open', language)}" if card.leaf else ""
    return f'<footer class="links">{" ".join(links(card.citation.urls, language))}{page} {back}</footer>'
