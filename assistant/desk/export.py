"""A draft laid out for export: numbered references, marks, tables and type notes as values; knows nothing about file formats."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.answer import Citation
from assistant.desk.checking import faults
from assistant.desk.draft import KINDS, Draft, Line
from assistant.desk.references import Numbers, Reference, marks, numbered, numbers_of, references
from assistant.desk.sources import Sources
from assistant.desk.transfer import VERDICT
from assistant.desk.trouble import DeskError, Said
from assistant.desk.wording import say
from ingest.types import Language

CHINESE_NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as printed: its text, its marks ("[1, table 2 row 3]"), its type's short mark."""

    line: Line
    text: str
    marks: str
    note: str

    @property
    def verdict(self) -> tuple[str, str]:
        """Of a verdict its first sentence, which is to be seen at once, and the rest; of another line nothing and the whole."""
        first = re.match(r"[^.。]+[.。]", self.text) if self.line.column == VERDICT else None
        return (first.group(0), self.text[first.end() :]) if first else ("", self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its head, and a cell for each column, None where a person took it out."""

    label: str
    cells: tuple[Shown | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one subhead ("" for none): a table with its heads where there is one, and the other lines."""

    title: str
    head: tuple[str, ...] = ()
    table: tuple[Row, ...] = ()
    lines: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole draft, ready to be written in any format; a `dense` one has to fit two pages."""

    language: Language
    title: str
    subtitle: str
    legend: str
    remarks: tuple[str, ...]
    sections: tuple[tuple[str, tuple[Group, ...]], ...]
    references_title: str
    references: tuple[Reference, ...]
    dense: bool = False
    citations: tuple[Citation, ...] = field(default=())


def laid_out(draft: Draft, sources: Sources) -> Page:
    """The draft as a page. Raises DeskError, naming each line that is untyped or unsupported."""
    if not draft.lines():
        raise DeskError([Said("nothing_left")])
    found = faults(draft, sources)
    if found:
        raise DeskError([one.said for one in found])
    return page_of(draft, sources)


def page_of(draft: Draft, sources: Sources) -> Page:
    """The draft as a page, faults and all: for a preview."""
    language = draft.language
    cited = numbered(draft)
    numbers = numbers_of(cited)
    sections = []
    for number, section in enumerate([one for one in draft.sections if one.lines]):
        title = say(f"section_{section.id}", language)
        head = f"{CHINESE_NUMBERS[number]}、{title}" if language == "zh" else f"{number + 1}. {title}"
        sections.append((head, _groups([_shown(line, numbers, language) for line in section.lines], draft)))
    profile = draft.profile
    audience = profile.said("audience", language)
    note = "draft_note" if audience else "draft_note_bare"
    head = say("section_references", language)
    return Page(
        language,
        say("draft_title", language, name=profile.said("name", language)),
        say(note, language, year=draft.year, audience=audience),
        say("legend", language),
        tuple(remark[0 if language == "en" else 1] for remark in profile.remarks),
        tuple(sections),
        f"{CHINESE_NUMBERS[len(sections)]}、{head}" if language == "zh" and len(sections) < len(CHINESE_NUMBERS) else head,
        references(cited, sources, language),
        profile.length == "short",
        cited,
    )


def _shown(line: Line, numbers: Numbers, language: Language) -> Shown:
    note = say(f"mark_{line.kind}", language) if line.kind in KINDS else "?"
    return Shown(line, line.text, marks(line.citations, numbers, language, brief=line.style == "cell"), note)


def _groups(shown: list[Shown], draft: Draft) -> tuple[Group, ...]:
    """The lines by subhead; of a group's cells a table is made, one row for each label."""
    titles = list(dict.fromkeys(one.line.group for one in shown))
    return tuple(_group(title, [one for one in shown if one.line.group == title], draft) for title in titles)


def _group(title: str, shown: list[Shown], draft: Draft) -> Group:
    cells = {(one.line.label, one.line.column): one for one in shown if one.line.style == "cell"}
    columns = list(dict.fromkeys(column for _, column in cells))
    rows = [Row(label, tuple(cells.get((label, column)) for column in columns)) for label in dict.fromkeys(label for label, _ in cells)]
    head = (say(_CORNER.get(columns[0], "table_case"), draft.language), *(_head(c, draft) for c in columns)) if rows else ()
    return Group(title, head, tuple(rows), tuple(one for one in shown if one.line.style != "cell"))


_CORNER = {"there": "table_condition", "here": "table_condition"}  # of a table in a draft kept from before there was one for all cases


def _head(column: str, draft: Draft) -> str:
    """A column's head."""
    if column == "here":
        return draft.profile.said("name", draft.language)
    return say("table_there" if column == "there" else f"condition_{column}", draft.language)
