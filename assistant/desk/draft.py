"""What a draft is: sections of lines, each typed and resting on something; pure values, no wording, no export.

A table is made of lines too: lines of one `group` that have a `label` (the row's head) and a `column`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.answer import Citation
from assistant.desk.profile import Profile
from ingest.types import Language

LineKind = Literal["paper", "report", "city", "inference", "gap"]
KINDS: tuple[LineKind, ...] = ("paper", "report", "city", "inference", "gap")
Style = Literal["sentence", "item", "cell"]
SectionId = Literal[
    "situation", "experience", "transfer", "actions", "financing", "governance", "data", "monitoring", "gaps", "corrections"
]
SECTIONS: tuple[SectionId, ...] = (
    "situation",
    "experience",
    "transfer",
    "actions",
    "financing",
    "governance",
    "data",
    "monitoring",
    "gaps",
    "corrections",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `kind` is None while nobody has said what it is; such a line is kept, and not exported.

    `citations` are what a paper or report line says and what an inference rests on; `basis` names the fields of the profile
    that it rests on, or "person" for what a person typed. `group` is the subhead it stands under, `label` and `column` its place in
    that group's table. `written` says that a language model worded it.
    """

    id: str
    kind: LineKind | None
    text: str
    citations: tuple[Citation, ...] = ()
    basis: tuple[str, ...] = ()
    style: Style = "sentence"
    group: str = ""
    label: str = ""
    column: str = ""
    edited: bool = False
    pinned: bool = False
    written: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A section and its lines in order.

    Where a language model was asked to word it: `removed` are the sentences of the model that were taken out since the sources do not
    bear them, `fault` is why the model gave no whole reply (a reason of `assistant.faults`, and a server's status), "" where it did.
    """

    id: SectionId
    lines: tuple[Line, ...]
    removed: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about a draft: cases and passages pinned or thrown out, lines deleted, how often more was asked for."""

    pinned: tuple[str, ...] = ()
    thrown_out: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    more: tuple[tuple[str, int], ...] = ()

    def extra(self, section: str) -> int:
        """How often more was asked for on a section."""
        return dict(self.more).get(section, 0)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft for one city in one language. `year` is when it was begun."""

    profile: Profile
    language: Language
    year: int
    sections: tuple[Section, ...] = ()
    choices: Choices = field(default_factory=Choices)

    def section(self, id_: str) -> Section | None:
        """A section by its id."""
        return next((section for section in self.sections if section.id == id_), None)

    def line(self, line_id: str) -> Line | None:
        """A line by its id."""
        return next((line for section in self.sections for line in section.lines if line.id == line_id), None)

    def lines(self) -> tuple[Line, ...]:
        """All lines in order."""
        return tuple(line for section in self.sections for line in section.lines)

    def with_section(self, section: Section) -> Draft:
        """The draft with this section in its place."""
        kept = {one.id: one for one in self.sections} | {section.id: section}
        return replace(self, sections=tuple(kept[id_] for id_ in SECTIONS if id_ in kept))
