"""Which of the expected questions a question is like, and the sentences of this library that tell what those ask for.

A stranger's wording is nearer to other wordings of the question than to the sentence that answers it. Knows nothing about how an answer
is composed: what it gives are sentences of the library, and where a library lacks them, none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant import cues
from assistant.beyond import NEUTRAL, features, network
from assistant.candidates import Candidate
from assistant.prepared import cues_of, prepared
from assistant.relevance import Probe, Relevance
from assistant.wordings import Compared, Wordings
from ingest.expected import Expected
from ingest.stated import states
from ingest.types import Language

Floats = npt.NDArray[np.float32]
Told = Callable[[str, Language], Sequence[Candidate]]  # a place and a language → the sentences that stand there

COVERED, TOLD, SIMILAR = 0.4, 0.3, 0.3  # how a wording is weighed: words of the question in it, of it in the question, cosine; set by hand
LACKED, ADDED = 0.12, 0.08  # what it loses for each name or figure that it lacks or has beside those of the question; set by hand
NEXT_BEST = 3  # wordings of one thing that count beside the best
RANKED = np.array([0.311, 0.275, 0.414], np.float32)  # nearest, several, words
CHANCE_AT, CHANCE = -3.45, np.array([0.0, 0.0, 2.55, 9.58, 0.95, 0.82], np.float32)  # see `signals`; fitted by `python -m eval.expected`
SHARED = 0.5  # share of a question's words, and likeness, below which wordings are hardly of the same question
LOOKED_AT = 8  # things whose sentences are looked at
NEAR = 0.35  # likeness to its best wording from which a thing is near enough for what differs to mean something
SAME = 0.9  # likeness from which two wordings are one
SUMMARIES = 4  # wordings that ask for a summary, of a thing that is one
REMEMBERED = 64  # questions, each of which is looked up more than once while it is answered
ENOUGH = 0.5  # share of a thing's anchors that the sentences must hold
SENTENCES = 6  # that tell one thing at most
SURE = 0.6  # chance from which an expected thing is what is asked for, so that its sentences are the answer


@dataclass(frozen=True, slots=True)
class Found:
    """An expected thing that a question may ask for: its number, the chance that it does, the sentences that tell it, `covered`
    (terms,), how far each of the question's terms stands in any of its wordings, and `beyond`, the chance that the question asks for
    more than the thing likest to it tells (see `beyond`)."""

    number: int
    chance: float
    sentences: tuple[Candidate, ...]
    covered: Floats
    beyond: float = NEUTRAL


@dataclass(frozen=True, slots=True)
class Likeness:
    """A question beside u expected things: `nearest` (u,) its likeness to the best wording of each, `several` (u,) to the best few
    together, `covered` (u, terms) how far its terms stand in any wording, `words` (u,) the share of them that does, and `beside`, its
    likeness to the best question for what is not told."""

    nearest: Floats
    several: Floats
    covered: Floats
    words: Floats
    beside: float


class Expectations:
    """The expected questions, ready to be compared; `told` gives the sentences that stand at a place."""

    def __init__(
        self, things: Sequence[Expected], relevance: Relevance, told: Told, *, home: Path | None = None, held_out: bool = False
    ) -> None:
        """`home` keeps what is made ready for the next process; `held_out` is for measuring, see `like`."""
        self.things = things
        self._relevance = relevance
        self._told = told
        self._texts = [text for thing in things for text in thing.questions] or [""]
        self._apart = [text for thing in things for text in thing.beside] or [""]
        ready = prepared([*self._texts, *self._apart], relevance, home)
        self._wordings = Wordings(ready.part(0, len(self._texts)), relevance)
        self._beside = Wordings(ready.part(len(self._texts), len(self._texts) + len(self._apart)), relevance)
        self._starts = np.cumsum([0, *(len(thing.questions) for thing in things[:-1])])
        most = max((len(thing.questions) for thing in things), default=NEXT_BEST)
        self._rows = np.array(
            [
                [start + place if place < len(thing.questions) else -1 for place in range(max(most, NEXT_BEST))]
                for start, thing in zip(self._starts, things, strict=False)
            ],
            np.int64,
        )  # the wordings of each thing, -1 for none
        self._held_out = held_out
        self._found: dict[tuple[str, Language], list[Found]] = {}
        self._bound: dict[tuple[int, Language], tuple[Candidate, ...]] = {}

    def like(self, question: str, probe: Probe) -> Likeness:
        """How like the question is to each thing's; with `held_out`, leaving the very same wording out, and what is asked beside
        the same thing, to measure with the wordings themselves."""
        compared = self._wordings.compared(question, probe)
        value, covered = _weighed(compared, probe), compared.covered
        apart = _weighed(self._beside.compared(question, probe), probe)
        if self._held_out:
            same = [place for place, text in enumerate(self._texts) if text == question]
            value[same], covered[same] = -1.0, 0.0
            own = {thing for thing in self.things if question in thing.beside}
            apart[[place for place, text in enumerate(self._apart) if any(text in thing.beside for thing in own)]] = -1.0
        nearest = np.maximum.reduceat(value, self._starts)
        held = np.maximum.reduceat(covered, self._starts, axis=0)
        words = probe.share(held) if len(probe.terms) else np.zeros(len(nearest), np.float32)
        return Likeness(nearest, self._several(value), held, words, float(apart.max(initial=0.0)))

    def differing(self, question: str, probe: Probe, like: Likeness, value: Floats) -> Floats | None:
        """(f,) how the question differs from the wordings of the thing likest to it (see `beyond`); None where there are none."""
        first, *others = np.argsort(-value, kind="stable")[:2]
        rows = [row for row in self._rows[first] if row >= 0 and not (self._held_out and self._texts[row] == question)]
        if not rows:
            return None
        ahead = value[first] - (value[others[0]] if others else 0.0)
        likeness = np.array([like.nearest[first], like.several[first], like.words[first], ahead], np.float32)
        return features(probe.whole, cues_of(question), self._wordings.vectors[rows], self._wordings.shown[rows], likeness)

    def found(self, question: str, language: Language) -> list[Found]:
        """The things that a question is likest to ask for, likeliest first, with their sentences; those without any are left out."""
        if not self.things:
            return []
        if (question, language) not in self._found:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            self._found[question, language] = self._search(question, language)
        return self._found[question, language]

    def _search(self, question: str, language: Language) -> list[Found]:
        probe = self._relevance.probe(question)
        like = self.like(question, probe)
        value = ranked(like)
        order = np.argsort(-value, kind="stable")[: LOOKED_AT + 1]
        chances = chance(like, value, order)
        row = self.differing(question, probe, like, value)
        near = row is not None and like.nearest[order[0]] >= NEAR
        beyond = float(network().chance(row[None])[0]) if row is not None and near else NEUTRAL
        found = (
            Found(int(n), float(p), self.sentences(int(n), language), like.covered[n], beyond) for n, p in zip(order, chances, strict=False)
        )
        return [one for one in found if one.sentences]

    def _several(self, value: Floats) -> Floats:
        """(u,) the mean of the best few wordings of each thing."""
        best = np.partition(np.append(value, -1.0)[self._rows], -NEXT_BEST, axis=1)[:, -NEXT_BEST:]
        return np.asarray(best.mean(axis=1), np.float32)

    def summary(self, place: str, language: Language) -> tuple[Candidate, ...]:
        """The sentences that sum a place up: those of the thing there that is most often asked for as a summary; none where none is."""
        asked = {
            number: sum(cues.has("summary", text) for text in thing.questions)
            for number, thing in enumerate(self.things)
            if thing.place == place
        }
        best = max(asked, key=lambda number: asked[number], default=None)
        return self.sentences(best, language) if best is not None and asked[best] >= SUMMARIES else ()

    def sentences(self, number: int, language: Language) -> tuple[Candidate, ...]:
        """The fewest sentences at a thing's place that hold its anchors, in the order of the text; none where too few of them stand
        there."""
        if (number, language) not in self._bound:
            thing = self.things[number]
            self._bound[number, language] = _fewest(thing, self._told(thing.place, language))
        return self._bound[number, language]


def ranked(like: Likeness) -> Floats:
    """(u,) how well each thing meets the question, to choose among them."""
    return np.asarray(np.stack([like.nearest, like.several, like.words], axis=1) @ RANKED, np.float32)


def signals(like: Likeness, value: Floats, order: npt.NDArray[np.intp]) -> Floats:
    """(n, 6) what the chance of each of the n likest things rests on: its likeness three times, how far it is ahead, and what is asked
    beside."""
    behind = np.array([value[order[min(1, len(order) - 1)] if place == 0 else order[0]] for place in range(len(order))], np.float32)
    return np.stack(
        [
            like.nearest[order],
            like.several[order],
            like.words[order],
            value[order] - behind,
            like.nearest[order] - like.beside,
            (like.nearest[order] > SAME).astype(np.float32),
        ],
        axis=1,
    )


def chance(like: Likeness, value: Floats, order: npt.NDArray[np.intp]) -> Floats:
    """(n,) the chance that each of the n likest things, in their order, is what is asked for; less where its wordings share few of the
    words."""
    shared = np.minimum(np.minimum(like.words[order] / SHARED, like.nearest[order] / SHARED), 1.0) ** 2
    return np.asarray(shared / (1 + np.exp(-(signals(like, value, order) @ CHANCE + CHANCE_AT))), np.float32)


def _weighed(compared: Compared, probe: Probe) -> Floats:
    own = probe.share(compared.covered) if len(probe.terms) else np.zeros(len(compared.told), np.float32)
    apart = LACKED * np.minimum(compared.lacked, 3) + ADDED * np.minimum(compared.added, 3)
    return np.asarray(COVERED * own + TOLD * compared.told + SIMILAR * compared.similar - apart, np.float32)


def _fewest(thing: Expected, told: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """A greedy cover: the sentence that holds most of what is still open, the shorter of two."""
    holds = [frozenset(n for n, anchor in enumerate(thing.anchors) if states(f"{item.text} {item.matched}", anchor)) for item in told]
    chosen: list[int] = []
    found: frozenset[int] = frozenset()
    while len(chosen) < SENTENCES and len(found) < len(thing.anchors):
        best = max(range(len(told)), key=lambda n: (len(holds[n] - found), -len(told[n].text)), default=None)
        if best is None or not holds[best] - found:
            break
        chosen.append(best)
        found |= holds[best]
    if len(found) < ENOUGH * len(thing.anchors):
        return ()
    return tuple(told[n] for n in sorted(chosen, key=lambda n: told[n].position))
