"""Exact answers from a table of goals: which goals belong to which subsystem, and what else its row says.

Pure: each way takes what is asked and gives a composition, or None when it is not one for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.asked import Asked, names_subsystem
from assistant.composition import Composition, Evidence, Line, span, whole
from assistant.grid import Grid, GridRow, goals
from assistant.wording import enumerate_words, say
from ingest.language import readable
from ingest.types import Language


def goal_rows(grid: Grid) -> dict[str, tuple[int, ...]]:
    found = {
        row.key: tuple(dict.fromkeys(goal for cells in row.cells.values() for cell in cells for goal in goals(cell))) for row in grid.rows
    }
    return found if sum(map(bool, found.values())) * 2 > len(found) else {}


def _subsystem(row: GridRow, language: Language) -> str:
    """The name a goal row begins with: the words before "resilience" or 韧性."""
    cell = readable(row.cell(0, language))
    found = re.match(r"(.+?)(?:\s+resilience|韧性)", cell, re.IGNORECASE)
    return found.group(1).strip() if found else cell[:24]


def _asked_rows(asked: Asked) -> list[GridRow]:
    languages: tuple[Language, ...] = ("en", "zh")
    return [
        row for row in asked.grid.rows if any(names_subsystem(_subsystem(row, language), asked.question.text) for language in languages)
    ]


def _goal_evidence(row: GridRow, language: Language) -> Evidence:
    return whole(row.passages.get(language) or next(iter(row.passages.values())))


def _no_such_goal(asked: Asked) -> Composition | None:
    known = {goal for row in goal_rows(asked.grid).values() for goal in row}
    missing = [goal for goal in asked.question.goals if goal not in known]
    if not missing or not known:
        return None
    text = say("goal_none", asked.language, goal=missing[0], number=asked.grid.number, count=len(known), first=min(known), last=max(known))
    return Composition((Line(text),), 1.0, abstained=True, exact=True, nearest=(_goal_evidence(asked.grid.rows[-2], asked.language),))


_FILED = re.compile(
    r"\b(?:belong\w*|match\w*|mapp?\w*|under|put|file\w*|class\w*|count\w*|sit|sits|go|goes|assign\w*|plac\w+|group\w*|resilien\w*)\b"
    r"|属于|对应|归|算|放|划|列|韧性|哪一?类",
    re.IGNORECASE | re.ASCII,
)
_ABOUT_GOALS = re.compile(
    r"\b(?:global|sustainable development|development)?\s*(?:goals?|SDGs?)\b|\bsubsystems?\b|\b(?:kinds?|types?|parts?|which|what|"
    r"where)\b|\bresilien\w+|\bsystem\b|\bcount\w*|\bcategor\w+|\bpaper\b"
    r"|可持续发展目标|目标|子系统|韧性|哪一?[个类种]|作者|为什么|为何|文章|论文",
    re.IGNORECASE | re.ASCII,
)
_TITLED = 0.8  # share of what a question says that a goal's own words must cover


def _by_title(asked: Asked) -> tuple[int, ...]:
    """The goals that a question names by their words ("the goal on gender equality"), of all the table's the best."""
    question = asked.question
    if not _FILED.search(question.text) or not question.has("subsystem", "where", "why", "goal", "list", "confirm"):
        return ()
    rest = _FILED.sub(" ", _ABOUT_GOALS.sub(" ", question.text))
    for row in asked.grid.rows:
        for language in row.cells:
            rest = re.sub(re.escape(_subsystem(row, language)), " ", rest, flags=re.IGNORECASE)
    probe = asked.relevance.probe(re.sub(r"\d+", " ", rest))
    listed = [(goal, row) for row in asked.grid.rows for goal in goal_rows(asked.grid)[row.key]]
    if not probe.terms or not listed:
        return ()
    texts = [" ".join(_goal_span(row, language, goal).quote for language in row.passages) for goal, row in listed]
    shares = asked.relevance.coverage(probe, texts) @ probe.weights
    best = float(shares.max())
    return tuple(goal for (goal, _), share in zip(listed, shares, strict=True) if share >= best - 0.02) if best >= _TITLED else ()


def _goal_belongs(asked: Asked) -> Composition | None:
    """The subsystem that a goal belongs to."""
    question, language = asked.question, asked.language
    meant = question.goals or _by_title(asked)
    if not meant or len(meant) > 3:
        return None
    if question.goals and (
        not question.has("subsystem", "list", "where", "why")
        and not re.search(r"belong|match|map|under|属于|对应|归|resilien|韧性", question.text)
    ):
        return None
    listed = goal_rows(asked.grid)
    named = _asked_rows(asked)
    wrong = bool(named) and question.has("why") and all(goal not in listed[row.key] for row in named for goal in meant)
    lines = []
    for goal in meant:
        for row in asked.grid.rows:
            if goal in listed[row.key]:
                name = _subsystem(row, language)
                span_of = _goal_span(row, language, goal)
                text = say("goal_row", language, goal=goal, name=name, name_low=name.lower(), words=_said(span_of))
                lines.append(Line(text, (span_of,)))
    return Composition(tuple(lines), 1.0, abstained=wrong, exact=True) if lines else None


