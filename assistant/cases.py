"""Exact answers from a table of cases: a year, a description and marks; every row that fits and no other.

Pure: each way takes what is asked and gives a composition, or None when it is not one for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.asked import Asked, cell_text, evidence_of, label, mark_names
from assistant.composition import Composition, Line
from assistant.concepts import known_concepts
from assistant.continents import continents
from assistant.grid import Grid, GridRow, short_head
from assistant.question import JOINT, Question, what_is_asked
from assistant.relevance import NAMED
from assistant.selection import dropped, topics
from assistant.wording import enumerate_words, say
from ingest.language import capitalised, chinese_number, has_chinese
from ingest.types import Language
from ingest.words import words


def _outside_years(asked: Asked) -> Composition | None:
    """A year that the table does not cover, asked of its cases: the premise is put right."""
    grid, question = asked.grid, asked.question
    years = grid.years()
    outside = [year for year in question.years if years and year not in years]
    if not outside or len(outside) < len(question.years) or not (question.has("case") or (asked.marks and question.has("list", "count"))):
        return None
    if question.has("attendance", "cited") or asked.named or _OF_A_WORK.search(question.text):
        return None
    text = say("year_outside", asked.language, number=grid.number, first=years[0], last=years[-1], year=outside[0])
    near = grid.rows[-1] if outside[0] > years[-1] else grid.rows[0]
    return Composition((Line(text),), 1.0, abstained=True, exact=True, nearest=(evidence_of(grid, near, asked.language),))


_EACH = re.compile(
    r"\beach (?:of )?(?:them|do|did|city|case|one|the)\b|\bboth\b|\brespectively\b|\bthe other (?:isn|did|doesn|hasn|has|one|not)|\bthan the other\b"
    r"|\bbetween\b.{0,60}\bwhich\b|\bwhich (?:one )?has (?:more|fewer)\b|各自|分别|共同|共有|哪个更[多少]|谁更[多少]|各(?:做|怎么|采取|有)|两[者个座市]",
    re.IGNORECASE | re.ASCII,
)


def _compare_rows(asked: Asked) -> Composition | None:
    """Two named rows side by side: what each says, the marks they share and those only one has."""
    if len(asked.named) != 2 or not (asked.question.has("compare") or _EACH.search(asked.question.text)):
        return None
    grid, language = asked.grid, asked.language
    rows = asked.named
    lines = [Line(cell_text(grid, row, language), (evidence_of(grid, row, language),), "item") for row in rows]
    marked = [set(grid.marked(row)) for row in rows]
    both = tuple(evidence_of(grid, row, language) for row in rows)
    shared = sorted(marked[0] & marked[1])
    text = say("shared", language, marks=mark_names(grid, shared, language)) if shared else say("shared_none", language)
    lines.append(Line(text, both))
    for row, own, other in zip(rows, marked, marked[::-1], strict=True):
        if own - other:
            only = mark_names(grid, sorted(own - other), language)
            lines.append(Line(say("only", language, row=label(grid, row, language), marks=only), (evidence_of(grid, row, language),)))
    if marked[0] == marked[1]:
        lines.append(Line(say("same_marks", language), both))
    return Composition(tuple(lines), 1.0, exact=True)


_OF_A_WORK = re.compile(  # a year that dates a publication, not a case
    r"\b(?:papers?|chapters?|articles?|books?|publish\w*|journals?|wrote|written|authors?|titled?)\b|论文|文章|著作|专著|出版|发表|期刊|作者|章节",
    re.IGNORECASE | re.ASCII,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}


def _no_such_subsystem(asked: Asked) -> Composition | None:
    """ "The seventh subsystem": there are as many as the table has columns of marks."""
    found = re.search(
        r"\b(" + "|".join(_ORDINALS) + r")\s+(?:resilience )?subsystem|第([一二三四五六七八九十]+)个?(?:韧性)?子系统",
        asked.question.text,
        re.IGNORECASE,
    )
    if not found or not asked.grid.marks:
        return None
    number = _ORDINALS.get((found.group(1) or "").lower()) or chinese_number(found.group(2) or "") or 0
    if number <= len(asked.grid.marks):
        return None
    names = enumerate_words([short_head(asked.grid.head(column, asked.language)) for column in asked.grid.marks], asked.language)
    return Composition(
        (Line(say("subsystems_only", asked.language, count=len(asked.grid.marks), names=names)),), 1.0, abstained=True, exact=True
    )


def _row_marks(asked: Asked) -> Composition | None:
    """The subsystems of a row that is called by name."""
    question, grid, language = asked.question, asked.grid, asked.language
    about_marks = question.has("subsystem") or (asked.marks and question.has("why", "confirm") and _OF_A_MARK.search(question.text))
    if not asked.named or len(asked.named) > 3 or not about_marks or question.has("fewest", "most", "group", "indicator"):
        return None
    if others_wanted(question.text):
        return None
    if _LACKS.search(question.text) and not asked.marks:
        return _lacking(asked)
    lines = []
    premise = (question.has("why") or question.has("confirm")) and any(
        column not in grid.marked(row) for row in asked.named for column in asked.marks
    )
    for row in _in_years(asked, asked.named) or asked.named:
        marks = mark_names(grid, grid.marked(row), language)
        lacked = [column for column in asked.marks if column not in grid.marked(row)] if premise else []
        name = label(grid, row, language)
        key = "row_marks_count" if question.has("count") else "row_marks"
        text = say(key, language, row=name, year=grid.year_of(row), marks=marks, count=len(grid.marked(row)))
        if lacked:
            text = say("row_lacks", language, row=name, marks=mark_names(grid, lacked, language, either=True), held=marks)
        lines.append(Line(text, (evidence_of(grid, row, language),)))
    return Composition(tuple(lines), 1.0, abstained=premise and question.has("why"), exact=True)


_OF_A_MARK = re.compile(
    r"\bresilien\w+|\bsubsystems?\b|\bmark\w*|\btick\w*|\btag\w*|\bchecked\b|韧性|子系统|标|勾", re.IGNORECASE | re.ASCII
)
_LACKS = re.compile(
    r"\b(?:not|without|lacks?|lacking|miss(?:es|ing)?|leaves? out|omits?|uncovered|untouched|no)\b|n['’]t\b|没有?|未|缺|不(?:涉及|包括|属于|对应|覆盖)|漏",
    re.IGNORECASE | re.ASCII,
)


def _lacking(asked: Asked) -> Composition | None:
    """The subsystems that the named rows do not carry."""
    grid, language = asked.grid, asked.language
    lines = []
    for row in _in_years(asked, asked.named) or asked.named:
        others = [column for column in grid.marks if column not in grid.marked(row)]
        text = say(
            "row_lacks" if others else "row_lacks_none",
            language,
            row=label(grid, row, language),
            marks=mark_names(grid, others, language, either=True),
            held=mark_names(grid, grid.marked(row), language),
        )
        lines.append(Line(text, (evidence_of(grid, row, language),)))
    return Composition(tuple(lines), 1.0, exact=True) if lines else None


def _marks_of_rows(asked: Asked) -> Composition | None:
    """The subsystems of each row of a year, when the question asks for those."""
    question, grid, language = asked.question, asked.grid, asked.language
    chosen = asked.selection
    if not chosen.years or asked.marks or chosen.sizes or not question.has("subsystem") or not question.has("list", "case"):
        return None
    if question.has("fewest", "most", "group", "compare", "count") or asked.topics.rows is not None or not question.has("case", "action"):
        return None
    rows = _in_years(asked, grid.rows)
    if _LACKS.search(question.text) or _ABSENT.search(question.text):
        return _absent(asked, rows)
    lines = []
    for row in rows:
        marks = mark_names(grid, grid.marked(row), language)
        text = say("row_marks", language, row=label(grid, row, language), year=grid.year_of(row), marks=marks)
        lines.append(Line(text, (evidence_of(grid, row, language),), "item"))
    return Composition(tuple(lines), 1.0, exact=True) if lines else None


_LISTED_UNDER = re.compile(r"\btable\b|\blisted\b|\bfiled?\b|\bcase\b|表|列在|列入|案例", re.IGNORECASE | re.ASCII)


def _year_of_named(asked: Asked) -> Composition | None:
    """The year under which the table lists a row called by name, where the question is for the listing or leans on an earlier one."""
    question, grid = asked.question, asked.grid
    last = question.text.rsplit(JOINT, 1)[-1]
    leaning = JOINT in question.text and not any(concept.category in NAMED for concept in known_concepts().find(last))
    rows = asked.named or (_about_rows(asked) if leaning else ())
    if not question.has("when") or not 0 < len(rows) <= 2 or not (leaning or _LISTED_UNDER.search(question.text)):
        return None
    lines = tuple(line for row in rows if (line := year_of_row(question, row, grid)))
    return Composition(lines, 1.0, exact=True) if lines and not question.years else None


def _about_rows(asked: Asked) -> tuple[GridRow, ...]:
    """The rows about the topic of the earlier question that a follow-up leans on, where they know all of it."""
    earlier = asked.question.text.rsplit(JOINT, 1)[0]
    told = topics(what_is_asked(earlier), asked.grid, dropped(asked.grid, asked.places), asked.relevance)
    names = {concept.en for concept in known_concepts().find(earlier) if concept.category in NAMED}
    about = [row for row in asked.grid.rows if told.rows and not told.unknown and row.key in told.rows]
    return tuple(row for row in about if names <= known_concepts().names(row.text()))


_ABSENT = re.compile(r"\babsent\b|\bnone of\b|\bnever\b|\bno case\b|缺席|空白", re.IGNORECASE | re.ASCII)


def _absent(asked: Asked, rows: Sequence[GridRow]) -> Composition | None:
    """The subsystems that no row of the years carries."""
    grid, language = asked.grid, asked.language
    held = {column for row in rows for column in grid.marked(row)}
    none = [column for column in grid.marks if column not in held]
    years = enumerate_words([str(year) for year in sorted(asked.selection.years or ())], language)
    text = say("marks_absent" if none else "marks_absent_none", language, years=years, marks=mark_names(grid, none, language, either=True))
    return Composition((Line(text, tuple(evidence_of(grid, row, language) for row in rows)),), 1.0, exact=True)


_COUNTRIES = re.compile(r"\bcountr(?:y|ies)\b|\bnations?\b|国家|哪[几些]国|几个国", re.IGNORECASE | re.ASCII)


def _countries(asked: Asked) -> Composition | None:
    """The countries that the rows name, or their number."""
    question, grid, language = asked.question, asked.grid, asked.language
    if not _COUNTRIES.search(question.text) or not question.has("list", "count") or asked.marks or asked.places or asked.named:
        return None
    if (
        not _ROWS_MEANT.search(question.text)
        or asked.topics.rows is not None
        or asked.topics.unknown > _TOLD
        or question.has("goal", "steps", "money")
    ):
        return None
    found: dict[str, list[GridRow]] = {}
    for row in _in_years(asked, grid.rows):
        for concept in known_concepts().find(row.cell(grid.main, language)):
            if concept.category == "country":
                found.setdefault(concept.name(language), []).append(row)
    if not found:
        return None
    if question.has("most", "fewest"):
        extreme = (min if question.has("fewest") else max)(map(len, found.values()))
        found = {name: rows for name, rows in found.items() if len(rows) == extreme}
        counted = [say("country_count", language, name=name, count=len(rows)) for name, rows in found.items()]
        text = say("countries_fewest" if question.has("fewest") else "countries_most", language, names=enumerate_words(counted, language))
        return Composition(
            (Line(text, tuple(evidence_of(grid, row, language) for rows in found.values() for row in rows)),), 1.0, exact=True
        )
    evidence = tuple(evidence_of(grid, row, language) for rows in found.values() for row in rows)
    names = enumerate_words(list(found), language)
    return Composition((Line(say("countries", language, number=grid.number, count=len(found), names=names), evidence),), 1.0, exact=True)


def year_of_row(question: Question, row: GridRow, grid: Grid) -> Line | None:
    """The year under which a table lists a row, for a question that asks when."""
    return listed_row(grid, row, question.language) if question.has("when") else None


def listed_row(grid: Grid, row: GridRow, language: Language) -> Line | None:
    """A row with the year under which its table lists it; None in a table without years."""
    year = grid.year_of(row)
    if year is None:
        return None
    cell = cell_text(grid, row, language) + ("." if language == "en" else "。")
    return Line(say("row_year", language, number=grid.number, year=year, row=cell), (evidence_of(grid, row, language),))


_STATED_CASES = re.compile(
    r"\b(\d{1,3}|ten|twelve|fifteen|twenty|thirty|forty|fifty)\s+(?:action |city )?(?:cases|examples|entries|rows)\b|(\d{1,3}|[一二三四五六七八九十]{1,3})\s*个?(?:行动)?(?:案例|例子)",
    re.I | re.A,
)
_TENS = {"ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}


def _stated_total(asked: Asked) -> Composition | None:
    """Whether the table has as many cases as a question says."""
    question, grid, chosen = asked.question, asked.grid, asked.selection
    found = _STATED_CASES.search(question.text)
    if not found or not grid.marks or not question.has("confirm", "why") or asked.places or asked.topics.rows is not None:
        return None
    if chosen.years or chosen.wanted or chosen.unwanted or chosen.sizes or asked.named:
        return None
    said = (found.group(1) or found.group(2)).lower()
    number = int(said) if said.isdigit() else _TENS.get(said) or chinese_number(said)
    values = {"number": grid.number, "total": len(grid.rows), "what": "cases" if asked.language == "en" else "个案例"}
    evidence = tuple(evidence_of(grid, row, asked.language) for row in grid.rows)
    return Composition((Line(say("count_all", asked.language, **values), evidence),), 1.0, abstained=number != len(grid.rows), exact=True)


def _most_marked(asked: Asked) -> Composition | None:
    """The case with the most or the fewest subsystems."""
    question, grid, language = asked.question, asked.grid, asked.language
    if (
        asked.selection.sizes is not None
        or not re.search(r"(?:which|what) (?:\w+ ){0,2}(?:case|one)|哪一?个\s*(?:案例|case|最)|哪项", question.text, re.IGNORECASE)
        or not question.has("subsystem")
        or not question.has("most", "fewest")
    ):
        return None
    within = _in_years(asked, grid.rows)
    sizes = [len(grid.marked(row)) for row in within]
    extreme = min(sizes) if question.has("fewest") else max(sizes)
    lines = []
    for row in (row for row, size in zip(within, sizes, strict=True) if size == extreme):
        marks = mark_names(grid, grid.marked(row), language)
        text = say("row_marks_count", language, row=label(grid, row, language), year=grid.year_of(row), marks=marks, count=extreme)
        lines.append(Line(text, (evidence_of(grid, row, language),), "item"))
    return Composition(tuple(replace(line, style="sentence") for line in lines) if len(lines) == 1 else tuple(lines), 1.0, exact=True)


def _distribution(asked: Asked) -> Composition | None:
    """Cases per subsystem, with the fewest and the most."""
    question, grid, language = asked.question, asked.grid, asked.language
    extremes = asked.selection.sizes is None and question.has("fewest", "most") and question.has("subsystem")
    if not grid.marks or not (extremes or (question.has("group") and question.has("subsystem", "case"))):
        return None
    rows = _in_years(asked, grid.rows)
    counts = sorted(((sum(column in grid.marked(row) for row in rows), -column) for column in grid.marks), reverse=True)
    words = [f"{short_head(grid.head(-column, language))} {count}" for count, column in counts]
    lines = [Line(say("distribution", language, total=len(rows), number=grid.number, counts=enumerate_words(words, language)))]
    wanted = [("most", counts[0][0])] if question.has("most") and not question.has("fewest") else [("fewest", counts[-1][0])]
    for key, extreme in wanted:
        columns = [-column for count, column in counts if count == extreme]
        name = enumerate_words([short_head(grid.head(column, language)) for column in columns], language)
        evidence = tuple(evidence_of(grid, row, language) for row in rows if set(columns) & set(grid.marked(row)))
        lines.append(Line(say(key, language, name=name, count=extreme), evidence))
    return Composition(tuple(lines), 1.0, exact=True)


def _year_counts(asked: Asked) -> Composition | None:
    """The year with the most or the fewest cases, with each year's number."""
    question, grid, language = asked.question, asked.grid, asked.language
    if not question.has("case") or not question.has("fewest", "most", "group") or question.has("subsystem") or grid.year is None:
        return None
    if not re.search(r"year|年", question.text, re.IGNORECASE) or question.years:
        return None
    counts = {year: [row for row in grid.rows if grid.year_of(row) == year] for year in grid.years()}
    extreme = (min if question.has("fewest") else max)(len(rows) for rows in counts.values())
    best = [year for year, rows in counts.items() if len(rows) == extreme]
    listed = enumerate_words([say("year_count", language, year=year, count=len(rows)) for year, rows in counts.items()], language)
    key = "year_fewest" if question.has("fewest") else "year_most"
    text = say(key, language, year=enumerate_words([str(year) for year in best], language), count=extreme, counts=listed)
    evidence = tuple(evidence_of(grid, row, language) for year in best for row in counts[year])
    return Composition((Line(text, evidence),), 1.0, exact=True)


