"""The draft's opening: where the city stands, and what the collected cases hold for it."""

from __future__ import annotations

from assistant.desk import vocabulary
from assistant.desk.brief import Brief
from assistant.desk.draft import Line
from assistant.desk.wording import comma


def situation(brief: Brief) -> list[Line]:
    """What the city says of itself, what the article says of its like, and what that leaves to be learnt."""
    return [*_city(brief), *_article(brief), *_match(brief)]


def _city(brief: Brief) -> list[Line]:
    profile, language = brief.profile, brief.language
    parts = [profile.said("country", language), profile.said("province", language)]
    where = "".join(part for part in parts if part) if language == "zh" else ", ".join(part for part in parts[::-1] if part)
    people = brief.people(profile.population) if profile.population else ""
    lines = []
    if where:
        key = "sit_place_people" if people else "sit_place"
        text = brief.words(key, where=where, population=people)
        lines.append(brief.city("situation:place", text, "name", "country", "province", "population"))
    else:
        key = "sit_people" if people else "sit_name"
        lines.append(brief.city("situation:place", brief.words(key, population=people), "name", "population"))
    fields = (
        ("hazards", "economy", "fiscal_room", "existing") if brief.short else ("climate", "hazards", "economy", "fiscal_room", "existing")
    )
    for field in fields:
        key = "fiscal" if field == "fiscal_room" else field
        said = profile.said(field, language)
        if field in ("hazards", "existing"):
            said = comma([item.rstrip("。.") for item in profile.listed(field, language)], language)
        if said:
            lines.append(brief.city(f"situation:{field}", brief.words(f"sit_{key}", **{key: said}), field))
    return [*lines, *_wants(brief)]


def _wants(brief: Brief) -> list[Line]:
    profile, language = brief.profile, brief.language
    if not vocabulary.found("subsystem", profile.all_text("subsystems")) and not profile.goals:
        return []
    names = comma(vocabulary.names("subsystem", profile.subsystem_ids, language), language)
    titled = [brief.words("goal", number=goal, title=vocabulary.goal_name(goal, language)) for goal in profile.goals]
    listed = [str(goal) for goal in profile.goals] if brief.short else titled
    goals = brief.words("sit_goals", goals=comma(listed, language)) if listed else ""
    return [brief.city("situation:wants", brief.words("sit_wants", subsystems=names, goals=goals), "subsystems", "goals")]


def _article(brief: Brief) -> list[Line]:
    if brief.short:
        return []
    lines = brief.paper("situation", "disasters") if brief.family in ("heat", "earth") and brief.profile.length == "full" else []
    return [*lines, *brief.paper("situation", "china" if brief.in_china else "developing")]


def _match(brief: Brief) -> list[Line]:
    """How many of the cases bear on the city's hazards and on what it wants."""
    if not brief.ranked:
        return []
    hit = [match for match in brief.ranked if match.part("hazard") or match.part("near")]
    key = "sit_match" if hit else "sit_match_none" if brief.profile.hazard_ids else "sit_match_bare"
    counts = [(id_, sum(id_ in match.case.marks for match in brief.ranked)) for id_ in brief.profile.subsystem_ids]
    named = [brief.words("sit_mark", subsystem=vocabulary.terms("subsystem")[id_].name(brief.language), m=m) for id_, m in counts]
    marks = comma(named, brief.language)
    text = brief.words(key, total=len(brief.ranked), cases=brief.case_names(hit), marks=marks)
    rests = [brief.told(match) for match in (hit or brief.chosen)]
    return [brief.inference("situation:match", text, rests, "hazards", "subsystems", "count")]
