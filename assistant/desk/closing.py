"""The draft's end: what the sources do not say for this city, and the corrections of the article that touch what is cited."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Citation
from assistant.criticism import ARTICLE
from assistant.desk import vocabulary
from assistant.desk.brief import NAMED, Brief
from assistant.desk.draft import Line
from assistant.desk.experience import COSMETIC, corrections_of
from assistant.desk.wording import comma, shortened
from ingest.errata import Erratum


def gaps(brief: Brief) -> list[Line]:
    """What is missing throughout, hazards and subsystems that nobody speaks of, and what is open on either side; the weightiest first."""
    texts = _hazards(brief)
    texts["throughout"] = brief.words("gap_throughout" if brief.profile.hazard_ids else "gap_throughout_bare")
    if brief.chosen:
        texts["outcome"] = brief.words("gap_outcome", cases=brief.case_names(brief.chosen))
    texts |= _subsystems(brief)
    if brief.profile.level_id in ("county", "community"):
        texts["county"] = brief.words("gap_county")
    if not brief.sources.notes:
        texts["paper only"] = brief.words("gap_paper_only")
    fields = ("population", "hazards", "climate", "economy", "fiscal_room", "existing")
    open_fields = [brief.words(f"field_{field}") for field in fields if not getattr(brief.profile, field)]
    if open_fields:
        texts["profile"] = brief.words("gap_profile", fields=comma(open_fields, brief.language))
    years = sorted({match.case.year for match in brief.ranked})
    if years:
        texts["years"] = brief.words("gap_years", first=years[0], last=years[-1])
    return [brief.gap(f"gaps:{key}", text, style="item") for key, text in list(texts.items())[: brief.extent.gaps]]


def _hazards(brief: Brief) -> dict[str, str]:
    """Hazards of the city that no case and no note names, by known name or in its own words."""
    known = [id_ for id_ in brief.profile.hazard_ids if not any(id_ in match.case.hazards for match in brief.ranked)]
    found = {}
    if known:
        found["hazard"] = brief.words("gap_hazard", hazards=comma(vocabulary.names("hazard", known, brief.language), brief.language))
    listed = brief.profile.listed("hazards", brief.language)
    own = [shortened(hazard, NAMED) for hazard in listed if not vocabulary.found("hazard", hazard) and not vocabulary.says("none", hazard)]
    if own:
        found["own"] = brief.words("gap_hazard_free", hazard=comma(own, brief.language))
    return found


def _subsystems(brief: Brief) -> dict[str, str]:
    wanted = vocabulary.found("subsystem", brief.profile.all_text("subsystems"))
    missing = [id_ for id_ in wanted if not any(id_ in match.case.marks for match in brief.chosen)]
    if not missing:
        return {}
    names = comma(vocabulary.names("subsystem", missing, brief.language), brief.language)
    return {"subsystem": brief.words("gap_subsystem", subsystem=names[:1].upper() + names[1:])}


def corrections(brief: Brief, so_far: Sequence[Line]) -> list[Line]:
    """The corrections that touch what the draft cites and do not stand beside a case already, the gravest first."""
    beside = {erratum.id for match in brief.chosen for erratum in corrections_of(brief, match)}
    cited = [one for line in so_far if line.id != "experience:left" for one in line.citations]
    touched = [(erratum, [one for one in cited if touches(erratum, one)]) for erratum in brief.sources.errata if erratum.id not in beside]
    found = sorted(((erratum, ones) for erratum, ones in touched if ones), key=lambda both: (both[0].severity, not _of_a_row(both[0])))
    lines = [
        Line(
            f"corrections:{erratum.id}",
            "inference",
            erratum.note_en if brief.language == "en" else erratum.note_zh,
            (ones[0],),
            (f"erratum {erratum.id}",),
            "item",
        )
        for erratum, ones in found
        if erratum.severity < COSMETIC
    ][: brief.extent.corrections]
    corrected = [match for match in brief.chosen if corrections_of(brief, match)]
    if corrected:
        rests = [brief.told(match) for match in corrected]
        text = brief.words("cor_beside", cases=brief.case_names(corrected))
        lines.insert(0, brief.inference("corrections:beside", text, rests, "count"))
    return lines or [brief.gap("corrections:none", brief.words("cor_none"))]


def _of_a_row(erratum: Erratum) -> bool:
    return any(" row " in place for place in erratum.places)


def touches(erratum: Erratum, cited: Citation) -> bool:
    """Whether a correction concerns a cited span: its place, or its whole table, and one of its words where it names any."""
    if cited.work_id != ARTICLE or cited.language not in erratum.languages:
        return False
    table = cited.place.split(" row ")[0]
    if cited.place not in erratum.places and table not in erratum.places:
        return False
    terms = (*erratum.terms_en, *erratum.terms_zh)
    return not terms or any(term.lower() in cited.quote.lower() for term in terms)
