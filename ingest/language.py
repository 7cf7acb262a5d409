"""All that is particular to Chinese or English in a text: which it is, where sentences end, what numbers it holds.

Pure functions over strings; knows nothing about documents, vectors or screens. Index terms live in `ingest.words`.
"""

from __future__ import annotations

import itertools
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from ingest.types import Language

CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_CJK_CHARACTER = re.compile(f"[{CJK}]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’-][A-Za-zÀ-ɏ]+)*")

CITATION_MARK = re.compile(r"\^\{?(?:\[\d{1,3}\](?:\s*[~～–—-]\s*(?=\[))?)+\}?|(?<=[\w.。，,;；:：)）”\"])\[\d{1,3}\](?:\[\d{1,3}\])*")
_MARK_NUMBERS = re.compile(r"\[(\d{1,3})\](\s*[~～–—-])?")

READ_AGAIN = 8192  # texts, most of them sentences, of which it is remembered how they read and what they count

_PARTICLE = re.compile("[吗呢吧么哪怎谁几那这的了是]")  # the grammar of a Chinese sentence, however few its characters

_TERMINATORS = ".!?。！？…"
_CLOSERS = "\"'”’」』）)】》"
_ABBREVIATIONS = frozenset(
    [
        "e.g",
        "i.e",
        "etc",
        "vs",
        "cf",
        "al",
        "fig",
        "figs",
        "ref",
        "refs",
        "eq",
        "no",
        "nos",
        "vol",
        "pp",
        "p",
        "ed",
        "eds",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "st",
        "inc",
        "ltd",
        "co",
        "approx",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "u.s",
        "u.k",
    ]
)
_BULLET = re.compile(r"\n[ \t]*(?=(?:[-*•·▪‣]|\d{1,2}[.)、）]|[(（]?[一二三四五六七八九十]{1,3}[)）、])[ \t]*\S)")


def detect(text: str) -> Language:
    """The language a person wrote in: Chinese when its characters outnumber the Latin words, else English.

    A mixed question ("Ningbo的培训涉及哪些subsystem?") counts as the language of its grammar, which the count follows well.
    """
    chinese, latin = len(_CJK_CHARACTER.findall(text)), len(_LATIN_WORD.findall(text))
    if chinese == latin:
        return "zh" if _PARTICLE.search(text) else "en"
    return "zh" if chinese > latin else "en"


def has_chinese(text: str) -> bool:
    """Whether the text holds at least one Chinese character."""
    return _CJK_CHARACTER.search(text) is not None


def sentences(text: str, language: Language) -> list[tuple[int, int]]:
    """Offsets of the sentences of `text`, without surrounding white space; closing quotes and citation marks belong to theirs.

    Lists count each item as a sentence. A line break alone ends nothing: paragraphs are broken by page turns.
    """
    cuts = [0]
    cuts += [match.end() for match in _BULLET.finditer(text)]
    position = 0
    while position < len(text):
        if text[position] in _TERMINATORS and _ends_sentence(text, position):
            position = _after_closers(text, position + 1)
            cuts.append(position)
        else:
            position += 1
    cuts = [*sorted(set(cuts)), len(text)]
    spans = (_trim(text, start, end) for start, end in itertools.pairwise(cuts))
    return [(start, end) for start, end in spans if end > start]


def _ends_sentence(text: str, position: int) -> bool:
    character = text[position]
    if character in "。！？":
        return True
    next_up = _after_closers(text, position + 1)
    after = text[next_up : next_up + 40]
    if after and not after[0].isspace() and not _CJK_CHARACTER.match(after):
        return False
    if character in "!?…":
        return True
    word = re.search(r"[\w.]*$", text[max(0, position - 12) : position])
    stem = (word.group(0) if word else "").lower()
    if stem in _ABBREVIATIONS or (len(stem) == 1 and stem.isalpha()) or (not stem and position == 0):
        return False
    following = after.lstrip()
    if stem.isdigit() and len(stem) <= 2 and _starts_line(text, position - len(stem)):
        return False
    return not following or not following[0].islower()


def _starts_line(text: str, position: int) -> bool:
    return position == 0 or text[position - 1] == "\n"


def _after_closers(text: str, position: int) -> int:
    while position < len(text):
        mark = CITATION_MARK.match(text, position)
        if mark:
            position = mark.end()
        elif text[position] in _CLOSERS or text[position] in _TERMINATORS:
            position += 1
        else:
            break
    return position


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def without_marks(text: str) -> str:
    """The text without its citation marks."""
    return CITATION_MARK.sub("", text)


