"""`resilient draft` and `resilient verify`: from a profile to an exported draft, and whether its citations still stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings
from ingest.types import Language, ResilientError
from ui import terminal
from ui.desk_work import why_failed
from ui.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.desk.desk import Desk
    from assistant.desk.draft import Draft
    from assistant.desk.profile import Profile
    from assistant.desk.verify import Found

WRITERS = {".md": "markdown", ".docx": "word"}  # suffix of the file → what the desk's method is called


def draft(settings: Settings, screen: Language, profile_file: Path, language: Language | None, out: Path | None, *, ranking: bool) -> int:
    """Compose the draft for a profile and write it; with `ranking` print all cases with the parts of their scores."""
    from assistant import assemble
    from assistant.desk.trouble import DeskError

    try:
        profile = _profile(profile_file, screen, language)
        if out is not None:
            _writable(out)
        with assemble.open_assistant(settings, notify=terminal.notice) as assistant:
            desk = assistant.desk()
            if ranking:
                _show_ranking(desk, profile, screen)
            if out is not None:
                _write(desk, profile, language or profile.language, out, screen)
    except DeskError as error:
        raise ResilientError(error.said(screen)) from error
    return 0


def _profile(file: Path, screen: Language, language: Language | None) -> Profile:
    """The profile in a file, for a draft in a language; what was left out of it is said."""
    from assistant.desk.profile import MOST_BYTES, read_profile, remarked

    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ResilientError(say("error.profile_file", screen, name=file, detail=error.strerror or str(error))) from error
    profile = read_profile(data)
    profile = remarked(profile, language or profile.language)
    for remark in profile.remarks:
        terminal.console(stderr=True).print(terminal.plain(remark[0 if screen == "en" else 1]))
    return profile


def _writable(out: Path) -> None:
    from assistant.desk.trouble import DeskError, Said

    if out.suffix.lower() not in WRITERS:
        raise DeskError([Said("suffix")])


def _write(desk: Desk, profile: Profile, language: Language, out: Path, screen: Language) -> None:
    """Compose section by section, then export and put the file in place whole."""
    from ingest.files import write_atomically

    made: Draft = desk.begin(profile, language)
    for section in desk.stream(made):
        made = made.with_section(section)
        terminal.notice(say("draft.section", screen, section=desk.title(section.id, screen), lines=len(section.lines)))
        if section.removed:
            terminal.notice(say("draft.removed", screen, count=section.removed))
        if section.fault:
            terminal.notice(say("draft.model_failed", screen, why=why_failed(section.fault, screen)))
    exported = getattr(desk, WRITERS[out.suffix.lower()])(made)
    write_atomically(out, exported if isinstance(exported, bytes) else exported.encode())
    kinds = desk.counts(made)
    terminal.console().print(terminal.plain(say("draft.written", screen, name=out, kinds=_kinds(kinds, screen))))


def _kinds(counts: dict[str, int], screen: Language) -> str:
    return (", " if screen == "en" else "，").join(f"{say(f'draft.{kind}', screen)} {count}" for kind, count in counts.items())


def _show_ranking(desk: Desk, profile: Profile, screen: Language) -> None:
    """Every case with its score and what the score is the sum of."""
    for match in desk.ranking(profile):
        parts = ", ".join(f"{say(f'draft.part.{part.name}', screen)} {part.points:.2f}" for part in match.parts)
        terminal.console().print(terminal.plain(f"{match.rank:>2}. {match.case.title(screen)}  {match.score:.2f}  {parts}"))


def verify(settings: Settings, screen: Language, file: Path, *, as_json: bool) -> int:
    """Say for each citation of an exported draft whether its quote still stands; 1 when one does not."""
    import json

    from assistant.desk import verify as verifying
    from assistant.desk.trouble import DeskError
    from ingest.library import Library

    try:
        carried = verifying.opened(file)
    except DeskError as error:
        raise ResilientError(error.said(screen)) from error
    with Library.open(Path(settings.home)) as library:
        found = verifying.verified(carried, library)
    if as_json:
        print(json.dumps([_row(one) for one in found], ensure_ascii=False))
    else:
        _show_verified(found, screen)
    return 0 if all(one.stands for one in found) else 1


def _row(one: Found) -> dict[str, object]:
    fields = ("work", "place", "language", "quote", "lines")
    kept = {name: getattr(one.quoted, name) for name in fields}
    return {"state": one.drift.value, **kept, "now": one.now.place if one.now else None}


def _show_verified(found: Sequence[Found], screen: Language) -> None:
    """Those that moved, changed or went, each with its quote; then the counts."""
    console = terminal.console()
    for one in found:
        if one.drift.value != "same":
            quote = one.quoted.quote if len(one.quoted.quote) <= 120 else one.quoted.quote[:119] + "…"
            where = f"{one.quoted.work}, {one.quoted.place}"
            console.print(terminal.plain(f"{say(f'verify.{one.drift.value}', screen)}: {where}: “{quote}”"))
            if not one.stands and one.now is not None:
                console.print(terminal.plain(f"  {say('verify.now', screen)}: “{one.now.text[:200]}”"))
    counts = {state: sum(one.drift.value == state for one in found) for state in ("same", "moved", "changed", "gone")}
    shown = (", " if screen == "en" else "，").join(f"{say(f'verify.{state}', screen)} {count}" for state, count in counts.items())
    console.print(terminal.plain(say("verify.counts", screen, total=len(found), counts=shown)))
