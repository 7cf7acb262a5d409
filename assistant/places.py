"""Questions that name a place of the work itself: reference 37, figure 2, the fund, the authors, section 3.2, the phases.

Each is answered from that place exactly, or declined when there is no such place. Pure over a `Shelf` of passages by place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.candidates import readable_block
from assistant.composition import Composition, Evidence, Line, whole
from assistant.concepts import Concepts
from assistant.decline import with_nearest
from assistant.question import Question
from assistant.wording import say
from ingest.language import has_chinese, marks, readable, sentences
from ingest.types import Language, Passage, Section

Place = tuple[str, Language]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The article's passages by place and language in document order, and its sections."""

    passages: Mapping[Place, tuple[Passage, ...]]
    sections: tuple[Section, ...]
    tables: frozenset[str]

    def at(self, place: str, language: Language) -> tuple[Passage, ...]:
        """The passages at a place, in the language where it exists, else in the other."""
        return self.passages.get((place, language)) or self.passages.get((place, "en" if language == "zh" else "zh")) or ()

    def numbers(self, kind: str) -> list[int]:
        """The numbers n for which there is a place "kind n"."""
        found = (re.fullmatch(rf"{kind} (\d+)", place) for place, _ in self.passages)
        return sorted({int(match.group(1)) for match in found if match})


def answer(question: Question, shelf: Shelf, concepts: Concepts) -> Composition | None:
    """The answer from the place that the question names, or None when it names none."""
    ways: Sequence[Callable[[Question, Shelf], Composition | None]] = (
        _references,
        _figures,
        _no_table,
        _interests,
        _affiliated,
        _front,
        _listed,
        _no_phase,
        _phases,
        _summary,
    )
    return next((found for way in ways if (found := way(question, shelf))), None) or works_cited(question, shelf, concepts)


def _references(question: Question, shelf: Shelf) -> Composition | None:
    known = shelf.numbers("reference")
    if not question.references or not known:
        return None
    language = question.language
    lines: list[Line] = []
    for number in question.references:
        if number not in known:
            near = shelf.at(f"reference {known[-1]}", language)[0]
            text = say("reference_none", language, number=number, last=known[-1])
            return with_nearest(text, question, (whole(near),), (readable_block(near),))
        entry = shelf.at(f"reference {number}", language)[0]
        lines.append(Line(f"[{number}] {readable_block(entry)}".replace(f"[{number}] ", "", 1), (whole(entry),)))
        lines += (
            _cited_by(number, shelf, language)
            if question.has("where", "who", "why", "list") or re.search(r"cited|引用|用在|依据", question.text)
            else []
        )
    return Composition(tuple(lines), 1.0, exact=True)


_WORK = re.compile(
    r"\b(?:articles?|papers?|books?|works?|journals?|reports?|publications?|wrote|written|authored|authors?|published|appear\w*|cited?|references?|bibliography|listed)\b"
    r"|文章|论文|著作|书|报告|年报|期刊|刊物|谁写|撰写|作者|发表|登在|引用|文献|出版",
    re.IGNORECASE | re.ASCII,
)
_ENOUGH = 2.0  # weight of matches from which an entry is meant: a surname counts 2, a year or a title word in capitals 1


def works_cited(question: Question, shelf: Shelf, concepts: Concepts) -> Composition | None:
    """The entries of the reference list that a question describes by author, year or title; None when it describes none."""
    if not _WORK.search(question.text) or question.references:
        return None
    entries = [passages[0] for (place, _), passages in shelf.passages.items() if place.startswith("reference ")]
    weights = [_described(question, entry, concepts) for entry in entries]
    best = max(weights, default=0.0)
    if best < _ENOUGH:
        return None
    chosen = [entry for entry, weight in zip(entries, weights, strict=True) if weight >= best - 0.01]
    if len(chosen) > 6:
        return None
    lines = [
        Line(readable_block(entry), (whole(entry),), "item" if len(chosen) > 1 else "sentence")
        for entry in sorted(chosen, key=lambda entry: entry.order)
    ]
    return Composition(tuple(lines), 1.0, exact=True)


def _described(question: Question, entry: Passage, concepts: Concepts) -> float:
    """How far a question describes an entry; 0 when it names an author or year that the entry has not."""
    text = readable_block(entry)
    authors = text.split("(", 1)[0]
    named = concepts.names(question.text)
    weight = 2.0 * sum(_is_author(word, authors) for word in _surnames(question.text))
    people = [concept for concept in concepts.find(question.text) if concept.category == "person"]
    weight += sum(2.0 * any(_is_author(name.split()[-1], authors) for name in concept.names) for concept in people)
    title = concepts.names(text)
    bodies = {
        concept.en for concept in concepts.find(question.text) if concept.category in ("organisation", "event", "framework", "programme")
    }
    weight += 1.0 * len(bodies & title)
    if question.years:
        if not any(str(year) in text for year in question.years):
            return 0.0
        weight += 1.0
    both = re.search(r"report|报告|年报", question.text, re.IGNORECASE) and re.search(r"report", text, re.IGNORECASE)
    return weight + (0.5 if both and named else 0.0)


