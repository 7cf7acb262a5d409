"""What follows for a city from a case: take over, adapt, or leave, and the reasons for it, each with what it rests on."""

from __future__ import annotations

from typing import Literal

from assistant.composition import Evidence, whole
from assistant.desk import vocabulary
from assistant.desk.brief import Brief
from assistant.desk.matching import Match, rests_on_work
from assistant.desk.wording import comma
from ingest.language import numbers

Verdict = Literal["take", "adapt", "leave"]
MUCH = 4  # times larger or smaller that a difference of scale is worth a word


def judged(brief: Brief, match: Match) -> Verdict:
    """Leave what answers another hazard or no wanted subsystem; take what needs only staff, in the same country; adapt the rest."""
    case, fits = match.case, match.part("hazard")
    other_hazard = bool(case.hazards) and not fits and not match.part("near")
    if case.reach == "international" and not rests_on_work(case):
        return "leave"
    bound = all(vocabulary.terms("instrument")[id_].bound for id_ in case.instruments)
    if (other_hazard and bound and bool(brief.profile.hazard_ids)) or not (match.part("marks") or fits):
        return "leave"
    if case.reach == "city" and rests_on_work(case) and (fits or not case.hazards) and match.part("country"):
        return "take"
    return "adapt"


def reasons(brief: Brief, match: Match) -> list[tuple[str, Evidence | None]]:
    """Clauses that say why, the weightiest first, as many as the length admits."""
    found = [_hazard(brief, match), _reach_reason(brief, match), _money(brief, match), _scale(brief, match), _marks(brief, match)]
    return [reason for reason in found if reason][: brief.extent.reasons] or [(brief.words("r_bare"), None)]


def _hazard(brief: Brief, match: Match) -> tuple[str, Evidence | None] | None:
    case, language = match.case, brief.language
    named = case.on("hazard", language)
    evidence = named.evidence if named else None
    if part := match.part("hazard"):
        return brief.words("r_hazard_same", hazards=comma(vocabulary.names("hazard", part.what, language), language)), evidence
    if part := match.part("near"):
        ours, theirs = (comma(vocabulary.names("hazard", ids, language), language) for ids in (part.what, part.theirs))
        return brief.words("r_hazard_near", ours=ours, theirs=theirs), evidence
    if not brief.profile.hazard_ids:
        return None
    if case.hazards:
        theirs = comma(vocabulary.names("hazard", case.hazards, language), language)
        return brief.words("r_hazard_other", theirs=theirs), evidence
    return brief.words("r_hazard_unknown", ours=brief.hazards), None


def _reach_reason(brief: Brief, match: Match) -> tuple[str, Evidence | None] | None:
    case = match.case
    if case.reach != "city":
        return brief.words(f"r_reach_{case.reach}"), None
    if match.part("country"):
        return brief.words("r_country_same"), None
    if not case.countries or not (brief.profile.country or brief.in_china):
        return None
    return brief.words("r_country_other", country=vocabulary.with_article(case.countries[0].name(brief.language))), None


def _money(brief: Brief, match: Match) -> tuple[str, Evidence | None] | None:
    """What money means for the transfer: an amount or instrument there against fiscal room here."""
    case, fiscal = match.case, brief.profile.fiscal
    paid = case.on("money", brief.language)
    if rests_on_work(case):
        return (brief.words("r_work"), None) if fiscal == "low" else None
    if paid and fiscal == "low" and paid.evidence.passage.language == brief.language:
        return brief.words("r_money_low", money=_in_a_word(brief, paid.text)), paid.evidence
    if not paid:
        return brief.words("r_money_unknown_high" if fiscal == "high" else "r_money_unknown"), None
    return None


_PAYERS = (
    ("tax incentive", "税收优惠", "tax incentives", "税收优惠"),
    ("grant", "补助", "grants", "补助"),
    ("climate fund", "资金", "climate funds", "气候资金"),
    ("EU contribution", "欧盟出资", "an EU contribution", "欧盟出资"),
    ("insur", "保险", "insurance", "保险"),
)


def _in_a_word(brief: Brief, clause: str) -> str:
    """The kind of money that a clause speaks of."""
    for en, zh, said_en, said_zh in _PAYERS:
        if en in clause or zh in clause:
            return said_en if brief.language == "en" else said_zh
    return "public money" if brief.language == "en" else "公共资金"


def _scale(brief: Brief, match: Match) -> tuple[str, Evidence | None] | None:
    ours, found = brief.profile.population, match.case.on("scale", brief.language)
    theirs = max((int(number) for number in numbers(found.text) if number > 5000), default=0) if found else 0
    if not ours or not theirs or not found:
        return None
    if theirs >= MUCH * ours:
        return brief.words("r_larger"), found.evidence
    return (brief.words("r_smaller"), found.evidence) if ours >= MUCH * theirs else None


def _marks(brief: Brief, match: Match) -> tuple[str, Evidence | None] | None:
    if match.part("marks") or not match.case.marks:
        return None
    marks = comma(vocabulary.names("subsystem", match.case.marks, brief.language), brief.language)
    return brief.words("r_marks_none", marks=marks), whole(match.case.passage(brief.language))
