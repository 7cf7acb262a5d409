"""Questions to go on with after an answer: worded from what stands near what it cites, and proved by asking. Knows nothing about screens.

Near are the ideas that the cited passages name, the year and the marks of a cited table row, the row after it, the next section and the
next work of the catalogue. A question is given only where the program answers it, after the questions that came before, from the very
thing it was made for, and with something that has not been cited yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from assistant.answer import Answer, Citation
from assistant.concepts import Concept
from assistant.grid import Grid, GridRow, short_head
from assistant.holdings import Holdings
from assistant.wording import say
from ingest.language import detect
from ingest.types import Document, Language, Passage, Section
from ingest.words import normalise

GIVEN = 3
TRIED = 8  # questions asked for that at most, each of some 20 ms
NEAR = 4  # passages that are looked at, those cited first
BESIDE = 2  # passages on either side of the first one
OPENING = 2  # sources of an answer, and ideas in each, that say what it is about
LINKED = ("report", "event", "context")
LONGEST_NAME = 60  # characters of a heading or a cell that a question can hold and still be read at a glance

Ask = Callable[[str], Answer]
Reading = Callable[[str], "Document | None"]

_TERM = ("concept", "subsystem")
_CATEGORIES = {  # how a question about an idea is worded, by its category; others are no matter for a question
    **dict.fromkeys(_TERM, "onward_term"),
    "framework": "onward_framework",
    "city": "onward_city",
    **dict.fromkeys(("hazard", "finance", "governance", "planning", "digital"), "onward_idea"),
}
_TOO_WIDE = frozenset(
    {"resilience", "resilient", "resilient city", "sustainable development", "urban areas", "local government", "disaster"}
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question, and whether an answer to it speaks of what it was made for."""

    question: str
    hits: Callable[[Answer], bool]


def onward(answer: Answer, holdings: Holdings, document: Reading, ask: Ask, before: Sequence[str] = ()) -> tuple[str, ...]:
    """Up to three questions in the answer's language, fewer or none where the sources give none; `ask` answers as a click would.

    `before` are the questions of the conversation, none of which is proposed again.
    """
    cited = answer.citations or answer.nearest
    known = {citation.passage for citation in cited}
    asked = {normalise(question) for question in (*before, answer.question)}
    given: list[str] = []
    for proposal in _first(TRIED, _proposals(answer, cited, holdings, document)):
        if normalise(proposal.question) in asked:
            continue
        asked.add(normalise(proposal.question))
        found = ask(proposal.question)
        fresh = {citation.passage for citation in found.citations} - known
        if not found.abstained and fresh and found.language == answer.language and proposal.hits(found):
            given.append(proposal.question)
            known |= fresh
        if len(given) == GIVEN:
            break
    return tuple(given)


def _first(count: int, proposals: Iterator[Proposal]) -> Iterator[Proposal]:
    return (proposal for _, proposal in zip(range(count), proposals, strict=False))


def _proposals(answer: Answer, cited: Sequence[Citation], holdings: Holdings, document: Reading) -> Iterator[Proposal]:
    """What may be asked next, of each kind in turn, so that three questions are of three kinds where they can be."""
    passages = [passage for citation in cited[:NEAR] if (passage := holdings.passage(citation.passage))]
    language = answer.language
    kinds = (
        _ideas(answer, passages, holdings, language),
        _rows(passages, holdings, language),
        _sections(passages, document, holdings.article, language),
        _works(passages, holdings, language),
    )
    seen: set[str] = set()
    for row in zip_longest(*kinds):
        for proposal in row:
            if proposal is not None and proposal.question not in seen:
                seen.add(proposal.question)
                yield proposal


def _ideas(answer: Answer, passages: Sequence[Passage], holdings: Holdings, language: Language) -> Iterator[Proposal]:
    """Questions about the ideas that the passages name and the question does not, terms first, then the rarest in the library."""
    own = holdings.concepts.names(f"{answer.question} {answer.understood}")
    near = dict.fromkeys([*passages, *(other for passage in passages[:1] for other in _beside(passage, holdings))])
    found = {concept: passage for passage in near for concept in holdings.concepts.find(passage.search_text) if concept.en not in own}
    wanted = [concept for concept, passage in found.items() if _is_matter(concept, passage) and len(concept.name(language)) <= LONGEST_NAME]
    for concept in sorted(wanted, key=lambda one: (one.category not in _TERM, -holdings.rarity(one.name(language)))):
        yield Proposal(say(_CATEGORIES[concept.category], language, name=concept.name(language)), _speaks_of(concept, holdings))


