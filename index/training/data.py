"""Reads the training pairs and questions; knows nothing about models."""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.glossary import glossary
from ingest.words import normalise

DOMAIN_WEIGHT = 20  # our own bilingual text is 1,500 pairs among 1.3 million; 20 makes it 2 % of what is seen


@dataclass(frozen=True, slots=True)
class Pair:
    """An English text and the Chinese one that says the same, both in their search form (`ingest.words.normalise`)."""

    english: str
    chinese: str
    source: str


def pairs(folder: Path) -> Iterator[Pair]:
    """The rows of parallel.tsv.gz, then our own bilingual text (its source is "domain"), each once."""
    with gzip.open(folder / "parallel.tsv.gz", "rt", encoding="utf-8") as rows:
        for row in rows:
            fields = row.rstrip("\n").split("\t")
            if len(fields) == 3 and fields[0].strip() and fields[1].strip():
                yield Pair(normalise(fields[0]), normalise(fields[1]), fields[2])
    yield from domain_pairs(folder.parent / "corpus", Path(__file__).parents[2] / "ingest" / "bundled")


def domain_pairs(corpus: Path, bundled: Path) -> Iterator[Pair]:
    """Our own bilingual text: facts, corrections, the digest and the glossary with its variants."""
    for name, fields in (("facts.jsonl", ("fact",)), ("errata.jsonl", ("paper_says", "evidence", "correction"))):
        for record in _records(corpus / name):
            for name_of_field in fields:
                if record.get(name_of_field) and record.get(f"{name_of_field}_zh"):
                    yield _domain(record[name_of_field], record[f"{name_of_field}_zh"])
    digest = tomllib.loads((bundled / "digest.toml").read_text("utf-8"))
    for section in digest.get("section", []):
        yield _domain(section["title_en"], section["title_zh"])
    for paragraph in digest.get("paragraph", []):
        if paragraph.get("en") and paragraph.get("zh"):
            yield _domain(paragraph["en"], paragraph["zh"])
    for term in glossary():
        for english in (term.en, *term.variants_en):
            for chinese in (term.zh, *term.variants_zh):
                yield _domain(english, chinese)


def _domain(english: str, chinese: str) -> Pair:
    return Pair(normalise(english), normalise(chinese), "domain")


def questions(folder: Path, name: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(passages, questions) of a set such as "drcd.dev": (id, text) and (gold id, question), in their search form."""
    passages = [(r["id"], normalise(r["text"])) for r in _records(folder / "questions" / f"{name}.passages.jsonl.gz")]
    asked = [(r["gold"], normalise(r["question"])) for r in _records(folder / "questions" / f"{name}.questions.jsonl.gz")]
    return passages, asked


def _records(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return [json.loads(row) for row in text.split("\n") if row.strip()]
