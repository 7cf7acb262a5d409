"""An answer as HTML: the text with linked marks, source cards, corrections; knows nothing about Gradio, files or search.

All text that comes from documents, names, models or people is escaped here, and nowhere else. What comes out holds only the elements
written in this file, no images, and addresses only where `safe_link` lets them pass. Each piece is a single line without blank lines,
so that a Markdown screen hands it through as one block.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from assistant.answer import Answer, Citation, Note
from ingest.types import Language
from ui.markdown import to_html
from ui.texts import say

LINKS_SHOWN = 3  # addresses on a card or note; a work's evidence can name a dozen
TITLE_LENGTH = 280  # characters of a quote shown when hovering over its mark
SENTENCE_END = re.compile(r"(?<=[.!?。！？；])(?:\s*\[\d+\])*[.。]?[ \n]*|(?:\[\d+\])+[.。！？；]?[ \n]*|\n+")
REFERENCE = re.compile(r"\^\{?((?:\[\d{1,3}\][~～,，、–-]?)+)\}?")
ROW = re.compile(r"table (\w+) row (\d+)")
NUMBERED_REFERENCE = re.compile(r"reference (\d+)")
HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
BIDI = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True, slots=True)
class Card:
    """One source as shown: the citation, its passage cut around the quote, the document's text around the passage, and its twin.

    `reading` is a table row with its column heads named, "" for other passages; `found` is False for a passage that has gone.
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


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, and its answer with its cards, or the sentence that says why there is none."""

    question: str
    answer: Answer | None = None
    cards: tuple[Card, ...] = ()
    failure: str = ""


def escaped(text: str) -> str:
    """Text as HTML on one line: markup inert, control, direction and zero-width characters gone, white space as one space."""
    kept = "".join(" " if character in "\t\n\r\v\f\u2028\u2029\x85" else character for character in text if _visible(character))
    return html.escape(re.sub(r" {2,}", " ", kept), quote=True)


def _visible(character: str) -> bool:
    return character in "\t\n\r\v\f\x85" or (character not in BIDI and unicodedata.category(character) not in ("Cc", "Cs"))


def safe_link(url: str) -> str | None:
    """The address when a person may be sent there: http or https, a host, no user name, nothing that hides; else None."""
    if not url.isascii() or any(character in url for character in " \t\r\n\"'<>\\`{}|^") or any(ord(character) < 33 for character in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    sound = parts.scheme in ("http", "https") and "@" not in parts.netloc and port != 0
    return url if sound and HOST.fullmatch(parts.hostname or "") else None


def _links(urls: Sequence[str], language: Language) -> list[str]:
    kept = [url for url in dict.fromkeys(urls) if safe_link(url)]
    return [_link(url, language) for url in kept[:LINKS_SHOWN]]


def _link(url: str, language: Language) -> str:
    host = escaped(urlsplit(url).hostname or "").removeprefix("www.")
    words = say("answer.open", language, host=host)
    return f'<a class="out" href="{html.escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{words}</a>'


def question_html(question: str, turn: int, language: Language) -> str:
    """A person's question as they typed it."""
    who = f'<span class="sr">{say("page.you", language)}: </span>'
    lines = "<br>".join(escaped(line) for line in question.strip().splitlines())
    return f'<div class="asked" id="question-{turn}"><p>{who}{lines}</p></div>'


def answer_html(answer: Answer, turn: int, text: str | None = None) -> str:
    """An answer (or `text`, its part that has arrived) with linked marks, then its corrections and, when it declines, what is nearest."""
    language = answer.language
    titles = {citation.number: _short(citation.quote) for citation in (*answer.citations, *answer.nearest)}

    def mark(number: int) -> str:
        if number not in titles:
            return f"[{number}]"
        return _mark(turn, number, language, titles[number])

    body = to_html(answer.text if text is None else text, escaped, mark)
    whole = text is None or text == answer.text
    extra = (_nearest_html(answer, turn) + notes_html(answer.notes, turn, language)) if whole else ""
    who = f'<h3 class="sr">{say("page.assistant", language)}</h3>'
    kind = "answer declined" if answer.abstained else "answer"
    return f'<div class="{kind}" id="answer-{turn}" lang="{_tag(language)}">{who}{body}{extra}</div>'


def _mark(turn: int, number: int, language: Language, title: str = "") -> str:
    """The number that leads to a card; a screen reader says what it is."""
    hover = f' title="{escaped(title)}"' if title else ""
    words = f'<span class="sr">{say("card.label", language, number="")}</span><span>{number}</span>'
    return f'<a class="mark" href="#{card_id(turn, number)}"{hover}>{words}</a>'


def _short(text: str) -> str:
    return text if len(text) <= TITLE_LENGTH else text[:TITLE_LENGTH].rstrip() + "…"


def _tag(language: Language) -> str:
    return "zh-CN" if language == "zh" else "en"


def card_id(turn: int, number: int) -> str:
    """The anchor that a mark of this turn leads to."""
    return f"source-{turn}-{number}"


def _nearest_html(answer: Answer, turn: int) -> str:
    if answer.citations or not answer.nearest:
        return ""
    items = "".join(
        f'<li><a class="near" href="#{card_id(turn, citation.number)}"><span class="number">{citation.number}</span>'
        f"<span>{escaped(_where(citation))}</span></a></li>"
        for citation in answer.nearest
    )
    return f'<div class="nearest"><h4>{say("answer.nearest", answer.language)}</h4><ol>{items}</ol></div>'


