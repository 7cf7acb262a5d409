"""A conversation as HTML: questions, answers with linked marks, corrections, and what can be done with them; knows nothing about Gradio.

What comes out holds only the elements written here and in cards.py. Each piece is a single line without blank lines, so that a Markdown
screen hands it through as one block. A button's `value` says what it does, in words that page.js reads: the sanitiser drops data-*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Citation, Note
from assistant.notebook.feedback import VERDICTS
from assistant.notebook.turns import EVERYTHING, Scope, TurnState
from ingest.language import detect
from ingest.types import Language
from ui.cards import Card, card_html, card_id
from ui.copying import answer_markdown
from ui.escape import button, escaped, language_tag, links
from ui.markdown import to_html
from ui.texts import say

TITLE_LENGTH = 280  # characters of a quote shown when hovering over its mark


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation with what came of it.

    `answer` is the whole, with a card for each citation; while it comes, and where it never came whole, `part` is its text so far and
    `known` the citations of that. `failure` says why there is none, `notice` what else a person should know. `id` is its name in the
    notebook, "" where it could not be kept; `verdict` what the person said of it; `versions` how often the question was asked before.
    """

    question: str
    answer: Answer | None = None
    cards: tuple[Card, ...] = ()
    failure: str = ""
    notice: str = ""
    part: str = ""
    known: tuple[Citation, ...] = ()
    state: TurnState = TurnState.ANSWERED
    id: str = ""
    verdict: str = ""
    note: str = ""
    versions: int = 0
    scope: Scope = EVERYTHING

    @property
    def open(self) -> bool:
        """Whether the answer is still coming."""
        return self.state is TurnState.ASKED


def turn_html(turn: Turn, number: int, language: Language, *, own: bool = True) -> str:
    """Question `number` and what came of it; labels in the page's language, an answer's parts in the answer's. `own` brings the tools."""
    return question_html(turn, number, language, own=own) + reply_html(turn, number, language, own=own)


def question_html(turn: Turn, number: int, language: Language, *, own: bool = True) -> str:
    """A person's question as they typed it."""
    who = f'<span class="sr">{say("page.you", language)}: </span>'
    lines = "<br>".join(escaped(line) for line in turn.question.strip().splitlines())
    limits = f'<p class="limited">{say("ask.limited", language)}</p>' if turn.scope != EVERYTHING else ""
    edit = button(f"edit {number}", "ask.edit", language) if own and not turn.open else ""
    versions = f'<span class="versions">{say("ask.versions", language, count=turn.versions)}</span>' if turn.versions else ""
    under = f'<div class="tools">{versions}{edit}</div>' if versions or edit else ""
    return f'<div class="asked" id="question-{number}"><p class="words">{who}<span>{lines}</span></p>{limits}{under}</div>'


def reply_html(turn: Turn, number: int, language: Language, *, own: bool = True) -> str:
    """What came of a question: the answer, the part of it that has come, or why there is none."""
    notice = f'<p class="notice" role="status">{escaped(turn.notice)}</p>' if turn.notice else ""
    if turn.answer is not None:
        return answer_html(turn.answer, number) + notice + (_tools(turn, number, language) if own else "")
    if turn.open:
        return (_growing(turn, number) if turn.part else thinking_html(say("page.thinking", language), number)) + notice
    said = _growing(turn, number) if turn.part else ""
    words = turn.failure or say(f"turn.{turn.state}", language)
    again = f'<div class="tools">{button(f"again {number}", "ask.again", language)}</div>' if own else ""
    return said + notice + failure_html(words, number, whole=not said) + again


def answer_html(answer: Answer, number: int) -> str:
    """An answer with linked marks, then its corrections and, when it declines, what is nearest."""
    language = answer.language
    body = _body(answer.text, (*answer.citations, *answer.nearest), number, language)
    extra = _nearest_html(answer, number) + notes_html(answer.notes, number, language)
    kind = "answer declined" if answer.abstained else "answer"
    return _answer(kind, number, language, body + extra)


def _growing(turn: Turn, number: int) -> str:
    language = detect(turn.part)
    kind = "answer growing" if turn.open else "answer part"
    return _answer(kind, number, language, _body(turn.part, turn.known, number, language))


def _answer(kind: str, number: int, language: Language, inner: str) -> str:
    who = f'<h3 class="sr">{say("page.assistant", language)}</h3>'
    return f'<div class="{kind}" id="answer-{number}" lang="{language_tag(language)}">{who}{inner}</div>'


def _body(text: str, citations: Sequence[Citation], turn: int, language: Language) -> str:
    titles = {citation.number: _short(citation.quote) for citation in citations}
    return to_html(text, escaped, lambda number: _mark(turn, number, language, titles[number]) if number in titles else f"[{number}]")


