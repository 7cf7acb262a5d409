"""T26 and T27 in their short forms, again and again: faults and people who leave hold no thread, and what was asked is kept.

RESILIENT_MODEL_FAULTS: how often each fault is played (20 in the long form); RESILIENT_LEAVERS: how many leave (200).
"""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assistant.assemble import open_assistant
from assistant.clocks import Ended
from assistant.notebook.notebook import Notebook
from assistant.notebook.turns import TurnState
from assistant.settings import Settings
from tests.assistant import homes
from tests.assistant.model_server import Call, ModelServer, says
from tests.assistant.test_clocks import FAULTS, QUICK, TEXT, heard, model_at
from ui.answering import Answerer, Asked
from ui.session import opened

TIMES = int(os.environ.get("RESILIENT_MODEL_FAULTS", "1"))
LEAVERS = int(os.environ.get("RESILIENT_LEAVERS", "20"))
QUESTIONS = ("How is garden patience measured?", "花园耐心如何衡量？", "garden patience如何衡量？")


def settles(before: set[threading.Thread], seconds: float = 3.0) -> set[threading.Thread]:
    """The listening threads that are still there after so long, beside those from before."""
    until = time.monotonic() + seconds
    while (more := {one for one in threading.enumerate() if one not in before and one.is_alive()}) and time.monotonic() < until:
        time.sleep(0.05)
    return more


def test_every_fault_so_many_times_leaves_no_thread_and_the_next_is_heard() -> None:
    model_at("http://127.0.0.1:9").connect()
    before = set(threading.enumerate())

    def plays(row: int) -> tuple[str, float, Ended]:
        with ModelServer([FAULTS[row % len(FAULTS)][1]]) as server:
            _, end, seconds = heard(model_at(server))
        return FAULTS[row % len(FAULTS)][0], seconds, end

    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(plays, range(TIMES * len(FAULTS))))
    late = [(name, seconds) for name, seconds, _ in found if seconds >= QUICK["model_total_seconds"] + 1]
    assert len(found) == TIMES * len(FAULTS) >= 22 and not late
    assert all(end.how == "failed" and end.fault is not None for _, _, end in found)
    assert not {one.name for one in settles(before)}
    with ModelServer([says(TEXT)]) as server:
        assert heard(model_at(server, model_first_seconds=10, model_total_seconds=10))[:2] == (TEXT, Ended("whole"))


def test_who_leaves_again_and_again_frees_the_model_and_finds_the_question_kept(tmp_path: Path) -> None:
    def slowly(call: Call) -> None:
        call.head()
        while call.chunk("Garden ") and call.wait(0.02):
            pass

    clocks = {"model_first_seconds": 30.0, "model_pause_seconds": 30.0, "model_total_seconds": 60.0}
    with ModelServer([slowly]) as server, Notebook.open(tmp_path) as notebook:
        settings = Settings(home=homes.own_home(), model="m", model_url=f"{server.address}/v1", **clocks)  # type: ignore[arg-type]
        with open_assistant(settings) as assistant:
            answerer, before = Answerer(assistant, notebook, tmp_path, 60.0), set[threading.Thread]()
            for number in range(LEAVERS):
                steps = answerer.answer(Asked(QUESTIONS[number % 3]))
                first = next(steps)
                while server.calls <= number:
                    next(steps)
                started = time.monotonic()
                steps.close()  # type: ignore[attr-defined]
                while len(server.left) <= number and time.monotonic() - started < 3:
                    time.sleep(0.01)
                assert len(server.left) == number + 1 and server.left[-1] - started < 2, number
                (turn,) = notebook.turns.of("", first.conversation)
                session = opened(notebook, assistant, "", first.conversation)
                assert turn.state is TurnState.INTERRUPTED and session and session.turns[0].question == QUESTIONS[number % 3]
                before = before or set(threading.enumerate())
            assert not settles(before)
            assert assistant.ask(QUESTIONS[1], use_model=False).citations
