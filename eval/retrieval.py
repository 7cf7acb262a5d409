"""Search on any set: `resilient eval retrieval --passages FILE --questions FILE`, with the same measures and intervals as the cases'.

Passages are JSON lines `{"id", "text"}`, questions `{"id", "question", "gold"}` (an id, or a list of them); a name that ends in .gz is
unpacked. Measured are the keywords alone, the encoder alone and the program's hybrid. Needs no home and touches none.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.assemble import encoder_of
from assistant.settings import Settings, default_home
from eval import chance, metrics
from eval.showing import aligned
from index.encoder import BundledEncoder
from index.fuse import hybrid_scores, keyword_scores
from index.keyword import KeywordIndex
from index.late import LateInteraction
from index.lexicon import Lexicon
from ingest.language import detect
from ingest.types import ResilientError

Floats = npt.NDArray[np.float32]
Scorer = Callable[[str], Floats]
DEPTH = 10
SHOWN = {"recall1": "R@1", "recall5": "R@5", "recall10": "R@10", "reciprocal": "MRR", "ndcg10": "nDCG@10"}


class SetError(ResilientError):
    """A file of passages or questions is not right; the message names the file, the line and what to change."""


class PassageLine(BaseModel):
    """A passage of a set."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str
    text: str


class QuestionLine(BaseModel):
    """A question of a set with the ids of the passages that answer it."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str
    question: str
    gold: str | tuple[str, ...]

    @property
    def golden(self) -> tuple[str, ...]:
        """The ids of the right passages."""
        return (self.gold,) if isinstance(self.gold, str) else self.gold


@dataclass(frozen=True, slots=True)
class Row:
    """A method's measures over some questions: each a mean with its interval."""

    method: str
    asked: str
    n: int
    means: dict[str, chance.Interval]


def read_lines(file: Path, model: type[Any]) -> list[Any]:
    """The lines of a file as what the model says. Raises SetError."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            return [model.model_validate_json(line) for line in lines if line.strip()]
    except ValidationError as error:
        first = error.errors()[0]
        raise SetError(f"{file.name}: a line is not of the form {list(model.model_fields)}: {first['msg']}. Correct it.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SetError(f"{file} cannot be read: {error}. Give a file of JSON lines.") from error


def methods(texts: Sequence[str], settings: Settings) -> dict[str, Scorer]:
    """Ways to score all passages for a question: keywords in both languages, the settings' encoder, and both fused as the program does."""
    keywords, lexicon, encoder = KeywordIndex.build(texts), Lexicon.load(), encoder_of(settings)
    vectors, late = encoder.encode_passages(list(texts)), LateInteraction(BundledEncoder.load())

    def dense(question: str) -> Floats:
        scores: Floats = vectors @ encoder.encode_questions([question])[0]
        return scores

    def hybrid(question: str) -> Floats:
        return hybrid_scores(question, keywords, lexicon, dense(question), lambda rows: late.scores(question, [texts[row] for row in rows]))

    return {"keywords": lambda question: keyword_scores(question, keywords, lexicon), "encoder": dense, "hybrid": hybrid}


def measured(passages: Sequence[PassageLine], questions: Sequence[QuestionLine], scorer: Scorer) -> list[dict[str, float]]:
    """The measures of each question; equal scores keep the order of the file."""
    ids = [passage.id for passage in passages]
    rows = []
    for question in questions:
        scores = scorer(question.question)
        ranked = [ids[place] for place in np.argsort(-scores, kind="stable")[:DEPTH].tolist()]
        found = metrics.ranking(ranked, question.golden, every=True)
        rows.append({"recall1": metrics.recall_at(ranked, question.golden, 1), **asdict(found)})
    return rows


def summed(method: str, questions: Sequence[QuestionLine], rows: Sequence[dict[str, float]]) -> list[Row]:
    """The means of a method over all questions, and over those of each language where there are both."""
    languages = [detect(question.question) for question in questions]
    groups = ["all", *(sorted(set(languages)) if len(set(languages)) > 1 else [])]
    made = []
    for asked in groups:
        own = [row for row, language in zip(rows, languages, strict=True) if asked in ("all", language)]
        made.append(Row(method, asked, len(own), {name: chance.bootstrap([row[name] for row in own]) for name in SHOWN}))
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the methods on a set; 0, or 2 where a file is not right."""
    given = _arguments(argv)
    try:
        passages: list[PassageLine] = read_lines(given.passages, PassageLine)
        questions: list[QuestionLine] = read_lines(given.questions, QuestionLine)
        _check(passages, questions, given)
        began = time.perf_counter()
        scorers = methods([passage.text for passage in passages], Settings(home=given.home))
        found = [row for name, scorer in scorers.items() for row in summed(name, questions, measured(passages, questions, scorer))]
    except ResilientError as error:
        print(error, file=sys.stderr)
        return 2
    if given.json:
        counted = {"passages": len(passages), "questions": len(questions), "rows": [asdict(row) for row in found]}
        print(json.dumps(counted, ensure_ascii=False, indent=1))
        return 0
    print(
        f"{len(passages):,} passages, {len(questions):,} questions, {time.perf_counter() - began:.1f} s; mean [95 % bootstrap interval]\n"
    )
    lines = [["", "", "n", *SHOWN.values()]]
    lines += [
        [row.method, row.asked, str(row.n), *(f"{i.mean:.3f} [{i.low:.3f}, {i.high:.3f}]" for i in row.means.values())] for row in found
    ]
    print(aligned(lines))
    return 0


def _check(passages: Sequence[PassageLine], questions: Sequence[QuestionLine], given: argparse.Namespace) -> None:
    known = {passage.id for passage in passages}
    if not passages or not questions:
        raise SetError(f"{(given.questions if passages else given.passages).name} has no line. Give a set with passages and questions.")
    if len(known) < len(passages):
        raise SetError(f"{given.passages.name}: an id stands twice. Give each passage an id of its own.")
    lost = next((question for question in questions if not question.golden or not known.issuperset(question.golden)), None)
    if lost:
        raise SetError(f"{given.questions.name}: the gold of question {lost.id} is no passage of {given.passages.name}. Correct `gold`.")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval retrieval", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--passages", type=Path, required=True, metavar="FILE.jsonl", help='lines of {"id", "text"}')
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE.jsonl", help='lines of {"id", "question", "gold"}')
    parser.add_argument("--home", type=Path, default=default_home(), help="home whose settings name the encoder")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