def _tools(turn: Turn, number: int, language: Language) -> str:
    """Copying, asking again, and what the person thinks of the answer."""
    copying = f'<pre id="copying-{number}" hidden>{_lines(answer_markdown(turn.answer))}</pre>' if turn.answer else ""
    first = copying + button(f"copy {number}", "ask.copy", language) + button(f"again {number}", "ask.again", language)
    if not turn.id:
        return f'<div class="tools">{first}</div>'
    verdicts = "".join(
        button(f"verdict {number} {verdict}", f"verdict.{verdict}", language, kind="chosen" if verdict == turn.verdict else "verdict")
        for verdict in VERDICTS
    )
    note = button(f"note {number}", "ask.note_edit" if turn.note else "ask.note", language) if turn.verdict else ""
    asked = f'<span class="asks">{say("ask.thanks" if turn.verdict else "ask.judge", language)}</span>'
    kept = f'<span class="kept-note" hidden>{escaped(turn.note)}</span>' if turn.note else ""
    return f'<div class="tools">{first}<span class="judge" role="group">{asked}{verdicts}{note}{kept}</span></div>'


def _lines(text: str) -> str:
    """Escaped text whose line ends are kept, on one line of HTML."""
    return "&#10;".join(escaped(line) for line in text.split("\n"))


def onward_html(questions: Sequence[str], language: Language) -> str:
    """Questions to go on with, which the sources answer too; a click asks one."""
    items = "".join(
        f'<li lang="{language_tag(detect(question))}">'
        f'<button type="button" class="act onward" value="ask">{escaped(question)}</button></li>'
        for question in questions
    )
    return f'<div class="onwards"><h4>{say("ask.onward", language)}</h4><ul>{items}</ul></div>' if items else ""


def _mark(turn: int, number: int, language: Language, title: str = "") -> str:
    """The number that leads to a card; a screen reader says what it is."""
    hover = f' title="{escaped(title)}"' if title else ""
    words = f'<span class="sr">{say("card.label", language, number="")}</span><span>{number}</span>'
    return f'<a class="mark" href="#{card_id(turn, number)}"{hover}>{words}</a>'


def _short(text: str) -> str:
    return text if len(text) <= TITLE_LENGTH else text[:TITLE_LENGTH].rstrip() + "…"


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
    """Corrections, then remarks on how the answer was made, each kind in a quiet box; marks and addresses beside each."""
    corrections = [note for note in notes if note.kind == "correction"]
    remarks = [note for note in notes if note.kind == "remark"]
    shown = ((corrections, "answer.note" if len(corrections) == 1 else "answer.notes"), (remarks, "answer.remarks"))
    return "".join(_notes_box(some, say(heading, language), turn, language) for some, heading in shown if some)


def _notes_box(notes: Sequence[Note], heading: str, turn: int, language: Language) -> str:
    items = "".join(f"<li>{_note_html(note, turn, language)}</li>" for note in notes)
    return f'<div class="notes" role="note"><h4>{heading}</h4><ul>{items}</ul></div>'


def _note_html(note: Note, turn: int, language: Language) -> str:
    marks = "".join(_mark(turn, number, language) for number in note.citations)
    addresses = " ".join(links(note.urls, language))
    concerns = f' <span class="concerns">{say("answer.concerns", language, marks=marks)}</span>' if marks else ""
    return f"<p>{escaped(note.text)}{concerns}</p>" + (f'<p class="links">{addresses}</p>' if addresses else "")


def sources_html(turn: Turn, number: int) -> str:
    """The cards of one answer, under the question they belong to; nothing for an answer without sources."""
    if not turn.cards:
        return ""
    language = turn.answer.language if turn.answer else detect(turn.part)
    asked = escaped(_short(turn.question))
    heading = f'<h3 class="belongs">{say("page.asked", language, question=asked)}</h3>'
    cards = "".join(card_html(card, number, language) for card in turn.cards)
    return f'<section class="of-turn" id="sources-{number}" lang="{language_tag(language)}">{heading}{cards}</section>'


def failure_html(words: str, turn: int, *, whole: bool = True) -> str:
    """A sentence that says why a question has no answer, or no whole one."""
    anchor = f' id="answer-{turn}"' if whole else ""
    return f'<div class="answer failed"{anchor} role="alert"><p>{escaped(words)}</p></div>'


def thinking_html(words: str, turn: int) -> str:
    """What stands in the answer's place while it is being made."""
    return f'<div class="answer thinking" id="answer-{turn}" role="status"><p>{escaped(words)}</p></div>'
