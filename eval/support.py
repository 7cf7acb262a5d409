"""How well the check of a model's sentences tells supported from unsupported ones: `python -m eval support --home DIR`.

Pairs of a sentence and a passage, of known truth: written ones (`eval/pairs.jsonl`, sources and sentences of our own in both languages,
across languages too) and made ones from the library's own passages: its sentences as they are, shortened, or beside the twin in the
other language; the same with a number, a name, a denial or an opposite changed, another passage's sentence, half of each.
With `--fit` the weights of `assistant.support` are fitted again on one half of the pairs and judged on the other.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.assemble import Assistant, open_assistant
from assistant.concepts import known_concepts
from assistant.settings import Settings
from assistant.support import SUPPORTED, Cited, Support
from ingest.glossary import glossary
from ingest.language import readable, sentences
from ingest.types import Language, Passage

WRITTEN = Path(__file__).parent / "pairs.jsonl"
SAMPLE = 80  # passages of each language that pairs are made of
_FIGURE = re.compile(r"(?<![\d.,])\d{1,4}(?![\d.,]?\d)")
_CLAUSES: dict[Language, re.Pattern[str]] = {"en": re.compile(r"[,;:]\s+"), "zh": re.compile(r"[，；：]")}
_DENY: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": ((r"\b(is|are|was|were|can|should|could|has|have)\b", r"\1 not"),),
    "zh": ((r"(?<![不但就也还])(是|能|应|可以|需要)", r"不\1"),),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, what it cites, and whether that supports it; `kind` says how it was made."""

    kind: str
    language: Language
    sentence: str
    cited: Cited
    supported: bool


