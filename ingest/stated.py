"""Whether a text states a fact: a number by its value, words as normalised text; in both languages. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from ingest.language import CJK, numbers

_MARK = re.compile(r"\[\d{1,3}\]")
_ORDINAL = re.compile(r"(?m)^\s*(?:[-*•]\s+)?\d{1,2}(?:[.)]\s|[、）])")
_LABEL = re.compile(r"\b(?:tables?|sections?|figures?|figs?\.?)\s*\d+(?:\.\d+)*|[表图]\s*\d+|第?\s*\d\.\d\s*节", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d)[,，\u2009\u202f\u00a0](?=\d{3}(?!\d))")
_DASHES = re.compile(r"[\u2010-\u2015\u2212~～—–-]+")
_QUOTES = re.compile(r"[\"'“”‘’「」『』《》«»*_`#\u00ad\u200b-\u200d\ufeff]")
_AT_CJK = re.compile(rf"(?<=[{CJK}，。；：、！？（）]) (?=\S)|(?<=\S) (?=[{CJK}，。；：、！？（）])")
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")
_SHORT = 3  # letters; a longer alternative may be the beginning of a word ("refugee" in "refugees")


def normalise(text: str) -> str:
    """The text as facts are compared: NFKC, no accents, case, quotation marks, Markdown, citation marks or thousands separators,
    one kind of dash, one space between Latin words and none beside Chinese characters."""
    text = _THOUSANDS.sub("", _MARK.sub(" ", text))
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    folded = unicodedata.normalize("NFC", "".join(c for c in folded if not unicodedata.combining(c))).casefold()
    line = re.sub(r"\s+", " ", _DASHES.sub("-", _QUOTES.sub("", folded))).strip()
    return _AT_CJK.sub("", line)


@lru_cache(maxsize=8192)
def _stated(text: str) -> tuple[str, frozenset[Decimal]]:
    bare = _LABEL.sub(" ", _ORDINAL.sub(" ", _MARK.sub(" ", text)))
    bare = unicodedata.normalize("NFKC", _THOUSANDS.sub("", bare))
    return normalise(text), frozenset(numbers(bare))


def states(text: str, alternatives: Iterable[str]) -> bool:
    """Whether the text states one of the alternatives.

    A numeral is compared by value ("2.5亿" = "250 million" = 250000000; "four" = "四个" = 4), and neither citation marks, item numbers
    nor the numbers of tables, figures and sections count. Other alternatives are found as normalised text that begins at a word.
    """
    line, values = _stated(text)
    return any(_states_one(line, values, alternative.strip()) for alternative in alternatives)


def _states_one(line: str, values: frozenset[Decimal], alternative: str) -> bool:
    wanted = _wanted(alternative)
    return wanted in values if isinstance(wanted, Decimal) else wanted is not None and wanted.search(line) is not None


@lru_cache(maxsize=8192)
def _wanted(alternative: str) -> Decimal | re.Pattern[str] | None:
    """What is looked for: a value, or words at the beginning of a word; None for nothing."""
    if _NUMERAL.fullmatch(alternative):
        return Decimal(alternative).normalize()
    words = normalise(alternative)
    if not words:
        return None
    before = r"(?<![a-z0-9])" if words[0].isascii() and words[0].isalnum() else ""
    last = words[-1]
    after = r"(?!\d)" if last.isdigit() else r"(?![a-z])" if last.isascii() and last.isalpha() and len(words) <= _SHORT else ""
    return re.compile(before + re.escape(words) + after)
