"""The sentences that could answer: cut from the passages that were found, each with its place. Pure.

A sentence that a table or a page turn cuts in two is one candidate with evidence in both passages. Over-long sentences are
offered clause by clause, since an answer quotes no more than it needs, and a short passage of two sentences whole.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.composition import Evidence, span
from assistant.grid import Grid, GridRow, goal_spans, subsystem_name
from index.search import Hit
from ingest.language import readable, sentences
from ingest.types import Language, Passage

_CLAUSE = re.compile(r"[;；]\s*")
_LONG: dict[Language, int] = {"en": 420, "zh": 170}
WHOLE: dict[Language, int] = {"en": 360, "zh": 140}  # characters up to which a passage is one candidate: its sentences lean on one another
LATIN = 0.6  # by how much a Latin letter counts less than a Chinese character
TOGETHER = 2  # sentences of a short passage that are one candidate
_SHORTEST: dict[Language, int] = {"en": 25, "zh": 8}
_NUMBERED = re.compile(r"^(?:\d{1,2}\s*[.)、）]|[(（]\d{1,2}[)）])\s*")
_BULLET = re.compile(r"^[-*•·▪‣]\s+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence, clause or table row: its readable text, its evidence, what it is matched by, and the hit's score.

    `matched` is the text that is compared with the question (a row's column heads are in it, and a clause's sentence opening
    is not). `position` is (passage order in the document, offset). `context` is what stands around it: section title, the passage
    and the one before, `twin` the sentence that says the same in the other language ("" where there is none), `expected` the chance that
    the question is one that it is known to answer (see `assistant.expected`).
    """

    text: str
    evidence: tuple[Evidence, ...]
    matched: str
    score: float
    position: tuple[int, int]
    context: str = ""
    twin: str = ""
    expected: float = 0.0

    @property
    def passage(self) -> Passage:
        """The passage of the first piece of evidence."""
        return self.evidence[0].passage


def candidates(
    hits: Sequence[Hit],
    rows: Mapping[str, tuple[Grid, GridRow]],
    by_id: Callable[[str], Passage | None],
    previous: Callable[[Passage], str],
    following: Callable[[Passage], Passage | None],
) -> list[Candidate]:
    """All candidates of the hits, best passage first, each once.

    `rows` finds a row passage's grid by id, `by_id` a passage, `previous` the text before a passage, `following` the passage in
    which its last sentence goes on.
    """
    found: dict[tuple[Evidence, ...], Candidate] = {}
    for hit in hits:
        context = f"{hit.passage.section} {hit.passage.search_text if hit.passage.kind != 'row' else ''} {previous(hit.passage)}"
        other = by_id(hit.passage.twin) if hit.passage.twin else None
        for candidate in _of_hit(hit, rows, by_id, following):
            twin = _twin(candidate, other) if other else ""
            found.setdefault(candidate.evidence, replace(candidate, context=context, twin=twin))
    return list(found.values())


def _of_hit(
    hit: Hit,
    rows: Mapping[str, tuple[Grid, GridRow]],
    by_id: Callable[[str], Passage | None],
    following: Callable[[Passage], Passage | None],
) -> list[Candidate]:
    passage = hit.passage
    if passage.kind == "row" and passage.id in rows:
        grid, row = rows[passage.id]
        return [_row(hit, grid, row)] if grid.year is not None else _row_parts(hit, row)
    if passage.kind in ("reference", "front", "caption"):
        return [_entire(hit)]
    earlier, later = by_id(passage.continues) if passage.continues else None, following(passage)
    if earlier is None and later is None and _stands_whole(passage):
        return [_whole(hit)]
    return _sentences(hit, earlier, later)


def _twin(candidate: Candidate, other: Passage) -> str:
    """The twin passage's sentence at a candidate's place: the one of its number, or where they differ in number the one as far on."""
    passage, evidence = candidate.passage, candidate.evidence[0]
    if passage.kind != "prose" or evidence.end - evidence.start == len(passage.text):
        return other.search_text
    own, theirs = _spans(passage.text, passage.language), _spans(other.text, other.language)
    if len(own) == len(theirs):
        place = max((number for number, (start, _) in enumerate(own) if start <= evidence.start), default=0)
    else:
        middle = (evidence.start + evidence.end) / 2 / len(passage.text)
        place = min(range(len(theirs)), key=lambda number: abs(sum(theirs[number]) / 2 / len(other.text) - middle), default=0)
    return readable(other.text[slice(*theirs[place])]) if theirs else ""


@lru_cache(maxsize=4096)
def _spans(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(text, language))


def _row(hit: Hit, grid: Grid, row: GridRow) -> Candidate:
    passage = hit.passage
    cell = row.cell(grid.main, passage.language)
    return Candidate(readable(cell), (span(passage, cell),), f"{grid.year_of(row)} {cell}", hit.score, (passage.order, 0))


def _row_parts(hit: Hit, row: GridRow) -> list[Candidate]:
    """A row of a table of goals: what it begins with, and each of its goals by itself."""
    passage = hit.passage
    cell = row.cell(0, passage.language)
    name = subsystem_name(readable(cell))
    spans = goal_spans(passage.text)
    about = readable(passage.text[: spans[0][0] if spans else len(passage.text)]).strip()
    mark = ": " if passage.language == "en" else "："
    text = f"{name}{mark}{about.removeprefix(name).strip()}" if name and about.removeprefix(name).strip() else about
    found = [Candidate(text, (Evidence(passage, 0, spans[0][0] if spans else len(passage.text)),), text, hit.score, (passage.order, 0))]
    for start, end in spans:
        goal = f"{name}{mark}{readable(passage.text[start:end])}" if name else readable(passage.text[start:end])
        evidence = (Evidence(passage, start, end), *((Evidence(passage, 0, named),) if (named := _named_until(passage.text, name)) else ()))
        found.append(Candidate(goal, evidence, goal, hit.score, (passage.order, start)))
    return found


