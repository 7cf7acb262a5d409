"""What a person does to a draft: edit, type, move evidence in and out, ask for more, regenerate. Each takes a draft and gives a new one.

Nothing a person wrote is lost by regenerating: an edited or added line stays where it is, a deleted one stays away. Pure, but for
what is composed anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from assistant.desk.cleaning import plain
from assistant.desk.draft import Draft, Line, LineKind, Section, SectionId
from assistant.desk.trouble import DeskError, Said

LONGEST = 4000  # characters of a line
Compose = Callable[[Draft, SectionId], Section]


def edit(draft: Draft, line_id: str, text: str, kind: LineKind | None = None) -> Draft:
    """The draft with a line's words changed, and its type where one is named; what it cites stays with it."""
    line = _line(draft, line_id)
    words = _sound(text)
    if kind is None and words == line.text:
        return draft
    basis = line.basis or (("person",) if kind == "city" else ())
    changed = replace(line, text=words, kind=kind or line.kind, basis=basis, edited=True)
    return _with_line(draft, line_id, [changed])


def add(draft: Draft, section_id: SectionId, text: str, kind: LineKind | None = None, after: str = "") -> Draft:
    """The draft with a line of the person's own, after another line or at the section's end. Without a type it is kept, not exported."""
    section = _section(draft, section_id)
    place = next((number for number, line in enumerate(section.lines) if line.id == after), len(section.lines) - 1)
    beside = section.lines[place] if section.lines else None
    style = beside.style if beside and beside.style != "cell" else "sentence"
    fresh = Line(
        f"{section_id}:own {secrets.token_hex(6)}",
        kind,
        _sound(text),
        basis=("person",) if kind == "city" else (),
        style=style,
        group=beside.group if beside else "",
        edited=True,
    )
    return draft.with_section(replace(section, lines=(*section.lines[: place + 1], fresh, *section.lines[place + 1 :])))


def delete(draft: Draft, line_id: str) -> Draft:
    """The draft without a line; regenerating does not bring it back."""
    line = _line(draft, line_id)
    choices = replace(draft.choices, deleted=(*draft.choices.deleted, line.id))
    return replace(_with_line(draft, line_id, []), choices=choices)


def pin(draft: Draft, evidence: str, compose: Compose) -> Draft:
    """The draft with a case ("chen-2024:table 2 row 9") or a passage (its id) kept in it, composed anew around it."""
    choices = draft.choices
    kept = tuple(dict.fromkeys((*choices.pinned, evidence)))
    out = tuple(one for one in choices.thrown_out if one != evidence)
    return _recomposed(replace(draft, choices=replace(choices, pinned=kept, thrown_out=out)), compose)


def unpin(draft: Draft, evidence: str, compose: Compose) -> Draft:
    """The draft without that pin."""
    kept = tuple(one for one in draft.choices.pinned if one != evidence)
    return _recomposed(replace(draft, choices=replace(draft.choices, pinned=kept)), compose)


def throw_out(draft: Draft, evidence: str, compose: Compose) -> Draft:
    """The draft composed without a case or a passage; a line that a person edited stays."""
    choices = draft.choices
    out = tuple(dict.fromkeys((*choices.thrown_out, evidence)))
    kept = tuple(one for one in choices.pinned if one != evidence)
    return _recomposed(replace(draft, choices=replace(choices, pinned=kept, thrown_out=out)), compose)


def take_back(draft: Draft, evidence: str, compose: Compose) -> Draft:
    """The draft with a case or passage allowed again that was thrown out."""
    out = tuple(one for one in draft.choices.thrown_out if one != evidence)
    return _recomposed(replace(draft, choices=replace(draft.choices, thrown_out=out)), compose)


def more(draft: Draft, section_id: SectionId, compose: Compose) -> Draft:
    """The draft with more on one section, where the library holds more."""
    counts = dict(draft.choices.more) | {section_id: draft.choices.extra(section_id) + 1}
    asked = replace(draft, choices=replace(draft.choices, more=tuple(sorted(counts.items()))))
    return regenerate(asked, section_id, compose)


def regenerate(draft: Draft, section_id: SectionId, compose: Compose) -> Draft:
    """The draft with one section composed anew; edited and added lines stay, deleted ones stay away."""
    section = _section(draft, section_id)
    return draft.with_section(merged(section, compose(draft, section_id), draft.choices.deleted))


def merged(before: Section, fresh: Section, deleted: Collection[str]) -> Section:
    """The fresh section with a person's lines in it: an edited one in the place of its successor, an own one after the line it followed."""
    mine = {line.id: line for line in before.lines if line.edited}
    lines = [_in_place(mine.get(line.id), line) for line in fresh.lines if line.id not in deleted]
    for number, line in enumerate(before.lines):
        if line.edited and line.id not in {one.id for one in lines}:
            lines.insert(_after(before.lines[:number], lines), line)
    return replace(fresh, lines=tuple(lines))


def _in_place(mine: Line | None, fresh: Line) -> Line:
    """A person's line where its successor would stand: in the same table, under the same subhead."""
    return replace(mine, style=fresh.style, group=fresh.group, label=fresh.label, column=fresh.column) if mine else fresh


def _after(earlier: Sequence[Line], lines: Sequence[Line]) -> int:
    """The place after the nearest earlier line that is still there, the beginning where none is."""
    places = {line.id: number for number, line in enumerate(lines)}
    return next((places[line.id] + 1 for line in reversed(earlier) if line.id in places), 0)


def _recomposed(draft: Draft, compose: Compose) -> Draft:
    for section in draft.sections:
        draft = regenerate(draft, section.id, compose)
    return draft


def _with_line(draft: Draft, line_id: str, instead: Sequence[Line]) -> Draft:
    section = next(section for section in draft.sections if any(line.id == line_id for line in section.lines))
    lines = [new for line in section.lines for new in (instead if line.id == line_id else (line,))]
    return draft.with_section(replace(section, lines=tuple(lines)))


def _line(draft: Draft, line_id: str) -> Line:
    line = draft.line(line_id)
    if line is None:
        raise DeskError([Said("no_line")])
    return line


def _section(draft: Draft, section_id: str) -> Section:
    section = draft.section(section_id)
    if section is None:
        raise DeskError([Said("no_section")])
    return section


def _sound(text: str) -> str:
    words = " ".join(plain(text).split())
    if len(words) > LONGEST:
        raise DeskError([Said("line_too_long", limit=LONGEST)])
    return words
