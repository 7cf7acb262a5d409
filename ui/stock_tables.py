"""What is in the library and in the catalogue, as tables in a terminal; knows nothing about how it came to be.

All text from documents goes through `plain` and into rich's Text, so that neither control codes nor rich's own markup act.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.types import Language
from ui.terminal import STATE_STYLES, plain
from ui.texts import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from assistant.stock import CatalogueItem, Item
    from index.leaving import Removal

_NUMBERS = ("passages", "size")
_KILO = 1000


def show_inputs(items: Sequence[Item], language: Language, to: Console) -> None:
    """A row for each input of a person's own, and one for all that ships."""
    from rich.text import Text

    own, shipped = [item for item in items if not item.ships], [item for item in items if item.ships]
    table = _table(("input", "state", "size", "passages", "languages", "message"), "list", language)
    for item in own:
        state = Text(say(f"state.{item.state}", language), style=STATE_STYLES.get(str(item.state), "red"))
        told = item.message_zh if language == "zh" and item.message_zh else item.message
        cells = (_size(item.size), str(item.passages or ""), _languages(item.languages, language))
        name = Text(plain(item.input))
        if item.title and item.title not in (item.name, item.input):
            name.append("\n" + plain(item.title), style="dim")
        table.add_row(name, state, *map(Text, cells), Text(plain(told or _reserve(item, language))))
    if shipped:
        count = sum(item.passages for item in shipped)
        reserve = next((words for item in shipped if (words := _reserve(item, language))), "")
        ready = Text(say("state.ready", language), style="green")
        name = Text(say("list.ships", language, count=len(shipped)))
        table.add_row(name, ready, Text(""), Text(str(count)), Text(_languages(("en", "zh"), language)), Text(reserve))
    to.print(table)


def _reserve(item: Item, language: Language) -> str:
    return say("list.reserve", language) if item.document and not item.in_use else ""


def show_works(items: Sequence[CatalogueItem], language: Language, to: Console) -> None:
    """A row for each work of the catalogue."""
    from rich.text import Text

    table = _table(("work", "what", "languages", "rights", "here"), "list", language)
    for item in items:
        what = Text(plain(_title(item, language)), style="bold")
        reference = say("list.reference", language, number=item.paper_reference) if item.paper_reference else ""
        facts = (say(f"type.{item.type}", language), item.publisher, str(item.year or ""), reference)
        what.append("\n" + plain(" · ".join(fact for fact in facts if fact)), style="dim")
        what.append("\n" + plain(item.landing_page or say("list.no_page", language)), style="dim")
        here = Text(_here(item, language), style="green" if item.full_text else "")
        table.add_row(Text(item.id), what, Text(_languages(item.languages, language)), Text(plain(_rights(item, language))), here)
    to.print(table)


def _here(item: CatalogueItem, language: Language) -> str:
    """Whether the full text is here, can be fetched, or has to be brought by hand; and what ships about it."""
    key = "list.full" if item.full_text else "list.fetchable" if item.fetched_from else "list.by_hand"
    notes = say("list.noted", language, count=item.noted) if item.noted else ""
    return (", " if language == "en" else "，").join(part for part in (say(key, language), notes) if part)


def _rights(item: CatalogueItem, language: Language) -> str:
    may = say(f"redistribute.{item.redistribute}", language)
    return f"{may}: {item.rights}" if language == "en" else may


def show_fetched(items: Sequence[CatalogueItem], language: Language, to: Console) -> None:
    """The works that can be fetched with the addresses, then those that have to be brought by hand, with the page to open."""
    from rich.text import Text

    table = _table(("work", "what", "languages", "from"), "list", language)
    for item in items:
        for edition, addresses in item.fetched_from:
            where = Text("\n".join(plain(address) for address in addresses), overflow="fold")
            table.add_row(Text(item.id), Text(plain(_title(item, language))), Text(_languages((edition,), language)), where)
    to.print(table)
    to.print(Text("\n" + say("list.rest", language), style="bold"))
    rest = _table(("work", "what", "page"), "list", language)
    for item in items:
        if not item.fetched_from:
            page = Text(plain(item.landing_page or say("list.no_page", language)), overflow="fold")
            rest.add_row(Text(item.id), Text(plain(_title(item, language))), page)
    to.print(rest)


def show_removals(removals: Sequence[Removal], language: Language, to: Console) -> None:
    """A line for each input that was taken out, and for each word that meant none."""
    from rich.text import Text

    for removal in removals:
        if not removal.inputs:
            told = removal.message_zh if language == "zh" and removal.message_zh else removal.message
            to.print(Text(plain(told), style="red"))
            continue
        for _, uri in removal.inputs:
            to.print(Text(say("remove.done", language, input=plain(uri))))
        to.print(Text(say("remove.passages", language, count=removal.passages), style="dim"))


def _table(names: Sequence[str], group: str, language: Language) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        fold = "fold" if name not in ("state", "size", "passages", "languages") else "ellipsis"
        table.add_column(say(f"{group}.{name}", language), justify="right" if name in _NUMBERS else "left", overflow=fold)  # type: ignore[arg-type]
    return table


def _title(item: CatalogueItem, language: Language) -> str:
    return item.title_zh if language == "zh" and item.title_zh else item.title


def _languages(found: Sequence[Language], language: Language) -> str:
    return ", ".join(say(f"language.{one}", language) for one in found)


def _size(count: int | None) -> str:
    if count is None:
        return ""
    return f"{count / _KILO / _KILO:,.1f} MB" if count >= _KILO * _KILO else f"{max(1, round(count / _KILO)):,} kB"
