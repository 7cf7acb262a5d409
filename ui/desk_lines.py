"""The lines of a draft as HTML: each with the mark of its type, its words, and below it what it rests on and what can be done with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

from assistant.answer import Citation
from assistant.desk.checking import OWN
from assistant.desk.draft import KINDS, Line
from assistant.desk.export import Shown
from ingest.types import Language
from ui.cards import whereabouts
from ui.desk_work import Seen
from ui.escape import button, escaped, language_tag, links
from ui.texts import say

_CASE = re.compile(r"(.+):(table \S+ row \d+)")


def anchor(line_id: str) -> str:
    """The id that a line has on the page."""
    return f"line-{blake2b(line_id.encode('utf-8', 'replace'), digest_size=6).hexdigest()}"


def mark(kind: str | None, language: Language) -> str:
    """The mark of a type; it says in words what it is."""
    known = kind if kind in KINDS else None
    words, told = say(f"draft.{known or 'untyped'}", language), say(f"draft.means.{known or 'untyped'}", language)
    return f'<span class="type mark-{known or "none"}" title="{escaped(told)}">{words}</span>'


def line_html(shown: Shown, seen: Seen, language: Language, *, label: bool = False) -> str:
    """One line; opened, it shows its quotes. `label` puts the row's head before the words."""
    line, tongue = shown.line, language_tag(seen.draft.language)
    colon = ": " if seen.draft.language == "en" else "："
    head = f"<strong>{escaped(line.label)}{colon}</strong>" if label and line.label else ""
    refs = f' <span class="refs">{escaped(shown.marks)}</span>' if shown.marks else ""
    edited = f' <span class="edited">{say("draft.edited", language)}</span>' if line.edited else ""
    edited += f' <span class="edited">{say("draft.by_model", language)}</span>' if line.written and not line.edited else ""
    first, rest = shown.verdict
    text = f"<strong>{escaped(first)}</strong>{escaped(rest)}" if first else escaped(rest)
    words = f'<span lang="{tongue}">{head}<span class="words">{text}</span>{refs}</span>{edited}'
    fault = seen.faults.get(line.id, "")
    bad = f'<p class="fault">{escaped(fault)}</p>' if fault else ""
    rests = _typed_html(line, seen, language) + _rests_html(line, seen, language) + _tools_html(line, seen, language)
    return (
        f'<details class="line{" faulty" if fault else ""}" id="{anchor(line.id)}">'
        f'<summary>{mark(line.kind, language)}<span class="says">{words}{bad}</span></summary>'
        f'<div class="rests">{rests}</div></details>'
    )


def _typed_html(line: Line, seen: Seen, language: Language) -> str:
    """What was typed into the line and never saved."""
    typed = seen.typed.get(line.id, "")
    return typed_html(line.id, typed, "edit", language) if typed and seen.kept else ""


def typed_html(target: str, typed: str, verb: str, language: Language) -> str:
    """Words that were being typed when the page went, with a way back to them and one to be rid of them."""
    tools = button(f"draft-{verb} {target}", "draft.go_on", language) + button(f"draft-forget {target}", "draft.forget", language)
    words = f'<q class="typed">{escaped(typed)}</q>'
    return f'<div class="notice unsaved"><p>{say("draft.unsaved", language)} {words}</p><div class="tools">{tools}</div></div>'


def _rests_html(line: Line, seen: Seen, language: Language) -> str:
    if line.citations:
        items = "".join(_citation_html(one, number, line, seen, language) for number, one in enumerate(line.citations))
        return f'<ul class="cited">{items}</ul>'
    key = "draft.rests_nothing" if line.kind == "gap" else "draft.rests_city" if line.basis else "draft.rests_unknown"
    return f'<p class="told">{say(key, language)}</p>'


def evidence_of(citation: Citation, seen: Seen) -> str:
    """What pinning or throwing out this citation's source means: its case where it is the row of one, else its passage."""
    case = f"{citation.work_id}:{citation.place}"
    return case if any(one.match.case.id == case for one in seen.cases) else citation.passage


def choice_html(evidence: str, seen: Seen, language: Language) -> str:
    """The buttons that keep evidence or throw it out, or take such a choice back."""
    choices, of = seen.draft.choices, "case" if _CASE.fullmatch(evidence) else "passage"
    for chosen, verb, told in ((choices.pinned, "unpin", "draft.was_pinned"), (choices.thrown_out, "takeback", "draft.was_thrown")):
        if evidence in chosen:
            return f'<span class="chosen">{say(told, language)}</span>{button(f"draft-{verb} {evidence}", "draft.take_back", language)}'
    keep = button(f"draft-pin {evidence}", f"draft.pin.{of}", language)
    return keep + button(f"draft-throw {evidence}", f"draft.throw.{of}", language)


def _citation_html(citation: Citation, number: int, line: Line, seen: Seen, language: Language) -> str:
    where = escaped(" · ".join([citation.work, *whereabouts(citation, language)]))
    quote = f'<q lang="{language_tag(citation.language)}">{escaped(citation.quote)}</q>'
    look = button(f"draft-look {number} {line.id}", "draft.look", language)
    choice = choice_html(evidence_of(citation, seen), seen, language) if seen.kept else ""
    outside = " ".join(links(citation.urls, language))
    return f'<li>{quote}<p class="told">{where} {outside}</p><div class="tools">{look}{choice}</div></li>'


def kinds_for(line: Line) -> list[str]:
    """What a person can say a line is beside what it is: whatever it has the evidence for."""
    own = [citation.kind in OWN for citation in line.citations]
    cited = ["inference", "paper" if all(own) else "report"] if own else ["gap"]
    return [kind for kind in ("city", *cited) if kind != line.kind]


def _tools_html(line: Line, seen: Seen, language: Language) -> str:
    if seen.kept is None:
        return ""
    edit, remove = (button(f"draft-{verb} {line.id}", f"draft.{verb}", language) for verb in ("edit", "drop"))
    retype = ""
    if line.edited or line.id in seen.faults:
        kinds = "".join(button(f"draft-type-{kind} {line.id}", f"draft.{kind}", language) for kind in kinds_for(line))
        retype = f'<span class="retype" role="group"><span class="asks">{say("draft.it_is", language)}</span>{kinds}</span>'
    return f'<div class="tools does">{edit}{remove}{retype}</div>'


def lines_html(lines: Sequence[Shown], seen: Seen, language: Language) -> str:
    """Lines one under another."""
    items = "".join(f"<li>{line_html(one, seen, language, label=True)}</li>" for one in lines)
    return f'<ul class="lines">{items}</ul>' if items else ""
