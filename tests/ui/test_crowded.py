"""Too many, too long, too late: what a person is told, in the language of the page, and that the question stays."""

import json
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import browser as machine
import pytest
from fake_assistant import FakeAssistant
from serving import launched
from visiting import Visitor

from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ui.answering import QUESTION_LIMIT
from ui.screens.asking import FEW, Running
from ui.screens.frame import Services
from ui.texts import say

needs_chromium = pytest.mark.skipif(machine.found() is None, reason=machine.MISSING)
AT_ONCE, WAITING, EACH = 3, 2, 2


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeAssistant, str]]:
    """A page with room for few."""
    assistant, home = FakeAssistant(), tmp_path_factory.mktemp("home")
    with Notebook.open(home) as notebook:
        settings = Settings(home=home, port=0, questions_at_once=AT_ONCE, questions_waiting=WAITING, questions_each=EACH)
        page, address = launched(Services(assistant, settings, notebook))
        yield assistant, address
        page.close(verbose=False)


@contextmanager
def crowd(small: tuple[FakeAssistant, str], answered: int, waiting: int = 0, *, one: Visitor | None = None) -> Iterator[None]:
    """So many people whose questions are being answered, and so many who wait behind them; in the end all are answered."""
    assistant, address = small
    under_way: list[tuple[Visitor, str, Iterator[dict[str, Any]]]] = []
    try:
        for number in range(answered + waiting):
            visitor = one or Visitor(address)
            visitor.join(f"slow flood {number}?", f"crowd{number}")
            messages = visitor.stream(f"crowd{number}")
            wanted = "process_generating" if number < answered else "estimation"
            next(message for message in messages if message["msg"] == wanted)
            under_way.append((visitor, f"crowd{number}", messages))
        yield
    finally:
        assistant.go_on.set()
        for _, _, messages in under_way:
            assert any(message["msg"] == "process_completed" and message["success"] for message in messages)
        assistant.go_on.clear()


def heard(visitor: Visitor, session: str) -> str:
    return json.dumps(list(visitor.stream(session)), ensure_ascii=False)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_next_one_beyond_the_waiting_is_refused_and_no_one_before(language: str, small: tuple[FakeAssistant, str]) -> None:
    last = Visitor(small[1])
    with crowd(small, AT_ONCE, WAITING - 1):
        late = Visitor(small[1])
        late.join("洪水？", "late", language)
        with pytest.raises(urllib.error.HTTPError) as refused:
            last.join("flood?", "last", language)
        assert refused.value.code == 503
        refused.value.close()
    assert "以小时计量" in heard(late, "late")
    last.join("flood?", "last", language)
    assert "in hours" in heard(last, "last"), "there is room again"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_visitor_has_so_many_questions_under_way_and_no_more(language: str, small: tuple[FakeAssistant, str]) -> None:
    me, other = Visitor(small[1]), Visitor(small[1])
    told = say("ask.too_many", language, count=EACH)  # type: ignore[arg-type]
    with crowd(small, EACH, one=me):
        me.join("flood?", "third", language)
        assert told in heard(me, "third")
        other.join("flood?", "others", language)
        assert "in hours" in heard(other, "others"), "another visitor is not kept waiting"
    with crowd(small, EACH - 1, one=me):
        me.join("flood?", "second", language)
        assert "in hours" in heard(me, "second")


@pytest.mark.parametrize(("language", "letter"), [("en", "flood "), ("zh", "洪水")])
def test_the_longest_question(language: str, letter: str, small: tuple[FakeAssistant, str]) -> None:
    visitor = Visitor(small[1])
    for over in (-1, 0, 1):
        length = QUESTION_LIMIT + over
        visitor.join((letter * QUESTION_LIMIT)[: length - 1] + "?", f"long{over}", language)
        told = say("page.too_long", language, length=length, limit=QUESTION_LIMIT)  # type: ignore[arg-type]
        assert (told in heard(visitor, f"long{over}")) == (over > 0)


def test_where_many_ask_no_work_is_done_that_nobody_waits_for() -> None:
    running = Running(EACH)
    for number in range(FEW):
        assert running.calm, "few have asked"
        with running.begun(f"tab{number}", "me", "flood?"):
            assert not running.calm, "somebody waits"
    assert not running.calm
    time.sleep(1.05)
    assert running.calm


@pytest.fixture(scope="module")
def contexts() -> Iterator[machine.Contexts]:
    with machine.chromium() as opened:
        yield machine.Contexts(opened)


@needs_chromium
@pytest.mark.parametrize(("language", "width"), [("en-US", 1280), ("zh-CN", 390)])
def test_a_full_page_says_so_and_keeps_the_question(
    language: str, width: int, small: tuple[FakeAssistant, str], contexts: machine.Contexts
) -> None:
    tongue: Any = "zh" if language == "zh-CN" else "en"
    question = "flood?" if tongue == "en" else "洪水？"
    watched = machine.Watched(contexts.get(language=language, width=width), small[1])
    page = watched.page
    with crowd(small, AT_ONCE, WAITING):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.get_by_role("alert").get_by_text(say("error.busy", tongue)).wait_for()
        assert page.input_value("#question textarea") == question
        assert page.locator(".toast-wrap:visible").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.press("#question textarea", "Enter")
    watched.whole(1)
    assert page.locator("#refused").count() == 0
    assert [one for one in watched.complaints if "503" not in one] == []
    page.close()
