"""A question about a few years or named things at once, taken apart into one about each. Pure.

"Which drew more people, 2016 or 2019?" is told by two places of the sources; each is looked for by itself.
"""

from __future__ import annotations

import re

from assistant.concepts import Concept, known_concepts
from assistant.relevance import NAMED
from ingest.language import has_chinese

MOST = 4  # years or things that are taken apart
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPAN = re.compile(
    r"(?:19|20)\d\d\s*年?\s*(?:[~～–—-]|至|到|\bto\b|\buntil\b|\bthrough\b)\s*(?:(?:19|20)\d\d|present|今)"
    r"|\bbetween\s+(?:19|20)\d\d\s+and\b|(?:19|20)\d\d\s*年?(?:以[后来前]|之[后前]|起)|\b(?:since|before|after|until)\s+(?:19|20)\d\d",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\beach\b|\bboth\b|\brespectively\b|\bor\b|\bthan\b|\bversus\b|\bvs\b|各自|各是|各有|各为|各(?=[多几])|分别|相比|还是|哪个|比较|对比|\bcompare\b|哪一?[届座次]",
    re.IGNORECASE,
)
_JOINED = r"\s*(?:[,，、&/]|[和与及跟同或]|还是|\band\b|\bor\b|\bversus\b|\bvs\.?|\bthan\b)\s*"
_BEFORE = r"(?:\bthe\s+(?:one|edition|congress|summit)\s+(?:in|of)\s+|\b(?:in|of|that of)\s+)?"
_COUNTED = re.compile(
    r"(?:请|帮我)?(?:比较|对比)(?:一下)?|\b(?:please )?compare\b|[两二三四](?:届|个|座|次|者|份|种)|分别|各自|各(?=[是有为多几])"
    r"|\b(?:both|each|respectively)\b\s*",
    re.IGNORECASE,
)


def apart(text: str) -> list[str]:
    """The questions about each year, or each named thing, of a question about several; none where it is about one, or about a span."""
    if _SPAN.search(text):
        return []
    named = [concept for concept in known_concepts().find(text) if concept.category in NAMED]
    numbered = [re.escape(name) for concept in named for name in concept.names if _YEAR.search(name)]  # the 2030 Agenda is of no year
    years = list(dict.fromkeys(_YEAR.findall(re.sub("|".join(numbered), " ", text, flags=re.IGNORECASE) if numbered else text)))
    if 1 < len(years) <= MOST:
        return [_only(text, year, [_year_form(other) for other in years]) for year in years]
    if years or not _EACH.search(text):
        return []
    kinds = {concept.category for concept in named}
    if not 1 < len(named) <= MOST or len(kinds) > 1:
        return []
    forms = [_name_form(concept, text) for concept in named]
    return [_only(text, found.group(0), forms) for form in forms if (found := re.search(form, text, re.IGNORECASE))]


def _only(text: str, kept: str, forms: list[str]) -> str:
    """The text about the one that is kept, without the others and the words that join them."""
    one = rf"{_BEFORE}(?:{'|'.join(forms)})"

    def chosen(found: re.Match[str]) -> str:
        here = [match.group(0) for match in re.finditer(one, found.group(0), re.IGNORECASE)]
        return next((said for said in here if kept.lower() in said.lower()), "")

    text = re.sub(rf"{one}(?:(?:{_JOINED})+{one})*", chosen, text, flags=re.IGNORECASE)
    text = re.sub(r"\s+", " ", _COUNTED.sub("", text)).strip(" ,，、")
    text = re.sub(r"(?<=\d)(?=[A-Za-z])", " ", text)
    return re.sub(r"(?<=[\u4e00-\u9fff，。？]) (?=[\u4e00-\u9fff，。？])", "", text)


def _year_form(year: str) -> str:
    return rf"(?<!\d){year}(?!\d)\s*年?"


def _name_form(concept: Concept, text: str) -> str:
    held = [name for name in sorted(concept.names, key=len, reverse=True) if name.lower() in text.lower()]
    name = re.escape(held[0]) if held else r"(?!)"
    return name if held and has_chinese(held[0]) else rf"(?<![A-Za-z])(?:the\s+)?{name}(?![A-Za-z])"
