"""How well a candidate answers a question: a linear score over features of the pair, its weights fitted on questions with known answers.

`python -m eval.ranking` fits the weights again and prints them. Knows nothing about how many sentences
an answer has or when one is declined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from assistant.candidates import Candidate
from assistant.concepts import known_concepts
from assistant.kinds import COUNTED, DATED, DEFINES, MONEY, PERCENT, REASON, WHOLE_DATE, YEAR, enumerated, things_wanted
from assistant.relevance import Probe, Relevance
from ingest.language import numbers

Floats = npt.NDArray[np.float32]

CONTEXT = 0.6  # what a term counts that only stands around the sentence
HEAVIEST = 3  # terms of a question that weigh most


@dataclass(frozen=True, slots=True)
class Features:
    """What a candidate's score rests on, given the question; all about 0 to 1.

    Match: `covered` is the share of the question's weight in the sentence, `standing` with its surroundings, `pooled` in it or its twin in
    the other language, `heaviest` that of the three weightiest terms, `similar` the better cosine of the two. `hit`
    is the passage's score over the best one's. Kind: whose words it is and what, alone and where that is asked
    for. Answer: whether it holds what is asked for and the question does not hold itself. `absent` are names of the question not there.
    `expected`: the chance that the question is one that the candidate is known to answer.
    """

    covered: float
    standing: float
    pooled: float
    heaviest: float
    similar: float
    hit: float
    own: float
    own_named: float
    row: float
    row_defines: float
    row_case: float
    reference: float
    reference_wanted: float
    front: float
    caption: float
    abstract: float
    day: float
    year: float
    counted: float
    money: float
    percent: float
    reason: float
    defines: float
    named: float
    listed: float
    special: float
    same_year: float
    other_year: float
    absent: float
    length: float
    expected: float


_VALUES = attrgetter(*(field.name for field in fields(Features)))

INTERCEPT = 0.081
WEIGHTS: dict[str, float] = {
    "covered": 0.031,
    "standing": 0.267,
    "pooled": 0.047,
    "heaviest": 0.058,
    "similar": 0.285,
    "hit": 0.078,
    "own": 0.071,
    "own_named": 0.038,
    "row": -0.044,
    "row_defines": -0.147,
    "row_case": 0.052,
    "reference": -0.220,
    "reference_wanted": 0.070,
    "front": 0.000,
    "caption": -0.116,
    "abstract": -0.006,
    "day": 0.101,
    "year": 0.074,
    "counted": 0.070,
    "money": 0.073,
    "percent": 0.110,
    "reason": 0.056,
    "defines": 0.097,
    "named": 0.098,
    "listed": 0.049,
    "special": 0.396,
    "same_year": 0.074,
    "other_year": -0.101,
    "absent": -0.089,
    "length": 0.024,
    "expected": 0.429,
}
_WEIGHED = np.array(_VALUES(Features(**WEIGHTS)), np.float32)


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates with their scores, term coverage (candidates, terms) and similarity, best first."""

    probe: Probe
    items: tuple[Candidate, ...]
    scores: Floats
    covered: Floats
    similar: Floats


def score(question: str, wants: frozenset[str], items: Sequence[Candidate], relevance: Relevance) -> Scored:
    """The candidates by how well they answer, best first: see `ranking`."""
    probe = relevance.probe(question)
    matched = matches(question, wants, items, probe, relevance)
    value = scores(matched.rows)
    order = np.argsort(-value, kind="stable")
    return Scored(probe, tuple(items[place] for place in order), value[order], matched.covered[order], matched.similar[order])


@dataclass(frozen=True, slots=True)
class Matches:
    """How candidates match a question's terms: (candidates, terms) coverage, and their similarity."""

    covered: Floats
    similar: Floats
    rows: Floats  # (candidates, features)


def matches(question: str, wants: frozenset[str], items: Sequence[Candidate], probe: Probe, relevance: Relevance) -> Matches:
    """The features of all candidates of a question."""
    covered = relevance.coverage(probe, [item.matched for item in items])
    twins = relevance.coverage(probe, [item.twin for item in items])
    around = relevance.coverage(probe, [item.context for item in items])
    similar = relevance.similarity(probe, [item.matched for item in items])
    closer = np.maximum(similar, relevance.similarity(probe, [item.twin or item.matched for item in items]))
    pooled = np.maximum(covered, twins)
    heaviest = np.argsort(-probe.weights, kind="stable")[:HEAVIEST]
    shares = {
        "covered": probe.share(covered),
        "standing": probe.share(np.maximum(covered, CONTEXT * around)),
        "pooled": probe.share(pooled),
        "heaviest": pooled[:, heaviest].mean(axis=1) if len(heaviest) else np.zeros(len(items)),
        "similar": closer,
    }
    asked = _Asked.of(question, wants)
    top = max((item.score for item in items), default=1.0) or 1.0
    absent = {
        passage.id: len(relevance.names_missing(question, f"{passage.section} {passage.search_text}"))
        for passage in {item.passage.id: item.passage for item in items}.values()
    }
    rows = []
    for n, item in enumerate(items):
        match = {name: float(share[n]) for name, share in shares.items()}
        rows.append(_features(asked, item, item.score / top, absent[item.passage.id], match))
    return Matches(covered, similar, np.array([_VALUES(row) for row in rows], np.float32).reshape(len(items), len(WEIGHTS)))


