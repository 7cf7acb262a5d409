"""The search as a llama-index retriever, and the one place where a passage becomes a llama-index node and a node a passage again.

What is retrieved are `NodeWithScore`s whose node is a `TextNode` with the passage's id, text and typed metadata. Nothing else of the
program needs llama-index to search, so that a question from the terminal does not pay for importing it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from typing import Any, TypedDict

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from index.rerank import Reranker
from index.reranked import RerankedSearcher
from index.search import Searcher
from ingest.types import Kind, Language, Origin, Passage

_SHOWN_TO_A_MODEL = ("work", "section", "place")  # metadata that a language model reads with the text; an encoder reads none
_TUPLES = frozenset({"references", "urls"})


class Metadata(TypedDict):
    """What a node says of its passage: plain JSON, `start` and `end` are characters of the document."""

    work: str
    document: str
    language: Language
    section: str
    place: str
    kind: Kind
    origin: Origin
    page: int | None
    start: int
    end: int
    search_text: str
    order: int
    references: list[int]
    twin: str | None
    continues: str | None
    urls: list[str]


def node_of(passage: Passage) -> TextNode:
    """The passage as a llama-index node: same id and text, everything else in its metadata."""
    metadata: Metadata = {
        "work": passage.work,
        "document": passage.document,
        "language": passage.language,
        "section": passage.section,
        "place": passage.place,
        "kind": passage.kind,
        "origin": passage.origin,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "search_text": passage.search_text,
        "order": passage.order,
        "references": list(passage.references),
        "twin": passage.twin,
        "continues": passage.continues,
        "urls": list(passage.urls),
    }
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata=dict(metadata),
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=[name for name in metadata if name not in _SHOWN_TO_A_MODEL],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.document)},
    )


def passage_of(node: TextNode) -> Passage:
    """The passage that `node_of` made the node from. Raises KeyError where the node was not made here."""
    names = [field.name for field in fields(Passage) if field.name not in ("id", "text")]
    values: dict[str, Any] = {name: tuple(node.metadata[name]) if name in _TUPLES else node.metadata[name] for name in names}
    return Passage(id=node.node_id, text=node.text, **values)


def nodes_of(passages: Iterable[Passage]) -> list[NodeWithScore]:
    """Passages as nodes without scores."""
    return [NodeWithScore(node=node_of(passage)) for passage in passages]


class HybridRetriever(BaseRetriever):
    """Retrieves the k best places for a question, best first, from one opened index; filters name works, languages and kinds.

    A place counts once: of a passage and its twin the one in the question's language is given. `reranker` re-orders the best.
    """

    def __init__(
        self,
        searcher: Searcher,
        k: int = 10,
        *,
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
        kinds: Collection[Kind] | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        super().__init__()
        if reranker is not None:
            searcher = RerankedSearcher(searcher.library, searcher.generation, searcher.encoder, reranker)
        self._searcher = searcher
        self._k = k
        self._works, self._languages, self._kinds = works, languages, kinds

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._searcher.search(query_bundle.query_str, self._k, works=self._works, languages=self._languages, kinds=self._kinds)
        return [NodeWithScore(node=node_of(hit.passage), score=hit.score) for hit in hits]
