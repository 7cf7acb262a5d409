"""Drafts of the drafting desk judged by profiles of cities: `resilient eval drafts`, `python -m eval drafts --home DIR`.

A profile is a line of `eval/cases/drafts/*.jsonl`; its gold is places (cases that fit the city) and words that a draft must say. Every line
is typed, every paper or report line rests on quotes that stand in their place. Ends with 1 where a line is not, or a gate is broken.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.settings import Settings
from eval import metrics, results
from eval.dataset import CASES, CaseError, Words
from eval.showing import aligned
from eval.texts import interface, say
from ingest.types import Language, ResilientError

if TYPE_CHECKING:
    from assistant.desk.desk import Desk
    from assistant.desk.draft import Draft

DRAFTS = CASES / "drafts"
LANGUAGES: tuple[Language, Language] = ("en", "zh")
YEAR = 2026  # the year that a draft is of: fixed, so that two runs can be compared
KEPT = "drafts.json"  # in a run's folder
MENTIONED = ("situation:match", "experience:left")  # lines that name cases without drawing on them
LEAST = {"typed": 1.0, "verified": 1.0, "quotes_held": 1.0, "language_right": 0.95, "places": 0.33, "said": 1.0}


class DraftCase(BaseModel):
    """A city, and what a draft for it must draw on: one of `places` at least, each of `says`, none of `absent`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")
    profile: dict[str, Any]
    places: tuple[str, ...] = Field(min_length=1)
    says: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftOutcome:
    """A draft's measures: shares from 0 to 1, `kinds` how many lines of each type, `faults` what cannot be exported, in words."""

    case: str
    language: Language
    lines: int
    kinds: dict[str, int]
    typed: float
    verified: float
    quotes_held: float
    language_right: float
    places: float
    said: float
    cited: tuple[str, ...]
    faults: tuple[str, ...]


def load_drafts(folder: Path = DRAFTS) -> tuple[DraftCase, ...]:
    """The profiles of all files of a folder. Raises CaseError where a line is none."""
    found: list[DraftCase] = []
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(filter(str.strip, file.read_text(encoding="utf-8").split("\n")), 1):
            try:
                found.append(DraftCase.model_validate_json(line))
            except ValidationError as error:
                raise CaseError(f"{file.name} line {number}: {error.errors()[0]['msg']}. Correct the line.") from error
    if not found:
        raise CaseError(f"No profile was found in {folder}. Give a folder with *.jsonl files of profiles.")
    return tuple(found)


def judge_draft(
    case: DraftCase, draft: Draft, faults: Sequence[tuple[str, str]], document_text: Callable[[str], str | None]
) -> DraftOutcome:
    """The measures of one draft; `faults` are the lines that cannot be exported, by id, with the sentence that says why.

    verified = |paper and report lines without a fault| / |paper and report lines|; places = |gold places drawn on| / |gold places|.
    """
    lines = draft.lines()
    sourced = [line for line in lines if line.kind in ("paper", "report")]
    wrong = {name for name, _ in faults}
    cited = [citation for line in lines for citation in line.citations]
    held = [metrics.quote_holds(one.quote, document_text(one.document) or "", one.start, one.end) for one in cited]
    places = tuple(dict.fromkeys(one.place for line in lines if line.id not in MENTIONED for one in line.citations))
    text = "\n".join(line.text for line in lines)
    own = [line for line in lines if line.style != "cell" and not any(one.foreign for one in line.citations)]
    return DraftOutcome(
        case=case.id,
        language=draft.language,
        lines=len(lines),
        kinds={kind: sum(line.kind == kind for line in lines) for kind in ("paper", "report", "city", "inference", "gap")},
        typed=metrics.mean(line.kind is not None for line in lines),
        verified=metrics.mean(line.id not in wrong for line in sourced) if sourced else 0.0,
        quotes_held=metrics.mean(held) if held else 0.0,
        language_right=metrics.mean(metrics.language_right(line.text, draft.language) for line in own),
        places=metrics.citation_recall(places, case.places),
        said=metrics.fact_recall(text, [words.of(draft.language) for words in case.says]),
        cited=places,
        faults=tuple(sentence for _, sentence in faults),
    )


def drafted(case: DraftCase, desk: Desk, document_text: Callable[[str], str | None]) -> list[DraftOutcome]:
    """The drafts for a city in both languages, judged."""
    from assistant.desk.profile import checked

    outcomes = []
    for language in LANGUAGES:
        draft = desk.draft(checked(case.profile), language, YEAR)
        faults = [(one.line.id, one.said.said("en")) for one in desk.faults(draft)]
        outcomes.append(judge_draft(case, draft, faults, document_text))
    return outcomes


def alike(outcomes: Sequence[DraftOutcome]) -> float:
    """How alike the drafts for different cities are: the mean share of cited places that two of one language have in common (Jaccard)."""
    shares = [
        len(set(a.cited) & set(b.cited)) / len(set(a.cited) | set(b.cited))
        for number, a in enumerate(outcomes)
        for b in outcomes[number + 1 :]
        if a.language == b.language and a.case != b.case and (a.cited or b.cited)
    ]
    return metrics.mean(shares)


def broken(outcomes: Sequence[DraftOutcome]) -> list[str]:
    """The measures of drafts that are below what must hold."""
    return [
        f"{one.case} [{one.language}] {name}: {getattr(one, name):.1%} < {least:.1%}"
        for one in outcomes
        for name, least in LEAST.items()
        if getattr(one, name) < least
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Draft for every profile in both languages and judge the drafts; 0, 1 where one is not right, 2 where there is nothing to draft."""
    given = _arguments(argv)
    language = interface(Settings(home=given.home).interface)
    try:
        folder = results.newest(given.results) if given.results else None
        outcomes = _of_home(given.home, load_drafts(given.cases))
    except ResilientError as error:
        print(error, file=sys.stderr)
        return 2
    faults = broken(outcomes)
    told = {"drafts": [asdict(one) for one in outcomes], "alike": alike(outcomes), "broken": faults}
    if folder:
        results.write_json(folder / KEPT, told)
    if given.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return int(bool(faults))
    rows = [["", "", *(say(f"draft.{name}", language) for name in ("lines", *LEAST))]]
    rows += [
        [one.case, say(f"language.{one.language}", language), str(one.lines), *(f"{getattr(one, name):.1%}" for name in LEAST)]
        for one in outcomes
    ]
    print(aligned(rows))
    print(say("draft.alike", language, share=alike(outcomes)))
    print("\n".join(f"✗ {one}" for one in faults) or say("gate.none", language))
    return int(bool(faults))


def _of_home(home: Path, cases: Sequence[DraftCase]) -> list[DraftOutcome]:
    from assistant.assemble import open_assistant
    from ingest.library import Library

    with open_assistant(Settings(home=home)) as assistant, Library.open(home) as library:
        texts = {document.id: document.text for document in library.documents()}
        desk = assistant.desk()
        return [outcome for case in cases for outcome in drafted(case, desk, texts.get)]


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval drafts", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--home", type=Path, required=True, help="folder of the installation whose drafts are judged")
    parser.add_argument("--cases", type=Path, default=DRAFTS, metavar="DIR", help="folder of profiles; those that ship without it")
    parser.add_argument("--results", type=Path, metavar="DIR", help="keep the outcomes in the newest run's folder here, for its report")
    parser.add_argument("--json", action="store_true", help="print the outcomes as JSON")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