def _in_years(asked: Asked, rows: Sequence[GridRow]) -> tuple[GridRow, ...]:
    years = asked.selection.years
    return tuple(row for row in rows if years is None or asked.grid.year_of(row) in years)


_OTHER = ("attendance", "compare", "steps", "phase", "lesson", "money", "area", "goal", "why", "define", "summary", "indicator", "outcome")
_ROWS_MEANT = re.compile(
    r"\b(?:cases?|case table|entr(?:y|ies)|rows?|examples?|table\s?2|(?:the|action|second) table|table of)\b|"
    r"案例|例子|实例|表\s?2|表二|表里|表中|表格",
    re.IGNORECASE | re.ASCII,
)
_MARKED = re.compile(
    r"\b(?:mark\w*|tick\w*|tag\w*|check(?:ed)?|columns?|subsystems?|linked|labell?ed|classified|filed)\b|标[了记着有]|勾|子系统|归[在入为到]|"
    r"列[在入为]|属于?|全占|都占|兼具",
    re.IGNORECASE | re.ASCII,
)
_KIND_OF_ROW = re.compile(
    r"\b(?:actions?|projects?|initiatives?|programm?es?|measures?|cit(?:y|ies)|towns?|places|countr(?:y|ies))\b|项目|行动|倡议|城市|做法|举措|国家",
    re.IGNORECASE | re.ASCII,
)
_TOLD = 1  # words beyond the filter that no row knows and that a question for rows may still hold


