"""A draft as JSON and back; what a later version adds has a default, what it took away is passed over."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, TypeVar

from assistant.answer import Citation
from assistant.desk.draft import Choices, Draft, Line, Section
from assistant.desk.profile import restored, saved

Kind = TypeVar("Kind", Citation, Line, Choices)


def written(draft: Draft) -> str:
    """The whole draft; citations stand once and lines point at them."""
    citations = list(dict.fromkeys(one for line in draft.lines() for one in line.citations))
    numbers = {one: number for number, one in enumerate(citations)}
    sections = [
        {
            "id": section.id,
            "lines": [{**_flat(line), "citations": [numbers[one] for one in line.citations]} for line in section.lines],
            "removed": section.removed,
            "fault": section.fault,
        }
        for section in draft.sections
    ]
    whole = {
        "profile": json.loads(saved(draft.profile)),
        "language": draft.language,
        "year": draft.year,
        "choices": dataclasses.asdict(draft.choices),
        "citations": [dataclasses.asdict(one) for one in citations],
        "sections": sections,
    }
    return json.dumps(whole, ensure_ascii=False)


def read(text: str) -> Draft:
    """A draft that `written` wrote."""
    whole = json.loads(text)
    citations = [_made(Citation, row) for row in whole["citations"]]
    sections = []
    for row in whole["sections"]:
        lines = [_made(Line, {**line, "citations": [citations[number] for number in line["citations"]]}) for line in row["lines"]]
        sections.append(Section(row["id"], tuple(lines), int(row.get("removed", 0)), str(row.get("fault", ""))))
    profile = restored(json.dumps(whole["profile"]))
    return Draft(profile, whole["language"], whole["year"], tuple(sections), _made(Choices, whole["choices"]))


def _flat(line: Line) -> dict[str, Any]:
    return {field.name: getattr(line, field.name) for field in dataclasses.fields(Line) if field.name != "citations"}


def _made(kind: type[Kind], row: dict[str, Any]) -> Kind:
    """The value of a kind from its fields; JSON's lists are tuples again, within them too."""
    known = {field.name for field in dataclasses.fields(kind)}
    return kind(**{name: _tuples(value) for name, value in row.items() if name in known})


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value
