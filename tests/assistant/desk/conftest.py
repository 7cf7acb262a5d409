"""Desks over the homes that drafts are tested on: what ships, the paper alone, both."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from assistant.assemble import open_assistant
from assistant.desk.desk import Desk
from assistant.desk.draft import Draft
from assistant.desk.profile import Profile, read_profile
from assistant.settings import Settings
from ingest.types import Language
from tests.assistant import homes

EXAMPLES = Path(__file__).parents[3] / "assistant" / "desk" / "examples"
CITIES = ("coastal", "county", "inland")
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@lru_cache(maxsize=8)
def profile(city: str) -> Profile:
    """One of the example profiles."""
    return read_profile((EXAMPLES / f"{city}.toml").read_bytes())


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    """Over the corpus that ships."""
    with open_assistant(Settings(home=homes.ships_home())) as assistant:
        yield assistant.desk()


@pytest.fixture(scope="session")
def paper_desk() -> Iterator[Desk]:
    """Over the paper alone; skips where its text is not."""
    if not homes.PAPER.is_file():
        pytest.skip(f"the paper's text may not be shipped; it is looked for at {homes.PAPER}")
    with open_assistant(Settings(home=homes.paper_home())) as assistant:
        yield assistant.desk()


@pytest.fixture(scope="session")
def both_desk() -> Iterator[Desk]:
    """Over the paper and the notes that ship; skips where the paper's text is not."""
    if not homes.PAPER.is_file():
        pytest.skip(f"the paper's text may not be shipped; it is looked for at {homes.PAPER}")
    with open_assistant(Settings(home=homes.both_home())) as assistant:
        yield assistant.desk()


@pytest.fixture(params=["desk", "paper_desk", "both_desk"])
def any_desk(request: pytest.FixtureRequest) -> Desk:
    """Each of the homes in turn."""
    found: Desk = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def coastal(desk: Desk) -> Draft:
    """The coastal city's draft in Chinese, over what ships."""
    return desk.draft(profile("coastal"), "zh", 2026)