_CALLED = frozenset({"city", "organisation", "programme", "event", "framework", "person"})  # what a row is called by


def wide_places(asked: Asked) -> bool:
    """Whether a place named holds several cases: a country, a region, a continent."""
    held = {
        concept.name(asked.language) for concept in known_concepts().find(asked.question.text) if concept.category in ("country", "region")
    }
    parts = continents(asked.question.text, asked.language)
    return any(name in held or name in parts for name in asked.places)


_NO_SUCH_CASE = re.compile(
    r"第\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*[个条行项]?案例|\bcase (?:no\.?|number) ?(\d{1,3})|\b(\d{1,3})(?:st|nd|rd|th) case\b",
    re.I | re.A,
)


def _nth(asked: Asked) -> Composition | None:
    """A case called by its number: it, or that there are not so many."""
    found = _NO_SUCH_CASE.search(asked.question.text)
    grid, language = asked.grid, asked.language
    if not found or not grid.marks:
        return None
    number = next(group for group in found.groups() if group)
    place = int(number) if number.isdigit() else chinese_number(number) or 0
    if 1 <= place <= len(grid.rows):
        row = grid.rows[place - 1]
        return Composition((Line(cell_text(grid, row, language), (evidence_of(grid, row, language),)),), 1.0, exact=True)
    text = say("cases_only", language, number=grid.number, total=len(grid.rows))
    return Composition((Line(text),), 1.0, abstained=True, exact=True, nearest=(evidence_of(grid, grid.rows[-1], language),))


