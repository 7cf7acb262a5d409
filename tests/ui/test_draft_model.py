"""The Draft screen with a language model: a real local server plays it, a real Chromium shows what came of its words."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import browser as machine
import pytest
import serving
from test_draft import desk, does, save

from assistant.assemble import open_assistant
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from tests.assistant import homes
from tests.assistant.model_server import Act, Call, ModelServer, says, then
from ui.screens.frame import Services
from ui.texts import say

pytestmark = pytest.mark.skipif(machine.found() is None, reason=machine.MISSING)
QUICK = {"model_first_seconds": 6.0, "model_pause_seconds": 1.0, "model_total_seconds": 20.0}
OPENED = {"en": "By this account, {} [S{}]. ", "zh": "据资料，{}[S{}]。"}
INVENTED = {"en": "The city spent 45 million euros on it [S1]. ", "zh": "该市为此投入4500万元[S1]。"}
Served = tuple[str, ModelServer]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("draft-model") / "home"
    shutil.copytree(homes.ships_home(), home)
    with ModelServer([]) as server:
        settings = Settings(home=home, port=0, model="m", model_url=f"{server.address}/v1", **QUICK)
        with open_assistant(settings, long_lived=True) as opened, Notebook.open(home) as notebook:
            page, address = serving.launched(Services(opened, settings, notebook))
            yield address, server
            page.close(verbose=False)


@pytest.fixture(scope="module")
def contexts() -> Iterator[machine.Contexts]:
    with machine.chromium() as opened:
        yield machine.Contexts(opened)


def rewords(server: ModelServer, more: dict[str, str] | None = None, pause: float = 0.0) -> Act:
    """A model that says each source that it is shown in its own opening, and something more where it is told to."""

    def act(call: Call) -> None:
        prompt = server.asked[-1].prompt
        language = "zh" if "资料：" in prompt else "en"
        shown = [(text.rstrip("。. "), key) for key, text in re.findall(r"^\[S(\d+)\] (.*)$", prompt, re.MULTILINE)]
        said = "".join(OPENED[language].format(text, key) for text, key in shown)
        says(said + (more[language] if more else ""), pause=pause)(call)

    return act


def begun(contexts: machine.Contexts, address: str, language: str, **wishes: Any) -> machine.Watched:
    """A short draft for the coastal example, under way."""
    watched = desk(contexts, address, language, **wishes)
    does(watched.page, "example", "#draft").click()
    watched.page.wait_for_selector("#draft-said .going")
    tongue = "en" if language.startswith("en") else "zh"
    watched.page.locator("#draft-length label", has_text=say("draft.length.standard", tongue)).click()
    watched.page.click("#draft-begin")
    return watched


def composed(page: Any) -> None:
    page.wait_for_selector("#draft-id", state="attached", timeout=60_000)


def test_sections_stream_in_worded_and_checked_and_what_a_person_does_stands(contexts: machine.Contexts, served: Served) -> None:
    address, server = served
    server.acts[:] = [rewords(server, pause=0.0005)]
    watched = begun(contexts, address, "en-US", width=1440, height=900)
    page = watched.page
    page.wait_for_selector("#draft-situation")
    assert page.locator("#draft-id").count() == 0 and page.locator("#draft-monitoring").count() == 0, "the rest is still to come"
    composed(page)
    server.acts[:] = [rewords(server)]
    worded = page.locator("#draft-shown .line", has_text=say("draft.by_model", "en"))
    assert worded.count() >= 8 and f"worded {worded.count()} lines" in page.inner_text(".model-count")

    line = page.locator("#draft-experience .line", has_text=say("draft.by_model", "en")).first
    line.locator("summary").click()
    assert line.locator("q").count() >= 1, "a line of the model shows the quote it rests on"
    does(page, "edit", "#draft-experience .line[open]").click()
    save(page, "The city will ask its insurers first.")
    page.locator("#draft-shown .refused").wait_for()
    does(page, "type-city", "#draft-experience .faulty").click()
    page.wait_for_selector("#draft-shown a.file")
    asked = len(server.asked)
    does(page, "again", "#draft-experience").click()
    page.locator("#draft-said", has_text=say("draft.no.again", "en")).wait_for(timeout=60_000)
    assert len(server.asked) > asked, "composing anew asks the model anew"
    page.get_by_text("The city will ask its insurers first.").wait_for()

    page.locator("#draft-cases > summary").click()
    spare = page.locator("#draft-cases tr:not(.used)", has=page.locator("button[value^='draft-pin ']")).first
    name = spare.locator("th").inner_text()
    spare.locator("button[value^='draft-pin ']").click()
    page.wait_for_function(
        "(name) => [...document.querySelectorAll('#draft-cases tr.used th')].some((one) => one.textContent == name)",
        arg=name,
        timeout=60_000,
    )
    assert page.locator("#draft-experience h3", has_text=name).count() == 1
    page.get_by_text("The city will ask its insurers first.").wait_for()
    page.keyboard.press("Control+z")
    page.locator("#draft-experience h3", has_text=name).wait_for(state="detached")
    with page.expect_download() as coming:
        page.locator("#draft-shown a.file").last.click()
    exported = Path(coming.value.path()).read_text(encoding="utf-8")
    assert "By this account" in exported and "The city will ask its insurers first." in exported
    assert watched.complaints == []
    page.close()


@pytest.mark.parametrize(("language", "width"), [("en-US", 1440), ("zh-CN", 390)])
def test_what_the_sources_do_not_bear_is_taken_out_and_counted(
    language: str, width: int, contexts: machine.Contexts, served: Served
) -> None:
    address, server = served
    server.acts[:] = [rewords(server, INVENTED)]
    tongue = "en" if language.startswith("en") else "zh"
    watched = begun(contexts, address, language, width=width, height=844)
    page = watched.page
    composed(page)
    told = page.locator("#draft-shown .model-note").all_inner_texts()
    counts = [int(re.findall(r"\d+", words)[0]) for words in told]
    worded = page.locator("#draft-shown .line", has_text=say("draft.by_model", tongue)).count()  # type: ignore[arg-type]
    assert len(told) >= 3 and worded >= 8, "the sentences that pass stand"
    assert say("draft.model_count", tongue, count=worded, removed=sum(counts)) in page.inner_text(".model-count")  # type: ignore[arg-type]
    assert not re.search("45 million|4500万", page.inner_text("#draft-shown")) and page.locator("#draft-shown a.file").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width and watched.complaints == []
    page.close()


def stalls(server: ModelServer) -> Act:
    return then(["The "], lambda call: call.wait(30))


def breaks(server: ModelServer) -> Act:
    return then(["The plan was adopted"], lambda call: call.reset())


@pytest.mark.parametrize(("failing", "language"), [(stalls, "zh-CN"), (breaks, "en-US")])
def test_a_model_that_fails_is_named_once_and_the_draft_is_whole(
    failing: Callable[[ModelServer], Act], language: str, contexts: machine.Contexts, served: Served
) -> None:
    address, server = served
    server.acts[:] = [failing(server)]
    watched = begun(contexts, address, language, width=390, height=844)
    page = watched.page
    asked = len(server.asked)
    composed(page)
    assert len(server.asked) - asked <= 2, "it is not asked for each section"
    assert page.locator("#draft-shown .model-note").count() == 1 and page.locator("#draft-shown .part").count() >= 11
    assert page.locator("#draft-shown a.file").count() == 2, "as composed, it can be taken away"
    assert watched.complaints == []
    server.acts[:] = [rewords(server)]
    does(page, "again", "#draft-experience").click()
    page.locator("#draft-shown .model-note").wait_for(state="detached", timeout=60_000)
    page.close()
