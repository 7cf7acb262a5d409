"""Citation drift between two runs: of the spans that the first cites, which stand, moved, changed or went. Pure functions of outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.drift import Drift
from eval.judge import Cited, Outcome


@dataclass(frozen=True, slots=True)
class Drifted:
    """What became of a citation of an answer: `after` is what stands in its place, None where it is gone."""

    case: str
    asked: str
    drift: Drift
    before: Cited
    after: Cited | None


def drifted(first: Outcome, second: Outcome) -> tuple[Drifted, ...]:
    """What became of each citation of the first answer in the second.

    The same: its very span is cited. Moved: its quote is cited from another span. Changed: another quote of its place is cited, that no
    other citation accounts for. Gone: none of these.
    """
    left = list(second.citations)
    found: dict[int, tuple[Drift, Cited | None]] = {}
    for drift, alike in ((Drift.SAME, _same), (Drift.MOVED, _same_quote), (Drift.CHANGED, _same_place)):
        for number, cited in enumerate(first.citations):
            match = None if number in found else next((one for one in left if alike(cited, one)), None)
            if match is not None:
                left.remove(match)
                found[number] = (drift, match)
    return tuple(
        Drifted(first.case, first.asked, *_with(found.get(number, (Drift.GONE, None)), cited))
        for number, cited in enumerate(first.citations)
    )


def _with(became: tuple[Drift, Cited | None], before: Cited) -> tuple[Drift, Cited, Cited | None]:
    return became[0], before, became[1]


def _same(a: Cited, b: Cited) -> bool:
    return (a.document, a.start, a.end, a.quote) == (b.document, b.start, b.end, b.quote)


def _same_quote(a: Cited, b: Cited) -> bool:
    return "".join(a.quote.split()) == "".join(b.quote.split())


def _same_place(a: Cited, b: Cited) -> bool:
    return (a.work, a.place, a.language) == (b.work, b.place, b.language)


def counted(found: Iterable[Drifted]) -> dict[str, int]:
    """How many of each; all four are named."""
    counts = dict.fromkeys((drift.value for drift in Drift), 0)
    for one in found:
        counts[one.drift.value] += 1
    return counts
