"""The cases: questions in two languages with the facts and places of a right answer; knows nothing about the program they judge.

A case is one line of JSON in `eval/cases/*.jsonl`; its fields are those of `Case`, explained in `eval/cases/README.md`.
Gold is facts (numbers, names, a few words) and places ("section 3.1", "table 2 row 9"), never sentences of a source.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.criticism import ARTICLE
from ingest.files import write_atomically
from ingest.language import detect
from ingest.types import Language, ResilientError

CASES = Path(__file__).parent / "cases"
SPLIT_SEED = 2335  # of the seeds below 3000 the one that gives every kind the evenest share of the test split (24 to 50 %)
DEV_SHARE = 7  # tenths of the groups that are for development; the rest is looked at seldom

Split = Literal["dev", "test"]
Asked = Literal["en", "zh", "mixed"]
CaseKind = Literal[
    "fact",
    "definition",
    "list",
    "comparison",
    "why_how",
    "who_when_where_how_many",
    "summary",
    "reference",
    "front_matter",
    "table_filter",
    "table_count",
    "table_list",
    "table_reverse",
    "table_intersect",
    "guidance",
    "followup",
    "dialogue",
    "unanswerable",
    "false_premise",
    "off_topic",
    "chitchat",
    "injection",
]
KINDS: tuple[CaseKind, ...] = get_args(CaseKind)
ASKED: tuple[Asked, ...] = get_args(Asked)
PLACE = re.compile(
    r"section \d(\.\d)?|table \d( row \d+| note)?|figure \d|reference \d+|fact [A-Z0-9]+\.\d+|front [a-z ]+|abstract|keywords|highlights"
)


class CaseError(ResilientError):
    """A case file is not right; the message names the file, the line and what to change."""


class Words(BaseModel):
    """Alternatives: `any` counts in both languages, `en` and `zh` in their own; one of them is enough."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    any: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_both(self) -> Words:
        if not (self.any or (self.en and self.zh)) or not all(word.strip() for word in (*self.en, *self.zh, *self.any)):
            raise ValueError("give alternatives for both languages: `any`, or `en` and `zh`; none of them empty")
        return self

    def of(self, asked: Asked) -> tuple[str, ...]:
        """The alternatives that count in a language; those of both for a mixed question."""
        own = {"en": self.en, "zh": self.zh, "mixed": (*self.en, *self.zh)}[asked]
        return tuple(dict.fromkeys((*own, *self.any)))


class Fact(Words):
    """A fact a right answer states. `computed`: counted or inferred, so it stands nowhere; `note`: may stand in a note."""

    computed: bool = False
    note: bool = False


class Case(BaseModel):
    """One question in two languages and what a right answer to it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")
    kind: CaseKind
    question_en: str = Field(min_length=1)
    question_zh: str = Field(min_length=1)
    question_mixed: str | None = None
    before_en: tuple[str, ...] = ()
    before_zh: tuple[str, ...] = ()
    answer_in: Literal["same", "other"] = "same"
    answerable: bool
    facts: tuple[Fact, ...] = ()
    absent: Words | None = None
    places: tuple[str, ...] = ()
    every_place: bool = False
    needs: Literal["paper", "bundled"] = "paper"
    work: str = ARTICLE
    twin_of: str | None = None
    swapped: Words | None = None
    errata: tuple[str, ...] = ()
    split: Split
    dialogue: str | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Case:
        problems = (
            (self.answerable and not (self.facts and self.places), "an answerable case needs `facts` and `places`"),
            (self.answerable and self.swapped is not None, "only a case that cannot be answered has `swapped`"),
            (len(self.before_en) != len(self.before_zh), "`before_en` and `before_zh` tell the same turns"),
            (self.kind == "followup" and not self.before_en, "a follow-up needs the questions before it"),
            (self.every_place and not self.places, "`every_place` needs `places`"),
            (not all(PLACE.fullmatch(place) for place in self.places), "a place is none of the labels in eval/cases/README.md"),
            (detect(self.question_en) != "en" or detect(self.question_zh) != "zh", "a question is not in its language"),
        )
        wrong = [message for found, message in problems if found]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


class Dialogue(BaseModel):
    """A conversation in a line of its own: each turn has the fields of a case but for `id`, `kind`, `split` and the turns before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")
    split: Split
    turns: tuple[dict[str, Any], ...] = Field(min_length=2)

    def cases(self) -> tuple[Case, ...]:
        """A case for each turn, asked after the questions of the turns before it; raises ValidationError where a turn is no case."""
        own = {"kind": "dialogue", "split": self.split, "dialogue": self.id}
        made: list[Case] = []
        for number, turn in enumerate(self.turns, 1):
            earlier = {"before_en": [case.question_en for case in made], "before_zh": [case.question_zh for case in made]}
            made.append(Case.model_validate({**turn, **own, **earlier, "id": f"{self.id}-{number}"}))
        return tuple(made)


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """One wording of a case as it is asked: `asked` which wording it is, `answer_language` the language its answer must have."""

    case: Case
    asked: Asked
    text: str
    before: tuple[str, ...]
    answer_language: Language


