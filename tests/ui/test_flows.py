"""What people do with a conversation, in a real Chromium: stop, ask again, edit, judge, come back, find, share, rename, delete."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import browser as machine
import pytest
from fake_assistant import FakeAssistant, passages
from serving import launched

from assistant.drift import Drift, Standing
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ui.screens.frame import Services

pytestmark = pytest.mark.skipif(machine.found() is None, reason=machine.MISSING)


class Table:
    """A served page with its assistant and notebook, and a browser before it."""

    def __init__(self, assistant: FakeAssistant, notebook: Notebook, address: str, contexts: machine.Contexts) -> None:
        self.assistant, self.notebook, self.address, self.contexts = assistant, notebook, address, contexts
        self.opened: list[machine.Watched] = []

    def open(self, path: str = "", **wishes: Any) -> machine.Watched:
        self.opened.append(machine.Watched(self.contexts.get(**wishes), self.address + path))
        return self.opened[-1]


@pytest.fixture
def table(kept: Table) -> Iterator[Table]:
    """The table, cleared after each test: a browser keeps six connections to one host, and each open page holds one."""
    yield kept
    while kept.opened:
        kept.opened.pop().page.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    home = tmp_path_factory.mktemp("home")
    with Notebook.open(home) as notebook, machine.chromium() as chromium:
        assistant = FakeAssistant()
        page, address = launched(Services(assistant, Settings(home=home, port=0), notebook))
        yield Table(assistant, notebook, address, machine.Contexts(chromium))
        page.close(verbose=False)


EDITS = [("en-US", "flood?", "洪水？", "Send"), ("zh-CN", "洪水？", "2017 flood?", "发送")]


GOING_ON = [
    ("en-US", "flood?", "Which case is of 2017?", "Go on with"),
    ("zh-CN", "Is 恢复时间 of a 洪水 measured?", "2017年有哪些案例？", "继续了解"),
]


@pytest.mark.parametrize(("language", "question", "next_one", "heading"), GOING_ON, ids=["en", "mixed"])
def test_a_question_to_go_on_with_is_asked_by_a_click(language: str, question: str, next_one: str, heading: str, table: Table) -> None:
    watched = table.open(language=language)
    page = watched.page
    watched.ask(question, 1)
    page.locator("#onward button", has_text=next_one).click()
    watched.whole(2)
    assert table.assistant.asked[-1][:2] == (next_one, (question,))
    page.wait_for_selector("#onward button")
    assert heading in page.inner_text("#onward")
    page.click("#conversations button >> nth=0")
    page.wait_for_selector("#onward button")
    watched.ask("cats?", 3)
    page.wait_for_function("() => !document.querySelector('#onward button')")
    assert watched.complaints == []


def test_stop_keeps_the_part_and_asking_again_answers(table: Table) -> None:
    watched = table.open()
    page = watched.page
    page.fill("#question textarea", "slow flood?")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#answer-1.growing a.mark")
    page.wait_for_selector("#stop", state="visible")
    assert not page.is_visible("#send")
    assert page.is_visible("#source-1-1"), "the card comes with its mark, before the answer is whole"
    page.click("#stop")
    page.get_by_text("Stopped. What had come until then is kept.").wait_for()
    assert "The first words." in page.inner_text("#answer-1") and page.is_visible("#send")
    table.assistant.go_on.set()
    try:
        page.click("button[value='again 1']")
        page.get_by_text("The first words did not hold.").wait_for()
        watched.whole(1)
        assert page.locator("#question-2").count() == 0
        assert "1 before, kept" in page.inner_text("#question-1")
    finally:
        table.assistant.go_on.clear()
    assert watched.complaints == []


@pytest.mark.parametrize(
    ("language", "first", "edited", "send"), [("en-US", "flood?", "洪水？", "Send"), ("zh-CN", "洪水？", "2017 flood?", "发送")]
)
def test_an_edited_question_takes_its_place(language: str, first: str, edited: str, send: str, table: Table) -> None:
    watched = table.open(language=language)
    page = watched.page
    watched.ask(first, 1)
    watched.ask("cats?", 2)
    page.click("button[value='edit 1']")
    assert page.input_value("dialog textarea") == first
    page.fill("dialog textarea", edited)
    page.get_by_role("button", name=send).last.click()
    page.locator("#question-1", has_text=edited).wait_for()
    watched.whole(1)
    page.wait_for_selector("#question-2", state="detached")
    assert table.assistant.asked[-1][:2] == (edited, ()) and watched.complaints == []


def test_a_reload_comes_back_to_the_conversation_and_says_what_was_interrupted(table: Table) -> None:
    watched = table.open()
    page = watched.page
    watched.ask("flood of the reload?", 1)
    page.wait_for_url("**/?c=*")
    page.fill("#question textarea", "slow flood?")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#answer-2.growing")
    page.wait_for_timeout(700)
    table.assistant.left.clear()
    page.reload()
    assert table.assistant.left.wait(10), "whoever left is still being answered"
    page.wait_for_selector("#question-2")
    assert "flood of the reload?" in page.inner_text("#question-1") and page.locator("#answer-1 a.mark").count() >= 2
    page.reload()
    page.get_by_text("Interrupted before the answer was whole").wait_for()
    assert "The first words." in page.inner_text("#answer-2")
    page.click("#answer-1 > p > a.mark >> nth=0")
    page.wait_for_selector("#source-1-1.lit")
    assert "Still stands in the library as cited" in page.inner_text("#source-1-1")


@pytest.mark.parametrize(("language", "thanks", "save"), [("en-US", "Thank you.", "Save"), ("zh-CN", "谢谢反馈。", "保存")])
def test_a_verdict_and_its_note_are_kept(language: str, thanks: str, save: str, table: Table) -> None:
    watched = table.open(language=language)
    page = watched.page
    watched.ask("flood?", 1)
    page.wait_for_selector("#conversation-id", state="attached")
    page.click("button[value='verdict 1 wrong source']")
    page.get_by_text(thanks).wait_for()
    assert page.get_attribute("button[value='verdict 1 wrong source']", "aria-pressed") == "true"
    page.click("button[value='note 1']")
    page.fill("dialog textarea", "第 3 页 <b>")
    page.get_by_role("button", name=save).click()
    page.wait_for_selector(".kept-note", state="attached")
    said = table.notebook.feedback.all()[-1]
    assert (said.verdict, said.note, said.question) == ("wrong source", "第 3 页 <b>", "flood?") and watched.complaints == []


def test_conversations_are_found_renamed_shared_and_deleted(table: Table) -> None:
    watched = table.open()
    page = watched.page
    watched.ask("洪水 of the list?", 1)
    page.wait_for_selector("#heading")
    page.click("button[value^='rename']")
    page.fill("dialog textarea", "河流 rivers")
    page.keyboard.press("Enter")
    page.locator("#conversation-title", has_text="河流 rivers").wait_for()
    page.keyboard.press("Control+k")
    page.keyboard.type("rivers")
    page.wait_for_function("() => document.querySelectorAll('#conversations li').length == 1")
    page.click("button[value^='share']")
    page.wait_for_selector("#shared-link")
    link = page.get_attribute("#shared-link", "href")
    table.assistant.drifts = {"zh1": Standing(Drift.MOVED, replace(passages()["zh1"], section="9 Elsewhere"))}
    other = table.open(link[1:], width=390)
    other.page.locator("#question-1", has_text="洪水 of the list?").wait_for()
    assert "9 Elsewhere" in other.page.inner_text("#source-1-1") and "以小时计量" in other.page.inner_text("#source-1-1 mark")
    assert other.page.locator("button[value^='edit'], button[value^='verdict'], button[value^='delete']").count() == 0
    table.assistant.drifts = {}
    page.click("button[value^='unshare']")
    page.wait_for_selector("#shared-link", state="detached")
    other.page.reload()
    other.page.get_by_text("its link was taken back").wait_for()
    page.click("button[value^='delete']")
    page.get_by_role("button", name="Cancel").click()
    assert page.is_visible("#heading")
    page.click("button[value^='delete']")
    page.locator("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_selector("#opening", state="visible")
    assert not [one for one in table.notebook.conversations.find("") if "rivers" in one.title]
    assert watched.complaints == [] and other.complaints == []


def test_copying_brings_the_references(table: Table) -> None:
    context = table.contexts.get(width=1111)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    watched = table.open(width=1111)
    watched.ask("flood?", 1)
    watched.page.click("button[value='copy 1']")
    watched.page.get_by_text("Copied", exact=True).first.wait_for()
    copied = watched.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("After a flood") and "\n1. Guide to bridges (the paper, 1 Bridges, p. 3, English): “After a flood" in copied
    assert "<https://example.org/guide>" in copied


def test_a_phone_calls_its_conversations(table: Table) -> None:
    page = table.open(width=390, height=844, language="zh-CN").page
    assert not page.is_visible("#find") and page.is_visible("#new")
    page.get_by_role("button", name="对话", exact=True).click()
    page.wait_for_selector("#find", state="visible")
    page.click("#conversations button >> nth=0")
    page.wait_for_selector("#heading")
    assert not page.is_visible("#find")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_new_by_key_and_limits_by_setting(table: Table) -> None:
    watched = table.open()
    page = watched.page
    watched.ask("flood?", 1)
    page.wait_for_selector("#heading")
    page.keyboard.press("Alt+n")
    page.wait_for_selector("#opening", state="visible")
    page.wait_for_selector("#heading", state="detached")
    assert page.evaluate("document.activeElement.closest('#question') !== null") and "?c=" not in page.url
