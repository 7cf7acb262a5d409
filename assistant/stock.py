"""What a person does with the library besides asking: have works fetched, remove, and list what is there. Knows nothing about screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.assemble import encoder_of, ingest
from assistant.settings import Settings
from ingest import downloads
from ingest.addresses import is_address
from ingest.catalogue import Work, catalogue, editions
from ingest.contents import Holding, Input
from ingest.library import Library
from ingest.meant import SHIPPED
from ingest.opening import FILE
from ingest.outcomes import Refused
from ingest.types import Language, Origin, State

if TYPE_CHECKING:
    from index.gathering import Progress
    from index.intake import Outcome
    from index.leaving import Removal
    from index.workers import Workers
    from ingest.exchange import Network


@dataclass(frozen=True, slots=True)
class Item:
    """An input of the library: how it ended, what it became (None where nothing), and whether answers use it now.

    `size` is in bytes, None where the file is not there any more; `characters` are those of its text.
    """

    input: str
    name: str
    state: State
    document: str | None = None
    work: str = ""
    title: str = ""
    origin: Origin | None = None
    languages: tuple[Language, ...] = ()
    passages: int = 0
    characters: int = 0
    size: int | None = None
    in_use: bool = False
    ships: bool = False
    message: str = ""
    message_zh: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """A work of the catalogue: what it is and where it is published, the languages in which it can be fetched, and what of it is here:
    its `full_text` (the documents' ids), and how many passages of notes or digest ship about it."""

    id: str
    title: str
    title_zh: str | None
    authors: tuple[str, ...]
    publisher: str
    year: int | None
    type: str
    paper_reference: int | None
    landing_page: str | None
    languages: tuple[Language, ...]
    rights: str
    redistribute: str
    fetched_from: tuple[tuple[Language, tuple[str, ...]], ...]
    full_text: tuple[str, ...]
    noted: int


def fetch(
    settings: Settings,
    words: Sequence[str],
    *,
    wait: float = 0.0,
    network: Network | None = None,
    progress: Callable[[Progress], None] | None = None,
    workers: Workers | None = None,
) -> list[Outcome]:
    """Fetch works of the catalogue (or addresses) and take them in as these works; one outcome a file."""
    from ingest.wanted import wanted

    orders = [order for word in words for order in wanted(word)]
    bundled = not (Path(settings.home) / FILE).exists()
    return ingest(settings, orders, bundled=bundled, wait=wait, network=network, progress=progress, workers=workers)


def remove(
    settings: Settings, words: Sequence[str], *, wait: float = 0.0, progress: Callable[[Progress], None] | None = None
) -> list[Removal]:
    """Take documents, files or works out of the library and its index; one removal a word."""
    from index import leaving

    return leaving.remove(Path(settings.home), words, encoder_of(settings), wait=wait, report=progress)


def inventory(settings: Settings) -> list[Item]:
    """Every input of the library, a person's own first. Raises LibraryError where there is no library."""
    home = Path(settings.home)
    with Library.open(home) as library:
        holdings = {held.id: held for held in library.holdings()}
        lengths = library.lengths()
        items = [_item(home, one, holdings.get(one.document or ""), lengths) for one in library.inputs()]
    return sorted(items, key=lambda item: item.ships)


def _item(home: Path, one: Input, held: Holding | None, lengths: dict[str, int]) -> Item:
    refused = Refused.recalled(one.code, one.reason) if one.code else None
    item = Item(
        one.uri, one.name, one.state, ships=one.uri.startswith(SHIPPED), size=_size(home, one.uri),
        message=one.reason, message_zh=refused.sentence("zh") if refused else "",
    )  # fmt: skip
    if held is None:
        return item
    return _with_document(item, held, lengths.get(held.id, 0))


def _with_document(item: Item, held: Holding, characters: int) -> Item:
    return replace(
        item, document=held.id, work=held.work, title=held.title, origin=held.origin, languages=held.languages, passages=held.passages,
        characters=characters, in_use=held.active,
    )  # fmt: skip


def _size(home: Path, uri: str) -> int | None:
    if is_address(uri):
        return downloads.size_of(home, uri)
    try:
        return Path(uri).stat().st_size if Path(uri).is_absolute() else None
    except (OSError, ValueError):
        return None


def works(settings: Settings) -> list[CatalogueItem]:
    """The catalogue, the article first, with what of each work is in the library; a home without a library has nothing."""
    home = Path(settings.home)
    holdings: list[Holding] = []
    if (home / FILE).exists():
        with Library.open(home) as library:
            holdings = library.holdings()
    return [_catalogue_item(work, [held for held in holdings if held.work == work.id]) for work in catalogue()]


def _catalogue_item(work: Work, held: Sequence[Holding]) -> CatalogueItem:
    own = [one for one in held if not one.uri.startswith(SHIPPED)]
    return CatalogueItem(
        id=work.id,
        title=work.title,
        title_zh=work.title_zh,
        authors=work.authors,
        publisher=work.publisher,
        year=work.year,
        type=work.type,
        paper_reference=work.paper_reference,
        landing_page=work.landing_page,
        languages=work.languages,
        rights=work.rights,
        redistribute=work.redistribute,
        fetched_from=tuple((edition.language, edition.addresses) for edition in editions(work)),
        full_text=tuple(one.id for one in own),
        noted=sum(one.passages for one in held if one.uri.startswith(SHIPPED)),
    )