def _where(citation: Citation) -> str:
    return " · ".join(part for part in (citation.work, citation.section) if part)


def notes_html(notes: Sequence[Note], turn: int, language: Language) -> str:
    """Corrections as a quiet box, each with the marks it concerns and the addresses of its evidence."""
    if not notes:
        return ""
    heading = say("answer.note" if len(notes) == 1 else "answer.notes", language)
    items = "".join(f"<li>{_note_html(note, turn, language)}</li>" for note in notes)
    return f'<div class="notes" role="note"><h4>{heading}</h4><ul>{items}</ul></div>'


def _note_html(note: Note, turn: int, language: Language) -> str:
    marks = "".join(_mark(turn, number, language) for number in note.citations)
    links = " ".join(_links(note.urls, language))
    concerns = f' <span class="concerns">{say("answer.concerns", language, marks=marks)}</span>' if marks else ""
    return f"<p>{escaped(note.text)}{concerns}</p>" + (f'<p class="links">{links}</p>' if links else "")


def sources_html(turn: Turn, number: int) -> str:
    """The cards of one answer, under the question they belong to; nothing for an answer without sources."""
    if turn.answer is None or not turn.cards:
        return ""
    language = turn.answer.language
    asked = escaped(_short(turn.question))
    heading = f'<h3 class="belongs">{say("page.asked", language, question=asked)}</h3>'
    cards = "".join(card_html(card, number, language) for card in turn.cards)
    return f'<section class="of-turn" id="sources-{number}" lang="{_tag(language)}">{heading}{cards}</section>'


def card_html(card: Card, turn: int, language: Language) -> str:
    """One source card; its labels are in the answer's language, its text in its own."""
    citation = card.citation
    label = say("card.label", language, number=citation.number)
    head = f'<span class="sr">{label}: </span><span class="number">{citation.number}</span><h4>{escaped(citation.work)}</h4>'
    parts = _facts_html(citation, language) + _passage_html(card, language) + _twin_html(card, language) + _foot_html(card, turn, language)
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


def _passage_html(card: Card, language: Language) -> str:
    if not card.found:
        return f'<p class="lost">{say("card.not_located", language)}</p>'
    tongue = _tag(card.citation.language)
    apart = "<br>" if card.citation.passage_kind == "row" else " "
    before = f'<span class="around">…{_cells(card.before.strip())}</span>{apart}' if card.before.strip() else ""
    after = f'{apart}<span class="around">{_cells(card.after.strip())}…</span>' if card.after.strip() else ""
    marked = f"{_cells(card.passage_before)}<mark>{_cells(card.quote)}</mark>{_cells(card.passage_after)}"
    foreign = _foreign(card.citation, language) if card.citation.foreign else ""
    reading = _reading(card) if card.reading else ""
    return f'<blockquote lang="{tongue}"><p>{before}<span class="passage">{marked}</span>{after}</p></blockquote>{reading}{foreign}'


def _reading(card: Card) -> str:
    words = say("card.row", card.citation.language, text=_raised(card.reading))
    return f'<p class="reading" lang="{_tag(card.citation.language)}">{words}</p>'


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
    return f'<details class="twin"><summary>{summary}</summary><p lang="{_tag(card.twin_language)}">{_cells(card.twin)}</p></details>'


def _foot_html(card: Card, turn: int, language: Language) -> str:
    back = f'<a class="back" href="#answer-{turn}">{say("card.back", language)}</a>'
    return f'<footer class="links">{" ".join(_links(card.citation.urls, language))} {back}</footer>'


def failure_html(words: str, turn: int) -> str:
    """A sentence that says why a question has no answer."""
    return f'<div class="answer failed" id="answer-{turn}" role="alert"><p>{escaped(words)}</p></div>'


def thinking_html(words: str, turn: int) -> str:
    """What stands in the answer's place while it is being made."""
    return f'<div class="answer thinking" id="answer-{turn}" role="status"><p>{escaped(words)}</p></div>'


def growing(text: str, steps: int) -> list[str]:
    """The text in at most `steps` growing parts, cut after sentences; a table comes whole; the last part is the text."""
    ends = [match.end() for match in SENTENCE_END.finditer(text) if match.end() > 0]
    ends = [end for end in ends if end < len(text) and not _inside_table(text, end)]
    stride = max(1, -(-(len(ends) + 1) // steps))
    chosen = [text[:end] for end in sorted(set(ends))[stride - 1 :: stride]]
    return [*chosen, text]


def _inside_table(text: str, end: int) -> bool:
    start = text.rfind("\n", 0, end) + 1
    return text[start:].lstrip().startswith("|")


def cut(passage: str, quote: str, offset: int) -> tuple[str, str, str] | None:
    """The passage before, inside and after the quote: at `offset` where it stands there, else where it is first found, else None."""
    if not quote:
        return None
    at = offset if offset >= 0 and passage[offset : offset + len(quote)] == quote else passage.find(quote)
    return (passage[:at], quote, passage[at + len(quote) :]) if at >= 0 else None
