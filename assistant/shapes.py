"""Answers with a shape: things side by side, a numbered list, guidance for somebody's city. Pure, built on `compose`.

Each returns None where the question or the evidence has not that shape, and the plain composition stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from assistant import cues
from assistant.candidates import Candidate, head_of_item
from assistant.composition import Composition, Evidence, Line
from assistant.concepts import known_concepts
from assistant.kinds import DEFINES, SOME, things_wanted
from assistant.question import Question
from assistant.ranking import Scored, score
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
        r"^(.+?)[，,]?\s*(?:请|帮我?|给我?|做)+[^，。]{0,4}(?:对比|比较)",
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
    chosen: dict[str, Candidate] = {}
    for thing in sorted(things, key=len, reverse=True):  # "social-ecological" takes its sentence before "ecological" looks for one
        best = _about(thing, things, question, whole, list(chosen.values()), relevance)
        if best is None:
            return None
        chosen[thing] = best
    return tuple(_with_next(chosen[thing], thing, things, whole, list(chosen.values())) for thing in things)


def _with_next(item: Candidate, thing: str, things: Sequence[str], whole: Scored, chosen: Sequence[Candidate]) -> Line:
    """The sentence as an item, with the next one of its passage where that goes on about the thing and both are short."""
    after = [
        other for other in whole.items if other.passage.id == item.passage.id and other.position > item.position and other not in chosen
    ]
    following = min(after, key=lambda other: other.position, default=None)
    gap = " " if item.passage.language == "en" else ""
    if (
        following is None
        or len(item.text) + len(following.text) > ITEM_LIMIT
        or not 0 <= _place(thing, things, following.text.lower()) < EARLY
    ):
        return Line(item.text, item.evidence, "item")
    return Line(item.text + gap + following.text, (*item.evidence, *following.evidence), "item")


def _compared(text: str) -> list[str]:
    """The things that a question sets side by side, each with the head word they share ("engineering … resilience")."""
    body = next((found.group(1) for pattern in _COMPARED if (found := pattern.search(text.strip()))), "")
    inside = re.search(r"[（(]([^（）()]{6,})[）)]", body)
    things = [
        thing
        for thing in _JOIN.split(inside.group(1) if inside else body)
        if thing and len(thing) > 1 and thing.lower() not in cues.ASKING_EN
    ]
    things = [re.sub(r"^(?:the|a|an|四份|三种|两种|four|three|two)\s+", "", thing, flags=re.IGNORECASE) for thing in things]
    head = things[-1].split()[-1] if things and not has_chinese(things[-1]) and len(things[-1].split()) == 2 else ""
    return [
        f"{thing} {head}" if head and len(thing.split()) == 1 and not thing[0].isdigit() and not thing[:1].isupper() else thing
        for thing in things
    ]


def _about(
    thing: str, things: Sequence[str], question: Question, whole: Scored, taken: Sequence[Candidate], relevance: Relevance
) -> Candidate | None:
    """The candidate that covers a thing best, and the other things least."""
    standing = {id(item): float(value) for item, value in zip(whole.items, whole.scores, strict=True)}
    scored = score(thing, question.wants - {"compare"} | {"define"}, [item for item in whole.items if item not in taken], relevance)
    if not scored.items or not len(scored.probe.weights):
        return None
    own = scored.probe.share(scored.covered)
    others = [other for other in things if other != thing]
    elsewhere = np.zeros(len(scored.items), np.float32)
    for other in others:
        probe = relevance.probe(other)
        if len(probe.weights):
            elsewhere += probe.share(relevance.coverage(probe, [item.matched for item in scored.items])) / len(others)
    everything = " ".join(item.text.lower() for item in scored.items)
    named = np.array([_named(thing, things, item.text, everything) for item in scored.items], np.float32)
    asked = np.array([standing[id(item)] for item in scored.items], np.float32)
    telling = np.array(
        [0.2 * (DEFINES.search(item.text) is not None) + 0.15 * (item.passage.origin in OWN) for item in scored.items], np.float32
    )
    value = own + 0.2 * scored.scores + 0.3 * asked - 0.4 * elsewhere + named + telling
    value -= np.array([0.01 * (item.position[1] > 0) for item in scored.items], np.float32)  # of two alike the one that opens its passage
    place = int(value.argmax())
    return scored.items[place] if own[place] >= ABOUT and asked[place] >= COMPARABLE * float(whole.scores[0]) else None


def _named(thing: str, things: Sequence[str], text: str, everything: str) -> float:
    """What a sentence gains for naming the thing, the more at its beginning, and loses for not naming what others name."""
    own = _place(thing, things, text.lower())
    if own < 0 and known_concepts().names(thing) & known_concepts().names(text):
        return 0.15
    if own < 0:
        return UNNAMED if _place(thing, things, everything) >= 0 else 0.0
    others = sum(_place(other, things, text.lower()) >= 0 for other in things if other != thing)
    return (0.25 if own < EARLY else 0.15) - 0.15 * max(0, others - 1)


def _place(thing: str, things: Sequence[str], text: str) -> int:
    """Where the text names the thing, but not as a part of a longer one among those compared; -1 for nowhere."""
    for longer in things:
        if longer != thing and thing.lower() in longer.lower():
            text = text.replace(longer.lower(), "·" * len(longer))
    bare = thing.lower().removesuffix(" resilience")
    found = (re.search(rf"(?<![-–—－]){re.escape(name)}", text) for name in (thing.lower(), bare))  # no half of "social-ecological"
    return next((match.start() for match in found if match), -1)


# ---------------------------------------------------------------- numbered lists

Neighbours = Callable[[Passage], Sequence[Passage]]


def numbered(question: Question, whole: Scored, neighbours: Neighbours, relevance: Relevance) -> tuple[Line, ...] | None:
    """The heads of a numbered list that the best hits stand in or just before, when a list is asked for."""
    if not (question.has("list", "count", "lesson", "summary") or _ordinal(question.text)) or question.has("compare"):
        return None
    if question.has("case") and not question.has("lesson"):
        return None
    wanted = {int(number) for number in numbers(question.text) if 2 <= number <= 12}
    seen: set[str] = set()
    for item in whole.items[:6]:
        group = _group(neighbours(item.passage), item.passage)
        if not group or group[0].id in seen:
            continue
        seen.add(group[0].id)
        chosen = _ordinal(question.text)
        if not 0 < chosen <= len(group):
            chosen = _named_item(question.text, group, relevance) if question.has("lesson") else 0
        if chosen:
            return _item_lines(group[chosen - 1])
        if len(group) in wanted or (not wanted and question.has("lesson") and question.has("list")):
            return tuple(_head_line(passage) for passage in group)
    return None


ITEM_NAMED, ITEM_AHEAD = 0.22, 0.2  # share of a question that the head of the one item it names covers, and by how much more than any other


def _named_item(text: str, group: Sequence[Passage], relevance: Relevance) -> int:
    """The place of the item whose head alone a question speaks of ("of the five lessons, the one on open data"), or 0."""
    probe = relevance.probe(text)
    if not probe.terms or len(group) < 2:
        return 0
    shares = probe.share(relevance.coverage(probe, [head_of_item(passage.text)[1] for passage in group]))
    order = np.argsort(-shares)
    named = shares[order[0]] >= ITEM_NAMED and shares[order[0]] - shares[order[1]] >= ITEM_AHEAD
    return int(order[0]) + 1 if named else 0


_PARTS, _LOOKED_AT = 3, 4  # clauses that make a list; best candidates that may be one of them
_AS_GOOD = 0.85  # share of the best score from which a clause stands for its list
_PROPER = re.compile(r"[《“\"]|\b[A-Z][a-z]+ (?:[a-z]+ )?[A-Z]")  # a part of a list calls something by name
_HEAD_ENDS = re.compile(r"[,，](?![^(（]*[)）])")


def clauses(question: Question, whole: Scored) -> tuple[Line, ...] | None:
    """The parts of a sentence that sets them one after another between semicolons, each by its head, when a list of them is asked for."""
    wanted = things_wanted(question.text)
    if wanted < 2 or question.has("compare", "case", "when", "why", "span", "shift", "define"):
        return None
    for item, value in zip(whole.items[:_LOOKED_AT], whole.scores, strict=False):
        parts = _beside(item, whole.items) if value >= _AS_GOOD * whole.scores[0] else []
        if len(parts) >= _PARTS and wanted in (SOME, len(parts)) and not _of_one(question.text, parts):
            lines = tuple(map(_part_line, parts))
            return lines if all(_PROPER.search(line.text) for line in lines) else None
    return None


def _of_one(text: str, parts: Sequence[Candidate]) -> bool:
    """Whether a question names something that only some of the parts name: it asks about that one, not for the list."""
    named = [known_concepts().names(part.text) for part in parts]
    return any(0 < sum(name in names for names in named) < len(parts) for name in known_concepts().names(text))


def _beside(item: Candidate, items: Sequence[Candidate]) -> list[Candidate]:
    """The clauses of the candidate's sentence in their order; none where it is no clause."""
    passage, at = item.passage, item.evidence[0]
    if len(item.evidence) > 1:
        return []
    start, end = next(((start, end) for start, end in sentences(passage.text, passage.language) if start <= at.start < end), (0, 0))
    if at.end - at.start >= end - start - 1:
        return []
    inside = [
        other for other in items if other.passage.id == passage.id and start <= other.evidence[0].start and other.evidence[0].end <= end
    ]
    return sorted(inside, key=lambda other: other.position)


