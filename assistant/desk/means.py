"""What actions need: financing, governance and partners, data and cyber resilience, monitoring."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.desk import vocabulary
from assistant.desk.actions import usable
from assistant.desk.brief import NAMED, Brief
from assistant.desk.conditions import told
from assistant.desk.draft import Line, SectionId
from assistant.desk.matching import Match
from assistant.desk.wording import comma, known, shortened

# notes by what they are good for; which of them fit a city is decided by its hazards, fiscal room, country and length
FINANCE_NOTES = {"low": ("fact 22.6", "fact 16.12"), "medium": ("fact 16.12", "fact 17.8"), "high": ("fact 16.13", "fact 17.8")}
HEALTH_NOTES = ("fact 16.7",)
CHINA_OFFICES, CHINA_SCORES = "fact EA.1", "fact EA.12"
INDICATOR_NOTES = ("fact 15.12", "fact 18.14")
CYBER_NOTE = "fact 18.15"


def financing(brief: Brief) -> list[Line]:
    """What the sources say of money, what that means with this fiscal room, and that there are no sums."""
    lines = [] if brief.short else brief.paper("financing", "funds")
    if not brief.short and (brief.family == "water" or brief.profile.fiscal == "low"):
        lines += brief.paper("financing", "insuring")
    places = FINANCE_NOTES.get(brief.profile.fiscal, FINANCE_NOTES["medium"])
    return [*lines, *_noted(brief, "financing", places), *_order(brief), *_sums(brief)]


def _noted(brief: Brief, section: SectionId, places: Sequence[str]) -> list[Line]:
    """What the first of these notes say that stands nowhere yet, as many notes as the length and what more was asked for admit."""
    lines: list[Line] = []
    for place in places[: brief.extent.means + brief.choices.extra(section)]:
        lines += brief.note(section, place)
    return lines


def _order(brief: Brief) -> list[Line]:
    language, instruments = brief.language, usable(brief)
    if not instruments:
        return []
    if not brief.profile.fiscal:
        return [brief.gap("financing:unknown", brief.words("fin_unknown"))]
    terms = vocabulary.terms("instrument")
    first = [terms[id_].name(language) for id_ in instruments if terms[id_].cost == "work"]
    later = [terms[id_].name(language) for id_ in instruments if terms[id_].cost == "money"]
    key = "fin_order_low" if brief.profile.fiscal == "low" else "fin_order"
    if not first:
        return []
    text = brief.words(key if later else f"{key}_all", first=comma(first, language), later=comma(later, language))
    rests = [brief.told(matches[0]) for matches in instruments.values()]
    return [brief.inference("financing:order", text, rests, "fiscal_room")]


def _sums(brief: Brief) -> list[Line]:
    """Which of the cases come with a sum of money."""
    if not brief.chosen:
        return []
    with_sum: list[Match] = []
    without: list[Match] = []
    for match in brief.chosen:
        paid = match.case.on("money", brief.language)
        (with_sum if paid and re.search(r"\d[^)]*(?:euro|dollar)|\d[\d,.万亿]*(?:欧元|美元)", paid.text) else without).append(match)
    if with_sum and without:
        text = brief.words("fin_gap_some", some=brief.case_names(with_sum), cases=brief.case_names(without))
    else:
        text = brief.words("fin_gap", cases=brief.case_names(without or with_sum))
    return [brief.gap("financing:sums", text)]


def governance(brief: Brief) -> list[Line]:
    """Who has to work together, what the sources say of that, and what they leave open."""
    lines = [] if brief.short else brief.paper("governance", "levels")
    health = "epidemic" in brief.profile.hazard_ids
    lines += _noted(brief, "governance", [*(HEALTH_NOTES if health else ()), *((CHINA_OFFICES,) if brief.in_china else ())])
    lines = lines or brief.paper("governance", "levels")
    rests = [one.evidence for name in ("levels", "communities") if (one := brief.anchor(name))]
    lines.append(brief.inference("governance:offices", brief.words("gov_offices", offices=_offices(brief)), rests, "hazards"))
    if brief.short:
        return lines
    existing = brief.profile.listed("existing", brief.language)
    if existing:
        text = brief.words("gov_existing", existing=shortened(existing[0], NAMED))
        lines.append(brief.inference("governance:existing", text[:1].upper() + text[1:], rests[:1], "existing"))
    unknown = [match for match in brief.chosen if not told(match.case, "institutions", brief.language)]
    if unknown or brief.chosen:
        lines.append(brief.gap("governance:gap", brief.words("gov_gap", cases=brief.case_names(unknown or brief.chosen))))
    return lines


def _offices(brief: Brief) -> str:
    """The offices that the city's hazards call for, those of its first kind of hazard first, each once."""
    families = dict.fromkeys((brief.family, *(brief.family_of([hazard]) for hazard in brief.profile.hazard_ids)))
    known_kinds = [family for family in families if family != "other"] or ["other"]
    listed = [office.strip() for family in known_kinds for office in re.split("[;；]", brief.words(f"offices_{family}"))]
    return comma(list(dict.fromkeys(listed)), brief.language)


def data(brief: Brief) -> list[Line]:
    """Data for the city's hazards, and what keeps them safe."""
    wanted = "cyber" in vocabulary.found("subsystem", brief.profile.all_text("subsystems"))
    full = brief.profile.length == "full"
    lines = brief.paper("data", "cyber") if full or (wanted and not brief.short) else []
    lines += [] if brief.short else brief.paper("data", "transparent")
    lines += brief.paper("data", "privacy", lead="lead_privacy") if full else []
    if brief.profile.fiscal == "low" or wanted:
        lines += brief.note("data", CYBER_NOTE)
    lines = lines or brief.paper("data", "transparent")
    rests = [one.evidence for name in ("transparent", "privacy") if (one := brief.anchor(name))]
    rests += [brief.told(match) for match in brief.chosen if "open_data" in match.case.instruments]
    lines.append(brief.inference("data:list", brief.words(f"data_list_{brief.family}"), rests, "hazards", "count"))
    privacy = brief.anchor("privacy")
    if privacy and not brief.short:
        lines.append(brief.inference("data:privacy", brief.words("data_privacy"), [privacy.evidence], "hazards"))
    return lines if brief.short else [*lines, brief.gap("data:gap", brief.words("data_gap"))]


def monitoring(brief: Brief) -> list[Line]:
    """How to see whether it works: what the sources track, what the city has to note first, what no source gives."""
    lines = brief.paper("monitoring", "tracking") if brief.profile.length == "full" else []
    lines += _noted(brief, "monitoring", ([CHINA_SCORES] if brief.in_china else []) + list(INDICATOR_NOTES))
    measures = [id_ for id_ in usable(brief) if known(f"measure_{id_}")][:3]
    if measures:
        text = brief.words("mon_baseline", measures=comma([brief.words(f"measure_{id_}") for id_ in measures], brief.language))
        rests = [brief.told(usable(brief)[id_][0]) for id_ in measures]
        lines.append(brief.inference("monitoring:baseline", text, rests, "hazards"))
    gap = brief.gap("monitoring:gap", brief.words("mon_gap", threshold=brief.words(f"threshold_{brief.family}")))
    return [*(lines or brief.paper("monitoring", "tracking")), *([] if brief.short else [gap])]
