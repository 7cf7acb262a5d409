"""The page's side of a question: from what was typed to turns with their cards; knows nothing about Gradio or HTML.

Everything that can go wrong with a question ends here as a sentence for the person and, where it is our fault, a traceback in the log.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.answer import Answer, Citation
from ingest.types import Language, Passage, ResilientError
from ui import log
from ui.terminal import sentence
from ui.texts import say
from ui.view import Card, Turn, cut

if TYPE_CHECKING:
    from assistant.assemble import WorkInfo

QUESTION_LIMIT = 2_000  # characters; the longest question of the evaluation has under 300
CONTEXT = 220  # characters of the document shown before and after a passage
REMEMBERED = 8  # earlier questions that a follow-up is read with


class Answering(Protocol):
    """What the page needs of an assistant."""

    def ask(
        self,
        question: str,
        *,
        before: Sequence[str] = ...,
        works: Collection[str] | None = ...,
        languages: Collection[Language] | None = ...,
    ) -> Answer: ...

    def passage(self, passage_id: str, /) -> Passage | None: ...

    def context(self, passage_id: str, characters: int = ..., /) -> tuple[str, str]: ...

    def works(self) -> Sequence[WorkInfo]: ...

    def refresh(self) -> object: ...


def turn(
    assistant: Answering,
    home: Path,
    question: str,
    earlier: Sequence[Turn],
    *,
    works: Collection[str] = (),
    languages: Collection[Language] = (),
    interface: Language = "en",
) -> Turn:
    """The question with its answer and cards, or with the sentence that says why there is none; never raises."""
    if len(question) > QUESTION_LIMIT:
        return Turn(question[:QUESTION_LIMIT], failure=say("page.too_long", interface, length=len(question), limit=QUESTION_LIMIT))
    before = tuple(turn.question for turn in earlier if turn.answer)[-REMEMBERED:]
    try:
        assistant.refresh()
        answer = _numbered(assistant.ask(question, before=before, works=works or None, languages=languages or None))
        return Turn(question, answer, cards(assistant, answer))
    except ResilientError as error:
        return Turn(question, failure=sentence(error, interface))
    except Exception as error:  # the outermost net of the page
        log.record(home, error)
        return Turn(question, failure=say("page.failed", interface))


def _numbered(answer: Answer) -> Answer:
    """The answer with what is nearest numbered from 1, so that each has a card of its own; citations have their numbers."""
    return replace(answer, nearest=tuple(replace(near, number=number) for number, near in enumerate(answer.nearest, start=1)))


def cards(assistant: Answering, answer: Answer) -> tuple[Card, ...]:
    """A card for each citation of the answer, or for what is nearest where it declines."""
    return tuple(card(assistant, citation) for citation in answer.citations or answer.nearest)


def card(assistant: Answering, citation: Citation) -> Card:
    """The citation with the text around its quote, and the passage that says the same in the other language."""
    passage = assistant.passage(citation.passage)
    parts = cut(passage.text, citation.quote, citation.start - passage.start) if passage else None
    if passage is None or parts is None:
        return Card(citation, "", "", citation.quote, "", "", found=False)
    before, after = assistant.context(citation.passage, CONTEXT)
    twin = assistant.passage(passage.twin) if passage.twin else None
    alone = Card(citation, before, parts[0], parts[1], parts[2], after)
    if passage.kind == "row":
        alone = replace(alone, before=_last_line(before), after=_first_line(after), reading=passage.search_text)
    return replace(alone, twin=twin.text, twin_language=twin.language) if twin else alone


def _last_line(text: str) -> str:
    return text.rstrip("\n").rpartition("\n")[2]


def _first_line(text: str) -> str:
    return text.lstrip("\n").partition("\n")[0]
