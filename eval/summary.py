"""What the outcomes of a run say together: every measure by kind and by language, with intervals. Pure functions of outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eval import chance, metrics
from eval.dataset import ASKED, KINDS
from eval.judge import Outcome

ALL = "all"
Value = Callable[[Outcome], float | None]  # None where the measure does not apply


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that is a mean over questions: `value` of one outcome, None where it does not apply; `higher` whether more is better."""

    name: str
    value: Value
    higher: bool = True


def _answered(outcome: Outcome) -> bool:
    return outcome.answerable and not outcome.abstained and not outcome.error


def _ranked(which: str, field: str) -> Value:
    def value(outcome: Outcome) -> float | None:
        ranking = getattr(outcome, which)
        return float(getattr(ranking, field)) if ranking is not None else None

    return value


def _if(applies: Callable[[Outcome], bool], value: Callable[[Outcome], float]) -> Value:
    return lambda outcome: float(value(outcome)) if applies(outcome) else None


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("right", lambda outcome: float(outcome.correct)),
        Measure("answered_right", _if(lambda outcome: outcome.answerable, lambda outcome: outcome.correct)),
        Measure("declined_right", _if(lambda outcome: not outcome.answerable, lambda outcome: outcome.correct)),
        Measure("facts", _if(_answered, lambda outcome: not outcome.missing)),
        Measure("nothing_else", _if(_answered, lambda outcome: not outcome.excess)),
        Measure("place_cited", _if(_answered, lambda outcome: outcome.place_hit)),
        Measure("citation_precision", _if(_answered, lambda outcome: outcome.precision)),
        Measure("citation_recall", _if(_answered, lambda outcome: outcome.recall)),
        Measure("quotes_held", _if(lambda outcome: outcome.quotes > 0, lambda outcome: outcome.quotes_held / outcome.quotes)),
        Measure("language_right", _if(lambda outcome: not outcome.error, lambda outcome: outcome.language_right)),
        Measure("notes_shown", _if(lambda outcome: _answered(outcome) and outcome.notes_due > 0, lambda o: not o.notes_missing)),
        Measure("premise_right", _if(lambda outcome: outcome.premise_right is not None, lambda outcome: bool(outcome.premise_right))),
        Measure("search_recall5", _ranked("search", "recall5")),
        Measure("search_recall10", _ranked("search", "recall10")),
        Measure("search_mrr", _ranked("search", "reciprocal")),
        Measure("search_ndcg10", _ranked("search", "ndcg10")),
        Measure("encoder_recall10", _ranked("encoder", "recall10")),
        Measure("encoder_mrr", _ranked("encoder", "reciprocal")),
    )
}


def group(outcome: Outcome) -> str:
    """What is drawn together: the wordings of a case, and the turns of a dialogue."""
    return outcome.dialogue or outcome.case


def cells(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, list[Outcome]]]:
    """(kind, asked, outcomes) for every kind and language that occurs, "all" of each among them."""
    for kind in (ALL, *KINDS):
        of_kind = [outcome for outcome in outcomes if kind in (ALL, outcome.kind)]
        for asked in (ALL, *ASKED):
            found = [outcome for outcome in of_kind if asked in (ALL, outcome.asked)]
            if found:
                yield kind, asked, found


