"""Which inputs of the library a person's word means: a document's id, a path, an address, a folder, a name, or a work."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

from ingest.addresses import is_address, parse
from ingest.catalogue import named, nearest
from ingest.contents import Holding, Input
from ingest.outcomes import Refused
from ingest.walk import address

SHIPPED = "bundled:"  # how the uris of what ships begin
_LEAST_ID = 8  # characters of a document's id that may stand for it


def meant(word: str, inputs: Sequence[Input], holdings: Sequence[Holding]) -> list[Input]:
    """The inputs that a word means, at least one. Raises Refused (not-here, nothing-here, ambiguous, ships)."""
    if not word.strip():
        return _nothing(word, inputs, holdings)
    by_id = [one for one in inputs if one.document and len(word) >= _LEAST_ID and one.document.startswith(word)]
    if len({one.document for one in by_id}) == 1:
        return by_id
    place = _place(word)
    found = [one for one in inputs if one.uri in (place, word)] or [one for one in inputs if one.uri.startswith(place.rstrip("/") + "/")]
    return found or _called(word, inputs) or _of_work(word, inputs, holdings) or _nothing(word, inputs, holdings)


def _place(word: str) -> str:
    """A path or an address as the library knows it."""
    if is_address(word):
        with suppress(Refused):
            return str(parse(word))
        return word
    return address(os.path.abspath(os.path.expanduser(word)))  # noqa: PTH100, PTH111 - names may be any bytes, links stay unfollowed


def _called(word: str, inputs: Sequence[Input]) -> list[Input]:
    """The input of this name."""
    found = [one for one in inputs if one.name == word] or [one for one in inputs if one.name.casefold() == word.casefold()]
    if len({one.document or one.uri for one in found}) > 1:
        raise Refused("ambiguous", path=word, near=", ".join(one.uri for one in found[:5]))
    return found


def _of_work(word: str, inputs: Sequence[Input], holdings: Sequence[Holding]) -> list[Input]:
    """The inputs that are this work, but for what ships."""
    known = named(word)
    works = {word, word.casefold(), known.id if known else word}
    documents = {held.id: held for held in holdings if held.work in works}
    found = [one for one in inputs if one.document in documents]
    own = [one for one in found if not one.uri.startswith(SHIPPED)]
    if found and not own:
        raise Refused("ships", path=word, near=", ".join(one.uri for one in found))
    return own


def _nothing(word: str, inputs: Sequence[Input], holdings: Sequence[Holding]) -> list[Input]:
    own = {held.id: held for held in holdings if not held.uri.startswith(SHIPPED)}
    names = [one.name for one in inputs if not one.uri.startswith(SHIPPED)] + [held.work for held in own.values()]
    if not names:
        raise Refused("nothing-here", path=word)
    raise Refused("not-here", path=word, near=", ".join(nearest(word, list(dict.fromkeys(names)))))