def _is_matter(concept: Concept, passage: Passage) -> bool:
    """Whether a question about the idea has a point: not for a word of every day, for a city only where a table says what it did."""
    if concept.category == "city":
        return passage.kind == "row"
    return concept.category in _CATEGORIES and (" " in concept.en or concept.en[:1].isupper()) and concept.en.lower() not in _TOO_WIDE


def _beside(passage: Passage, holdings: Holdings) -> Iterator[Passage]:
    """The passages before and after one, of the same work and language."""
    for other in holdings.neighbours(passage):
        if 0 < abs(other.order - passage.order) <= BESIDE and other.language == passage.language:
            yield other


def _speaks_of(concept: Concept, holdings: Holdings) -> Callable[[Answer], bool]:
    """Whether the idea is what an answer begins with, not one that it mentions by the way."""

    def begins(answer: Answer) -> bool:
        told = (holdings.concepts.find(citation.quote) for citation in answer.citations[:OPENING])
        return any(concept in [one for one in ideas if one.en not in _TOO_WIDE][:OPENING] for ideas in told)

    return begins


def _rows(passages: Sequence[Passage], holdings: Holdings, language: Language) -> Iterator[Proposal]:
    """Of the first cited table row: others of its year, others with its marks, and the row that comes after it."""
    cited = [holdings.rows[passage.id] for passage in passages if passage.id in holdings.rows]
    if not cited:
        return
    grid, row = cited[0]
    year = grid.year_of(row)
    if year is not None and grid.work == holdings.article:
        yield Proposal(say("onward_year", language, year=year), _of_rows(grid, lambda other: grid.year_of(other) == year))
    for column in grid.marked(row):
        name = short_head(grid.head(column, language))
        question = say("onward_mark", language, name=name.lower() if language == "en" else name)
        yield Proposal(question, _of_rows(grid, lambda other, column=column: column in grid.marked(other)))  # type: ignore[misc]
    after = grid.rows[(grid.rows.index(row) + 1) % len(grid.rows)]
    name = next(
        (cell.strip() for at, cell in enumerate(_cells(after, language)) if at not in (grid.year, *grid.marks) and cell.strip()), ""
    )
    if 1 < len(name) <= LONGEST_NAME and detect(name) == language:
        own = {passage.id for passage in after.passages.values()}
        yield Proposal(say("onward_idea", language, name=name), lambda answer: any(one.passage in own for one in answer.citations))


def _cells(row: GridRow, language: Language) -> tuple[str, ...]:
    return row.cells.get(language) or next(iter(row.cells.values()))


def _of_rows(grid: Grid, wanted: Callable[[GridRow], bool]) -> Callable[[Answer], bool]:
    """Whether an answer cites rows of the grid that are wanted, and none that is not."""
    fitting = {passage.id: wanted(row) for row in grid.rows for passage in row.passages.values()}
    return lambda answer: (cited := [fitting[one.passage] for one in answer.citations if one.passage in fitting]) != [] and all(cited)


def _sections(passages: Sequence[Passage], document: Reading, article: str, language: Language) -> Iterator[Proposal]:
    """What the section after that of each passage says; its heading is in the answer's language."""
    for passage in passages:
        held = document(passage.document)
        after = _after(passage, held.sections) if held else None
        if held is None or after is None or after.language != language or not 1 < len(after.title) <= LONGEST_NAME:
            continue
        path = " / ".join(after.path)
        if held.work == article:
            question = say("onward_section", language, number=after.number, title=after.title)
        else:
            question = say("onward_idea", language, name=after.title.rstrip(" :："))
        yield Proposal(
            question,
            lambda answer, document=held.id, path=path: any(  # type: ignore[misc]
                one.document == document and one.section.startswith(path) for one in answer.citations
            ),
        )


def _works(passages: Sequence[Passage], holdings: Holdings, language: Language) -> Iterator[Proposal]:
    """The work of the library that comes after a linked one in the catalogue."""
    titles = holdings.held_titles(language)
    order = list(titles)
    for work in dict.fromkeys(passage.work for passage in passages if passage.origin in LINKED and passage.work in titles):
        after = order[(order.index(work) + 1) % len(order)]
        name = re.split(r"[:：]", titles[after])[0].strip()
        if after not in (work, holdings.article) and len(name) <= LONGEST_NAME:
            yield Proposal(
                say("onward_work", language, name=name),
                lambda answer, after=after: any(one.work_id == after for one in answer.citations),  # type: ignore[misc]
            )


def _after(passage: Passage, sections: Sequence[Section]) -> Section | None:
    """The next section in the passage's language that begins after it; of an article with numbered sections, a numbered one."""
    numbered = any(section.number for section in sections)
    later = [
        section
        for section in sections
        if section.start >= passage.end and section.language == passage.language and (section.number or not numbered)
    ]
    return min(later, key=lambda section: section.start, default=None)
