"""Beside a draft: the list of those that are kept, what an exported file's citations came to, and one citation's source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.desk.keeping import Kept
from assistant.desk.verify import Found
from ingest.types import Language
from ui.cards import Card, card_html
from ui.escape import button, escaped, language_tag
from ui.texts import say

STATES = ("same", "moved", "changed", "gone")
LONGEST_NOW = 400  # characters shown of what stands at a citation's place today


def list_html(found: Sequence[Kept], language: Language) -> str:
    """The drafts of a person, the latest first."""
    if not found:
        return f'<p class="none-kept">{say("draft.none_kept", language)}</p>'
    return f'<ul class="inputs kept-drafts">{"".join(_kept_html(kept, language) for kept in found)}</ul>'


def _kept_html(kept: Kept, language: Language) -> str:
    when = datetime.fromtimestamp(kept.changed).strftime("%Y-%m-%d %H:%M")
    tongue = say("language.zh" if kept.language == "zh" else "language.en", language)
    tools = "".join(button(f"draft-{verb} {kept.id}", f"draft.{verb}", language) for verb in ("duplicate", "rename", "delete"))
    title = f'<button type="button" class="act open" value="draft-open {escaped(kept.id)}">{escaped(kept.title)}</button>'
    return f'<li>{title}<span class="told">{when} · {tongue}</span><span class="tools">{tools}</span></li>'


def verified_html(name: str, found: Sequence[Found], language: Language) -> str:
    """What became of each citation of an exported draft: the counts, then those that do not stand as they did."""
    counts = {state: sum(one.drift.value == state for one in found) for state in STATES}
    comma = ", " if language == "en" else "，"
    told = comma.join(f"{say(f'verify.{state}', language)} {count}" for state, count in counts.items() if count)
    sound = all(one.stands for one in found)
    verdict = say("draft.all_stand" if sound else "draft.some_fell", language)
    total = say("verify.counts", language, total=len(found), counts=told) if found else ""
    items = "".join(_found_html(one, language) for one in found if one.drift.value != "same")
    listed = f'<ul class="found">{items}</ul>' if items else ""
    head = f'<p class="verdict">{verdict}</p><p class="told"><span class="name">{escaped(name)}</span> {escaped(total)}</p>'
    return f'<div class="health {"sound" if sound else "unsound"}" role="status">{head}{listed}</div>'


def _found_html(one: Found, language: Language) -> str:
    quoted = one.quoted
    where = " · ".join(part for part in (quoted.title or quoted.work, quoted.section or quoted.place) if part)
    state = f'<span class="state {"done" if one.stands else "bad"}">{say(f"verify.{one.drift.value}", language)}</span>'
    quote = f'<q lang="{language_tag(quoted.language)}">{escaped(quoted.quote)}</q>'
    now = ""
    if not one.stands and one.now is not None:
        text = one.now.text[:LONGEST_NOW] + ("…" if len(one.now.text) > LONGEST_NOW else "")
        now = f'<p class="told">{say("verify.now", language)}: <q lang="{language_tag(one.now.language)}">{escaped(text)}</q></p>'
    return f'<li><p>{state} <span class="told">{escaped(where)}</span></p><p>{quote}</p>{now}</li>'


def source_html(card: Card, number: int, language: Language) -> str:
    """One citation's source in a drawer: its quote marked in its passage, with what stands around it."""
    label, close = say("draft.source", language), button("draft-unlook", "draft.close_source", language)
    numbered = replace(card, citation=replace(card.citation, number=number))
    return f'<aside class="drawer" aria-label="{label}"><header><h3>{label}</h3>{close}</header>{card_html(numbered, 0, language)}</aside>'
