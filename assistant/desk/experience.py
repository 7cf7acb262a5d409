"""The experience that bears on a city: each case drawn on, why it was chosen, what more is known, and what has to be corrected."""

from __future__ import annotations

from assistant.composition import Evidence, whole
from assistant.desk import vocabulary
from assistant.desk.brief import NAMED, Brief, dangles
from assistant.desk.casebook import SPEAKS_OF
from assistant.desk.draft import Line
from assistant.desk.matching import Match, Part
from assistant.desk.sources import Note, Sentence, cut
from assistant.desk.wording import comma, known, shortened
from ingest.errata import Erratum

COSMETIC = 3  # the severity of a name's spelling, a caption, a word: not for a short draft
SUBSTANCE = (
    "hazard",
    "near",
    "concern",
    "marks",
    "goals",
    "tie",
    "work",
    "country",
    "region",
    "level",
    "known",
)  # reasons, the weightiest first


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
    lines += _known(brief, match, group)
    lines.append(_why(brief, match, group))
    return [*lines, *(_correction(brief, erratum, match, group) for erratum in corrections_of(brief, match))]


def _known(brief: Brief, match: Match, group: str) -> list[Line]:
    """What the notes on a case say: all of it where the length admits, else the sentences that tell most of its conditions."""
    extra = brief.choices.extra("experience")
    notes = match.case.notes[: brief.extent.notes + extra]
    said = [(note, number, sentence) for note in notes for number, sentence in enumerate(cut(note.within(brief.language)))]
    most = brief.extent.sentences + 2 * extra
    best = sorted(said, key=lambda one: -_tells(brief, one[2].text))[:most] if len(said) > most else said
    lines: list[Line] = []
    last: tuple[Note, int] | None = None
    for note, number, sentence in [one for one in said if one in best]:
        if dangles(sentence.text) and last != (note, number - 1):
            continue
        line = brief.source(f"experience:{note.place} {number}", sentence, group=group)
        if line:
            lines.append(line)
            last = (note, number)
    return lines


def _tells(brief: Brief, text: str) -> float:
    """How much a sentence tells: the city's hazards, people, partners, money, figures; what points back tells less."""
    hazards = any(vocabulary.terms("hazard")[id_].find.search(text) for id_ in brief.profile.hazard_ids)
    conditions = sum(bool(pattern.search(text)) for pattern in SPEAKS_OF.values())
    return 2.0 * hazards + conditions + 0.5 * any(mark.isdigit() for mark in text) - 3.0 * dangles(text)


def _why(brief: Brief, match: Match, group: str) -> Line:
    parts = sorted(match.parts, key=lambda part: SUBSTANCE.index(part.name))
    reasons = [reason for part in parts if (reason := _reason(brief, part, match))][: brief.extent.why]
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
        return brief.words("why_tie", existing=shortened(existing[place], NAMED))
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
    told = [erratum for erratum in found if not brief.short or erratum.severity < COSMETIC]
    return sorted(told, key=lambda erratum: erratum.severity)[: brief.extent.beside]


def _correction(brief: Brief, erratum: Erratum, match: Match, group: str) -> Line:
    note = erratum.note_en if brief.language == "en" else erratum.note_zh
    row = whole(match.case.passage(brief.language))
    text = brief.words("correction", text=note)
    return brief.inference(f"experience:{match.case.id} {erratum.id}", text, [row], f"erratum {erratum.id}", group=group)
