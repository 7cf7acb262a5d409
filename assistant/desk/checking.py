"""Whether a line may leave the desk: typed, resting on what its type asks for, and saying no more than what it cites.

A paper or report line is held against its quotes: they stand in their passages, and its numbers, names, negations and words
are theirs. An inference needs evidence, a city-supplied line a field or a person. Knows nothing about wording or export.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Citation
from assistant.desk import vocabulary
from assistant.desk.casebook import ASIDES
from assistant.desk.conditions import holds
from assistant.desk.draft import Draft, Line
from assistant.desk.sources import Sources
from assistant.desk.trouble import Said
from assistant.desk.wording import both, say
from ingest.language import detect, numbers, readable
from ingest.types import Language
from ingest.words import words

NAMES = ("city", "country", "programme", "organisation", "person")
OWN = ("paper", "digest")
COVERED = 0.7  # share of a line's words that its quotes have to hold; 1.0 for a line as composed, 0.4 for one about something else
IN_WORDS = 12  # "one office", 三类: numbers up to this that are written as words count nothing
COUNTS_UP_TO = 100  # numbers of cases, ranks: an inference over a table may count
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|without|fail(?:s|ed)?|cannot|didn't|doesn't)\b|没有|并未|并非|未能|尚未|不再|不得|不能|未曾|无法",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![A-Za-zÀ-ɏ])[A-ZÀ-Þ][A-Za-zÀ-ɏ]{2,}")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be exported: which line of which section, and the sentence that says so."""

    section: str
    line: Line
    number: int
    said: Said


def faults(draft: Draft, sources: Sources) -> tuple[Fault, ...]:
    """All lines that cannot be exported, in order."""
    found = []
    for section in draft.sections:
        for number, line in enumerate(section.lines, 1):
            reason = fault(line, draft, sources)
            if reason:
                found.append(Fault(section.id, line, number, _sentence(reason, section.id, number, line, draft)))
    return tuple(found)


def fault(line: Line, draft: Draft, sources: Sources) -> tuple[str, str] | None:
    """What is wrong with a line: a key of the table of troubles and what in particular; None where nothing is."""
    if not line.text.strip():
        return "empty_line", ""
    if line.kind is None:
        return "untyped", ""
    if line.kind in ("paper", "report") and not line.citations:
        return "uncited", ""
    if any(not sources.stands(cited) for cited in line.citations):
        return "quote_gone", ""
    if line.kind in ("paper", "report"):
        return _source_line(line, draft.language, sources)
    if line.kind in ("inference", "city") and not (line.citations if line.kind == "inference" else line.basis):
        return "baseless", ""
    return _invented(line, draft) if line.kind == "inference" else None


def _source_line(line: Line, language: Language, sources: Sources) -> tuple[str, str] | None:
    own = [cited.kind in OWN for cited in line.citations]
    if not all(own) if line.kind == "paper" else all(own):
        return "wrong_source", ""
    if line.style == "cell" and _cell_holds(line, language, sources):
        return None
    more = beyond(line.text, line.citations, language, sources)
    return ("unsupported", more) if more else None


def _cell_holds(line: Line, language: Language, sources: Sources) -> bool:
    """Whether a cell names what its quotes name: hazards, actors, payers, or at which level the place stands."""
    quoted = " ; ".join(readable(one.quote) for one in line.citations)
    if line.column != "level":
        return holds(line.text, line.column, quoted)
    named = {concept.category for concept in sources.holdings.concepts.find(ASIDES.sub("", quoted))}
    reach = "city" if "city" in named else "country" if "country" in named else "international"
    return line.text.lower() == say(f"reach_{reach}", language)