def _asks_for_rows(asked: Asked) -> bool:
    """Whether a question wants rows of the table: it speaks of cases or marks and filters them, and asks of them nothing else."""
    question, chosen, about = asked.question, asked.selection, asked.topics
    if question.has(*_OTHER):
        return False
    if others_wanted(question.text) and _KIND_OF_ROW.search(question.text) and about.rows is not None and about.unknown <= _TOLD:
        return True
    meant = _ROWS_MEANT.search(question.text) is not None
    apart = _NO_CITY.search(question.text) is not None
    filtered = bool(chosen.years or chosen.wanted or chosen.unwanted or chosen.sizes or asked.places or apart)
    several = len(chosen.wanted) + len(chosen.unwanted) > 1 or chosen.sizes is not None
    explicit = _MARKED.search(question.text) is not None
    if chosen.years and not meant and not set(chosen.years) & set(asked.grid.years()):
        return False
    called = any(concept.category in _CALLED for concept in known_concepts().find(question.text)) or capitalised(question.text)
    if (
        asked.named
        and called
        and not others_wanted(question.text)
        and not _SEVERAL.search(question.text)
        and not (chosen.years or chosen.wanted or chosen.unwanted or chosen.sizes or wide_places(asked))
    ):
        return False
    if not meant and not (
        filtered
        and (_KIND_OF_ROW.search(question.text) or (chosen.years and chosen.wanted) or (explicit and (several or question.has("list"))))
    ):
        return about.rows is not None and about.unknown == 0 and question.has("list") and _KIND_OF_ROW.search(question.text) is not None
    several_there = wide_places(asked) and _CITIES_THERE.search(question.text) is not None and about.unknown == 0
    if not meant and not question.has("list", "count", "where") and not several and not several_there:
        return False
    if explicit and filtered:
        return about.unknown <= _TOLD + (about.rows is not None)
    if about.unknown > (_TOLD if filtered and about.rows is None else 0) and not (meant and about.unknown <= 1):
        return False
    if filtered:
        return True
    if about.rows is not None:
        called_one = any(concept.category in NAMED for concept in known_concepts().find(question.text))
        return about.unknown == 0 or (about.unknown == 1 and meant and called_one)
    return about.unknown == 0 and (
        bool(question.tables)
        or (question.has("list") and _CITIES.search(question.text) is not None)
        or re.search(r"\b(?:all|how many|every|list)\b|所有|全部|多少|几个|一共|总共|列", question.text, re.IGNORECASE) is not None
    )


