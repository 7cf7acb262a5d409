"""The words that the desk itself puts into a draft, in both languages, read from wording.toml; no logic beside filling them in."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from ingest.types import Language


@lru_cache(maxsize=1)
def _wording() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("assistant.desk").joinpath("wording.toml").read_text(encoding="utf-8"))


def say(key: str, language: Language, **values: object) -> str:
    """The wording `key` in the language, its fields filled in; English begins with a capital where it ends as a sentence."""
    text = _wording()[key][language].format(**values)
    return text[:1].upper() + text[1:] if language == "en" and text.endswith(".") else text


def known(key: str) -> bool:
    """Whether there is such a wording."""
    return key in _wording()


def keys() -> tuple[str, ...]:
    """All wordings, for the test that each is whole in both languages."""
    return tuple(_wording())


def both(key: str) -> dict[str, str]:
    """A wording as it stands in the file."""
    return _wording()[key]


def comma(words: Sequence[str], language: Language) -> str:
    """ "a, b and c" or "a、b和c"."""
    if len(words) < 2:
        return "".join(words)
    inner, last = (", ", " and ") if language == "en" else ("、", "和")
    if any(last in word for word in words):  # "a, b and c, and d"
        last = ", and " if language == "en" else "、"
    return inner.join(words[:-1]) + last + words[-1]


def also(parts: Sequence[str], language: Language) -> str:
    """Clauses of one sentence, with its stop."""
    return ("; ".join(parts) + ".") if language == "en" else ("；".join(parts) + "。")


def shortened(text: str, most: int) -> str:
    """What a person wrote, without its final stop, in at most so many characters where it is named again."""
    bare = text.rstrip("。.")
    return bare if len(bare) <= most else bare[: most - 1].rstrip() + "…"


def ended(text: str, language: Language) -> str:
    """A sentence with its final stop."""
    bare = text.rstrip()
    if bare.endswith((".", "。", "!", "！", "?", "？", "。”", ".”", '."', "。）", ".)")):
        return bare
    return bare.rstrip(",;:，；：") + ("." if language == "en" else "。")
