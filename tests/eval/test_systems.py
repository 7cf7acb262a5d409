"""Other systems are judged by the contract of a batch: a command, an address, their errors, and where their quotes stand."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from eval import run
from eval.asking import Plan, ask_all, located
from eval.dataset import load_cases, questions_of
from eval.locating import Locator
from eval.results import newest, read
from eval.systems import Address, Command, SystemError_
from tests.assistant import homes

QUESTIONS = [question for case in load_cases() if case.id in ("Q6", "r18-ningbo") for question in questions_of(case)]
ANSWERS = {"en": "It gave tax breaks for green roofs [1].", "zh": "斯图加特用税收优惠推广绿色屋顶[1]。"}


@pytest.fixture(scope="module")
def locator() -> Locator:
    return located(homes.ships_home())[0]


def row_of(locator: Locator, number: int) -> dict[str, object]:
    """A right answer to Q6: it quotes the row of the table, with its blanks in another order."""
    from ingest.library import Library

    with Library.open(homes.ships_home()) as library:
        (passage,) = [p for p in library.passages() if p.place == "table 2 row 9" and p.language == "en"]
    quote = passage.text[:80].replace(" ", "\n ")
    return {"id": number, "answer": ANSWERS["en"], "citations": [{"quote": quote}], "retrieved": [passage.text], "confidence": 0.7}


def test_a_quote_is_found_whatever_its_blanks(locator: Locator) -> None:
    row = row_of(locator, 0)
    (one,) = row["citations"]  # type: ignore[misc]
    citation = locator.citation(1, one)
    assert (citation.place, citation.work_id, citation.document != "") == ("table 2 row 9", "chen-2024", True)
    nowhere = locator.citation(1, {"quote": "No such words stand in any source.", "place": "page 7"})
    assert (nowhere.document, nowhere.place) == ("", "page 7")
    assert locator.find("宁") is None and locator.citation(1, {}).place == "nowhere in the library"
    assert locator.ranked(["宁波", "nothing of this kind"])[1] == ("", "")


def script(tmp_path: Path, body: str) -> str:
    file = tmp_path / "system.py"
    file.write_text(
        "import json, sys\nrows = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]\n" + body, encoding="utf-8"
    )
    return f"{sys.executable} {file} {{batch}}"


def test_a_command_answers_in_any_order_and_what_it_leaves_out_is_an_error(tmp_path: Path, locator: Locator) -> None:
    made = json.dumps(row_of(locator, 0), ensure_ascii=True)
    body = (
        f"made = json.loads({made!r})\nfor row in reversed(rows[1:]): print(json.dumps(made | {{'id': row['id']}}))\nsys.exit('no more')\n"
    )
    found = list(Command(script(tmp_path, body), locator).answers(QUESTIONS))
    assert len(found) == len(QUESTIONS) and found[0].answer is None and "exit code 1: no more" in found[0].error
    answer = found[1].answer
    assert answer is not None and answer.citations[0].place == "table 2 row 9" and found[1].calibrated
    assert found[1].retrieved == (("table 2 row 9", "chen-2024"),)


@pytest.mark.parametrize(
    ("printed", "message"),
    [("not json", "no row"), ('{"id": 0}', "no field"), ('{"id": 0, "error": "overloaded"}', "overloaded"), ("[0]", "no row")],
)
def test_rows_that_are_no_answer_are_errors(tmp_path: Path, locator: Locator, printed: str, message: str) -> None:
    found = list(Command(script(tmp_path, f"print({printed!r})"), locator).answers(QUESTIONS[:1]))
    assert message in found[0].error and found[0].answer is None


def test_a_command_that_is_not_there_is_said(locator: Locator) -> None:
    with pytest.raises(SystemError_, match="--system"):
        list(Command("/nowhere/rival {batch}", locator).answers(QUESTIONS))


class Rival(BaseHTTPRequestHandler):
    """Declines in the language of the question, and breaks on the word Ningbo."""

    def do_POST(self) -> None:
        row = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "Ningbo" in row["question"]:
            self.send_error(500)
            return
        body = json.dumps({"id": row["id"], "answer": "The sources do not say.", "abstained": True}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Rival)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ask"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_asked_and_its_failures_are_outcomes(address: str, locator: Locator) -> None:
    found = list(Address(address, locator).answers(QUESTIONS))
    errors = [question.text for question, given in zip(QUESTIONS, found, strict=True) if given.error]
    assert errors and all("Ningbo" in text for text in errors)
    assert all(given.answer is None or given.answer.abstained for given in found)


def test_threads_give_every_question_its_outcome(address: str) -> None:
    found = {one.number: one.outcome for one in ask_all(Plan(homes.ships_home(), address, workers=3), list(enumerate(QUESTIONS)))}
    assert [found[number].question for number in range(len(QUESTIONS))] == [question.text for question in QUESTIONS]


def test_a_run_of_another_system_has_its_name(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "--home",
        str(homes.ships_home()),
        "--results",
        str(tmp_path),
        "--system",
        address,
        "--name",
        "rival",
        "--id",
        "Q6",
        "--id",
        "off-04",
    ]
    assert run.main(words) == 0
    found = read(newest(tmp_path, system="rival"))
    assert {one.case: one.correct for one in found.outcomes} == {"Q6": False, "off-04": True}
    assert "aurc" not in found.summary["declining"][0], "a system without a confidence has no risk–coverage curve"
