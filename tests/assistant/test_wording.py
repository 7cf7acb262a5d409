"""Every word that the program itself puts into an answer exists in both languages, with the same fields."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from assistant import wording
from ingest.language import has_chinese
from ingest.types import Language

LANGUAGES: tuple[Language, Language] = ("en", "zh")
ONE_SIDED = {"verb", "what_unit", "condition_none"}  # English grammar, and the measure word of Chinese


def words(key: str, language: Language) -> str:
    return wording.say(key, language, **{name: f"<{name}>" for name in _names()})


def _names() -> set[str]:
    """Every field that any wording has: whatever is given too much is not used."""
    return {name for texts in wording._WORDING.values() for text in texts.values() for _, name, _, _ in Formatter().parse(text) if name}


def test_each_wording_exists_in_both_languages() -> None:
    names = wording.keys()
    assert names and {key: wording.languages_of(key) for key in names} == dict.fromkeys(names, frozenset(LANGUAGES))


@pytest.mark.parametrize("key", wording.keys())
def test_each_is_in_its_language_and_has_the_same_fields(key: str) -> None:
    fields = {language: {name.removesuffix("_low") for name in re.findall(r"<(\w+)>", words(key, language))} for language in LANGUAGES}
    english = re.sub(r"<\w+>", "", words(key, "en"))
    assert not has_chinese(english), "the English wording holds Chinese"
    chinese = re.sub(r"<\w+>", "", words(key, "zh"))
    assert has_chinese(chinese) or not re.search(r"[A-Za-z]", chinese), "the Chinese wording holds English"
    odd = (fields["en"] ^ fields["zh"]) - ONE_SIDED - ({"condition"} if key == "rows_none" else set())
    assert not odd, f"only one language says {odd}"


@pytest.mark.parametrize(
    ("parts", "english", "chinese"),
    [([], "", ""), (["a"], "a", "a"), (["a", "b"], "a and b", "a和b"), (["1", "韧性", "c"], "1, 韧性 and c", "1、韧性和c")],
)
def test_words_are_enumerated_as_each_language_does(parts: list[str], english: str, chinese: str) -> None:
    assert (wording.enumerate_words(parts, "en"), wording.enumerate_words(parts, "zh")) == (english, chinese)
