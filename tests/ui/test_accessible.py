"""axe-core over every screen, light and dark, wide and as a phone has it: nothing serious, nothing critical."""

from collections.abc import Iterator
from typing import Any

import browser as machine
import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_assistant import FakeAssistant
from serving import launched

from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ui import web
from ui.screens.frame import Services

pytestmark = pytest.mark.skipif(machine.found() is None, reason=machine.MISSING)
LOOKS = [("en-US", 1280, "light"), ("zh-CN", 390, "dark")]
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    with Notebook.open(home) as notebook:
        page, address = launched(Services(FakeAssistant(), Settings(home=home, port=0), notebook))
        yield address
        page.close(verbose=False)


@pytest.fixture(scope="module")
def contexts() -> Iterator[machine.Contexts]:
    with machine.chromium() as opened:
        yield machine.Contexts(opened)


def grave(page: Any, within: str | None = None) -> list[str]:
    """What axe-core finds that keeps people out, in one part of a large page or in all of it: the rule, and the first that break it."""
    found = Axe().run(page, context=within).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:4]
    ]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS, ids=["wide light", "phone dark"])
def test_every_screen_can_be_used_by_everybody(language: str, width: int, scheme: str, address: str, contexts: machine.Contexts) -> None:
    watched = machine.Watched(contexts.get(language=language, width=width, scheme=scheme), address)
    page = watched.page
    assert grave(page) == [], "at the beginning"
    watched.ask("flood?" if language == "en-US" else "洪水？", 1)
    page.wait_for_selector("#onward button")
    watched.ask("Which case is of 2017?", 2)
    page.click("#answer-2 a.mark >> nth=0")
    page.wait_for_timeout(300)
    assert grave(page) == [], "with an answer, a table and cards"
    page.click("button[value='edit 1']")
    page.wait_for_selector("dialog[open]")
    assert grave(page) == [], "with a dialog"
    page.keyboard.press("Escape")
    for number, (name, _) in enumerate(web.SCREENS):
        page.get_by_role("tab").nth(number).click()
        page.wait_for_timeout(500)
        assert grave(page) == [], name
    page.evaluate("() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><button></button>')")
    assert {one.split()[0] for one in grave(page)} == {"image-alt", "button-name"}, "what is wrong is seen"
    page.close()
