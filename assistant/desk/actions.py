"""Recommended actions: by subsystem, from what the chosen cases did; and by level, community to nation, as the article asks."""

from __future__ import annotations

from assistant.composition import Evidence
from assistant.desk import vocabulary
from assistant.desk.brief import Brief
from assistant.desk.draft import Line
from assistant.desk.matching import Match
from assistant.desk.transfer import judged
from assistant.desk.wording import comma

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
ACTIONS = {"short": 3, "standard": 5, "full": 9}


def actions(brief: Brief) -> list[Line]:
    """By subsystem, then by level."""
    return [*_by_subsystem(brief), *_by_level(brief)]


def _by_subsystem(brief: Brief) -> list[Line]:
    spread = _spread(brief)
    lines: list[Line] = []
    for subsystem in brief.profile.subsystem_ids:
        name = vocabulary.terms("subsystem")[subsystem].name(brief.language)
        group = brief.words("group_subsystem", subsystem=name if brief.language == "zh" else name.capitalize())
        items = [_action(brief, id_, matches, group) for id_, matches in spread.get(subsystem, [])]
        if items:
            lines += [*brief.paper("actions", LESSONS[subsystem], group=group), *items]
        elif vocabulary.found("subsystem", brief.profile.all_text("subsystems")):
            lines.append(brief.gap(f"actions:none {subsystem}", brief.words("act_none", subsystem=name), group=group))
    return lines


def usable(brief: Brief) -> dict[str, list[Match]]:
    """What the chosen cases did that is not to be left: instruments with their cases, the best first, as many as the length admits."""
    kept = {id_: [match for match in matches if judged(brief, match) != "leave"] for id_, matches in brief.instruments().items()}
    most = ACTIONS[brief.profile.length] + brief.choices.extra("actions")
    return dict([(id_, matches) for id_, matches in kept.items() if matches][:most])


def _spread(brief: Brief) -> dict[str, list[tuple[str, list[Match]]]]:
    """Each instrument under one subsystem that the city wants and its case is marked with: its home, or that with fewest so far."""
    spread: dict[str, list[tuple[str, list[Match]]]] = {}
    for id_, matches in usable(brief).items():
        wanted = [mark for mark in brief.profile.subsystem_ids if mark in matches[0].case.marks]
        if wanted:
            home = vocabulary.terms("instrument")[id_].home
            subsystem = home if home in wanted else min(wanted, key=lambda mark: len(spread.get(mark, [])))
            spread.setdefault(subsystem, []).append((id_, matches))
    return spread


def _action(brief: Brief, instrument: str, matches: list[Match], group: str) -> Line:
    language = brief.language
    parts = [brief.words(f"do_{instrument}", case=matches[0].case.name(language), target=_target(brief, matches[0]))]
    if vocabulary.terms("instrument")[instrument].cost == "money" and brief.profile.fiscal == "low":
        parts.append(brief.words("small_trial"))
    existing = _related(brief, instrument)
    if existing:
        parts.append(brief.words("tie_existing", existing=existing))
    text = (" " if language == "en" else "").join(parts)
    level = brief.words(f"level_{LEVEL_OF.get(instrument, 'local')}")
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
            return items[0].rstrip("。.") if items else ""
        taken |= set(items[:1])
    return ""


def _target(brief: Brief, match: Match) -> str:
    """The hazards of the city that the case answers, else all of them in a word."""
    part = match.part("hazard") or match.part("near")
    if part:
        return comma(vocabulary.names("hazard", part.what, brief.language), brief.language)
    return brief.words("these_hazards") if brief.profile.hazard_ids else brief.words("no_hazards")


def _by_level(brief: Brief) -> list[Line]:
    group = brief.words("group_levels")
    lines = brief.paper("actions", "scales", group=group)
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