def measured(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """A row for each measure, kind and language: `n` questions, `mean`, and the bounds of its 95 % interval (cases are drawn)."""
    rows: list[dict[str, Any]] = []
    for kind, asked, found in cells(outcomes):
        for name, measure in MEASURES.items():
            pairs = [(value, group(outcome)) for outcome in found if (value := measure.value(outcome)) is not None]
            if pairs:
                values, groups = [value for value, _ in pairs], [name for _, name in pairs]
                interval = chance.bootstrap(values, groups=groups)
                bounds = {"mean": interval.mean, "low": interval.low, "high": interval.high}
                rows.append({"measure": name, "kind": kind, "asked": asked, "n": len(values), **bounds})
    return rows


def declining(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """By language: precision, recall and F1 of declining, the area under the risk–coverage curve and the curve; right is a right answer."""
    rows: list[dict[str, Any]] = []
    for asked in (ALL, *ASKED):
        found = [outcome for outcome in outcomes if asked in (ALL, outcome.asked)]
        if not found:
            continue
        decision = metrics.declining([outcome.abstained for outcome in found], [not outcome.answerable for outcome in found])
        row: dict[str, Any] = {
            "asked": asked,
            "n": len(found),
            "precision": decision.precision,
            "recall": decision.recall,
            "f1": decision.f1,
        }
        if all(outcome.confidence is not None for outcome in found):
            sure = [float(outcome.confidence or 0.0) for outcome in found]
            right = [outcome.correct and outcome.answerable for outcome in found]
            row["aurc"] = metrics.area_under_risk_coverage(sure, right)
            row["unanswerable"] = metrics.mean(not outcome.answerable for outcome in found)
            row["curve"] = [[point.confidence, point.coverage, point.risk] for point in metrics.risk_coverage(sure, right)]
        rows.append(row)
    return rows


def parity(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """English against Chinese over the cases asked in both: how many are right in one only, McNemar's p, the gap of the shares."""
    right: dict[str, dict[str, bool]] = {"en": {}, "zh": {}}
    for outcome in outcomes:
        if outcome.asked != "mixed":
            right[outcome.asked][outcome.case] = outcome.correct
    both = [name for name in right["en"] if name in right["zh"]]
    english, chinese = [right["en"][name] for name in both], [right["zh"][name] for name in both]
    only_en = sum(a and not b for a, b in zip(english, chinese, strict=True))
    only_zh = sum(b and not a for a, b in zip(english, chinese, strict=True))
    gap = (only_en - only_zh) / len(both) if both else 0.0
    return {"cases": len(both), "only_en": only_en, "only_zh": only_zh, "gap": gap, "p": chance.mcnemar(english, chinese)}


def lengths(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The median number of characters of an answer by language, marks left out."""
    answered = [outcome for outcome in outcomes if _answered(outcome)]
    return {
        asked: metrics.median_length([outcome.text for outcome in answered if asked in (ALL, outcome.asked)]) for asked in (ALL, *ASKED)
    }


def times(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Milliseconds of a question: median and 99th percentile by the clock, and the median of processor time (0 where unknown)."""
    clock = [outcome.milliseconds for outcome in outcomes if not outcome.error]
    spent = [outcome.processor for outcome in outcomes if not outcome.error]
    return {
        "median": metrics.percentile(clock, 0.5), "p99": metrics.percentile(clock, 0.99), "processor": metrics.percentile(spent, 0.5)
    }  # fmt: skip


def dialogues(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Whole conversations: how many there are, and in how many every turn is right, by language."""
    found: dict[tuple[str, str], list[bool]] = {}
    for outcome in outcomes:
        if outcome.dialogue and outcome.asked != "mixed":
            found.setdefault((outcome.dialogue, outcome.asked), []).append(outcome.correct)
    return {
        asked: {"n": sum(key[1] == asked for key in found), "right": sum(all(turns) for key, turns in found.items() if key[1] == asked)}
        for asked in ("en", "zh")
    }


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything that a run says of the answers, as JSON."""
    return {
        "questions": len(outcomes),
        "cases": len({outcome.case for outcome in outcomes}),
        "errors": sum(bool(outcome.error) for outcome in outcomes),
        "measures": measured(outcomes),
        "declining": declining(outcomes),
        "parity": parity(outcomes),
        "characters": lengths(outcomes),
        "milliseconds": times(outcomes),
        "dialogues": dialogues(outcomes),
    }


def mean_of(found: dict[str, Any], measure: str, kind: str = ALL, asked: str = ALL) -> float | None:
    """One mean out of a summary, None where it is not there."""
    rows = found["measures"]
    return next((row["mean"] for row in rows if (row["measure"], row["kind"], row["asked"]) == (measure, kind, asked)), None)