def written() -> Iterator[Pair]:
    """The pairs that were written by hand."""
    for number, line in enumerate(WRITTEN.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        text, language = row["text"], row["language"]
        passage = Passage(
            f"written-{number}", "w", "w", language, "", "", "prose", "added", None, 0, len(text), text, text, number
        )  # fmt: skip
        for sentence in row["supported"]:
            yield _pair("written", sentence, passage, True)
        for kind, sentence in row["unsupported"]:
            yield _pair(f"written {kind}", sentence, passage, False)


def _pair(kind: str, sentence: str, passage: Passage, supported: bool) -> Pair:
    tongue: Language = "zh" if re.search(r"[\u4e00-\u9fff]", sentence) else "en"
    across = "" if tongue == passage.language else " across"
    return Pair(kind + across, tongue, sentence, Cited(passage), supported)


def made(assistant: Assistant, seed: int = 20261122) -> Iterator[Pair]:
    """The pairs that are made from the library's prose and notes."""
    chance = random.Random(seed)
    for language in ("en", "zh"):
        passages = [one for one in _prose(assistant) if one.language == language]
        for passage in chance.sample(passages, min(SAMPLE, len(passages))):
            spans = sentences(passage.text, passage.language)
            start, end = chance.choice(spans)
            sentence = readable(passage.text[start:end])
            if len(sentence) < (40 if language == "en" else 14):
                continue
            twin = assistant.passage(passage.twin) if passage.twin else None
            other = chance.choice(passages)
            yield from _good(sentence, passage, twin)
            yield from _bad(sentence, passage, twin, other, chance)


def _prose(assistant: Assistant) -> list[Passage]:
    library = assistant.searcher.library
    return [one for held in library.holdings() if held.active for one in library.passages_of(held.id) if one.kind in ("prose", "note")]


def _good(sentence: str, passage: Passage, twin: Passage | None) -> Iterator[Pair]:
    language = passage.language
    yield Pair("same", language, sentence, Cited(passage, twin), True)
    head = _CLAUSES[language].split(sentence)[0]
    if (30 if language == "en" else 10) < len(head) < len(sentence):
        yield Pair("shortened", language, head, Cited(passage, twin), True)
    if twin is not None:
        yield Pair("translated", language, sentence, Cited(replace(twin, twin=None)), True)


def _bad(sentence: str, passage: Passage, twin: Passage | None, other: Passage, chance: random.Random) -> Iterator[Pair]:
    language, cited = passage.language, Cited(passage, twin)
    for kind, changed in (
        ("number", _FIGURE.sub(lambda found: str(int(found.group()) + chance.randint(1, 9)), sentence, count=1)),
        ("name", _renamed(sentence, chance)),
        ("denied", _denied(sentence, language)),
        ("half of another", _mixed(sentence, other)),
    ):
        if changed != sentence:
            yield Pair(kind, language, changed, cited, False)
            if twin is not None:
                yield Pair(f"{kind}, translated", language, changed, Cited(replace(twin, twin=None)), False)
    if other.id != passage.id:
        yield Pair("another passage", language, sentence, Cited(other), False)


def _renamed(sentence: str, chance: random.Random) -> str:
    concepts = [one for one in known_concepts().find(sentence) if one.category in ("city", "country", "organisation", "person", "event")]
    for concept in concepts[:1]:
        others = [one for one in glossary() if one.kind == concept.category and one.en != concept.en]
        for name in sorted(concept.names, key=len, reverse=True):
            if name in sentence and others:
                new = chance.choice(others)
                return sentence.replace(name, new.zh if re.search(r"[\u4e00-\u9fff]", name) else new.en)
    return sentence


def _denied(sentence: str, language: Language) -> str:
    for pattern, put in _DENY[language]:
        changed = re.sub(pattern, put, sentence, count=1)
        if changed != sentence:
            return changed
    return sentence


def _mixed(sentence: str, other: Passage) -> str:
    language = other.language
    first = _CLAUSES[language].split(sentence)[0]
    foreign = readable(other.text[slice(*sentences(other.text, language)[-1])])
    second = _CLAUSES[language].split(foreign)[-1]
    enough = 30 if language == "en" else 10
    return (
        first + (", " if language == "en" else "，") + second
        if min(len(first), len(second)) > enough and second not in sentence
        else sentence
    )


def report(support: Support, pairs: Sequence[Pair], threshold: float = SUPPORTED) -> str:
    """How many of each kind pass, by language: all should of the supported, none of the unsupported."""
    counts: dict[tuple[bool, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for pair in pairs:
        verdict = support.judge(pair.sentence, [pair.cited])
        passed = not verdict.fault and verdict.score >= threshold
        for kind in (pair.kind, "all"):
            row = counts[(not pair.supported, kind, pair.language)]
            row[0] += passed
            row[1] += 1
    lines = []
    for (unsupported, kind, language), (through, total) in sorted(counts.items()):
        truth = "unsupported" if unsupported else "supported"
        lines.append(f"{truth:12}{kind:32}{language}  passed {through:4} of {total:4} ({through / total:.3f})")
    return "\n".join(lines)


def fit(support: Support, pairs: Sequence[Pair]) -> str:
    """Weights fitted on every other pair whose truth is a matter of content, and the errors on the rest at several thresholds."""
    exact = ("number", "name", "denied", "denial", "opposite")
    of_content = [pair for pair in pairs if pair.supported or not any(word in pair.kind for word in exact)]
    rows = [support.features(pair.sentence, [pair.cited]) for pair in of_content]
    x = np.array([[1.0, row.share, row.similar, row.open] for row in rows])
    y = np.array([pair.supported for pair in of_content], float)
    weights = np.zeros(4)
    train = np.arange(len(y)) % 2 == 0
    balance = np.where(y == 1, 0.5 / y[train].mean(), 0.5 / (1 - y[train].mean()))
    for _ in range(4000):
        p = 1 / (1 + np.exp(-x[train] @ weights))
        weights -= 0.5 * (x[train].T @ ((p - y[train]) * balance[train]) / train.sum() + 0.001 * weights)
    lines = [f"weights {tuple(round(float(weight), 2) for weight in weights)}"]
    p = 1 / (1 + np.exp(-x[~train] @ weights))
    for threshold in (0.5, 0.6, 0.7, 0.8, 0.9):
        kept, let = (p >= threshold)[y[~train] == 1].mean(), (p >= threshold)[y[~train] == 0].mean()
        lines.append(f"threshold {threshold}: supported kept {kept:.3f}, unsupported let through {let:.3f}")
    return "\n".join(lines)


def main(words: Sequence[str] | None = None) -> int:
    """Print how the check does on the written pairs and on those made from a home."""
    parser = argparse.ArgumentParser(
        prog="python -m eval support", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True, help="a home with documents")
    parser.add_argument("--fit", action="store_true", help="fit the weights again")
    parser.add_argument("--show", action="store_true", help="print the pairs that are judged wrongly")
    given = parser.parse_args(words)
    with open_assistant(Settings(home=given.home)) as assistant:
        support = assistant.engine.support
        pairs = list(itertools.chain(written(), made(assistant)))
        print(report(support, pairs))
        if given.fit:
            print(fit(support, pairs))
        if given.show:
            for pair in pairs:
                verdict = support.judge(pair.sentence, [pair.cited])
                if pair.supported == bool(verdict.fault):
                    print(f"{pair.kind} {pair.supported} {verdict.fault} {verdict.score:.2f} | {pair.sentence} ")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
