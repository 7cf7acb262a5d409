"""The suite runs with the network cut off, its children too; an attempt to leave this machine fails it, wherever it was swallowed."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from pathlib import Path

import pytest

OFFLINE = Path(__file__).parent / "offline"
LOG = "SUITE_OUTBOUND_LOG"
OWNER = pytest.StashKey[Path]()  # held by the one process that made the list: not by workers of xdist


def pytest_configure(config: pytest.Config) -> None:
    """Cut this process off, and all that it starts (workers of xdist among them, which inherit the list of attempts)."""
    if LOG not in os.environ:
        handle, os.environ[LOG] = tempfile.mkstemp(prefix="outbound-", suffix=".log")
        os.close(handle)
        os.environ["PYTHONPATH"] = os.pathsep.join([str(OFFLINE), *filter(None, [os.environ.get("PYTHONPATH")])])
        config.stash[OWNER] = Path(os.environ[LOG])
    loaded = sys.modules.get("sitecustomize")
    if loaded is None or Path(loaded.__file__ or "").parent != OFFLINE:
        sys.modules.pop("sitecustomize", None)
        sys.path.insert(0, str(OFFLINE))
        importlib.import_module("sitecustomize")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """An attempt fails the whole run."""
    log = session.config.stash.get(OWNER, None)
    if log is not None and log.read_text(encoding="utf-8"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how many attempts there were, and where each came from."""
    log = config.stash.get(OWNER, None)
    if log is not None:
        attempts = log.read_text(encoding="utf-8").splitlines()
        terminalreporter.line(f"{len(attempts)} attempts to leave this machine")
        for attempt in attempts:
            terminalreporter.line(f"  {attempt}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    log = config.stash.get(OWNER, None)
    if log is not None:
        log.unlink(missing_ok=True)
