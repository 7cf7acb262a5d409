"""A conversation as Markdown; knows nothing about HTML or screens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ingest.types import Language
from ui.copying import answer_markdown, harmless, inert
from ui.texts import say
from ui.view import Turn


def conversation_markdown(title: str, turns: Sequence[Turn], language: Language, started: float) -> str:
    """A whole conversation: its title and day, then each question with what came of it."""
    day = datetime.fromtimestamp(started).strftime("%Y-%m-%d")
    parts = [f"# {inert(title)}", "", f"{say('name', language)} · {day}"]
    for turn in turns:
        question = " ".join(turn.question.split())
        parts += ["", f"## {inert(question)}", "", _outcome(turn, language)]
    return "\n".join(parts).rstrip() + "\n"


def _outcome(turn: Turn, language: Language) -> str:
    if turn.answer is not None:
        return answer_markdown(turn.answer)
    words = f"*{turn.failure or say(f'turn.{turn.state}', language)}*"
    return f"{harmless(turn.part)}\n\n{words}" if turn.part else words
