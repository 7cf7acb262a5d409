"""From what a person asks to take in to files on this machine: folders are walked, addresses fetched. Reports progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from ingest.addresses import is_address
from ingest.exchange import Limits, Network
from ingest.fetch import Wanted, fetch
from ingest.walk import Found, Left, walk

_KILOBYTE = 1000

Order = str | Wanted | Left  # a path or an address, a file to fetch, or an order that came to nothing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of long work is: `done` of `total` (0: unknown) and the input or stage at hand."""

    done: int
    total: int
    input: str = ""


Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Gathered:
    """An input that is here, or why it is not; `addresses` are those from which it could be fetched, `asked` says that it was looked for:
    an order that came to nothing is no input."""

    input: Found | Left
    addresses: tuple[str, ...] = ()
    asked: bool = True


def gather(orders: Sequence[Order], home: Path, limits: Limits, network: Network, work: str, say: Report) -> list[Gathered]:
    """Every file of the orders, in their order; `work` is what all of them are said to be, "" where nobody says."""
    found: list[Gathered] = []
    for is_path, some in groupby(orders, key=lambda order: isinstance(order, str) and not is_address(order)):
        if is_path:
            found += [Gathered(one) for one in walk([order for order in some if isinstance(order, str)], limits.most_bytes)]
        else:
            found += [_ordered(order, home, limits, network, say) for order in some]
    return list(_said(found, work)) if work else found


def _ordered(order: Order, home: Path, limits: Limits, network: Network, say: Report) -> Gathered:
    if isinstance(order, Left):
        return Gathered(order, asked=False)
    wanted = Wanted((order,)) if isinstance(order, str) else order
    shown = wanted.name or wanted.addresses[0]

    def report(here: int, whole: int) -> None:
        say(Progress(here // _KILOBYTE, whole // _KILOBYTE, f"{shown} (kB)"))

    return Gathered(fetch(wanted, home, limits, network, report), wanted.addresses)


def _said(found: Sequence[Gathered], work: str) -> Iterator[Gathered]:
    for one in found:
        yield replace(one, input=replace(one.input, work=work)) if isinstance(one.input, Found) else one
