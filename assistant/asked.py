"""What a question asks of one table: its years, the marks and rows it names, the places that rows must carry.

Pure; the answers are in `cases`, `goals` and `tables`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from assistant import cues
from assistant.composition import Evidence, span
from assistant.concepts import Concepts
from assistant.continents import continents, without_continents
from assistant.grid import Grid, GridRow, short_head
from assistant.question import Question, what_is_asked
from assistant.relevance import NAMED, Relevance
from assistant.selection import Selection, Topics, dropped, mark_place, selection, topics
from assistant.wording import enumerate_words
from index.names import Names, as_written
from ingest.language import capitalised, readable
from ingest.types import Language

_ROW_WORDS = ("action", "actions", "case", "cases", "cities", "country", "project", "projects", "initiative", "measures", "subsystem")
SLIP = 0.9  # likeness from which a word in small letters is a slip of the pen rather than a place ("acton cases")
_PLACES = ("country", "city", "region")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of one grid: its filter, rows by name; `places` are names that rows must carry, and their kin.

    `marks` are the mark columns wanted, `topics` the rows about what else the question says.
    """

    question: Question
    grid: Grid
    marks: tuple[int, ...]
    named: tuple[GridRow, ...]
    places: Mapping[str, frozenset[str]]
    selection: Selection
    topics: Topics
    relevance: Relevance

    @property
    def language(self) -> Language:
        """The answer's language."""
        return self.question.language


def names_subsystem(name: str, text: str) -> bool:
    """Whether a text names the subsystem, in its own language."""
    return mark_place(name, text) is not None


def _named(question: Question, grid: Grid, concepts: Concepts) -> tuple[GridRow, ...]:
    """The rows that the question calls by name: a place, programme or body that stands in at most two rows."""
    question = replace(question, text=without_continents(question.text))
    plain = {name.lower() for concept in concepts.find(question.text) if concept.category not in NAMED for name in concept.names}
    in_question = _proper(question.text, concepts) | {
        name.lower() for name in capitalised(question.text) if name.lower() not in cues.ASKING_EN and name.lower() not in plain
    }
    in_rows = [_proper(row.text(), concepts) | {name.lower() for name in capitalised(row.text())} for row in grid.rows]
    rare = {name for name in in_question if 1 <= sum(name in names for names in in_rows) <= 2}
    return tuple(row for row, names in zip(grid.rows, in_rows, strict=True) if names & rare)


def _proper(text: str, concepts: Concepts) -> frozenset[str]:
    """The known names of somebody or some place in a text; "resilient city" and the like are words of the field."""
    return frozenset(concept.en for concept in concepts.find(text) if concept.category in NAMED)


def _place_names(question: Question, grid: Grid, concepts: Concepts, names: Names) -> dict[str, frozenset[str]]:
    """The names in the question that rows could carry, each with its family ("american": 美国, "usa" …); the title's own are none."""
    titles = " ".join(grid.captions.values())
    own = concepts.names(titles)
    found: dict[str, frozenset[str]] = {}
    for continent, names_there in continents(question.text, question.language).items():
        kin = {form for name in names_there for concept in concepts.find(name) for form in concept.names}
        found[continent] = names_there | kin
    for concept in concepts.find(without_continents(question.text)):
        if concept.category in _PLACES and concept.en not in own:
            found[concept.name(question.language)] = frozenset(concept.names)
    covered = " ".join(name for family in found.values() for name in family).lower()
    in_titles = {form for name in names.in_text(titles) for form in names.family(name)}
    for name in names.in_text(without_continents(question.text)):
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


def mark_names(grid: Grid, columns: Sequence[int], language: Language, *, either: bool = False) -> str:
    names = [short_head(grid.head(column, language)) for column in columns]
    return enumerate_words([name.lower() for name in names] if language == "en" else names, language, either=either)


def _mended(text: str) -> str:
    """The text with slips in the words for rows put right; a word with a capital is a name and left alone."""
    return re.sub(r"\b[a-z]{5,}\b", lambda word: next(iter(get_close_matches(word.group(0), _ROW_WORDS, 1, SLIP)), word.group(0)), text)


def asked_of(question: Question, grid: Grid, concepts: Concepts, names: Names, relevance: Relevance) -> Asked:
    """The question as it bears on a grid."""
    question = replace(question, text=_mended(question.text))
    places = _place_names(question, grid, concepts, names)
    filtered = selection(question.text, grid, question.years)
    about = topics(what_is_asked(question.text), grid, dropped(grid, places), relevance) if grid.marks else Topics(0, None)
    return Asked(question, grid, filtered.wanted, _named(question, grid, concepts), places, filtered, about, relevance)
