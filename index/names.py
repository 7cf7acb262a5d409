"""Which words are names of somebody or some place, in either language: what a question may not swap.

English stems were learned from their capitals (`index.training.names`); a Chinese word is a name when its translations are. Knows
nothing about questions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from index.lexicon import Lexicon
from index.modelfolder import EncoderError
from ingest.language import has_chinese
from ingest.words import words

_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’-]+")
NAMES = Path(__file__).parent / "model" / "names.txt"
LIKELY = 0.25  # weight, relative to the best translation, from which a form is a name's own
NOT_NAMES = frozenset(["这些", "那些", "上述", "上面"])  # whose translations are titles more often than not
MOSTLY = 0.6  # share of a Chinese word's translation weight that must be names


class Names:
    """Tells names from other words."""

    def __init__(self, stems: frozenset[str], lexicon: Lexicon) -> None:
        self._stems = stems
        self._lexicon = lexicon
        self._known: dict[str, bool] = {}
        self._families: dict[str, frozenset[str]] = {}

    @classmethod
    def load(cls) -> Names:
        """The names that ship; EncoderError when the file is missing."""
        return _loaded()

    def is_name(self, term: str) -> bool:
        """Whether an English stem or a Chinese word is a name."""
        if term not in self._known:
            self._known[term] = self._judged(term)
        return self._known[term]

    def family(self, term: str) -> frozenset[str]:
        """A name with what it is in the other language and, through that, its kin: "danish", 丹麦, "denmark"."""
        if term not in self._families:
            across = self._across(term)
            self._families[term] = frozenset({term, *across, *(back for form in across for back in self._across(form))})
        return self._families[term]

    def _across(self, term: str) -> tuple[str, ...]:
        return tuple(form for form, weight in self._lexicon.forms(term) if weight > LIKELY and self.is_name(form))

    def in_text(self, text: str) -> tuple[str, ...]:
        """The names in a text, as index terms, each once."""
        return tuple(dict.fromkeys(term for term in self._lexicon.terms(text) if not term.isdigit() and self.is_name(term)))

    def _judged(self, term: str) -> bool:
        if not has_chinese(term):
            return len(term) > 2 and term in self._stems
        if term in NOT_NAMES:
            return False
        forms = self._lexicon.forms(term)[:6] if len(term) > 1 else ()
        total = sum(weight for _, weight in forms)
        return bool(forms) and sum(weight for form, weight in forms if form in self._stems) >= MOSTLY * total


def as_written(stem: str, text: str) -> str:
    """The word of the text that a stem came from."""
    if has_chinese(stem):
        return stem
    return next((word for word in _LATIN.findall(text) if stem in words(word)), stem)


@lru_cache(maxsize=1)
def _loaded() -> Names:
    try:
        stems = frozenset(NAMES.read_text(encoding="utf-8").split())
    except OSError as error:
        raise EncoderError(f"The list of names {NAMES} is missing; install the program again.") from error
    return Names(stems, Lexicon.load())
