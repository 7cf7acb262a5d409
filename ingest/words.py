"""Index terms of a text in either language; knows nothing about indexes or documents.

English words become light stems, Chinese runs become single characters and character pairs, numbers stay whole. The same
function reads passages and questions, and mixed text needs no declared language.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from ingest.language import CJK, numbers

_TOKEN = re.compile(rf"(?P<number>\d+(?:[.,]\d+)*)|(?P<word>[a-z]+(?:'[a-z]+)?)|(?P<chinese>[{CJK}]+)")
_CHINESE = re.compile(f"[{CJK}]")
_ACCENT = re.compile(r"[\u0300-\u036f]")
_ACCENTED = re.compile(r"[\u00c0-\u036f\u1e00-\u1eff]")
_NUMERAL = re.compile(  # where `numbers` finds a value that is no plain figure, with the character after it; it is slow on whole texts
    r"\d[\d,.]*\s*(?:[万亿]|thousand|million|billion|trillion)|[零〇一二两三四五六七八九十百千万亿]+.?"
    r"|\b(?:three|four|five|six|seven|eight|nine|third|fourth|fifth|ninth|ten|eleven|twel|thirt|twent|fort|fift|eighth|hundred)[a-z]*"
)
_SMALLEST_VALUE = 3  # "one", "first", "two" are too common to be worth a number term

# Spellings that stand for one name in our corpus (errata of the paper: the Chinese name of ICLEI is misprinted).
_VARIANTS = {"宜可称": "宜可城", "co2e": "co2"}
_VARIANT = re.compile("|".join(map(re.escape, _VARIANTS)))


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP_WORDS = _listed(
    "a an the of to in on at by for from with and or as is are was were be been being it its this that these those there here he she "
    "they them his her their i you we us our your my me do does did done doing have has had having will would can could may might shall "
    "should must not no nor so than then too very what which who whom whose when where why how if but into about over under between "
    "during such s t"
)
_STOP_CHARACTERS = frozenset("的了着过吗呢吧啊么是在和与及或也都而且其之于以为对从被把将让由这那些个位")

# Chinese words that a question is made of rather than about; a query in the other language does without them.
CHINESE_FUNCTION_WORDS = _STOP_CHARACTERS | _listed(
    "什么 哪 哪些 哪个 哪里 哪儿 哪位 哪年 哪一 谁 多少 怎么 怎样 怎么样 如何 为何 为什么 几 几个 是否 何 何时 多大 多久 什么样 一个 一些 "
    "这个 那个 他 她 它 他们 她们 它们 我 我们 你 你们 您 不 没有 没 就 到 会 能 可以 可 要 去 上 来 又 再 很 最 里 "
    "所 并 但 但是 因为 所以 如果 有 后 中 时 下 请 请问"
)


@lru_cache(maxsize=1)
def _simplify() -> Callable[[str], str]:
    import opencc  # 20 ms; only a text with Chinese in it pays

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


def normalise(text: str) -> str:
    """The text in its search form: NFKC, lower case, no accents, simplified characters, one spelling for each known name."""
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
        if _ACCENTED.search(plain):
            plain = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", plain)))
        if _CHINESE.search(plain):
            plain = _simplify()(plain)
    return _VARIANT.sub(lambda found: _VARIANTS[found.group()], plain)


def words(text: str) -> list[str]:
    """Index terms in the order of the text: stems, whole numbers, Chinese characters and character pairs; numbers in words as values.

    "17", "seventeen" and "十七" share the term "17"; "2.5亿" and "250 million" share "250000000".
    """
    plain = normalise(text)
    terms: list[str] = []
    for found in _TOKEN.finditer(plain):
        piece = found.group()
        if found.lastgroup == "word":
            if piece not in _STOP_WORDS:
                terms.append(stem(piece))
        elif found.lastgroup == "number":
            terms.append(_number(piece))
        else:
            terms.extend(_pairs(piece))
    known = set(terms)
    return terms + [value for value in _values(plain) if value not in known]


def _number(piece: str) -> str:
    return piece.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", piece) else piece


def _values(plain: str) -> list[str]:
    spots = [found.group() for found in _NUMERAL.finditer(plain)]
    values = [value for spot in spots for value in numbers(spot) if value >= _SMALLEST_VALUE]
    return list(dict.fromkeys(format(value, "f") for value in values))


def _pairs(run: str) -> list[str]:
    characters = [character for character in run if character not in _STOP_CHARACTERS]
    return characters + [first + second for first, second in itertools.pairwise(run)]


_DOUBLED = re.compile(r"([bdfgklmnprt])\1$")
_VOWEL = re.compile(r"[aeiouy]")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light stem: plural, -ed, -ing, -ly and possessive endings go; nothing that would merge words of different meaning."""
    word = word.removesuffix("'s").replace("'", "")
    word = _without_plural(word)
    for ending in ("ing", "ed", "ly"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 3 and _VOWEL.search(rest):
            word = _DOUBLED.sub(r"\1", rest) if ending != "ly" else rest
            break
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


def _without_plural(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]
