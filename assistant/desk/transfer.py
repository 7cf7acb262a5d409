"""The transfer table: a row for the city, then one for each case with the conditions there and what follows from them."""

from __future__ import annotations

from assistant.desk.brief import NAMED, Brief
from assistant.desk.casebook import CONDITIONS, Condition
from assistant.desk.conditions import told
from assistant.desk.draft import Line
from assistant.desk.matching import Match
from assistant.desk.verdict import judged, reasons
from assistant.desk.wording import also, comma, shortened

FIELDS: dict[Condition, str] = {
    "hazard": "hazards",
    "scale": "population",
    "institutions": "existing",
    "money": "fiscal_room",
    "level": "level",
    "date": "year",
}
MOST_ITEMS = 3  # of a list of the city's in a cell of the short draft
VERDICT = "verdict"  # the last column


def transfer(brief: Brief) -> list[Line]:
    """The city's conditions, and below them those of each chosen case with a verdict."""
    if not brief.chosen:
        return []
    here = [_cell(_here(brief, condition), brief.name, condition) for condition in CONDITIONS]
    return [*here, *(line for match in brief.chosen for line in _row(brief, match))]


def _row(brief: Brief, match: Match) -> list[Line]:
    place = match.case.place(brief.language)
    conditions = [_cell(_there(brief, match, condition), place, condition) for condition in CONDITIONS]
    return [*conditions, _cell(_verdict(brief, match), place, VERDICT)]


def _cell(line: Line, label: str, column: str) -> Line:
    return Line(line.id, line.kind, line.text, line.citations, line.basis, "cell", "", label, column)


def _there(brief: Brief, match: Match, condition: Condition) -> Line:
    """What the sources say of a condition at the case's place."""
    id_ = f"transfer:{match.case.id} {condition} there"
    found = told(match.case, condition, brief.language, brief.choices.thrown_out)
    citations = brief.cited(found.evidence) if found else ()
    if not found or not citations:
        return brief.gap(id_, brief.words("unknown_there"))
    own = all(one.passage.origin in ("paper", "digest") for one in found.evidence)
    return Line(id_, "paper" if own else "report", found.text[:1].upper() + found.text[1:], citations)


def _here(brief: Brief, condition: Condition) -> Line:
    """The same condition in the city."""
    id_, profile, language = f"transfer:here {condition}", brief.profile, brief.language
    field = FIELDS[condition]
    if condition == "date":
        text = str(brief.year)
    elif condition == "scale":
        text = brief.words("here_people", population=brief.people(profile.population)) if profile.population else ""
    elif condition in ("hazard", "institutions"):
        items = profile.listed(field, language)[: MOST_ITEMS if brief.short else None]
        text = comma([shortened(item, NAMED) for item in items], language)
    else:
        text = shortened(profile.said(field, language), 2 * NAMED)
    return brief.city(id_, text[:1].upper() + text[1:], field) if text else brief.gap(id_, brief.words("unknown_here"))


def _verdict(brief: Brief, match: Match) -> Line:
    verdict, because = judged(brief, match), reasons(brief, match)
    said = also([text for text, _ in because], brief.language)
    text = brief.words(f"verdict_{verdict}", reasons=said[:1].upper() + said[1:])
    rests = [brief.told(match), *(evidence for _, evidence in because if evidence)]
    distinct = list({(one.passage.id, one.start, one.end): one for one in rests}.values())
    basis = ("hazards", "fiscal_room", "population", "level", "count")
    return brief.inference(f"transfer:{match.case.id} verdict", text, distinct, *basis)
