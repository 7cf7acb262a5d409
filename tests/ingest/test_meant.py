"""Which inputs a word means: any of an input's names will do, and none is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.contents import Holding, Input
from ingest.meant import meant
from ingest.outcomes import Refused
from ingest.types import State

ADDRESS = "https://publisher.example/report.pdf"
BELLS = Input("/notes/bells.txt", "bells.txt", "c1", "r", State.READY, document="d1111111111111111")
BOATS = Input("/notes/船.txt", "船.txt", "c2", "r", State.READY, document="d2222222222222222")
MIXED = Input("/notes/sub/mixed 船.txt", "mixed 船.txt", "c3", "r", State.READY, document="d3333333333333333")
EMPTY = Input("/notes/empty.txt", "empty.txt", "", "", State.EMPTY, "empty", "empty")
OTHER = Input("/other/bells.txt", "bells.txt", "c4", "r", State.READY, document="d4444444444444444")
FETCHED = Input(ADDRESS, "un-paris-2015-en.pdf", "c5", "r", State.READY, document="d5555555555555555")
SHIPPED = Input("bundled:un-paris-2015", "notes on un-paris-2015", "c6", "r", State.READY, document="d6666666666666666")
ONLY_SHIPPED = Input("bundled:un-nua-2016", "notes on un-nua-2016", "c7", "r", State.READY, document="d7777777777777777")
INPUTS = [BELLS, BOATS, MIXED, EMPTY, FETCHED, SHIPPED, ONLY_SHIPPED]
WORKS = {
    BELLS: "file:bells", BOATS: "file:船", MIXED: "file:mixed-船", OTHER: "file:bells", FETCHED: "un-paris-2015", SHIPPED: "un-paris-2015",
    ONLY_SHIPPED: "un-nua-2016",
}  # fmt: skip


def holdings(inputs: list[Input]) -> list[Holding]:
    return [
        Holding(one.document, WORKS[one], one.name, one.name, one.uri, "added", ("en",), True, 1) for one in inputs if one.document
    ]  # fmt: skip


def names(word: str, inputs: list[Input] | None = None) -> list[Input]:
    return meant(word, INPUTS if inputs is None else inputs, holdings(INPUTS if inputs is None else inputs))


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("bells.txt", [BELLS]), ("BELLS.TXT", [BELLS]), ("/notes/bells.txt", [BELLS]), ("/notes/../notes/./bells.txt", [BELLS]),
        ("file:bells", [BELLS]), ("d1111111111111111", [BELLS]), ("d1111111", [BELLS]),
        ("船.txt", [BOATS]), ("/notes/船.txt", [BOATS]), ("file:船", [BOATS]), ("d2222222", [BOATS]),
        ("mixed 船.txt", [MIXED]), ("/notes/sub/mixed 船.txt", [MIXED]), ("/notes/sub", [MIXED]), ("file:mixed-船", [MIXED]),
        ("empty.txt", [EMPTY]), ("/notes/empty.txt", [EMPTY]),
        ("/notes", [BELLS, BOATS, MIXED, EMPTY]), ("/notes/", [BELLS, BOATS, MIXED, EMPTY]),
        (ADDRESS, [FETCHED]), ("HTTPS://Publisher.Example:443/report.pdf", [FETCHED]), ("un-paris-2015-en.pdf", [FETCHED]),
        ("un-paris-2015", [FETCHED]), ("Paris Agreement", [FETCHED]), ("巴黎协定", [FETCHED]),
        ("bundled:un-paris-2015", [SHIPPED]), ("notes on un-nua-2016", [ONLY_SHIPPED]), ("bundled:un-nua-2016", [ONLY_SHIPPED]),
    ],
)  # fmt: skip
def test_any_name_of_an_input_will_do(word: str, found: list[Input]) -> None:
    assert names(word) == found


def test_a_path_may_be_relative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    one = Input(str(tmp_path / "a" / "b.txt"), "b.txt", "", "", State.EMPTY)
    with pytest.raises(Refused):
        names("", [one])  # not the folder that one stands in
    assert names("a/b.txt", [one]) == names("a", [one]) == names("./a/../a/b.txt", [one]) == [one]


@pytest.mark.parametrize(
    ("word", "code", "says"),
    [
        ("bels.txt", "not-here", "bells.txt"), ("船只.txt", "not-here", "船.txt"), ("/elsewhere/mixed.txt", "not-here", "mixed 船.txt"),
        ("d1", "not-here", ""), ("/note", "not-here", ""), ("", "not-here", ""), (ADDRESS + "x", "not-here", "un-paris"),
        ("un-nua-2016", "ships", "bundled:un-nua-2016"), ("新城市议程", "ships", "bundled:un-nua-2016"),
        ("https://[bad", "not-here", ""), ("a\0b", "not-here", ""), ("bundled", "not-here", ""),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_with_what_is_nearest(word: str, code: str, says: str) -> None:
    with pytest.raises(Refused) as told:
        names(word)
    assert told.value.code == code and says in told.value.sentence("en") and says in told.value.sentence("zh")


def test_a_name_that_two_files_have_is_not_guessed() -> None:
    both = [*INPUTS, OTHER]
    with pytest.raises(Refused) as told:
        names("bells.txt", both)
    assert told.value.code == "ambiguous" and all(one.uri in told.value.sentence("zh") for one in (BELLS, OTHER))
    assert names("/other/bells.txt", both) == [OTHER] and names("file:bells", both) == [BELLS, OTHER], "a work is all that is of it"


def test_a_library_with_nothing_of_ones_own_says_so() -> None:
    with pytest.raises(Refused) as told:
        names("bells.txt", [SHIPPED])
    assert told.value.code == "nothing-here"
