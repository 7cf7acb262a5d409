"""Questions that name a place of the work itself: reference 37, figure 2, the fund, the authors, section 3.2, the phases.

Each is answered from that place exactly, or declined when there is no such place. Pure over a `Shelf` of passages by place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant import cues, front, references, sourcing
from assistant.candidates import readable_block
from assistant.composition import Composition, Evidence, Line, whole
from assistant.concepts import Concepts
from assistant.decline import with_nearest
from assistant.question import JOINT, Question
from assistant.relevance import Relevance
from assistant.shelf import Shelf
from assistant.wording import enumerate_words, say
from ingest.language import readable, sentences
from ingest.types import Language, Passage, Section


def answer(question: Question, shelf: Shelf, concepts: Concepts, relevance: Relevance) -> Composition | None:
    """The answer from the place that the question names, or None when it names none."""
    ways: Sequence[Callable[[Question, Shelf], Composition | None]] = (
        references.by_number,
        references.extreme,
        _figures,
        _no_table,
        front.interests,
        front.affiliated,
        lambda question, shelf: _cited_works(question, shelf, concepts, relevance),
        front.imprint,
        front.matter,
        _listed,
        _no_phase,
        _misdated_phase,
        _phase_years,
        _phases,
        _summary,
    )
    if sourcing.wanted(question):
        return references.by_number(question, shelf) or _cited_works(question, shelf, concepts, relevance)
    return next((found for way in ways if (found := way(question, shelf))), None) or references.how_many(question, shelf)


def _cited_works(question: Question, shelf: Shelf, concepts: Concepts, relevance: Relevance) -> Composition | None:
    """The entries of the reference list that a question describes, unless it asks for the source of a claim."""
    if sourcing.wanted(question) and not references.by_author(question, shelf):
        return None
    return references.of_year(question, shelf, concepts) or references.works_cited(question, shelf, concepts, relevance)


def _figures(question: Question, shelf: Shelf) -> Composition | None:
    known = shelf.numbers("figure")
    if not question.figures or not known:
        return None
    language, number = question.language, question.figures[0]
    if number not in known:
        near = shelf.at(f"figure {known[-1]}", language)[0]
        names = enumerate_words([say("figure_name", language, number=each) for each in known], language)
        text = say("figure_none", language, number=number, count=len(known), names=names)
        return with_nearest(text, question, (whole(near),), (readable_block(near),))
    caption = shelf.at(f"figure {number}", language)[0]
    if re.search(r"caption|title|图题|标题|about\b|关于什么|名称|叫什么", question.text, re.IGNORECASE | re.ASCII):
        return Composition((Line(readable_block(caption), (whole(caption),)),), 1.0, exact=True)
    return with_nearest(say("figure_caption", language, number=number), question, (whole(caption),), (readable_block(caption),))


def _no_table(question: Question, shelf: Shelf) -> Composition | None:
    missing = [number for number in question.tables if str(number) not in shelf.tables]
    if not missing or not shelf.tables:
        return None
    language = question.language
    known = sorted(shelf.tables)
    names = enumerate_words([say("table_name", language, number=each) for each in known], language)
    return with_nearest(say("table_none", language, number=missing[0], count=len(known), names=names), question, (), ())


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


_PHASES_ASKED = re.compile(  # the phases themselves are asked for, not what happened in one
    r"\b(?:phases|stages|periods)\b(?!.{0,12}\b(?:one|two|three|first|second|third)\b)|\bhow many (?:phases|stages|periods)\b"
    r"|哪[几两三四些](?:个|大)?\s*(?:阶段|时期|phases?\b|stages?\b)|(?<!第)[两三四几](?:个|大)(?:阶段|时期)|多少个?(?:阶段|时期)|各个?(?:阶段|时期)|(?:阶段|时期)(?:有|是|分为)哪",
    re.IGNORECASE | re.ASCII,
)


def _phases(question: Question, shelf: Shelf) -> Composition | None:
    """The phases that the section titles name with their years; only for questions that ask for the phases themselves."""
    if not question.has("phase") or question.has("why", "compare", "how", "case") or question.years:
        return None
    if not (question.has("list", "count", "when") or re.search(r"three|phases\b|三|各", question.text)):
        return None
    if not _PHASES_ASKED.search(question.text) or _ORDINAL.search(question.text):
        return None
    language = question.language
    titled = [section for section in shelf.sections if section.language == language and _PERIOD.search(section.title)]
    lines = [line for section in titled if (line := _titled(section, shelf, language))]
    if len(lines) < 2:
        return None
    stated = _STATED_PHASES.search(question.text)
    wrong = stated is not None and _spelled(len(lines), language) not in stated.group(0).lower() and str(len(lines)) not in stated.group(0)
    head = Line(say("phases_only" if wrong else "phases", language, count=_spelled(len(lines), language)), (), "head")
    return Composition((head, *lines), 1.0, abstained=wrong, exact=True)


_STATED_PHASES = re.compile(
    r"\b(?:two|three|four|five|six|seven|\d)\s+(?:\w+\s+)?(?:phases|stages|periods)\b|[两二三四五六七\d]\s*个?(?:大)?(?:阶段|时期|phases?|stages?)",
    re.IGNORECASE | re.ASCII,
)


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
    r"\b(first|second|third|fourth|fifth|1st|2nd|3rd|4th|last|final|latest)\s+(?:phase|stage|period|one)\b|\b(?:phase|stage)\s+(one|two|three|four|1|2|3|4)\b"
    r"|第([一二三四五1-5])(?:个)?(?:阶段|时期)|(最后)一?个?(?:阶段|时期)",
    re.IGNORECASE | re.ASCII,
)
_BARE_ORDINAL = re.compile(r"\bthe (first|second|third|last|final)\b|第([一二三])个?(?!点|条|方面)|(最后)一?个", re.IGNORECASE | re.ASCII)
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
    if not found and question.has("phase") and len(question.years) == 2:
        return _of_years(question.years, shelf, question.language)
    if not found and JOINT in question.text and question.has("phase"):
        found = _BARE_ORDINAL.search(question.text.rsplit(JOINT, 1)[1])
    if not found:
        return None
    name = next(group for group in found.groups() if group).lower()
    titled = [section for section in shelf.sections if section.language == question.language and _PERIOD.search(section.title)]
    if not titled or (found.group(0).lower().endswith(" one") and not question.has("phase")):
        return None
    number = len(titled) if name in ("last", "final", "latest", "最后") else _COUNTED.get(name) or int(name)
    return f"section {titled[number - 1].number}" if number <= len(titled) else ""


def _of_years(years: Sequence[int], shelf: Shelf, language: Language) -> str | None:
    """The section whose title has both years."""
    titled = (section for section in shelf.sections if section.language == language and _PERIOD.search(section.title))
    return next((f"section {section.number}" for section in titled if all(str(year) in section.title for year in years)), None)


def _no_phase(question: Question, shelf: Shelf) -> Composition | None:
    """A phase that there is not: the premise is put right."""
    if _phase_place(question, shelf) != "":
        return None
    language = question.language
    titled = [section for section in shelf.sections if section.language == language and _PERIOD.search(section.title)]
    lines = [line for section in titled if (line := _titled(section, shelf, language))]
    head = Line(say("phases_only", language, count=_spelled(len(lines), language)), (), "head")
    return Composition((head, *lines), 1.0, abstained=True, exact=True)


_WHEN = re.compile(
    r"哪年到哪年|起止|从.{0,6}(?:开始|起|算起)|多少年|持续|\bhow long\b|\bspan\b|\bbegin\b|\bstart\b|\bend\b", re.IGNORECASE | re.ASCII
)


def _phase_years(question: Question, shelf: Shelf) -> Composition | None:
    """When a phase was: its title, which has its years."""
    place = _phase_place(question, shelf)
    if not place or question.has("why", "case", "summary") or not (question.has("when") or _WHEN.search(question.text)):
        return None
    if len(question.parts) > 1:
        return None
    language = question.language
    titled = [section for section in shelf.sections if section.language == language and f"section {section.number}" == place]
    line = _titled(titled[0], shelf, language) if titled else None
    return Composition((replace(line, style="sentence"),), 1.0, exact=True) if line else None


def _misdated_phase(question: Question, shelf: Shelf) -> Composition | None:
    """A phase that a question lets begin or end in a year that its title does not have: the premise is put right."""
    place = _phase_place(question, shelf) if len(question.years) == 1 and not question.has("count", "list") else None
    if not place or not _BOUNDARY.search(question.text):
        return None
    language = question.language
    titled = [section for section in shelf.sections if section.language == language and f"section {section.number}" == place]
    if not titled or str(question.years[0]) in titled[0].title:
        return None
    line = _titled(titled[0], shelf, language)
    head = Line(say("decline_premise", language), (), "head")
    return Composition((head, line), 1.0, abstained=True, exact=True) if line else None


_BOUNDARY = re.compile(
    r"\b(?:start|begin|began|end|finish|last until|run until|close)\w*\b|开始|起始|起点|始于|结束|终于|止于|截至|定在",
    re.IGNORECASE | re.ASCII,
)


SUMMED = 4  # sentences of a summary


def summed_up(question: Question, shelf: Shelf) -> str | None:
    """The place that a question wants summed up, None where it wants none."""
    return _summarised(question) or (
        _phase_place(question, shelf) if question.has("summary") or re.search(r"happen|\babout\b|发生|内容", question.text) else None
    )


_PLACE_WORDS = re.compile(
    r"\b(?:sections?|chapters?|parts?|abstract|conclusions?|introduction|paper|article|phases?|stages?|periods?|first|second|third|fourth|last|say|about|points?|sentences?|words?)\b"
    r"|\d+(?:\.\d+)?|第?[一二三四五六]?(?:部分|节|章)|摘要|结论|引言|文章|论文|本文|阶段|时期|[一二两三几]+(?:两)?句话?|内容|要点|说说|讲了?|什么|主要|简单|第[一二三四]|年|里|中",
    re.IGNORECASE | re.ASCII,
)


def beyond_place(text: str) -> str:
    """What a question for a summary names besides the place that is to be summed up."""
    return cues.META.sub(" ", _PLACE_WORDS.sub(" ", text))


_A_SECTION = re.compile(r"\bsections?\b|\bchapters?\b|\bparts?\b|[这那一]节|章节|部分", re.IGNORECASE | re.ASCII)
MEANT, MEANT_AHEAD = 0.5, 0.05  # how far a section has to be about the words of a question, and how much more than any other


def section_meant(question: Question, shelf: Shelf, relevance: Relevance) -> str | None:
    """The section that a question describes by what it is about ("the section on what resilience means"), None where it is open which."""
    probe = relevance.probe(beyond_place(question.text))
    if not _A_SECTION.search(question.text) or not probe.terms:
        return None
    found: list[tuple[float, str]] = []
    for section in shelf.sections:
        prose = [passage.search_text for passage in shelf.at(f"section {section.number}", question.language) if passage.kind == "prose"]
        if section.number and section.language == question.language and prose:
            about = probe.share(relevance.coverage(probe, [section.title, *prose]))
            found.append((float((about[0] + about[1:].mean()) / 2), f"section {section.number}"))
    found.sort(reverse=True)
    ahead = len(found) > 1 and found[0][0] - found[1][0] >= MEANT_AHEAD
    return found[0][1] if ahead and found[0][0] >= MEANT else None


def _summary(question: Question, shelf: Shelf) -> Composition | None:
    """What a section says: the opening sentence of each of its paragraphs, and further ones where it has few."""
    place = summed_up(question, shelf)
    return opening(place, question, shelf) if place else None


def opening(place: str, question: Question, shelf: Shelf) -> Composition | None:
    """The opening sentences of the paragraphs at a place, or that there is none."""
    passages = [passage for passage in shelf.at(place, question.language) if passage.kind == "prose"] or _under(
        place, shelf, question.language
    )
    if not passages:
        return _no_section(place, question, shelf)
    if len(passages) > SUMMED:
        passages = [passages[round(place * (len(passages) - 1) / (SUMMED - 1))] for place in range(SUMMED)]
    each = max(1, SUMMED // len(passages))
    lines = []
    for passage in passages[:SUMMED]:
        spans = sentences(passage.text, passage.language)
        step = max(1, round(len(spans) / each))
        for start, end in spans[::step][:each]:
            lines.append(Line(readable(passage.text[start:end]), (Evidence(passage, start, end),), "item"))
    return Composition(tuple(lines), 1.0, exact=True)


def _under(place: str, shelf: Shelf, language: Language) -> list[Passage]:
    """The prose of a section's parts: that of 3.1, 3.2 and 3.3 for section 3."""
    inner = sorted({other for other, _ in shelf.passages if other.startswith(f"{place}.")})
    return [shelf.at(other, language)[0] for other in inner if shelf.at(other, language)]


