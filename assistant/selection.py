"""What a question filters the rows of a table of cases by: years, marks with and without, how many marks, places, topics.

Pure; knows nothing about how the rows that are left are told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.continents import without_continents
from assistant.grid import Grid, GridRow, short_head
from assistant.relevance import Relevance
from ingest.language import chinese_number, has_chinese
from ingest.words import words

_MARKS = r"(?:subsystems?|marks?|ticks?|boxes|box|columns?|dimensions?|categor(?:y|ies)|(?:kinds?|types?) of resilience)"
_NUMBERS_EN = {"a single": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SIZE_EN = re.compile(
    rf"(?<!which )(?<!what )\b(only|just|exactly|at least|more than|fewer than|less than|at most|all)?\s*(a single|one|two|three|four|five|six|[1-6])\s*(or more|or fewer)?\s+(?:different\s+|resilience\s+)?{_MARKS}",
    re.IGNORECASE | re.ASCII,
)
_SIZE_ZH = re.compile(
    r"(只|仅|恰好|刚好|正好|至少|不少于|超过|多于|少于|不到|至多|最多|不超过)?[^，。0-9一二两三四五六]{0,8}?([一二两三四五六]|[1-6])\s*个?(以上|以下|及以上)?(?:的)?(?:韧性)?(?:子系统|维度|标记|"
    r"勾|类别)(以上|以下)?"
)
_NOT_EN = re.compile(
    r"\b(?:but not|not|without|no|except|excluding|other than|neither|nor|lack\w*|miss(?:ing)?|\w+n['’]t)\s+(?!only\b)(?:\w+\s+){0,6}$",
    re.IGNORECASE | re.ASCII,
)
_NOT_ZH = re.compile(r"(?:不(?!仅|只|但|论|管)|(?<!有)没有?|未|非|无|除了?)[^，。；、但而且]{0,8}$")
_AFTER_ZH = re.compile(r"^(?:韧性|子系统|维度)?(?:以外|之外|除外)")
_ONLY = re.compile(r"\b(?:only|solely|exclusively|nothing but)\s+(?:\w+\s+){0,5}$|(?:只|仅)[^，。；]{0,8}$", re.IGNORECASE | re.ASCII)
_EXACTLY = re.compile(r"\b(?:only|just|exactly)\b|只|仅|恰好|正好|刚好", re.IGNORECASE | re.ASCII)
_EVERY = re.compile(r"\ball\b|\bevery\b|\bexactly\b|\bonly\b|全部|所有|全占|都|恰好|正好", re.IGNORECASE | re.ASCII)
_EITHER = re.compile(r"\bor\b|\beither\b|或者?", re.IGNORECASE | re.ASCII)
_LATER = re.compile(
    r"\bsince\s+((?:19|20)\d\d)|\bfrom\s+((?:19|20)\d\d)\s+(?:on|onwards?)\b|((?:19|20)\d\d)年?(?:以来|起|开始|及以后|\s+onwards?|\s+or later)",
    re.I | re.A,
)
_AFTER = re.compile(r"\b(?:after|later than)\s+((?:19|20)\d\d)|((?:19|20)\d\d)年?(?:之后|以后|后)", re.I | re.A)
_BEFORE = re.compile(r"\b(?:before|earlier than|prior to)\s+((?:19|20)\d\d)|((?:19|20)\d\d)年?(?:之前|以前|前)", re.I | re.A)
_EXCEPT = re.compile(
    r"\b(?:except|excluding|other than|not (?:in|from|of))\s+(?:those\s+|the\s+)?(?:of\s+|in\s+|from\s+)?((?:19|20)\d\d)|"
    r"除了?\s*((?:19|20)\d\d)",
    re.I | re.A,
)
_SPAN = re.compile(r"((?:19|20)\d\d)年?\s*(?:[-–—~～至到]|to|through|and (?=\d))\s*((?:19|20)\d\d)", re.I | re.A)


@dataclass(frozen=True, slots=True)
class Selection:
    """The filter of a question; `sizes` are the numbers of marks that a row may have, None for any; `only` that no other mark counts."""

    years: frozenset[int] | None = None
    wanted: tuple[int, ...] = ()
    unwanted: tuple[int, ...] = ()
    either: bool = False
    only: bool = False
    sizes: frozenset[int] | None = None

    def admits(self, grid: Grid, row: GridRow) -> bool:
        """Whether a row satisfies year and marks."""
        marked = set(grid.marked(row))
        if self.years is not None and grid.year_of(row) not in self.years:
            return False
        if self.sizes is not None and len(marked) not in self.sizes:
            return False
        if set(self.unwanted) & marked or (self.only and marked - set(self.wanted)):
            return False
        if not self.wanted:
            return True
        return bool(set(self.wanted) & marked) if self.either and not self.only else set(self.wanted) <= marked


def selection(text: str, grid: Grid, years: Sequence[int]) -> Selection:
    """The filter that a question names for a table."""
    wanted, unwanted, only = _marks(text, grid)
    sizes = _sizes(text, len(grid.marks))
    if sizes is not None and sizes == frozenset({len(wanted)}) and not _EXACTLY.search(text):
        sizes = None  # "the economic and the social, both subsystems"
    if sizes == frozenset({len(grid.marks)}) and not _EVERY.search(text):
        sizes = None  # "of the six subsystems, which …"
    return Selection(_years(text, grid, years), wanted, unwanted, len(wanted) > 1 and _EITHER.search(text) is not None, only, sizes)


def _marks(text: str, grid: Grid) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """The mark columns that a row must have and must not have, and whether it may have no others."""
    wanted: list[int] = []
    unwanted: list[int] = []
    only = False
    for column in grid.marks:
        for heads in grid.columns.values():
            place = mark_place(short_head(heads[column]), text)
            if place is None:
                continue
            before, after = text[: place[0]], text[place[1] :]
            negative = _NOT_EN.search(before) or _NOT_ZH.search(before) or _AFTER_ZH.search(after)
            (unwanted if negative else wanted).append(column)
            only = only or (not negative and _ONLY.search(before) is not None)
            break
    return tuple(wanted), tuple(unwanted), only


_STEM = 6  # letters of a subsystem's name that "economy" and "ecologically" share with it


def mark_place(name: str, text: str) -> tuple[int, int] | None:
    """Where a text names a subsystem, by its name or a word of the same stem ("economically"); None where it does not."""
    if has_chinese(name):
        plain = re.sub(r"社会[—–-]+生态", "·····", text)
        found = re.search(rf"{re.escape(name)}(?![—–-]生态)(?!大会|城市|议程|社会|组织|攻击|安全)", plain)
        return found.span() if found else None
    stem = re.escape(name[:_STEM])
    found = re.search(rf"(?<![\w-])(?!institutions?\b){stem}(?!\w*ists?\b)\w*(?![\w-])", text, re.IGNORECASE | re.ASCII)
    return found.span() if found else None


def _sizes(text: str, most: int) -> frozenset[int] | None:
    english = _SIZE_EN.search(re.sub(r"\b(?:which|what|the)\s+(?:two|three|four|five|six)\b", "", text, flags=re.IGNORECASE))
    if english:
        how, number, beyond = (english.group(1) or "").lower(), english.group(2).lower(), english.group(3) or ""
        value = _NUMBERS_EN.get(number) or int(number)
        return None if value == most and not (how + beyond or _ROWS.search(text)) else _range(how + beyond, value, most)
    chinese = _SIZE_ZH.search(re.sub(r"哪[一二两三四五六]个", "", text))
    if chinese:
        number = chinese.group(2)
        beyond = (chinese.group(3) or "") + (chinese.group(4) or "")
        value, how = chinese_number(number) or (2 if number == "两" else int(number)), (chinese.group(1) or "") + beyond
        return None if value == most and not (how or _ROWS.search(text)) else _range(how, value, most)
    return None


_ROWS = re.compile(r"\b(?:cases?|rows?|cities|projects?|actions?|which)\b|案例|城市|项目|行动|哪", re.IGNORECASE | re.ASCII)


def _range(how: str, number: int, most: int) -> frozenset[int]:
    if re.search(r"at least|or more|以上|至少|不少于", how):
        return frozenset(range(number, most + 1))
    if re.search(r"more than|超过|多于", how) and "不超过" not in how:
        return frozenset(range(number + 1, most + 1))
    if re.search(r"fewer than|less than|少于|不到", how):
        return frozenset(range(1, number))
    if re.search(r"at most|or fewer|以下|至多|最多|不超过", how):
        return frozenset(range(1, number + 1))
    return frozenset({number})


def _years(text: str, grid: Grid, years: Sequence[int]) -> frozenset[int] | None:
    """The years meant: those named, those of a span, those since, after or before one, all but one; None where none is named."""
    covered = grid.years()
    if not years or not covered:
        return None
    first, last = covered[0], covered[-1]
    for pattern, meant in (
        (_SPAN, lambda found: range(min(found), max(found) + 1)),
        (_EXCEPT, lambda found: [year for year in covered if year not in found]),
        (_LATER, lambda found: range(found[0], last + 1)),
        (_AFTER, lambda found: range(found[0] + 1, last + 1)),
        (_BEFORE, lambda found: range(first, found[0])),
    ):
        found = pattern.search(text)
        if found:
            return frozenset(meant([int(group) for group in found.groups() if group]))
    return frozenset(years)


# ---------------------------------------------------------------- topics

_PLAIN = re.compile(  # words that speak of the table and its rows, not of what a row is about
    r"\b(?:action |city |case )?(?:cases?|rows?|entr(?:y|ies)|examples?|actions?|projects?|initiatives?|programm?e?s?|measures?|"
    r"cit(?:y|ies)|towns?|places?|countr(?:y|ies)|bod(?:y|ies)|organi[sz]ations?)\b"
    r"|\b(?:the )?(?:case )?table(?: of (?:action )?cases)?\s?\d?\b|\b(?:sub)?systems?\b|\bresilien\w+|\bcolumns?\b|\bmark\w*|"
    r"\btick\w*|\btag\w*|\bcheck\w*|\blabel\w*|\bdimensions?\b"
    r"|\b(?:wh?ich|what|list\w*|show\w*|name\w*|all|every\w*|anything|any|there|please|both|either|neither|nor|not|but|without|"
    r"only|just|exactly|together|same|time|count\w*|number|many|total|altogether|as well)\b"
    r"|\b(?:deal\w*|dealt|touch\w*|involv\w*|concern\w*|relat\w*|belong\w*|fall|falls|under|carr\w+|appear\w*|stand\w*|link\w*|"
    r"tied|associat\w*|connect\w*|class\w*|count\w*|come|comes|came|from|year|years|date\w*|record\w*|gather\w*|collect\w*|"
    r"present\w*|include\w*|cover\w*|address\w*|cross\w*|combin\w*|at least|at most|more than|since|after|before|between|up|"
    r"took on|about|represent\w*|featur\w*|listed|those|these|where|other|else|in total|overall|towards?|ties|go|goes|together|put|"
    r"to do|has|have|had)\b"
    r"|表\s?[0-9一二]|不管|无论|任何|专门|做过|帮|几座|[一二三四五六]个|全部列出来|列出来|哪[一两二三四五六几]?[年个座些]|[那这]一?年|找出|挑出|找找|查一?下|打了|打|子系统|列一下|有没有|案例|例子|实例|行动|项目|举措|做法|措施|城市|地方|国家|机构|组织|表格|表里|表中|韧性|维度|列出|列举|罗列|给我|所有|全部|一共|总共|多少|几个|几项|三项|两项|哪些|哪几|"
    r"哪个|同时|以及|没有|涉及|关于|有关|相关|对应|属于|标了|标记|打了?勾|勾选|[一两二三几]?[栏列]|收录|收了|按标记看|挂钩|都沾|沾|列入|入选|收入|里面|年份|年度|来自|处理|解决|做了|工作|还有|另外|其他|其它|除了|以外|之外|以后|之后|以来|"
    r"之前|全占|兼具|具备|开始|最多|最少|一下|请|哪|既|又|且|兼|都|只|仅|不|没|有|跟|与|和|标|勾|里|中|年|的|是|被|在|那|这|类|带|算|个|占|全|除|外|共|或者|或|及|把|由|以|为|于|了|吗|呢|会|所|都有|各|分别|其中",
    re.IGNORECASE | re.ASCII,
)
KNOWN = 0.75  # coverage from which a row is about a word of the question


@dataclass(frozen=True, slots=True)
class Topics:
    """What a question says beyond the filter: how many words no row knows, and the rows that are about the others (None: no words)."""

    unknown: int
    rows: frozenset[str] | None


def topics(text: str, grid: Grid, drop: Collection[str], relevance: Relevance) -> Topics:
    """The rows about what is left of a question once the filter and the words that speak of the table are taken out."""
    rest = without_continents(text)
    for word in sorted(drop, key=len, reverse=True):
        pattern = re.escape(word) if has_chinese(word) else rf"\b{re.escape(word[:_STEM])}\w*"
        rest = re.sub(pattern, " ", rest, flags=re.IGNORECASE | re.ASCII)
    apart = [re.sub(r"(?:19|20)\d\d|\d+", " ", _PLAIN.sub(" ", part)) for part in _EITHER.split(rest)]
    each = [told for part in apart if (told := _about(part, grid, relevance)) != Topics(0, None)]
    if len(each) > 1 and all(told.rows and not told.unknown for told in each):
        return Topics(0, frozenset().union(*(told.rows or () for told in each)))
    rest = " ".join(apart)
    return _about(rest, grid, relevance)


def _about(rest: str, grid: Grid, relevance: Relevance) -> Topics:
    """The rows that know all the words that any row knows, and how many words none does."""
    probe = relevance.probe(rest)
    if not probe.terms:
        return Topics(0, None)
    shares = relevance.coverage(probe, [row.text() for row in grid.rows])
    covered = shares >= KNOWN
    for place, term in enumerate(probe.terms):
        literal = [len(term) > 1 and _holds(row, term) for row in grid.rows]
        if any(literal):
            covered[:, place] = literal
    known = covered.any(axis=0)
    if not known.any():
        return Topics(int((~known).sum()), None)
    best = covered[:, known].sum(axis=1)
    return Topics(int((~known).sum()), frozenset(row.key for row, held in zip(grid.rows, best, strict=True) if held == known.sum()))


def _holds(row: GridRow, term: str) -> bool:
    """Whether a row says a word itself: a storm is no typhoon where another row has the typhoon."""
    return term in row.text() if has_chinese(term) else not _stems(row.text()).isdisjoint(words(term))


@lru_cache(maxsize=1024)
def _stems(text: str) -> frozenset[str]:
    """The words of a row, which question after question is held against."""
    return frozenset(words(text))


def dropped(grid: Grid, places: Mapping[str, Collection[str]]) -> list[str]:
    """The words of the filter: heads of the marks and the places, in both languages."""
    heads = [short_head(heads[column]) for heads in grid.columns.values() for column in grid.marks]
    return [*heads, *places, *(name for names in places.values() for name in names if len(name) > 2)]
