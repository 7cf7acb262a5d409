"""What can be judged beside the program: a command that reads a batch file, or an address that takes a question. Knows nothing about gold.

The contract of both is that of `resilient ask --batch`: a JSON object with `id`, `question` and `before` goes in, one with `id`, `answer`,
`abstained`, `citations` (`quote`, and `passage` where it is ours), `notes` and, if any, `confidence` comes out. `retrieved`, a list of the
texts that were found, best first, makes the search measurable too. `eval/README.md` has it in full.
"""

from __future__ import annotations

import json
import math
import shlex
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assistant.answer import Answer, Note
from eval.dataset import CaseQuestion
from eval.judge import Cost
from eval.locating import Locator
from ingest.language import detect
from ingest.types import ResilientError

PATIENCE = 300.0  # seconds for one answer over HTTP


class SystemError_(ResilientError):
    """A system that is to be judged cannot be asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a system gave for a question: an answer or an error, its cost, and the places it retrieved, best first (None: unknown)."""

    answer: Answer | None
    cost: Cost
    retrieved: tuple[tuple[str, str], ...] | None = None  # (place, work)
    encoder: tuple[tuple[str, str], ...] | None = None
    error: str = ""
    calibrated: bool = True


class System(Protocol):
    """Anything that answers questions, in their order, one `Given` each."""

    def answers(self, questions: Sequence[CaseQuestion]) -> Iterator[Given]:
        """What it gives for each question."""
        ...


def as_batch_row(question: CaseQuestion, number: int) -> dict[str, object]:
    """A question as a row of the batch contract."""
    return {"id": number, "question": question.text, "before": list(question.before)}


# ---------------------------------------------------------------- rows that came back


def answer_of(row: Mapping[str, Any], question: CaseQuestion, locator: Locator) -> Answer:
    """The answer in a row of the contract; each citation is located in the library by its quote where it does not say where it stands."""
    text = str(row.get("answer") or "")
    cited = tuple(locator.citation(number, one) for number, one in enumerate(_list(row, "citations"), 1))
    notes = tuple(Note(str(one.get("erratum", "")), int(one.get("severity", 3)), str(one.get("text", ""))) for one in _list(row, "notes"))
    confidence = row.get("confidence")
    return Answer(
        question=question.text, understood=str(row.get("understood") or ""), language=row.get("language") or detect(text or question.text),
        text=text, abstained=bool(row.get("abstained", False)), citations=cited, notes=notes,
        confidence=float(confidence) if isinstance(confidence, (int, float)) else math.nan, seconds=float(row.get("seconds") or 0.0),
    )  # fmt: skip


def _list(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = row.get(name) or []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def given_of(row: object, question: CaseQuestion, locator: Locator, milliseconds: float) -> Given:
    """What a row says, or the error that it is; `milliseconds` is what we saw, and counts where the row does not say `seconds`."""
    if not isinstance(row, dict):
        return Given(None, Cost(milliseconds), error="The row is not a JSON object.")
    if row.get("error"):
        return Given(None, Cost(milliseconds), error=str(row["error"]))
    if "answer" not in row:
        return Given(None, Cost(milliseconds), error="The row has no field `answer`.")
    answer = answer_of(row, question, locator)
    texts = row.get("retrieved")
    places = locator.ranked(map(str, texts)) if isinstance(texts, list) else None
    spent = Cost(answer.seconds * 1000 if answer.seconds else milliseconds)
    return Given(answer, spent, retrieved=places, calibrated=not math.isnan(answer.confidence))


# ---------------------------------------------------------------- two ways to ask others


@dataclass(frozen=True, slots=True)
class Command:
    """A command that answers a batch file: `{batch}` in it is the file's path, else the path is put at its end."""

    words: str
    locator: Locator

    def answers(self, questions: Sequence[CaseQuestion]) -> Iterator[Given]:
        """The answers as the command prints them, a row a line, in any order; a question without a row is an error of its own."""
        with tempfile.TemporaryDirectory(prefix="resilient-eval-") as folder:
            batch = Path(folder) / "questions.jsonl"
            rows = [json.dumps(as_batch_row(question, number), ensure_ascii=False) for number, question in enumerate(questions)]
            batch.write_text("\n".join(rows) + "\n", encoding="utf-8")
            complaints = Path(folder) / "stderr"
            yield from self._asked(batch, complaints, questions)

    def _asked(self, batch: Path, complaints: Path, questions: Sequence[CaseQuestion]) -> Iterator[Given]:
        words = shlex.split(self.words)
        command = [word.replace("{batch}", str(batch)) for word in words] + ([] if "{batch}" in self.words else [str(batch)])
        waiting: dict[int, Given] = {}
        due = 0
        try:
            with (
                complaints.open("wb") as errors,
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8") as process,
            ):
                assert process.stdout is not None
                for number, given in self._rows(process.stdout, questions):
                    waiting[number] = given
                    while due in waiting:
                        yield waiting.pop(due)
                        due += 1
                code = process.wait()
        except OSError as error:
            raise SystemError_(f"The command cannot be run ({error.strerror}): {self.words}. Correct it after --system.") from error
        said = complaints.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        reason = f"The command gave no row for this question (exit code {code}{': ' + said[-1] if said else ''})."
        yield from (waiting.get(number) or Given(None, Cost(0.0), error=reason) for number in range(due, len(questions)))

    def _rows(self, lines: Iterable[str], questions: Sequence[CaseQuestion]) -> Iterator[tuple[int, Given]]:
        before = time.perf_counter()
        for line in lines:
            now = time.perf_counter()
            row = _parsed(line)
            number = row.get("id") if isinstance(row, dict) else None
            if isinstance(number, int) and 0 <= number < len(questions):
                yield number, given_of(row, questions[number], self.locator, (now - before) * 1000)
            before = time.perf_counter()


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Address:
    """An address that takes a row by POST and answers with one."""

    url: str
    locator: Locator

    def answers(self, questions: Sequence[CaseQuestion]) -> Iterator[Given]:
        """The answers, one request each."""
        for number, question in enumerate(questions):
            started = time.perf_counter()
            try:
                row = self._posted(as_batch_row(question, number))
            except (OSError, ValueError) as error:
                yield Given(None, Cost((time.perf_counter() - started) * 1000), error=f"{type(error).__name__}: {error}")
                continue
            yield given_of(row, question, self.locator, (time.perf_counter() - started) * 1000)

    def _posted(self, row: Mapping[str, object]) -> object:
        data = json.dumps(row, ensure_ascii=False).encode()
        request = urllib.request.Request(self.url, data, {"Content-Type": "application/json; charset=utf-8"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answered:
            return json.loads(answered.read().decode("utf-8"))


def other_system(words: str, locator: Locator) -> System:
    """The system that the words name: an address that begins with http, else a command."""
    return Address(words, locator) if words.startswith(("http://", "https://")) else Command(words, locator)
