"""Whether passages support a sentence: numbers, names, quotations and denials exactly, the rest by words and meaning across languages.

Knows nothing about who wrote the sentence. The words are compared token by token through the bundled encoder (a token is covered by one
that means the same, in either language), with the passage, its twin and the work's title. It sees no word order: who did what to
whom, where all words are the source's own, is not checked (eval/LOG.md has how often that passes).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.composition import Evidence
from assistant.polarity import denials, turned
from assistant.relevance import Relevance
from ingest.language import capitalised, detect, each_number, numbers, readable, sentences
from ingest.types import Passage
from ingest.words import normalise, words

Fault = Literal["", "content", "number", "name", "denial", "quotation"]

SUPPORTED = 0.73  # score from which a sentence is supported; this and the next two were chosen on the pairs of `python -m eval support`
WEIGHTS = (-6.0, 9.0, 3.0, -4.0)  # intercept, share covered, cosine, heaviest term left open
OPEN_AT_MOST = 0.2  # the share that one term may weigh of which the passages know nothing: "by the size" for "by the weeks"
NEAR = 0.6  # of the best share: a number stands in sentences that cover at least so much of the sentence that states it
ADDS = 0.15  # share of a sentence that a passage must cover to be cited for it
WINDOW = 2  # sentences of a passage that one sentence of an answer may draw together

_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{2,200})[”\"」』]|《([^》]{2,80})》")
_SAME_QUOTES = re.compile(r"[\s“”\"'‘’「」『』《》.,，。]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]+")
_PLAIN_ONE = re.compile(r"(?<![\d.,])1(?![\d.,]\d|\d)")
_UNITS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\d\s*(?:%|％)|\bper ?cent\b|百分之",
        r"[$€£¥￥]\s?\d|\d[\d,.]*\s*(?:million|billion)?\s*(?:euros?|dollars?|yuan|USD|EUR|RMB|CNY)\b|\d\s*[万亿]?(?:元|欧元|美元)",
        r"\d\s*(?:°|degrees)|\d\s*(?:摄氏)?度",
        r"\d\s*(?:km|kilomet\w+|公里|千米)",
        r"\d\s*(?:hectares?|公顷)",
        r"\d\s*(?:tonnes?|tons?|吨)",
    )
)
_COUNTED = re.compile(
    r"(\d[\d,.]*|(?<![\w-])(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))\s+([A-Za-z][a-z-]+)"
    r"|(\d[\d,.]*|[二三四五六七八九十百]+)[个项座种条届名份]([\u4e00-\u9fff]{2})"
)
_FIGURE = re.compile(r"\d[\d,.]*|[A-Za-z]+|[二三四五六七八九十百]+")


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that a sentence names, with its twin and the title of its work."""

    passage: Passage
    twin: Passage | None = None
    title: str = ""

    @property
    def known(self) -> str:
        """All that stands there, in both languages."""
        texts = [self.title, self.passage.section, self.passage.search_text, self.passage.text]
        return "\n".join([*texts, *((self.twin.search_text, self.twin.section) if self.twin else ())])


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is supported: `fault` is "" then, and `evidence` the spans it rests on. `score` is from 0 to 1."""

    fault: Fault
    score: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Features:
    """What the score rests on: share of the sentence's weight covered, cosine with the best window, heaviest term left open."""

    share: float
    similar: float
    open: float


