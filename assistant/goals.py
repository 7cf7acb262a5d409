"""Exact answers from a table of goals: which goals belong to which subsystem, and what else its row says.

Pure: each way takes what is asked and gives a composition, or None when it is not one for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.asked import Asked, names_subsystem
from assistant.composition import Composition, Evidence, Line, span, whole
from assistant.grid import Grid, GridRow, goals
from assistant.question import what_is_asked
from assistant.wording import enumerate_words, say
from ingest.language import chinese_number, readable
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


def names_one(asked: Asked) -> bool:
    """Whether the question names one of the subsystems."""
    return bool(_asked_rows(asked))


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
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b|可持续发展目标|目标|子系统|韧性|哪一?[个类种]|[那这][一个]?[个条项]|里面?|[一二两三四五六]个|作者|为什么|为何|文章|论文",
    re.IGNORECASE | re.ASCII,
)
THEMED = 0.6  # share of what a question says that the themes of one row alone must cover
TERMS_OF_THEMES = 2  # terms from which words single a row out by its themes
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
    rest = re.sub(r"\d+", " ", rest)
    whole_title = _titled(asked, rest)
    if whole_title:
        return whole_title
    parts = [_titled(asked, part) for part in _AND.split(rest) if part.strip()]
    return tuple(dict.fromkeys(goal for found in parts for goal in found)) if len(parts) > 1 and all(parts) else ()


_AND = re.compile(r"\band\b|[,，、；;]|以及|和|与|及", re.IGNORECASE | re.ASCII)


def _titled(asked: Asked, said: str) -> tuple[int, ...]:
    """The goals whose own words cover what is said best, where they cover it."""
    probe = asked.relevance.probe(said)
    listed = [(goal, row) for row in asked.grid.rows for goal in goal_rows(asked.grid)[row.key]]
    if not probe.terms or not listed:
        return ()
    texts = [" ".join(_goal_span(row, language, goal).quote for language in row.passages) for goal, row in listed]
    shares = probe.share(asked.relevance.coverage(probe, texts))
    best = float(shares.max())
    return tuple(goal for (goal, _), share in zip(listed, shares, strict=True) if share >= best - 0.02) if best >= _TITLED else ()


def _goal_belongs(asked: Asked) -> Composition | None:
    """The subsystem that a goal belongs to."""
    question, language = asked.question, asked.language
    counted = question.has("count") and names_one(asked)  # "how many goals fall under social resilience" names none
    meant = question.goals or (() if counted else _by_title(asked))
    if not meant or len(meant) > 3:
        return None
    if question.goals and question.has("cited", "attendance", "case"):
        return None
    told = _FILED.search(question.text) or names_one(asked)
    wanted = question.has("subsystem", "list", "where", "why", "define", "confirm", "theme")
    if question.goals and not (told or wanted or _bare(asked)):
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


_SAYING = re.compile(
    r"(?:goals?|SDGs?|目标|可持续发展)\s*(?:numbers?|no\.?|#|第)?\s*\d*|\b(?:says?|said|states?|reads?|means?|about|contents?|text|wording|exactly)\b"
    r"|内容|说|讲|指|具体|原文|条|个",
    re.IGNORECASE | re.ASCII,
)


def _bare(asked: Asked) -> bool:
    """Whether nothing is asked of a goal but what it is ("What does goal 14 say?")."""
    return not asked.relevance.probe(_SAYING.sub(" ", what_is_asked(asked.question.text))).terms


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
    rows = _asked_rows(asked) or (_rows_of_themes(asked) if question.has("goal") and not question.goals else [])
    if not rows or not question.has("goal") or question.goals:
        return None
    if _NOT_OF.search(question.text):
        rows = [row for row in asked.grid.rows if row not in rows and goal_rows(asked.grid)[row.key]]
    lines: list[Line] = []
    known = goal_rows(asked.grid)
    listed, most = {row.key: known[row.key] for row in rows}, sum(map(len, known.values()))
    for row in rows:
        lines += _goal_lines(asked, row, listed[row.key], brief=len(rows) > 1 or question.has("count"), language=language)
    return Composition(
        tuple(lines), 1.0, abstained=_miscounted(question.text, [len(numbers) for numbers in listed.values()], most), exact=True
    )


_OF_ROW = re.compile(
    r"\b(?:rows?|columns?|headings?|groups?|categor\w+|subsystems?|under|belong\w*|match\w*|mapp?\w*|against|goals?|SDGs?|UN|paired?|linked|connected|at|of|are|is|many|levels?|which|what|the|that|with|themes?|about)\b|那?一?[栏列行格类组]|可持续发展|目标|"
    r"对[着应]|哪[几些]?[条个项]?|归|属于?|的",
    re.IGNORECASE | re.ASCII,
)


def _rows_of_themes(asked: Asked) -> list[GridRow]:
    """The row whose themes a question names in the place of its name ("the heading with lifelines and retrofitting")."""
    probe = asked.relevance.probe(_OF_ROW.sub(" ", asked.question.text))
    if len(probe.terms) < TERMS_OF_THEMES:
        return []
    texts = [re.sub(r"(?:Goals?|SDG|目标)\s*\d+.*", " ", row.text(), flags=re.DOTALL) for row in asked.grid.rows]
    shares = probe.share(asked.relevance.coverage(probe, texts))
    best = int(shares.argmax())
    return [asked.grid.rows[best]] if shares[best] >= THEMED and (shares >= THEMED).sum() == 1 else []


_NOT_OF = re.compile(
    r"(?:\bnot\b|n['’]t\b|\bother than\b|\bexcept\b|\boutside\b)\s+(?:\w+\s+){0,4}\w+(?:\s+resilience)?\W*$|(?:不属于|不在|除了?)[^，。]{2,8}(?:之?外|的)?",
    re.IGNORECASE | re.ASCII,
)
_NUMBER = r"\b(two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+(?:\w+\s+){0,2}?"
_NUMBER_ZH = r"([两二三四五六七八九十]|\d{1,2})\s*[个项条大]\s*"
_STATED_GOALS = re.compile(rf"{_NUMBER}(?:goals?|SDGs?)\b|{_NUMBER_ZH}(?:可持续发展)?(?:目标|SDG|goals?)", re.IGNORECASE | re.ASCII)
_STATED_PARTS = re.compile(rf"{_NUMBER}subsystems?\b|{_NUMBER_ZH}(?:韧性)?(?:子系统|subsystems?)", re.IGNORECASE | re.ASCII)
_WORDED = {word: number for number, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)}


def _number(found: re.Match[str]) -> int | None:
    said = (found.group(1) or found.group(2)).lower()
    return int(said) if said.isdigit() else _WORDED.get(said) or (2 if said == "两" else chinese_number(said))


def _miscounted(text: str, counts: Sequence[int], most: int) -> bool:
    """Whether a question states a number of goals that neither its subsystems have nor the table."""
    found = _STATED_GOALS.search(text)
    stated = _number(found) if found else None
    return stated is not None and stated not in (*counts, sum(counts), most)


def _subsystems(asked: Asked) -> Composition | None:
    """Which subsystems the table tells apart, or how many; another number in the question is put right."""
    question, language = asked.question, asked.language
    rows = asked.grid.rows
    if (
        not _SPLIT_UP.search(question.text)
        or asked.named
        or question.goals
        or question.years
        or question.has("case", "goal", "fewest", "most", "cited")
    ):
        return None
    counted = _STATED_PARTS.search(question.text)
    stated = _number(counted) if counted else None
    own = "|".join(
        re.escape(word) for caption in asked.grid.captions.values() for word in re.findall(r"[A-Za-z]{4,}|[\u4e00-\u9fff]{2,}", caption)
    )
    plain = _OF_SUBSYSTEMS.sub(" ", re.sub(own or r"(?!)", " ", question.text, flags=re.IGNORECASE))
    if asked.relevance.probe(plain).terms and not (stated and stated != len(rows)) and not _DIVIDED.search(question.text):
        return None
    names = enumerate_words(
        [_subsystem(row, language).lower() if language == "en" else _subsystem(row, language) for row in rows], language
    )
    line = Line(say("subsystems", language, count=len(rows), names=names), tuple(_name_of(row, language) for row in rows))
    return Composition((line,), 1.0, abstained=stated is not None and stated != len(rows), exact=True)


_SPLIT_UP = re.compile(r"\bsubsystems?\b|\bkinds? of resilience\b|子系统|哪[几些]种韧性", re.IGNORECASE | re.ASCII)
_DIVIDED = re.compile(
    r"\b(?:divid\w*|split\w*|break\w* (?:down|up)|broken|decompos\w*|consist\w*|made up|compris\w*|settle\w*|distinguish\w*|break)\b|分[成为解]|拆|划分|包括|包含|由哪|组成|构成",
    re.IGNORECASE | re.ASCII,
)
_OF_SUBSYSTEMS = re.compile(
    r"\b(?:resilien\w+|cit(?:y|ies)|urban|system|sub-?systems?|dimensions?|table|authors?|paper|study|divid\w*|split\w*|decompos\w*|consist\w*|distinguish\w*|name\w*|list|"
    r"kinds?|parts?|components?|total|there|into|called|one|two|three|four|five|six|seven|eight|nine|ten|\d+)\b|韧性|城市|系统|子系统|维度|表\s?\d?|划分|分[成为解]|包括|包含|组成|构成|"
    r"哪[几些]|几个|多少|[两二三四五六七八九十]|\d+|名称|分别|是|有|个|大|种",
    re.IGNORECASE | re.ASCII,
)


def _name_of(row: GridRow, language: Language) -> Evidence:
    """The subsystem's name where its row begins."""
    passage = row.passages.get(language) or next(iter(row.passages.values()))
    name = _subsystem(row, passage.language)
    return span(passage, name)


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


_BESIDES_GOALS = re.compile(
    r"\b(?:besides|apart from|other than|in addition to|beyond) (?:the |its )?(?:goals|SDGs)\b|除了?[^，。]{0,6}目标", re.I | re.A
)


def _themes_of(asked: Asked) -> Composition | None:
    """What the table puts under a subsystem besides its goals."""
    question, language = asked.question, asked.language
    rows = _asked_rows(asked)
    if (
        len(rows) != 1
        or (question.has("goal") and not _BESIDES_GOALS.search(question.text))
        or not question.has("theme")
        or not (question.has("table", "list") or re.search(r"\btable\b|表|格", question.text))
    ):
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


GOAL_ANSWERS = (_no_such_goal, _subsystems, _themes_of, _goal_extremes, _goal_belongs, _goals_of)
