"""What the commands `fetch`, `remove` and `list` do, once their words are read; knows nothing about options and help."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui import stock_tables, terminal
from ui.commands import Screen, print_json, show_outcomes
from ui.texts import say

if TYPE_CHECKING:
    from ingest.exchange import Network


def fetch(screen: Screen, words: Sequence[str], *, wait: float, as_json: bool, network: Network | None = None) -> int:
    """Fetch works and take them in, and print a row for each file; 0 when each is in, else 1."""
    from assistant import stock

    with terminal.progress_bar(say("progress.fetch", screen.language)) as bar:
        outcomes = stock.fetch(screen.settings, words, wait=wait, network=network, progress=bar)
    return show_outcomes(screen, outcomes, as_json=as_json)


def remove(screen: Screen, words: Sequence[str], *, wait: float, as_json: bool) -> int:
    """Take inputs out of the library, and print a row for each word; 0 when each meant something, else 1."""
    from assistant import stock

    with terminal.progress_bar(say("progress.remove", screen.language)) as bar:
        removals = stock.remove(screen.settings, words, wait=wait, progress=bar)
    if as_json:
        print_json([_without_chinese(dataclasses.asdict(removal)) for removal in removals])
    else:
        stock_tables.show_removals(removals, screen.language, terminal.console())
    return 0 if all(removal.inputs for removal in removals) else 1


def inputs(screen: Screen, *, as_json: bool) -> int:
    """Print every input of the library with its state."""
    from assistant import stock

    items = stock.inventory(screen.settings)
    if as_json:
        print_json([_without_chinese(dataclasses.asdict(item)) for item in items])
    else:
        stock_tables.show_inputs(items, screen.language, terminal.console())
    return 0


def works(screen: Screen, *, as_json: bool, fetched: bool = False) -> int:
    """Print the catalogue: what each work is and whether its full text is here; with `fetched` what can be fetched, and from where."""
    from assistant import stock

    items = stock.works(screen.settings)
    if as_json:
        print_json([dataclasses.asdict(item) for item in items if item.fetched_from or not fetched])
    else:
        show = stock_tables.show_fetched if fetched else stock_tables.show_works
        show(items, screen.language, terminal.console())
    return 0


def _without_chinese(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "message_zh"}
