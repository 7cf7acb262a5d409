"""The folder of a run: who was asked what (`run.json`), every answer (`answers.jsonl`), and what they say together (`summary.json`).

JSON only, so that anything can read it; `eval/README.md` explains every field. A folder whose `run.json` has no `finished` was broken off,
and is gone on with. Knows nothing about how a question is asked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from eval.judge import Outcome, as_row, from_row
from ingest.files import write_atomically
from ingest.types import ResilientError

RUN, ANSWERS, SUMMARY = "run.json", "answers.jsonl", "summary.json"
Json = dict[str, Any]


class ResultsError(ResilientError):
    """A folder of results cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Results:
    """A finished run as it is read back."""

    folder: Path
    run: Json
    outcomes: tuple[Outcome, ...]
    summary: Json

    @property
    def name(self) -> str:
        """What people call it: the folder's name."""
        return self.folder.name


def begin(parent: Path, identity: Mapping[str, Any], told: Mapping[str, Any], *, fresh: bool = False) -> Path:
    """The folder of a run that is to be made: one that was broken off and asks the same of the same, else a new one.

    `identity` is what must be equal for that; `told` is kept beside it. The name is the time and the commit.
    """
    parent.mkdir(parents=True, exist_ok=True)
    if not fresh:
        for folder in sorted(parent.iterdir(), reverse=True):
            held = read_json(folder / RUN) if (folder / RUN).is_file() else {}
            if held.get("identity") == dict(identity) and "finished" not in held:
                return folder
    started = time.time()
    name = time.strftime("%Y%m%d-%H%M%S", time.localtime(started)) + f"-{told['commit'] or 'nogit'}" + ("+" if told["changed"] else "")
    folder = parent / name
    for number in range(2, 1000):
        try:
            folder.mkdir()
            break
        except FileExistsError:
            folder = parent / f"{name}-{number}"
    write_json(folder / RUN, {"name": folder.name, "started": started, "identity": dict(identity), **told})
    return folder


def kept(folder: Path) -> dict[int, Outcome]:
    """The answers that a run that was broken off has already, by question number; a line that was cut off is not one."""
    found: dict[int, Outcome] = {}
    if (folder / ANSWERS).is_file():
        for line in (folder / ANSWERS).read_text(encoding="utf-8").split("\n"):  # not splitlines: a text may hold U+2028
            try:
                row = json.loads(line)
                number = int(row.pop("number"))
                found[number] = from_row(row)
            except (ValueError, TypeError, KeyError):
                continue
    return found


def line_of(number: int, outcome: Outcome) -> str:
    """An answer as a line of `answers.jsonl`."""
    return json.dumps({"number": number, **as_row(outcome)}, ensure_ascii=False)


def append(stream: TextIO, number: int, outcome: Outcome) -> None:
    """Write an answer so that a run that is broken off has it."""
    stream.write(line_of(number, outcome) + "\n")
    stream.flush()


def finish(folder: Path, outcomes: Iterable[Outcome], summary: Json, told: Mapping[str, Any]) -> None:
    """Put the answers in order, write the summary, and say that the run is whole."""
    lines = "\n".join(line_of(number, outcome) for number, outcome in enumerate(outcomes))
    write_atomically(folder / ANSWERS, f"{lines}\n".encode())
    write_json(folder / SUMMARY, summary)
    write_json(folder / RUN, {**read_json(folder / RUN), **told, "finished": time.time()})


def read(folder: Path) -> Results:
    """A finished run. Raises ResultsError where the folder is none."""
    if not (folder / RUN).is_file():
        raise ResultsError(f"{folder} holds no run (there is no {RUN}). Give a folder that `resilient eval run` wrote.")
    run = read_json(folder / RUN)
    if "finished" not in run or not (folder / SUMMARY).is_file():
        raise ResultsError(f"The run in {folder} was broken off. Go on with it: the same `resilient eval run` again.")
    outcomes = kept(folder)
    if sorted(outcomes) != list(range(len(outcomes))) or not outcomes:
        raise ResultsError(f"{folder / ANSWERS} lacks answers or has lines that are none. Run it again with --fresh.")
    return Results(folder, run, tuple(outcomes[number] for number in range(len(outcomes))), read_json(folder / SUMMARY))


def newest(parent: Path, *, system: str = "resilient", number: int = 1) -> Path:
    """The newest finished run of a system in a folder of results (2: the one before it). Raises ResultsError where there is none."""
    found = [folder for folder in sorted(parent.iterdir(), reverse=True) if _is_whole(folder, system)] if parent.is_dir() else []
    if len(found) < number:
        raise ResultsError(
            f"{parent} holds {len(found)} finished runs of {system}, and {number} are needed. Run `resilient eval run` first."
        )
    return found[number - 1]


def _is_whole(folder: Path, system: str) -> bool:
    run = read_json(folder / RUN) if (folder / RUN).is_file() else {}
    return "finished" in run and run.get("system") == system


def write_json(file: Path, value: Json) -> None:
    """Write JSON in the characters people read, whole or not at all."""
    write_atomically(file, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


def read_json(file: Path) -> Json:
    """The object in a JSON file. Raises ResultsError where the file cannot be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultsError(f"{file} cannot be read ({error}). Give another folder, or run it again.") from error
    return found if isinstance(found, dict) else {}
