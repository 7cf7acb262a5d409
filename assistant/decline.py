"""Refusals: what is said when the sources do not answer, and why, in the asker's language. A refusal is an answer, not an error."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.composition import Composition, Evidence, Line
from assistant.question import QUESTION_LIMIT, Question
from assistant.wording import enumerate_words, say

_MISSING_SHOWN = 3
NEAREST_SHOWN = 0.001  # confidence from which what is nearest is worth showing; a plain fault alone leaves little of it
WELL_COVERED = 0.5  # share of the question that the passages cover, from which what they say puts its premise right


def aside(question: Question) -> Composition | None:
    """The reply to what is no question: nothing, too much, small talk, an instruction to the program; None for a question."""
    language = question.language
    if question.manner == "question":
        return None
    if question.manner == "empty":
        return _refusal(say("empty", language))
    if question.manner == "too long":
        return _refusal(say("too_long", language, length=len(question.asked), limit=QUESTION_LIMIT))
    return _refusal(say("decline_chat", language, example=say("example", language)))


def _refusal(text: str) -> Composition:
    return Composition((Line(text),), 0.0, abstained=True, exact=True)


def decline(question: Question, composition: Composition, missing: Sequence[str], library_years: frozenset[str]) -> Composition:
    """The refusal in place of a composition that is not sure enough, with what is nearest."""
    near = composition.nearest[:2]
    if composition.lines and composition.signals is not None and composition.signals.premise and composition.signals.around >= WELL_COVERED:
        unheard = any(str(year) not in library_years for year in question.years)
        reason = [Line(_reason(question, missing, library_years)), Line(say("nearest", question.language), (), "head")]
        head = reason if unheard else [Line(say("decline_premise", question.language), (), "head")]
        told = [Line(line.text, line.evidence, "item") for line in composition.lines[:1]]
        return Composition((*head, *told), composition.confidence, abstained=True, nearest=near)
    lines = [Line(_reason(question, missing, library_years))]
    if near and composition.lines and composition.confidence >= NEAREST_SHOWN:
        lines.append(Line(say("nearest", question.language), (), "head"))
        lines += [Line(line.text, line.evidence, "item") for line in composition.lines[:2]]
    return Composition(tuple(lines), composition.confidence, abstained=True, nearest=near)


def _reason(question: Question, missing: Sequence[str], library_years: frozenset[str]) -> str:
    """Why the sources do not answer, as exactly as can be said."""
    language = question.language
    for wants, key in (
        (("money", "area"), "decline_wants_money_area"),
        (("money",), "decline_wants_money"),
        (("area",), "decline_wants_area"),
    ):
        if all(question.has(want) for want in wants):
            return say(key, language)
    if question.has("indicator"):
        return say("decline_wants_indicator", language)
    if question.has("outcome"):
        return say("decline_wants_outcome", language)
    years = [str(year) for year in question.years if str(year) not in library_years]
    if years:
        return say("decline_year", language, years=enumerate_words(years, language))
    if missing:
        quoted = [f"“{term}”" for term in missing[:_MISSING_SHOWN]]
        return say("decline_missing", language, terms=enumerate_words(quoted, language))
    return say("decline", language)


def with_nearest(text: str, question: Question, nearest: Sequence[Evidence], shown: Sequence[str]) -> Composition:
    """A refusal with a reason of its own, and what is nearest."""
    lines = [Line(text)]
    lines += [Line(words, (evidence,), "item") for words, evidence in zip(shown, nearest, strict=True)]
    return Composition(tuple(lines), 0.0, abstained=True, exact=True, nearest=tuple(nearest))
