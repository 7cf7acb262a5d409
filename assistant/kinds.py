"""The kinds of thing that a sentence can tell: a date, an amount, a reason, a definition, a list. Patterns in both languages; pure."""

from __future__ import annotations

import re

from ingest.language import chinese_number, numbers

YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
WHOLE_DATE = re.compile(
    r"\d{1,2}(?: ?(?:to|[-–]) ?\d{1,2})? (?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"|\d{1,2}月\d"
)
DATED = re.compile(  # figures that count nothing: years and dates; but 1800 people are no year
    r"(?<![\d.,])(?:1[89]|20)\d\d(?![\d,]|\s?[余多人名个位项家座万]|\s(?:people|persons|participants|delegates|attendees|members|copies))年?"
    r"(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日"
    r"|\b\d{1,2}(?:[–-]\d{1,2})? (?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
COUNTED = re.compile(r"[一二三四五六七八九十百千]+[余多几][个项座家种条]|\b(?:dozens?|scores|more than a dozen|over ten)\b", re.IGNORECASE)
MONEY = re.compile(
    r"[$€£¥￥]\s?\d|\d[\d,.]*\s*(?:million|billion|thousand)?\s*(?:euros?|dollars?|yuan|USD|EUR|RMB|CNY)|\d\s*(?:万|亿)?(?:元|欧元|美元|人民币)",
    re.IGNORECASE,
)
PERCENT = re.compile(r"\d\s*[%％]|per ?cent|百分之|\d成|\d倍|\b(?:half|third|quarter)\b", re.IGNORECASE)
REASON = re.compile(
    r"\b(?:because|to|aim\w*|in order|so that|due to|purpose|thus|therefore)\b|为了|旨在|以便|因为|由于|从而|以期|目的|因", re.IGNORECASE
)
DEFINES = re.compile(
    r"\b(?:is (?:the|a) (?:capacity|ability|degree|speed)|accepts|posits|refers? to|defined as|means that|means"
    r"|emphasi[sz]es|recogni[sz]es|stands for|signifies|views)\b"
    r"|是指|是.{0,30}的能力|承认|接受|指的是|认为|强调|意味着|代表|定义为|被认为"
)


# ---------------------------------------------------------------- lists

_PART = re.compile(r"、|[;；]|(?<=[”》])，(?=[“《])|, (?=\S)|(?<=\w) and (?=\w)|和|以及")
_WANTED = re.compile(
    r"\b(?:which|what|name|list|who)\b(?! (?:year|day|date)\b)(?:\s+(?:are|were|is|the|all|of|its|their))*\s+(?:the\s+)?"
    r"(two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b"
    r"|哪([二两三四五六七八九十]|\d)[个项条座家种类点大份]"
    r"|([二两三四五六七八九十]|\d)[个项条座家种类点大份][^，。？?]{0,24}(?:是什么|有哪些|是哪|分别|各是|都是|指什么|包括|叫什么)",
    re.IGNORECASE | re.ASCII,
)
_OPEN = re.compile(
    r"\b(?:which|what) (?:are|were)\b|\b(?:which|what) (?:(?!is\b|was\b|does\b|has\b|this\b|its\b)\w+ ){0,2}"
    r"(?!is\b|was\b|does\b|has\b|this\b|its\b|\w*ss\b)\w+(?:s|people)\b|\b(?:name|list|enumerate)\b"
    r"|哪些|哪几|列出|列举|分别",
    re.IGNORECASE | re.ASCII,
)
SOME = 3  # parts from which a sentence is a list where no number is asked for


def things_wanted(question: str) -> int:
    """How many things a question wants named: the number, `SOME` where it is left open, 0 where no list is asked for."""
    found = _WANTED.search(question)
    if found:
        said = next(group for group in found.groups() if group)
        return int(next(iter(numbers(said)), None) or chinese_number(said.replace("两", "二")) or SOME)
    return SOME if _OPEN.search(question) else 0


def enumerated(text: str) -> int:
    """How many parts of a sentence stand side by side, at most."""
    return 1 + len(_PART.findall(text))
