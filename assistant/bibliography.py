"""The reference list as data: each entry's authors, year, title and venue, and which entries a question describes. Pure over passages.

An entry is described by its authors, its venue or publisher, the body that wrote it, its year, or the words of its title, in either language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.candidates import readable_block
from assistant.concepts import Concepts
from assistant.relevance import Relevance
from assistant.shelf import Shelf
from ingest.language import has_chinese
from ingest.types import Passage

_ENTRY = re.compile(r"(?P<authors>.+?)\.?\s*(?:\(Eds?\.\)\.?\s*)?\((?P<year>(?:19|20)\d\d)\)\.\s*(?P<rest>.+)$", re.DOTALL)
_TITLE_END = re.compile(r"[.?]\.?\s+(?=[A-Z])")
_EMPHASISED = re.compile(r"\(\d{4}\)\.\s*\*([^*]+)\*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the list; `venue` is the journal with its volume, the book it is in, or the publisher, "" where none is printed."""

    number: int
    passage: Passage
    authors: str
    year: int | None
    title: str
    venue: str

    @property
    def journal(self) -> str:
        """The venue without volume, issue and pages."""
        return self.venue.split(",", 1)[0].strip(" .")


@lru_cache(maxsize=2048)
def _fields(text: str, emphasised: str) -> tuple[str, int | None, str, str]:
    found = _ENTRY.match(text)
    if not found:
        return text, None, text, ""
    rest = found["rest"]
    if emphasised and rest.startswith(emphasised):
        title, venue = emphasised, rest[len(emphasised) :]
    else:
        end = _TITLE_END.search(rest)
        title, venue = (rest[: end.start() + (rest[end.start()] == "?")], rest[end.end() :]) if end else (rest, "")
    authors = found["authors"].strip()
    authors += "." if re.search(r"[ .][A-Z]$", authors) else ""
    return authors, int(found["year"]), title.strip(" ."), venue.strip(" .")


def entries(shelf: Shelf) -> list[Entry]:
    """The reference list in its order."""
    found = []
    for number in shelf.numbers("reference"):
        passage = shelf.at(f"reference {number}", "en")[0]
        emphasised = _EMPHASISED.search(passage.text)
        found.append(Entry(number, passage, *_fields(readable_block(passage), emphasised.group(1).strip() if emphasised else "")))
    return found


# ---------------------------------------------------------------- which entries a question describes

_BODIES = ("organisation", "event", "framework", "programme")
_TITLED = 0.62  # share of what a question says besides words for works that a title must cover
_SHORT = 2  # terms from which a title's words may single out an entry
_OF_WORKS = re.compile(  # words for works and what is asked of them; no title has to repeat them
    r"\b(?:articles?|papers?|books?|works?|journals?|reports?|publications?|publish\w*|stud(?:y|ies)|handbooks?|pieces?|texts?|wrote|written|"
    r"write|author\w*|co-?authors?|appear\w*|cite[sd]?|citing|citations?|references?|bibliograph\w*|reference list|list\w*|entr(?:y|ies)|sources?|deals?|"
    r"dealing|concern\w*|about|covers?|titles?d?|called|named?|number|years?|came|out|which|what|who|whose|is there|anything|any|there|behind|"
    r"responsible|discuss\w*|treats?|topics?|subject|literature|on the|list)\b"
    r"|参考文献|文献|文章|论文|著作|专著|书籍?|报告|期刊|刊物|杂志|谁写|是谁|撰写|作者|发表|登在|刊登|引用|被引|出版社?|研究的是|讲的是|讨论|列表|列出|题目|标题|题为|关于|有关|"
    r"哪[一几]?[篇本部条些位个]|那[一]?[篇本部条]|这[一]?[篇本部条]|写的?|谁|研究|里|中|年",
    re.IGNORECASE | re.ASCII,
)


def surnames(text: str) -> list[str]:
    """The capitalised Latin words of a text, a possessive ending left out."""
    words = re.findall(r"(?<![A-Za-z])[A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-Z][a-z]+)?", re.sub(r"'s\b|’s\b", "", text))
    return list(dict.fromkeys(word for word in words if len(word) > 2))


def is_author(word: str, authors: str) -> bool:
    """Whether the word is a surname in the author part of an entry ("Holling, C. S.")."""
    return re.search(rf"(?<![A-Za-z]){re.escape(word)},\s+[A-Z]", authors, re.IGNORECASE | re.ASCII) is not None


_NAME = re.compile(  # a Chinese name where one who is asked about stands: before what he wrote or when, or after the asking for it
    r"(?=([\u4e00-\u9fff]{2,3})(?:等人?|他们|两人|几位)?(?:的|写|著|撰|发表|参与|合[写著作编]|[(（]?(?:19|20)\d\d|那[篇本]|这[篇本]|在|于|和|与|及|、))"
    r"|(?:引(?:用)?(?:了|过)?|[由和与、]|作者(?:是|有)?|学者|教授)(?=([\u4e00-\u9fff]{2,3})(?![\u4e00-\u9fff])|([\u4e00-\u9fff]{2,3})(?:等|的|写|和|与|、))"
)


_SURNAMES = frozenset(  # the commonest, and some that authors have: other characters begin no name
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹"
    "钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧阳靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒卜成饶宁凌盛查单冉鲍华包屈房喻解蒲卫简时连车项闵邬吉党阳司"
    "费蒙席晏隋古强穆姬宫景米麦谈柏瞿艾沙鄢桂窦郁缪畅巩卓褚栾戚全娄甄郎池丛边岑农苟迟保商臧佘卞虞刁冷应匡栗仇练楚揭师官佟封燕桑巫敖原植邝仲荆储宗楼干苑寇盖南屠鞠荣井乐银奚明麻雍花闻冼木郜廉衣蔺和冀占公门帅利"
)


