"""Answers from the reference list: by number, by author, venue, year or title, its extremes and its length. Pure over a `Shelf`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.bibliography import Entry, described, entries, is_author, surnames
from assistant.candidates import readable_block
from assistant.composition import Composition, Evidence, Line, whole
from assistant.concepts import Concepts
from assistant.decline import with_nearest
from assistant.question import Question
from assistant.relevance import Relevance
from assistant.shelf import Shelf
from assistant.wording import say
from ingest.language import chinese_number, has_chinese, marks, readable, sentences
from ingest.types import Language

MANY = 12  # entries that are shown at most; a wider description describes none

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
_RANKED = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{name})" for name in _ORDINALS) + r"|(?P<digits>\d{1,3})(?:st|nd|rd|th)|(?P<last>last|final))\s+"
    r"(?:reference|source|entry|citation|item|work)(?! of the (?:three|two))\b|(?P<final>最后)一?[条篇个](?:参考)?文献",
    re.IGNORECASE | re.ASCII,
)
_CITED_WHERE = re.compile(
    r"\bwhere\b.{0,30}\bcit|\bcited (?:for|in|by|where)\b|\bused for\b|引用在|在哪.{0,6}引用|用在|依据", re.IGNORECASE | re.ASCII
)


def by_number(question: Question, shelf: Shelf) -> Composition | None:
    """The entries that a question calls by their numbers or places in the list, or that there is no such entry."""
    known = shelf.numbers("reference")
    wanted = question.references or _ranked(question.text, known)
    if not wanted or not known:
        return None
    language = question.language
    lines: list[Line] = []
    for number in wanted:
        if number not in known:
            near = shelf.at(f"reference {known[-1]}", language)[0]
            text = say("reference_none", language, number=number, last=known[-1])
            return with_nearest(text, question, (whole(near),), (readable_block(near),))
        entry = next(entry for entry in entries(shelf) if entry.number == number)
        lines.append(entry_line(entry, language, "sentence"))
        asked_for = question.has("where", "why") or _CITED_WHERE.search(question.text) or re.search(r"cited|引用", question.text)
        lines += _cited_by(number, shelf, language) if asked_for else []
    return Composition(tuple(lines), 1.0, exact=True)


def _ranked(text: str, known: Sequence[int]) -> tuple[int, ...]:
    found = _RANKED.search(text)
    if not found or not known:
        return ()
    if found["last"] or found["final"]:
        return (known[-1],)
    if found["digits"]:
        return (int(found["digits"]),)
    return (next(place for place, name in enumerate(_ORDINALS, 1) if found[name]),)


def entry_line(entry: Entry, language: Language, style: str = "item") -> Line:
    """An entry with its number; in Chinese its parts are told apart in Chinese, since names and titles stay as they are printed."""
    if language == "en" or entry.year is None:
        text = say("reference_entry", language, number=entry.number, entry=readable_block(entry.passage))
    else:
        key = "reference_parts" if entry.venue else "reference_parts_bare"
        text = say(key, language, number=entry.number, authors=entry.authors, year=entry.year, title=entry.title, venue=entry.venue)
    return Line(text, (whole(entry.passage),), "item" if style == "item" else "sentence")


def _shown(chosen: Sequence[Entry], language: Language, lead: Line | None = None) -> Composition:
    style = "item" if len(chosen) > 1 or lead else "sentence"
    lines = [entry_line(entry, language, style) for entry in sorted(chosen, key=lambda entry: entry.number)]
    return Composition((lead, *lines) if lead else tuple(lines), 1.0, exact=True)


# ---------------------------------------------------------------- entries described

_LISTED = re.compile(
    r"\bcit(?:e|es|ed|ing|ations?)\b|\breferences?\b|\bbibliograph\w*|\bsources? (?:list|cited)|\breference list\b|\b(?:which|what) number\b.{0,40}\blist\b|\b(?:full|complete|bibliographic(?:al)?)\s+(?:entry|citation|details|record)\b|完整的?(?:条目|著录|引文)|\bin the (?:reference )?list\b|引用|引文|参考文献|文献|参考书目",
    re.IGNORECASE | re.ASCII,
)
_FIELD = re.compile(  # what is asked of a work: its makers, where and when it came out, what it is called; or which work it is
    r"\bwho\b.{0,40}\b(?:wrote|authored|published|edited|penned|behind|co-?wrote|is responsible)\b|\bwritten by\b|\bauthors? (?:of|behind)\b"
    r"|\b(?:which|what) journals?\b|\bpublish(?:ed|er|ers|ing)\b"
    r"|\b(?:which|what|any|is there|are there|list|name)\b.{0,24}\b(?:books?|articles?|papers?|works?|publications?|studies|study|handbooks?|reports?)\b"
    r"|谁(?:写|编|撰)|(?:文献|文章|论文|著作|专著|书|报告)的?(?:第[一二三]|通讯)?作者|作者(?:和|及|、)(?:标题|题目|题名)|哪[一几]?[篇本部条]|(?:哪些|什么)(?:文章|著作|文献|论文|书|报告|年报)"
    r"|哪[个本家一].{0,2}(?:期刊|杂志|刊物|出版社)|有.{0,14}的?(?:书|文章|著作|论文)吗",
    re.IGNORECASE | re.ASCII,
)
_PART = re.compile(
    r"\btitles?\b|\bcalled\b|\bwhen\b|\bwhich year\b|\bpublisher\b|\bjournal\b|\bpaper|\bbook\b|\barticle\b|题目|标题|哪年|何时",
    re.IGNORECASE | re.ASCII,
)
_CONTENT = re.compile(  # what a work says is asked of its text, not of the list
    r"\b(?:says?|said|states?|reports? that|describes?|mentions?|claims?|argues?|finds?|found|reveals?|tells?|according to|recommends?|"
    r"launched|adopted|contains?|presents?)\b|说了?什么|讲了?什么|指出|提到|认为|根据|显示|介绍|内容|收录|发布了什么",
    re.IGNORECASE | re.ASCII,
)
_OTHER = r"(?! (?:on|about|by|of|titled|called|that|which|dealing|concerning|named|cited|in which)\b)"  # "the paper on …" is another one
_THIS = re.compile(
    r"\b(?:this|the present) (?:paper|article|study|research|review|work)\b|\bthe (?:paper|article|study)(?:'s)? (?:itself|authors?)\b"
    rf"|\b(?:does|do|did|can|has|in|from|is|of|wrote|authored) the (?:paper|article|study|review)\b{_OTHER}"
    r"|这篇|本文|该文|本研究|这项研究|(?:文章|论文)的?作者",
    re.IGNORECASE | re.ASCII,
)


def by_author(question: Question, shelf: Shelf) -> bool:
    """Whether a question names an author, of the list by surname or in an author's place."""
    return _BY.search(question.text) is not None or any(
        is_author(word, entry.authors) for word in surnames(question.text) for entry in entries(shelf)
    )


