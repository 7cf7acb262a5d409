"""Takes in a folder and says what it does, a line of JSON each: `python -m tests.reliability.folder HOME FOLDER`, to be killed at will.

{"read": name} when a reader gets a file, {"at": done, "of": total} for the progress, {"taken": states, "mb": peak memory} at the end.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter
from pathlib import Path

from index.gathering import Progress
from index.intake import ingest
from ingest.readers.room import Reading, ReadingRoom
from ingest.walk import Found
from tests.fakes import FakeEncoder


def say(**row: object) -> None:
    """Print a row; it is out before the next thing happens."""
    print(json.dumps(row, ensure_ascii=False), flush=True)


def main(home: Path, folder: Path) -> None:
    """Take the folder in."""
    read = ReadingRoom.read

    def told(room: ReadingRoom, found: Found, content: str | None = None) -> Reading:
        say(read=found.name)
        return read(room, found, content)

    def report(progress: Progress) -> None:
        if progress.input.endswith(".txt"):
            say(at=progress.done, of=progress.total)

    ReadingRoom.read = told  # type: ignore[method-assign]
    outcomes = ingest(home, [str(folder)], FakeEncoder(), bundled=False, report=report)
    states = Counter(str(outcome.state) for outcome in outcomes)
    say(taken=states, mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
