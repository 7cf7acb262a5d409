"""Which English words are names: learned from capitals in the middle of sentences, and written to `index/model/names.txt`.

A word counts as a name when at least 85 % of its occurrences that are not at the start of a sentence (nor in a title) carry a
capital, over at least three. What is kept are the stems of `ingest.words`, in order; sentences are not.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.lexicon import Lexicon
from ingest.words import stem

SHARE, LEAST = 0.85, 3
TITLE = 0.6  # share of capitalised words from which a line is a title
_WORD = re.compile(r"[A-Za-z][a-z'’]+|[A-Z]{2,}")
_GLOSSES = "cedict"  # dictionary glosses are lower case save for names, from their first word on


def names(lines: Iterable[tuple[str, str]]) -> list[str]:
    """The stems that are names, sorted; `lines` are (English text, source)."""
    capitals: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for text, source in lines:
        for word in _words(text, from_start=source == _GLOSSES):
            root = stem(word.lower())
            total[root] += 1
            capitals[root] += word[0].isupper()
    return sorted(root for root, count in total.items() if count >= LEAST and capitals[root] >= SHARE * count)


def _words(text: str, *, from_start: bool) -> Iterator[str]:
    found = list(_WORD.finditer(text))
    if not from_start and sum(match.group()[0].isupper() for match in found) > TITLE * len(found):
        return
    for match in found if from_start else found[1:]:
        if text[: match.start()].rstrip()[-1:] not in tuple(".!?:\"“'"):
            yield match.group()


def write(pairs: Path, folder: Path) -> int:
    """Write names.txt into a model folder from parallel.tsv.gz; returns how many stems it holds. Only words the lexicon knows are kept."""
    with gzip.open(pairs, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        known = [name for name in names((row[0], row[2]) for row in rows) if Lexicon.load(folder / "lexicon.npz").forms(name)]
    (folder / "names.txt").write_text("\n".join(known) + "\n", encoding="utf-8")
    return len(known)
