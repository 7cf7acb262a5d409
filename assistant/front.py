"""Answers from the front matter: who made the article, where they work, how they are reached, who paid. Pure over a `Shelf`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import people
from assistant.candidates import readable_block
from assistant.composition import Composition, Evidence, Line, whole
from assistant.cues import ASKING_EN
from assistant.decline import with_nearest
from assistant.people import Author
from assistant.question import Question
from assistant.shelf import Shelf
from assistant.wording import enumerate_words, say
from ingest.catalogue import ARTICLE, work
from ingest.language import chinese_number
from ingest.types import Language

_FRONT = ("front_editors", "front_fund", "front_correspondence", "front_affiliations", "front_authors")
_ABOUT_PAPER = re.compile(
    r"\b(?:paper|article|study|review|research|grants?|fund|authors?|corresponding|wrote|e-?mail|affiliat\w+|edited|editors?|translat\w+)\b|论文|"
    r"文章|本文|这篇|作者|通讯|邮箱|编辑|翻译|译者|基金|研究|课题|综述|\bfunded project\b",
    re.IGNORECASE | re.ASCII,
)

_CITED = re.compile(r"\bcit(?:ed|es?|ing|ations?)\b|\breferences?\b|\bbibliograph\w*|引用|参考文献|引文", re.IGNORECASE | re.ASCII)


def matter(question: Question, shelf: Shelf) -> Composition | None:
    """Authors, affiliations, contact, fund, editors: who made this paper and how they are reached."""
    wanted = [name for name in _FRONT if question.has(name)]
    if not wanted or not _ABOUT_PAPER.search(question.text) or question.years or question.references:
        return None
    if _CITED.search(question.text):
        return None
    if "front_authors" in wanted and _STATED_AUTHORS.search(question.text) and not _beside(question.text):
        found = _how_many_authors(question, shelf)
        stated = _STATED_AUTHORS.search(question.text)
        wrong = found is not None and stated is not None and _said_number(stated) != len(people.authors(shelf, question.language))
        return replace(found, abstained=True) if found and wrong else found
    if wanted == ["front_authors"] and (not _asks_for_authors(question.text) or _beside(question.text)):
        return None
    if wanted == ["front_authors"] and question.has("count"):
        return _how_many_authors(question, shelf)
    wanted = _narrowed(wanted, question.text)
    if "front_correspondence" in wanted and (other := _not_to_be_reached(question, shelf)):
        return other
    places = [name.replace("front_", "front ") for name in wanted]
    lines = []
    for place in places:
        for passage in shelf.at(place, question.language)[:1]:
            lines.append(Line(readable_block(passage), (whole(passage),), "sentence" if len(places) == 1 else "item"))
        if (
            place == "front correspondence"
            and "front authors" not in places
            and (not _ADDRESS.search(question.text) or _ASKS_NAME.search(question.text))
        ):
            lines[:0] = _corresponding(shelf, question)
    return Composition(tuple(lines), 1.0, exact=True) if lines else None


_STATED_AUTHORS = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+(?:co-?)?authors\b|(?:作者[^，。]{0,4})?([两二三四五六七八九十\d]{1,2})\s*[位名个](?:作者|$|[，。？?])",
    re.IGNORECASE,
)
_NUMBERS = dict(zip(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], range(2, 11), strict=True))


def _said_number(found: re.Match[str]) -> int | None:
    said = (found.group(1) or found.group(2)).lower()
    return int(said) if said.isdigit() else _NUMBERS.get(said) or (2 if said == "两" else chinese_number(said))


_SAID_OF_AUTHORS = re.compile(  # the words of a question for the authors themselves
    r"(?:co-?)?authors?|writers?|wrote|written|write|paper|article|study|review|research|publication|people|persons?|researchers|scholars|names?|list|"
    r"full|order|involved|contributed|contributors|collaborat\w*|corresponding|journal|piece",
    re.IGNORECASE,
)
_SAID_OF_AUTHORS_ZH = re.compile(
    r"作者|论文|文章|本文|研究|综述|撰写|执笔|写的?|署名|名单|姓名|名字|叫什么|几位|几个|多少|位|人|共同|全部|所有|都有|列出|哪些|谁|第[一二三四五六]|通讯|合著|是|的|有|这篇|该文|由|和|与|共|吗|呢|请问|都|了|哪|几|对|[两二三四五六七八九十]|没错|对不对|？|\\?"
)
BESIDE_HOUSES = 4  # the same where an institution, a town or a country is named
BESIDE = 1  # words beside those that a question for the authors may hold


def _beside(text: str, most: int = BESIDE) -> bool:
    """Whether a question says more than one asks who the authors are: they are then those who said something, not what is asked for."""
    latin = [word for word in re.findall(r"[A-Za-z]{3,}", text) if word.lower() not in ASKING_EN and not _SAID_OF_AUTHORS.fullmatch(word)]
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]+", _SAID_OF_AUTHORS_ZH.sub(" ", text)))
    return len(latin) + len(chinese) / 2 > most


def _how_many_authors(question: Question, shelf: Shelf, only: Sequence[Author] | None = None) -> Composition | None:
    """The number of the article's authors, or of those of them who are meant, with their names."""
    language = question.language
    listed = people.authors(shelf, language)
    meant = listed if only is None else only
    if not listed:
        return None
    names = enumerate_words([author.name for author in meant], language)
    if len(meant) == len(listed):
        first, last = listed[0].evidence, listed[-1].evidence
        spans: tuple[Evidence, ...] = (Evidence(first.passage, first.start, last.end),)
        text = say("authors_count", language, count=len(meant), names=names)
    else:
        spans = tuple(dict.fromkeys(span for author in meant for span in (author.evidence, *(house.evidence for house in author.houses))))
        text = say("authors_some", language, count=len(meant), total=len(listed), names=names)
    return Composition((Line(text, spans),), 1.0, exact=True)


