"""Which words are names of somebody or some place, in either language, and what a name is called in the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import names as names_module
from index.modelfolder import EncoderError
from index.names import Names, as_written


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.load()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What did Paris and Berlin plan?", {"pari", "berlin", "paris"}),
        ("巴黎和柏林有何计划？", {"巴黎", "柏林"}),
        ("Paris和柏林有何计划？", {"pari", "paris", "柏林"}),
    ],
)
def test_names_are_found_in_a_text(names: Names, text: str, expected: set[str]) -> None:
    found = names.in_text(text)
    assert len(found) == 2 and set(found) <= expected, found


@pytest.mark.parametrize(
    "text",
    [
        "How is the resilience of a bridge measured after a flood?",
        "洪水之后桥梁的韧性如何衡量？",
        "flood之后bridge的韧性如何衡量？",
        "",
        "2016 322",
    ],
)
def test_plain_words_and_figures_are_no_names(names: Names, text: str) -> None:
    assert names.in_text(text) == ()


@pytest.mark.parametrize(("english", "chinese"), [("Berlin", "柏林"), ("London", "伦敦"), ("Germany", "德国"), ("Chinese", "中国")])
def test_a_family_holds_the_name_in_both_languages(names: Names, english: str, chinese: str) -> None:
    (stem,) = names.in_text(f"in {english}")
    assert stem in names.family(stem) and chinese in names.family(stem)
    assert chinese in names.family(chinese) and names.family(chinese) & names.family(stem)


@pytest.mark.parametrize("other", ["Berlin", "巴黎"])
def test_one_place_is_not_of_the_family_of_another(names: Names, other: str) -> None:
    (stem,) = names.in_text(f"in {other}")
    (london,) = names.in_text("in London")
    assert not names.family(stem) & names.family(london)


@pytest.mark.parametrize(
    ("text", "written"), [("What did Berlin plan?", "Berlin"), ("柏林有何计划？", "柏林"), ("Berlin有何计划？", "Berlin")]
)
def test_a_name_is_told_as_it_was_written(names: Names, text: str, written: str) -> None:
    (stem,) = names.in_text(text)
    assert as_written(stem, text) == written
    assert as_written("zzz", text) == "zzz"


def test_it_is_loaded_once(names: Names) -> None:
    assert Names.load() is names


def test_a_missing_list_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_module, "NAMES", tmp_path / "names.txt")
    names_module._loaded.cache_clear()
    try:
        with pytest.raises(EncoderError, match="install the program again"):
            Names.load()
    finally:
        names_module._loaded.cache_clear()
