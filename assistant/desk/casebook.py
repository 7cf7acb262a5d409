"""The cases of a library as the desk compares them: what the sources say of each, found by the vocabulary; no judgement of fit.

A case is a row of a table of cases and the notes that name the same city or programme. An attribute holds only where words
of the sources in this library say it; so a home with the paper alone knows less of a case than one with the notes too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.composition import Evidence, span
from assistant.concepts import Concept
from assistant.desk import vocabulary
from assistant.desk.clauses import clauses_of
from assistant.desk.sources import Note, Sentence, Sources, subsystem_of
from assistant.desk.wording import comma, say
from assistant.grid import Grid, GridRow
from ingest.language import readable, sentences
from ingest.types import Language, Passage

Reach = Literal["city", "country", "international"]
Condition = Literal["hazard", "scale", "institutions", "money", "level", "date"]
CONDITIONS: tuple[Condition, ...] = ("hazard", "scale", "institutions", "money", "level", "date")

_AGREED = {  # what many cases serve: to share one of these makes a note no note on the case
    "Sustainable Development Goals",
    "2030 Agenda for Sustainable Development",
    "Paris Agreement",
    "New Urban Agenda",
    "Sendai Framework for Disaster Risk Reduction 2015–2030",
}
SPEAKS_OF: dict[str, re.Pattern[str]] = {
    "scale": re.compile(r"\d[\d,.]*\s*(?:million\s+)?(?:people|inhabitants|residents)|\d[\d,，.]*\s*万?人(?![参次])", re.IGNORECASE),
    "institutions": re.compile(
        r"together with|partner|stakeholder|departments|representatives|municipalit|\bled by|grassroots|local government\b|communit"
        r"|部门|伙伴|利益相关|代表|市镇|牵头|合作(?!机会)|地方政府|基层|三方|社区|联合(?!国)",
        re.IGNORECASE,
    ),
    "money": re.compile(
        r"\beuros?\b|dollar|\bgrants?\b|subsid|tax incentive|financial package|\bfund(?:ing|ed)\b|low-cost|\bcheap|insuring|risk insurance"
        r"|欧元|美元|补助|补贴|税收优惠|金融方案|资金|成本低|低成本|投保|保险附加",
        re.IGNORECASE,
    ),
}
OPENING = 60  # characters of a sentence within which its subject is named
ASIDES = re.compile(r"the (?:Chinese|English) half|in (?:the )?(?:Chinese|English)(?: half)?|(?:中文|英文)部分", re.IGNORECASE)
_MEETING_THERE = r"(?:conference|congress|COP ?\d+)\b.{{0,30}}\bin {city}"


@dataclass(frozen=True, slots=True)
class Case:
    """A case: its row, its notes, and what words of theirs say. `marks` are subsystem ids; `key` is the row's place."""

    key: str
    work: str
    grid: Grid
    row: GridRow
    year: int
    reach: Reach
    names: tuple[Concept, ...]
    countries: tuple[Concept, ...]
    region: str
    marks: tuple[str, ...]
    hazards: tuple[str, ...]
    instruments: tuple[str, ...]
    concerns: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def id(self) -> str:
        """The case's id in a draft: unique over works."""
        return f"{self.work}:{self.key}"

    def name(self, language: Language) -> str:
        """What people call it: its city, or its programme."""
        if not self.names:
            return _opening(self.row.cell(self.grid.main, language))
        return comma([concept.name(language) for concept in self.names], language)

    def place(self, language: Language) -> str:
        """Name and country, as the head of a table's row."""
        country = comma([concept.name(language) for concept in self.countries if concept not in self.names], language)
        return f"{self.name(language)}{say('list', language)}{country}" if country and self.reach == "city" else self.name(language)

    def title(self, language: Language) -> str:
        """Name, country and year, as a subhead."""
        return say("case_title", language, place=self.place(language), year=self.year)

    def passage(self, language: Language) -> Passage:
        """The row's passage in the language, else in the other."""
        return self.row.passages.get(language) or next(iter(self.row.passages.values()))

    def told(self, language: Language) -> Sentence:
        """What was done, in the words of the table; its subject before a colon is left to the subhead."""
        passage = self.passage(language)
        cell = self.row.cell(self.grid.main, passage.language)
        head, colon, rest = readable(cell).partition(": ")
        is_subject = bool(colon) and any(name in head for concept in self.names for name in concept.names)
        return Sentence(rest[:1].upper() + rest[1:] if is_subject else readable(cell), span(passage, cell))

    def evidence(self, language: Language) -> tuple[Passage, ...]:
        """All passages on the case in the language, the row's first."""
        return (self.passage(language), *(note.within(language) for note in self.notes))

    def on(self, condition: Condition, language: Language) -> Sentence | None:
        """The clause of the sources that says most of one condition, None where they are silent."""
        if condition == "hazard":
            patterns = [vocabulary.terms("hazard")[id_].find for id_ in self.hazards]
        else:
            patterns = [SPEAKS_OF[condition]] if condition in SPEAKS_OF else []
        return max(self.clauses(patterns, language), key=lambda clause: _tells(condition, clause.text), default=None)

    def clauses(self, patterns: Sequence[re.Pattern[str]], language: Language) -> list[Sentence]:
        """The clauses of the row, then of the notes, in which one of the patterns stands."""
        return [clause for passage in self.evidence(language) for clause in clauses_of(passage, self._cell(passage), patterns)]

    def _cell(self, passage: Passage) -> str | None:
        """The text that tells the case where the passage is its row, None for a note."""
        is_row = passage.id in {held.id for held in self.row.passages.values()}
        return self.row.cell(self.grid.main, passage.language) if is_row else None

    def year_evidence(self, language: Language) -> tuple[Evidence, ...]:
        """Where the row's year stands: in its passage, or in that of the first row of its group."""
        side = self.passage(language).language
        before = [row for row in self.grid.rows if self.grid.year_of(row) == self.year and side in row.passages]
        for row in (self.row, *before):
            passage = row.passages[side]
            at = passage.text.find(str(self.year))
            if at >= 0:
                return (Evidence(passage, at, at + 4),)
        return ()