def works_cited(question: Question, shelf: Shelf, concepts: Concepts, relevance: Relevance) -> Composition | None:
    """The entries of the reference list that a question describes by author, venue, body, year or title; None when it describes none."""
    text = question.text
    asks_for_work = _FIELD.search(text) is not None or (_PART.search(text) is not None and by_author(question, shelf))
    in_list = _LISTED.search(text) is not None
    if question.references or question.figures or not (asks_for_work or in_list) or (_CONTENT.search(text) and not in_list):
        return None
    if _THIS.search(text) and not in_list and not _BY.search(text):
        return None
    listed = entries(shelf)
    chosen = described(text, question.years, listed, concepts, relevance)
    if chosen and len(chosen) <= MANY:
        cited = _cited_lines(chosen, question, shelf)
        return _counted(question, chosen, described_years=False) or _with(_shown(chosen, question.language), cited)
    return _nobody(question, listed, concepts) if not chosen and (in_list or asks_for_work) else None


def _with(shown: Composition, lines: Sequence[Line]) -> Composition:
    return Composition((*shown.lines, *lines), shown.confidence, exact=True)


def _cited_lines(chosen: Sequence[Entry], question: Question, shelf: Shelf) -> list[Line]:
    """Where the article cites the entries, for a question for that."""
    if len(chosen) > 2 or not _CITED_WHERE.search(question.text):
        return []
    return [line for entry in chosen for line in _cited_by(entry.number, shelf, question.language)]


_BY = re.compile(  # where an author's name stands in a question for works
    r"\b(?:works?|papers?|articles?|books?|stud(?:y|ies)|publications?|anything|something|references?|pieces?) (?:written |authored |published )?by "
    r"(?P<by>[A-Z][a-zß-ÿ-]+)|(?P<of>[A-Z][a-zß-ÿ-]+)['’]s (?:\w+ ){0,2}?(?:works?|papers?|articles?|books?|stud(?:y|ies)|publications?)\b"
    r"|(?P<zh>[A-Z][a-zß-ÿ-]+)\s*(?:等人?)?\s*(?:的|那|写|所著)",
    re.ASCII,
)


def _nobody(question: Question, listed: Sequence[Entry], concepts: Concepts) -> Composition | None:
    """That the list has no work by the author whom the question names."""
    found = _BY.search(question.text)
    if not found or not listed:
        return None
    name = next(group for group in found.groups() if group)
    known = " ".join(readable_block(entry.passage) for entry in listed)
    if name not in surnames(question.text) or re.search(rf"\b{re.escape(name)}\b", known, re.IGNORECASE) or concepts.find(name):
        return None
    text = say("reference_nobody", question.language, name=name)
    return Composition((Line(text),), 1.0, abstained=True, exact=True, nearest=(whole(listed[-1].passage),))


