"""The screens over a real library, in a real Chromium: upload, ask what was uploaded, its pages, find, fetch without a network, remove."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import browser as machine
import pytest
import serving

from assistant.assemble import ingest, open_assistant
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ingest.exchange import Network
from tests.ingest.pdfs import Sheet, pdf
from ui.door import Refused, check_upload
from ui.screens.frame import Services
from ui.texts import say
from ui.visitor import Who

needs_chromium = pytest.mark.skipif(machine.found() is None, reason=machine.MISSING)

GUIDE = "A guide to bridges\n\n1 Bridges\n\nAfter a flood, the recovery time of a bridge is measured in hours until traffic flows again.\n"
ROOFS = "Notes on roofs\n\n1 Roofs\n\nHilltown painted its roofs white in 2018 to keep houses cool in summer.\n"
LANTERNS = "灯笼街笔记\n\n灯笼街于2016年建成三座雨水花园，用来收集屋顶的雨水。\n"
HOSTILE = "<img src=x onerror=alert(1)>\n\n<script>alert(2)</script> A marmalade flood gate was built. ![x](http://evil.example/x.png)\n"
FERRIES = ["The ferry of Velmora is painted purple, so that children", "can find it in the fog of the harbour."]
MARKETS = "湖滨市的夜市于2019年迁到河堤上，雨季照常开放。"
LEAVES = [
    ("en-US", "What colour is the ferry of Velmora painted?", 1, "Page 1 of 2", 60 / 300),
    ("zh-CN", "湖滨市的夜市何时迁到河堤上？", 2, "第 2 页，共 2 页", 200 / 300),
    ("en-US", "When was the 夜市 of 湖滨市 moved to the 河堤?", 2, "Page 2 of 2", 200 / 300),
]
ARRIVALS = [
    ("en-US", "roofs <b>white.txt", ROOFS, "When did Hilltown paint its roofs white?", "2018"),
    ("zh-CN", "灯笼.md", LANTERNS, "灯笼街何时建成雨水花园？", "2016"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("library")
    (folder / "guide.txt").write_text(GUIDE, encoding="utf-8")
    ferries = folder / "ferries.pdf"
    ferries.write_bytes(pdf(Sheet(400, 300).lines(40, 60, FERRIES), Sheet(400, 300).lines(40, 200, [MARKETS])))
    settings = Settings(home=folder / "home", port=0, max_input_mb=0.2)
    ingest(settings, [str(folder / "guide.txt"), str(ferries)], bundled=False)
    with open_assistant(settings, long_lived=True) as assistant, Notebook.open(settings.home) as notebook:
        services = Services(assistant, settings, notebook, network=Network(resolve=lambda host, port: []))
        page, address = serving.launched(services)
        yield address
        page.close(verbose=False)
        services.workers.close()


@pytest.fixture(scope="module")
def contexts() -> Iterator[machine.Contexts]:
    with machine.chromium() as opened:
        yield machine.Contexts(opened)


def library(contexts: machine.Contexts, address: str, language: str, **wishes: Any) -> machine.Watched:
    watched = machine.Watched(contexts.get(language=language, **wishes), address)
    watched.page.set_default_timeout(60_000)
    watched.page.get_by_role("tab").get_by_text(say("screen.library", "zh" if language == "zh-CN" else "en")).click()
    watched.page.wait_for_selector(".health.sound")
    return watched


@needs_chromium
@pytest.mark.parametrize(("language", "name", "text", "question", "fact"), ARRIVALS, ids=["en", "zh"])
def test_upload_ask_what_was_uploaded_and_remove_it(
    language: str, name: str, text: str, question: str, fact: str, contexts: machine.Contexts, address: str
) -> None:
    tongue: Any = "zh" if language == "zh-CN" else "en"
    watched = library(contexts, address, language)
    page = watched.page
    assert say("library.title", tongue) in page.inner_text("#library") and "guide.txt" in page.inner_text("#library-inputs")
    files = [
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()},
        {"name": "<i>x.txt", "mimeType": "text/plain", "buffer": (HOSTILE + tongue).encode()},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
        {"name": "big.txt", "mimeType": "text/plain", "buffer": b"a long line \n" * 20_000},
    ]
    page.set_input_files("#library-drop input[type=file]", files)
    page.wait_for_selector("#library-intake li.done")
    page.wait_for_function("() => !document.querySelector('#library-intake li:is(.waiting, .working), #library-intake .going')")
    states = page.locator("#library-intake .state").all_inner_texts()
    assert states == [say(f"state.{state}", tongue) for state in ("ready", "ready", "empty", "too big")]
    assert ("太大" in page.inner_text("#library-intake")) or "MB" in page.inner_text("#library-intake"), "the reason is said"
    assert page.locator("#library-inputs :is(img, script, i, b)").count() == 0

    page.fill("#library-find textarea, #library-find input", question)
    page.click("#library-search")
    hit = page.locator("#library-hits .hits > li").first
    hit.wait_for()
    assert fact in hit.inner_text() and hit.locator("mark").count() > 0 and say("library.dense", tongue) in hit.inner_text()

    page.get_by_role("tab").first.click()
    watched.ask(question, 1)
    assert fact in page.inner_text("#answer-1")

    page.locator("#screen-library-button").click()
    stem = "roofs" if tongue == "en" else "灯笼"
    page.locator("#library-inputs li", has_text=stem).get_by_text(say("library.remove", tongue)).click()
    page.locator("dialog[open] .does button").last.click()
    page.get_by_text(say("state.removed", tongue), exact=True).wait_for()
    page.wait_for_function("(stem) => !document.querySelector('#library-inputs').innerText.includes(stem)", arg=stem)
    assert watched.complaints == []
    page.close()


@needs_chromium
@pytest.mark.parametrize(("language", "question", "number", "where", "height"), LEAVES, ids=["en", "zh", "mixed"])
def test_the_page_of_a_pdf_is_shown_with_the_quotation_marked(
    language: str, question: str, number: int, where: str, height: float, contexts: machine.Contexts, address: str
) -> None:
    watched = machine.Watched(contexts.get(language=language, width=1280 if number == 1 else 390), address)
    page = watched.page
    watched.ask(question, 1)
    page.click("#source-1-1 button[value^='leaf']")
    page.wait_for_selector("dialog.leaf .paper img")
    assert page.inner_text(".leaf .where") == where and page.locator(".spot").count() >= 1
    page.wait_for_function("() => document.querySelector('.paper img').naturalWidth == 800")
    image, spot = (page.locator(f".paper {part} >> nth=0").bounding_box() for part in ("img", ".spot"))
    top, bottom = ((at - image["y"]) / image["height"] for at in (spot["y"], spot["y"] + spot["height"]))
    assert top < height < bottom + 0.01 and bottom - top < 0.08, "the mark lies on the line of the quotation"
    assert page.locator(".paper img").get_attribute("alt") not in (None, "", where)
    page.keyboard.press("PageUp" if number == 2 else "PageDown")
    page.wait_for_function("() => !document.querySelector('.spot')")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert watched.complaints == []
    page.close()


@pytest.mark.parametrize("path", ["page/nothing?start=0&end=4&language=zh", "page/nothing/1.png?language=zh"])
def test_what_has_no_page_is_said_in_the_language(path: str, address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address + path)
    assert refused.value.code == 404 and json.loads(refused.value.read())["error"] in (say("leaf.failed", "zh"), say("leaf.changed", "zh"))


@needs_chromium
@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_fetching_without_a_network_is_refused_in_a_sentence(language: str, contexts: machine.Contexts, address: str) -> None:
    tongue: Any = "zh" if language == "zh-CN" else "en"
    watched = library(contexts, address, language, width=390, height=844, scheme="dark" if tongue == "zh" else "light")
    page = watched.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#library-works button.fetch").first.click()
    page.wait_for_selector("#library-intake li.bad")
    told = page.inner_text("#library-intake")
    assert say("state.failed", tongue) in told and len(told) > 40
    assert watched.complaints == []
    page.close()


def test_files_come_only_from_a_page_that_was_opened_for_a_librarian(address: str) -> None:
    with pytest.raises(Refused, match="not yours"):
        check_upload({b"content-length": b"10"}, Who("visitor 1"), 100)
    with pytest.raises(Refused, match="too large"):
        check_upload({b"content-length": b"101"}, Who(librarian=True), 100)
    with pytest.raises(Refused, match="how much"):
        check_upload({}, Who(librarian=True), 100)
    request = urllib.request.Request(f"{address}gradio_api/file=/etc/passwd")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 404 and json.loads(refused.value.read())["detail"] == "not found"
