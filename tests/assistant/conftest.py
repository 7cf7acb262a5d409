"""Opened assistants over the real small homes; opened once, since answering changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.assemble import Assistant, open_assistant
from assistant.relevance import Relevance
from assistant.settings import Settings
from tests.assistant import homes


@pytest.fixture(scope="session")
def mixed() -> Iterator[Assistant]:
    """Over the corpus that ships, our article and two notes."""
    with open_assistant(Settings(home=homes.mixed_home())) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def ships() -> Iterator[Assistant]:
    """Over the corpus that ships, alone."""
    with open_assistant(Settings(home=homes.ships_home())) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def own() -> Iterator[Assistant]:
    """Over our article, in the place of the catalogued one."""
    with open_assistant(Settings(home=homes.own_home())) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def paper() -> Iterator[Assistant]:
    """Over the paper alone; skips where its text is not."""
    if not homes.PAPER.is_file():
        pytest.skip(f"the paper's text may not be shipped; it is looked for at {homes.PAPER}")
    with open_assistant(Settings(home=homes.paper_home())) as assistant:
        yield assistant


@pytest.fixture
def relevance(ships: Assistant) -> Relevance:
    return ships.engine.relevance
