"""What the sources say of one condition at a case's place, in the few words that a table's cell holds; no judgement.

Hazards, actors and payers are named by the vocabulary, each resting on a clause that names it; a scale is in the clause's own words.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from assistant.composition import Evidence, span, whole
from assistant.desk import vocabulary
from assistant.desk.casebook import Case, Condition
from assistant.desk.wording import comma, say
from ingest.language import numbers, readable
from ingest.types import Language

GROUPS: dict[str, vocabulary.Group] = {"hazard": "hazard", "institutions": "actor", "money": "payer"}  # conditions told by names
LEAST_PEOPLE = 5_000  # fewer are who took part, not how large a place is
MOST_SUMS = 2
_PEOPLE = re.compile(
    r"(?:(?:about|over|some|nearly|more than) )?\d[\d,.]*\s*(?:million\s+)?(?:people|inhabitants|residents)(?: \(\d{4}\))?"
    r"|[约近超过]*\d[\d,，.]*\s*万?人(?![参次])",
    re.IGNORECASE,
)
_SUM = re.compile(r"\d[\d,.]*\s*(?:万|亿|million |billion )?\s*(?:euros?|dollars?|欧元|美元)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What a cell says, and the spans that it rests on."""

    text: str
    evidence: tuple[Evidence, ...]


def told(case: Case, condition: Condition, language: Language, thrown_out: Collection[str] = ()) -> Told | None:
    """What is known of a condition, None where the sources are silent; nothing of passages that were thrown out."""
    if condition == "date":
        return next((Told(str(case.year), (one,)) for one in case.year_evidence(language)), None)
    if condition == "level":
        return Told(say(f"reach_{case.reach}", language), (_where(case, language),))
    if condition == "scale":
        return _scale(case, language, thrown_out)
    found = _named(case, GROUPS[condition], language, thrown_out)
    return _with_sums(found, language) if found and condition == "money" else found


def _where(case: Case, language: Language) -> Evidence:
    """The place's name in its row, or the whole row."""
    passage = case.passage(language)
    concepts = case.countries if case.reach == "country" else case.names
    names = [name for concept in concepts for name in concept.names if name in passage.text] if case.reach != "international" else []
    return span(passage, names[0]) if names else whole(passage)


def _scale(case: Case, language: Language, thrown_out: Collection[str]) -> Told | None:
    """The largest number of people that the sources give, in their words."""
    found = [
        Told(readable(match.group(0)), (clause.evidence,))
        for clause in case.clauses([_PEOPLE], language)
        if clause.evidence.passage.id not in thrown_out
        for match in _PEOPLE.finditer(clause.evidence.quote)
        if max(numbers(match.group(0)), default=0) >= LEAST_PEOPLE
    ]
    best = max(found, key=lambda one: max(numbers(one.text)), default=None)
    if best is None or best.evidence[0].passage.language == language:
        return best
    return Told(best.text + say("foreign", language), best.evidence)


def _named(case: Case, group: vocabulary.Group, language: Language, thrown_out: Collection[str]) -> Told | None:
    """The terms of a group that the sources name for the case, each once, with as few clauses as hold them."""
    names: list[str] = []
    rests: list[Evidence] = []
    for term in vocabulary.terms(group).values():
        clauses = [clause.evidence for clause in case.clauses([term.find], language) if clause.evidence.passage.id not in thrown_out]
        clauses.sort(key=lambda one: group == "payer" and not _SUM.search(one.quote))  # one that says how much, where there is one
        if not clauses:
            continue
        names.append(term.name(language))
        rests += [] if any(term.find.search(one.quote) for one in rests) else clauses[:1]
    return Told(comma(names, language), tuple(rests)) if names else None


def _with_sums(found: Told, language: Language) -> Told:
    """The payers, and in brackets the sums that stand in the same clauses."""
    sums = dict.fromkeys(match.group(0).strip() for one in found.evidence for match in _SUM.finditer(readable(one.quote)))
    if not sums:
        return found
    listed = (", " if language == "en" else "、").join(list(sums)[:MOST_SUMS])
    return Told(found.text + (f" ({listed})" if language == "en" else f"（{listed}）"), found.evidence)


def holds(text: str, condition: str, quoted: str) -> bool:
    """Whether a cell's text is made of names of its condition's group that the quotes name too, and otherwise of the quotes' words."""
    group = GROUPS.get(condition)
    if group is None:
        return False
    rest, terms = text.lower(), sorted(vocabulary.terms(group).values(), key=lambda term: -max(len(term.en), len(term.zh)))
    named = [term for term in terms if any(name in rest for name in (term.en.lower(), term.zh))]
    for term in named:
        rest = rest.replace(term.en.lower(), " ").replace(term.zh, " ")
    left = [word for word in re.split(r"[\s,、;；()（）和]+|\band\b", rest) if word]
    return bool(named) and all(term.find.search(quoted) for term in named) and all(word in quoted.lower() for word in left)
