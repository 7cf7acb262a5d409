"""Under what circumstances a run is made: the code, the settings, the library, the encoder, the machine. Knows nothing about answers."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from eval.dataset import CaseQuestion, as_line
from ingest.library import Library
from ingest.types import Language

ROOT = Path(__file__).parents[1]
PROGRAM = ("ingest", "index", "assistant")
LEFT_OUT = {"home", "host", "port", "interface"}  # settings that no answer depends on


def commit() -> tuple[str, bool]:
    """The short name of the commit and whether files differ from it; "" outside a repository."""
    name = _git("rev-parse", "--short", "HEAD")
    return name, bool(name and _git("status", "--porcelain", "--untracked-files=no"))


def _git(*words: str) -> str:
    try:
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def code() -> str:
    """A fingerprint of all files of the program that an answer may depend on: equal code has an equal one, committed or not."""
    digest = sha256()
    for package in PROGRAM:
        for file in sorted((ROOT / package).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(ROOT)}\n".encode())
                digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def library(home: Path) -> dict[str, Any]:
    """What is in the library that answers rest on: numbers, languages, whose words, and a fingerprint of all active passages."""
    with Library.open(home) as opened:
        passages = opened.passages()
        digest = sha256()
        languages: dict[Language, int] = {}
        origins: dict[str, int] = {}
        for passage in sorted(passages, key=lambda passage: passage.id):
            digest.update(f"{passage.id}\0{passage.place}\0{passage.start}\0{passage.text}\0".encode())
            languages[passage.language] = languages.get(passage.language, 0) + 1
            origins[passage.origin] = origins.get(passage.origin, 0) + 1
        documents = sum(held.active for held in opened.holdings())
    return {
        "documents": documents, "passages": len(passages), "languages": languages, "origins": origins,
        "fingerprint": digest.hexdigest()[:16],
    }  # fmt: skip


def questions(asked: Sequence[CaseQuestion]) -> str:
    """A fingerprint of the questions with their gold."""
    return sha256("\n".join(f"{question.asked} {as_line(question.case)}" for question in asked).encode()).hexdigest()[:16]


def settings_of(settings: Settings) -> dict[str, Any]:
    """The settings that answers depend on."""
    return settings.model_dump(mode="json", exclude=LEFT_OUT)


def machine() -> dict[str, Any]:
    """The machine and how busy it is: times mean little without."""
    return {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2), "python": platform.python_version(), "system": platform.system()}


def program_version() -> str:
    """The version of the installed program."""
    try:
        return version("resilient")
    except PackageNotFoundError:
        return ""
