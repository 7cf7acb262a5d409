"""What every section is composed from: the city, the chosen cases, the sources, and which words were used already.

Makes typed lines; what a section says is in the file of that section. A sentence of the sources stands in a draft once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answer import Citation
from assistant.composition import Evidence
from assistant.desk import vocabulary
from assistant.desk.anchors import ANCHORS
from assistant.desk.draft import Choices, Line, SectionId, Style
from assistant.desk.extent import EXTENTS, Extent
from assistant.desk.matching import Match
from assistant.desk.profile import Profile
from assistant.desk.sources import Note, Sentence, Sources, cut
from assistant.desk.wording import comma, ended, known, say, shortened
from ingest.types import Language

_COUNTIES = {"city": ("city", "市"), "county": ("county", "县"), "district": ("district", "区")}  # a county-level city is a city
NAMED = 60  # characters of what a city wrote where it is named again; whole it stands in the situation
_DANGLING = re.compile(r"(?:it|its|they|their|these|this|that|such)\b|(?:这些|这种|这一|它们?|其)", re.IGNORECASE)
FAMILIES = {
    "water": ("flood", "storm_surge", "typhoon", "rainstorm", "sea_level"),
    "heat": ("heat", "drought", "fire"),
    "earth": ("earthquake", "landslide", "subsidence"),
}


def dangles(text: str) -> bool:
    """Whether a sentence begins by pointing at one before it, so that it cannot stand first."""
    return _DANGLING.match(text) is not None


@dataclass(slots=True)
class Brief:
    """The city, in one language, with its ranked and chosen cases; `used` are the spans that stand in the draft already."""

    profile: Profile
    language: Language
    year: int
    sources: Sources
    ranked: tuple[Match, ...]
    chosen: tuple[Match, ...]
    choices: Choices = field(default_factory=Choices)
    used: set[tuple[str, int, int]] = field(default_factory=set)

    @property
    def extent(self) -> Extent:
        """How much the draft's length admits."""
        return EXTENTS[self.profile.length]

    @property
    def short(self) -> bool:
        """Whether the draft is the short one, which says each thing in a line or two."""
        return self.profile.length == "short"

    # ---- the city's words

    @property
    def name(self) -> str:
        """The city's name in the language."""
        return self.profile.said("name", self.language)

    @property
    def we(self) -> str:
        """ "the city", 本县: how the draft speaks of it."""
        level = self.profile.level_id
        text = self.profile.all_text("level").lower()
        key = {"community": "community", "province": "province", "national": "nation"}.get(level, "city")
        if level == "county":
            key = next((kind for kind, words in _COUNTIES.items() if any(word in text for word in words)), "county")
        return say(f"we_{key}", self.language)

    @property
    def hazards(self) -> str:
        """The hazards that the city names, the first three, in its own words."""
        listed = [hazard for hazard in self.profile.listed("hazards", self.language) if not vocabulary.says("none", hazard)]
        return comma([shortened(hazard, NAMED) for hazard in listed[:3]], self.language) if listed else say("no_hazards", self.language)

    @property
    def in_china(self) -> bool:
        """Whether the city lies in China, by its country or its province."""
        return vocabulary.says("china", self.profile.country) or vocabulary.says("provinces_cn", self.profile.province)

    @property
    def risk(self) -> str:
        """The first hazard alone, in the city's own words, for where one stands for all."""
        listed = self.profile.listed("hazards", self.language)
        return shortened(listed[0], NAMED) if self.profile.hazard_ids else say("no_hazards", self.language)

    @property
    def family(self) -> str:
        """What kind of hazard comes first: water, heat, earth or other."""
        return self.family_of(self.profile.hazard_ids)

    def family_of(self, hazards: Sequence[str]) -> str:
        """The family of the first of these hazards."""
        return next((name for hazard in hazards[:1] for name, members in FAMILIES.items() if hazard in members), "other")

    def words(self, key: str, **values: object) -> str:
        """A wording in the draft's language; {we}, {We}, {name} and {hazards} are filled in."""
        standing = {"we": self.we, "We": self.we[:1].upper() + self.we[1:], "name": self.name, "hazards": self.hazards, "risk": self.risk}
        return say(key, self.language, **{**standing, **values})

    def people(self, population: int) -> str:
        """A population as a person writes it: 180万人, "1.8 million"."""
        if self.language == "zh":
            return f"{population / 10_000:.10g}万人" if population >= 10_000 else f"{population}人"
        return f"{population / 1_000_000:.10g} million" if population >= 1_000_000 else f"{population:,}"

    # ---- lines

    def cited(self, evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
        """Citations of spans."""
        return tuple(self.sources.cite(one, self.language) for one in evidence if one.passage.id not in self.choices.thrown_out)

    def source(self, id_: str, sentence: Sentence, *more: Evidence, style: Style = "sentence", group: str = "") -> Line | None:
        """A line that says what a source says, None where it stands in the draft already or was thrown out."""
        evidence = sentence.evidence
        key = (evidence.passage.id, evidence.start, evidence.end)
        if key in self.used or evidence.passage.id in self.choices.thrown_out:
            return None
        self.used.add(key)
        text = ended(sentence.text, evidence.passage.language)
        if evidence.passage.language != self.language:
            text += say("foreign", self.language)
        kind = "paper" if evidence.passage.origin in ("paper", "digest") else "report"
        return Line(id_, kind, text, self.cited([evidence, *more]), style=style, group=group)  # type: ignore[arg-type]

    def paper(self, section: SectionId, anchor: str, *, group: str = "", style: Style = "sentence", lead: str = "") -> list[Line]:
        """The article's sentence for an anchor, as a line; none where the library does not hold it, or it points at what went before.

        `lead` is a wording with a field {said}, for a sentence that does not stand alone.
        """
        sentence = self.anchor(anchor)
        if sentence is None or dangles(sentence.text):
            return []
        if lead:
            said = sentence.text[:1].lower() + sentence.text[1:] if self.language == "en" else sentence.text
            sentence = Sentence(self.words(lead, said=said), sentence.evidence)
        line = self.source(f"{section}:paper {anchor}", sentence, group=group, style=style)
        return [line] if line else []

    def anchor(self, name: str) -> Sentence | None:
        """The article's sentence for an anchor."""
        places, words = ANCHORS[name]
        return self.sources.said(places, words, self.language)

    def note(self, section: SectionId, place: str, *, group: str = "", style: Style = "sentence") -> list[Line]:
        """A note on a linked work, as lines of a sentence each, as far as the length admits."""
        note = self.sources.note(place)
        return self.from_note(section, note, most=self.extent.means_sentences, group=group, style=style) if note else []

    def from_note(self, section: SectionId, note: Note, *, most: int = 9, group: str = "", style: Style = "sentence") -> list[Line]:
        """The sentences of a note that do not stand in the draft yet."""
        lines: list[Line] = []
        for number, sentence in enumerate(cut(note.within(self.language))):
            if len(lines) == most or (not lines and dangles(sentence.text)):
                break
            line = self.source(f"{section}:{note.place} {number}", sentence, group=group, style=style)
            lines += [line] if line else []
        return lines

    def city(self, id_: str, text: str, *basis: str, style: Style = "sentence") -> Line:
        """A line that the city supplied, from these fields."""
        return Line(id_, "city", text, basis=basis, style=style)

    def inference(
        self, id_: str, text: str, rests_on: Sequence[Evidence], *basis: str, style: Style = "sentence", group: str = "", label: str = ""
    ) -> Line:
        """A step of ours from evidence and profile to this city."""
        return Line(id_, "inference", text, self.cited(rests_on), basis=basis, style=style, group=group, label=label)

    def gap(self, id_: str, text: str, *, style: Style = "sentence", group: str = "") -> Line:
        """What the sources do not say."""
        return Line(id_, "gap", text, style=style, group=group)

    # ---- the cases

    def told(self, match: Match) -> Evidence:
        """The span that tells what was done in a case."""
        return match.case.told(self.language).evidence

    def case_names(self, matches: Sequence[Match]) -> str:
        """Names of cases in a row."""
        return comma([match.case.name(self.language) for match in matches], self.language)

    def instruments(self) -> dict[str, list[Match]]:
        """What the chosen cases did that has a point here, with the cases that did it: first one thing of each case, then their others."""
        found: dict[str, list[Match]] = {}
        doings = [[id_ for id_ in match.case.instruments if known(f"do_{id_}") and self._has_a_point(id_)] for match in self.chosen]
        for place in range(max(map(len, doings), default=0)):
            for match, ids in zip(self.chosen, doings, strict=True):
                if place < len(ids):
                    found.setdefault(ids[place], []).append(match)
        return found

    def _has_a_point(self, instrument: str) -> bool:
        """Whether an instrument with aims has one among the city's hazards; one without, or a city without, is let pass."""
        aims, ours = vocabulary.terms("instrument")[instrument].aims, self.profile.hazard_ids
        return not aims or not ours or any(hazard in aims for hazard in ours)
