"""What the confidence in an answer rests on: the signals read from the question, the sentences chosen and where they stand.

Pure but for the numbers of `relevance`; what the signals weigh is in `confidence`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from assistant.beyond import NEUTRAL
from assistant.candidates import Candidate
from assistant.concepts import known_concepts
from assistant.confidence import Signals
from assistant.counts import counts_differ, counts_untold, ordinals_untold
from assistant.expected import SURE, Found
from assistant.kinds import COUNTED, DATED, MONEY, PERCENT, SOME, enumerated, things_wanted
from assistant.premise import deeds_untold, others_meant, particulars_untold
from assistant.question import Question
from assistant.ranking import Scored
from assistant.relations import coined_elsewhere, nobody_named, ways
from assistant.relevance import Probe, Relevance, weighed
from assistant.untold import untold
from ingest.language import numbers


def signals_of(
    question: Question,
    whole: Scored,
    chosen: Sequence[Candidate],
    relevance: Relevance,
    unknown: Sequence[str],
    things: Sequence[Found],
) -> Signals:
    """What the confidence rests on: see `Signals`."""
    passages = list({item.passage.id: item.passage for item in chosen}.values())
    contexts = [f"{passage.section} {passage.search_text}" for passage in passages]
    together = relevance.coverage(whole.probe, [" ".join(contexts)])[0] if contexts else np.zeros(len(whole.probe.terms), np.float32)
    spoken = relevance.coverage(whole.probe, [" ".join(item.matched for item in chosen)])[0] if chosen else together
    weights = whole.probe.weights
    alike = next((thing for thing in things if {item.evidence for item in thing.sentences} & {item.evidence for item in chosen}), None)
    heard = np.maximum(together, alike.covered) if alike is not None and len(alike.covered) == len(together) else together
    named = _named_by(alike, whole.probe) if alike is not None else frozenset()
    twins = " ".join(item.twin for item in chosen)
    open_ = _figures_open(question, chosen[0]) if chosen else set()
    lone = relevance.coverage(whole.probe, [f"{contexts[0]} {chosen[0].matched} {chosen[0].twin}"])[0] if chosen else heard
    lone = np.maximum(lone, alike.covered) if alike is not None and len(alike.covered) == len(lone) else lone
    told = " ".join([*contexts, *(item.text for item in chosen)])
    near = " ".join([*(item.matched for item in chosen), *(passage.section for passage in passages)])
    return Signals(
        around=float(whole.probe.share(together)) if len(weights) else 0.0,
        similar=float(whole.similar[0]) if len(whole.similar) else 0.0,
        alien=float(whole.probe.share(1 - whole.covered.max(axis=0))) if len(weights) else 1.0,
        names_elsewhere=_names_elsewhere(question, chosen, relevance, named),
        names_unknown=min(1, len(unknown)),
        names_apart=_names_apart(question, chosen, relevance, named),
        missing_years=_missing_years(question, near),
        missing_numbers=sum(any(c.isdigit() for c in term) and not value for term, value in zip(whole.probe.terms, spoken, strict=True)),
        premise=counts_differ(question.text, f"{near} {twins}")
        + deeds_untold(question.text, told)
        + others_meant(question.text, told)
        + _turned(question.text, chosen, relevance)
        + ordinals_untold(question.text, f"{told} {twins}"),
        particulars=particulars_untold(question.text, " ".join([*contexts[:1], *(item.text for item in chosen[:1])])),
        best=float(whole.scores[0]),
        unmet=_unmet(question.wants, [item.text for item in chosen])
        + _uncounted(question, chosen, relevance)
        + _unlisted(question.text, [item.text for item in chosen])
        + counts_untold(question.text, " ".join(f"{item.text} {item.twin}" for item in chosen))
        + _goals_open(question, chosen)
        + _nobody_told(question, chosen),
        expected=max((item.expected for item in chosen), default=0.0),
        unheard=float(whole.probe.share(1 - heard)) if len(weights) else 1.0,
        unheard_worst=float(((1 - heard) * weights).max()) if len(weights) else 0.0,
        focus_unheard=float((1 - heard[list(whole.probe.focus)]).mean()) if whole.probe.focus else 0.0,
        untold=untold(question.text) if things else NEUTRAL,
        beyond=things[0].beyond if things else NEUTRAL,
        figures_open=sum(figure not in _YEARS for figure in open_),
        years_open=0 if _spans_told(question, open_) else sum(figure in _YEARS for figure in open_),
        another=_of_another(whole, relevance, named),
        alone=float(whole.probe.share(1 - lone)) if len(weights) else 0.0,
        alone_worst=float(((1 - lone) * weights).max()) if len(weights) else 0.0,
        superlative=int(_MOST.search(question.text) is not None and not _MOST.search(near)),
    )


_LABELS = re.compile(  # numbers that name a place are no figures of what is asked
    r"\b(?:tables?|sections?|figures?|fig\.?|chapters?|references?|goals?|SDGs?)\s*\d+(?:\.\d+)*|[表图]\s*\d+|第?\d(?:\.\d)?[节章]|目标\s*\d+"
    r"|\b(?:two|three|four|five|six|\d)\s+(?:lessons?|experiences?|aspects?|points?|takeaways?)\b|[二两三四五六\d]\s*[条个点](?:经验|启示|方面|教训|要点)|[二两三四五六\d]\s*方面",
    re.I | re.A,
)


def _named_by(thing: Found, probe: Probe) -> frozenset[str]:
    """The names of the question that wordings of the thing surely asked for hold too: its sentences are known to answer for them."""
    if thing.chance < SURE or len(thing.covered) != len(probe.terms):
        return frozenset()
    return frozenset(name for name, places in probe.members if places and float(thing.covered[list(places)].min()) >= WHOLLY)


def _of_another(whole: Scored, relevance: Relevance, answered: frozenset[str]) -> float:
    """How much more of the question, but for its names, a sentence covers that names another thing of the same kind than one that names
    it."""
    known = {name: category for name, category in known_concepts().categories.items() if category in _SWAPPED}
    asked = [(name, places) for name, places in whole.probe.members if name in known and places and name not in answered]
    rest = whole.probe.weights.copy()
    for _, places in asked:
        rest[list(places)] = 0.0
    if not asked or rest.sum() < _TOO_LITTLE:
        return 0.0
    shares = weighed(whole.covered, rest / rest.sum())
    around = relevance.names_in([f"{item.passage.section} {item.passage.search_text} {item.matched}" for item in whole.items])
    spoken = relevance.names_in([item.matched for item in whole.items])
    most = 0.0
    for name, _ in asked:
        apart = [name not in names and any(known.get(other) == known[name] for other in names) for names in spoken]
        own = [share for share, near, other in zip(shares, around, apart, strict=True) if name in near and not other]
        others = [share for share, other in zip(shares, apart, strict=True) if other]
        most = max(most, max(others, default=0.0) - max(own, default=0.0))
    return float(most)


_SWAPPED = frozenset({"city", "country", "framework"})
WHOLLY = 0.99  # coverage of a name's terms from which a wording holds the name
_TOO_LITTLE = 0.3  # share of a question beside its names below which nothing can be told apart
_YEARS = range(1800, 2100)


def _figures_open(question: Question, best: Candidate) -> set[Decimal]:
    """The figures of the question, years included, that the place of the best sentence does not hold."""
    asked = set(numbers(_LABELS.sub(" ", question.text)))
    told = set(numbers(f"{best.passage.section} {best.passage.text} {best.matched} {best.text}"))
    return {figure for figure in asked if figure > 1} - told


_MOST = re.compile(
    r"\b(?:cheap|dear|larg|bigg|small|high|low|fast|quick|slow|long|short|rich|poor|old|young|strong|weak|great|hard|easi|few|earli)est\b"
    r"|\b(?:most|least|best|worst)\b|最(?!近|新|后|初|早|终|为|具|主要|基本)",
    re.IGNORECASE | re.ASCII,
)


_EITHER = re.compile(r"\bor\b|还是", re.IGNORECASE | re.ASCII)  # "in Bonn or in Berlin?": each may stand in a passage of its own


def _names_elsewhere(question: Question, chosen: Sequence[Candidate], relevance: Relevance, answered: frozenset[str]) -> int:
    """Names of the question that the evidence lacks, two at most; one passage has to hold them all, unless the question has parts.

    Those in `answered` it need not hold: see `_named_by`.
    """
    contexts = [f"{item.passage.section} {item.passage.search_text} {item.text}" for item in chosen]
    together = (
        [" ".join(contexts)]
        if len(question.parts) > 1 or question.has("compare", "list") or _EITHER.search(question.text)
        else contexts[:1]
    )
    return min(2, min((len(set(relevance.names_missing(question.text, text)) - answered) for text in together), default=0))


def _names_apart(question: Question, chosen: Sequence[Candidate], relevance: Relevance, answered: frozenset[str]) -> int:
    """Names of the question that the best sentence does not hold itself, wherever else they stand, two at most."""
    if not chosen:
        return 0
    alone = f"{chosen[0].text} {chosen[0].matched} {chosen[0].twin}"
    return min(2, len(set(relevance.names_missing(question.text, alone)) - answered))


def _spans_told(question: Question, open_: set[Decimal]) -> bool:
    """Whether of several years (the ends of two periods) half are told."""
    return len(question.years) > 2 and 2 * sum(figure in _YEARS for figure in open_) <= len(question.years)


def _missing_years(question: Question, text: str) -> int:
    """How many years of the question the text does not hold; none where it holds half of several (the ends of two periods)."""
    missing = sum(str(year) not in text for year in question.years)
    return 0 if len(question.years) > 2 and 2 * missing <= len(question.years) else missing


_AREA = re.compile(r"\d[\d,.]*\s*(?:万|百万|million)?\s*(?:square|m²|m2|km²|hectares?|平方|公顷)", re.IGNORECASE)
_OUTCOME = re.compile(
    r"\b(?:reduced|decreas\w+|fell|improved by|saved|losses)\b[^.;。]{0,80}\d|减少了?\d|下降了?\d|降低了?\d", re.IGNORECASE
)
_INDICATOR = re.compile(
    r"(?:indicators?|thresholds?|scores?|ranks?\w*|指标|阈值|评分|得分|排名)[^.。]{0,40}\d|\d[^.。]{0,20}(?:indicators?|scores?|指标|评分|得分)",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"\b(?:measur\w+|gauge\w*|assess\w*)\b.{0,30}\b(?:by|in terms of|with)\b|测量|衡量|度量")
_NEEDS = {"percent": PERCENT, "money": MONEY, "area": _AREA, "outcome": _OUTCOME, "indicator": _INDICATOR}


_UNIT = "个名位项条座家种篇份款株场次届页栋套所轮期块"  # words of measure after a number
_COUNTED = re.compile(
    r"\bhow many\s+((?:[a-z-]+\s+)?[a-z-]+)"
    rf"|(?:多少|(?<!哪)几)[{_UNIT}]?(?!年)((?:(?![和与及的多少几{_UNIT}])[\u4e00-\u9fff]){{1,4}})",
    re.IGNORECASE | re.ASCII,
)
_ANYBODY = re.compile(
    r"\b(?:people|persons?|participants?|times?|years?|different|of|did|were|are)\b|人|次|年|参|出|来自|不同", re.IGNORECASE
)


def _uncounted(question: Question, chosen: Sequence[Candidate], relevance: Relevance) -> int:
    """1 where a number of things is asked for and no sentence with a number speaks of such things."""
    found = _COUNTED.search(question.text)
    noun = next((group for group in found.groups() if group), "") if found else ""
    if not noun or _ANYBODY.search(noun):
        return 0
    texts = [item.matched for item in chosen if numbers(DATED.sub(" ", item.matched)) or COUNTED.search(item.matched)]
    probe = relevance.probe(noun)
    if not texts or not probe.terms:
        return 0
    whole = relevance.probe(question.text)
    rest = [place for place, token in enumerate(whole.tokens) if token not in probe.tokens]
    told = weighed(relevance.coverage(whole, texts)[:, rest], whole.weights[rest]) / whole.weights[rest].sum() if rest else None
    if told is not None and float(told.max()) >= ALL_BUT_NOUN:
        return 0
    nouns = [probe, *([relevance.probe(noun.split()[0])] if " " in noun else [])]  # "partners took" is about partners
    return int(all(float(relevance.coverage(one, texts)[:, -1].max()) < NOUN_MEANT for one in nouns if one.terms))


def _nobody_told(question: Question, chosen: Sequence[Candidate]) -> int:
    """1 where it is asked who did something and the best sentence names nobody, or somebody who did it to another thing."""
    if not chosen:
        return 0
    elsewhere = coined_elsewhere(question.text, f"{chosen[0].matched} {chosen[0].twin}")
    return int(elsewhere or (question.has("who") and nobody_named(question.text, chosen[0].text)))


def _goals_open(question: Question, chosen: Sequence[Candidate]) -> int:
    """1 where goals are asked about by their numbers and the best sentence is about others."""
    if not question.goals or not chosen:
        return 0
    told = f"{chosen[0].matched} {chosen[0].text}"
    here = {int(number) for number in re.findall(r"(?:goals?|SDGs?|目标)\s*(\d{1,2})(?!\d)", told, re.IGNORECASE)}
    return int(bool(here) and not here & set(question.goals))


TURNED = 0.2  # by how much more alike two things must be when one pair is read the other way round


def _turned(question: str, chosen: Sequence[Candidate], relevance: Relevance) -> int:
    """1 where the question says that one thing came after another ("back from risk to loss") and the evidence the other way round."""
    asked = ways(question)
    told = [way for item in chosen for text in (item.text, item.twin) for way in ways(text)] if asked else []
    for first, after in asked:
        for earlier, later in told:
            alike = relevance.alike([first, after], [earlier, later])
            if alike[0, 1] + alike[1, 0] > alike[0, 0] + alike[1, 1] + TURNED:
                return 1
    return 0


def _unlisted(question: str, texts: Sequence[str]) -> int:
    """1 where so many things are to be named ("which seven targets") and no sentence sets nearly as many side by side."""
    wanted = things_wanted(question)
    stated = re.search(
        r"\b(?:four|five|six|seven|eight|nine|ten)\b|[四五六七八九十][个项条座家种类点大份]|(?<![\d.])(?:[4-9]|[1-9]\d{1,2})(?![\d.年%])",
        question,
        re.I,
    )
    if wanted <= SOME or not stated:
        return 0
    return int(max([len(texts), *map(enumerated, texts)], default=0) < wanted - 1)


NOUN_MEANT = 0.35  # coverage from which a sentence speaks of the things counted


ALL_BUT_NOUN = 0.85  # share of the rest of a question from which one sentence with a number tells it ("six cities" for "how many members")


def _unmet(wants: frozenset[str], texts: Sequence[str]) -> int:
    """How many things asked for (an amount, an area, an outcome, an indicator, a number, a year) the evidence does not hold."""
    text = " ".join(texts)
    missing = sum(want in wants and not pattern.search(text) for want, pattern in _NEEDS.items())
    missing -= "indicator" in wants and not _INDICATOR.search(text) and _MEASURE.search(texts[0] if texts else "") is not None
    missing += 2 * ("budget" in wants)  # nobody has drawn up a budget for the asker's own city
    missing += "count" in wants and not (numbers(DATED.sub(" ", text)) or COUNTED.search(text))
    return missing + ("when" in wants and not re.search(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", text))
