"""What a library says at each place, in each language: that against which the gold of the cases is proved. Knows nothing about answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache

from eval.metrics import within
from ingest.stated import states
from ingest.types import Language, Origin, Passage

LANGUAGES: tuple[Language, Language] = ("en", "zh")


def qualified(place: str, work: str, wanted: str) -> str:
    """A place as gold of a work names it: itself in that work, and a fact (its id is its own); else with its work before it."""
    return place if work == wanted or _is_fact(place) else f"{work}: {place}"


def _is_fact(place: str) -> bool:
    return place.casefold().startswith("fact ")


class Gold:
    """The active passages of a library by place and language. A table's row is read with its heads, as its search text names them."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._passages = tuple(passages)
        self._read = {p.id: f"{p.text}\n{p.search_text}" if p.kind == "row" else p.text for p in self._passages}
        self._here: dict[tuple[str, str], tuple[Passage, ...]] = {}

    def origins(self, work: str) -> dict[Origin, int]:
        """Whose words the passages of a work are, with their number: "paper" where its own text was added, else "digest"."""
        return dict(Counter(passage.origin for passage in self._passages if passage.work == work))

    @property
    def places(self) -> tuple[str, ...]:
        """The labels of all passages."""
        return tuple(passage.place for passage in self._passages)

    @cached_property
    def linked(self) -> bool:
        """Whether the facts about linked works are there, which come with the corpus that ships."""
        return any(_is_fact(passage.place) for passage in self._passages)

    def missing(self, place: str) -> bool:
        """Whether the place cannot be expected here: a fact, where those are not."""
        return _is_fact(place) and not self.linked

    def has(self, place: str, language: Language, work: str) -> bool:
        """Whether a place has text in the language."""
        return any(p.language == language for p in self._within(place, work))

    def _within(self, place: str, work: str) -> tuple[Passage, ...]:
        if (place, work) not in self._here:
            self._here[place, work] = tuple(p for p in self._passages if within(qualified(p.place, p.work, work), place))
        return self._here[place, work]

    def texts(self, places: Sequence[str], language: Language, work: str) -> tuple[str, ...]:
        """The texts within the places; where a place has none in the language (references are in one), those of the other."""
        found: list[str] = []
        for place in places:
            here = self._within(place, work)
            own = [p for p in here if p.language == language]
            found += [self._read[p.id] for p in own or here]
        return tuple(dict.fromkeys(found))

    def language_texts(self, language: Language) -> tuple[str, ...]:
        """The texts of all passages in a language."""
        return tuple(self._read[p.id] for p in self._passages if p.language == language)

    def stating(self, alternatives: Collection[str], language: Language) -> tuple[Passage, ...]:
        """The passages of a language that state one of the alternatives; what has brackets ("[52]") is found as it is written."""
        return tuple(p for p in self._passages if p.language == language and stands(self._read[p.id], alternatives))

    def text_of(self, passage: Passage) -> str:
        """A passage as it is read here."""
        return self._read[passage.id]


def stands(text: str, alternatives: Iterable[str]) -> bool:
    """Whether one of the words stands in the text; a mark such as [52] is compared as it is written."""
    return any(word in text if word.startswith("[") else _states(text, word) for word in alternatives)


@lru_cache(maxsize=200_000)
def _states(text: str, word: str) -> bool:
    return states(text, (word,))
