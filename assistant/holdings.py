"""What the assistant knows of a library besides its index: tables as grids, places of the article, titles, years, names.

Read once when a library is opened and again when it changes. Knows nothing about questions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property

from assistant.concepts import Concepts, known_concepts
from assistant.criticism import ARTICLE
from assistant.grid import Grid, GridRow, grids
from assistant.relevance import NAMED
from assistant.shelf import Shelf
from index.keyword import KeywordIndex
from index.names import Names, as_written
from ingest.catalogue import catalogue
from ingest.language import has_chinese
from ingest.library import Holding, Library
from ingest.types import Language, Passage, Section
from ingest.words import normalise, words

NOTES = "bundled:"  # what the addresses of the notes that ship begin with
PASSAGES_KEPT = 20_000  # that are remembered by their ids, and as many for their neighbours; about 2 kB each


class Holdings:
    """The tables, places, titles and vocabulary of one library."""

    article = ARTICLE

    def __init__(self, library: Library, keywords: KeywordIndex) -> None:
        self._library = library
        self._keywords = keywords
        self._rarity: dict[str, float] = {}
        self.concepts: Concepts = known_concepts()
        self.names = Names.load()
        self._documents: dict[str, list[Passage]] = {}
        self._continued: dict[str, dict[str, Passage]] = {}
        self._before: dict[str, str] = {}
        self._passages: dict[str, Passage | None] = {}

    @cached_property
    def _structured(self) -> tuple[Passage, ...]:
        """The passages of the documents that have tables or are the article's, in document order."""
        wanted = {held.document for held in self._library.tables()} | {held.id for held in self._held if held.work == ARTICLE}
        return tuple(passage for document in sorted(wanted) for passage in self._library.passages_of(document))

    @cached_property
    def _held(self) -> list[Holding]:
        return [held for held in self._library.holdings() if held.active]

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The tables of all works, the article's first."""
        passages = {(passage.work, passage.place, passage.language): passage for passage in self._structured if passage.kind == "row"}
        found = grids([(held.work, held.table) for held in self._library.tables()], passages)
        return tuple(sorted(found, key=lambda grid: grid.work != ARTICLE))

    @cached_property
    def rows(self) -> Mapping[str, tuple[Grid, GridRow]]:
        """The grid and row of each row passage, by passage id."""
        return {passage.id: (grid, row) for grid in self.grids for row in grid.rows for passage in row.passages.values()}

    @cached_property
    def shelf(self) -> Shelf:
        """The article's passages by place."""
        found: dict[tuple[str, Language], list[Passage]] = {}
        for passage in self._structured:
            if passage.work == ARTICLE:
                found.setdefault((passage.place, passage.language), []).append(passage)
        sections: tuple[Section, ...] = ()
        for held in self._held:
            if held.work == ARTICLE:
                document = self._library.document(held.id)
                sections += document.sections if document else ()
        tables = frozenset(grid.number for grid in self.grids if grid.work == ARTICLE)
        return Shelf({place: tuple(passages) for place, passages in found.items()}, sections, tables)

    @cached_property
    def _told(self) -> Mapping[tuple[str, Language], tuple[Passage, ...]]:
        """The passages of the article and of the notes that ship, by place."""
        found = dict(self.shelf.passages.items())
        for held in self._held:
            if held.work != ARTICLE and held.uri.startswith(NOTES):
                for passage in self._library.passages_of(held.id):
                    found[passage.place, passage.language] = (*found.get((passage.place, passage.language), ()), passage)
        return found

    def told_at(self, place: str, language: Language) -> tuple[Passage, ...]:
        """What the article or a note tells at a place or within it ("section 3" holds 3.1), in the language where it can be."""
        other: Language = "en" if language == "zh" else "zh"
        for side in (language, other):
            within = [name for name, of in self._told if of == side and (name == place or name.startswith((f"{place}.", f"{place} ")))]
            if within:
                return tuple(passage for name in within for passage in self._told[name, side])
        return ()

    def passage(self, passage_id: str) -> Passage | None:
        """A passage by id; those asked for before are remembered."""
        if passage_id not in self._passages:
            if len(self._passages) >= PASSAGES_KEPT:
                self._passages.clear()
            self._passages[passage_id] = self._library.passage(passage_id)
        return self._passages[passage_id]

    def neighbours(self, passage: Passage) -> Sequence[Passage]:
        """The passages of the same document in its order."""
        if passage.document not in self._documents:
            found = self._library.passages_of(passage.document)
            if sum(map(len, self._documents.values())) + len(found) > PASSAGES_KEPT:
                self._documents.clear()
                self._continued.clear()
            self._documents[passage.document] = found
            self._continued[passage.document] = {other.continues: other for other in reversed(found) if other.continues}
        return self._documents[passage.document]

    def previous(self, passage: Passage) -> str:
        """The search text of the prose before a passage in its section, "" where there is none."""
        if passage.kind != "prose" or passage.id in self._before:
            return self._before.get(passage.id, "")
        last: dict[tuple[str, str], str] = {}
        for other in self.neighbours(passage):
            if other.kind == "prose":
                self._before[other.id] = last.get((other.language, other.section), "")
                last[other.language, other.section] = other.search_text
        return self._before.get(passage.id, "")

    def following(self, passage: Passage) -> Passage | None:
        """The passage in which the last sentence of another one goes on, None where it ends there."""
        if passage.kind != "prose":
            return None
        self.neighbours(passage)
        return self._continued[passage.document].get(passage.id)

    @cached_property
    def _titles(self) -> dict[str, dict[Language, str]]:
        known: dict[str, dict[Language, str]] = {work.id: {"en": work.title, "zh": work.title_zh or work.title} for work in catalogue()}
        for held in self._held:
            known.setdefault(held.work, {"en": held.title, "zh": held.title})
        return known

    def titles(self, language: Language) -> dict[str, str]:
        """The works' titles in the language, by work id."""
        return {work: titles[language] for work, titles in self._titles.items()}

    def held_titles(self, language: Language) -> dict[str, str]:
        """The titles of the catalogue's works that can answer, in its order."""
        held = {one.work for one in self._held}
        return {work: title for work, title in self.titles(language).items() if work in held and work in {one.id for one in catalogue()}}

    def addresses(self, work: str) -> tuple[str, ...]:
        """Where a work is published, for citations that have no address of their own."""
        known = next((one for one in catalogue() if one.id == work), None)
        return (known.landing_page,) if known and known.landing_page else ()

    @cached_property
    def years(self) -> frozenset[str]:
        """The years that stand anywhere in the library."""
        return frozenset(str(year) for year in range(1900, 2101) if len(self._keywords.postings(str(year))[0]))

    def rarity(self, term: str) -> float:
        """How rare a term is in the library: 1 for one that never occurs, near 0 for one in every passage."""
        if term not in self._rarity:
            self._rarity[term] = self._measured(term)
        return self._rarity[term]

    def _measured(self, term: str) -> float:
        forms = words(term)
        if not forms or not self._keywords.size:
            return 1.0
        occurs = min(len(self._keywords.postings(form)[0]) for form in forms)
        return math.log((self._keywords.size + 1) / (occurs + 1)) / math.log(self._keywords.size + 1)

    def unknown_names(self, text: str) -> list[str]:
        """The names of a question that stand nowhere in the library in any language, as a person would write them."""
        concepts = self.concepts.find(text)
        unknown = [
            concept.zh if has_chinese(text) else concept.en
            for concept in concepts
            if concept.category in NAMED and not self._stands(concept.names)
        ]
        covered = normalise(" ".join(name for concept in concepts for name in concept.names))
        for name in self.names.in_text(text):
            if name not in covered and all(self._absent(form) for form in self.names.family(name)):
                unknown.append(as_written(name, text))
        return list(dict.fromkeys(unknown))

    def _stands(self, names: Sequence[str]) -> bool:
        return any(not self._absent(name) for name in names)

    def _absent(self, name: str) -> bool:
        forms = words(name)
        return bool(forms) and any(not len(self._keywords.postings(form)[0]) for form in forms)
