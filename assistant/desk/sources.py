"""What the desk reads of a library: sentences of the article by place, notes on the linked works, tables of cases; no judgement.

Both languages of a passage are known together, so that a draft in either rests on the words its reader reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from assistant.answer import Citation
from assistant.composition import Evidence, citation
from assistant.criticism import ARTICLE
from assistant.desk import vocabulary
from assistant.grid import Grid, short_head
from assistant.holdings import NOTES, Holdings
from index.search import Hit
from ingest.errata import Erratum, errata
from ingest.language import readable, sentences
from ingest.library import Library
from ingest.types import Document, Language, Passage

Search = Callable[[str, int, Language], list[Hit]]
_NUMBERED = re.compile(r"^(?:\d{1,2}\s*[.)、）]|[(（]\d{1,2}[)）])\s*")
_OPENER = re.compile(
    r"^(?:尤其是|(?:然而|此外|同时|与此同时|因此|于是|可以发现|需要强调的是|综上|具体而言)[，,])+"
    r"|^(?:(?:however|moreover|furthermore|meanwhile|therefore|in addition|additionally|also|thus|concurrently|specifically"
    r"|in this context|and)[, ]+)+",
    re.IGNORECASE,
)
_POINTER = re.compile(r"（来源[^（）]*）|\s*\((?:source|fig|table)[^()]*\)", re.IGNORECASE)
SHORT: Mapping[str, int] = {"en": 70, "zh": 20}
LONG: Mapping[str, int] = {"en": 330, "zh": 110}  # characters of a sentence from which on a part of it is quoted, where it has parts


@dataclass(frozen=True, slots=True)
class Note:
    """A passage of notes on a linked work, in the languages it stands in."""

    place: str
    passages: Mapping[Language, Passage]

    def within(self, language: Language) -> Passage:
        """The passage in the language, else in the other."""
        return self.passages.get(language) or next(iter(self.passages.values()))

    def text(self) -> str:
        """All its words, for finding things in it."""
        return " ".join(passage.text for passage in self.passages.values())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: `text` as a person reads it, `evidence` the span it is."""

    text: str
    evidence: Evidence


class Sources:
    """One library, as the desk reads it; `search` finds passages for words, for what is neither article nor note."""

    def __init__(self, library: Library, holdings: Holdings, search: Search | None = None) -> None:
        self.library = library
        self.holdings = holdings
        self.search = search
        self._documents: dict[str, Document | None] = {}

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draft from."""
        return not self.holdings.shelf.passages and not self.notes

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """The notes on the linked works, in the order in which they ship."""
        found: dict[str, dict[Language, Passage]] = {}
        for held in self.library.holdings():
            if held.active and held.work != ARTICLE and held.uri.startswith(NOTES):
                for passage in self.library.passages_of(held.id):
                    found.setdefault(f"{held.work} {passage.place}", {})[passage.language] = passage
        return tuple(Note(next(iter(both.values())).place, both) for both in found.values())

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The tables of cases: those with a column of years and columns of marks."""
        return tuple(grid for grid in self.holdings.grids if grid.year is not None and grid.marks)

    @cached_property
    def errata(self) -> tuple[Erratum, ...]:
        """The known corrections of the article."""
        return errata()

    def note(self, place: str) -> Note | None:
        """The note at a place ("fact 19.4")."""
        return next((note for note in self.notes if note.place == place), None)

    def said(self, places: Sequence[str], words: Mapping[Language, Sequence[str]], language: Language) -> Sentence | None:
        """The first sentence of the article at one of the places that holds one of the words, in the language where it can be."""
        other: Language = "en" if language == "zh" else "zh"
        for side in (language, other):
            for place in places:
                for passage in self.holdings.shelf.passages.get((place, side), ()):
                    for sentence in cut(passage):
                        long_enough = len(sentence.text) >= SHORT[side]  # a heading is no sentence
                        if long_enough and any(word.lower() in sentence.text.lower() for word in words[side]):
                            return _part(sentence, words[side])
        return None

    def document(self, document_id: str) -> Document | None:
        """A document with its text; remembered."""
        if document_id not in self._documents:
            self._documents[document_id] = self.library.document(document_id)
        return self._documents[document_id]

    def cite(self, evidence: Evidence, language: Language) -> Citation:
        """The citation of a span, numbered 0: numbers are given when a draft is shown."""
        return citation(evidence, 0, language, self.holdings.titles(language))

    def marks(self, passage_id: str) -> tuple[str, ...]:
        """The subsystems that a row of a table of cases is marked with, by its passage; none for another passage."""
        found = self.holdings.rows.get(passage_id)
        return tuple(id_ for column in found[0].marked(found[1]) for id_ in subsystem_of(found[0], column)) if found else ()

    def stands(self, quoted: Citation) -> bool:
        """Whether a citation's quote is what the passage and the document say at its place now."""
        passage, document = self.library.passage(quoted.passage), self.document(quoted.document)
        if passage is None or document is None or not quoted.quote:
            return False
        inside = passage.start <= quoted.start and quoted.end <= passage.end
        return inside and document.text[quoted.start : quoted.end] == quoted.quote


def subsystem_of(grid: Grid, column: int) -> tuple[str, ...]:
    """The subsystem that a column of marks stands for, none where its head names none."""
    heads = " ".join(short_head(grid.head(column, language)) for language in grid.columns)
    return vocabulary.found("subsystem", heads)[:1]


def cut(passage: Passage) -> Iterator[Sentence]:
    """The whole sentences of a passage, without list numbers; one that a page turn cut off is left out."""
    spans = sentences(passage.text, passage.language)
    for number, (start, end) in enumerate(spans):
        if (number == 0 and passage.continues) or not _is_whole(passage.text[start:end]):
            continue
        yield Sentence(_opened(passage.text[start:end]), Evidence(passage, start, end))


def _part(sentence: Sentence, words: Sequence[str]) -> Sentence:
    """Of an over-long sentence the part between semicolons that holds one of the words, else the sentence."""
    evidence = sentence.evidence
    if len(sentence.text) <= LONG[evidence.passage.language]:
        return sentence
    cuts = [0, *(match.end() for match in re.finditer(r"[；;]\s*", evidence.quote)), len(evidence.quote)]
    for first, last in pairwise(cuts):
        if any(word.lower() in readable(evidence.quote[first:last]).lower() for word in words):
            kept = evidence.quote[first:last].rstrip(" ；;")
            return Sentence(_opened(kept), Evidence(evidence.passage, evidence.start + first, evidence.start + first + len(kept)))
    return sentence


def _opened(text: str) -> str:
    """A sentence as it can stand alone: no list number, no connective, no pointer to a source, with its capital."""
    bare = _NUMBERED.sub("", readable(text))
    bare = _POINTER.sub("", _OPENER.sub("", bare)) or bare
    return bare[:1].upper() + bare[1:]


def _is_whole(text: str) -> bool:
    bare = re.sub(r"(?:\^\{?(?:\[\d+\][~～]?)+\}?|\[\d+\])+$", "", text.strip())
    return bare.rstrip('”’")）').endswith((".", "。", "!", "！", "?", "？"))