def _no_section(place: str, question: Question, shelf: Shelf) -> Composition | None:
    """A section that there is not: the premise is put right."""
    numbers = sorted({section.number for section in shelf.sections if section.number})
    number = place.removeprefix("section ")
    if not numbers or number in numbers or number == place:
        return None
    text = say("section_none", question.language, number=number, last=numbers[-1])
    return Composition((Line(text),), 1.0, abstained=True, exact=True)


def _summarised(question: Question) -> str | None:
    if question.sections and (
        question.has("summary", "theme")
        or re.search(r"\babout\b|\bsays?\b|\bdiscuss\w*|\bcovers?\b|讲|说|关于|讨论", question.text, re.IGNORECASE)
    ):
        return f"section {question.sections[0]}"
    if not question.has("summary") or question.has("lesson"):
        return None
    if question.sections:
        return f"section {question.sections[0]}"
    named = (("abstract", r"\babstract\b|摘要"), ("section 4", r"\bconclusions?\b|结论"), ("section 1", r"\bintroduction\b|引言"))
    found = next((place for place, pattern in named if re.search(pattern, question.text, re.IGNORECASE | re.ASCII)), None)
    whole_work = re.search(r"\bpaper\b|\barticle\b|论文|文章|本文", question.text, re.IGNORECASE | re.ASCII)
    return found or ("abstract" if whole_work else None)