def _cited_by(number: int, shelf: Shelf, language: Language) -> list[Line]:
    """The sentences whose marks cite the reference."""
    found = []
    for (_, of), passages in shelf.passages.items():
        for passage in passages if of == language else ():
            if number not in passage.references or passage.kind == "row":
                continue
            for start, end in sentences(passage.text, passage.language):
                if number in marks(passage.text[start:end]):
                    found.append(Line(readable(passage.text[start:end]), (Evidence(passage, start, end),), "item"))
    return found[:2]


# ---------------------------------------------------------------- the list as a whole

_HOW_MANY = re.compile(
    r"\bhow many (?:\w+ )?(?:references|sources|works|publications|entries|titles|articles|papers|books|reports)\b|\bnumber of (?:references|sources|works|entries)\b"
    r"|\bhow long is the (?:reference list|bibliography)"
    r"|多少[条篇部项个本]?(?:参考)?(?:文献|著作|文章|论文|书)|(?:参考)?文献.{0,6}(?:共|总共|一共)?(?:有|列)?(?:了)?(?:多少|几[条篇])|几[条篇部本](?:参考)?(?:文献|著作|文章|论文|书)",
    re.IGNORECASE,
)
_OF_LIST = re.compile(
    r"\bin the (?:reference )?list\b|\breferences?\b|\bbibliograph\w*|\bcited\b|\bcite[sd]?\b|\bsources? (?:are )?(?:cited|listed)\b|文献|引用|参考书目",
    re.IGNORECASE | re.ASCII,
)
_EXTREME = re.compile(
    r"\b(?P<old>oldest|earliest|first[- ]published)\b|\b(?P<new>newest|latest|most recent|youngest)\b|(?P<old_zh>最早|最老|最旧|年代最久)|(?P<new_zh>最新|最近|最晚)",
    re.IGNORECASE | re.ASCII,
)
_WORKS = re.compile(
    r"\b(?:references?|sources?|works?|publications?|cited|bibliography|entry|entries)\b|文献|著作", re.IGNORECASE | re.ASCII
)


def _counted(question: Question, chosen: Sequence[Entry], *, described_years: bool) -> Composition | None:
    """How many entries fit, and which, for a question for the number."""
    if not _HOW_MANY.search(question.text) or len(chosen) > MANY:
        return None
    if question.years and not described_years:
        return None
    head = Line(say("references_fit", question.language, count=len(chosen)), (), "head")
    return _shown(chosen, question.language, head)


def of_year(question: Question, shelf: Shelf, concepts: Concepts) -> Composition | None:
    """The entries that came out in the years of a question that describes them by nothing else, or their number."""
    if not question.years or question.references or not _OF_LIST.search(question.text) or not question.has("list", "count"):
        return None
    if concepts.find(question.text) or surnames(re.sub(r"^\w+", "", question.text)):
        return None
    chosen = [entry for entry in entries(shelf) if entry.year in question.years]
    if not chosen:
        known = sorted({entry.year for entry in entries(shelf) if entry.year})
        if not known:
            return None
        text = say("reference_year_none", question.language, year=question.years[0], first=known[0], last=known[-1])
        return Composition((Line(text),), 1.0, abstained=True, exact=True, nearest=(whole(entries(shelf)[0].passage),))
    return _counted(question, chosen, described_years=True) or _shown(chosen, question.language)


def extreme(question: Question, shelf: Shelf) -> Composition | None:
    """The oldest or the newest entries of the list."""
    found = _EXTREME.search(question.text)
    if not found or not _WORKS.search(question.text) or not _OF_LIST.search(question.text) or question.years:
        return None
    dated = [entry for entry in entries(shelf) if entry.year is not None]
    if not dated:
        return None
    years = [entry.year or 0 for entry in dated]
    meant = min(years) if found["old"] or found["old_zh"] else max(years)
    return _shown([entry for entry in dated if entry.year == meant], question.language)


def how_many(question: Question, shelf: Shelf) -> Composition | None:
    """The length of the reference list, for a question for that."""
    known = shelf.numbers("reference")
    if not known or not _HOW_MANY.search(question.text) or not _OF_LIST.search(question.text) or question.years:
        return None
    if surnames(re.sub(r"^\w+", "", question.text)) and re.search(r"\b(?:by|of) [A-Z]", question.text):
        return None
    last = shelf.at(f"reference {known[-1]}", question.language)[0]
    return Composition((Line(say("references_all", question.language, count=len(known)), (whole(last),)),), 1.0, exact=True)


def number_in(text: str) -> int | None:
    """A bare number that a follow-up calls an entry by ("number 14", 第14条)."""
    found = re.search(r"(?:\bnumber|\bno\.?|#|第)\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\b", text, re.IGNORECASE)
    if not found:
        return None
    return chinese_number(found.group(1)) if has_chinese(found.group(1)) else int(found.group(1))
