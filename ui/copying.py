"""An answer as Markdown with its numbered references, to be pasted elsewhere; knows nothing about HTML or conversations."""

from __future__ import annotations

import re

from assistant.answer import Answer, Citation
from assistant.notebook.answers import shown
from ingest.types import Language
from ui.cards import whereabouts
from ui.escape import safe_link
from ui.texts import say

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_LINK = re.compile(r"\](?=\()\(")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|!])")


def answer_markdown(answer: Answer) -> str:
    """The answer's text with its references, ready to be pasted: numbers as in the text, work, place, quote, addresses."""
    lines = [harmless(answer.text.strip())]
    cited = shown(answer)
    if cited:
        heading = "answer.sources" if answer.citations else "answer.nearest"
        lines += ["", f"**{say(heading, answer.language)}**", "", *(_reference(citation, answer.language) for citation in cited)]
    if answer.notes:
        lines += ["", f"**{say('answer.notes', answer.language)}**", "", *(f"- {harmless(note.text)}" for note in answer.notes)]
    return "\n".join(lines)


def _reference(citation: Citation, language: Language) -> str:
    place = ", ".join([say(f"kind.{citation.kind}", language), *whereabouts(citation, language)])
    quote = " ".join(clean(citation.quote).split())
    addresses = "".join(f" <{url}>" for url in citation.urls if safe_link(url))
    return f"{citation.number}. {inert(citation.work)} ({inert(place)}): “{inert(quote)}”{addresses}"


def clean(text: str) -> str:
    """Text without control and direction characters; line ends and tabs stay."""
    return _CONTROL.sub("", text)


def harmless(text: str) -> str:
    """An answer's own Markdown (emphasis, lists, tables, marks) in which no image, link or element of a source comes to life."""
    return _LINK.sub(r"]\\(", clean(text)).replace("<", "&lt;")


def inert(text: str) -> str:
    """Text that no Markdown reader takes for markup."""
    return _MARKDOWN.sub(r"\\\1", clean(text))
