"""The lexicon: translations, probabilities, segmentation; a small one made here and the one that ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.lexicon import EVENNESS, LEXICON, PART_WEIGHT, Lexicon
from index.modelfolder import EncoderError

ENGLISH = ["chang", "citi", "climat", "flood"]
CHINESE = ["变化", "城市", "市", "气候", "气候变化", "洪水"]
PAIRS = [(0, 0, 0.8), (1, 1, 0.8), (1, 2, 0.2), (2, 3, 0.7), (2, 4, 0.5), (0, 4, 0.1), (3, 5, 0.9)]


@pytest.fixture(name="small")
def _small() -> Lexicon:
    first, second, scores = zip(*PAIRS, strict=True)
    costs = np.array([5, 4, 6, 5, 7, 6], np.float32)
    return Lexicon(ENGLISH, CHINESE, costs, (np.array(first, np.int32), np.array(second, np.int32), np.array(scores, np.float32)))


@pytest.fixture(name="shipped", scope="module")
def _shipped() -> Lexicon:
    return Lexicon.load()


def test_forms_are_relative_to_the_best(small: Lexicon) -> None:
    assert small.forms("citi") == (("城市", 1.0), ("市", pytest.approx((0.2 / 0.8) ** EVENNESS)))
    assert small.forms("气候变化") == (("climat", 1.0), ("chang", pytest.approx((0.1 / 0.5) ** EVENNESS)))
    assert small.forms("zebra") == () == small.forms("斑马")


def test_probability_in_both_directions(small: Lexicon) -> None:
    assert small.probability("citi", "城市") == pytest.approx(0.8) == small.probability("城市", "citi")
    assert small.probability("citi", "洪水") == 0.0 == small.probability("zebra", "斑马")
    assert small.probability("2015", "2015") == 1.0


def test_translate_adds_the_halves_of_long_words(small: Lexicon) -> None:
    query = small.translate(["气候变化", "zebra"])
    assert [(term.forms[0][0], term.weight) for term in query] == [("climat", 1.0), ("climat", PART_WEIGHT), ("chang", PART_WEIGHT)]


def test_unknown_long_word_is_translated_by_its_halves(small: Lexicon) -> None:
    assert [term.forms[0][0] for term in small.translate(["城市洪水"])] == ["citi", "flood"]


@pytest.mark.parametrize(
    ("run", "words"),
    [("气候变化", ["气候变化"]), ("城市洪水", ["城市", "洪水"]), ("大城市", ["大", "城市"]), ("", []), ("斑马", ["斑", "马"])],
)
def test_segment(small: Lexicon, run: str, words: list[str]) -> None:
    assert small.segment(run) == words


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Which cities flood?", ["citi", "flood"]),
        ("哪些城市有洪水？", ["城市", "洪水"]),
        ("氣候變化", ["气候变化"]),
        ("London的洪水", ["london", "洪水"]),
    ],
)
def test_terms_of_a_question(small: Lexicon, text: str, terms: list[str]) -> None:
    assert small.terms(text) == terms


def test_saved_and_loaded(small: Lexicon, tmp_path: Path) -> None:
    small.save(tmp_path / "lexicon.npz", np.array([9, 20, 3, 9, 2, 3]))
    loaded = Lexicon.load(tmp_path / "lexicon.npz")
    assert loaded.size == small.size
    assert loaded.probability("climat", "气候") == pytest.approx(0.7, rel=0.03)
    assert loaded.segment("城市洪水") == ["城市", "洪水"]


@pytest.mark.parametrize("content", [b"", b"not a lexicon", b"PK\x03\x04broken"])
def test_damaged_lexicon_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lexicon.npz").write_bytes(content)
    with pytest.raises(EncoderError, match="install the program again"):
        Lexicon.load(tmp_path / "lexicon.npz")


def test_missing_lexicon_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="install the program again"):
        Lexicon.load(tmp_path / "none.npz")


@pytest.mark.parametrize(
    ("term", "translation"),
    [
        ("citi", "城市"),
        ("flood", "洪水"),
        ("resilient", "韧性"),
        ("climat", "气候"),
        ("伦敦", "london"),
        ("适应", "adapt"),
        ("政府", "government"),
    ],
)
def test_shipped_lexicon_knows_the_field(shipped: Lexicon, term: str, translation: str) -> None:
    assert translation in [form for form, _ in shipped.forms(term)[:6]] or shipped.probability(term, translation) > 0.05


def test_shipped_lexicon_is_small() -> None:
    assert LEXICON.stat().st_size < 6_000_000
