"""`resilient eval adopt`: what people said of answers becomes cases, by way of a file that a person completes; nothing counts before that.

First it writes a line for each piece of feedback: a case as far as it can be known, with a `review` block that tells what was asked,
answered and said, and what is to be done. The file stands in the home, for questions are people's own. With `--take` the lines whose block
has been deleted are checked as cases, put into `adopted.jsonl` of the cases, and leave the file; the rest stays.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.answer import Citation
from assistant.notebook.feedback import Feedback
from assistant.notebook.file import FILE
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from eval.dataset import CASES, PLACE, Case, CaseError, as_line, load_cases, split_of, write_case
from eval.texts import interface, say
from ingest.files import write_atomically
from ingest.language import detect
from ingest.types import Language, ResilientError

REVIEW = "feedback-review.jsonl"
ADOPTED = "adopted.jsonl"
_OWN_WORDS = frozenset({"paper", "digest"})


def proposed(one: Feedback, reader: Language) -> dict[str, Any]:
    """A piece of feedback as a case to be completed, its `review` block first; the block's words are in the reader's language."""
    told = one.answer.answer if one.answer else None
    cited = told.citations if told else ()
    tongue = detect(one.question)
    id = "fb-" + (re.sub(r"[^A-Za-z0-9]", "", one.id)[:10] or "0")
    declined = told is not None and told.abstained
    right = one.verdict == "right"
    return {
        "review": {
            "verdict": one.verdict, "note": one.note, "answer": told.text if told else "", "cited": [_told(citation) for citation in cited],
            "todo": say(f"adopt.todo_{'right' if right else 'wrong'}", reader),
        },
        "id": id,
        "kind": "unanswerable" if declined and right else "followup" if one.before else "fact",
        "question_en": one.question if tongue == "en" else "", "question_zh": one.question if tongue == "zh" else "",
        "before_en": list(one.before) if tongue == "en" else [], "before_zh": list(one.before) if tongue == "zh" else [],
        "answerable": not (declined and right), "facts": [], "places": _places(cited) if right else [],
        **({} if not cited or cited[0].kind in _OWN_WORDS else {"needs": "bundled", "work": cited[0].work_id}),
        "split": split_of(id),
    }  # fmt: skip


def _told(citation: Citation) -> str:
    return " · ".join(part for part in (citation.work, citation.place or citation.section, f"“{citation.quote}”") if part)


def _places(cited: Sequence[Citation]) -> list[str]:
    """The labels of the cited places that a case can name; those of a single work."""
    return list(dict.fromkeys(one.place for one in cited if one.work_id == cited[0].work_id and PLACE.fullmatch(one.place)))


def gather(notebook: Notebook, file: Path, reader: Language) -> int:
    """Put the feedback that has not been adopted at the end of the review file, and note that it has; how much it was.

    The file is written first, and a line that is in it is not written again: after a crash between the two the command is run once more.
    """
    waiting = notebook.feedback.all()
    held = _lines(file)
    known = {row.get("id") for row in map(_object, held) if row}
    rows = [row for row in (proposed(one, reader) for one in waiting) if row["id"] not in known]
    if rows:
        written = [*held, *(json.dumps(row, ensure_ascii=False) for row in rows)]
        write_atomically(file, ("\n".join(written) + "\n").encode())
    for one in waiting:
        notebook.feedback.adopted(one.id)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a review file: the cases taken, how many lines are still to be reviewed, and what is wrong with others."""

    cases: tuple[str, ...]
    waiting: int
    faults: tuple[str, ...]


def take(file: Path, folder: Path) -> Taken:
    """Move the lines that have been reviewed into the folder's adopted cases; one that is no case stays, and its fault is told."""
    known = {case.id for case in load_cases(folder=folder)} if any(folder.glob("*.jsonl")) else set()
    kept, taken, faults, waiting = list[str](), list[str](), list[str](), 0
    for number, line in enumerate(_lines(file), 1):
        row = _object(line)
        if row is not None and "review" in row:
            kept.append(line)
            waiting += 1
            continue
        try:
            case = _case(row, number, known)
            write_case(case, folder / ADOPTED)
        except CaseError as error:
            faults.append(str(error))
            kept.append(line)
            continue
        known.add(case.id)
        taken.append(case.id)
    if taken:
        write_atomically(file, "".join(f"{line}\n" for line in kept).encode())
    return Taken(tuple(taken), waiting, tuple(faults))


def _case(row: dict[str, Any] | None, number: int, known: set[str]) -> Case:
    if row is None:
        raise CaseError(f"Line {number} is not a JSON object. Correct it.")
    try:
        case = Case.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CaseError(f"Line {number} ({row.get('id', '?')}): {where} {first['msg']}. Correct the line.".replace("  ", " ")) from error
    if case.id in known:
        raise CaseError(f"Line {number}: there is a case {case.id} already. Choose another id.")
    if case.twin_of is None and case.split != split_of(case.id):
        raise CaseError(f'Line {number} ({case.id}): write "split": "{split_of(case.id)}".')
    return Case.model_validate_json(as_line(case))


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").split("\n") if line.strip()] if file.is_file() else []


def _object(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def main(argv: Sequence[str] | None = None) -> int:
    """Write feedback for review, or take what was reviewed; 0, 1 where a line is no case, 2 where something cannot be read."""
    given = _arguments(argv)
    reader = interface(Settings(home=given.home).interface)
    file = given.review or given.home / REVIEW
    try:
        return _taken(file, given.cases, reader) if given.take else _gathered(given.home, file, reader)
    except ResilientError as error:
        print(error, file=sys.stderr)
        return 2


def _gathered(home: Path, file: Path, reader: Language) -> int:
    if not (home / FILE).is_file():
        print(say("adopt.none", reader))
        return 0
    with Notebook.open(home) as notebook:
        if notebook.trouble:
            raise CaseError(notebook.trouble)
        count = gather(notebook, file, reader)
    print(say("adopt.gathered", reader, count=count, file=file) if count else say("adopt.none", reader))
    return 0


def _taken(file: Path, folder: Path, reader: Language) -> int:
    found = take(file, folder)
    for fault in found.faults:
        print(fault, file=sys.stderr)
    print(say("adopt.taken", reader, count=len(found.cases), waiting=found.waiting, wrong=len(found.faults), file=folder / ADOPTED))
    return int(bool(found.faults))


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval adopt", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--home", type=Path, required=True, help="the home whose feedback it is")
    parser.add_argument("--review", type=Path, metavar="FILE", help=f"file of the cases to be reviewed (else {REVIEW} in the home)")
    parser.add_argument("--take", action="store_true", help="take the lines that have been reviewed as cases")
    parser.add_argument("--cases", type=Path, default=CASES, metavar="DIR", help="folder of case files; those that ship without it")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
