"""Character recognition by Tesseract, where it is installed: from the picture of a page to lines of words with their places.

A program of its own, started for each page and ended with the process that reads; nothing is fetched and no file is written.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ingest.language import has_chinese

PROGRAM = "tesseract"
PACKAGES = {"": "tesseract-ocr", "eng": "tesseract-ocr-eng", "chi_sim": "tesseract-ocr-chi-sim"}  # Debian's, by what they bring
LANGUAGES = ("chi_sim", "eng")
DOTS_PER_INCH = 300  # Tesseract's models were trained at about this resolution
PAGE_SECONDS = 120
_LEAST_SURE = 30.0  # of 100: words below are noise between the lines
_LEAST_PAGE = 60.0  # of 100, on average: a photograph "reads" as words that Tesseract itself doubts
_LEAST_CHINESE = 0.05  # of the characters of a page that is in both languages
_SPAWN_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word in a picture: its box in pixels from the top left, as high as its line, whose number is `line`."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    line: int

    @property
    def height(self) -> int:
        return self.y1 - self.y0


@lru_cache(maxsize=1)
def missing_packages() -> tuple[str, ...]:
    """The Debian packages that recognition lacks on this machine; () when it can be used."""
    if shutil.which(PROGRAM) is None:
        return (PACKAGES[""], PACKAGES["chi_sim"])
    try:
        listed = subprocess.run([PROGRAM, "--list-langs"], capture_output=True, text=True, timeout=_SPAWN_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return (PACKAGES[""], PACKAGES["chi_sim"])
    known = set((listed.stdout + listed.stderr).split())
    return tuple(PACKAGES[language] for language in LANGUAGES if language not in known)


def recognise(grey: npt.NDArray[np.uint8], dots_per_inch: int = DOTS_PER_INCH) -> list[Recognised]:
    """The words of a grey picture (height, width) in the order of reading; [] where there are none to be sure of.

    Raises TimeoutError after PAGE_SECONDS, OSError when Tesseract cannot be started.
    """
    words = _read(grey, dots_per_inch, LANGUAGES)
    letters = "".join(word.text for word in words)
    if words and sum(map(has_chinese, letters)) < _LEAST_CHINESE * len(letters):
        return _read(grey, dots_per_inch, ("eng",)) or words  # with both, spaces between English words are lost
    return words


def _read(grey: npt.NDArray[np.uint8], dots_per_inch: int, languages: tuple[str, ...]) -> list[Recognised]:
    height, width = grey.shape
    command = [PROGRAM, "stdin", "stdout", "-l", "+".join(languages), "--dpi", str(dots_per_inch), "-c", "tessedit_create_tsv=1"]
    try:
        done = subprocess.run(
            command,
            input=b"P5 %d %d 255\n" % (width, height) + grey.tobytes(),
            capture_output=True,
            timeout=PAGE_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"character recognition took more than {PAGE_SECONDS} seconds for a page") from error
    return _words(done.stdout.decode("utf-8", "replace"))


def _words(table: str) -> list[Recognised]:
    """The words in Tesseract's table, without those that it doubts."""
    found: list[Recognised] = []
    sure: list[float] = []
    line, top, bottom = 0, 0, 0
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "4":
            line, top, bottom = line + 1, int(row["top"]), int(row["top"]) + int(row["height"])
        text = (row["text"] or "").strip()
        if row["level"] == "5" and text and float(row["conf"]) >= _LEAST_SURE:
            x0 = int(row["left"])
            found.append(Recognised(text, x0, top, x0 + int(row["width"]), bottom, line))
            sure.append(float(row["conf"]))
    return found if sure and sum(sure) / len(sure) >= _LEAST_PAGE else []
