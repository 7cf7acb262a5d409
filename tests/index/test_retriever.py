"""The search as a llama-index retriever; a passage becomes a node and the same passage again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from llama_index.core import Settings
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import MetadataMode, NodeRelationship, NodeWithScore, QueryBundle, TextNode

from index.encoder import BundledEncoder
from index.generation import open_current
from index.retriever import HybridRetriever, node_of, nodes_of, passage_of
from index.search import Searcher
from ingest.library import Library
from tests.assistant import homes
from tests.index.test_search import LongestFirst

QUESTIONS = ["How is engineering resilience measured?", "工程韧性如何衡量？", "engineering resilience如何衡量？"]


@pytest.fixture(scope="module")
def searcher() -> Iterator[Searcher]:
    encoder = BundledEncoder.load()
    with Library.open(homes.mixed_home()) as library:
        yield Searcher(library, open_current(homes.mixed_home(), encoder.fingerprint), encoder)


@pytest.fixture(autouse=True)
def no_default_model() -> Iterator[None]:
    yield
    assert Settings._llm is None and Settings._embed_model is None, "a default model was built"


def test_every_passage_is_the_same_after_its_node_has_been_json(searcher: Searcher) -> None:
    passages = [passage for held in searcher.library.holdings() for passage in searcher.library.passages_of(held.id)]
    assert {passage.language for passage in passages} == {"en", "zh"} and len({passage.kind for passage in passages}) >= 5
    for passage in passages:
        node = node_of(passage)
        assert passage_of(node) == passage == passage_of(TextNode.from_json(node.to_json()))
        assert (node.node_id, node.text, node.start_char_idx, node.end_char_idx) == (passage.id, passage.text, passage.start, passage.end)
        assert node.relationships[NodeRelationship.SOURCE].node_id == passage.document  # type: ignore[union-attr]
        json.dumps(node.metadata)


def test_an_encoder_reads_the_text_alone_and_a_model_its_place_too(searcher: Searcher) -> None:
    (hit,) = searcher.search(QUESTIONS[0], 1)
    node = node_of(hit.passage)
    assert node.get_content(MetadataMode.EMBED) == hit.passage.text
    shown = node.get_content(MetadataMode.LLM)
    assert hit.passage.place in shown and hit.passage.section in shown and "search_text" not in shown


def test_a_node_of_somebody_else_is_no_passage() -> None:
    with pytest.raises(KeyError):
        passage_of(TextNode(text="a text"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_retrieves_what_the_search_finds(searcher: Searcher, question: str) -> None:
    retriever = HybridRetriever(searcher, 5)
    assert isinstance(retriever, BaseRetriever)
    found, hits = retriever.retrieve(question), searcher.search(question, 5)
    assert all(isinstance(one, NodeWithScore) for one in found)
    assert [(one.node.node_id, one.score) for one in found] == [(hit.passage.id, hit.score) for hit in hits]
    assert [one.node.node_id for one in retriever.retrieve(QueryBundle(question))] == [one.node.node_id for one in found]
    assert [one.node.node_id for one in asyncio.run(retriever.aretrieve(question))] == [one.node.node_id for one in found]


@pytest.mark.parametrize("question", QUESTIONS)
def test_filters_by_work_language_and_kind(searcher: Searcher, question: str) -> None:
    for language in ("en", "zh"):
        found = HybridRetriever(searcher, 8, works=["chen-2024"], languages=[language], kinds=["row"]).retrieve(question)
        said = {(one.node.metadata["work"], one.node.metadata["language"], one.node.metadata["kind"]) for one in found}
        assert said == {("chen-2024", language, "row")} and len(found) == 8
    assert HybridRetriever(searcher, works=["none"]).retrieve(question) == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_reranker_gives_the_order(searcher: Searcher, question: str) -> None:
    found = HybridRetriever(searcher, 5, reranker=LongestFirst()).retrieve(question)
    lengths = [len(one.node.metadata["search_text"]) for one in found]
    assert lengths == sorted(lengths, reverse=True) and len(found) == 5


def test_nodes_without_scores(searcher: Searcher) -> None:
    hits = searcher.search(QUESTIONS[1], 2)
    assert [(one.node.node_id, one.score) for one in nodes_of(hit.passage for hit in hits)] == [(hit.passage.id, None) for hit in hits]