def _surnames(text: str) -> list[str]:
    """The capitalised Latin words of a question, a possessive ending left out."""
    words = re.findall(r"(?<![A-Za-z])[A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-Z][a-z]+)?", re.sub(r"'s\b|’s\b", "", text))
    return list(dict.fromkeys(word for word in words if len(word) > 2))


def _is_author(word: str, authors: str) -> bool:
    """Whether the word is a surname in the author part of an entry ("Holling, C. S.")."""
    return re.search(rf"(?<![A-Za-z]){re.escape(word)},\s+[A-Z]", authors, re.IGNORECASE | re.ASCII) is not None


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


def _figures(question: Question, shelf: Shelf) -> Composition | None:
    known = shelf.numbers("figure")
    if not question.figures or not known:
        return None
    language, number = question.language, question.figures[0]
    if number not in known:
        near = shelf.at(f"figure {known[-1]}", language)[0]
        return with_nearest(say("figure_none", language, number=number), question, (whole(near),), (readable_block(near),))
    caption = shelf.at(f"figure {number}", language)[0]
    if re.search(r"caption|title|图题|标题|about\b|关于什么|名称|叫什么", question.text, re.IGNORECASE | re.ASCII):
        return Composition((Line(readable_block(caption), (whole(caption),)),), 1.0, exact=True)
    return with_nearest(say("figure_caption", language, number=number), question, (whole(caption),), (readable_block(caption),))


def _no_table(question: Question, shelf: Shelf) -> Composition | None:
    missing = [number for number in question.tables if str(number) not in shelf.tables]
    if not missing or not shelf.tables:
        return None
    return with_nearest(say("table_none", question.language, number=missing[0]), question, (), ())


_FRONT = ("front_editors", "front_fund", "front_correspondence", "front_affiliations", "front_authors")
_ABOUT_PAPER = re.compile(
    r"\b(?:paper|article|study|review|research|authors?|corresponding|wrote|e-?mail|affiliat\w+|edited|editors?|translat\w+)\b|论文|文章|本文|这篇|作者|通讯|邮箱|编辑|翻译|译者|基金|该研究|本研究|综述",
    re.IGNORECASE | re.ASCII,
)


def _front(question: Question, shelf: Shelf) -> Composition | None:
    """Authors, affiliations, contact, fund, editors: who made this paper and how they are reached."""
    wanted = [name for name in _FRONT if question.has(name)]
    if not wanted or not _ABOUT_PAPER.search(question.text) or question.years or question.references:
        return None
    if re.search(r"\bcit(?:ed|es?|ing)\b|\breferences?\b|引用|参考文献", question.text, re.IGNORECASE | re.ASCII):
        return None
    if wanted == ["front_authors"] and not _asks_for_authors(question.text):
        return None
    wanted = _narrowed(wanted, question.text)
    places = [name.replace("front_", "front ") for name in wanted]
    lines = []
    for place in places:
        for passage in shelf.at(place, question.language)[:1]:
            lines.append(Line(readable_block(passage), (whole(passage),), "sentence" if len(places) == 1 else "item"))
    return Composition(tuple(lines), 1.0, exact=True) if lines else None


_AUTHOR = re.compile(r"([A-ZÀ-Þ][\w-]*(?: [A-ZÀ-Þ][\w-]*)+|[\u4e00-\u9fff·]{2,})\s*(?:\^\{([\d,，*]+)\}|([¹²³⁴⁵⁶⁷⁸⁹]))")
_HOUSE = re.compile(r"(?:^|\n)\s*-?\s*([¹²³⁴⁵⁶⁷⁸⁹]|\d)\s+(.+)")
_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")


def _who_is_where(question: Question, shelf: Shelf) -> Composition | None:
    """Which author belongs to which institution, when the question names one of the two."""
    language = question.language
    names, houses = shelf.at("front authors", language), shelf.at("front affiliations", language)
    if not names or not houses:
        return None
    numbered = {number.translate(_RAISED): found for found in _HOUSE.finditer(houses[0].text) for number in (found.group(1),)}
    lines = []
    for author in _AUTHOR.finditer(names[0].text):
        own = [numbered[n] for n in re.findall(r"\d", (author.group(2) or author.group(3) or "").translate(_RAISED)) if n in numbered]
        if any(_asks_for(question.text, author.group(1), house.group(2)) for house in own):
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
    return any(word.lower() in plain for word in rare)


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


def _affiliated(question: Question, shelf: Shelf) -> Composition | None:
    if not re.search(
        r"\bauthors?\b|\bwhich of them\b|\bwho\b|\bwhere does\b|\bwork(?:s|ing)?\b|哪位|谁|作者|在哪|任职|单位",
        question.text,
        re.IGNORECASE | re.ASCII,
    ):
        return None
    if not question.has("front_affiliations", "where", "who", "list", "front_authors") or question.years or question.has("cited", "case"):
        return None
    return _who_is_where(question, shelf)


def _interests(question: Question, shelf: Shelf) -> Composition | None:
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


