"""What a visitor sees on the Ask screen: one conversation with its turns, read back from the notebook with what became of each citation.

Knows nothing about Gradio or HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answer import Citation
from assistant.drift import Standing
from assistant.notebook.answers import Excerpt, KeptAnswer, shown
from assistant.notebook.notebook import Notebook
from assistant.notebook.turns import KeptTurn
from ui.cards import Card, card
from ui.pages import Leaves, leaf
from ui.view import Turn


class Shelves(Protocol):
    """What became of a citation, and the pages of PDFs."""

    def standing(self, citation: Citation, /) -> Standing: ...

    @property
    def pages(self) -> Leaves: ...


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation on the screen: `conversation` is its id, "" for a new one; `own` is False for one that somebody shared.

    `link` is the word of its own link, where the person has just asked for it.
    """

    conversation: str = ""
    title: str = ""
    started: float = 0.0
    turns: tuple[Turn, ...] = ()
    own: bool = True
    link: str = ""

    def placed(self, number: int | None, turn: Turn) -> Session:
        """With this turn at its place (None for the end), those after it gone."""
        return replace(self, turns=(*self.before(number), turn))

    def before(self, number: int | None) -> tuple[Turn, ...]:
        """The turns that come before this place."""
        return self.turns if number is None else self.turns[: number - 1]


def opened(notebook: Notebook, shelves: Shelves, user: str, conversation: str) -> Session | None:
    """A conversation of this user's, with each citation's standing today; None where there is none."""
    found = notebook.conversations.get(user, conversation)
    if found is None:
        return None
    said = notebook.feedback.of(user, conversation)
    turns = _turns(notebook.turns.of(user, conversation), shelves)
    judged = (replace(turn, verdict=said[turn.id][0], note=said[turn.id][1]) if turn.id in said else turn for turn in turns)
    return Session(found.id, found.title, found.started, tuple(judged))


def shared(notebook: Notebook, shelves: Shelves, token: str) -> Session | None:
    """The conversation that a link leads to, to be read and not changed."""
    found = notebook.conversations.shared(token)
    if found is None:
        return None
    user, conversation = found
    turns = _turns(notebook.turns.of(user, conversation.id), shelves)
    return Session("", conversation.title, conversation.started, tuple(turns), own=False)


def _turns(kept: Iterable[KeptTurn], shelves: Shelves) -> Iterable[Turn]:
    return (_turn(one, shelves) for one in kept)


def _turn(kept: KeptTurn, shelves: Shelves) -> Turn:
    whole = kept.answer
    return Turn(
        kept.question, whole.answer if whole else None, _cards(whole, shelves), kept.failure, part="" if whole else kept.text,
        state=kept.state, id=kept.id, versions=len(kept.versions), scope=kept.scope,
    )  # fmt: skip


def _cards(kept: KeptAnswer | None, shelves: Shelves) -> tuple[Card, ...]:
    if kept is None:
        return ()
    pairs = zip(shown(kept.answer), kept.excerpts, strict=False)
    return tuple(_card(citation, excerpt, shelves) for citation, excerpt in pairs)


def _card(citation: Citation, excerpt: Excerpt, shelves: Shelves) -> Card:
    standing = shelves.standing(citation)
    return card(citation, excerpt, standing, leaf(citation, standing.passage, shelves.pages))
