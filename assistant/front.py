"""Answers from the front matter: who made the article, where they work, how they are reached, who paid. Pure over a `Shelf`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.candidates import readable_block
from assistant.composition import Composition, Evidence, Line, whole
from assistant.question import Question
from assistant.shelf import Shelf
from assistant.wording import enumerate_words, say
from ingest.language import has_chinese
from ingest.types import Passage

_FRONT = ("front_editors", "front_fund", "front_correspondence", "front_affiliations", "front_authors")
_ABOUT_PAPER = re.compile(
    r"\b(?:paper|article|study|review|research|authors?|corresponding|wrote|e-?mail|affiliat\w+|edited|editors?|translat\w+)\b|论文|"
    r"文章|本文|这篇|作者|通讯|邮箱|编辑|翻译|译者|基金|研究|课题|综述|\bfunded project\b",
    re.IGNORECASE | re.ASCII,
)


def matter(question: Question, shelf: Shelf) -> Composition | None:
    """Authors, affiliations, contact, fund, editors: who made this paper and how they are reached."""
    wanted = [name for name in _FRONT if question.has(name)]
    if not wanted or not _ABOUT_PAPER.search(question.text) or question.years or question.references:
        return None
    if re.search(r"\bcit(?:ed|es?|ing)\b|\breferences?\b|引用|参考文献", question.text, re.IGNORECASE | re.ASCII):
        return None
    if wanted == ["front_authors"] and not _asks_for_authors(question.text):
        return None
    if wanted == ["front_authors"] and question.has("count"):
        return _how_many_authors(question, shelf)
    wanted = _narrowed(wanted, question.text)
    places = [name.replace("front_", "front ") for name in wanted]
    lines = []
    for place in places:
        for passage in shelf.at(place, question.language)[:1]:
            lines.append(Line(readable_block(passage), (whole(passage),), "sentence" if len(places) == 1 else "item"))
        if place == "front correspondence" and "front authors" not in places and not _ADDRESS.search(question.text):
            lines[:0] = _corresponding(shelf.at("front authors", question.language))
    return Composition(tuple(lines), 1.0, exact=True) if lines else None


def _how_many_authors(question: Question, shelf: Shelf) -> Composition | None:
    """The number of the article's authors, with their names."""
    found = shelf.at("front authors", question.language)
    names = list(_AUTHOR.finditer(found[0].text)) if found else []
    if not names:
        return None
    listed = enumerate_words([name.group(1) for name in names], question.language)
    text = say("authors_count", question.language, count=len(names), names=listed)
    return Composition((Line(text, (Evidence(found[0], names[0].start(), names[-1].end()),)),), 1.0, exact=True)


_AUTHOR = re.compile(r"([A-ZÀ-Þ][\w-]*(?: [A-ZÀ-Þ][\w-]*)+|[\u4e00-\u9fff·]{2,})\s*(?:\^\{([\d,，*]+)\}|([¹²³⁴⁵⁶⁷⁸⁹]))")
_HOUSE = re.compile(r"(?:^|\n)\s*-?\s*([¹²³⁴⁵⁶⁷⁸⁹]|\d)\s+(.+)")
_ADDRESS = re.compile(r"\be-?mail\b|\baddress\b|\bpost\w*|邮箱|邮件|地址|邮编", re.IGNORECASE | re.ASCII)
_MARKED_AUTHOR = re.compile(r"([A-ZÀ-Þ][\w-]*(?: [A-ZÀ-Þ][\w-]*)+|[\u4e00-\u9fff·]{2,})\s*\^\{[^}]*\*[^}]*\}")


def _corresponding(authors: Sequence[Passage]) -> list[Line]:
    """The author with the star: the one to write to."""
    found = _MARKED_AUTHOR.search(authors[0].text) if authors else None
    return [Line(found.group(1), (Evidence(authors[0], found.start(1), found.end(1)),))] if found else []


_NTH = {
    "first": 0,
    "second": 1,
    "third": 2,
    "fourth": 3,
    "fifth": 4,
    "last": -1,
    "一": 0,
    "二": 1,
    "三": 2,
    "四": 3,
    "五": 4,
    "corresponding": 0,
    "通讯": 0,
}
_NTH_AUTHOR = re.compile(
    r"\b(first|second|third|fourth|fifth|last|corresponding) author|第([一二三四五])作者|(通讯)作者", re.IGNORECASE | re.ASCII
)


