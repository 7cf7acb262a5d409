"""What a question asks of one table: its years, the marks and rows it names, the places that rows must carry.

Pure; the answers are in `cases`, `goals` and `tables`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant import cues
from assistant.composition import Evidence, span
from assistant.concepts import Concepts
from assistant.grid import Grid, GridRow, short_head
from assistant.question import Question
from assistant.wording import enumerate_words
from index.names import Names, as_written
from ingest.language import capitalised, has_chinese, readable
from ingest.types import Language

_PLACES = ("country", "city", "region")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of one grid: years, mark columns, rows by name; `places` are names that rows must carry, and their kin."""

    question: Question
    grid: Grid
    marks: tuple[int, ...]
    named: tuple[GridRow, ...]
    places: Mapping[str, frozenset[str]]

    @property
    def language(self) -> Language:
        """The answer's language."""
        return self.question.language


def _marks(question: Question, grid: Grid) -> tuple[int, ...]:
    """The mark columns (or the row heads of a goal table, by index) that the question names."""
    heads = [(column, [short_head(heads[column]) for heads in grid.columns.values()]) for column in grid.marks]
    return tuple(column for column, names in heads if any(names_subsystem(name, question.text) for name in names))


def names_subsystem(name: str, text: str) -> bool:
    if has_chinese(name):
        return (
            re.search(
                rf"(?<!—)(?<!-){re.escape(name)}(?![—-]生态)(?!大会|城市|议程|社会|组织)",
                text.replace("社会—生态", "").replace("社会-生态", ""),
            )
            is not None
        )
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE | re.ASCII) is not None


def _named(question: Question, grid: Grid, concepts: Concepts) -> tuple[GridRow, ...]:
    """The rows that the question calls by name: a place, programme or body that stands in at most two rows."""
    in_question = concepts.names(question.text) | {
        name.lower() for name in capitalised(question.text) if name.lower() not in cues.ASKING_EN
    }
    in_rows = [concepts.names(row.text()) | {name.lower() for name in capitalised(row.text())} for row in grid.rows]
    rare = {name for name in in_question if 1 <= sum(name in names for names in in_rows) <= 2}
    return tuple(row for row, names in zip(grid.rows, in_rows, strict=True) if names & rare)


def _place_names(question: Question, grid: Grid, concepts: Concepts, names: Names) -> dict[str, frozenset[str]]:
    """The names in the question that rows could carry, each with its family ("american": 美国, "usa" …); the title's own are none."""
    titles = " ".join(grid.captions.values())
    own = concepts.names(titles)
    found: dict[str, frozenset[str]] = {}
    for concept in concepts.find(question.text):
        if concept.category in _PLACES and concept.en not in own:
            found[concept.name(question.language)] = frozenset(concept.names)
    covered = " ".join(name for family in found.values() for name in family).lower()
    in_titles = {form for name in names.in_text(titles) for form in names.family(name)}
    for name in names.in_text(question.text):
        if name not in covered and not names.family(name) & in_titles:
            found[as_written(name, question.text)] = names.family(name)
    return found


def label(grid: Grid, row: GridRow, language: Language) -> str:
    """A short name of a row: what stands before its colon, else its first words."""
    text = readable(row.cell(grid.main, language))
    head = re.split(r"[:：]", text, maxsplit=1)[0]
    return head if len(head) <= 60 and head != text else re.split(r"[,，;；。]", text, maxsplit=1)[0]


def evidence_of(grid: Grid, row: GridRow, language: Language) -> Evidence:
    passage = row.passages.get(language) or next(iter(row.passages.values()))
    return span(passage, row.cell(grid.main, passage.language))


def cell_text(grid: Grid, row: GridRow, language: Language) -> str:
    return readable(row.cell(grid.main, language)).rstrip("。.")


def mark_names(grid: Grid, columns: Sequence[int], language: Language) -> str:
    names = [short_head(grid.head(column, language)) for column in columns]
    return enumerate_words([name.lower() for name in names] if language == "en" else names, language)


def asked_of(question: Question, grid: Grid, concepts: Concepts, names: Names) -> Asked:
    """The question as it bears on a grid."""
    return Asked(question, grid, _marks(question, grid), _named(question, grid, concepts), _place_names(question, grid, concepts, names))