_SEVERAL = re.compile(r"\bcases\b|\bentries\b|\brows\b|哪[些几][^，。]{0,8}案例|案例[^，。]{0,10}哪[些几]", re.IGNORECASE | re.ASCII)
_CITIES_THERE = re.compile(r"\b(?:cities|towns|projects|cases|actions)\b|城市|项目|案例|行动", re.IGNORECASE | re.ASCII)
_OTHERS = re.compile(
    r"\b(?:which|what|any|name|give|tell|is there|are there|who)\b.{0,12}\b(?:an)?other\b|\bwh(?:o|at|ich)\b.{0,20}\belse\b"
    r"|还有(?:哪|没有)|哪[个些座][^，。]{0,4}(?:城市|案例|地方|国家)[^，。]{0,3}也|再[说举来][^，。]{0,2}[一个]|(?:哪些|哪个|有没有)?(?:其他|其它|别的)的?(?:城市|案例|地方|国家)",
    re.IGNORECASE | re.ASCII,
)


def others_wanted(text: str) -> bool:
    """Whether a question wants rows besides the one that it names ("which other city …")."""
    return _OTHERS.search(text) is not None


_CITIES = re.compile(r"\b(?:cit(?:y|ies)|towns?)\b(?! resilience)|城市(?!韧性)", re.IGNORECASE | re.ASCII)
_NO_CITY = re.compile(
    r"(?:\bnot\b|n['’]t\b|\bno\b|\bwithout\b|\bapart from\b|\bother than\b|\bbesides\b)(?: \w+){0,4} cit(?:y|ies)\b|\bnon-cit(?:y|ies)\b"
    r"|(?:不是|不属于|不在|(?<!有)没有|并非|除了?|非)[^，。]{0,5}城市",
    re.IGNORECASE | re.ASCII,
)
_CASES = re.compile(
    r"\b(?:cases?|countr(?:y|ies)|entries|rows?|actions?|projects?|initiatives?|measures?)\b(?! table)|案例(?!表)|行动|项目|举措|做法|国家",
    re.IGNORECASE | re.ASCII,
)