def beyond(text: str, citations: Sequence[Citation], language: Language, sources: Sources) -> str:
    """What a text says beyond its quotes: a subsystem not marked, a number, a name, a negation, most of its words; "" where nothing."""
    marks = _framed(text, "exp_marks", language)
    if marks:
        claimed, held = set(vocabulary.found("subsystem", marks)), {mark for one in citations for mark in sources.marks(one.passage)}
        return "" if claimed and claimed <= held else "“" + marks + "”"
    bare, quoted = _without_frame(text, language), " ".join(readable(one.quote) for one in citations)
    whole = " ".join([quoted, *(one.quote for one in citations)])
    extra = [number for number in numbers(bare) if number not in set(numbers(whole))]
    if extra:
        return f"{extra[0]:f}"
    return _named(bare, whole, language, sources) or _turned(bare, quoted) or _uncovered(bare, quoted)


def _named(bare: str, whole: str, language: Language, sources: Sources) -> str:
    """A name in the text that the quotes do not hold: a known concept, a known name, or a capitalised word."""
    concepts = sources.holdings.concepts
    held = concepts.names(whole)
    known = [concept for concept in concepts.find(bare) if concept.category in NAMES and concept.en not in held]
    if known:
        return known[0].name(language)
    stated = set(sources.holdings.names.in_text(whole))
    fresh = [name for name in sources.holdings.names.in_text(bare) if name not in stated]
    fresh += [name for name in _NAME.findall(bare) if words(name) and name.lower() not in whole.lower()]
    return next(iter(fresh), "")


def _turned(bare: str, quoted: str) -> str:
    """A negation more or less than the quotes have; languages have to agree to be compared."""
    if detect(bare) != detect(quoted):
        return ""
    said, held = _NEGATION.findall(bare), _NEGATION.findall(quoted)
    return "" if len(said) == len(held) else "“" + (said or held)[0] + "”"


def _uncovered(bare: str, quoted: str) -> str:
    """The words of a text that its quotes lack, where they are too many."""
    if detect(bare) != detect(quoted):
        return ""
    said, held = words(bare), set(words(quoted))
    missing = [word for word in said if word not in held]
    return "“" + " ".join(missing[:4]) + "”" if said and 1 - len(missing) / len(said) < COVERED else ""


def _without_frame(text: str, language: Language) -> str:
    """The text without the desk's own frame around what a source says."""
    bare = text.replace(say("foreign", language).strip(), "").strip()
    for key in ("level_there", "level_there_country", "level_there_international", "date_there"):
        bare = _framed(bare, key, language) or bare
    return bare


def _framed(text: str, key: str, language: Language) -> str:
    """What stands in the one field of a wording that the text fills, "" where it is not that wording."""
    before, _, rest = both(key)[language].partition("{")
    after = rest.partition("}")[2]
    fits = text.startswith(before) and text.endswith(after) and len(text) > len(before) + len(after)
    return text[len(before) : len(text) - len(after)] if fits else ""


def _invented(line: Line, draft: Draft) -> tuple[str, str] | None:
    """A number in an inference has to come from its evidence or the profile; a count over a table is a count."""
    if any(basis.startswith("erratum ") for basis in line.basis) and not line.edited:
        return None  # a correction that ships, with its own evidence
    profile = draft.profile
    given = profile.all_text("name", "climate", "hazards", "economy", "fiscal_room", "existing", "level", "province")
    stated = [given, str(profile.population or ""), " ".join(map(str, profile.goals)), *(one.quote for one in line.citations)]
    counts = COUNTS_UP_TO if "count" in line.basis and not line.edited else 0
    known = set(numbers(" ; ".join(stated)))
    figures = set(numbers(" ; ".join(re.findall(r"\d[\d,.]*\s*(?:万亿|亿|万|thousand|million|billion)?", line.text))))
    stands = [number for number in numbers(line.text) if number > IN_WORDS or number in figures]
    extra = [number for number in stands if number not in known and not (number == int(number) and number <= counts)]
    return ("unsupported", f"{extra[0]:f}") if extra else None


def _sentence(reason: tuple[str, str], section: str, number: int, line: Line, draft: Draft) -> Said:
    key, what = reason
    language = draft.language
    text = line.text if len(line.text) <= 60 else line.text[:59] + "…"
    kind = say(f"kind_{line.kind}", language) if line.kind else ""
    return Said(key, section=say(f"section_{section}", language), line=number, kind=kind, what=what, text=text)
