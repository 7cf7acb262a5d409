"""Which passage says the same in the other language: by place, and within a place by aligned sentences.

In a document whose two languages share numbered sections or an article's structure, passages of one place are twins. In others a
twin is linked only where the whole text aligns and the pair shares numbers or names; no twin is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.align import Bead, unit
from ingest.article import is_article
from ingest.parallel import Piece, Sentence, aligned, sentences_of
from ingest.types import Document, Language, Passage

_LONGEST = 200_000  # characters of one place that are aligned
_PLAUSIBLE_RATIO = (0.18, 0.75)  # Chinese characters for one of English in a whole text that is a translation
_LEAST_ANCHORED = 0.25  # share of the pairs of an unstructured text that share a number or a name

Shares = dict[tuple[int, int], int]


def link_twins(passages: Sequence[Passage], document: Document) -> list[Passage]:
    """The same passages with `twin` set where the document says the same in the other language; several may share one twin."""
    structured = is_article(document.text)
    places: dict[str, dict[Language, list[Passage]]] = {}
    for passage in passages:
        if passage.kind != "reference" and not _is_counted(passage.place):
            places.setdefault(passage.place, {}).setdefault(passage.language, []).append(passage)
    pairs: dict[str, str] = {}
    for sides in places.values():
        if len(sides) == 2 and (structured or _plausible(sides["en"], sides["zh"])):
            pairs |= _pairs(sides["en"], sides["zh"], document.text)
    if not pairs:
        pairs = _unstructured_pairs([one for one in passages if one.kind == "prose"], document.text)
    return [replace(passage, twin=pairs.get(passage.id, passage.twin)) for passage in passages]


def _is_counted(place: str) -> bool:
    """Whether the place only counts ("page 3", "paragraph 12") and so means nothing in the other language."""
    return place.startswith(("page ", "paragraph "))


def _plausible(en: Sequence[Passage], zh: Sequence[Passage]) -> bool:
    """Whether texts of one place may be translations: lengths fit, and numbers, where there are any, agree in one at least."""
    left, right = "\n".join(one.text for one in en), "\n".join(one.text for one in zh)
    if not _PLAUSIBLE_RATIO[0] <= len(right) / len(left) <= _PLAUSIBLE_RATIO[1]:
        return False
    values = unit(left, False).numbers, unit(right, False).numbers
    return bool(values[0] & values[1]) or not (values[0] or values[1])


def _pairs(en: Sequence[Passage], zh: Sequence[Passage], text: str) -> dict[str, str]:
    """Twins among passages of one place."""
    if len(en) == len(zh) == 1:
        return {en[0].id: zh[0].id, zh[0].id: en[0].id}
    if sum(len(one.text) for one in (*en, *zh)) > _LONGEST:
        return {}
    english, chinese = _sentences(en, text), _sentences(zh, text)
    return _by_share(en, zh, _shares(aligned(english, chinese, text), english, chinese))


def _sentences(passages: Sequence[Passage], text: str) -> list[Sentence]:
    return sentences_of([Piece(one.start, one.end, one.language, one.continues is not None) for one in passages], text)


def _shares(beads: Sequence[Bead], en: Sequence[Sentence], zh: Sequence[Sentence]) -> Shares:
    """For passages i (English) and j (Chinese): how much of their text is aligned with one another."""
    shares: Shares = {}
    for bead in beads:
        left = _held(en[bead.en_start : bead.en_end])
        right = _held(zh[bead.zh_start : bead.zh_end])
        for i, some in left.items():
            for j, other in right.items():
                whole = sum(left.values()) * sum(right.values())
                shares[i, j] = shares.get((i, j), 0) + some * other * (sum(left.values()) + 3 * sum(right.values())) // whole
    return shares


def _held(found: Sequence[Sentence]) -> dict[int, int]:
    """Characters of the sentences by the passage that holds them."""
    held: dict[int, int] = {}
    for one in found:
        for (start, end), piece in zip(one.spans, one.pieces, strict=True):
            held[piece] = held.get(piece, 0) + end - start
    return held


def _by_share(en: Sequence[Passage], zh: Sequence[Passage], shares: Shares) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for i, one in enumerate(en):
        best = max(((share, -j) for (k, j), share in shares.items() if k == i), default=None)
        if best:
            pairs[one.id] = zh[-best[1]].id
    for j, one in enumerate(zh):
        best = max(((share, -i) for (i, k), share in shares.items() if k == j), default=None)
        if best:
            pairs[one.id] = en[-best[1]].id
    return pairs


def _unstructured_pairs(passages: Sequence[Passage], text: str) -> dict[str, str]:
    """Twins in a text without common places: mutual best pairs of an alignment that numbers and names bear out."""
    en = [one for one in passages if one.language == "en"]
    zh = [one for one in passages if one.language == "zh"]
    length = sum(len(one.text) for one in en), sum(len(one.text) for one in zh)
    if not en or not zh or sum(length) > _LONGEST or not _PLAUSIBLE_RATIO[0] <= length[1] / length[0] <= _PLAUSIBLE_RATIO[1]:
        return {}
    english, chinese = _sentences(en, text), _sentences(zh, text)
    pairs = _by_share(en, zh, _shares(aligned(english, chinese, text), english, chinese))
    mutual = {one: other for one, other in pairs.items() if pairs.get(other) == one}
    known = {one.id: one for one in passages}
    good = [(known[one], known[other]) for one, other in mutual.items() if known[one].language == "en"]
    anchored = [pair for pair in good if _anchored(*pair)]
    if not anchored or len(anchored) < _LEAST_ANCHORED * max(len(en), len(zh)):
        return {}
    return {one: other for pair in _supported(good, anchored) for one, other in ((pair[0].id, pair[1].id), (pair[1].id, pair[0].id))}


def _anchored(en: Passage, zh: Passage) -> bool:
    """Whether the two share a number above ten or a name in Latin letters."""
    left, right = unit(en.text, False), unit(zh.text, False)
    return bool(left.names & right.names or any(value > 10 for value in left.numbers & right.numbers))


def _supported(good: Sequence[tuple[Passage, Passage]], anchored: Sequence[tuple[Passage, Passage]]) -> Iterator[tuple[Passage, Passage]]:
    """Anchored pairs, and pairs next to an anchored one whose lengths fit."""
    sure = {pair[0].order for pair in anchored}
    for index, (en, zh) in enumerate(good):
        near = {other[0].order for other in good[max(0, index - 1) : index + 2]}
        fits = _PLAUSIBLE_RATIO[0] <= len(zh.text) / max(1, len(en.text)) <= _PLAUSIBLE_RATIO[1]
        if en.order in sure or (fits and near & sure):
            yield en, zh
