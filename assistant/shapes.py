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
from ingest.language import chinese_number, has_chinese, numbers, readable, sentences
from ingest.types import Passage

_JOIN = re.compile(r"\s*(?:,\s*(?:and\s+)?|\band\b|\bversus\b|\bvs\.?(?=\s)|\bwith\b|\bto\b|、|与|和|及|，|（|）|\(|\))\s*", re.IGNORECASE)
_TAIL = r"(?:\s+(?:differ\w*|have in common|compare|on (?:what|how)|in (?:terms|what)|with regard|what they|when it comes)\b.*)?[?.？。]*$"
_COMPARED = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?:differences?|distinctions?|comparison|similarit\w+) (?:between|of|among)\s+(.+?)" + _TAIL,
        r"\bcompare\s+(.+?)" + _TAIL,
        r"\bbetween\s+(.+?)" + _TAIL,
        r"\b(?:how|what|where) (?:do|does|did|is|are)\s+(.+?)\s+(?:differ\w*|have in common|compare)\b",
        r"(?:比较|对比|请?说明)(.+?)(?:的异同|的区别|的不同|之间|对[^比]|在|各自|分别|[？?。]|$)",
        r"^(.+?)(?:有何|有什么|的区别|之间|在.{1,12}上|相比|各自|分别|都)",
    )
)


def comparison(question: Question, whole: Scored, relevance: Relevance) -> tuple[Line, ...] | None:
    """For each thing compared, the sentence that says most about it; None unless every one of two or more is found."""
    if not question.has("compare"):
        return None
    things = _compared(question.text)
    if len(things) < 2 or not all(re.search(r"[^\W\d_年]", thing) for thing in things):
        return None
    chosen: list[Candidate] = []
    for thing in things:
        best = _about(thing, things, question, whole, chosen, relevance)
        if best is None:
            return None
        chosen.append(best)
    return tuple(Line(item.text, item.evidence, "item") for item in chosen)


def _compared(text: str) -> list[str]:
    """The things that a question sets side by side, each with the head word they share ("engineering … resilience")."""
    body = next((found.group(1) for pattern in _COMPARED if (found := pattern.search(text.strip()))), "")
    inside = re.search(r"[（(]([^（）()]{6,})[）)]", body)
    things = [thing for thing in _JOIN.split(inside.group(1) if inside else body) if thing and len(thing) > 1 and thing.lower() not in cues.ASKING_EN]
    things = [re.sub(r"^(?:the|a|an|四份|三种|两种|four|three|two)\s+", "", thing, flags=re.IGNORECASE) for thing in things]
    head = things[-1].split()[-1] if things and not has_chinese(things[-1]) and len(things[-1].split()) == 2 else ""
    return [f"{thing} {head}" if head and len(thing.split()) == 1 and not thing[0].isdigit() and not thing[:1].isupper() else thing for thing in things]


def _about(
    thing: str, things: Sequence[str], question: Question, whole: Scored, taken: Sequence[Candidate], relevance: Relevance
) -> Candidate | None:
    """The candidate that covers a thing best, and the other things least."""
    standing = {id(item): float(value) for item, value in zip(whole.items, whole.scores, strict=True)}
    scored = score(thing, question.wants - {"compare"} | {"define"}, [item for item in whole.items if item not in taken], relevance)
    if not scored.items or not len(scored.probe.weights):
        return None
    own = scored.covered @ scored.probe.weights
    others = [other for other in things if other != thing]
    elsewhere = np.zeros(len(scored.items), np.float32)
    for other in others:
        probe = relevance.probe(other)
        if len(probe.weights):
            elsewhere += relevance.coverage(probe, [item.matched for item in scored.items]) @ probe.weights / len(others)
    named = np.array([_named(thing, things, item.text) for item in scored.items], np.float32)
    asked = np.array([standing[id(item)] for item in scored.items], np.float32)
    value = own + 0.2 * scored.scores + 0.6 * asked - 0.4 * elsewhere + named
    place = int(value.argmax())
    return scored.items[place] if own[place] >= 0.6 else None


def _named(thing: str, things: Sequence[str], text: str) -> float:
    """What a sentence gains for naming the thing, the more at its beginning, and loses for naming the others before it."""
    places = {other: _place(other, things, text.lower()) for other in things}
    own = places[thing]
    if own < 0:
        return 0.0
    first = all(place < 0 or own <= place for place in places.values())
    return (0.25 if own < 40 else 0.1) - 0.1 * sum(place >= 0 for other, place in places.items() if other != thing) + (0.1 if first else -0.05)


