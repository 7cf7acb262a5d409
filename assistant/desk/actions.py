"""Recommended actions: by subsystem, from what the chosen cases did; and by level, community to nation, as the article asks."""

from __future__ import annotations

from assistant.composition import Evidence
from assistant.desk import vocabulary
from assistant.desk.brief import NAMED, Brief
from assistant.desk.draft import Line
from assistant.desk.matching import Match
from assistant.desk.verdict import judged
from assistant.desk.wording import comma, shortened

LEVEL_OF = {  # the level of government at which an instrument is put to work
    "engagement": "community",
    "refugees": "community",
    "insurance": "regional",
    "circular": "regional",
    "sharing": "regional",
    "dialogue": "national",
    "partnership": "national",
}
LESSONS = {
    "economic": "circular",
    "social": "vulnerable",
    "ecological": "nature",
    "infrastructure": "risk_areas",
    "institutional": "nation",
    "cyber": "limits",
}
BROAD = 4  # marks from which on a case is about no subsystem in particular
ACROSS = "across"  # where an action stands whose own subsystem is not among those that the city names


def actions(brief: Brief) -> list[Line]:
    """By subsystem, then by level."""
    return [*(_in_one_list(brief) if brief.short else _by_subsystem(brief)), *_by_level(brief)]


def _in_one_list(brief: Brief) -> list[Line]:
    """The actions one under another, each with its subsystem and level."""
    return [_action(brief, id_, matches, "", subsystem) for subsystem, items in _spread(brief).items() for id_, matches in items]


def _by_subsystem(brief: Brief) -> list[Line]:
    spread = _spread(brief)
    lines: list[Line] = []
    for subsystem in (*brief.profile.subsystem_ids, ACROSS):
        name = _subsystem(brief, subsystem)
        key = "group_across" if subsystem == ACROSS else "group_subsystem"
        group = brief.words(key, subsystem=name[:1].upper() + name[1:])
        items = [_action(brief, id_, matches, group) for id_, matches in spread.get(subsystem, [])]
        lines += [*(brief.paper("actions", LESSONS[subsystem], group=group) if items and subsystem in LESSONS else []), *items]
    without = [name for name in vocabulary.found("subsystem", brief.profile.all_text("subsystems")) if not spread.get(name)]
    if without:
        names = comma(vocabulary.names("subsystem", without, brief.language), brief.language)
        lines.append(brief.gap("actions:none", brief.words("act_none", subsystem=names)))
    return lines


def _subsystem(brief: Brief, id_: str) -> str:
    return brief.words("across") if id_ == ACROSS else vocabulary.terms("subsystem")[id_].name(brief.language)


def usable(brief: Brief) -> dict[str, list[Match]]:
    """What the chosen cases did that is not to be left: instruments with their cases, the best first, as many as the length admits."""
    kept = {id_: [match for match in matches if judged(brief, match) != "leave"] for id_, matches in brief.instruments().items()}
    most = brief.extent.actions + brief.choices.extra("actions")
    return dict([(id_, matches) for id_, matches in kept.items() if matches][:most])


def _spread(brief: Brief) -> dict[str, list[tuple[str, list[Match]]]]:
    """Each instrument under its own subsystem where that is wanted, else under one that its case is marked with, or across."""
    spread: dict[str, list[tuple[str, list[Match]]]] = {}
    for id_, matches in usable(brief).items():
        home = vocabulary.terms("instrument")[id_].home
        wanted = [mark for mark in brief.profile.subsystem_ids if mark in matches[0].case.marks]
        if home not in brief.profile.subsystem_ids:
            home = wanted[0] if wanted and len(matches[0].case.marks) < BROAD else ACROSS
        if home != ACROSS or wanted or matches[0].part("hazard"):
            spread.setdefault(home, []).append((id_, matches))
    order = (*brief.profile.subsystem_ids, ACROSS)
    return {subsystem: spread[subsystem] for subsystem in order if subsystem in spread}


def _action(brief: Brief, instrument: str, matches: list[Match], group: str, subsystem: str = "") -> Line:
    language = brief.language
    parts = [brief.words(f"do_{instrument}", case=matches[0].case.name(language), target=_target(brief, instrument, matches[0]))]
    if vocabulary.terms("instrument")[instrument].cost == "money" and brief.profile.fiscal == "low":
        parts.append(brief.words("small_trial"))
    existing = _related(brief, instrument)
    if existing:
        parts.append(brief.words("tie_existing", existing=existing))
    text = (" " if language == "en" else "").join(parts)
    level = brief.words(f"level_{LEVEL_OF.get(instrument, 'local')}")
    if subsystem:
        name = _subsystem(brief, subsystem)
        level = brief.words("label_action", subsystem=name[:1].upper() + name[1:], level=level.lower())
    rests = [brief.told(match) for match in matches[:2]]
    return brief.inference(
        f"actions:{instrument}", text, rests, "hazards", "existing", "fiscal_room", style="item", group=group, label=level
    )


def _related(brief: Brief, instrument: str) -> str:
    """The first thing that exists already and has to do with the instrument; each thing is named once in a draft's actions."""
    taken: set[str] = set()
    for id_ in usable(brief):
        ties = vocabulary.terms("instrument")[id_].ties
        items = [item for item in brief.profile.listed("existing", brief.language) if item not in taken and ties and ties.search(item)]
        if id_ == instrument:
            return shortened(items[0], NAMED) if items else ""
        taken |= set(items[:1])
    return ""


def _target(brief: Brief, instrument: str, match: Match) -> str:
    """The hazards of the city that the case answers and the instrument aims at, else all of them in a word."""
    part, aims = match.part("hazard") or match.part("near"), vocabulary.terms("instrument")[instrument].aims
    answered = [id_ for id_ in (part.what if part else ()) if not aims or id_ in aims]
    if answered:
        return comma(vocabulary.names("hazard", answered, brief.language), brief.language)
    return brief.words("these_hazards") if brief.profile.hazard_ids else brief.words("no_hazards")


def _by_level(brief: Brief) -> list[Line]:
    group = "" if brief.short else brief.words("group_levels")
    lines = brief.paper("actions", "communities", group=group) if brief.in_china and not brief.short else []
    told = [line for name in ("scales", "communities", "nation") if (line := brief.anchor(name))]
    rests: list[Evidence] = [line.evidence for line in told[:1]] or [brief.told(match) for match in brief.chosen[:1]]
    communities, nation = brief.anchor("communities"), brief.anchor("nation")
    fiscal = brief.profile.fiscal or "medium"
    province = brief.profile.said("province", brief.language) or brief.words("own_province")
    coastal = any(hazard in brief.profile.hazard_ids for hazard in ("storm_surge", "typhoon", "sea_level"))
    wanted = (
        ("community", f"by_community_{brief.family}", [communities.evidence] if communities else rests),
        ("local", f"by_local_{fiscal}", rests),
        ("regional", f"by_regional_{brief.family}", rests),
        ("national", "by_national", [nation.evidence] if nation else rests),
    )
    for level, key, evidence in wanted:
        text = brief.words(key, province=province, basin=brief.words("basin_coast" if coastal else "basin_river"))
        label = brief.words(f"level_{level}")
        lines.append(brief.inference(f"actions:{level}", text, evidence, "hazards", "fiscal_room", style="item", group=group, label=label))
    return lines
