"""llama-index's own default pipeline as a system to be judged: `python -m eval.bench_default --home DIR BATCH`, by the batch contract.

SentenceSplitter as it comes (1,024 tokens), MiniLM through HuggingFaceEmbedding, ChromaVectorStore, the two best passages (its default), no
language model: they are the answer. It reads the texts of the home's library, so that both systems rest on the same words.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.bench_figures import NotInstalled
from eval.bench_ingest import minilm_folder
from ingest.language import detect
from ingest.library import Library

TOP = 2  # llama-index's default of similarity_top_k
DEPTH = 10  # passages that its search is measured by
Ask = Callable[[str], list[tuple[str, float]]]


def built(texts: Sequence[str], folder: Path, depth: int = DEPTH) -> Ask:
    """The pipeline over some texts, ready to be asked: a question's passages with their scores, best first."""
    model = minilm_folder()
    os.environ |= {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
    from chromadb import PersistentClient
    from chromadb.config import Settings
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    embedding = HuggingFaceEmbedding(model_name=str(model), device="cpu")
    client = PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.create_collection("passages", embedding_function=None))
    context = StorageContext.from_defaults(vector_store=store)
    documents = [Document(text=text) for text in texts]
    index: Any = VectorStoreIndex.from_documents(documents, context, embed_model=embedding, transformations=[SentenceSplitter()])
    retriever = index.as_retriever(similarity_top_k=depth)
    return lambda question: [(found.node.get_content(), float(found.score or 0.0)) for found in retriever.retrieve(question)]


def row_of(number: object, question: str, ask: Ask) -> dict[str, object]:
    """The row of the contract for one question."""
    began = time.perf_counter()
    found = ask(question)
    seconds = time.perf_counter() - began
    given = found[:TOP]
    return {
        "id": number,
        "answer": "\n\n".join(text for text, _ in given),
        "language": detect(given[0][0]) if given else "en",
        "abstained": False,
        "confidence": given[0][1] if given else 0.0,
        "citations": [{"quote": text} for text, _ in given],
        "retrieved": [text for text, _ in found],
        "seconds": seconds,
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Answer a batch; 0, or 2 where its packages are not installed."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_default", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("batch", type=Path, help="file with a JSON object a line: id, question")
    parser.add_argument("--home", type=Path, required=True, help="the home whose library's texts it reads")
    given = parser.parse_args(argv)
    with Library.open(given.home) as library:
        texts = [document.text for document in library.documents(active_only=True)]
    with tempfile.TemporaryDirectory(prefix="resilient-default-") as folder:
        try:
            ask = built(texts, Path(folder))
        except NotInstalled as error:
            print(error, file=sys.stderr)
            return 2
        for line in given.batch.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                row = json.loads(line)
                print(json.dumps(row_of(row["id"], row["question"], ask), ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
