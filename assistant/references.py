"""Answers from the reference list: by number, by author, year or title, and how long it is. Pure over a `Shelf`."""

from __future__ import annotations

import re

from assistant.candidates import readable_block
from assistant.composition import Composition, Evidence, Line, whole
from assistant.concepts import Concepts
from assistant.decline import with_nearest
from assistant.question import Question
from assistant.shelf import Shelf
from assistant.wording import say
from ingest.language import marks, readable, sentences
from ingest.types import Language, Passage


def by_number(question: Question, shelf: Shelf) -> Composition | None:
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
        lines.append(Line(_entry(entry, language), (whole(entry),)))
        lines += (
            _cited_by(number, shelf, language)
            if question.has("where", "who", "why", "list") or re.search(r"cited|引用|用在|依据", question.text)
            else []
        )
    return Composition(tuple(lines), 1.0, exact=True)


def _entry(entry: Passage, language: Language) -> str:
    """An entry of the list with its number, introduced in the answer's language."""
    return say("reference_entry", language, number=entry.place.removeprefix("reference "), entry=readable_block(entry))


_WORK = re.compile(
    r"\b(?:articles?|papers?|books?|works?|journals?|reports?|publications?|wrote|written|authored|authors?|published|appear\w*|"
    r"cited?|references?|bibliography|listed)\b"
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
        Line(_entry(entry, question.language), (whole(entry),), "item" if len(chosen) > 1 else "sentence")
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


_HOW_MANY = re.compile(
    r"\bhow many (?:references|sources|works|publications|entries|titles)\b(?!.{0,30}\b(?:by|of) [A-Z])|"
    r"\bhow long is the (?:reference list|bibliography)"
    r"|多少[条篇部项个]?(?:参考)?文献|(?:参考)?文献.{0,6}(?:共|总共|一共)?(?:有|列)?(?:了)?多少|几[条篇部](?:参考)?文献",
    re.IGNORECASE,
)


def how_many(question: Question, shelf: Shelf) -> Composition | None:
    """The length of the reference list, for a question for that."""
    known = shelf.numbers("reference")
    if not known or not _HOW_MANY.search(question.text):
        return None
    last = shelf.at(f"reference {known[-1]}", question.language)[0]
    return Composition((Line(say("references_all", question.language, count=len(known)), (whole(last),)),), 1.0, exact=True)