class Support:
    """Checks sentences against passages."""

    def __init__(self, relevance: Relevance) -> None:
        self._relevance = relevance

    def judge(self, sentence: str, cited: Sequence[Cited]) -> Verdict:
        """The verdict on one sentence without its marks; what it cites is looked at together."""
        windows = [(one, *self._window(sentence, one)) for one in cited]
        kept = [row for row in windows if row[2] >= ADDS] or windows[:1]
        if not kept:
            return Verdict("content", 0.0)
        evidence = tuple(row[1] for row in kept)
        features = self.features(sentence, [row[0] for row in kept])
        fault = self._exactly(sentence, [row[0] for row in kept], evidence)
        scored = score(features)
        if not fault and (scored < SUPPORTED or features.open > OPEN_AT_MOST):
            fault = "content"
        return Verdict(fault, scored, () if fault else evidence)

    def features(self, sentence: str, cited: Sequence[Cited]) -> Features:
        """How far the best window of each passage covers the sentence, together."""
        probe = self._relevance.probe(sentence)
        if not probe.terms:
            return Features(0.0, 0.0, 1.0)
        texts = [text for one in cited for text in self._best_texts(sentence, one)]
        covered = self._relevance.coverage(probe, texts).max(axis=0)
        similar = self._relevance.similarity(probe, texts).max()
        return Features(float(covered @ probe.weights), float(similar), float(((1 - covered) * probe.weights).max()))

    def _best_texts(self, sentence: str, one: Cited) -> list[str]:
        """The window of the passage and that of its twin that cover the sentence best."""
        probe = self._relevance.probe(sentence)
        found = []
        for passage in (one.passage, one.twin):
            if passage is not None:
                texts = [text for _, text in _windows(passage)]
                shares = self._relevance.coverage(probe, texts) @ probe.weights
                found.append(texts[int(shares.argmax())])
        return found

    def _window(self, sentence: str, one: Cited) -> tuple[Evidence, float]:
        """The span of the passage that the sentence rests on, and the share that it covers; a twin's share counts for it."""
        probe = self._relevance.probe(sentence)
        spans = _windows(one.passage)
        if not probe.terms:
            return Evidence(one.passage, *spans[0][0]), 0.0
        texts = [text for _, text in spans]
        values = self._relevance.coverage(probe, texts) @ probe.weights + 0.2 * self._relevance.similarity(probe, texts)
        best = max(range(len(texts)), key=lambda at: float(values[at]) - 0.0001 * len(texts[at]))  # the shorter of two that say the same
        share = float((self._relevance.coverage(probe, self._best_texts(sentence, one)) @ probe.weights).max())
        return Evidence(one.passage, *spans[best][0]), share

    def _exactly(self, sentence: str, cited: Sequence[Cited], evidence: Sequence[Evidence]) -> Fault:
        known = "\n".join(one.known for one in cited)
        if not _quotations_stand(sentence, known):
            return "quotation"
        if not _numbers_stand(sentence, known) or not self._numbers_near(sentence, cited):
            return "number"
        if self._relevance.names_missing(sentence, known) or not (_is_foreign(sentence, cited) or _latin_stands(sentence, known)):
            return "name"
        texts = [text for one in cited for text in self._best_texts(sentence, one)]
        return "denial" if turned(sentence, known) or self._denied(sentence, known, [*texts, *(one.quote for one in evidence)]) else ""

    def _numbers_near(self, sentence: str, cited: Sequence[Cited]) -> bool:
        """Whether the numbers stand where the passages speak of the same thing, as often as the sentence repeats them."""
        stated = Counter(value for value in each_number(sentence) if value in _stated(sentence))
        probe = self._relevance.probe(sentence)
        if not stated or not probe.terms:
            return True
        texts, near = [], [f"{one.title} {one.passage.section}" for one in cited]
        for passage in (passage for one in cited for passage in (one.passage, one.twin) if passage is not None):
            windows = [text for _, text in _windows(passage)]
            texts.append(f"{passage.section} {readable(passage.text)}")
            shares = self._relevance.coverage(probe, windows) @ probe.weights
            near += [text for text, share in zip(windows, shares.tolist(), strict=True) if share >= NEAR * float(shares.max())]
        held = set(numbers("\n".join(near)))
        often = [Counter(each_number(text)) for text in texts]
        return all(value in held and (count == 1 or any(one[value] >= count for one in often)) for value, count in stated.items())

    def _denied(self, sentence: str, known: str, near: Sequence[str]) -> bool:
        """Whether the sentence denies what the passages do not, or says what the words near by deny."""
        own, theirs = denials(sentence), denials(known)
        if any(not self._covered(said, theirs, 0.3) for said in own):
            return True
        said_plainly = _without(known, theirs)
        return any(
            self._covered(denied, [sentence], 0.8)
            and not self._covered(denied, own, 0.3)
            and not self._covered(denied, [said_plainly], 0.8)
            for denied in {denied for text in near for denied in denials(text)}
        )

    def _covered(self, text: str, by: Sequence[str], share: float) -> bool:
        probe = self._relevance.probe(text)
        if not probe.terms:
            return bool(by)
        return bool(by) and float((self._relevance.coverage(probe, list(by)) @ probe.weights).max()) >= share