_ADDRESS = re.compile(r"\be-?mail\b|\baddress\b|\bpost\w*|邮箱|邮件|地址|邮编", re.IGNORECASE | re.ASCII)
_ASKS_NAME = re.compile(r"\bwhom?\b|\bwhich (?:of the )?authors?\b|\bnames?\b|谁|哪[位个名]|叫什么|姓名", re.IGNORECASE | re.ASCII)
_ASKS_WHERE = re.compile(
    r"\bwhere\b|\baffiliat\w+|\buniversit\w+|\binstitut\w+|\b(?:school|faculty|department|lab\w*|employer)\b|\bwork(?:s|ing)?\b(?! (?:by|of|cited|in))|\bbased\b|\bfrom\b|\bbelong\w*|\bat\b"
    r"|单位|大学|学院|学校|院校|机构|实验室|任职|工作|就职|供职|来自|属于|所在|在哪|哪里",
    re.IGNORECASE | re.ASCII,
)
_ASKS_WHO = re.compile(
    r"\bwho\b|\bwhich\b|\bname\b|\blist\b|\bwhat\b|\bhow many\b|\bany\b|\bdo\b|\bdoes\b|哪[些位个几一二两三四五]|谁|几[位个名]|多少|有|吗|名单|分别",
    re.IGNORECASE | re.ASCII,
)
_OF_AUTHORS = re.compile(r"\b(?:co-?)?authors?\b|\bwriters?\b|\bwrote\b|\bwritten by\b|作者|撰写", re.IGNORECASE | re.ASCII)


def _corresponding(shelf: Shelf, question: Question) -> list[Line]:
    """The author with the star: the one to write to."""
    return [Line(author.name, (author.evidence,)) for author in people.authors(shelf, question.language) if author.corresponding]


def _not_to_be_reached(question: Question, shelf: Shelf) -> Composition | None:
    """The address of an author who has none here: whose there is, is said."""
    language = question.language
    named = people.called(question.text, people.authors(shelf, language))
    reached = _corresponding(shelf, question)
    found = shelf.at("front correspondence", language)[:1]
    if not named or not reached or not found or any(author.corresponding for author in named):
        return None
    text = say("contact_other", language, names=enumerate_words([author.name for author in named], language), name=reached[0].text)
    return with_nearest(text, question, (whole(found[0]),), (readable_block(found[0]),))


