"""Drafts as the page works on them: composed into the notebook, changed by what a button says, and all that a screen shows of one.

Knows nothing about Gradio or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from assistant import wording
from assistant.desk import editing
from assistant.desk.desk import Considered, Desk
from assistant.desk.draft import SECTIONS, Draft, LineKind, SectionId
from assistant.desk.export import Page
from assistant.desk.keeping import Drafts, Kept
from assistant.desk.profile import Profile
from assistant.desk.trouble import DeskError, Said
from ingest.types import Language
from ui.answering import Answering

Change = Callable[[Draft, str, str, editing.Compose], Draft]
COMPOSED = frozenset({"pin", "unpin", "throw", "takeback", "more", "again"})  # verbs that compose anew
LONGEST_NAME = 60  # characters of a file's name
_NO_NAME = re.compile(r'[\\/:*?"<>|]')  # what file names cannot hold everywhere
EVIDENCE_WORDS = 90  # characters shown of a passage that was pinned or thrown out


@dataclass(frozen=True, slots=True)
class Seen:
    """A draft as a screen shows it: laid out as it would be exported, what is wrong with which line, how its cases were chosen.

    `kept` is None while it is composed; `typed` is what was being typed into a line and never saved; `evidence` names what was pinned or
    thrown out.
    """

    draft: Draft
    page: Page
    kept: Kept | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    cases: tuple[Considered, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether every section has been composed."""
        return len(self.draft.sections) == len(SECTIONS)


class DeskWork:
    """The desk over one assistant, with its drafts in one notebook; `user` is who asks."""

    def __init__(self, assistant: Answering, drafts: Drafts) -> None:
        self._assistant = assistant
        self.drafts = drafts

    def desk(self) -> Desk:
        """The desk over the library as it is now."""
        self._assistant.refresh()
        return self._assistant.desk()

    def begin(self, user: str, profile: Profile, language: Language | None = None) -> str:
        """A draft in the notebook that `growing` fills; its id. Raises DeskError where there is nothing to draft from."""
        desk = self.desk()
        draft = desk.begin(profile, language)
        desk.considered(draft)
        return self.drafts.keep(user, draft)

    def growing(self, user: str, id_: str) -> Iterator[Seen]:
        """What is missing of a draft, composed section by section; each is in the notebook before it is given."""
        kept, draft = self.drafts.get(user, id_)
        desk = self.desk()
        yield Seen(draft, desk.preview(draft))
        for section in desk.stream(draft):
            draft = draft.with_section(section)
            self.drafts.grow(user, id_, draft, over=kept.step)
            yield Seen(draft, desk.preview(draft))

    def seen(self, user: str, id_: str, language: Language) -> Seen:
        """A draft with all that is shown of it, its faults in the language. Raises DeskError where it is not there."""
        kept, draft = self.drafts.get(user, id_)
        desk = self.desk()
        faults = {fault.line.id: fault.said.said(language) for fault in desk.faults(draft)}
        typed = {target: text for target, text in self.drafts.typed(user, id_).items() if _is_unsaved(draft, target, text)}
        cases = () if desk.sources.empty else desk.considered(draft)
        titles = {one.match.case.id: one.match.case.title(language) for one in cases}
        chosen = (*draft.choices.pinned, *draft.choices.thrown_out)
        evidence = {one: titles.get(one) or self._opening(one) for one in chosen}
        return Seen(draft, desk.preview(draft), kept, faults, cases, typed, evidence)

    def typing(self, user: str, id_: str, target: str, text: str) -> None:
        """Keep what is being typed into a line, or for a new line of a section; empty text forgets it."""
        _, draft = self.drafts.get(user, id_)
        if draft.line(target) or draft.section(target):
            self.drafts.typing(user, id_, target, text[: editing.LONGEST])

    def _opening(self, passage_id: str) -> str:
        passage = self._assistant.passage(passage_id)
        text = passage.text if passage else passage_id
        return text if len(text) <= EVIDENCE_WORDS else text[:EVIDENCE_WORDS] + "…"

    def exported(self, user: str, id_: str, ending: str) -> tuple[str, bytes]:
        """A draft's title, fit for a file's name, and the draft as a .docx or .md file's bytes. Raises DeskError, also for its faults."""
        kept, draft = self.drafts.get(user, id_)
        desk = self.desk()
        data = desk.word(draft) if ending == "docx" else desk.markdown(draft).encode()
        return " ".join(_NO_NAME.sub(" ", kept.title).split())[:LONGEST_NAME].strip(" .") or "draft", data

    def change(self, user: str, id_: str, verb: str, target: str, text: str) -> bool:
        """Do to a draft what a button says; whether anything of its text changed. Raises DeskError."""
        kept, before = self.drafts.get(user, id_)
        change = CHANGES.get(verb)
        if change is None:
            raise DeskError([Said("no_line")])
        after = change(before, target, text, self.desk().section)
        self.drafts.change(user, id_, after, f"{verb} {target}", over=kept.step)
        return after.sections != before.sections


def why_failed(fault: str, language: Language) -> str:
    """Why a language model gave no whole reply, in words."""
    reason, _, status = fault.rpartition(" ") if fault.rpartition(" ")[2].isdigit() else (fault, "", "")
    return wording.say(f"fault_{reason}", language, status=status)


def _is_unsaved(draft: Draft, target: str, text: str) -> bool:
    """Whether words typed into a line, or for a new line of a section, stand nowhere in the draft."""
    line, section = draft.line(target), draft.section(target)
    said = [line.text] if line else [one.text for one in section.lines] if section else [text]
    return " ".join(text.split()) not in said


def _section(id_: str) -> SectionId:
    known: tuple[SectionId, ...] = get_args(SectionId)
    found = next((section for section in known if section == id_), None)
    if found is None:
        raise DeskError([Said("no_section")])
    return found


def _retyped(kind: LineKind) -> Change:
    def change(draft: Draft, line_id: str, _text: str, _compose: editing.Compose) -> Draft:
        line = draft.line(line_id)
        return editing.edit(draft, line_id, line.text if line else "", kind)

    return change


CHANGES: dict[str, Change] = {
    "edit": lambda draft, id_, text, _: editing.edit(draft, id_, text),
    "add": lambda draft, id_, text, _: editing.add(draft, _section(id_), text, "city"),
    "drop": lambda draft, id_, _text, _: editing.delete(draft, id_),
    "pin": lambda draft, id_, _, compose: editing.pin(draft, id_, compose),
    "unpin": lambda draft, id_, _, compose: editing.unpin(draft, id_, compose),
    "throw": lambda draft, id_, _, compose: editing.throw_out(draft, id_, compose),
    "takeback": lambda draft, id_, _, compose: editing.take_back(draft, id_, compose),
    "more": lambda draft, id_, _, compose: editing.more(draft, _section(id_), compose),
    "again": lambda draft, id_, _, compose: editing.regenerate(draft, _section(id_), compose),
    **{f"type-{kind}": _retyped(kind) for kind in get_args(LineKind)},
}
