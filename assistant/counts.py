"""What a question counts or counts off, held against the evidence: "nine priorities", "the fourth pillar", "how many countries". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.kinds import DATED
from ingest.language import chinese_number, has_chinese
from ingest.words import words

_NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        [
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
        ],
        1,
    )
}
_COUNTED_EN = re.compile(
    r"\b(" + "|".join(_NUMBER_WORDS) + r"|\d{1,3})\s+((?:[a-z][a-z-]+\s+){0,3}?)([a-z]{3,}(?:s|ies))\b", re.IGNORECASE | re.ASCII
)
_COUNTED_ZH = re.compile(
    r"(?<![第\d.])(\d{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:个|项|条|大|份|种|家|位|座|方面的?)\s*([\u4e00-\u9fff]{2,8})"
)
_COUNTED_MIXED = re.compile(  # "10个priority areas"
    r"(?<![第\d.])(\d{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:个|项|条|大|份|种|家|位|座)\s*"
    r"([A-Za-z][A-Za-z-]+(?: [A-Za-z][A-Za-z-]+){0,2})"
)
_WIDE = 12  # Chinese characters after a count in which its noun may stand


def _count(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return _NUMBER_WORDS.get(text.lower()) or (2 if text == "两" else chinese_number(text))


def _counts(text: str) -> Iterable[tuple[int, str]]:
    """The counts in a text, each with the noun it counts: an English stem or two Chinese characters."""
    for found in _COUNTED_EN.finditer(text):
        value = _count(found.group(1))
        if value is not None and value > 1 and words(found.group(3)):
            yield value, words(found.group(3))[0]
    for found in _COUNTED_ZH.finditer(text):
        value = _count(found.group(1))
        if value is not None and value > 1:
            yield value, found.group(2)[:2]
    for found in _COUNTED_MIXED.finditer(text):
        value, nouns = _count(found.group(1)), words(found.group(2))
        if value is not None and value > 1 and nouns:
            yield value, nouns[-1]


def counts_differ(question: str, evidence: str) -> bool:
    """Whether the question counts something ("nine priorities") that the evidence counts otherwise and nowhere the same."""
    for value, noun in _counts(question):
        told = [other for other, same in _told(noun, evidence)]
        if told and value not in told:
            return True
    return False


def _told(noun: str, evidence: str) -> list[tuple[int, str]]:
    """The counts of the same noun in the evidence."""
    if not has_chinese(noun):
        return [
            (value, noun)
            for found in re.finditer(
                r"(?<![\d.])\b(" + "|".join(_NUMBER_WORDS) + r"|\d{1,3})\s+((?:[a-z][a-z-]+\s+){0,2})([a-z]{3,})\b",  # no "3.3 Experience"
                evidence,
                re.IGNORECASE | re.ASCII,
            )
            if noun in words(f"{found.group(2)} {found.group(3)}") and (value := _count(found.group(1))) is not None
        ]
    found_zh = re.finditer(
        rf"(?<![第\d.])(\d{{1,3}}|[一二三四五六七八九十两]{{1,3}})\s*(?:个|项|条|大|份|种|家|位|座)[^，。；]{{0,4}}?{re.escape(noun)}",
        evidence,
    )
    return [(value, noun) for found in found_zh if (value := _count(found.group(1))) is not None]


_ORDINAL = re.compile(
    r"\b(?:guideline|pillar|priorit(?:y|ies)|principle|target|step|measure|conclusion|recommendation)s?\s+(?:(?:one|two|[12])\s*(?:,|and|&)\s*)*(?P<cardinal>three|four|five|six|seven|eight|nine|ten|[3-9])\b"
    r"|\b(third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,3}(?:rd|th))\s+([a-z]+)|第\s*([三四五六七八九十]{1,3}|\d{1,3})\s*(?:大|个|项|条|段|款|号|份|场|轮|批)?([\u4e00-\u9fffA-Za-z]{0,2})",
    re.IGNORECASE | re.ASCII,
)
_COUNTED_OFF = re.compile(  # what the article itself counts off, and what is told of by its place there
    r"phase|stage|period|lesson|aspect|point|one|experience|section|author|reference|row|case|subsystem|goal|time|party|world|country|次|阶段|时期|点|条|方面|经验|节|章|部分|作者|位|行|案例|子系统|目标|届|方|人称|世界|国",
    re.IGNORECASE,
)
_NTH = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinals_untold(question: str, evidence: str) -> int:
    """How many things told by their place ("the fourth pillar", 第100段) the question is about and the evidence does not place so."""
    untold = 0
    for found in _ORDINAL.finditer(question):
        cardinal = found["cardinal"]
        place = _count(cardinal) if cardinal else None
        english = _NTH[place - 3] if place else found.group(2)
        after = found.group(3) or found.group(5) or found.group(0)
        if _COUNTED_OFF.match(after) or (not english and _COUNTED_OFF.search(found.group(0)[-3:])):
            continue
        said = (english or found.group(4)).lower()
        number = 3 + _NTH.index(said) if said in _NTH else int(re.sub(r"\D", "", said) or chinese_number(said) or 0)
        nth = _NTH[number - 3] if 3 <= number <= 10 else f"{number}th"
        forms = rf"\b{nth}\b|\b{number}(?:rd|th)\b|第\s*{number}(?!\d)|第{_zh(number)}|(?<!\d){number}\)"
        untold += re.search(forms, evidence, re.IGNORECASE) is None
    return untold


def _zh(number: int) -> str:
    digits = "零一二三四五六七八九"
    return digits[number] if number < 10 else "十" if number == 10 else str(number)


_EN_NUMBER = r"(?:\d[\d,.]*|" + "|".join([*_NUMBER_WORDS, "hundred", "dozens?", "thousand"]) + r")"
_ZH_NUMBER = r"(?:\d[\d,.]*|[一二三四五六七八九十百千两]+)\s*[万亿]?[多余几]?(?:个|座|名|位|场|次|项|条|家|所|份)?"
_COUNTABLE = tuple(  # what is often counted: how it is asked for, and how it is told
    (
        re.compile(
            rf"\bhow many (?:[a-z-]+ ){{0,2}}{en}\b|(?:多少|几)[个座名位场次项条家]?(?:[\u4e00-\u9fff]{{0,2}})?{zh}"
            rf"|(?:多少|几)[个座名位场次项条家]?{en}\b",
            re.I | re.A,
        ),
        re.compile(rf"{_EN_NUMBER}\+?(?: [\w’'-]+){{0,3}} {told}\b|{_ZH_NUMBER}[^，。；,;]{{0,8}}{zh}|{_ZH_NUMBER}{en}\b", re.I),
    )
    for en, told, zh in (
        (
            r"(?:cities|municipalities|towns)",
            r"(?:cities|municipalities|towns|local governments|jurisdictions|members?)",
            r"(?:城市|市镇|城镇)",
        ),
        (r"(?:countries|nations|states)", r"(?:countries|nations|states|economies)", r"(?:国家|国)"),
        (
            r"(?:people|persons|participants|delegates|attendees)",
            r"(?:people|persons|participants|delegates|attendees|residents|experts|visitors|mayors|inhabitants)",
            r"(?:人|参与者|参会者|代表|居民)",
        ),
        (
            r"(?:sessions|workshops|events|meetings)",
            r"(?:sessions|workshops|events|meetings|dialogues|webinars|roundtables|hours)",
            r"(?:会议|场|研讨会|活动|会|对话|圆桌)",
        ),
        (r"(?:speakers|presenters)", r"(?:speakers|presenters)", r"(?:发言人|演讲者|演讲人|讲者)"),
        (r"(?:indicators)", r"(?:indicators)", r"指标"),
        (r"(?:pages)", r"(?:pages)", r"页"),
    )
)


def counts_untold(question: str, told: str) -> int:
    """How many of the things whose number is asked for ("how many cities and how many countries") no number stands before."""
    told = DATED.sub(" ", told)
    return sum(1 for asked, counted in _COUNTABLE if asked.search(question) and not counted.search(told))