def marks(text: str) -> tuple[int, ...]:
    """The reference numbers that the text's citation marks name, ranges filled in, in order of first mention."""
    numbers: list[int] = []
    for mark in CITATION_MARK.finditer(text):
        previous: int | None = None
        for found in _MARK_NUMBERS.finditer(mark.group(0)):
            number = int(found.group(1))
            numbers.extend(range(previous + 1 if previous is not None else number, number + 1))
            previous = number if found.group(2) else None
    return tuple(dict.fromkeys(numbers))


@lru_cache(maxsize=READ_AGAIN)
def readable(text: str) -> str:
    """The text as a person reads it on one line: no citation marks, page turns closed up (no space between Chinese characters)."""
    line = re.sub(r"\s+", " ", without_marks(text)).strip()
    line = re.sub(rf"(?<=[{CJK}，。；：、！？（）“”《》]) (?=[{CJK}，。；：、！？（）“”《》])", "", line)
    return re.sub(r" (?=[,.;:!?](?:\s|$))", "", line)


# ---------------------------------------------------------------- numbers

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000}
_WORDS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_NUMBER = re.compile(
    r"(?P<arabic>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<scale>万亿|千万|百万|亿|万|thousand|million|billion|trillion)?"
    r"|(?P<chinese>[零〇一二两三四五六七八九十百千万亿]+)"
    r"|(?P<word>\b(?:" + "|".join([*_WORDS, *_ORDINALS]) + r")\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=READ_AGAIN)
def numbers(text: str) -> tuple[Decimal, ...]:
    """The numbers a text states, as values: "2.5亿", "250 million" and "250,000,000" are one value; "十七", "17" and "seventeen" too.

    A single Chinese digit character counts only before a measure word, as in 三个 or 六大, since it is often part of a word.
    """
    return tuple(dict.fromkeys(each_number(text)))


def each_number(text: str) -> list[Decimal]:
    """As `numbers`, each as often as it is stated."""
    found = [_value(match, text) for match in _NUMBER.finditer(text)]
    return [value.normalize() for value in found if value is not None]


_MEASURES = "个项座种次年月日天周人名份大类条章届国城点期阶段方级重家组位册卷层盏辆艘栋间棵只台架吨"


def _value(match: re.Match[str], text: str) -> Decimal | None:
    if match.group("arabic"):
        try:
            number = Decimal(match.group("arabic").replace(",", ""))
        except InvalidOperation:
            return None
        return number * _scale((match.group("scale") or "").lower())
    if match.group("word"):
        word = match.group("word").lower()
        return Decimal(_WORDS[word] if word in _WORDS else _ORDINALS[word])
    characters = match.group("chinese")
    if len(characters) == 1 and not (match.end() < len(text) and text[match.end()] in _MEASURES):
        return None
    value = chinese_number(characters)
    return None if value is None else Decimal(value)


def _scale(word: str) -> Decimal:
    if word in _SCALES:
        return Decimal(_SCALES[word])
    return Decimal({"万亿": 10**12, "千万": 10**7, "百万": 10**6, "亿": 10**8, "万": 10**4}.get(word, 1))


@lru_cache(maxsize=4096)
def chinese_number(characters: str) -> int | None:
    """The value of a Chinese numeral: 十七 → 17, 二〇一七 → 2017, 一百六十九 → 169; None when it is none."""
    if all(c in _DIGITS for c in characters):
        return int("".join(str(_DIGITS[c]) for c in characters))
    if any(c not in _DIGITS and c not in _TENS and c not in _LARGE for c in characters):
        return None
    total = section = digit = 0
    for c in characters:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or (1 if c == "十" else 0)) * _TENS[c]
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[c]
            section = digit = 0
    value = total + section + digit
    return value or None


# ---------------------------------------------------------------- names

_NAME = re.compile(
    r"(?<![A-Za-zÀ-ɏ0-9-])[A-ZÀ-Þ][A-Za-zÀ-ɏ0-9'’-]*(?: (?:(?:of|for|the|de) ){0,2}[A-ZÀ-Þ][A-Za-zÀ-ɏ0-9'’-]*| \d+(?![A-Za-z0-9]))*"
)


def capitalised(text: str) -> tuple[str, ...]:
    """Runs of capitalised Latin words, in order, as written: the names of an English (or mixed) sentence, its first word included."""
    return tuple(dict.fromkeys(match.group(0) for match in _NAME.finditer(text)))
