"""The frame around the screens: tabs that speak both languages, words set at the start and by the switch, who is asking."""

from collections.abc import Iterator
from typing import Any

import browser as machine
import gradio as gr
import pytest
from fake_assistant import FakeAssistant
from serving import launched

from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ingest.types import Language
from ui import texts, visitor, web
from ui.screens import ask
from ui.screens.frame import QUICK, Frame, Services
from ui.visitor import NOBODY, Who

needs_chromium = pytest.mark.skipif(machine.found() is None, reason=machine.MISSING)


def counting(frame: Frame) -> None:
    """A screen with a button that counts and says so in the page's language."""
    count = gr.State(0)

    def words(language: Language, count: int) -> str:
        return f'<p id="said">{"counted" if language == "en" else "计数"} {count}</p>'

    button = frame.spoken(gr.Button("+", elem_id="count"), lambda language: gr.update(value="count" if language == "en" else "数"))
    said = frame.spoken(frame.markdown("", "counted"), words, count)
    button.click(lambda language, count: (count + 1, words(language, count + 1)), [frame.language, count], [count, said], **QUICK)
    frame.personal(frame.markdown("", "greeting"), lambda language, who: f"<p id='hello'>{language} {who.name!r} {who.librarian}</p>")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch, machine.chromium() as chromium:
        patch.setitem(texts.TEXTS, "screen.counting", ("Counting", "计数"))
        patch.setattr(web, "SCREENS", (("ask", ask.show), ("counting", counting)))
        home = tmp_path_factory.mktemp("home")
        page, address = launched(Services(FakeAssistant(), Settings(home=home, port=0), Notebook.open(home)))
        yield machine.Watched(machine.Contexts(chromium).get(language="zh-CN"), address)
        page.close(verbose=False)


@needs_chromium
def test_a_screen_under_its_tab_in_both_languages(opened: Any) -> None:
    page = opened.page
    tabs = page.get_by_role("tab")
    assert tabs.all_inner_texts() == ["提问", "计数"]
    tabs.nth(1).click()
    page.wait_for_selector("#said")
    assert (page.inner_text("#said"), page.inner_text("#count")) == ("计数 0", "数")
    assert page.inner_text("#hello") == "zh '' True"
    page.click("#count")
    page.get_by_text("计数 1").wait_for()
    page.get_by_text("English", exact=True).click()
    page.get_by_text("counted 1").wait_for()
    tabs.get_by_text("Counting", exact=True).wait_for()
    assert (tabs.all_inner_texts(), page.inner_text("#count")) == (["Ask", "Counting"], "count")
    tabs.nth(0).click()
    page.wait_for_selector("#question textarea", state="visible")
    assert page.inner_text("#send") == "Send" and opened.complaints == []


@pytest.mark.parametrize("who", [Who(), Who("ana", True, "ab12"), Who("李雷: 韩梅梅\r\n%25"), NOBODY])
def test_a_visitor_comes_through_the_header(who: Who) -> None:
    value = visitor.to_header(who)
    assert value.isascii() and "\n" not in value and visitor.who({visitor.HEADER: value}) == who


@pytest.mark.parametrize("value", ["", "ana", "1", "1:ana"])
def test_without_a_word_of_the_door_a_visitor_is_nobody(value: str) -> None:
    assert visitor.who({visitor.HEADER: value}) == NOBODY and visitor.who({}) == NOBODY
