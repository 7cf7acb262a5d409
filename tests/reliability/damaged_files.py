"""Files damaged by chance, read in the child as any other: `python -m tests.reliability.damaged_files [COUNT] [SEED] [FOLDER]`.

Eight kinds of damage; each file has its own seed, printed with what is wrong with it, so that one can be made again alone.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.outcomes import OUTCOMES, Refused
from ingest.readers.room import Limits, ReadingRoom
from ingest.walk import Found, walk

SLACK_SECONDS = 5.0  # above the wall limit, for the start of a child


def _cut(data: bytearray, dice: random.Random) -> bytes:
    return bytes(data[: dice.randrange(1, len(data))])


def _flip(data: bytearray, dice: random.Random) -> bytes:
    for _ in range(dice.choice((1, 10, 100, 1000))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


def _zero(data: bytearray, dice: random.Random) -> bytes:
    start, size = dice.randrange(len(data)), dice.choice((16, 512, 8192))
    data[start : start + size] = bytes(len(data[start : start + size]))
    return bytes(data)


def _delete(data: bytearray, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    del data[start : start + dice.choice((1, 64, 4096))]
    return bytes(data)


def _repeat(data: bytearray, dice: random.Random) -> bytes:
    start, size = dice.randrange(len(data)), dice.choice((64, 4096, 65536))
    return bytes(data[:start] + data[start : start + size] * dice.choice((2, 20)) + data[start:])


def _swap(data: bytearray, dice: random.Random) -> bytes:
    size = dice.choice((64, 4096))
    a, b = dice.randrange(len(data)), dice.randrange(len(data))
    one, two = bytes(data[a : a + size]), bytes(data[b : b + size])
    data[a : a + size], data[b : b + size] = two[: len(one)], one[: len(two)]
    return bytes(data)


def _noise(data: bytearray, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return bytes(data[:start]) + dice.randbytes(dice.choice((8, 512, 4096))) + bytes(data[start:])


def _numbers(data: bytearray, dice: random.Random) -> bytes:
    """Other digits in the parts that are text: lengths, counts, references."""
    places = [place for place in range(len(data)) if 0x30 <= data[place] <= 0x39 and place % 7 == 0]
    for place in dice.sample(places, min(len(places), dice.choice((1, 20, 400)))):
        data[place] = dice.choice(b"0123456789-/")
    return bytes(data)


DAMAGES: tuple[Callable[[bytearray, random.Random], bytes], ...] = (_cut, _flip, _zero, _delete, _repeat, _swap, _noise, _numbers)


@dataclass(frozen=True, slots=True)
class Report:
    """How the damaged files ended, by code ("ready" for those that were read), the longest time, and what broke a promise."""

    ends: Counter[str]
    slowest: float
    wrong: tuple[str, ...]


def read_damaged(originals: Mapping[str, bytes], count: int, seed: int, folder: Path, limits: Limits | None = None) -> Report:
    """Damage the originals by turns and read each in the room; the sound ones are read before, between and after."""
    ends, wrong, slowest = Counter[str](), list[str](), 0.0
    names = sorted(originals)
    with ReadingRoom(limits) as room:
        for number in range(count):
            name, own = names[number % len(names)], seed * 1_000_003 + number
            dice = random.Random(own)
            damage = DAMAGES[number // len(names) % len(DAMAGES)]
            path = folder / f"{number:05d}-{name}"
            path.write_bytes(damage(bytearray(originals[name]), dice))
            started = time.monotonic()
            code, fault = _end(room, path)
            took = time.monotonic() - started
            slowest = max(slowest, took)
            ends[code] += 1
            if fault or took > room.limits.wall_seconds + SLACK_SECONDS:
                wrong.append(f"{name} {damage.__name__} seed {own}: {code} {fault} {took:.1f} s")
            path.unlink()
    return Report(ends, slowest, tuple(wrong))


def _end(room: ReadingRoom, path: Path) -> tuple[str, str]:
    """The code by which a file ended, and what is wrong with that."""
    (found,) = walk([path])
    if not isinstance(found, Found):
        return found.refused.code, ""
    try:
        reading = room.read(found)
    except Refused as refused:
        named = refused.code in OUTCOMES and str(path) in str(refused) and str(path) in refused.sentence("zh")
        return refused.code, "crashed" if refused.code == "crashed" else "" if named else "not named"
    text = reading.document.text
    holds = all(text[p.start : p.end] == p.text and p.text for p in reading.passages)
    return "ready", "" if holds else "offsets"


def main(arguments: Sequence[str]) -> int:
    """Prints a report as JSON; 1 when a promise was broken."""
    count, seed = int(arguments[0]) if arguments else 300, int(arguments[1]) if len(arguments) > 1 else 1
    folder = Path(arguments[2]) if len(arguments) > 2 else Path(__file__).parents[2].parent / "shared" / "documents"
    originals = {path.name: path.read_bytes() for path in sorted(folder.glob("*.pdf"))}
    with TemporaryDirectory() as scratch:
        report = read_damaged(originals, count, seed, Path(scratch))
    print(json.dumps({"files": count, "ends": report.ends, "slowest": round(report.slowest, 1), "wrong": report.wrong}, indent=1))
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
