"""The fast part of the evaluation as a gate of every test run, and the gate itself proved: what is broken on purpose must break it.

It asks a part of the cases of what ships, and cases of our own about the small article, which has gone through the splitter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import assistant.engine
import assistant.question
from assistant.assemble import open_assistant
from assistant.settings import Settings
from eval.asking import Ours, outcomes_of
from eval.check import check
from eval.dataset import CaseQuestion, load_cases, questions_of
from eval.gates import floors_broken, read_gates
from eval.gold import Gold
from eval.judge import Outcome
from eval.summary import summary
from index.encoder import BundledEncoder
from index.generation import build
from ingest.ids import passage_id
from ingest.library import Library
from ingest.readers.text import read
from ingest.split import split
from ingest.twins import link_twins
from ingest.types import Document, Passage, Source
from tests.assistant import homes
from tests.assistant.article import NAMED

TOWNS = load_cases(folder=Path(__file__).parent / "towns")
EACH = 9  # every ninth case of what ships: enough of every kind in a few seconds
GATES = read_gates()
Split = Callable[[Document], list[Passage]]


def towns_home(home: Path, cut: Split = split, *, alone: bool = False) -> Path:
    """The small article taken in by this process, so that its splitter can be another; `alone` encodes a passage at a time."""
    document = read(Source("test:towns", "towns.txt", NAMED.encode()))
    passages, encoder = link_twins(cut(document), document), BundledEncoder.load()
    texts = [passage.search_text for passage in passages]
    vectors = np.vstack([encoder.encode_passages([text]) for text in texts]) if alone else encoder.encode_passages(texts)
    with Library.open(home, write=True) as library:
        library.put(document, passages, vectors, encoder.fingerprint, reader="test")
        build(library, encoder.fingerprint)
    return home


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return towns_home(tmp_path_factory.mktemp("towns") / "home")


def asked(home: Path, questions: Sequence[CaseQuestion]) -> Iterator[Outcome]:
    with open_assistant(Settings(home=home)) as opened, Library.open(home) as library:
        texts = {document.id: document.text for document in library.documents()}
        yield from outcomes_of(Ours(opened, library), questions, texts.get)


def fast(towns: Path) -> list[Outcome]:
    """The fast part over what ships and over a home with the towns."""
    shipped = [question for case in load_cases("dev")[::EACH] for question in questions_of(case)]
    return [*asked(homes.ships_home(), shipped), *asked(towns, [question for case in TOWNS for question in questions_of(case)])]


def broken(outcomes: Sequence[Outcome]) -> set[str]:
    """The gates that the outcomes break: floors of the fast part, one for the towns alone, and errors."""
    own = [outcome for outcome in outcomes if outcome.case.startswith("tw-")]
    found = {f"towns {one.gate}" for one in floors_broken(summary(own), GATES, GATES.fast_towns)}
    found |= {one.gate for one in floors_broken(summary(outcomes), GATES, GATES.fast)}
    return found | {f"error {outcome.error}" for outcome in outcomes if outcome.error}


@pytest.fixture(scope="module")
def as_it_is(towns: Path) -> list[Outcome]:
    return fast(towns)


# ---------------------------------------------------------------- the gate


def test_the_fast_part_holds_every_gate(as_it_is: list[Outcome]) -> None:
    wrong = [f"{outcome.case} {outcome.asked}: {outcome.text[:90]!r}" for outcome in as_it_is if not outcome.correct]
    assert broken(as_it_is) == set(), "\n".join(wrong)


def test_the_cases_of_the_towns_hold_against_their_library(towns: Path) -> None:
    with Library.open(towns) as library:
        assert [one.said("en") for one in check(TOWNS, Gold(library.passages()))] == []


# ---------------------------------------------------------------- the gate, broken on purpose


def test_a_broken_answerer_breaks_it(towns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It composes from the worse half of what was found."""
    whole = assistant.engine.candidates
    monkeypatch.setattr(assistant.engine, "candidates", lambda *given: (found := whole(*given))[len(found) // 2 :])
    gates = broken(fast(towns))
    assert {"floor right all"} <= gates, gates


def test_a_broken_language_switch_breaks_it(towns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is taken for English."""
    monkeypatch.setattr(assistant.question, "detect", lambda text: "en")
    gates = broken(fast(towns))
    assert "floor language_right all" in gates, gates


def test_a_broken_encoder_breaks_it(towns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question's numbers are shifted by one place: the search has its keywords still, and the gate must see it all the same."""
    whole = BundledEncoder.encode_questions

    def shifted(self: BundledEncoder, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.roll(whole(self, texts), 1, axis=1)

    monkeypatch.setattr(BundledEncoder, "encode_questions", shifted)
    gates = broken(fast(towns))
    assert {"floor encoder_mrr all", "floor encoder_recall10 all"} & gates, gates


def forgetful(document: Document) -> list[Passage]:
    """Every second piece of prose is lost."""
    prose = [passage for passage in split(document) if passage.kind == "prose"]
    lost = {passage.id for passage in prose[1::2]}
    return [passage for passage in split(document) if passage.id not in lost]


def placeless(document: Document) -> list[Passage]:
    """Prose has lost its sections: all of it stands in the first."""
    return [replace(passage, place="section 1") if passage.kind == "prose" else passage for passage in split(document)]


def shredded(document: Document) -> list[Passage]:
    """Prose is cut every 15 characters, in the middle of words."""
    made: list[Passage] = []
    for passage in split(document):
        ends = range(passage.start, passage.end, 15) if passage.kind == "prose" else [passage.start]
        for start in ends:
            end = min(start + 15, passage.end) if passage.kind == "prose" else passage.end
            text = document.text[start:end]
            name = passage_id(passage.work, passage.language, passage.place, text, len(made))
            piece = {"start": start, "end": end, "text": text, "search_text": text} if passage.kind == "prose" else {}
            made.append(replace(passage, id=name, order=len(made), **piece))
    return made


@pytest.mark.parametrize("cut", [forgetful, placeless, shredded])
def test_a_broken_splitter_breaks_it(cut: Split, tmp_path: Path, as_it_is: list[Outcome]) -> None:
    shipped = [outcome for outcome in as_it_is if not outcome.case.startswith("tw-")]
    own = asked(towns_home(tmp_path / "home", cut), [question for case in TOWNS for question in questions_of(case)])
    gates = broken([*shipped, *own])
    assert any(gate.startswith("towns floor") for gate in gates), gates


def test_a_harmless_refactoring_breaks_nothing(tmp_path: Path, as_it_is: list[Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another way to the same: passages through a generator, vectors one at a time, candidates through a copy; every answer is the same."""
    whole: Any = assistant.engine.candidates
    monkeypatch.setattr(assistant.engine, "candidates", lambda *given: [*whole(*given)])
    other = fast(towns_home(tmp_path / "home", lambda document: [*iter(split(document))], alone=True))
    assert broken(other) == set()
    assert [(one.key, one.correct, one.text, one.places) for one in other] == [
        (one.key, one.correct, one.text, one.places) for one in as_it_is
    ]
