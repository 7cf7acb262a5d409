"""Which source the article gives for what it says: the sentence that a question is about, and the entries of the list that its marks name.

Pure over candidates and a `Shelf`; knows nothing about how the sentence was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.bibliography import entries
from assistant.composition import Composition, Evidence, Line
from assistant.question import Question
from assistant.references import entry_line
from assistant.relevance import Relevance
from assistant.shelf import Shelf
from ingest.language import CITATION_MARK, marks

ENTRIES = 5  # entries shown at most
TRIED = 4  # sentences that are looked at for marks, best first
_SOURCE_EN = r"(?:sources?|references?|citations?|works?|publications?|stud(?:y|ies)|literature|reports?|papers?|authorit(?:y|ies))"
_WANTED = re.compile(
    rf"\b(?:wh(?:ich|at|ose)|name the|give (?:me )?the|tell me the)\b(?: \w+){{0,3}}? {_SOURCE_EN}\b(?=.{{0,60}}\b(?:back|backs|backing|support\w*|underl\w+|underpin\w*|given|cited"
    r"|invoke\w*|credited|rel(?:y|ies) on|based|basis|behind|draws? on|attribut\w+|for|does the (?:paper|article)|do the authors)\b)"
    rf"|\b{_SOURCE_EN} (?:is|are|was|were) (?:given|cited|credited|invoked|named|used) (?:for|as)\b|\bwhere does the .{{0,60}}\bcome from\b|\bwhere (?:do|does|did) .{{0,40}}\b(?:take|get|draw|derive|borrow|adopt)\b.{{0,60}}\bfrom\b"
    rf"|\bon (?:which|what|whose) {_SOURCE_EN}\b|\bwho is (?:cited|credited|quoted) (?:for|with)\b|\b(?:source|citation) (?:for|of|behind)\b"
    r"|引自|出自|出处|源自|来自哪[篇本条份]|(?:来源|依据|根据)(?:是|于)?(?:什么|哪|何)|哪[一几些]?[篇条本份些]?(?:参考)?(?:文献|来源|资料|研究|报告)(?:支持|支撑|佐证|作为|提供)"
    r"|(?:参考|引用|依据|根据)了?(?:的是)?哪[些几一]?[篇条本份]?(?:文献|来源|资料|著作|研究)|引用了谁|(?:是)?谁的(?:观点|说法|研究)|以哪[些几篇条]?.{0,4}(?:文献|资料).{0,2}为(?:依据|据)",
    re.IGNORECASE | re.ASCII,
)
_ASKING = re.compile(  # what of the question is not the claim
    rf"\b(?:wh(?:ich|at|ose|o|ere)|name|give|tell|me|the)\b(?: \w+){{0,3}}? {_SOURCE_EN}\b|\b(?:in|by) the (?:paper|article|text|authors)\b|\bdoes the (?:paper|article)\b|\bdo the authors\b"
    r"|\b(?:is|are|was|were|does|do|did|given|cited|cites?|credited|quoted|invoked|named|used|uses?|backs?(?: up)?|supports?|underlies?|underpins?|rel(?:y|ies) on|based|basis|behind|"
    rf"attributed|claim|statement|takes?|gets?|draws?|derives?|borrows?|adopts?|authors?|that|come[s]? from|for|as|with)\b|\b{_SOURCE_EN}\b"
    r"|引自|出自|出处|源自|来自|来源|依据|根据|支持|支撑|佐证|(?:参考)?文献|引用了?|参考了?|哪[一几些]?[篇条本份些里]|资料|这[个一]?(?:说法|数据|数字|观点|结论)|是什么|谁的|什么",
    re.IGNORECASE | re.ASCII,
)


def wanted(question: Question) -> bool:
    """Whether a question asks for the source of something that the article says."""
    return (
        not question.references
        and not question.has("front_fund")
        and (_WANTED.search(question.text) is not None or question.has("source_wanted"))
    )


def claim(question: Question) -> Question:
    """The question with only the claim left in it, to search with."""
    rest = question.text if question.has("source_wanted") else " ".join(_ASKING.sub(" ", question.text).split())
    dropped = {"cited", "reference", "who", "where", "list", "source_wanted"}
    return replace(question, text=rest or question.text, parts=(rest or question.text,), wants=question.wants - dropped)


def sourced(question: Question, found: Composition, shelf: Shelf, relevance: Relevance) -> Composition | None:
    """The sentence that says it, and the entries that its marks name; None where the best sentences carry no mark."""
    known = {entry.number: entry for entry in entries(shelf)}
    for line in found.lines:
        numbers = [number for number in _marks_of(question, line, relevance) if number in known][:ENTRIES]
        if numbers:
            listed = tuple(entry_line(known[number], question.language) for number in numbers)
            return replace(found, lines=(line, *listed))
    return None


def _marks_of(question: Question, line: Line, relevance: Relevance) -> tuple[int, ...]:
    """The marks of the part of a sentence that covers the question best: a mark belongs to what stands before it."""
    segments = [segment for evidence in line.evidence for segment in _segments(evidence)]
    if not segments:
        return ()
    probe = relevance.probe(question.text)
    shares = probe.share(relevance.coverage(probe, [text for text, _ in segments])) if probe.terms else [0.0] * len(segments)
    return segments[max(range(len(segments)), key=lambda place: float(shares[place]))][1]


def _segments(evidence: Evidence) -> Sequence[tuple[str, tuple[int, ...]]]:
    """A quote cut at its marks: what each mark stands behind, with the numbers; marks at the very end count with the quote."""
    text = evidence.passage.text
    end = evidence.end
    after = CITATION_MARK.match(text, end)
    quote = text[evidence.start : after.end() if after else end]
    found, start = [], 0
    for mark in CITATION_MARK.finditer(quote):
        found.append((quote[start : mark.start()], marks(mark.group(0))))
        start = mark.end()
    named = _NAMED.search(quote)
    return found or ([(quote, tuple(map(int, re.findall(r"\d+", named.group(1)))))] if named else [])


_NAMED = re.compile(r"(?:source|来源)[^)）]{0,20}?((?:\[\d{1,3}\])+)", re.IGNORECASE)  # a note that names its source in words