def _nth_author(text: str, count: int) -> int | None:
    """The place of the author that a question calls by rank, None where it calls none."""
    found = _NTH_AUTHOR.search(text)
    place = _NTH[next(group for group in found.groups() if group).lower()] if found else None
    return None if place is None else place % count


_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")


def _who_is_where(question: Question, shelf: Shelf) -> Composition | None:
    """Which author belongs to which institution, when the question names one of the two."""
    language = question.language
    names, houses = shelf.at("front authors", language), shelf.at("front affiliations", language)
    if not names or not houses:
        return None
    numbered = {number.translate(_RAISED): found for found in _HOUSE.finditer(houses[0].text) for number in (found.group(1),)}
    lines = []
    authors = list(_AUTHOR.finditer(names[0].text))
    ranked = _nth_author(question.text, len(authors)) if authors and question.has("front_affiliations", "where") else None
    for place, author in enumerate(authors):
        own = [numbered[n] for n in re.findall(r"\d", (author.group(2) or author.group(3) or "").translate(_RAISED)) if n in numbered]
        if place == ranked or any(_asks_for(question.text, author.group(1), house.group(2)) for house in own):
            spans = (Evidence(names[0], author.start(1), author.end()), *(Evidence(houses[0], house.start(), house.end()) for house in own))
            where = say("also", language).join(house.group(2).strip() for house in own)
            lines.append(Line(say("works_at", language, author=author.group(1), where=where), tuple(_trimmed(span) for span in spans)))
    return Composition(tuple(lines), 1.0, exact=True) if 0 < len(lines) < 5 else None


def _trimmed(span: Evidence) -> Evidence:
    text = span.quote
    return Evidence(span.passage, span.start + len(text) - len(text.lstrip()), span.end - len(text) + len(text.rstrip()))


def _asks_for(text: str, author: str, house: str) -> bool:
    """Whether a question names the author (by surname or whole) or the place and house of an affiliation."""
    plain = text.lower()
    parts = [part for part in author.lower().replace("·", " ").split() if len(part) > 3 or has_chinese(part)]
    if any(part in plain for part in parts) or author.lower() in plain:
        return True
    words = (
        re.findall(r"[A-Z][a-z]{4,}", house)
        if not has_chinese(house)
        else re.findall(r"湖南大学|[\u4e00-\u9fff]{2,}?大学|魏玛|慕尼黑|长沙", house)
    )
    rare = [
        word
        for word in words
        if word.lower()
        not in ("school", "faculty", "university", "architecture", "urbanism", "planning", "technical", "management", "germany", "china")
    ]
    return any(word in text if not has_chinese(word) else word in plain for word in rare)


def _asks_for_authors(text: str) -> bool:
    return (
        re.search(
            r"\bwho\b|\bauthors\??$|\bname|\bhow many authors|\blist\b|\bfirst author|\bcorresponding"
            r"|谁|哪些作者|几位作者|作者是|作者有|作者都|第一作者|撰写",
            text,
            re.IGNORECASE | re.ASCII,
        )
        is not None
    )


def affiliated(question: Question, shelf: Shelf) -> Composition | None:
    if not re.search(
        r"\bauthors?\b|\bwhich of them\b|\bwh(?:ich|at) (?:university|institut\w+|school|department)\b"
        r"|哪所|哪家|哪个(?:单位|学校|大学|学院|机构)|\bwho\b|\bwhere does\b|\bwork(?:s|ing)?\b|哪位|谁|作者|在哪|任职|单位",
        question.text,
        re.IGNORECASE | re.ASCII,
    ):
        return None
    if not question.has("front_affiliations", "where", "who", "list", "front_authors") or question.years or question.has("cited", "case"):
        return None
    if question.has("front_correspondence") and _ADDRESS.search(question.text):
        return None
    return _who_is_where(question, shelf)


def interests(question: Question, shelf: Shelf) -> Composition | None:
    """The declaration of competing interests."""
    found = shelf.at("front interests", question.language)
    if not found or not re.search(
        r"(?:competing|conflicts? of|conflicting) interests?|利益冲突|利益竞争|竞争利益", question.text, re.IGNORECASE
    ):
        return None
    return Composition((Line(readable_block(found[0]), (whole(found[0]),)),), 1.0, exact=True)


def _narrowed(wanted: Sequence[str], text: str) -> list[str]:
    """A question for the authors' e-mail or universities wants those, not the names."""
    rest = [name for name in wanted if name != "front_authors"]
    both = re.search(r"\bwho (?:are|is)\b.*\band\b|谁.*[，,和]", text, re.IGNORECASE | re.ASCII)
    return list(wanted) if not rest or both else rest
