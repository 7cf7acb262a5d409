"""The desk as a screen or a command uses it: a draft composed, changed, checked and exported; only chooses and delegates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.desk import checking, compose
from assistant.desk.brief import Brief
from assistant.desk.carried import carry
from assistant.desk.draft import KINDS, Draft, Line, Section, SectionId
from assistant.desk.export import Page, laid_out, page_of
from assistant.desk.markdown import markdown
from assistant.desk.matching import Match
from assistant.desk.profile import Profile, remarked
from assistant.desk.sources import Sources
from assistant.desk.word import word
from assistant.desk.wording import say
from assistant.desk.written import Write, worded
from ingest.types import Language


@dataclass(frozen=True, slots=True)
class Considered:
    """A case with the parts of its score, and whether the draft draws on it."""

    match: Match
    used: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A line (its `kind`, `text` and `citations`), and whether the desk would let it out."""

    line: Line
    verified: bool


class Desk:
    """The drafting desk over one library."""

    def __init__(self, sources: Sources, write: Write | None = None) -> None:
        """`write` is the `write` of a `Writer` where a language model is configured."""
        self.sources = sources
        self._write = write
        self._composed: tuple[tuple[object, ...], dict[SectionId, Section]] | None = None
        self._failed: tuple[object, ...] | None = None  # for what a model failed: it is not asked for the next section of the same draft

    def begin(self, profile: Profile, language: Language | None = None, year: int | None = None) -> Draft:
        """A draft without sections: `stream` fills it."""
        tongue = language or profile.language
        return Draft(remarked(profile, tongue), tongue, year or date.today().year)

    def stream(self, draft: Draft) -> Iterator[Section]:
        """The sections that a draft has not yet, each as soon as it is composed; a model that failed is asked for no further one."""
        failed = False
        for section in compose.compose(self._brief(draft)):
            if draft.section(section.id) is None:
                given = section if failed else self._worded(section, draft)
                failed = failed or bool(given.fault)
                yield given

    def _worded(self, section: Section, draft: Draft) -> Section:
        return worded(section, draft, self.sources, self._write, lambda line: self._fits(line, draft)) if self._write else section

    def _fits(self, line: Line, draft: Draft) -> bool:
        return checking.fault(line, draft, self.sources) is None

    def draft(self, profile: Profile, language: Language | None = None, year: int | None = None) -> Draft:
        """A whole draft."""
        draft = self.begin(profile, language, year)
        for section in self.stream(draft):
            draft = draft.with_section(section)
        return draft

    def ranking(self, profile: Profile) -> tuple[Match, ...]:
        """All cases for a city, best first, with the parts of each score."""
        return compose.ranking(profile, self.sources)

    def considered(self, draft: Draft) -> tuple[Considered, ...]:
        """All cases for a draft's city, best first, each with whether the draft draws on it as its choices stand."""
        brief = self._brief(draft)
        used = {match.case.id for match in brief.chosen}
        return tuple(Considered(match, match.case.id in used) for match in brief.ranked)

    def preview(self, draft: Draft) -> Page:
        """The draft laid out as it would be exported, faults and all."""
        return page_of(draft, self.sources)

    def section(self, draft: Draft, section_id: SectionId) -> Section:
        """One section composed anew, as the whole draft would have it: what the `compose` of `editing` is."""
        asked = (draft.profile, draft.language, draft.year, draft.choices)
        if self._composed is None or self._composed[0] != asked:  # one after another is asked for where evidence changes
            self._composed = asked, {section.id: section for section in compose.compose(self._brief(draft))}
        given = self._composed[1][section_id]
        if self._failed != asked:
            given = self._worded(given, draft)
            self._failed = asked if given.fault else None
        return given

    def title(self, section: SectionId, language: Language) -> str:
        """A section's title in the language."""
        return say(f"section_{section}", language)

    def judged(self, profile: Profile, language: Language) -> tuple[Judged, ...]:
        """Each line of a profile's draft with its type, its citations, and whether it is typed, supported and its quotes stand."""
        draft = self.draft(profile, language)
        bad = {fault.line.id for fault in self.faults(draft)}
        return tuple(Judged(line, line.id not in bad) for line in draft.lines())

    def counts(self, draft: Draft) -> dict[str, int]:
        """How many lines a draft has of each type."""
        return {kind: sum(line.kind == kind for line in draft.lines()) for kind in KINDS}

    def faults(self, draft: Draft) -> tuple[checking.Fault, ...]:
        """The lines that could not be exported as they are."""
        return checking.faults(draft, self.sources)

    def markdown(self, draft: Draft) -> str:
        """The draft as Markdown. Raises DeskError, naming each line that is untyped or unsupported."""
        page = laid_out(draft, self.sources)
        return markdown(page, carry(draft, page.citations))

    def word(self, draft: Draft) -> bytes:
        """The draft as a .docx file's bytes. Raises DeskError as `markdown` does."""
        page = laid_out(draft, self.sources)
        return word(page, carry(draft, page.citations))

    def _brief(self, draft: Draft) -> Brief:
        return compose.brief_for(draft.profile, draft.language, draft.year, draft.choices, self.sources)
