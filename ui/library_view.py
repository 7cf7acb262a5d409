"""The library as HTML: its health, its inputs, the catalogue, how taking in goes on, and raw hits; knows nothing about Gradio.

What comes out holds only the elements written here. A button's `value` says what it does, in words that screens.js reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.language import CJK
from ingest.types import Language, Passage
from ingest.words import words
from ui.escape import button, escaped, language_tag, links
from ui.texts import say

if TYPE_CHECKING:
    from assistant.assemble import Status
    from assistant.stock import CatalogueItem, Item
    from index.search import Hit

LISTED = 300  # inputs shown; a larger library is looked through in the terminal
LONGEST_HIT = 700  # characters of a passage shown
DONE = frozenset({"ready", "unchanged"})
_TOKEN = re.compile(rf"[A-Za-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[{CJK}]+|.", re.DOTALL)
_CHINESE = re.compile(f"[{CJK}]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One input on its way: `state` is waiting, working or what it ended as; `message` is in the page's language."""

    name: str
    state: str = "waiting"
    passages: int = 0
    message: str = ""


def health_html(status: Status, language: Language) -> str:
    """How much is in the library, and whether its index is sound."""
    sound = say("library.sound" if status.healthy else "library.unsound", language)
    mark = "sound" if status.healthy else "unsound"
    tongues = " · ".join(f"{say(f'language.{tongue}', language)} {count:,}" for tongue, count in status.languages)
    facts = (
        ("status.documents", f"{status.documents:,}"),
        ("status.passages", f"{status.passages:,} ({tongues})" if tongues else f"{status.passages:,}"),
        ("status.generation", status.generation),
        ("status.encoder", status.encoder),
        ("status.home", status.home),
    )
    listed = "".join(f"<div><dt>{say(key, language)}</dt><dd>{escaped(value)}</dd></div>" for key, value in facts)
    said = f'<p class="notice">{escaped(status.message)}</p>' if status.message and not status.healthy else ""
    return f'<div class="health {mark}"><p class="verdict">{sound}</p><dl>{listed}</dl>{said}</div>'


def rows_html(rows: Sequence[Row], note: str, language: Language) -> str:
    """How far each input is, and what goes on for all of them."""
    if not rows and not note:
        return ""
    items = "".join(_row_html(row, language) for row in rows)
    going = f'<p class="going">{escaped(note)}</p>' if note else ""
    return f'<div class="intake" role="status"><ul>{items}</ul>{going}</div>'


def _row_html(row: Row, language: Language) -> str:
    count = _count(row.passages, language) if row.passages else ""
    told = " ".join(part for part in (count, row.message) if part)
    return (
        f'<li class="{_tone(row.state)}"><span class="name">{escaped(row.name)}</span>{_state(row.state, language)}'
        f'<span class="told">{escaped(told)}</span></li>'
    )


def _count(passages: int, language: Language) -> str:
    return say("library.passage" if passages == 1 else "library.passages", language, count=f"{passages:,}")


def _tone(state: str) -> str:
    return "done" if state in DONE else state if state in ("waiting", "working") else "bad"


def _state(state: str, language: Language) -> str:
    return f'<span class="state {_tone(state)}">{say(f"state.{state}", language)}</span>'


def inputs_html(items: Sequence[Item], language: Language, *, may_change: bool) -> str:
    """A person's own inputs with their states, and a line on what ships."""
    own, shipped = [item for item in items if not item.ships], [item for item in items if item.ships]
    listed = "".join(_input_html(item, language, may_change=may_change) for item in own[:LISTED])
    more = f'<p class="more">{say("library.more", language, count=len(own) - LISTED)}</p>' if len(own) > LISTED else ""
    none = "" if own else f'<p class="none-kept">{say("library.none_added", language)}</p>'
    return f'<ul class="inputs">{listed}</ul>{none}{more}{_ships(shipped, language)}'


def _ships(shipped: Sequence[Item], language: Language) -> str:
    if not shipped:
        return ""
    count = _count(sum(item.passages for item in shipped if item.in_use), language)
    reserve = say("list.reserve", language) if any(item.document and not item.in_use for item in shipped) else ""
    told = " · ".join(part for part in (count, reserve) if part)
    return f'<p class="ships"><strong>{say("list.ships", language, count=len(shipped))}</strong> {escaped(told)}</p>'


def _input_html(item: Item, language: Language, *, may_change: bool) -> str:
    told = item.message_zh if language == "zh" and item.message_zh else item.message
    tongues = ", ".join(say(f"language.{one}", language) for one in item.languages)
    count = _count(item.passages, language) if item.passages else ""
    reserve = say("list.reserve", language) if item.document and not item.in_use else ""
    facts = " · ".join(part for part in (size_of(item.size), count, tongues, reserve) if part)
    title = f'<span class="title">{escaped(item.title)}</span>' if item.title and item.title != item.name else ""
    again = button(f"library-again {item.input}", "library.again", language) if _worth_another(item) else ""
    tools = f'<span class="tools">{again}{button(f"library-remove {item.input}", "library.remove", language)}</span>' if may_change else ""
    state = "" if item.state == "ready" else _state(str(item.state), language)
    return (
        f'<li class="{_tone(str(item.state))}"><span class="name">{escaped(item.name)}</span>{state}{title}'
        f'<span class="told">{escaped(facts)}</span>{f"<span class=told>{escaped(told)}</span>" if told else ""}{tools}</li>'
    )