def _named_until(text: str, name: str) -> int:
    """Where the name that a row begins with ends; 0 where it does not begin with it."""
    return len(name) if name and text.startswith(name) else 0


def _entire(hit: Hit) -> Candidate:
    passage = hit.passage
    return Candidate(
        readable_block(passage),
        (Evidence(passage, 0, len(passage.text)),),
        f"{passage.section} {passage.search_text}",
        hit.score,
        (passage.order, 0),
    )


def _stands_whole(passage: Passage) -> bool:
    """Whether a passage is short and of two sentences at most, and no item of a list under its head."""
    few = len(_spans(passage.text, passage.language)) <= TOGETHER
    return few and _width(passage) <= WHOLE[passage.language] and not head_of_item(passage.text)[1]


def _width(passage: Passage) -> float:
    """The length of a passage in characters of its language: in Chinese a Latin letter counts less."""
    latin = sum(character.isascii() for character in passage.text) if passage.language == "zh" else 0
    return len(passage.text) - LATIN * latin


def _whole(hit: Hit) -> Candidate:
    passage = hit.passage
    text = _opened(readable(passage.text), passage.language)
    return Candidate(text, (Evidence(passage, 0, len(passage.text)),), text, hit.score, (passage.order, 0))


def readable_block(passage: Passage) -> str:
    """A front-matter block, reference or caption on one line, without emphasis marks and affiliation marks."""
    text = re.sub(r"\^\{[^}]*\}|[¹²³⁴⁵⁶⁷⁸⁹]", "", passage.text) if passage.kind == "front" else passage.text
    if passage.kind == "caption":
        text = readable(re.sub(r"\[\d{1,3}\]", "", text))
    if passage.kind == "reference":
        text = re.sub(r"^\[\d+\]\s*", "", text)
    return re.sub(r"\*+", "", re.sub(r"\s+", " ", text)).strip()


def _sentences(hit: Hit, earlier: Passage | None, later: Passage | None) -> list[Candidate]:
    passage = hit.passage
    found: list[Candidate] = []
    spans = _spans(passage.text, passage.language)
    for number, (start, end) in enumerate(spans):
        whole = Evidence(passage, start, end)
        if number == 0 and earlier is not None:
            found.append(_joined(hit, earlier, whole))
            continue
        if number == len(spans) - 1 and later is not None:
            found.append(_joined(hit, passage, Evidence(later, *sentences(later.text, later.language)[0])))
            continue
        pieces = _clauses(passage, start, end)
        for first, last in pieces:
            text = _opened(readable(passage.text[first:last]), passage.language)
            if len(text) >= _SHORTEST[passage.language]:
                found.append(Candidate(text, (Evidence(passage, first, last),), text, hit.score, (passage.order, first)))
    return found


def _joined(hit: Hit, earlier: Passage, rest: Evidence) -> Candidate:
    """The sentence that began in an earlier passage and ends here."""
    start, end = sentences(earlier.text, earlier.language)[-1]
    gap = " " if earlier.language == "en" else ""
    text = readable(earlier.text[start:end] + gap + rest.quote)
    return Candidate(text, (Evidence(earlier, start, end), rest), text, hit.score, (earlier.order, start))


def _clauses(passage: Passage, start: int, end: int) -> list[tuple[int, int]]:
    """The sentence as one span, or its clauses where it is over-long and has any."""
    if end - start <= _LONG[passage.language]:
        return [(start, end)]
    cuts = [start, *(start + match.end() for match in _CLAUSE.finditer(passage.text[start:end])), end]
    pieces = [(first, last) for first, last in itertools.pairwise(cuts) if last - first >= _SHORTEST[passage.language]]
    if len(pieces) < 2 or (any(last - first < 30 for first, last in pieces) and passage.language == "en"):
        return [(start, end)]
    return [(first, first + len(passage.text[first:last].rstrip(" ;；"))) for first, last in pieces]


_OPENINGS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"^(?:specifically|moreover|furthermore|however|in addition|additionally|also|thus|therefore|consequently|meanwhile|besides"
        r"|for example|for instance|notably|finally|later|broadly speaking|on the one hand|on the other hand|and)\s*[,:]\s*",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"^(?:此外|而且|然而|但是|因此|于是|同时|另外|例如|概括而言|具体而言|而后|其中|首先|其次|最后|文章最后|一方面|另一方面)[，,：:]\s*"
    ),
}


def _opened(text: str, language: Language) -> str:
    """The sentence without the connective that ties it to the one before, and with its capital."""
    bare = _OPENINGS[language].sub("", _NUMBERED.sub("", _BULLET.sub("", text))) or text
    return bare[:1].upper() + bare[1:] if language == "en" else bare


def head_of_item(text: str) -> tuple[int, str]:
    """Where the head of a numbered item ends, and the head: "1) Nature-based Solutions. Enhancing …" → its title; (0, "") if none."""
    number = _NUMBERED.match(text)
    if not number:
        return 0, ""
    end = re.compile(r"[:：]|[.。](?:\s|$)").search(text, number.end())
    if not end or end.start() - number.end() > 160:
        return 0, ""
    return end.start(), text[number.end() : end.start()].strip()
