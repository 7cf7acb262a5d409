"""Exact answers from a table's data: which rows, how many, which marks, which goals; every row that fits and no other.

Pure: a question and grids in, a composition or None out. None means that the question is not one for the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.asked import Asked, asked_of
from assistant.cases import CASE_ANSWERS
from assistant.composition import Composition
from assistant.concepts import Concepts
from assistant.goals import GOAL_ANSWERS, goal_rows
from assistant.grid import Grid
from assistant.question import Question
from assistant.relevance import Relevance
from index.names import Names


def answer(question: Question, grids: Sequence[Grid], concepts: Concepts, names: Names, relevance: Relevance) -> Composition | None:
    """The exact answer from the first grid that the question is about, or None; a table that there is not answers nothing."""
    if question.tables and not {grid.number for grid in grids} & set(map(str, question.tables)):
        return None
    for grid in sorted(grids, key=lambda grid: grid.number not in map(str, question.tables)):
        asked = asked_of(question, grid, concepts, names, relevance)
        found = _first(asked, GOAL_ANSWERS if goal_rows(grid) else CASE_ANSWERS)
        if found:
            return found
    return None


def _first(asked: Asked, ways: Sequence[Callable[[Asked], Composition | None]]) -> Composition | None:
    return next((found for way in ways if (found := way(asked))), None)