def _place(thing: str, things: Sequence[str], text: str) -> int:
    """Where the text names the thing, but not as a part of a longer one among those compared; -1 for nowhere."""
    for longer in things:
        if longer != thing and thing.lower() in longer.lower():
            text = text.replace(longer.lower(), "·" * len(longer))
    bare = thing.lower().removesuffix(" resilience")
    return text.find(thing.lower()) if text.find(thing.lower()) >= 0 else text.find(bare)


# ---------------------------------------------------------------- numbered lists

Neighbours = Callable[[Passage], Sequence[Passage]]


def numbered(question: Question, whole: Scored, neighbours: Neighbours) -> tuple[Line, ...] | None:
    """The heads of a numbered list that the best hits stand in or just before, when a list is asked for."""
    if not (question.has("list", "count", "lesson", "summary") or _ordinal(question.text)) or question.has("case", "compare"):
        return None
    wanted = {int(number) for number in numbers(question.text) if 2 <= number <= 12}
    seen: set[str] = set()
    for item in whole.items[:6]:
        group = _group(neighbours(item.passage), item.passage)
        if not group or group[0].id in seen:
            continue
        seen.add(group[0].id)
        chosen = _ordinal(question.text)
        if chosen and chosen <= len(group):
            return _item_lines(group[chosen - 1])
        if len(group) in wanted or not wanted and question.has("lesson") and question.has("list"):
            return tuple(_head_line(passage) for passage in group)
    return None


_ORDINAL = re.compile(r"\b(first|second|third|fourth|fifth|sixth)\b|第([一二三四五六1-6])[条点个方项]", re.IGNORECASE | re.ASCII)
_COUNTED = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}


def _ordinal(text: str) -> int:
    """The place in a list that a question names ("the third one", 第三条), or 0."""
    found = _ORDINAL.search(text)
    if not found:
        return 0
    return _COUNTED.get((found.group(1) or "").lower()) or int(chinese_number(found.group(2)) or found.group(2))


def _item_lines(passage: Passage) -> tuple[Line, ...]:
    """A list item in full: its head and its sentences."""
    spans = sentences(passage.text, passage.language)
    return tuple(Line(_NUMBER.sub("", readable(passage.text[start:end])), (Evidence(passage, start, end),)) for start, end in spans[:4])


_NUMBER = re.compile(r"^\d{1,2}\s*[.)、）]\s*")


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

CASES, STEPS = 4, 4
SAID_BEFORE = 0.8  # cosine from which two sentences say the same


def guidance(question: Question, whole: Scored, relevance: Relevance) -> Composition | None:
    """Cases and experience that come nearest to a city's situation, and what the sources do not give."""
    if not question.has("steps") or not re.search(r"\b(?:we|our|us|my|city|town|county|municipalit\w+)\b|我市|我们|我县|本市|县级市|城市", question.text, re.IGNORECASE):
        return None
    if question.has("money", "indicator", "area"):
        return None
    rows = [place for place, item in enumerate(whole.items) if item.passage.kind == "row" and "table 1" not in item.passage.place]
    prose = [place for place, item in enumerate(whole.items) if item.passage.kind in ("prose", "note") and len(item.text) < 700 and item.passage.place not in ("abstract", "highlights")]
    cases = _spread([place for place in rows if whole.scores[place] >= 0.45 * whole.scores[0]], whole, CASES, relevance) if question.has("case") or rows[:1] == [0] else []
    steps = _spread([place for place in prose if whole.scores[place] >= 0.6 * whole.scores[prose[0]]] if prose else [], whole, STEPS, relevance)
    if not cases and not steps:
        return None
    lines = [Line(say("guidance", question.language), (), "head")]
    lines += [Line(whole.items[place].text, whole.items[place].evidence, "item") for place in [*cases, *steps]]
    lines.append(Line(say("limits", question.language)))
    return Composition(tuple(lines), 0.0)


def _spread(places: Sequence[int], whole: Scored, most: int, relevance: Relevance) -> list[int]:
    """The best places, no two of one passage nor saying the same."""
    chosen: list[int] = []
    for place in places:
        item = whole.items[place]
        others = [whole.items[other] for other in chosen]
        said = relevance.alike([item.matched], [other.matched for other in others]).max() if others else 0.0
        if said < SAID_BEFORE and all(item.passage.id != other.passage.id for other in others):
            chosen.append(place)
        if len(chosen) == most:
            break
    return chosen