def _part_line(part: Candidate) -> Line:
    """A clause up to its first comma."""
    passage, at = part.passage, part.evidence[0]
    comma = _HEAD_ENDS.search(passage.text, at.start, at.end)
    end = comma.start() if comma else at.end
    return Line(readable(passage.text[at.start : end]), (Evidence(passage, at.start, end),), "item")


_ITEM = r"(?:one|lesson|aspect|point|item|experience|takeaway|insight|theme|area)"
_ORDINAL = re.compile(
    rf"\b(first|second|third|fourth|fifth|sixth)(?:\s+\w+)?\s+{_ITEM}\b|\b(first|second|third|fourth|fifth|sixth) of (?:the|these|those|its|their)\b[\w ]{{0,20}}?{_ITEM}s?\b|\b{_ITEM}\s+(?:no\.?\s*|number\s*)?(one|two|three|four|five|six|[1-6])\b"
    r"|第([一二三四五六1-6])[条点个方项]|(?:经验|启示|方面|要点)([一二三四五六1-6])(?![个条点方项些])",
    re.IGNORECASE | re.ASCII,
)
_COUNTED = {
    word: place
    for words in (("first", "second", "third", "fourth", "fifth", "sixth"), ("one", "two", "three", "four", "five", "six"))
    for place, word in enumerate(words, 1)
}


