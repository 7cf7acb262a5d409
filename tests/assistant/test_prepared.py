"""What is kept of the expected wordings: the same as what is made, made again when it cannot be trusted, and never in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant import prepared as preparing
from assistant.prepared import CACHE, KEPT, Prepared, prepared
from assistant.relevance import Relevance

TEXTS = ["How many cities came to Bonn in 2019?", "2019年有多少城市来到波恩？", "Bonn的congress有多少cities？", "?"]


class _Forgetful(dict[str, Prepared]):
    def __setitem__(self, key: str, value: Prepared) -> None:
        """Nothing is remembered: as in a new process."""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many wordings were made ready, each time it was done."""
    counted: list[int] = []
    make = preparing._made

    def counting(texts: list[str], relevance: Relevance) -> Prepared:
        counted.append(len(texts))
        return make(texts, relevance)

    monkeypatch.setattr(preparing, "_made", counting)
    monkeypatch.setattr(preparing, "_LAST", _Forgetful())
    return counted


def same(one: Prepared, other: Prepared) -> bool:
    return one.marks == other.marks and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("tokens", "lengths", "vectors", "held", "shown")
    )


def test_what_is_kept_is_what_was_made(relevance: Relevance, tmp_path: Path, made: list[int]) -> None:
    first, second = prepared(TEXTS, relevance, tmp_path), prepared(TEXTS, relevance, tmp_path)
    assert made == [len(TEXTS)], "the second was read"
    assert same(first, second) and same(first, prepared(TEXTS, relevance))
    assert (tmp_path / CACHE).stat().st_mode & 0o077 == 0 and (tmp_path / CACHE / KEPT).stat().st_mode & 0o077 == 0


def test_another_home_of_the_same_process_needs_nothing_made(
    relevance: Relevance, tmp_path: Path, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "_LAST", {})
    one, other = tmp_path / "one", tmp_path / "other"
    assert same(prepared(TEXTS, relevance, one), prepared(TEXTS, relevance, other)) and made == [len(TEXTS)]
    assert (other / CACHE / KEPT).is_file(), "the next process reads it"


def test_other_wordings_are_made_again(relevance: Relevance, tmp_path: Path, made: list[int]) -> None:
    prepared(TEXTS, relevance, tmp_path)
    other = prepared(TEXTS[:2], relevance, tmp_path)
    assert made == [4, 2] and len(other.lengths) == 2


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _turned(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [_cut, _turned, _emptied, Path.unlink])
def test_what_is_damaged_is_made_again(damage: Callable[[Path], None], relevance: Relevance, tmp_path: Path, made: list[int]) -> None:
    first = prepared(TEXTS, relevance, tmp_path)
    damage(tmp_path / CACHE / KEPT)
    assert same(first, prepared(TEXTS, relevance, tmp_path)) and made == [4, 4]
    assert same(first, prepared(TEXTS, relevance, tmp_path)) and made == [4, 4], "and kept again"


def test_a_home_that_cannot_be_written_to_is_answered_from(relevance: Relevance, tmp_path: Path, made: list[int]) -> None:
    (tmp_path / CACHE).write_text("no folder")
    assert same(prepared(TEXTS, relevance, tmp_path), prepared(TEXTS, relevance)) and made == [4, 4]


def test_a_part_is_what_would_be_made_of_it_alone(relevance: Relevance) -> None:
    whole, alone = prepared(TEXTS, relevance).part(1, 3), prepared(TEXTS[1:3], relevance)
    assert np.array_equal(whole.tokens, alone.tokens) and np.array_equal(whole.vectors, alone.vectors)
    assert np.array_equal(whole.shown, alone.shown) and set(alone.marks) <= set(whole.marks)
