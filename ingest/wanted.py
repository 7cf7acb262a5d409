"""What a person's word asks to have fetched: the files of a catalogued work, or of an address. Fetches nothing itself."""

from __future__ import annotations

from ingest.addresses import is_address
from ingest.catalogue import Work, catalogue, editions, named, nearest
from ingest.fetch import Wanted
from ingest.outcomes import Refused
from ingest.walk import Left


def wanted(word: str) -> list[Wanted | Left]:
    """The files to fetch for a word: each edition of the work that it names, or the address that it is; or why there are none."""
    if is_address(word):
        return [Wanted((word,))]
    work = named(word)
    if work is None:
        near = ", ".join(nearest(word, [one.id for one in catalogue()]))
        return [Left(word, word, Refused("no-work", path=word, near=near))]
    found = [_edition(work, edition.addresses, edition.language) for edition in editions(work)]
    return list(found) or [Left(work.landing_page or work.id, work.id, Refused("no-address", path=work.title).with_advice(advice(work)))]


def _edition(work: Work, addresses: tuple[str, ...], language: str) -> Wanted:
    return Wanted(addresses, work.id, f"{work.id}-{language}", advice(work), document=True)


def advice(work: Work) -> Refused:
    """How to get a work by hand, and where to put it."""
    if work.landing_page:
        return Refused("by-hand", page=work.landing_page, work=work.id)
    return Refused("by-hand-anywhere", work=work.id)