def _goal_span(row: GridRow, language: Language, goal: int) -> Evidence:
    """The goal's own words within the row."""
    passage = row.passages.get(language) or next(iter(row.passages.values()))
    found = re.search(rf"(?:Goals?|SDG|目标)\s*{goal}\s*[:：(（].*?(?=\s*(?:Goals?|目标)\s*\d+\s*[:：(（]|$)", passage.text, re.DOTALL)
    return Evidence(passage, found.start(), found.end()) if found else whole(passage)


def _said(found: Evidence) -> str:
    """A goal's own words without its number."""
    return re.sub(r"^\S+?\s*\d+\s*[:：]\s*", "", readable(found.quote)).rstrip(".。;；")


def _goals_of(asked: Asked) -> Composition | None:
    """The goals of the subsystems that the question names, or their number."""
    question, language = asked.question, asked.language
    rows = _asked_rows(asked)
    if not rows or not question.has("goal") or question.goals:
        return None
    lines: list[Line] = []
    for row in rows:
        numbers = goal_rows(asked.grid)[row.key]
        lines += _goal_lines(asked, row, numbers, brief=len(rows) > 1 or question.has("count"), language=language)
    return Composition(tuple(lines), 1.0, exact=True)


def _goal_lines(asked: Asked, row: GridRow, numbers: Sequence[int], *, brief: bool, language: Language) -> list[Line]:
    name = _subsystem(row, language)
    if not numbers:
        return [
            Line(say("goals_none", language, number=asked.grid.number, name=name, name_low=name.lower()), (_goal_evidence(row, language),))
        ]
    listed = enumerate_words([str(number) for number in numbers], language)
    if brief:
        return [Line(say("goals_count", language, name=name, count=len(numbers), goals=listed), (_goal_evidence(row, language),))]
    lead = Line(say("goals", language, name=name, goals=listed), (), "head")
    spans = [_goal_span(row, language, number) for number in numbers]
    return [lead, *(Line(readable(found.quote).rstrip(".。;；"), (found,), "item") for found in spans)]


def _goal_extremes(asked: Asked) -> Composition | None:
    """The subsystem with the most, the fewest or no goals."""
    question, language = asked.question, asked.language
    none = re.search(
        r"\b(?:no|without|lacks?|not (?:\w+ ){1,3}any|not (?:matched|mapped|linked|paired|assigned))\b|n't \w+ (?:\w+ )?any\b"
        r"|没有|不对应|未对应|缺少|无对应",
        question.text,
        re.IGNORECASE,
    )
    if not question.has("goal") or not question.has("subsystem") or not (none or question.has("fewest", "most")):
        return None
    listed = goal_rows(asked.grid)
    sizes = {row.key: len(listed[row.key]) for row in asked.grid.rows}
    wanted = max(sizes.values()) if question.has("most") and not none else min(sizes.values())
    rows = [row for row in asked.grid.rows if sizes[row.key] == wanted]
    lines = [line for row in rows for line in _goal_lines(asked, row, listed[row.key], brief=True, language=language)]
    return Composition(tuple(lines), 1.0, exact=True)


def _themes_of(asked: Asked) -> Composition | None:
    """What the table puts under a subsystem besides its goals."""
    question, language = asked.question, asked.language
    rows = _asked_rows(asked)
    if len(rows) != 1 or not question.has("theme") or not (question.has("table", "list") or re.search(r"\btable\b|表|格", question.text)):
        return None
    row = rows[0]
    passage = row.passages.get(language) or next(iter(row.passages.values()))
    cells = [cell for cell in row.cells.get(passage.language, ()) if cell.strip() and not goals(cell)]
    text = max(cells, key=len, default="")
    if len(cells) < 2 or text == cells[0]:
        return None
    parts = [
        part.strip(" .。") for part in re.split(r"[;；]\s*" if re.search(r"[;；]", text) else r"[,，、]\s*", text) if part.strip(" .。")
    ]
    lead = Line(
        say("themes", language, name=_subsystem(row, language), name_low=_subsystem(row, language).lower(), number=asked.grid.number),
        (),
        "head",
    )
    return Composition((lead, *(Line(part, (span(passage, part),), "item") for part in parts)), 1.0, exact=True)


GOAL_ANSWERS = (_no_such_goal, _themes_of, _goal_extremes, _goal_belongs, _goals_of)