def _ordinal(text: str) -> int:
    """The place in a list that a question names ("the third lesson", 第三条), or 0."""
    found = _ORDINAL.search(text)
    if not found:
        return 0
    said = next(group for group in found.groups() if group).lower()
    return _COUNTED.get(said) or int(chinese_number(said) or said)


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
    numbered = [
        other
        for other in around
        if other.kind == "prose" and other.section == passage.section and other.language == passage.language and head_of_item(other.text)[1]
    ]
    if not numbered:
        return []
    if head_of_item(passage.text)[1] or 0 < numbered[0].order - passage.order <= 3:
        return numbered
    return []


# ---------------------------------------------------------------- guidance for a city

ABOUT = 0.8  # share of a compared thing's words that a sentence about it must cover
COMPARABLE = 0.5  # share of the best score below which a sentence that names a thing says nothing of what is compared
CASES, STEPS = 6, 3
OWN = ("paper", "digest")  # the paper's own account goes before the notes beside it
ITEM_LIMIT = 420  # characters of two sentences about one thing
UNNAMED = -0.4  # what a sentence loses for not naming the thing compared
EARLY = 40  # characters within which a sentence names its subject
SAID_BEFORE = 0.8  # cosine from which two sentences say the same


def guidance(question: Question, whole: Scored, relevance: Relevance) -> Composition | None:
    """Cases and experience that come nearest to a city's situation, and what the sources do not give."""
    if not question.has("steps") or not re.search(
        r"\b(?:we|our|us|my|city|town|county|municipalit\w+)\b|我市|我们|我县|本市|县级市|城市", question.text, re.IGNORECASE
    ):
        return None
    if question.has("money", "indicator", "area"):
        return None
    fit = np.array([_situation(question.text, item.matched) for item in whole.items], np.float32)
    order = np.argsort(-(whole.scores + fit), kind="stable").tolist()
    rows = [place for place in order if whole.items[place].passage.kind == "row" and "table 1" not in whole.items[place].passage.place]
    prose = [place for place in order if _says_what_to_do(whole.items[place])]
    wanted = question.has("case") or (bool(rows) and rows[0] == order[0])
    fitting = [place for place in rows if fit[place] > 0] or [place for place in rows if whole.scores[place] >= 0.6 * whole.scores[0]]
    cases = _spread(fitting, whole, CASES, relevance) if wanted else []
    steps = _spread(prose, whole, STEPS, relevance)
    if not cases and not steps:
        return None
    lines = [Line(say("guidance", question.language), (), "head")]
    lines += [Line(whole.items[place].text, whole.items[place].evidence, "item") for place in [*cases, *steps]]
    lines.append(Line(say("limits", question.language)))
    return Composition(tuple(lines), 0.0)


