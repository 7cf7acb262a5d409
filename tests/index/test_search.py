"""Search over real passages: k hits are k places, filters hold, languages reach one another, and Chroma agrees with the exact search."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from index.encoder import BundledEncoder
from index.generation import build, in_memory, open_current
from index.reranked import RerankedSearcher
from index.search import DEPTH, Searcher
from index.serving import Serving
from ingest.library import Library
from ingest.types import Language, Passage
from tests.assistant import homes
from tests.fakes import FakeEncoder, make_document, put, twins

QUESTIONS = [
    "How is engineering resilience measured?",
    "工程韧性如何衡量？",
    "engineering resilience如何衡量？",
    "Which cities insure themselves against disasters?",
    "哪些城市为灾害投保？",
    "哪些city为disaster投保？",
    "What did ICLEI found in Bonn?",
    "宜可城在波恩发起了什么？",
    "ICLEI在波恩发起了什么？",
    "blue lanterns in the fog",
    "黄色梯子",
    "garden patience 花园耐心",
]


@pytest.fixture(scope="module")
def searcher() -> Iterator[Searcher]:
    encoder = BundledEncoder.load()
    with Library.open(homes.mixed_home()) as library:
        yield Searcher(library, open_current(homes.mixed_home(), encoder.fingerprint), encoder)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("k", [1, 10, 60])
def test_k_hits_are_k_places_best_first(searcher: Searcher, question: str, k: int) -> None:
    hits = searcher.search(question, k)
    assert len(hits) == k and [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    shown = [hit.passage.id for hit in hits] + [hit.twin.id for hit in hits if hit.twin]
    assert len(set(shown)) == len(shown), "a passage and its twin are one place"
    texts = [(hit.passage.language, hit.passage.text) for hit in hits]
    assert len(set(texts)) == len(texts), "equal texts are one place"


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_readers_half_is_shown(searcher: Searcher, question: str) -> None:
    for reader in ("en", "zh"):
        hits = searcher.search(question, 20, reader=reader)
        assert all(hit.passage.language == reader or not hit.passage.twin for hit in hits)
        assert all(hit.twin is None or hit.twin.language != hit.passage.language for hit in hits)


@pytest.mark.parametrize("question", QUESTIONS)
def test_filters_hold_alone_and_together(searcher: Searcher, question: str) -> None:
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        assert {hit.passage.language for hit in searcher.search(question, 20, languages=[language])} == {language}
    assert {hit.passage.kind for hit in searcher.search(question, 20, kinds=["row"])} == {"row"}
    assert {hit.passage.work for hit in searcher.search(question, 20, works=["chen-2024"])} == {"chen-2024"}
    hits = searcher.search(question, 20, works=["chen-2024"], languages=["zh"], kinds=["row", "prose"])
    assert hits and all(hit.passage.language == "zh" and hit.passage.kind in ("row", "prose") for hit in hits)
    assert searcher.search(question, 20, works=["no such work"]) == [] == searcher.search(question, 20, kinds=[])


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("守夜人点亮什么灯笼？", "蓝色灯笼"),
        ("What lanterns do the watchmen light in the fog?", "蓝色灯笼"),
        ("fog中点亮的lantern", "蓝色灯笼"),
        ("What colour are the ladders of the thatchers?", "ladders yellow"),
        ("屋顶工人的梯子是什么颜色？", "ladders yellow"),
        ("黄色的ladder", "ladders yellow"),
    ],
)
def test_a_question_finds_what_stands_in_either_language_only(searcher: Searcher, question: str, words: str) -> None:
    assert any(words in hit.passage.text for hit in searcher.search(question, 3))


@pytest.mark.parametrize("question", ["", "?", "，。", "\x00", "zzzz qqqq", "🏙️"])
@pytest.mark.parametrize("k", [0, -1, 5])
def test_odd_questions_and_numbers_end_in_a_list(searcher: Searcher, question: str, k: int) -> None:
    assert len(searcher.search(question, k)) == max(k, 0)


def test_exact_search_and_chroma_give_the_same_ten_on_the_corpus_that_ships(tmp_path: Path) -> None:
    encoder, home = BundledEncoder.load(), tmp_path / "home"
    shutil.copytree(homes.mixed_home(), home)
    with Library.open(home, write=True) as library:
        for held in library.holdings():
            if held.origin == "added":
                library.remove(held.id)
        exact = Searcher(library, build(library, encoder.fingerprint), encoder)
        assert exact.generation.store is None and 400 < len(exact.generation) <= DEPTH
        with Serving(home, encoder.fingerprint, stays=True) as serving:
            serving.current()
            assert serving.ready(60) and serving.current().store is not None
            served = Searcher(serving.library, serving.current(), encoder)
            for question in QUESTIONS:
                assert [hit.passage.id for hit in served.search(question)] == [hit.passage.id for hit in exact.search(question)], question


def test_an_index_made_in_memory_gives_the_same_ten(searcher: Searcher) -> None:
    made = Searcher(searcher.library, in_memory(searcher.library, searcher.encoder.fingerprint), searcher.encoder)
    for question in QUESTIONS[:3]:
        assert [hit.passage.id for hit in made.search(question)] == [hit.passage.id for hit in searcher.search(question)]


# ---------------------------------------------------------------- small made libraries


def small(home: Path, *made: tuple[object, list[Passage]]) -> Searcher:
    encoder = FakeEncoder()
    with Library.open(home, write=True) as library:
        for one in made:
            put(library, encoder, one)  # type: ignore[arg-type]
        generation = in_memory(library, encoder.fingerprint)
    return Searcher(Library.open(home), generation, encoder)


def test_an_empty_library_gives_nothing(tmp_path: Path) -> None:
    assert small(tmp_path / "home").search("anything 任何") == []


@pytest.mark.parametrize("text", ["The gate is closed at night.", "闸门夜间关闭。", "gate夜间关闭。"])
def test_copies_in_several_documents_are_one_place(tmp_path: Path, text: str) -> None:
    made = [make_document(text, f"other text {n}", name=f"{n}.txt") for n in range(4)]
    searcher = small(tmp_path / "home", *made)
    hits = searcher.search(text, 5)
    assert [hit.passage.text for hit in hits].count(text) == 1 and len(hits) == 5


def test_twins_are_one_place_and_a_filter_may_leave_only_the_other_half(tmp_path: Path) -> None:
    english, (one,) = make_document("The gate is closed at night.", name="en.txt", work="w")
    chinese, (two,) = make_document("闸门夜间关闭。", name="zh.txt", work="w", language="zh")
    one, two = twins(one, two)
    searcher = small(tmp_path / "home", (english, [one]), (chinese, [two]))
    for question, shown in (("gate closed", one), ("闸门关闭", two), ("gate夜间关闭吗", two)):
        (hit,) = searcher.search(question, 5)
        assert hit.passage.id == shown.id and hit.twin is not None and {hit.passage.id, hit.twin.id} == {one.id, two.id}
    (hit,) = searcher.search("闸门关闭", 5, languages=["en"])
    assert hit.passage.id == one.id


def test_a_twin_that_is_gone_is_no_obstacle(tmp_path: Path) -> None:
    document, (one,) = make_document("The gate is closed at night.")
    (hit,) = small(tmp_path / "home", (document, [replace(one, twin="gone")])).search("gate", 5)
    assert hit.passage.id == one.id and hit.twin is None


# ---------------------------------------------------------------- the second opinion


class LongestFirst:
    """A reranker whose scores can be worked out in the head; `asked` counts the texts it read."""

    fingerprint = "longest first"

    def __init__(self) -> None:
        self.asked = 0

    def scores(self, question: str, texts: list[str]) -> npt.NDArray[np.float32]:
        self.asked += len(texts)
        return np.array([len(text) for text in texts], np.float32) - 10_000


@pytest.mark.parametrize("question", QUESTIONS[:3])
def test_a_reranker_orders_the_best_and_the_scores_stay_the_searchs(searcher: Searcher, question: str) -> None:
    reranker = LongestFirst()
    reranked = RerankedSearcher(searcher.library, searcher.generation, searcher.encoder, reranker)
    plain, hits = searcher.search(question, 48), reranked.search(question, 5)
    lengths = sorted((len(hit.passage.search_text) for hit in plain), reverse=True)
    assert [len(hit.passage.search_text) for hit in hits] == lengths[:5] and reranker.asked == 48
    assert [hit.score for hit in hits] == [hit.score for hit in plain[:5]]
    assert reranked.search(question, 0) == [] == reranked.search(question, 5, works=["none"])
    assert {hit.passage.kind for hit in reranked.search(question, 5, kinds=["row"])} == {"row"}
