"""What a follow-up's pronoun stands for when the earlier question did not name it: a person, place or subsystem that its answer gave.

Pure over a question and the composition that answered it; knows nothing about how either was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import cues
from assistant.composition import Composition
from assistant.concepts import known_concepts
from assistant.grid import Grid, short_head
from assistant.question import Question
from assistant.relevance import NAMED
from ingest.language import has_chinese

_PERSON = re.compile(r"\b(?:he|his|him|she|hers?)\b|[他她](?!们)", re.IGNORECASE | re.ASCII)
_THOSE = re.compile(
    r"\b(?:those|these|that one|that subsystem|it|they|them)\b|这些|那些|^(?:分别)?是哪[些几]|有哪些？?$|它们?|该子系统|这个子系统",
    re.IGNORECASE | re.ASCII,
)


def refers_to_answer(asked: str, before: Sequence[str]) -> bool:
    """Whether a follow-up speaks of what the earlier answer named: a person nobody named yet, or the outcome of "the fewest"."""
    if not before:
        return False
    earlier = before[-1]
    if _PERSON.search(asked):
        return not any(concept.category == "person" for concept in known_concepts().find(earlier))
    return _THOSE.search(asked) is not None and (cues.has("fewest", earlier) or cues.has("most", earlier))


def named_in(earlier: Question, told: Composition, grids: Sequence[Grid]) -> list[str]:
    """The names that an answer gave and its question did not, persons first; subsystems of its last line where it counts."""
    known = known_concepts().names(earlier.text)
    text = " ".join(line.text for line in told.lines[:2])
    concepts = [concept for concept in known_concepts().find(text) if concept.category in NAMED and concept.en not in known]
    concepts.sort(key=lambda concept: concept.category != "person")
    names = [concept.name(earlier.language) for concept in concepts if concept.category == "person"]
    if earlier.has("fewest", "most") and told.lines:
        last = told.lines[-1].text
        names += [
            head
            for grid in grids
            for head in _heads(grid)
            if short_head(head).lower() in last.lower() and has_chinese(head) == has_chinese(last)
        ]
    return list(dict.fromkeys(names))


def _heads(grid: Grid) -> list[str]:
    """The names of the columns of marks, as a person says them: "cyber resilience", 网络韧性."""
    return [
        f"{short_head(heads[column])}韧性" if has_chinese(heads[column]) else f"{short_head(heads[column])} resilience"
        for heads in grid.columns.values()
        for column in grid.marks
    ]
