"""The transfer table: for each case the conditions there beside the city's, and what follows: take over, adapt, or leave."""

from __future__ import annotations

from typing import Literal

from assistant.composition import Evidence, span, whole
from assistant.desk import vocabulary
from assistant.desk.brief import Brief
from assistant.desk.casebook import CONDITIONS, Case, Condition
from assistant.desk.draft import Line
from assistant.desk.matching import Match, rests_on_work
from assistant.desk.wording import also, comma, say
from ingest.language import numbers

Verdict = Literal["take", "adapt", "leave"]
MUCH = 4  # times larger or smaller that a difference of scale is worth a word


def transfer(brief: Brief) -> list[Line]:
    """A table and a verdict for each chosen case."""
    return [line for match in brief.chosen for line in (*_table(brief, match), _verdict(brief, match))]


def _table(brief: Brief, match: Match) -> list[Line]:
    lines: list[Line] = []
    for condition in CONDITIONS:
        stem, label = f"transfer:{match.case.id} {condition}", brief.words(f"condition_{condition}")
        there, here = _there(brief, match.case, condition, stem), _here(brief, condition, stem)
        lines += [_cell(line, match.case.title(brief.language), label, column) for line, column in ((there, "there"), (here, "here"))]
    return lines


def _cell(line: Line, group: str, label: str, column: str) -> Line:
    return Line(line.id, line.kind, line.text, line.citations, line.basis, "cell", group, label, column)


def _there(brief: Brief, case: Case, condition: Condition, stem: str) -> Line:
    """What the sources say of a condition at the case's place."""
    stem += " there"
    if condition == "date":
        dated = case.year_evidence(brief.language)
        return _said(brief, stem, brief.words("date_there", year=case.year), dated[0]) if dated else _unknown(brief, stem)
    if condition == "level":
        return _said(brief, stem, *_reach(brief, case))
    found = case.on(condition, brief.language)
    if not found or found.evidence.passage.id in brief.choices.thrown_out:
        return _unknown(brief, stem)
    foreign = found.evidence.passage.language != brief.language
    return _said(brief, stem, found.text + (say("foreign", brief.language) if foreign else ""), found.evidence)


def _said(brief: Brief, id_: str, text: str, evidence: Evidence) -> Line:
    kind = "paper" if evidence.passage.origin in ("paper", "digest") else "report"
    return Line(id_, kind, text, brief.cited([evidence]))  # type: ignore[arg-type]


def _unknown(brief: Brief, id_: str) -> Line:
    return brief.gap(id_, brief.words("unknown_there"))


def _reach(brief: Brief, case: Case) -> tuple[str, Evidence]:
    """City, country or international, by what the row names."""
    passage = case.passage(brief.language)
    key = "level_there" if case.reach == "city" else f"level_there_{case.reach}"
    concepts = case.countries[:1] if case.reach == "country" else case.names
    named = [next((name for name in concept.names if name in passage.text), "") for concept in concepts]
    shown = [name for name in named if name]
    evidence = span(passage, shown[0]) if len(shown) == 1 else whole(passage)
    return brief.words(key, names=comma(shown or [case.name(passage.language)], brief.language)), evidence


def _here(brief: Brief, condition: Condition, stem: str) -> Line:
    """The same condition in the city."""
    stem, profile, language = stem + " here", brief.profile, brief.language
    if condition == "date":
        return brief.city(stem, brief.words("date_here", year=brief.year), "year")
    field = {"hazard": "hazards", "scale": "population", "institutions": "existing", "money": "fiscal_room", "level": "level"}[condition]
    if condition == "scale":
        text = brief.words("here_people", population=brief.people(profile.population)) if profile.population else ""
    elif condition in ("hazard", "institutions"):
        text = comma(list(profile.listed(field, language)), language)
    else:
        text = profile.said(field, language)
    return brief.city(stem, text, field) if text else brief.gap(stem, brief.words("unknown_here"))


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


def _verdict(brief: Brief, match: Match) -> Line:
    verdict, reasons = judged(brief, match), _reasons(brief, match)
    text = brief.words(f"verdict_{verdict}", reasons=_sentence(also([text for text, _ in reasons], brief.language), brief.language))
    rests = [brief.told(match), *(evidence for _, evidence in reasons if evidence)]
    distinct = list({(one.passage.id, one.start, one.end): one for one in rests}.values())
    return brief.inference(
        f"transfer:{match.case.id} verdict",
        text,
        distinct,
        "hazards",
        "fiscal_room",
        "population",
        "level",
        "count",
        group=match.case.title(brief.language),
    )


def _sentence(text: str, language: str) -> str:
    return text[:1].upper() + text[1:] if language == "en" else text


def _reasons(brief: Brief, match: Match) -> list[tuple[str, Evidence | None]]:
    found = [_hazard(brief, match), _reach_reason(brief, match), _money(brief, match), _scale(brief, match), _marks(brief, match)]
    return [reason for reason in found if reason][:4]


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
    if not case.countries:
        return None
    return brief.words("r_country_other", country=case.countries[0].name(brief.language)), None


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
