"""What a person asked for beyond the composed sections: more on one from the whole library, and passages that they pinned."""

from __future__ import annotations

from assistant.desk.brief import Brief
from assistant.desk.draft import Line, SectionId
from assistant.desk.sources import cut
from assistant.desk.wording import known

LOOKED_AT, ADDED = 24, 2  # passages searched, sentences added each time that more is asked for
KINDS = ("prose", "note")


def with_more(brief: Brief, section: SectionId, lines: list[Line]) -> list[Line]:
    """The section's lines with what was searched and pinned, before its closing gaps."""
    added = (_pinned(brief) if section == "experience" else []) + _searched(brief, section)
    end = len(lines)
    while end and lines[end - 1].kind == "gap" and lines[end - 1].style == "sentence":
        end -= 1
    return [*lines[:end], *added, *lines[end:]]


def _pinned(brief: Brief) -> list[Line]:
    """The sentences of passages that were pinned, where they do not stand in the draft already."""
    lines: list[Line] = []
    for id_, passage in brief.sources.library.passages_by_id(brief.choices.pinned).items():
        for number, sentence in enumerate(cut(passage)):
            line = brief.source(f"experience:pinned {id_} {number}", sentence)
            lines += [line] if line else []
    return lines


def _searched(brief: Brief, section: SectionId) -> list[Line]:
    """Sentences found for a section's subject and the city's hazards, as many as were asked for."""
    wanted, search = brief.choices.extra(section) * ADDED, brief.sources.search
    if not wanted or search is None or not known(f"seek_{section}"):
        return []
    lines: list[Line] = []
    for hit in search(brief.words(f"seek_{section}"), LOOKED_AT, brief.language):
        if hit.passage.kind not in KINDS or len(lines) >= wanted:
            continue
        for number, sentence in enumerate(cut(hit.passage)):
            line = brief.source(f"{section}:found {hit.passage.id} {number}", sentence)
            if line and len(lines) < wanted:
                lines.append(line)
    return lines