def _who_is_where(question: Question, shelf: Shelf) -> Composition | None:
    """Which author belongs to which institution, how many do, or who has a place in the list, when the question names one of these."""
    text, language = question.text, question.language
    listed = people.authors(shelf, language)
    named = people.called(text, listed)
    ranked = people.ranked(text, listed) if _OF_AUTHORS.search(text) or "通讯" in text or named else None
    if ranked == () and not named:
        return _no_such_author(question, shelf, listed)
    chosen = named or ranked or ()
    if chosen and (_ASKS_WHERE.search(text) or (named and question.has("who", "confirm"))):
        return _working(chosen, question)
    if chosen and not named:
        return Composition(tuple(Line(author.name, (author.evidence,)) for author in chosen), 1.0, exact=True)
    housed = people.housed(text, listed)
    if not housed or not _OF_AUTHORS.search(text) or not _ASKS_WHO.search(text) or _beside(_without_houses(text, housed), BESIDE_HOUSES):
        return None
    if _ELSEWHERE.search(text):
        housed = tuple(author for author in listed if author not in housed)
    if question.has("count"):
        return _how_many_authors(question, shelf, housed)
    return _working(housed, question) if len(housed) < len(listed) or len(listed) < 3 else None


def _without_houses(text: str, housed: Sequence[Author]) -> str:
    """The question without the words of the institutions, towns and countries it names, and those of working there."""
    names = " ".join(name for author in housed for house in author.houses for name in house.names)
    plain = re.sub(
        "|".join(map(re.escape, sorted(set(re.findall(r"[A-Za-z]{3,}|[\u4e00-\u9fff]{2}", names)), key=len, reverse=True))),
        " ",
        text,
        flags=re.I,
    )
    return _ASKS_WHERE.sub(" ", _ELSEWHERE.sub(" ", plain))


_ELSEWHERE = re.compile(
    r"\boutside\b|\bnot (?:\w+ )?(?:from|in|at)\b|\bother than\b|\bbesides\b|以外|之外|不在|不是", re.IGNORECASE | re.ASCII
)


def _no_such_author(question: Question, shelf: Shelf, listed: Sequence[Author]) -> Composition | None:
    """An author beyond the last: the premise is put right."""
    found = _how_many_authors(question, shelf)
    return replace(found, abstained=True, nearest=(listed[0].evidence,)) if found else None


def _working(chosen: Sequence[Author], question: Question) -> Composition:
    lines = []
    for author in chosen:
        where = say("also", question.language).join(house.names[0] for house in author.houses)
        spans = (author.evidence, *(house.evidence for house in author.houses))
        lines.append(Line(say("works_at", question.language, author=author.name, where=where) if where else author.name, spans))
    return Composition(tuple(lines), 1.0, exact=True)


def _asks_for_authors(text: str) -> bool:
    return (
        re.search(
            r"\bwho\b|\bauthors\??$|\bname|\bhow many (?:authors|people|persons|researchers|scholars|writers)|\blist\b|\bfirst author|\bcorresponding"
            r"|谁|哪些作者|几位|几个|多少|几名|作者是|作者有|作者都|第一作者|撰写",
            text,
            re.IGNORECASE | re.ASCII,
        )
        is not None
    )


def affiliated(question: Question, shelf: Shelf) -> Composition | None:
    """Who of the authors works where, and who has which place in the list."""
    if question.years or question.references or question.has("case", "subsystem") or _CITED.search(question.text):
        return None
    if question.has("front_correspondence") and (_ADDRESS.search(question.text) or not _ASKS_WHERE.search(question.text)):
        return None
    return _who_is_where(question, shelf)


def interests(question: Question, shelf: Shelf) -> Composition | None:
    """The declaration of competing interests."""
    found = shelf.at("front interests", question.language)
    if not found or not re.search(
        r"(?:competing|conflicts? of|conflicting) interests?|\bdeclarations? of interests?\b|\binterests? (?:statement|declaration)s?\b|利益冲突|利益竞争|竞争利益",
        question.text,
        re.IGNORECASE,
    ):
        return None
    text = readable_block(found[0])
    if found[0].language != question.language and _NO_INTERESTS.search(text):
        text = say("no_interests", question.language)
    return Composition((Line(text, (whole(found[0]),)),), 1.0, exact=True)