def _in_a_city(row: GridRow) -> bool:
    """Whether a row names the city that acted."""
    return any(concept.category == "city" for concept in known_concepts().find(row.text()))


TOPICAL = 0.6  # share of a table's rows up to which a topic picks some of them out


def _rows(asked: Asked) -> Composition | None:
    """All rows that satisfy the filter, the places and the topic, or their number."""
    grid = asked.grid
    if not grid.marks or not _asks_for_rows(asked):
        return None
    rows = [row for row in grid.rows if asked.selection.admits(grid, row)]
    if others_wanted(asked.question.text):
        others = _others(asked, rows)
        return _shown(asked, others) if others else None
    if asked.places:
        named = {row.key for row in _rows_of_places(asked)}
        rows = [row for row in rows if row.key in named]
    if asked.topics.rows is not None and not (_MARKED.search(asked.question.text) and asked.selection.wanted):
        about = [row for row in rows if row.key in asked.topics.rows]
        if not asked.selection.wanted and not (about and len(about) <= TOPICAL * len(grid.rows)):
            return None  # what nearly every row is about is nothing that they were asked for by
        rows = about or rows
    if _NO_CITY.search(asked.question.text):
        rows = [row for row in rows if not _in_a_city(row)]
    elif _CITIES.search(asked.question.text) and not _CASES.search(asked.question.text):
        rows = [row for row in rows if _in_a_city(row)] or rows
    return _shown(asked, rows)