def scores(rows: Floats) -> Floats:
    """(candidates,) scores from (candidates, features)."""
    return np.asarray(rows @ _WEIGHED + np.float32(INTERCEPT), np.float32)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question asks for and holds itself."""

    text: str
    wants: frozenset[str]
    concepts: frozenset[str]
    years: frozenset[str]
    figures: frozenset[object]
    items: int

    @classmethod
    def of(cls, question: str, wants: frozenset[str]) -> _Asked:
        names, years = known_concepts().names(question), frozenset(YEAR.findall(question))
        return cls(question, wants, names, years, frozenset(numbers(question)), things_wanted(question))

    def has(self, *names: str) -> bool:
        return any(name in self.wants for name in names)


_DAY = re.compile(r"\b(?:what|which) (?:exact )?(?:day|date)s?\b|\bdates?\b|哪一?[天日]|几月几?[日号]?|日期", re.IGNORECASE | re.ASCII)
_FRONT = ("front_authors", "front_affiliations", "front_correspondence", "front_fund", "front_editors")
_ASKED_FOR = {"who": ("person", "organisation", "city"), "where": ("city", "country", "region")}


def _features(asked: _Asked, item: Candidate, hit: float, absent: int, match: dict[str, float]) -> Features:
    passage, text = item.passage, item.text
    own = passage.origin in ("paper", "digest")
    told = set(YEAR.findall(f"{item.matched} {passage.section}"))
    fresh = [number for number in numbers(DATED.sub(" ", text)) if number not in asked.figures]
    return Features(
        **match,
        hit=hit,
        own=own,
        own_named=own and asked.has("paper"),
        row=passage.kind == "row",
        row_defines=passage.kind == "row" and asked.has("define"),
        row_case=passage.kind == "row" and asked.has("case"),
        reference=passage.kind == "reference" and not asked.has("cited", "reference"),
        reference_wanted=passage.kind == "reference" and asked.has("cited", "reference"),
        front=passage.kind == "front" and not asked.has(*_FRONT),
        caption=passage.kind == "caption" and not asked.has("figure", "table"),
        abstract=passage.place in ("abstract", "highlights"),
        day=WHOLE_DATE.search(text) is not None and _DAY.search(asked.text) is not None,
        year=asked.has("when") and bool(told - asked.years),
        counted=asked.has("count") and bool(fresh or COUNTED.search(text)),
        money=asked.has("money") and MONEY.search(text) is not None,
        percent=asked.has("percent") and PERCENT.search(text) is not None,
        reason=asked.has("why") and REASON.search(text) is not None,
        defines=asked.has("define") and DEFINES.search(text) is not None,
        named=_names_one(asked, text),
        listed=bool(asked.items) and enumerated(text) >= asked.items,
        special=sum(gain for want, (pattern, gain) in _SPECIAL.items() if want in asked.wants and pattern.search(text)),
        same_year=bool(asked.years & told),
        other_year=bool(asked.years and told and not asked.years & told),
        absent=min(2, absent) / 2,
        length=min(len(text) / (300 if passage.language == "en" else 115), 3),
        expected=item.expected,
    )


def _names_one(asked: _Asked, text: str) -> bool:
    """Whether a sentence names somebody, or some place, that a question for one does not name itself."""
    kinds = {kind for want in _ASKED_FOR if want in asked.wants for kind in _ASKED_FOR[want]}
    return bool(kinds) and any(concept.category in kinds and concept.en not in asked.concepts for concept in known_concepts().find(text))


_SPECIAL = {
    "motto": (re.compile(r"[“\"‘][^”\"’]{3,60}[,，、][^”\"’]{3,60}[”\"’]"), 1.0),
    "shift": (re.compile(r"shift|transition|turn from|moved? from|focus (?:went|turned|moved)|turning|转向|转为|转变|重点从"), 0.3),
    "gap": (
        re.compile(
            r"\b(?:few|little|no|rare\w*|scarce\w*|hardly any)\b[^.]{0,30}\b(?:stud(?:y|ies)|research|literature)\b"
            r"|(?:极少|很少|鲜有|缺乏|尚无).{0,6}研究",
            re.IGNORECASE,
        ),
        0.6,
    ),
    "span": (re.compile(r"(?:19|20)\d\d\s*年?\s*(?:to|through|and|[-–—~～至到])\s*(?:19|20)\d\d"), 0.4),
}
