"""What the two child processes of a build do: one fills the Chroma folder of a generation, a fresh one proves it.

They are processes of their own because Chroma can crash the process that opens it, may fill the disk, and looks right from
the process that wrote when it is not. A child does one job and ends, and ends when its parent does. It says how it goes in lines of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from index.manifest import CHROMA
from index.rows import Rows
from index.store import VectorStore, load_chroma, size_limit
from ingest.types import ResilientError

PLAN = "plan.json"
MOST_LOST = 1000  # ids that are named; where more are lost, the folder is made anew
Say = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do in a Chroma folder: ids to delete, rows to add, rows to look for; `fresh` when there is no folder yet."""

    fresh: bool
    delete: tuple[str, ...]
    add: tuple[int, ...]
    check: tuple[int, ...]

    def write(self, folder: Path) -> None:
        """Keep it in the generation's folder, for the children."""
        (folder / PLAN).write_text(json.dumps(asdict(self)), encoding="ascii")

    @classmethod
    def read(cls, folder: Path) -> Plan:
        """The plan in a generation's folder; without one, everything is to be looked for."""
        if not (folder / PLAN).exists():
            return cls(False, (), (), tuple(Rows.load(folder).kept_apart().tolist()))
        found = json.loads((folder / PLAN).read_text("ascii"))
        return cls(found["fresh"], tuple(found["delete"]), tuple(found["add"]), tuple(found["check"]))


def run(job: str, folder: Path) -> int:
    """Do one job in a generation's folder; 0 when all went well."""
    with _child() as say:
        return JOBS[job](folder, say)


def wait() -> NoReturn:
    """Make ready, wait for the parent's line that names a job and its folder, and do it; ends when the parent does."""
    with _child() as say:
        load_chroma()  # a second of work that need not wait for the parent
        line = sys.stdin.buffer.readline()
        if not line:
            os._exit(3)
        threading.Thread(target=_end_with_parent, daemon=True).start()
        ((job, folder),) = json.loads(line).items()
        status = JOBS[job](Path(folder), say)
        os._exit(status)  # all is written and closed, and taking Chroma's modules down in order takes 0.1 s that the parent waits


def _end_with_parent() -> None:
    while os.read(0, 1024):  # not sys.stdin: its lock, held by a thread, would abort the interpreter's own end
        pass
    os._exit(3)


def fill(folder: Path, say: Say) -> int:
    """Do what the plan says in the Chroma folder; 0 when all went well."""
    os.umask(0o077)
    plan, rows = Plan.read(folder), Rows.load(folder)
    limit = size_limit(len(rows.kept_apart()), rows.vectors.shape[1] if len(rows.ids) else 0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    with VectorStore(folder / CHROMA, create=plan.fresh) as store:
        store.delete(plan.delete)
        some = np.array(plan.add, np.intp)
        store.add(rows.names(some), rows.vectors[some], lambda done: say(done=done, total=len(some)))
    say(ok=True)
    return 0


def check(folder: Path, say: Say) -> int:
    """Prove the Chroma folder: it holds the ids that it should and no other, and those of the plan are found by their vectors."""
    plan, rows = Plan.read(folder), Rows.load(folder)
    with VectorStore(folder / CHROMA) as store:
        expected = set(rows.names(rows.kept_apart()))
        differing = expected ^ store.ids()
        some = np.array(plan.check, np.intp)
        unfound = store.lost(rows.names(some), rows.vectors[some], lambda done: say(done=done, total=len(some)))
        lost = sorted(differing.union(unfound))
    say(ok=not lost, lost=lost[:MOST_LOST], count=len(lost))
    return int(bool(lost))


JOBS: dict[str, Callable[[Path, Say], int]] = {"build": fill, "check": check}


def trial(folder: Path, dimension: int) -> int:
    """Open a Chroma folder as a serving process would, and ask for one vector."""
    with _child() as say, VectorStore(folder) as store:
        vector = np.full((1, dimension), dimension**-0.5, np.float32)
        say(ok=bool(store.ids()) and bool(store.nearest(vector, 1)[0]))
    return 0


@contextmanager
def _child() -> Iterator[Say]:
    """Lines of JSON to the parent; what native code prints goes elsewhere, and an error is said before the process ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(**values: Any) -> None:
        out.write(json.dumps(values) + "\n")
        out.flush()

    try:
        yield say
    except ResilientError as error:
        say(error=str(error), known=True)
        raise SystemExit(1) from error
    except Exception as error:  # the boundary of a process: whatever it was, the parent is told and tries another way
        say(error=f"{type(error).__name__}: {error}", known=False)
        raise SystemExit(1) from error