def casebook(sources: Sources) -> tuple[Case, ...]:
    """All cases of the library's tables of cases, in their order."""
    return tuple(_case(sources, grid, row) for grid in sources.grids for row in grid.rows)


def _case(sources: Sources, grid: Grid, row: GridRow) -> Case:
    concepts = sources.holdings.concepts
    told = ASIDES.sub("", " ; ".join(cells[grid.main] for cells in row.cells.values()))
    known = concepts.find(told)
    cities = tuple(concept for concept in known if concept.category == "city")
    countries = tuple(concept for concept in known if concept.category == "country")
    programmes = tuple(c for c in known if c.category in ("programme", "framework") and c.en not in _AGREED)
    reach: Reach = "city" if cities else "country" if countries else "international"
    notes = tuple(note for note in sources.notes if _is_about(note, cities, programmes, sources))
    named = cities or _first_programme(programmes) or tuple(c for c in known if c.category in ("organisation", "event"))[:1]
    return Case(
        key=row.key,
        work=grid.work,
        grid=grid,
        row=row,
        year=grid.year_of(row) or 0,
        reach=reach,
        names=named,
        countries=countries,
        region=vocabulary.region_of(told),
        marks=tuple(id_ for column in grid.marked(row) for id_ in subsystem_of(grid, column)),
        hazards=_hazards(row, grid, notes),
        instruments=vocabulary.found("instrument", told),
        concerns=vocabulary.found("concern", told),
        notes=tuple(sorted(notes, key=lambda note: not _names(note, programmes, sources))),
    )


def _first_programme(programmes: Sequence[Concept]) -> tuple[Concept, ...]:
    charter = [concept for concept in programmes if concept.category == "framework"]
    return tuple(charter or programmes)[:1]


def _hazards(row: GridRow, grid: Grid, notes: Sequence[Note]) -> tuple[str, ...]:
    """The hazards that the row's cells or a note's sentences name."""
    texts = [*(cells[grid.main] for cells in row.cells.values()), *(note.text() for note in notes)]
    found = [id_ for text in texts for id_ in vocabulary.found("hazard", text)]
    return tuple(dict.fromkeys(found))


def _names(note: Note, concepts: Sequence[Concept], sources: Sources) -> bool:
    found = {concept.en for concept in sources.holdings.concepts.find(_said_once(note))}
    return any(concept.en in found for concept in concepts)


def _said_once(note: Note) -> str:
    """The note in one language: names are told apart best in English."""
    return note.passages["en"].text if "en" in note.passages else note.text()


def _is_about(note: Note, cities: Sequence[Concept], programmes: Sequence[Concept], sources: Sources) -> bool:
    """Whether a note names the programme; or the city early in a sentence, not among many and not only as where a meeting was."""
    if _names(note, programmes, sources):
        return True
    if not _names(note, cities, sources):
        return False
    text = _said_once(note)
    towns = {c.en for c in sources.holdings.concepts.find(text) if c.category == "city"} - {"Bonn"}
    met = any(re.search(_MEETING_THERE.format(city=re.escape(city.en)), text) for city in cities)
    opens = any(name in text[start : start + OPENING] for start, _ in sentences(text, "en") for city in cities for name in city.names)
    return len(towns) <= 2 and opens and not met


def _tells(condition: str, text: str) -> float:
    """How much a clause says of a condition: an amount more than a word."""
    return float(condition in ("scale", "money", "institutions") and bool(re.search(r"\d", text)))


def _opening(cell: str) -> str:
    return re.split(r"[:：,，;；]", readable(cell), maxsplit=1)[0][:30]