def chinese_names(text: str) -> tuple[str, ...]:
    """What may be Chinese names in a text: two or three characters where an author's name stands."""
    names: list[str] = []
    end = 0
    for found in _NAME.finditer(text):
        group = next((number for number in (1, 2, 3) if found.group(number)), 0)
        if group and found.start(group) >= end and found.group(group)[0] in _SURNAMES:
            names.append(found.group(group))
            end = found.end(group)
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=512)
def _romanised(name: str, authors: str) -> bool:
    """Whether a Chinese name is one of an entry's authors, printed as surname and initials ("Qiu, B."), by any reading of its characters."""
    from pypinyin import Style, pinyin

    readings = pinyin(name, style=Style.NORMAL, heteronym=True)
    surnames_, given = readings[0], readings[1]
    return any(
        re.search(rf"(?<![A-Za-z]){surname.capitalize()},\s+{first[0].upper()}\.(?!\s*[A-Z]\.)", authors)
        for surname in surnames_
        for first in given
        if first
    )


def described(text: str, years: Sequence[int], listed: Sequence[Entry], concepts: Concepts, relevance: Relevance) -> list[Entry]:
    """The entries that a question describes, in the order of the list; none where it describes none.

    Authors first, then the bodies that wrote or published, then venues; a year and the words of the title choose among those, and a title
    that covers what else the question says stands by itself.
    """
    ways: Sequence[Callable[[Entry], float]] = (
        lambda entry: _by_author(text, entry, concepts),
        lambda entry: _by_body(text, entry, concepts),
        lambda entry: _by_venue(text, entry),
    )
    for way in ways:
        weights = [way(entry) for entry in listed]
        best = max(weights, default=0.0)
        if best > 0:
            chosen = [entry for entry, weight in zip(listed, weights, strict=True) if weight == best]
            chosen = _of_years(years, chosen, _DATED.search(text) is not None)
            return _titled(text, chosen, relevance) or chosen
    dated = _DATED.search(text) is not None
    return _of_years(years, _titled(text, _of_years(years, listed, dated), relevance), dated)


_DATED = re.compile(
    r"\b(?:from|dated|published|issued|appeared|came out|out)(?: in)? (?:19|20)\d\d|(?:19|20)\d\d\s*年?(?:发表|出版|发布|问世)",
    re.IGNORECASE | re.ASCII,
)


def _of_years(years: Sequence[int], chosen: Sequence[Entry], dated: bool) -> list[Entry]:
    """The entries of the years: carrying the year in the title or, where the question is for the date or none does, published then."""
    if not years:
        return list(chosen)
    titled = [] if dated else [entry for entry in chosen if any(str(year) in entry.title for year in years)]
    return titled or [entry for entry in chosen if entry.year in years]


def _by_author(text: str, entry: Entry, concepts: Concepts) -> float:
    people = [concept for concept in concepts.find(text) if concept.category == "person"]
    if not people and has_chinese(text) and any(_romanised(name, entry.authors) for name in chinese_names(text)):
        return 1.0
    latin = sum(is_author(word, entry.authors) for word in surnames(text))
    return latin + sum(any(is_author(name.split()[-1], entry.authors) for name in concept.names) for concept in people)


def _by_venue(text: str, entry: Entry) -> float:
    journal = entry.journal.removeprefix("The ")
    if not journal or len(journal) < 4:
        return 0.0
    if " " in journal:
        return float(re.search(rf"\b{re.escape(journal)}\b", text, re.IGNORECASE) is not None)
    quoted = re.search(rf"[《“\"‘*]{journal}[》”\"’*]|\bjournal {journal}\b|{journal}['’]s\b", text)
    plain = re.search(rf"(?<!^)\b(?:in|by|from|to) {journal}\b|\b{journal}(?=期刊|杂志|上|发表|的文章| article| paper)", text)
    return float(quoted is not None or plain is not None)


def _by_body(text: str, entry: Entry, concepts: Concepts) -> float:
    """2 where a body of the question wrote or published the entry, 1 where its title names one; the year of a report counts in `_of_years`."""
    asked = {concept.en for concept in concepts.find(text) if concept.category in _BODIES}
    if not asked:
        return 0.0
    made = asked & concepts.names(f"{entry.authors} {entry.venue}")
    named = asked & concepts.names(entry.title)
    wrote = asked & concepts.names(entry.authors)
    return 4.0 * len(wrote) + 2.0 * len(named) + 1.0 * len(made - wrote)


def _titled(text: str, listed: Sequence[Entry], relevance: Relevance) -> list[Entry]:
    """The entries whose titles cover what the question says besides words for works, in whatever language it is said."""
    rest = re.sub(r"(?:19|20)\d\d年?", " ", _OF_WORKS.sub(" ", text))
    authors = " ".join(entry.authors for entry in listed)
    rest = " ".join(word for word in rest.split() if not is_author(word.strip(",.?'’s"), authors))
    probe = relevance.probe(rest)
    if len(probe.terms) < _SHORT or not listed:
        return []
    shares = probe.share(relevance.coverage(probe, [f"{entry.title} {entry.venue}" for entry in listed]))
    best = float(shares.max())
    return [entry for entry, share in zip(listed, shares, strict=True) if share >= best - 0.05] if best >= _TITLED else []
