"""A draft, section by section, from a profile, the choices made so far and a library; the same in, the same out.

Without a language model. Sections come one after another, since a sentence of the sources is used once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.desk import actions, closing, experience, means, opening, searched, transfer, vocabulary
from assistant.desk.brief import Brief
from assistant.desk.casebook import casebook
from assistant.desk.draft import Choices, Line, Section, SectionId
from assistant.desk.extent import EXTENTS
from assistant.desk.matching import Match, chosen, rank
from assistant.desk.profile import Profile
from assistant.desk.sources import Sources
from assistant.desk.trouble import DeskError, Said
from assistant.grid import goals
from ingest.types import Language

_SECTIONS: tuple[tuple[SectionId, Callable[[Brief], list[Line]]], ...] = (
    ("situation", opening.situation),
    ("experience", experience.experience),
    ("transfer", transfer.transfer),
    ("actions", actions.actions),
    ("financing", means.financing),
    ("governance", means.governance),
    ("data", means.data),
    ("monitoring", means.monitoring),
    ("gaps", closing.gaps),
)


def ranking(profile: Profile, sources: Sources) -> tuple[Match, ...]:
    """All cases of the library for a city, best first, each with the parts of its score."""
    return rank(profile, casebook(sources), goals_of_subsystems(sources))


def goals_of_subsystems(sources: Sources) -> dict[str, tuple[int, ...]]:
    """The goals that a table of the article assigns to each subsystem; empty where the library holds no such table."""
    found: dict[str, tuple[int, ...]] = {}
    for grid in sources.holdings.grids:
        for row in grid.rows:
            cells = [" ".join(side) for side in row.cells.values()]
            numbers = goals(cells[0]) if grid.year is None else ()
            named = vocabulary.found("subsystem", " ".join(side[0] for side in row.cells.values()))
            if numbers and named:
                found.setdefault(named[0], numbers)
    return found


def brief_for(profile: Profile, language: Language, year: int, choices: Choices, sources: Sources) -> Brief:
    """What the sections are composed from. Raises DeskError where the library holds nothing to draft from."""
    if sources.empty:
        raise DeskError([Said("no_sources")])
    ranked = ranking(profile, sources)
    most = EXTENTS[profile.length].cases + choices.extra("experience")
    wanted = vocabulary.found("subsystem", profile.all_text("subsystems"))
    cases = chosen(ranked, most, choices.pinned, choices.thrown_out, wanted)
    return Brief(profile, language, year, sources, ranked, cases, choices)


def compose(brief: Brief) -> Iterator[Section]:
    """The sections in order, each as soon as it is composed."""
    so_far: list[Line] = []
    for id_, composed in _SECTIONS:
        lines = [line for line in composed(brief) if line.text.strip() and (line.kind != "inference" or line.citations)]
        lines = searched.with_more(brief, id_, lines)
        so_far += lines
        yield Section(id_, tuple(lines))
    yield Section("corrections", tuple(closing.corrections(brief, so_far)))