def score(features: Features) -> float:
    """The probability that a sentence with these features is supported."""
    total = WEIGHTS[0] + WEIGHTS[1] * features.share + WEIGHTS[2] * features.similar + WEIGHTS[3] * features.open
    return 1 / (1 + math.exp(-total))


def _windows(passage: Passage) -> list[tuple[tuple[int, int], str]]:
    """Spans of one or two sentences of a passage, each with the text that is compared; anything but prose is one span."""
    if passage.kind in ("row", "reference", "front", "caption"):
        return [((0, len(passage.text)), f"{passage.section} {passage.search_text}")]
    spans = sentences(passage.text, passage.language) or [(0, len(passage.text))]
    joined = [(spans[at][0], spans[at + size][1]) for size in range(WINDOW) for at in range(len(spans) - size)]
    return [((start, end), readable(passage.text[start:end])) for start, end in joined]


def _without(text: str, parts: Sequence[str]) -> str:
    for part in parts:
        text = text.replace(part, " ")
    return text


def _quotations_stand(sentence: str, known: str) -> bool:
    """Whether all that stands between quotation marks stands in the passages too, but for spaces and stops."""
    held = _SAME_QUOTES.sub("", normalise(readable(known)))
    return all(_SAME_QUOTES.sub("", normalise(one or other)) in held for one, other in _QUOTED.findall(sentence))


def _numbers_stand(sentence: str, known: str) -> bool:
    """Whether each number stands in the passages, with its kind of unit, and before the same word where several could be exchanged."""
    held = set(numbers(known))
    if any(value not in held for value in _stated(sentence)):
        return False
    if any(unit.search(sentence) and not unit.search(known) for unit in _UNITS):
        return False
    counted = [(one or three, two or four) for one, two, three, four in _COUNTED.findall(sentence)]
    return len({number for number, _ in counted}) < 2 or all(_counts(number, thing, known) for number, thing in counted)


def _stated(sentence: str) -> list[Decimal]:
    return [value for value in numbers(sentence) if value != 1 or _PLAIN_ONE.search(sentence)]


def _counts(number: str, thing: str, known: str) -> bool:
    """Whether the passages' same number stands shortly before the same word; true where they do not use that word at all."""
    stems = words(thing)
    if not stems or stems[0] not in words(known) or re.fullmatch(r"(?:19|20)\d\d", number):
        return True
    values = numbers(number)
    places = [match.end() for match in _FIGURE.finditer(known) if numbers(match.group()) == values]
    return any(stems[0] in words(known[place : place + 32]) for place in places)


def _is_foreign(sentence: str, cited: Sequence[Cited]) -> bool:
    """Whether all that is cited is in the other language: then only names with a known form there can be compared."""
    own = detect(sentence)
    return all(one.passage.language != own and (one.twin is None or one.twin.language != own) for one in cited)


def _latin_stands(sentence: str, known: str) -> bool:
    """Whether each capitalised word, but for the first of an English sentence, and each Latin word of a Chinese one, stands there."""
    held = set(words(known))
    first = _LATIN.match(sentence)
    named = {word for run in capitalised(sentence) for word in _LATIN.findall(run)}
    if re.search(r"[\u4e00-\u9fff]", sentence):
        named |= set(_LATIN.findall(sentence))
    elif first:
        named -= {first.group()} if first.group() not in sentence[first.end() :] else set()
    return all(not (stems := words(word)) or stems[0] in held for word in named)