def _listed(question: Question, shelf: Shelf) -> Composition | None:
    """The article's own keywords or highlights."""
    wanted = (("keywords", r"\bkey ?words?\b|关键词"), ("highlights", r"\bhighlights?\b|文章亮点|亮点"))
    place = next((place for place, pattern in wanted if re.search(pattern, question.text, re.IGNORECASE | re.ASCII)), None)
    found = shelf.at(place, question.language) if place else ()
    if not found:
        return None
    if place == "keywords":
        return Composition((Line(readable_block(found[0]), (whole(found[0]),)),), 1.0, exact=True)
    lines = []
    for passage in found:
        for start, end in sentences(passage.text, passage.language):
            text = re.sub(r"^[-*•]\s*", "", readable(passage.text[start:end]))
            lines.append(Line(text, (Evidence(passage, start, end),), "item"))
    return Composition(tuple(lines), 1.0, exact=True)


_PERIOD = re.compile(r"(?:19|20)\d\d\s*年?\s*(?:[~～–—-]|to\b|起|至今|onwards)|(?:since|from|自)\s*(?:19|20)\d\d", re.IGNORECASE | re.ASCII)


def _phases(question: Question, shelf: Shelf) -> Composition | None:
    """The phases that the section titles name with their years; only for questions that ask for the phases themselves."""
    if not question.has("phase") or question.has("why", "compare", "how", "case") or question.years:
        return None
    if not (question.has("list", "count", "when") or re.search(r"three|phases\b|三|各", question.text)):
        return None
    language = question.language
    titled = [section for section in shelf.sections if section.language == language and _PERIOD.search(section.title)]
    lines = [line for section in titled if (line := _titled(section, shelf, language))]
    if len(lines) < 2:
        return None
    head = Line(say("phases", language, count=_spelled(len(lines), language)), (), "head")
    return Composition((head, *lines), 1.0, exact=True)


def _spelled(number: int, language: Language) -> str:
    words = {"en": ["two", "three", "four", "five", "six"], "zh": list("两三四五六")}[language]
    return words[number - 2] if number - 2 < len(words) else str(number)


def _titled(section: Section, shelf: Shelf, language: Language) -> Line | None:
    """A section's title as an item, resting on the first passage under it."""
    under = shelf.at(f"section {section.number}", language)
    if not under:
        return None
    start, end = sentences(under[0].text, under[0].language)[0]
    return Line(section.title, (Evidence(under[0], start, end),), "item")


_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|1st|2nd|3rd|4th)\s+(?:phase|stage|period)\b|\b(?:phase|stage)\s+(one|two|three|four|1|2|3|4)\b|第([一二三四五1-5])(?:个)?(?:阶段|时期)",
    re.IGNORECASE | re.ASCII,
)
_COUNTED = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
}


def _phase_place(question: Question, shelf: Shelf) -> str | None:
    """The section of the phase that a question names by its number; "" when there is no such phase."""
    found = _ORDINAL.search(question.text)
    if not found:
        return None
    name = next(group for group in found.groups() if group).lower()
    number = _COUNTED.get(name) or int(name)
    titled = [section for section in shelf.sections if section.language == question.language and _PERIOD.search(section.title)]
    if not titled:
        return None
    return f"section {titled[number - 1].number}" if number <= len(titled) else ""


def _no_phase(question: Question, shelf: Shelf) -> Composition | None:
    """A phase that there is not: the premise is put right."""
    if _phase_place(question, shelf) != "":
        return None
    language = question.language
    titled = [section for section in shelf.sections if section.language == language and _PERIOD.search(section.title)]
    lines = [line for section in titled if (line := _titled(section, shelf, language))]
    head = Line(say("phases_only", language, count=_spelled(len(lines), language)), (), "head")
    return Composition((head, *lines), 1.0, abstained=True, exact=True)


def _summary(question: Question, shelf: Shelf) -> Composition | None:
    """What a section says: the opening sentence of each of its paragraphs."""
    place = _summarised(question) or (
        _phase_place(question, shelf) if question.has("summary", "list") or re.search(r"happen|发生", question.text) else None
    )
    passages = [passage for passage in shelf.at(place, question.language) if passage.kind == "prose"] if place else []
    if not passages:
        return None
    lines = []
    for passage in passages[:4]:
        start, end = sentences(passage.text, passage.language)[0]
        lines.append(Line(readable(passage.text[start:end]), (Evidence(passage, start, end),), "item"))
    return Composition(tuple(lines), 1.0, exact=True)


def _summarised(question: Question) -> str | None:
    if not question.has("summary"):
        return None
    if question.sections:
        return f"section {question.sections[0]}"
    named = (("abstract", r"\babstract\b|摘要"), ("section 4", r"\bconclusions?\b|结论"), ("section 1", r"\bintroduction\b|引言"))
    found = next((place for place, pattern in named if re.search(pattern, question.text, re.IGNORECASE | re.ASCII)), None)
    whole_work = re.search(r"\bpaper\b|\barticle\b|论文|文章|本文", question.text, re.IGNORECASE | re.ASCII)
    return found or ("abstract" if whole_work else None)