_NO_INTERESTS = re.compile(r"\bno (?:known )?(?:competing|conflicts?|conflicting)\b|没有利益|无利益", re.IGNORECASE)
_PAPER = r"(?:paper|article|study|review|work|publication)"
_TITLE = re.compile(
    rf"\btitles?\b.{{0,20}}\b{_PAPER}\b|\b(?:this|the) {_PAPER}(?:'s)? (?:title|called|named|entitled)\b|\b(?:is|was) (?:this|the) {_PAPER} (?:called|titled|entitled|named)\b"
    r"|(?:文章|论文|本文|paper|article)的?.{0,6}(?:题目|标题|题名|篇名|叫什么|名称)",
    re.IGNORECASE | re.ASCII,
)
_IDENTIFIER = re.compile(
    rf"\bDOI\b.{{0,30}}\b(?:this|the) {_PAPER}\b|\b(?:this|the) {_PAPER}(?:'s)?\b.{{0,12}}\bDOI\b|(?:这篇|本|该)?(?:文章|论文|文|paper|article)的?\s*DOI|^(?:what(?:'s| is) the )?DOI\W*$",
    re.IGNORECASE | re.ASCII,
)
_PRINTED = re.compile(
    rf"\b(?:which|what) (?:journal|publisher|periodical|magazine|year)\b.{{0,30}}\b(?:this|the) {_PAPER}\b|\b(?:this|the) {_PAPER}\b.{{0,20}}\b(?:published|printed|appear\w*|come out)\b"
    rf"|\b(?:which|what) journal (?:is|was) (?:this|it)\b|\bjournal of (?:this|the) {_PAPER}\b|(?:这篇|本|该)(?:文章|论文|文).{{0,8}}(?:哪[个本家]|什么|何)?.{{0,4}}(?:期刊|杂志|刊物|出版社|发表|出版)"
    r"|^(?:文章|论文|paper|article)(?:是|在|由)?.{0,6}(?:哪[个本家年]|什么|何时).{0,6}(?:期刊|杂志|刊物|出版|发表)",
    re.IGNORECASE | re.ASCII,
)


def imprint(question: Question, shelf: Shelf) -> Composition | None:
    """The article's title, and where and when it was published by the catalogue of works."""
    found = shelf.at("front title", question.language)
    known = work(ARTICLE)
    if not found or question.references or question.years or _CITED.search(question.text):
        return None
    if _TITLE.search(question.text):
        named: dict[Language, str] = {"en": r"英文|英语|\bEnglish\b", "zh": r"中文|\bChinese\b"}
        asked = next((language for language, words in named.items() if re.search(words, question.text)), None)
        found = shelf.at("front title", asked) if asked else found
        return Composition((Line(readable_block(found[0]), (whole(found[0]),)),), 1.0, exact=True)
    if known and (known.identifier or "").startswith("10.") and _IDENTIFIER.search(question.text):
        title = known.title_zh or known.title if question.language == "zh" else known.title
        text = say("identified", question.language, title=title, identifier=known.identifier)
        return Composition((Line(text, (whole(found[0]),)),), 1.0, exact=True)
    if known is None or not _PRINTED.search(question.text):
        return None
    title = known.title_zh or known.title if question.language == "zh" else known.title
    text = say("printed_in", question.language, title=title, publisher=known.publisher, year=known.year)
    return Composition((Line(text, (whole(found[0]),)),), 1.0, exact=True)


def _narrowed(wanted: Sequence[str], text: str) -> list[str]:
    """A question for the authors' e-mail or universities wants those, not the names."""
    rest = [name for name in wanted if name != "front_authors"]
    if "front_correspondence" in rest and re.search(r"\bcorrespond\w+|通讯", text, re.IGNORECASE):
        return rest
    both = re.search(r"\bwho (?:are|is)\b.*\band\b|谁.*[，,和]", text, re.IGNORECASE | re.ASCII)
    return list(wanted) if not rest or both else rest