def _same_marks(asked: Asked) -> Composition | None:
    """The other rows with just the marks of a named one, or that there is none."""
    if len(asked.named) != 1 or not asked.question.has("list", "count", "confirm") or asked.question.has("compare", "when"):
        return None
    alike = _alike(asked)
    return _shown(asked, [row for row in alike if row not in asked.named]) if alike else None


def _others(asked: Asked, rows: Sequence[GridRow]) -> list[GridRow]:
    """The rows besides those that the question, or the one before it, is about; with the same marks or the same topic, if it says so."""
    last = asked.question.text.rsplit(JOINT, 1)[-1]
    own = topics(what_is_asked(last), asked.grid, dropped(asked.grid, asked.places), asked.relevance)
    earlier = _about_rows(asked) if JOINT in asked.question.text else ()
    used = asked.named or (earlier if own.rows is not None else ())
    pool = _alike(asked) or [row for row in rows if own.rows is None or row.key in own.rows]
    if own.rows is None and not _alike(asked):
        pool = [row for row in pool if row in earlier] or pool
    return [row for row in pool if row not in used]


_ALIKE = re.compile(r"\bsame\b|\bsimilar\w*|\balike\b|同样|相同|类似|一样|这样", re.IGNORECASE | re.ASCII)


def _alike(asked: Asked) -> list[GridRow]:
    """The rows with the marks of a named one, for "which other case has the same subsystems"."""
    if not asked.named or not _ALIKE.search(asked.question.text) or not _MARKED.search(asked.question.text):
        return []
    grid = asked.grid
    return [row for row in grid.rows if any(grid.marked(row) == grid.marked(named) for named in asked.named)]


def _rows_of_places(asked: Asked) -> list[GridRow]:
    return [row for row in asked.grid.rows if any(_mentions(row, forms) for forms in asked.places.values())]


_HALVES = re.compile(r"(?:Chinese|English) half|中文部分|英文部分|中文标题|英文标题", re.IGNORECASE)  # remarks on the article


def _mentions(row: GridRow, forms: frozenset[str]) -> bool:
    """Whether a row carries one of a name's forms, as written or as a stem."""
    text = _HALVES.sub("", row.text())
    stems = set(words(text))
    return any(form in text if has_chinese(form) else form in stems or _stands_in(form, text) for form in forms)


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text, re.IGNORECASE) is not None