def _worth_another(item: Item) -> bool:
    return str(item.state) not in DONE and item.size is not None


def size_of(count: int | None) -> str:
    """Bytes as a person reads them."""
    if count is None:
        return ""
    return f"{count / 1_000_000:,.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1_000)):,} kB"


def works_html(items: Sequence[CatalogueItem], language: Language, *, may_change: bool) -> str:
    """The catalogue: what each work is, its rights, and whether its full text is here, can be fetched, or has to be brought."""
    return f'<ul class="works">{"".join(_work_html(item, language, may_change=may_change) for item in items)}</ul>'


def _work_html(item: CatalogueItem, language: Language, *, may_change: bool) -> str:
    title = item.title_zh if language == "zh" and item.title_zh else item.title
    reference = say("list.reference", language, number=item.paper_reference) if item.paper_reference else ""
    facts = (say(f"type.{item.type}", language), item.publisher, str(item.year or ""), reference)
    rights = say(f"redistribute.{item.redistribute}", language) + (f": {item.rights}" if language == "en" and item.rights else "")
    key = "list.full" if item.full_text else "list.fetchable" if item.fetched_from else "list.by_hand"
    tone = "done" if item.full_text else "waiting"
    notes = say("list.noted", language, count=item.noted) if item.noted else ""
    fetch = (
        button(f"library-fetch {item.id}", "library.fetch", language, kind="fetch")
        if may_change and item.fetched_from and not item.full_text
        else ""
    )
    page = " ".join(links([item.landing_page], language)) if item.landing_page else ""
    return (
        f'<li><h3>{escaped(title)}</h3><p class="told">{escaped(" · ".join(fact for fact in facts if fact))}</p>'
        f'<p class="rights">{escaped(rights)}</p>'
        f'<p class="here"><span class="state {tone}">{say(key, language)}</span> {escaped(notes)}</p>'
        f'<p class="links">{page} <span class="tools">{fetch}</span></p></li>'
    )


def hits_html(question: str, hits: Sequence[Hit], titles: Mapping[str, str], language: Language) -> str:
    """The passages nearest to a question with what each way of searching gave them, the question's words marked."""
    if not hits:
        return f'<p class="none-kept">{say("answer.no_hits", language)}</p>'
    terms = frozenset(words(question))
    items = "".join(_hit_html(number, hit, titles, terms, language) for number, hit in enumerate(hits, start=1))
    found = escaped(say("answer.hits", language, count=len(hits), question=question[:120]))
    return f'<p class="more">{found}</p><ol class="hits">{items}</ol>'


def _hit_html(number: int, hit: Hit, titles: Mapping[str, str], terms: frozenset[str], language: Language) -> str:
    passage = hit.passage
    page = say("answer.page", language, page=passage.page) if passage.page is not None else ""
    where = " · ".join(part for part in (passage.section, page, say(f"language.{passage.language}", language)) if part)
    scores = "".join(
        f"<li>{say(key, language)} <strong>{value:.3f}</strong></li>"
        for key, value in (("library.score", hit.score), ("library.keyword", hit.keyword), ("library.dense", hit.dense))
    )
    twin = f"<li>{say('library.twin', language, language=say(f'language.{hit.twin.language}', language))}</li>" if hit.twin else ""
    title = titles.get(passage.work, passage.work)
    return (
        f'<li><h3><span class="number">{number}</span> {escaped(title)}</h3><p class="told">{escaped(where)}</p>'
        f'<ul class="scores">{scores}{twin}</ul><p class="text" lang="{language_tag(passage.language)}">{_marked(passage, terms)}</p></li>'
    )


def _marked(passage: Passage, terms: frozenset[str]) -> str:
    """The passage with the question's words marked: a word by its stem, Chinese by pairs of characters."""
    text = passage.text[:LONGEST_HIT] + ("…" if len(passage.text) > LONGEST_HIT else "")
    return "".join(f"<mark>{escaped(piece)}</mark>" if lit else escaped(piece) for piece, lit in _pieces(text, terms))


def _pieces(text: str, terms: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is of the question."""
    for token in _TOKEN.findall(text):
        if not _CHINESE.fullmatch(token):
            yield token, bool(terms.intersection(_words_of(token)))
            continue
        lit = [False] * len(token)
        for place, pair in enumerate(pairwise(token)):
            if "".join(pair) in terms:
                lit[place] = lit[place + 1] = True
        yield from zip(token, lit, strict=True)


@lru_cache(maxsize=20_000)
def _words_of(token: str) -> tuple[str, ...]:
    return tuple(words(token)) if len(token) > 1 or token.isdigit() else ()
