"""The article's authors as data: names in both languages, the institutions behind their marks, and which of them a question means.

Pure over a `Shelf`; knows nothing about how the answer is worded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.composition import Evidence
from assistant.concepts import known_concepts
from assistant.shelf import Shelf
from ingest.language import has_chinese
from ingest.types import Language

AUTHOR = re.compile(r"([A-ZÀ-Þ][\w-]*(?: [A-ZÀ-Þ][\w-]*)+|[\u4e00-\u9fff·]{2,})\s*(?:\^\{([\d,，*]+)\}|([¹²³⁴⁵⁶⁷⁸⁹]))")
_HOUSE = re.compile(r"(?:^|\n)\s*-?\s*([¹²³⁴⁵⁶⁷⁸⁹]|\d)\s+(.+)")
_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")
_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_COMMON = frozenset(  # words of an institution's name that name no one of them
    [
        "school",
        "faculty",
        "university",
        "institute",
        "department",
        "laboratory",
        "architecture",
        "urbanism",
        "planning",
        "technical",
        "management",
        "key",
        "urban",
        "rural",
        "human",
        "settlement",
        "science",
        "province",
        "hilly",
        "areas",
        "china",
        "germany",
    ]
)
_NTH = {
    "first": 0,
    "second": 1,
    "third": 2,
    "fourth": 3,
    "fifth": 4,
    "sixth": 5,
    "last": -1,
    **{character: place for place, character in enumerate("一二三四五六")},
}
_NTH_AUTHOR = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|last)\s+(?:listed\s+|named\s+)?(?:co-?)?(?:author|one|name)\b|第([一二三四五六])(?:位|个|名)?的?(?:作者|署名)|\b(corresponding)\b|(通讯作者)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class House:
    """An institution: its name in each language and the span that it stands in."""

    names: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Author:
    """An author: the name to show, all names, the span it stands in, whether letters go to this one, and the institutions."""

    name: str
    names: tuple[str, ...]
    evidence: Evidence
    corresponding: bool
    houses: tuple[House, ...]


def authors(shelf: Shelf, language: Language) -> tuple[Author, ...]:
    """The authors in their order, named as in the language; none where the article's author line is not at hand."""
    lines = {of: shelf.at("front authors", of) for of in _LANGUAGES}
    if not lines[language]:
        return ()
    matched = {of: list(AUTHOR.finditer(held[0].text)) for of, held in lines.items() if held}
    houses = _houses(shelf, language)
    found = []
    for place, match in enumerate(matched[language]):
        names = tuple(dict.fromkeys(own[place].group(1) for own in matched.values() if place < len(own)))
        raised = (match.group(2) or match.group(3) or "").translate(_RAISED)
        evidence = Evidence(lines[language][0], match.start(1), match.end())
        own = tuple(houses[number] for number in re.findall(r"\d", raised) if number in houses)
        found.append(Author(match.group(1), names, _trimmed(evidence), "*" in raised, own))
    return tuple(found)


def _houses(shelf: Shelf, language: Language) -> dict[str, House]:
    other: Language = "zh" if language == "en" else "en"
    shown = shelf.at("front affiliations", language)
    if not shown:
        return {}
    elsewhere = {
        found.group(1).translate(_RAISED): found.group(2).strip()
        for held in shelf.at("front affiliations", other)[:1]
        for found in _HOUSE.finditer(held.text)
    }
    houses = {}
    for found in _HOUSE.finditer(shown[0].text):
        number = found.group(1).translate(_RAISED)
        names = tuple(dict.fromkeys(filter(None, (found.group(2).strip(), elsewhere.get(number)))))
        houses[number] = House(names, _trimmed(Evidence(shown[0], found.start(), found.end())))
    return houses


def _trimmed(span: Evidence) -> Evidence:
    text = span.quote
    return Evidence(span.passage, span.start + len(text) - len(text.lstrip()), span.end - len(text) + len(text.rstrip()))


def called(text: str, listed: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors that a question names, by surname or whole, in either language."""
    plain = text.lower()
    return tuple(author for author in listed if any(_names(name, plain, text) for name in author.names))


def _names(name: str, plain: str, text: str) -> bool:
    if has_chinese(name):
        return any(part in text for part in re.split("·", name) if len(part) > 1)
    if name.lower() in plain or " ".join(reversed(name.lower().split())) in plain:
        return True
    surname = name.split()[-1]
    written = rf"{surname.upper()}|{surname.capitalize()}" + (f"|{surname.lower()}" if len(surname) > 4 else "")
    return re.search(rf"(?<![A-Za-z])(?:{written})(?![A-Za-z])", text) is not None


def ranked(text: str, listed: tuple[Author, ...]) -> tuple[Author, ...] | None:
    """The author that a question calls by rank ("the second author"), none where there are not so many; None where it calls none."""
    found = _NTH_AUTHOR.search(text)
    if not found or not listed:
        return None
    if found.group(3) or found.group(4):
        return tuple(author for author in listed if author.corresponding)
    place = _NTH[(found.group(1) or found.group(2)).lower()]
    return (listed[place],) if place < len(listed) else ()


def housed(text: str, listed: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors whose institution, its town or its country a question names."""
    return tuple(author for author in listed if any(_house_named(text, house) for house in author.houses))


def _house_named(text: str, house: House) -> bool:
    asked = [concept for concept in known_concepts().find(text) if concept.category in ("city", "country", "organisation")]
    if any(name in held for concept in asked for name in concept.names for held in house.names):
        return True
    return any(_word_named(text, name) for name in house.names)


def _word_named(text: str, name: str) -> bool:
    if has_chinese(name):
        parts = [part.removeprefix("德国") for part in re.findall(r"[\u4e00-\u9fff]{2,14}?(?:大学|学院|研究所|研究院|实验室)", name)]
        towns = re.findall(r"[，,]\s*([\u4e00-\u9fff]{2,})", name)
        own = [form for concept in known_concepts().find(name) if concept.category == "city" for form in concept.names]
        bare = [part.removesuffix("大学") for part in parts if part.endswith("大学")]
        rest = [re.sub("|".join(map(re.escape, own)), "", part) if own else part for part in bare]
        return any(part in text for part in (*parts, *towns)) or any(len(part) > 2 and part in text for part in rest)
    proper = [word for word in re.findall(r"[A-Z][a-z]{3,}", name) if word.lower() not in _COMMON]
    return any(re.search(rf"\b{word}\b", text, re.IGNORECASE | re.ASCII) for word in proper)
