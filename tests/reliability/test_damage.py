"""T5 in short: 20 random damages to generation, library or CURRENT; none crashes us, answers wrongly or encodes anything."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import built_home

DAMAGES, SEED = 20, 7
ROOT = Path(__file__).parent.parent.parent

# Opens the home as a serving process does and asks for every passage; runs in a process of its own, so that a crash is seen.
SERVE = """
import json, sys
from pathlib import Path
from index.serving import Serving
from ingest.types import LibraryDamaged, LibraryError
from tests.fakes import FakeEncoder, numbered
encoder, wrong, lines = FakeEncoder(), 0, []
try:
    with Serving(Path(sys.argv[1]), encoder.fingerprint, stays=sys.argv[2] == "stays", notify=lines.append) as serving:
        for turn in range(2):
            for number in range(60):
                ids, _ = serving.current().dense(encoder.encode_questions([numbered(number)])[0], 1)
                passage = serving.library.passage(ids[0])
                wrong += passage is None or passage.text != numbered(number)
            serving.ready(60)
        sound = serving.current().folder is not None and not serving.current().stale(serving.library)
    print(json.dumps({"wrong": wrong, "lines": lines, "sound": sound, "encoded": encoder.encoded}))
except LibraryDamaged as error:
    print(json.dumps({"damaged": str(error)}))
"""


def damage(home: Path, draw: random.Random) -> tuple[Path, str]:
    """One random damage to one random file."""
    paths = sorted(path for path in home.rglob("*") if path.is_file() and path.name not in ("lock", "VERSION"))
    path, kind = draw.choice(paths), draw.choice(["truncate", "flip", "zero", "delete", "empty", "swap"])
    data = bytearray(path.read_bytes())
    place = draw.randrange(len(data)) if data else 0
    if kind == "delete":
        path.unlink()
    elif kind == "swap":
        other = draw.choice([other for other in paths if other != path])
        content = other.read_bytes()
        other.write_bytes(bytes(data))
        path.write_bytes(content)
    else:
        if kind == "truncate":
            del data[place:]
        elif kind == "flip" and data:
            data[place] ^= 1 << draw.randrange(8)
        elif kind == "zero":
            data[place : place + 64] = bytes(len(data[place : place + 64]))
        elif kind == "empty":
            data.clear()
        path.write_bytes(bytes(data))
    return path, kind


@pytest.mark.parametrize("number", range(DAMAGES))
def test_a_damage_is_detected_or_harmless(tmp_path: Path, number: int) -> None:
    home = tmp_path / "home"
    built_home(home)
    path, kind = damage(home, random.Random(SEED * 1000 + number))
    what = f"seed {SEED}, damage {number}: {kind} of {path.relative_to(home)}"
    command = [sys.executable, "-c", SERVE, str(home), "stays" if number % 2 else "once"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, f"{what}: {ran.stderr}"
    result = json.loads(ran.stdout)
    if "damaged" in result:
        assert "library.db" in what or kind == "swap", what
        assert "Put a backup" in result["damaged"]
    else:
        assert (result["wrong"], result["encoded"], result["sound"]) == (0, 0, True), f"{what}: {result}"


def test_the_lock_of_a_dead_process_is_no_damage(tmp_path: Path) -> None:
    home = tmp_path / "home"
    built_home(home)
    shutil.rmtree(home / "index")
    (home / "lock").write_text("999999\n")
    ran = subprocess.run([sys.executable, "-c", SERVE, str(home), "once"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert json.loads(ran.stdout)["sound"], ran.stderr