def _shown(asked: Asked, rows: Sequence[GridRow]) -> Composition:
    question, grid, language = asked.question, asked.grid, asked.language
    total = len(grid.rows)
    what = "cases" if language == "en" else "个案例"
    condition = _condition(asked, len(rows))
    unit = "个" if language == "zh" else ""
    values = {
        "count": len(rows),
        "total": total,
        "what": what,
        "what_unit": unit,
        "number": grid.number,
        "verb": "",
        "condition": condition,
    }
    if not rows:
        text = say("rows_none", language, **{**values, "condition_none": condition})
        unknown = bool(asked.places) and not _rows_of_places(asked)
        looked = () if unknown else tuple(evidence_of(grid, row, language) for row in _in_years(asked, grid.rows))
        near = _nearest(asked)
        items = [Line(_listed_under(grid, row, language), (evidence_of(grid, row, language),), "item") for row in near]
        head = [Line(say("rows_near", language), (), "head")] if items else []
        return Composition((Line(text, looked if not near else ()), *head, *items), 1.0, abstained=unknown or bool(near), exact=True)
    counting = question.has("count") and not re.search(r"which|list|name|哪些|列出|分别", question.text, re.IGNORECASE)
    key = "rows_all" if len(rows) == total else "rows"
    lead = say(key, language, **values)
    dated = question.has("when") and not asked.selection.years and grid.year is not None
    items = [
        Line(
            say("dated_row", language, year=grid.year_of(row), row=cell_text(grid, row, language))
            if dated
            else cell_text(grid, row, language),
            (evidence_of(grid, row, language),),
            "item",
        )
        for row in rows
    ]
    if counting and len(rows) == total:
        return Composition(
            (Line(say("count_all", language, **values), tuple(evidence for item in items for evidence in item.evidence)),), 1.0, exact=True
        )
    return Composition((Line(" ".join(lead.split()) if language == "en" else lead, (), "head"), *items), 1.0, exact=True)


NEAR = 5  # rows that are shown where none fits the whole filter


def _nearest(asked: Asked) -> list[GridRow]:
    """The rows that fit a filter but for its place, or its place but for the rest: what puts a wrong premise right."""
    chosen = asked.selection
    there = _rows_of_places(asked)
    rest = (
        [row for row in asked.grid.rows if asked.selection.admits(asked.grid, row)] if chosen.wanted or chosen.years or chosen.sizes else []
    )
    if others_wanted(asked.question.text) or _ALIKE.search(asked.question.text):
        return []
    near = there if there and asked.places else rest if asked.places else []
    return near if len(near) <= NEAR else []


def _listed_under(grid: Grid, row: GridRow, language: Language) -> str:
    """A row with its year and marks."""
    marks = mark_names(grid, grid.marked(row), language)
    return say("row_near", language, year=grid.year_of(row), row=cell_text(grid, row, language), marks=marks)


def _condition(asked: Asked, count: int) -> str:
    """The filter in words: "of 2017 are marked as cyber resilience", 属于2017年且与网络韧性相关."""
    grid, language = asked.grid, asked.language
    be = "is" if count == 1 else "are"
    meant = asked.selection.years or ()
    years = enumerate_words([str(year) for year in sorted(meant)], language)
    by_topic = asked.topics.rows is not None and not _MARKED.search(asked.question.text)
    marks = "" if by_topic else mark_names(grid, asked.marks, language, either=asked.selection.either)
    without = mark_names(grid, asked.selection.unwanted, language, either=True)
    sizes = enumerate_words([str(size) for size in sorted(asked.selection.sizes or ())], language, either=True)
    alike = bool(asked.named) and _ALIKE.search(asked.question.text) is not None
    places = "" if alike or others_wanted(asked.question.text) else enumerate_words(sorted(asked.places), language)
    if language == "en":
        parts = [
            f"{be} of {years}" if years else "",
            f"{be} in {places}" if places else "",
            f"{be} marked {'only ' if asked.selection.only else ''}as {marks} resilience" if marks else "",
            f"{be} not marked as {without} resilience" if without else "",
            f"{'carries' if count == 1 else 'carry'} {sizes} mark{'' if sizes == '1' else 's'}" if sizes else "",
        ]
        return " and ".join(part for part in parts if part) or say("fitting_one" if count == 1 else "fitting", language)
    parts = [
        f"属于{years}年" if years else "",
        f"涉及{places}" if places else "",
        f"{'只' if asked.selection.only else ''}与{marks}韧性相关" if marks else "",
        f"与{without}韧性无关" if without else "",
        f"对应{sizes}个子系统" if sizes else "",
    ]
    return "且".join(part for part in parts if part) or say("fitting", language)


CASE_ANSWERS = (
    _outside_years,
    _stated_total,
    _nth,
    _no_such_subsystem,
    _compare_rows,
    _same_marks,
    _row_marks,
    _marks_of_rows,
    _year_of_named,
    _countries,
    _year_counts,
    _most_marked,
    _distribution,
    _rows,
)
