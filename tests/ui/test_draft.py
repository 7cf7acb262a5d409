"""The Draft screen over the corpus that ships, in a real Chromium: from a form to a draft, changed, undone, exported, verified."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser as machine
import pytest
import serving
from test_accessible import grave

from assistant.assemble import open_assistant
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from tests.assistant import homes
from ui.screens.frame import Services
from ui.texts import say

needs_chromium = pytest.mark.skipif(machine.found() is None, reason=machine.MISSING)
HOSTILE = 'name = "瓯澜<img src=x onerror=alert(1)> Oulan"\nhazards = ["台风", "flooding"]\nlanguage = "zh"\nlength = "short"\n'


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("draft") / "home"
    shutil.copytree(homes.ships_home(), home)
    settings = Settings(home=home, port=0)
    with open_assistant(settings, long_lived=True) as opened, Notebook.open(home) as notebook:
        page, address = serving.launched(Services(opened, settings, notebook))
        yield address
        page.close(verbose=False)


@pytest.fixture(scope="module")
def contexts() -> Iterator[machine.Contexts]:
    with machine.chromium() as opened:
        yield machine.Contexts(opened)


def desk(contexts: machine.Contexts, address: str, language: str, **wishes: Any) -> machine.Watched:
    watched = machine.Watched(contexts.get(language=language, **wishes), address)
    watched.page.set_default_timeout(15_000)
    watched.page.locator("#screen-draft-button").click()
    watched.page.wait_for_selector("#draft-begin", state="visible")
    return watched


def does(page: Any, verb: str, within: str = "#draft-shown") -> Any:
    return page.locator(f'{within} button[value^="draft-{verb} "], {within} button[value="draft-{verb}"]').first


def save(page: Any, words: str) -> None:
    page.fill("dialog textarea", words)
    page.locator("dialog .does button").last.click()


@needs_chromium
def test_from_a_form_to_a_verified_word_file(contexts: machine.Contexts, address: str, tmp_path: Path) -> None:
    watched = desk(contexts, address, "en-US")
    page = watched.page
    page.click("#draft-begin")
    page.wait_for_selector("#draft-said .notice")
    assert len(page.inner_text("#draft-said")) > 15, "an empty form is refused with a sentence"

    does(page, "example", "#draft").click()
    page.wait_for_selector("#draft-said .going")
    assert page.input_value("#draft-name input, #draft-name textarea") == "Oulan", "the example is shown in the page's language"
    page.locator("#draft-length label", has_text=say("draft.length.short", "en")).click()
    page.click("#draft-begin")
    page.wait_for_selector("#draft-id", state="attached")
    assert page.locator("#draft-shown .part").count() >= 10 and page.locator("#draft-transfer td .line").count() > 10
    assert page.locator("#draft-shown h1").get_attribute("lang") == "en"

    line = page.locator("#draft-experience .line:has(.mark-paper)").first
    line.locator("summary").click()
    quote = line.locator("q").first.inner_text().strip("“”")
    does(page, "look", "#draft-experience").click()
    page.wait_for_selector("#draft-source.open mark")
    assert page.inner_text("#draft-source mark").split()[0] in quote, "the source shows the quote"
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.value.startsWith('draft-look ')")

    used = page.locator("#draft-cases tr.used")
    page.locator("#draft-cases > summary").click()
    first = used.first.locator("th").inner_text()
    used.first.locator("button[value^='draft-throw ']").click()
    page.wait_for_function("(name) => document.querySelector('#draft-cases tr.used th').textContent != name", arg=first)
    assert page.locator("#draft-cases").get_attribute("open") is not None, "what was open stays open"
    assert first in page.inner_text("#draft-shown .evidence")
    page.keyboard.press("Control+z")
    page.wait_for_function("(name) => document.querySelector('#draft-cases tr.used th').textContent == name", arg=first)

    with page.expect_download() as coming:
        page.locator("#draft-shown a.file").first.click()
    file = tmp_path / "draft.docx"
    assert coming.value.suggested_filename == "Oulan.docx"
    coming.value.save_as(file)
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as word:
        assert len(word.read("word/document.xml")) > 5_000
    does(page, "close").click()
    page.wait_for_selector("#draft-begin", state="visible")
    for name, sound in ((file, True), (Path(__file__), False)):
        with page.expect_file_chooser() as chooser:
            does(page, "verify", "#draft").click()
        chooser.value.set_files(name)
        page.wait_for_selector("#draft-verified .health.sound" if sound else "#draft-verified .notice")
    does(page, "duplicate", "#draft-list").click()
    page.wait_for_selector("#draft-id", state="attached")
    assert watched.complaints == []
    page.close()


@needs_chromium
def test_a_hostile_profile_a_refused_export_and_a_reload_on_a_phone(contexts: machine.Contexts, address: str) -> None:
    watched = desk(contexts, address, "zh-CN", width=390, height=844, scheme="dark")
    page = watched.page
    for text in ("name = [", "name = '瓯澜'".encode("gb18030"), HOSTILE):
        with page.expect_file_chooser() as chooser:
            does(page, "file", "#draft").click()
        chooser.value.set_files({"name": "city.toml", "mimeType": "text/plain", "buffer": text.encode() if isinstance(text, str) else text})
        told = "UTF-8" if isinstance(text, bytes) else "TOML"
        page.wait_for_selector("#draft-said .going" if text == HOSTILE else f"#draft-said .notice:text('{told}')")
    page.click("#draft-begin")
    page.wait_for_selector("#draft-id", state="attached")
    assert "瓯澜" in page.inner_text("#draft-shown h1") and page.locator("#draft-shown img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    line = page.locator("#draft-experience .line:has(.mark-paper)").first
    line.locator("summary").click()
    does(page, "edit", "#draft-experience .line[open]").click()
    page.fill("dialog textarea", "该市投入<b>987</b>亿元。")
    page.wait_for_timeout(700)  # what is being typed is kept while it is typed
    assert watched.complaints == []
    page.reload()  # the page goes while a line is being typed
    page.wait_for_selector("#draft-shown .unsaved", state="attached")
    watched.complaints.clear()  # Gradio says that what it waited for was broken off
    line = page.locator("#draft-experience .line:has(.unsaved)")
    line.locator("summary").click()
    line.locator(".unsaved button[value^='draft-edit ']").click()
    assert page.input_value("dialog textarea") == "该市投入<b>987</b>亿元。"
    page.locator("dialog .does button").last.click()
    refused = page.locator("#draft-shown .refused")
    refused.wait_for()
    assert grave(page, "#draft-experience") == [], "axe-core, with lines opened"
    assert "987" in refused.inner_text() and page.locator("#draft-shown a.file").count() == 0
    refused.locator("a").first.click()
    faulty = page.locator("#draft-shown .faulty")
    assert faulty.get_attribute("open") is not None and faulty.locator(".words b").count() == 0
    faulty.locator("button[value^='draft-type-city ']").click()
    page.wait_for_selector("#draft-shown a.file")
    does(page, "add", "#draft-gaps").click()
    save(page, "本市尚无预算数据。")
    page.get_by_text("本市尚无预算数据。").wait_for()
    page.get_by_text("English", exact=True).click()
    page.locator("#draft-gaps").get_by_text(say("draft.add", "en"), exact=True).wait_for()
    does(page, "delete").click()
    page.locator("dialog .does button").last.click()
    page.wait_for_selector("#draft-begin", state="visible")
    assert watched.complaints == []
    page.close()