_NO_ADVICE = ("abstract", "highlights", "section 1", "section 2")  # what the article is about and what words mean
_LEAD_IN = re.compile(r"以下.{1,6}(?:方面|几点)|\bfollowing (?:five|aspects|points)\b|as follows", re.IGNORECASE)


def _says_what_to_do(item: Candidate) -> bool:
    """Running text of the body of a work, of a length to quote."""
    passage = item.passage
    return passage.kind in ("prose", "note") and len(item.text) < 700 and passage.place not in _NO_ADVICE and not _LEAD_IN.search(item.text)


# What a planner's situation has to do with: (words of the situation, words of a case or step that fits it).
_SITUATIONS = tuple(
    (re.compile(situation, re.IGNORECASE), re.compile(fitting, re.IGNORECASE))
    for situation, fitting in (
        (
            r"flood|coast|typhoon|hurricane|storm|waterlog|rain|sea level|port city|洪|涝|台风|沿海|风暴|暴雨|海平面",
            r"flood|storm surge|typhoon|adapting to climate|climate[- ]adapt\w*|adaptation strateg\w*|risk assessment|disaster|洪|风暴潮|台风|适应气候|气候适应|风险评估|防灾|减灾",
        ),
        (
            r"heat|hot summer|roof|green space|高温|热岛|屋顶|绿化",
            r"green roof|heat|nature-based|biodivers|ecosystem|绿色屋顶|高温|基于自然|生物多样性|生态系统",
        ),
        (
            r"refugee|migrant|displaced|newcomer|integrat|难民|移民|流动人口|外来人口|融入",
            r"refugee|vulnerable|inclusi\w+|social cohesion|难民|弱势|包容|凝聚",
        ),
        (
            r"financ|fiscal|fund|money|pay for|budget|insur|融资|财力|财政|资金|保险|经费",
            r"financ\w*|insur\w*|fund\w*|loans?|bonds?|grants?|tax\w*|融资|保险|资金|贷款|债券|赠款|税",
        ),
        (r"food|waste|粮食|食品|食物|浪费", r"food|waste|粮食|食品|食物"),
        (r"energy|building|retrofit|能源|建筑|能效|节能", r"building|energy|建筑|能源|能效"),
        (r"\bdata\b|digital|cyber|smart|数据|数字|网络|智慧", r"\bdata\b|digital|cyber|smart|数据|数字|网络|智慧"),
        (r"nature|ecolog|wetland|biodivers|water|生态|自然|湿地|水", r"nature|ecosystem|biodivers|water|生态|自然|水"),
        (r"circular|recycl|manufactur|industr|循环|工业|制造", r"circular|linear|green economy|循环|线性"),
        (r"community|citizen|resident|public particip|社区|居民|公众", r"communit\w*|citizen|public|inclusi\w+|社区|公众|居民"),
        (r"chin(?:a|ese)|zhejiang|province|county-level|我市|我国|我省|省|县级|浙江", r"china|chinese|ningbo|中国|宁波|我国"),
    )
)


def _situation(question: str, text: str) -> float:
    """How far a case or step fits the situation described: 0.1 for each matter in common, and a little for each word of it."""
    total = 0.0
    for situation, fitting in _SITUATIONS:
        if situation.search(question):
            words = {match.group(0).lower() for match in fitting.finditer(text)}
            total += 0.1 * bool(words) + 0.04 * min(len(words), 6)
    return total


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