def load_cases(split: Split | None = None, folder: Path = CASES) -> tuple[Case, ...]:
    """The cases of all files of a folder, by file name and line; raises CaseError where a line is no case or the set is not sound."""
    cases = tuple(case for file in sorted(folder.glob("*.jsonl")) for case in _read(file))
    if not cases:
        raise CaseError(f"No case was found in {folder}. Give a folder with *.jsonl files of cases.")
    _check(cases)
    return cases if split is None else tuple(case for case in cases if case.split == split)


def _read(file: Path) -> Iterable[Case]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield from _cases_of(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise CaseError(f"{file.name} line {number}: {where} {first['msg']}. Correct the line.".replace("  ", " ")) from error


def _cases_of(line: str) -> tuple[Case, ...]:
    if '"turns"' in line:
        return Dialogue.model_validate_json(line).cases()
    return (Case.model_validate_json(line),)


def _check(cases: Sequence[Case]) -> None:
    """Raises CaseError where an id stands twice, a twin does not exist, or a split is not the one that the group's hash gives."""
    ids = [case.id for case in cases]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise CaseError(f"These ids stand twice: {', '.join(doubled)}. Rename one of each.")
    known = {case.id: case for case in cases}
    for case in cases:
        if case.twin_of is not None and case.twin_of not in known:
            raise CaseError(f"{case.id}: there is no case {case.twin_of} to be the twin of. Correct `twin_of`.")
    for case in cases:
        due = split_of(group_of(case, known))
        if case.split != due:
            raise CaseError(f'{case.id}: the split of its group is "{due}". Write "split": "{due}".')


def group_of(case: Case, cases: dict[str, Case]) -> str:
    """The id that a case and its twins share, the one at the end of the `twin_of` links; of a turn, its dialogue's."""
    if case.dialogue:
        return case.dialogue
    seen = {case.id}
    while case.twin_of is not None:
        case = cases[case.twin_of]
        if case.id in seen:
            raise CaseError(f"{case.id} is a twin of itself by way of others. Break the circle of `twin_of`.")
        seen.add(case.id)
    return case.id


def split_of(group: str) -> Split:
    """The split of a group of twins: seven of ten groups are for development, chosen by a hash with a fixed seed."""
    digest = hashlib.sha256(f"{SPLIT_SEED}:{group}".encode()).digest()
    return "dev" if int.from_bytes(digest[:4], "big") % 10 < DEV_SHARE else "test"


def questions_of(case: Case) -> tuple[CaseQuestion, ...]:
    """The wordings of a case: English, Chinese, and mixed where it has one (its earlier turns are those of its grammar's language)."""
    asked = [_wording(case, "en", case.question_en, "en"), _wording(case, "zh", case.question_zh, "zh")]
    if case.question_mixed:
        asked.append(_wording(case, "mixed", case.question_mixed, detect(case.question_mixed)))
    return tuple(asked)


def _wording(case: Case, asked: Asked, text: str, language: Language) -> CaseQuestion:
    other: Language = "zh" if language == "en" else "en"
    before = case.before_en if language == "en" else case.before_zh
    return CaseQuestion(case, asked, text, before, other if case.answer_in == "other" else language)


def write_case(case: Case, file: Path) -> None:
    """Put a case at the end of a case file, made where it is not there; raises CaseError where its id is in the file already.

    For cases that come from elsewhere (eval/adopt.py): what is written is what `load_cases` reads, and a person has reviewed it.
    """
    held = file.read_text(encoding="utf-8") if file.is_file() else ""
    if any(json.loads(line).get("id") == case.id for line in held.splitlines() if line.strip()):
        raise CaseError(f"{file.name} has a case {case.id} already. Choose another id.")
    gap = "" if not held or held.endswith("\n") else "\n"
    write_atomically(file, f"{held}{gap}{as_line(case)}\n".encode())


def as_line(case: Case) -> str:
    """The case as a line of a case file: fields in their order, defaults left out."""
    return json.dumps(case.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)
