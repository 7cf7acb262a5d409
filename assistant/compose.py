"""Extractive answers: which sentences and rows answer a question, in what order, and how sure that is. It cannot invent.

Pure but for the numbers of `relevance`: candidates and a question in, a composition out. Exact table answers live in `tables`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.candidates import Candidate
from assistant.composition import Composition, Line
from assistant.confidence import confidence
from assistant.expected import SURE, Found
from assistant.question import Question
from assistant.ranking import Scored, score
from assistant.relevance import Relevance
from assistant.signals import signals_of
from ingest.types import Language

Floats = npt.NDArray[np.float32]

LENGTH_LIMIT: dict[Language, int] = {"en": 760, "zh": 300}  # characters that sentences are added up to
AT_MOST = 4  # sentences: the held-back questions had the fact in the best one for 55 %, in three for 77, in five for 83
JUDGED = 3  # sentences that the confidence rests on
NEAR_BEST = 0.68  # share of the best sentence's score from which another one is worth adding
COVERED = 0.75  # share of what is asked from which a sentence is said to cover it
NEAR_WHOLE = 0.72  # the same where the best sentence covers all that is asked (0.82 left 3 more of 141 unread questions wanting)
OPENED = 0.15  # share of a question that a term has which only a further sentence covers ("at macro and micro level"): it is worth adding
SAID_ALREADY = 0.86  # cosine from which a sentence says what another one says


def compose(
    question: Question,
    whole: Scored,
    relevance: Relevance,
    unknown: Sequence[str] = (),
    things: Sequence[Found] = (),
) -> Composition:
    """The answer to a question from its candidates, with the confidence that it is one.

    `unknown` are names the library lacks, `things` the expected things that it may ask for, likeliest first: with the sentences of one
    that is sure it begins.
    """
    if not whole.items:
        return Composition((), 0.0, abstained=True)
    chosen = _chosen(question, whole, relevance, things[0].sentences if things and things[0].chance >= SURE else ())
    lines = tuple(Line(item.text, item.evidence) for item in _ordered(chosen))
    signals = signals_of(question, whole, chosen[:JUDGED], relevance, unknown, things)
    return Composition(lines, confidence(signals), nearest=tuple(e for item in chosen[:2] for e in item.evidence), signals=signals)


def _chosen(question: Question, whole: Scored, relevance: Relevance, told: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of each part of the question, and further ones while they cover what is still open."""
    known = frozenset(item.evidence for item in told)
    if known:
        places = [place for place, item in enumerate(whole.items) if item.evidence in known]
        return _grown(places, whole, question, relevance)
    chosen: list[Candidate] = []
    if len(question.parts) > 1:
        for part in question.parts:
            scored = score(part, question.wants, whole.items[:60], relevance)
            best = _best_for_part(scored, whole, chosen)
            if best is not None:
                chosen.append(best)
        found = [whole.items.index(item) for item in chosen[:AT_MOST]] or [0]
        return _grown(found, whole, question, relevance)
    rows = _rows_alike(question, whole)
    if len(rows) > 1:
        return rows
    return _grown([0], whole, question, relevance)


ROWS_AT_MOST = 8


def _rows_alike(question: Question, whole: Scored) -> list[Candidate]:
    """For "which cities …": every table row that covers the question as well as the best one, when the best is a row."""
    if not question.has("list") or whole.items[0].passage.kind != "row":
        return []
    shares = whole.probe.share(whole.covered)
    alike = [
        place
        for place, item in enumerate(whole.items)
        if item.passage.kind == "row" and shares[place] >= 0.8 * shares[0] and shares[place] >= 0.4
    ]
    return [whole.items[place] for place in alike[:ROWS_AT_MOST]]


def _best_for_part(scored: Scored, whole: Scored, chosen: Sequence[Candidate]) -> Candidate | None:
    """The candidate that serves a part best, with regard to the question as a whole; None when a chosen one already does."""
    standing = {id(item): value for item, value in zip(whole.items, whole.scores, strict=True)}
    if not scored.items:
        return None
    best = max(zip(scored.items, scored.scores, strict=True), key=lambda pair: float(pair[1]) + 0.5 * float(standing[id(pair[0])]))[0]
    return None if best in chosen else best


def _grown(start: list[int], whole: Scored, question: Question, relevance: Relevance) -> list[Candidate]:
    """The best sentence and, as far as there is room, the next best that are about the same things and say something else."""
    chosen = start
    first = whole.items[start[0]]
    limit = LENGTH_LIMIT[question.language]
    lacks = _lacking(question, first, relevance)
    near = NEAR_WHOLE if float(whole.probe.share(whole.covered[start[0]])) >= COVERED else NEAR_BEST
    for place in range(len(whole.items)):
        item = whole.items[place]
        share = whole.scores[place] / whole.scores[start[0]]
        if len(chosen) == AT_MOST or share < NEAR_BEST:
            break
        if share < near and _opened(whole, chosen, place) < OPENED:
            continue
        if place in chosen or sum(len(whole.items[other].text) for other in chosen) + len(item.text) > limit:
            continue
        if item.passage.language != first.passage.language:
            continue  # the other language's sentence says it again, or is for who asks in it
        if item.passage.kind in ("reference", "front", "caption") or (item.passage.kind == "row" and question.has("list")):
            continue
        if _lacking(question, item, relevance) - lacks:
            continue
        if float(relevance.alike([item.matched], [whole.items[other].matched for other in chosen]).max()) < SAID_ALREADY:
            chosen = [*chosen, place]
    return [whole.items[place] for place in chosen]


def _opened(whole: Scored, chosen: Sequence[int], place: int) -> float:
    """The heaviest term of the question that a sentence covers and the chosen ones leave open, as a share of the question."""
    missing = 1 - whole.covered[list(chosen)].max(axis=0)
    return float((np.minimum(missing, whole.covered[place]) * whole.probe.weights).max()) if len(whole.probe.weights) else 0.0


def _lacking(question: Question, item: Candidate, relevance: Relevance) -> frozenset[str]:
    """The names and years of the question that a sentence does not hold, its passage and section read with it."""
    around = f"{item.passage.section} {item.passage.search_text} {item.text}"
    return frozenset([*relevance.names_missing(question.text, around), *(str(year) for year in question.years if str(year) not in around)])


_LEANING = re.compile(
    r"(?:It|Its|This|These|They|Their|Such|He|She|His|Her|However|Moreover|Thus|Therefore)\b|[其这该此他她它]|因此|同时|然而"
)


def _ordered(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The one that answers first, unless it leans on another; then the others, sentences of one passage in its own order."""
    first = {item.passage.id: place for place, item in reversed(list(enumerate(chosen)))}
    ordered = sorted(chosen, key=lambda item: (first[item.passage.id], item.position))
    if _LEANING.match(chosen[0].text):
        return ordered
    return [chosen[0], *(item for item in ordered if item is not chosen[0])]
