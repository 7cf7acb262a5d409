"""Answers with a shape: things side by side, a numbered list, guidance for somebody's city. Pure, built on `compose`.

Each returns None where the question or the evidence has not that shape, and the plain composition stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from assistant import cues
from assistant.candidates import Candidate, head_of_item
from assistant.compose import Scored, score
from assistant.composition import Composition, Evidence, Line
from assistant.question import Question
from assistant.relevance import Relevance
from assistant.wording import say
from ingest.language import has_chinese, numbers
from ingest.types import Passage

_JOIN = re.compile(r"\s*(?:,\s*(?:and\s+)?|\band\b|\bversus\b|\bvs\.?(?=\s)|\bwith\b|\bto\b|、|与|和|及|，|（|）|\(|\))\s*", re.IGNORECASE)
_COMPARED = re.compile(
    r"(?:differences? (?:between|of)|distinction between|compare|comparison (?:of|between)|between|how (?:do|does|did|is|are)|what (?:do|does|is|are))\s+(?P<en>.+?)"
    r"(?:\s+(?:differ\w*|have in common|compare|on (?:what|how)|in (?:terms|what)|with regard|what they)\b.*)?[?.]?$"
    r"|(?:比较|对比|请?说明)?(?P<zh>.+?)(?:有何|有什么|的|之间|对|在|是什么|相比|各自|分别)(?:.*)?[？?。]?$",
    re.IGNORECASE,
)


def comparison(question: Question, items: Sequence[Candidate], relevance: Relevance) -> tuple[Line, ...] | None:
    """For each thing compared, the sentence that says most about it; None unless every one of two or more is found."""
    if not question.has("compare"):
        return None
    things = _compared(question.text)
    if len(things) < 2:
        return None
    chosen: list[Candidate] = []
    for thing in things:
        best = _about(thing, things, question, [item for item in items if item not in chosen], relevance)
        if best is None:
            return None
        chosen.append(best)
    return tuple(Line(item.text, item.evidence, "item") for item in chosen)


def _compared(text: str) -> list[str]:
    """The things that a question sets side by side, each with the head word they share ("engineering … resilience")."""
    found = _COMPARED.search(text.strip())
    body = next((group for group in found.groups() if group), "") if found else ""
    things = [thing for thing in _JOIN.split(body) if thing and len(thing) > 1 and thing.lower() not in cues.ASKING_EN]
    things = [re.sub(r"^(?:the|a|an|四份|三种|两种|four|three|two)\s+", "", thing, flags=re.IGNORECASE) for thing in things]
    head = things[-1].split()[-1] if things and not has_chinese(things[-1]) and len(things[-1].split()) == 2 else ""
    return [f"{thing} {head}" if head and len(thing.split()) == 1 and not thing[0].isdigit() and not thing[:1].isupper() else thing for thing in things]


def _about(thing: str, things: Sequence[str], question: Question, items: Sequence[Candidate], relevance: Relevance) -> Candidate | None:
    """The candidate that covers a thing best, and the other things least."""
    scored = score(thing, question.wants - {"compare"} | {"define"}, items, relevance)
    if not scored.items or not len(scored.probe.weights):
        return None
    own = scored.covered @ scored.probe.weights
    others = [other for other in things if other != thing]
    elsewhere = np.zeros(len(scored.items), np.float32)
    for other in others:
        probe = relevance.probe(other)
        if len(probe.weights):
            elsewhere += relevance.coverage(probe, [item.matched for item in scored.items]) @ probe.weights / len(others)
    opening = np.array([_early(thing, item) for item in scored.items], np.float32)
    value = own + 0.35 * scored.scores - 0.4 * elsewhere + opening
    place = int(value.argmax())
    return scored.items[place] if own[place] >= 0.6 else None


def _early(thing: str, item: Candidate) -> float:
    """A sentence that begins with the thing is about it."""
    head = item.text[: 30 + len(thing)].lower()
    return 0.15 if thing.lower().split(" resilience")[0] in head or thing.rstrip("韧性") in head and has_chinese(thing) else 0.0


# ---------------------------------------------------------------- numbered lists

Neighbours = Callable[[Passage], Sequence[Passage]]


def numbered(question: Question, whole: Scored, neighbours: Neighbours) -> tuple[Line, ...] | None:
    """The heads of a numbered list that the best hits stand in or just before, when a list is asked for."""
    if not question.has("list", "count", "lesson", "summary") or question.has("case", "compare"):
        return None
    wanted = {int(number) for number in numbers(question.text) if 2 <= number <= 12}
    seen: set[str] = set()
    for item in whole.items[:6]:
        group = _group(neighbours(item.passage), item.passage)
        if not group or group[0].id in seen:
            continue
        seen.add(group[0].id)
        if len(group) in wanted or not wanted and question.has("lesson") and question.has("list"):
            return tuple(_head_line(passage) for passage in group)
    return None


def _head_line(passage: Passage) -> Line:
    end, head = head_of_item(passage.text)
    return Line(head, (Evidence(passage, 0, end),), "item")


def _group(around: Sequence[Passage], passage: Passage) -> list[Passage]:
    """The run of numbered passages nearest after the passage (or around it), in order."""
    numbered = [other for other in around if other.section == passage.section and other.language == passage.language and head_of_item(other.text)[1]]
    if not numbered:
        return []
    if head_of_item(passage.text)[1] or 0 < numbered[0].order - passage.order <= 3:
        return numbered
    return []


# ---------------------------------------------------------------- guidance for a city

CASES, STEPS = 4, 3


def guidance(question: Question, whole: Scored, relevance: Relevance) -> Composition | None:
    """Cases and experience that come nearest to a city's situation, and what the sources do not give."""
    if not question.has("steps") or not re.search(r"\b(?:we|our|us|my|city|town|county|municipalit\w+)\b|我市|我们|我县|本市|县级市|城市", question.text, re.IGNORECASE):
        return None
    if question.has("money", "indicator", "area"):
        return None
    rows = [place for place, item in enumerate(whole.items) if item.passage.kind == "row" and "table 1" not in item.passage.place]
    prose = [place for place, item in enumerate(whole.items) if item.passage.kind in ("prose", "note") and len(item.text) < 700]
    cases = _spread([place for place in rows if whole.scores[place] >= 0.45 * whole.scores[0]], whole, CASES) if question.has("case") or rows[:1] == [0] else []
    steps = _spread([place for place in prose if whole.scores[place] >= 0.6 * whole.scores[prose[0]]] if prose else [], whole, STEPS)
    if not cases and not steps:
        return None
    lines = [Line(say("guidance", question.language), (), "head")]
    lines += [Line(whole.items[place].text, whole.items[place].evidence, "item") for place in [*cases, *steps]]
    lines.append(Line(say("limits", question.language)))
    return Composition(tuple(lines), 0.0)


def _spread(places: Sequence[int], whole: Scored, most: int) -> list[int]:
    """The best places, no two of one passage."""
    chosen: list[int] = []
    for place in places:
        if all(whole.items[place].passage.id != whole.items[other].passage.id for other in chosen):
            chosen.append(place)
        if len(chosen) == most:
            break
    return chosen
