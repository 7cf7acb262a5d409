"""From a question to a checked answer: understand → exact answer from a table or a place → retrieve → compose → decide → cite.

The story in one screenful; each step is a pure function of its own file. Knows nothing about screens, and needs no language model; where
there is one, it writes from the same passages, and what it writes is checked sentence by sentence.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Collection, Generator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from assistant import cells, places, references, sourcing, tables
from assistant.answer import Answer, Citation
from assistant.antecedent import named_in, refers_to_answer
from assistant.apart import apart
from assistant.bibliography import entries
from assistant.candidates import Candidate, candidates
from assistant.cases import listed_row, year_of_row
from assistant.cleaning import visible
from assistant.compose import compose
from assistant.composition import Citer, Composition, Evidence, Line, citation
from assistant.criticism import notes
from assistant.decline import NEAREST_SHOWN, WELL_COVERED, aside, decline
from assistant.events import Answered, Event, Said, Working, final
from assistant.expected import SURE, Expectations, Found
from assistant.holdings import Holdings
from assistant.llm import Model
from assistant.premise import particulars_untold
from assistant.prompts import Brief, brief
from assistant.question import Question, about, corrects, otherwise, understand
from assistant.ranking import Scored, score
from assistant.rectify import contradicted, put_right
from assistant.relevance import Relevance
from assistant.scope import Scope
from assistant.shapes import clauses, comparison, guidance, numbered
from assistant.support import Cited, Support
from assistant.wording import say
from assistant.writer import Writer
from assistant.written import Plain, plainly, remarked, written
from index.search import Hit, Searcher
from ingest.errata import errata
from ingest.expected import expected
from ingest.types import Kind, Language, Origin

SOURCES_SHOWN = 10  # passages that a language model is given at most; more confuse small ones
ELSEWHERE, ELSEWHERE_TABLE = (
    0.7,
    0.85,
)  # chance from which an expected thing elsewhere goes before what a place or a table gives for the words
RESTATED = ("abstract", "highlights", "keywords")  # places that only say again what others tell
SUMMARY = 0.3  # chance from which the sentences known to sum something up go before what a table or place gives for the words
EACH = 2  # sentences about each of some things that are asked about at once
SUMMED = 5  # sentences of a summary
CLAIMED = 0.45  # share of a claim that the article's words around a sentence must cover for its source to be given
NAMED_ENOUGH = 0.5  # share of a question's weight that a table row must cover for its year to answer "when"


_SITUATED = re.compile(  # somebody speaks for a place, not of himself
    r"\b(?:we|us|our|cit(?:y|ies)|towns?|count(?:y|ies)|municipal\w*|governments?|districts?|mayors?|planners?|local)\b|我市|我们|我县|我区|城市|县|市|区|政府|地方|规划",
    re.IGNORECASE | re.ASCII,
)


_LANGUAGE = re.compile(  # "translated into English" names no place, "Prof." nobody
    r"english|chinese|China|中文|英文|英语|汉语|prof(?:essor)?|dr|mr|mrs|ms", re.IGNORECASE
)


class Engine:
    """Answers questions over one opened index. `threshold` is the confidence below which it declines."""

    def __init__(
        self,
        searcher: Searcher,
        holdings: Holdings,
        relevance: Relevance,
        *,
        threshold: float,
        candidate_count: int,
        model: Model | None = None,
        lock: AbstractContextManager[object] | None = None,
        home: Path | None = None,
    ) -> None:
        """`home` keeps what is made ready of the expected questions."""
        self._lock = lock if lock is not None else threading.RLock()  # searching and scoring remember what they read
        self.support = Support(relevance)
        self.writer = Writer(model, self.support, self._lock) if model else None
        self._searcher = searcher
        self._holdings = holdings
        self.relevance = relevance
        self._threshold = threshold
        self._candidate_count = candidate_count
        self._home = home

    def answer(self, asked: str, before: Sequence[str] = (), language: Language | None = None, scope: Scope | None = None) -> Answer:
        """The answer to a question; `before` are the earlier questions of the conversation, oldest first."""
        return final(self.stream(asked, before, language, scope))

    def stream(
        self,
        asked: str,
        before: Sequence[str] = (),
        language: Language | None = None,
        scope: Scope | None = None,
        *,
        stop: threading.Event | None = None,
        use_model: bool = True,
    ) -> Generator[Event, None, None]:
        """The same, as it is made: see `assistant.events`. Closing the stream ends the work, and so does `stop`, from another thread.

        A language model writes, where there is one and `use_model` lets it, what was neither read from a table or place nor declined.
        """
        started = time.perf_counter()
        stop = stop or threading.Event()
        yield Working("reading")
        with self._lock:
            question = understand(visible(asked), [visible(earlier) for earlier in before], language)
            question, composition = self._read(question, [visible(earlier) for earlier in before], scope or Scope())
            plain = self._said(question, composition)
            writer = self.writer if use_model and not (composition.exact or composition.abstained) else None
            told = self._brief(writer, question, composition, scope or Scope()) if writer else None
        made = self._written(writer, told, question, composition, plain, stop, started) if writer and told else plainly(plain)
        with closing(made) as events:
            for event in events:
                if stop.is_set():
                    return
                timed = isinstance(event, Answered) and replace(event.answer, seconds=time.perf_counter() - started)
                yield Answered(timed) if timed else event

    def _written(
        self,
        writer: Writer,
        told: Brief,
        question: Question,
        composition: Composition,
        plain: Plain,
        stop: threading.Event,
        started: float,
    ) -> Generator[Event, None, None]:
        """The answer in the model's sentences, cited and corrected as the extractive one is."""
        language = question.language
        citer = Citer(language, self._holdings.titles(language))

        def cited(line: Line) -> Said:
            return self._piece(*citer.add(self._marked_foreign(line, language)))

        def whole(said: Sequence[Said]) -> Answer:
            answer = replace(self._whole(question, said, composition), model=writer.model.name)
            beside = self._beside({one.kind for one in answer.citations})
            return remarked(answer, (say("beside_remark", language),)) if beside else answer

        return written(writer.write(told, stop), plain, cited, whole, started)

    def _brief(self, writer: Writer, question: Question, composition: Composition, scope: Scope) -> Brief:
        """What the model is told: the question as understood, and the passages that answer it, those of the extractive answer first."""
        titles = self._holdings.titles(question.language)
        own = [evidence.passage for line in composition.lines for evidence in line.evidence]
        found = {passage.id: passage for passage in [*own, *(hit.passage for hit in self._hits(question, scope))]}
        sources = [
            Cited(passage, self._holdings.passage(passage.twin) if passage.twin else None, titles.get(passage.work, ""))
            for passage in list(found.values())[:SOURCES_SHOWN]
        ]
        return brief(question.text, sources, question.language, writer.room)

    def _read(self, question: Question, before: Sequence[str], scope: Scope) -> tuple[Question, Composition]:
        """The reading of a question that is answered, and its answer, decided: one that tables or places answer exactly goes first."""
        if not before or question.manner != "question":
            return question, self._decided(question, scope)
        told = self._antecedents(question, before, scope)
        exact = None if told else self._exact(question, scope)
        if told or exact:
            return told or (question, exact or self._decided(question, scope))
        others = otherwise(question, before)
        told = next((found for other in others if (found := self._exactly(other, scope))), None)
        if told:
            return told
        composition = self._decided(question, scope)
        if composition.abstained and corrects(question.asked) and others:
            second = self._decided(others[-1], scope)
            return (question, composition) if second.abstained else (others[-1], second)
        return question, composition

    def _exactly(self, question: Question, scope: Scope) -> tuple[Question, Composition] | None:
        """A reading with its exact answer, None where it has none or that declines."""
        found = self._exact(question, scope)
        return (question, found) if found and not found.abstained else None

    def _antecedents(self, question: Question, before: Sequence[str], scope: Scope) -> tuple[Question, Composition] | None:
        """A follow-up about what the answer before it named: "his works", "which cases are those?"."""
        if not refers_to_answer(question.asked, before):
            return None
        earlier = understand(before[-1], before[:-1])
        told = self._decided(earlier, scope)
        if told.abstained:
            return None
        for name in named_in(earlier, told, scope.grids(self._holdings.grids)):
            found = self._exactly(about(question, name), scope)
            if found:
                return found
        return None

    def _decided(self, question: Question, scope: Scope) -> Composition:
        """The best composition for a question, or its refusal."""
        composition = self.compose(question, scope)
        return composition if composition.exact else self._judged(question, self._as_listed(question, composition), scope)

    def _as_listed(self, question: Question, composition: Composition) -> Composition:
        """The composition with entries of the reference list as a list gives them: in Chinese with their parts told apart."""
        if question.language == "en" or not any(
            line.evidence and line.evidence[0].passage.kind == "reference" for line in composition.lines
        ):
            return composition
        known = {entry.passage.id: entry for entry in entries(self._holdings.shelf)}
        lines = (
            references.entry_line(known[line.evidence[0].passage.id], question.language, line.style)
            if line.evidence and line.evidence[0].passage.id in known
            else line
            for line in composition.lines
        )
        return replace(composition, lines=tuple(lines))

    def compose(self, question: Question, scope: Scope) -> Composition:
        """The best composition there is for a question, before it is decided whether it is good enough to be given."""
        read = aside(question) or self._exact(question, scope)
        if read and not self._told_elsewhere(question, read, scope):
            return read
        composed = self._sourced(question, scope)
        if composed is None:
            together = self._composed(question, scope)
            composed = self._each(question, scope, together) or together
        return read if read and (composed.abstained or composed.confidence < self._threshold) else composed

    def _each(self, question: Question, scope: Scope, together: Composition) -> Composition | None:
        """For a question about a few years or named things at once: what answers it of each, where that is told of every one.

        None too where `together`, the answer to the whole, sets them side by side already.
        """
        parts = apart(question.text)
        if question.has("compare") and together.confidence >= self._threshold and len(together.lines) >= len(parts):
            return None
        lines: list[Line] = []
        confidence = 1.0
        for text in parts:
            found = self.compose(understand(text, language=question.language), scope)
            sure = found.exact or found.confidence >= self._threshold
            if found.abstained or not sure or not found.lines:
                return None
            items = [replace(line, style="item") for line in found.lines[:EACH]]
            lines += [line for line in items if line not in lines]  # a sentence may tell of two
            confidence = min(confidence, found.confidence)
        return Composition(tuple(lines), confidence) if lines else None

    def _told_elsewhere(self, question: Question, read: Composition, scope: Scope) -> bool:
        """Whether a question whose words call for a table or a place is one that another place is known to answer."""
        named = question.references or question.goals or question.figures or question.tables or question.sections
        if read.abstained or named or question.has("cited", "reference", "source_wanted"):
            return False
        things = [one for one in self._things(question, scope) if self.expectations.things[one.number].place not in RESTATED]
        summed = question.has("summary") and not places.summed_up(question, scope.shelf(self._holdings.shelf))
        if things and summed and things[0].chance >= SUMMARY and len(things[0].sentences) > 1:
            return True
        cited = {evidence.passage.place for line in read.lines for evidence in line.evidence}
        if (
            not things
            or not cited
            or any(
                evidence.passage.place in cited
                for one in things[:2]
                if one.chance >= things[0].chance / 3
                for item in one.sentences
                for evidence in item.evidence
            )
        ):
            return False
        of_table = any(place.startswith("table") for place in cited) and not question.has("why")  # a table gives no reasons
        return things[0].chance >= (ELSEWHERE_TABLE if of_table else ELSEWHERE)

    def _exact(self, question: Question, scope: Scope) -> Composition | None:
        """What a table's data or a named place says, when the question is about one."""
        concepts = self._holdings.concepts
        grids = scope.grids(self._holdings.grids)
        for_source = sourcing.wanted(question) and not (question.tables or question.has("source_wanted"))
        told = None if for_source else tables.answer(question, grids, concepts, self._holdings.names, self.relevance)
        if told and not told.abstained and particulars_untold(question.text, " ".join(row.text() for grid in grids for row in grid.rows)):
            return None  # "the weights of the six subsystems" asks nothing that a row tells
        if told is None or told.abstained:
            added = cells.answer(question, [grid for grid in grids if grid.work != self._holdings.article])
            told = added or told
        if told or not scope.admits(self._holdings.article):
            return told
        summary = self._summary(question, scope)
        if summary:
            return summary
        placed = places.answer(question, scope.shelf(self._holdings.shelf), concepts, self.relevance)
        return self._held_to(question, placed) if placed else None

    def _summary(self, question: Question, scope: Scope) -> Composition | None:
        """What sums up the place that a question names, or what is said there of what else it names."""
        shelf = scope.shelf(self._holdings.shelf)
        place = places.summed_up(question, shelf) if question.has("summary") else None
        meant = None if place or not question.has("summary") else places.section_meant(question, shelf, self.relevance)
        place = place or meant
        told = (
            [item for item in self.told(place, question.language) if item.passage.kind == "prose" and scope.holds(item.passage)]
            if place
            else []
        )
        if not place or len(told) <= SUMMED:
            return None
        rest = places.beyond_place(question.text)
        if not meant and len(self.relevance.probe(rest).terms) > 1:
            ranked = score(rest, question.wants, told, self.relevance)
            chosen = ranked.items[: SUMMED - 1]
        else:
            known = self.expectations.summary(place, question.language)
            opening = places.opening(place, question, shelf)
            first = [item for item in told if opening and _lies_in(item, opening)]
            chosen = (*known, *(item for item in first if item not in known))[:SUMMED]
        lines = [Line(item.text, item.evidence, "item") for item in sorted(chosen, key=lambda item: item.position)]
        return Composition(tuple(lines), 1.0, exact=True) if lines else None

    def _sourced(self, question: Question, scope: Scope) -> Composition | None:
        """For a question for the source of something: the article's sentence that says it, and the references that its marks name."""
        if not sourcing.wanted(question) or not scope.admits(self._holdings.article):
            return None
        claim = sourcing.claim(question)
        hits = self._searcher.search(
            claim.text,
            self._candidate_count,
            works=(self._holdings.article,),
            languages=scope.languages,
            kinds=("prose", "note", "caption"),
            reader=question.language,
        )
        whole = score(claim.text, claim.wants, self._candidates(hits), self.relevance)
        plain = compose(claim, whole, self.relevance, self._missing(question))
        lines = tuple(Line(item.text, item.evidence) for item in whole.items[: sourcing.TRIED])
        sure = plain.signals is not None and plain.signals.around >= CLAIMED and not (plain.signals.names_unknown or plain.signals.premise)
        claimed = replace(plain, lines=lines, confidence=max(plain.confidence, 0.6 if sure else 0.0))
        return sourcing.sourced(claim, claimed, scope.shelf(self._holdings.shelf), self.relevance)

    def _held_to(self, question: Question, placed: Composition) -> Composition | None:
        """An answer from a place, if it is about the names of the question and tells the particulars asked for."""
        if placed.abstained:
            return placed
        evidence = [evidence for line in placed.lines for evidence in line.evidence]
        told = [*(line.text for line in placed.lines), *(one.passage.text for one in evidence)]
        text = " ".join([*told, *self._holdings.titles("en").values(), *self._holdings.titles("zh").values()])
        missing = [name for name in self.relevance.names_missing(question.text, text) if not _LANGUAGE.fullmatch(name)]
        if missing and any(one.passage.kind != "reference" for one in evidence):
            return None
        if question.has("money", "outcome", "area") or particulars_untold(question.text, text):
            return replace(
                decline(question, replace(placed, confidence=0.5, nearest=tuple(evidence[:1])), (), self._holdings.years), exact=True
            )
        return placed

    def ranked(self, question: Question, scope: Scope) -> Scored:
        """What was found for a question as candidates, best first."""
        return self._scored(question, scope)[0]

    def _scored(self, question: Question, scope: Scope) -> tuple[Scored, list[Found]]:
        """The same, with the expected things that the question may ask for."""
        items = {item.evidence: item for item in self._candidates(self._hits(question, scope))}
        things = self._things(question, scope)
        for thing in things:
            for sentence in thing.sentences:
                item = items.get(sentence.evidence, sentence)
                items[sentence.evidence] = replace(item, expected=max(item.expected, thing.chance))
        return score(question.text, question.wants, list(items.values()), self.relevance), things

    def _things(self, question: Question, scope: Scope) -> list[Found]:
        """The expected things that the question, or a part of it, may ask for."""
        found = list(self.expectations.found(question.text, question.language))
        if len(question.parts) > 1:
            of_parts = (one for part in question.parts for one in self.expectations.found(part, question.language))
            found += [replace(one, covered=one.covered[:0]) for one in of_parts]  # a part's terms are not the question's
        admitted = [one for one in found if all(scope.holds(item.passage) for item in one.sentences)]
        return sorted(admitted, key=lambda one: -one.chance)

    def told(self, place: str, language: Language) -> list[Candidate]:
        """The sentences that stand at a place."""
        return self._candidates([Hit(passage, 0.0) for passage in self._holdings.told_at(place, language)])

    @cached_property
    def expectations(self) -> Expectations:
        """The expected questions, bound to this library."""
        return Expectations(expected(), self.relevance, self.told, home=self._home)

    def _composed(self, question: Question, scope: Scope) -> Composition:
        whole, things = self._scored(question, scope)
        plain = compose(question, whole, self.relevance, self._missing(question), things)
        other = None if question.has("compare") else contradicted(question, whole, self._year_of, self.relevance)
        if other:
            row = self._holdings.rows.get(other.passage.id)
            return put_right(plain, other, listed_row(*row, question.language) if row else None)
        shaped = (
            comparison(question, whole, self.relevance)
            or numbered(question, whole, self._holdings.neighbours, self.relevance)
            or clauses(question, whole)
        )
        dated = self._dated(question, plain)
        if dated:
            signals = plain.signals
            sure = (
                signals is not None
                and not (signals.names_elsewhere or signals.premise or signals.particulars)
                and signals.around >= NAMED_ENOUGH
            )
            return replace(plain, lines=(dated,), confidence=max(plain.confidence, 0.6 if sure else 0.0))
        if plain.signals is not None and (plain.signals.premise or plain.signals.particulars):
            return plain
        if shaped and _of_things(shaped, things):
            return replace(plain, lines=shaped, confidence=max(plain.confidence, 0.5 + plain.confidence / 2))
        advice = (
            None
            if self._beyond(question) or question.has("summary") or (things and things[0].chance >= SURE)
            else guidance(question, whole, self.relevance)
        )
        floor = max(plain.confidence, 0.6 if _SITUATED.search(question.text) and not question.has("count", "indicator") else 0.0)
        return replace(advice, confidence=floor, nearest=plain.nearest) if advice else plain

    def _year_of(self, item: Candidate) -> int | None:
        """The year of a table row, since its own words do not say it."""
        found = self._holdings.rows.get(item.passage.id)
        return found[0].year_of(found[1]) if found else None

    def _dated(self, question: Question, plain: Composition) -> Line | None:
        """For "when": the year of the table row that answers, since the row's own words do not say it."""
        found = (
            self._holdings.rows.get(plain.lines[0].evidence[0].passage.id) if len(plain.lines) == 1 and plain.lines[0].evidence else None
        )
        return year_of_row(question, found[1], found[0]) if found else None

    def _beyond(self, question: Question) -> bool:
        """Whether a question for guidance leans on a year that stands nowhere in the sources, or asks for a budget."""
        return any(str(year) not in self._holdings.years for year in question.years) or question.has("budget")

    def _hits(self, question: Question, scope: Scope) -> list[Hit]:
        extra: tuple[Kind, ...] = ("front",) if any(want.startswith("front_") for want in question.wants) else ()
        extra = (*extra, "caption") if question.has("figure", "table") else extra  # a caption only titles what it stands under
        kinds: tuple[Kind, ...] | None = None if question.has("cited") else ("prose", "row", "note", *extra)
        return self._searcher.search(
            question.text, self._candidate_count, works=scope.works, languages=scope.languages, kinds=kinds, reader=question.language
        )

    def _candidates(self, hits: Sequence[Hit]) -> list[Candidate]:
        held = self._holdings
        return candidates(hits, held.rows, held.passage, held.previous, held.following)

    def _judged(self, question: Question, composition: Composition, scope: Scope) -> Composition:
        """The composition, or a refusal when it is not sure enough."""
        if composition.lines and composition.confidence >= self._threshold:
            return composition
        missing = self._missing(question)
        near = self._without(question, missing, scope) if missing else None
        return decline(question, near or composition, missing, self._holdings.years)

    def _without(self, question: Question, names: Sequence[str], scope: Scope) -> Composition | None:
        """What the sources say of a question but for the names that they do not know; None where that is too little."""
        rest = re.sub("|".join(map(re.escape, names)), " ", question.text, flags=re.IGNORECASE)
        found = self._composed(replace(question, text=rest, parts=(rest,)), scope)
        near = found.signals is not None and found.signals.around >= WELL_COVERED
        return replace(found, confidence=NEAREST_SHOWN) if near else None

    def _missing(self, question: Question) -> list[str]:
        """Names in the question that the sources do not know in any language."""
        return self._holdings.unknown_names(question.text)

    def _said(self, question: Question, composition: Composition) -> Plain:
        """The extractive answer, and the pieces that it is said in."""
        language = question.language
        lines = [self._marked_foreign(line, language) for line in composition.lines]
        citer = Citer(language, self._holdings.titles(language))
        said = [self._piece(*citer.add(line)) for line in [*self._beside_the_paper(lines, question, composition), *lines]]
        answer = self._whole(question, said, composition)
        rest = answer.text.removeprefix("".join(piece.text for piece in said))
        return Plain((*said, Said(rest)) if rest else tuple(said), answer)

    def _whole(self, question: Question, said: Sequence[Said], composition: Composition) -> Answer:
        """The answer that these pieces make, with its corrections; the gravest stands in its text."""
        language = question.language
        text, citations = "".join(piece.text for piece in said), tuple(one for piece in said for one in piece.citations)
        remarks = () if composition.abstained and not composition.exact else notes(citations, question.text, text, language, errata())
        grave = [note for note in remarks if note.severity == 1 or (question.has("confirm") and note.severity == 2)]
        if grave and not composition.abstained:
            words = say("correction" if question.has("confirm") else "caution", language, text=_unmarked(grave[0].text, language))
            text += f"\n\n{words}"
        titles = self._holdings.titles(language)
        nearest = (
            tuple(citation(evidence, number, language, titles) for number, evidence in enumerate(composition.nearest, 1))
            if composition.abstained
            else ()
        )
        return Answer(
            question.asked, question.text, language, text, composition.abstained, citations, remarks, composition.confidence, 0.0, nearest
        )

    def _piece(self, text: str, citations: Sequence[Citation]) -> Said:
        """What is said next, its citations with the addresses of their works."""
        return Said(text, tuple(replace(one, urls=one.urls or self._holdings.addresses(one.work_id)) for one in citations))

    def _beside_the_paper(self, lines: Sequence[Line], question: Question, composition: Composition) -> list[Line]:
        """The remark that the paper itself does not say this, where an answer rests on notes and linked works alone."""
        origins = {evidence.passage.origin for line in lines for evidence in line.evidence}
        if composition.abstained or not self._beside(origins):
            return []
        return [Line(say("beside", question.language), (), "head")]

    def _beside(self, origins: Collection[Origin]) -> bool:
        """Whether the paper is at hand, and what is cited is not of it."""
        return bool(origins) and not set(origins) & {"paper", "digest", "added"} and bool(self._holdings.shelf.passages)

    def _marked_foreign(self, line: Line, language: Language) -> Line:
        """A sentence known only in the other language says so."""
        foreign = [evidence for evidence in line.evidence if _is_foreign(evidence, language)]
        if not foreign or len(foreign) < len(line.evidence) or line.style == "head":
            return line
        return replace(line, text=f"{line.text} {say('foreign', language)}")


def _lies_in(item: Candidate, composition: Composition) -> bool:
    """Whether a sentence lies within what a composition rests on."""
    spans = [evidence for line in composition.lines for evidence in line.evidence]
    return any(one.passage.id == at.passage.id and one.start <= at.start and at.end <= one.end for one in spans for at in item.evidence)


def _of_things(lines: Sequence[Line], things: Sequence[Found]) -> bool:
    """Whether lines in a shape of their own rest on the passages of the thing that is asked for, where that is sure."""
    if not things or things[0].chance < SURE:
        return True
    wanted = {evidence.passage.id for item in things[0].sentences for evidence in item.evidence}
    return wanted <= {evidence.passage.id for line in lines for evidence in line.evidence}


def _is_foreign(evidence: Evidence, language: Language) -> bool:
    passage = evidence.passage
    named = passage.kind == "reference" or (passage.kind == "front" and passage.place != "front interests")
    return passage.language != language and not named  # names and titles stay as they are written


_REFERENCE = re.compile(r"\[(\d+)\]")


def _unmarked(text: str, language: Language) -> str:
    """A correction's words with "[38]" spelt out: in an answer, brackets are marks of its own citations."""
    return _REFERENCE.sub(r"reference \1" if language == "en" else r"参考文献\1", text)
