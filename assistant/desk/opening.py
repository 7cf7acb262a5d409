"""The draft's opening: where the city stands, and the experience that bears on it."""

from __future__ import annotations

from assistant.composition import Evidence, whole
from assistant.desk import vocabulary
from assistant.desk.brief import NOTES_A_CASE, Brief
from assistant.desk.draft import Line
from assistant.desk.matching import Match, Part
from assistant.desk.sources import Sentence
from assistant.desk.wording import comma, known
from ingest.errata import Erratum


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
    for field in ("climate", "hazards", "economy", "fiscal_room", "existing"):
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
    listed = [brief.words("goal", number=goal, title=vocabulary.goal_name(goal, language)) for goal in profile.goals]
    goals = brief.words("sit_goals", goals=comma(listed, language)) if listed else ""
    return [brief.city("situation:wants", brief.words("sit_wants", subsystems=names, goals=goals), "subsystems", "goals")]


def _article(brief: Brief) -> list[Line]:
    chinese = vocabulary.says("china", brief.profile.country) or vocabulary.says("provinces_cn", brief.profile.province)
    lines = brief.paper("situation", "disasters") if brief.family in ("heat", "earth") and brief.profile.length != "short" else []
    return [*lines, *brief.paper("situation", "china" if chinese else "developing")]


def _match(brief: Brief) -> list[Line]:
    if not brief.ranked:
        return []
    hit = [match for match in brief.ranked if match.part("hazard") or match.part("near")]
    subsystem = brief.profile.subsystem_ids[0]
    marked = [match for match in brief.ranked if subsystem in match.case.marks]
    key = "sit_match" if hit else "sit_match_none" if brief.profile.hazard_ids else "sit_match_bare"
    text = brief.words(
        key,
        total=len(brief.ranked),
        n=len(hit),
        m=len(marked),
        cases=brief.case_names(hit),
        subsystem=vocabulary.terms("subsystem")[subsystem].name(brief.language),
    )
    rests = [brief.told(match) for match in (hit or brief.chosen)]
    return [brief.inference("situation:match", text, rests, "hazards", "subsystems", "count")]


def experience(brief: Brief) -> list[Line]:
    """Each case drawn on: what was done, what more is known, why it was chosen, and what has to be corrected."""
    if not brief.chosen:
        return [brief.gap("experience:none", brief.words("exp_none"))]
    lines = [line for match in brief.chosen for line in _case(brief, match)]
    left = [
        match for match in brief.ranked if match.relevant and match not in brief.chosen and match.case.id not in brief.choices.thrown_out
    ]
    if left:
        text = brief.words("exp_left", cases=brief.case_names(left[:3]))
        lines.append(brief.inference("experience:left", text, [brief.told(match) for match in left[:3]], "count"))
    return lines


def _case(brief: Brief, match: Match) -> list[Line]:
    case, language = match.case, brief.language
    group, stem = case.title(language), f"experience:{case.id}"
    told = brief.source(f"{stem} told", case.told(language), group=group)
    lines = [told] if told else []
    marks = comma(vocabulary.names("subsystem", case.marks, language), language)
    row = Sentence(brief.words("exp_marks", marks=marks), whole(case.passage(language)))
    marked = brief.source(f"{stem} marks", row, group=group) if marks else None
    lines += [marked] if marked else []
    most = NOTES_A_CASE[brief.profile.length] + brief.choices.extra("experience")
    for note in case.notes[:most]:
        lines += brief.from_note("experience", note, most=2, group=group)
    lines.append(_why(brief, match, group))
    return [*lines, *(_correction(brief, erratum, match, group) for erratum in corrections_of(brief, match))]


def _why(brief: Brief, match: Match, group: str) -> Line:
    parts = sorted(match.parts, key=lambda part: -part.points)
    reasons = [reason for part in parts if (reason := _reason(brief, part, match))][:3]
    key = "exp_why" if reasons else "exp_pinned"
    because = comma(reasons, "en") if brief.language == "en" else "，".join(reasons)
    text = brief.words(key, reasons=because, rank=match.rank, total=len(brief.ranked))
    rests: list[Evidence] = [brief.told(match)]
    if match.part("hazard") or match.part("near"):
        named = match.case.on("hazard", brief.language)
        rests += [named.evidence] if named and named.evidence not in rests else []
    return brief.inference(f"experience:{match.case.id} why", text, rests, "hazards", "subsystems", "goals", "count", group=group)


def _reason(brief: Brief, part: Part, match: Match) -> str:
    language = brief.language
    if part.name == "hazard":
        return brief.words("why_hazard", hazards=comma(vocabulary.names("hazard", part.what, language), language))
    if part.name == "near":
        ours, theirs = (comma(vocabulary.names("hazard", ids, language), language) for ids in (part.what, part.theirs))
        return brief.words("why_near", ours=ours, theirs=theirs)
    if part.name == "concern":
        return brief.words("why_concern", concerns=comma(vocabulary.names("concern", part.what, language), language))
    if part.name == "marks":
        return brief.words("why_marks", marks=comma(vocabulary.names("subsystem", part.what, language), language))
    if part.name == "goals":
        return brief.words("why_goals", goals=brief.words("why_goal", numbers=comma(part.what, language)))
    if part.name == "tie":
        existing = brief.profile.listed("existing", language)
        place = min(int(part.what[0]), len(existing) - 1)
        return brief.words("why_tie", existing=existing[place].rstrip("。."))
    if part.name == "region":
        return brief.words("why_region", region=vocabulary.region_name(match.case.region, language))
    return brief.words(f"why_{part.name}") if known(f"why_{part.name}") else ""


def corrections_of(brief: Brief, match: Match) -> list[Erratum]:
    """The known corrections that touch a case's own row, the gravest first; one for each thing that is wrong."""
    language = match.case.passage(brief.language).language
    text = match.case.passage(brief.language).text.lower()
    found = [
        erratum
        for erratum in brief.sources.errata
        if match.case.work == brief.sources.holdings.article
        and match.case.key in erratum.places
        and match.case.key.split(" row ")[0] not in erratum.places
        and language in erratum.languages
        and (not (erratum.terms_en or erratum.terms_zh) or any(term.lower() in text for term in (*erratum.terms_en, *erratum.terms_zh)))
    ]
    return sorted(found, key=lambda erratum: erratum.severity)[:2]


def _correction(brief: Brief, erratum: Erratum, match: Match, group: str) -> Line:
    note = erratum.note_en if brief.language == "en" else erratum.note_zh
    row = whole(match.case.passage(brief.language))
    text = brief.words("correction", text=note)
    return brief.inference(f"experience:{match.case.id} {erratum.id}", text, [row], f"erratum {erratum.id}", group=group)
