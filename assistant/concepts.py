"""The bilingual glossary at work: which known concepts a text names, in either language; knows nothing about passages.

A concept is one idea with all its names in both languages ("ICLEI", 宜可城, 宜可称 …). Longest names win.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.glossary import glossary
from ingest.language import has_chinese
from ingest.types import Language


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea: its first name in each language, all names, and its category ("place", "programme", …)."""

    en: str
    zh: str
    names: tuple[str, ...]
    category: str

    def name(self, language: Language) -> str:
        """The concept's first name in the language."""
        return self.en if language == "en" else self.zh


REMEMBERED = 10_000  # texts
_TOO_COMMON = frozenset({"resilient cities", "系列大会", "congress series"})  # names of the congress that are plain words as well


class Concepts:
    """All concepts, ready to be found in texts in time linear in the text."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        concepts = tuple(concepts)
        self.categories = {concept.en: concept.category for concept in concepts}
        self._by_name: dict[str, Concept] = {}
        self._seen: dict[str, tuple[Concept, ...]] = {}
        self._acronyms = frozenset(name for concept in concepts for name in concept.names if _ACRONYM.fullmatch(name))
        for concept in concepts:
            for name in concept.names:
                if name.lower() not in _TOO_COMMON:
                    self._by_name.setdefault(self._plain(name), concept)
        names = sorted(self._by_name, key=len, reverse=True)
        by_first: dict[str, list[str]] = {}
        for name in names:
            by_first.setdefault(name[0], []).append(name)
        self._patterns = {first: re.compile("|".join(map(_bounded, those))) for first, those in by_first.items()}
        anywhere = {name[0] for name in names if has_chinese(name)}
        self._starts = re.compile("|".join([*map(re.escape, sorted(anywhere)), *_at_word_starts(by_first.keys() - anywhere)]) or r"(?!)")

    def find(self, text: str) -> tuple[Concept, ...]:
        """The concepts that the text names, in order, each once; the longest name wins. Texts seen before are remembered."""
        if text not in self._seen:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[text] = self._found(text)
        return self._seen[text]

    def _found(self, text: str) -> tuple[Concept, ...]:
        return tuple(dict.fromkeys(map(self._known, self._matches(self._plain(text)))))

    def _plain(self, text: str) -> str:
        """How texts and names are compared: in lower case, but abbreviations as they are ("IT" is not "it", "ICLEI east asia")."""
        plain = _ACRONYM.sub(lambda match: match.group(0) if match.group(0) in self._acronyms else match.group(0).lower(), text)
        return _LOWER.sub(lambda match: match.group(0) if match.group(0) in self._acronyms else match.group(0).lower(), plain)

    def _matches(self, plain: str) -> Iterator[str]:
        """The names in a text from left to right; only those that begin with the character at hand are tried, which are few."""
        at = 0
        while start := self._starts.search(plain, at):
            found = self._patterns[start.group(0)].match(plain, start.start())
            if found:
                yield found.group(0)
            at = found.end() if found else start.end()

    def names(self, text: str) -> frozenset[str]:
        """The first English names of the concepts found: a set to intersect between languages."""
        return frozenset(concept.en for concept in self.find(text))

    def _known(self, found: str) -> Concept:
        """The concept of a match, which may carry a plural ending."""
        forms = (found, found[:-1], found[:-2], found[:-3] + "y")
        return next(self._by_name[form] for form in forms if form in self._by_name)


_ACRONYM = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{1,5}(?![A-Za-z0-9])")
_LOWER = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9'’–-]*")


def _at_word_starts(characters: Iterable[str]) -> Iterator[str]:
    return (rf"(?<![A-Za-z0-9]){re.escape(character)}" for character in sorted(characters))


def _bounded(name: str) -> str:
    escaped = re.escape(name)
    if has_chinese(name):
        return escaped
    plural = rf"(?:{re.escape(name[:-1])}ies|{escaped}(?:s|es)?)" if name.endswith("y") else rf"{escaped}(?:s|es)?"
    return rf"(?<![A-Za-z0-9]){plural}(?![A-Za-z0-9])"


@lru_cache(maxsize=1)
def known_concepts() -> Concepts:
    """The concepts of the glossary that ships."""
    return Concepts(Concept(term.en, term.zh, (term.en, term.zh, *term.variants_en, *term.variants_zh), term.kind) for term in glossary())
