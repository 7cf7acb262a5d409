"""The page as a person meets it: the real application on a free port, driven by a real Chromium."""

import http.server
import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser as machine
import pytest
from fake_assistant import FakeAssistant, Locked
from serving import launched, loops_let_go
from visiting import Visitor

from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ui import web
from ui.screens import ask
from ui.screens.frame import Services
from ui.texts import TEXTS, say

needs_chromium = pytest.mark.skipif(machine.found() is None, reason=machine.MISSING)


def services(assistant: FakeAssistant, home: Path, port: int = 0) -> Services:
    return Services(assistant, Settings(home=home, port=port, interface="auto"), Notebook.open(home))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeAssistant, str, Path]]:
    assistant, home = FakeAssistant(), tmp_path_factory.mktemp("home")
    page, address = launched(services(assistant, home))
    yield assistant, address, home
    page.close(verbose=False)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with machine.chromium() as opened:
        yield machine.Contexts(opened)


@pytest.fixture
def open_page(chromium: Any, served: tuple[FakeAssistant, str, Path]) -> Iterator[Any]:
    opened: list[machine.Watched] = []

    def opener(**wishes: Any) -> machine.Watched:
        opened.append(machine.Watched(chromium.get(**wishes), served[1]))
        return opened[-1]

    yield opener
    for watched in opened:
        watched.page.close()
    assert [complaint for watched in opened for complaint in watched.complaints] == []


QUESTIONS = [
    ("en-US", "How is a flood measured?", "measured in hours", "The same passage in Chinese", "以小时计量"),
    ("zh-CN", "洪水之后如何衡量？", "以小时计量", "同一段落的英文版本", "measured in hours"),
    ("en-US", "Is 恢复时间 of a flood measured?", "以小时计量", "同一段落的英文版本", "measured in hours"),
]


@needs_chromium
@pytest.mark.parametrize(("language", "question", "words", "twin", "other"), QUESTIONS)
def test_question_answer_card_and_twin(language: str, question: str, words: str, twin: str, other: str, open_page: Any) -> None:
    watched = open_page(language=language)
    page = watched.page
    watched.ask(question, 1)
    assert question in page.inner_text("#question-1")
    assert words in page.inner_text("#answer-1")
    assert page.locator("#answer-1 > p > a.mark").count() == 2
    assert page.input_value("#question textarea") == ""
    page.click("#answer-1 > p > a.mark >> nth=1")
    page.wait_for_selector("#source-1-2.lit")
    assert page.evaluate("document.activeElement.id") == "source-1-2"
    assert page.locator("#source-1-2 mark").inner_text() in page.inner_text("#source-1-2 blockquote")
    card = page.locator("#source-1-2")
    assert not card.locator("details p").is_visible()
    card.get_by_text(twin).click()
    assert other in card.locator("details p").inner_text()
    link = card.locator("a.out")
    assert (link.get_attribute("href"), link.get_attribute("target")) == ("https://example.org/guide", "_blank")
    assert "noopener" in link.get_attribute("rel")


@needs_chromium
def test_marks_of_an_earlier_answer_bring_its_cards_back(open_page: Any) -> None:
    watched = open_page()
    page = watched.page
    watched.ask("flood?", 1)
    watched.ask("Which of 2017?", 2)
    assert page.locator("#answer-2 table td").count() == 3
    assert page.locator("#sources-2").is_visible() and not page.locator("#sources-1").is_visible()
    page.click("#answer-1 > p > a.mark >> nth=0")
    assert page.locator("#sources-1").is_visible() and not page.locator("#sources-2").is_visible()
    page.click("#source-1-1 a.back")
    watched.ask("cats?", 3)
    assert page.locator("#sources-3").is_visible() and "Nearest in the sources" in page.inner_text("#answer-3")


@needs_chromium
def test_the_switch_changes_every_word_and_leaves_answers(open_page: Any) -> None:
    page = (watched := open_page()).page
    watched.ask("flood?", 1)
    answer = page.inner_text("#answer-1")
    page.click("#filters button")
    page.get_by_text("中文", exact=True).first.click()
    page.wait_for_selector("html[lang=zh-CN]")
    page.wait_for_function("(title) => document.title == title", arg=say("name", "zh"))
    page.wait_for_selector(f"text={say('page.languages', 'zh')}")
    chrome = page.inner_text("#bar") + page.inner_text("#composer") + page.inner_text("#sources-title")
    assert not re.search(r"[A-Za-z]{2,}", chrome.replace("English", "")), chrome
    assert page.get_attribute("#question textarea", "placeholder") == say("page.placeholder", "zh")
    assert page.inner_text("#answer-1") == answer
    page.click("#new button, button#new")
    page.wait_for_selector("#opening", state="visible")
    opening = page.inner_text("#opening")
    assert all(say(key, "zh") in opening for key in ask.EXAMPLES) and not re.search(r"[A-Za-z]{2,}", opening)


@needs_chromium
@pytest.mark.parametrize("language", ["en", "zh"])
def test_first_words_and_examples(language: str, open_page: Any) -> None:
    page = (watched := open_page(language="zh-CN" if language == "zh" else "en-GB")).page
    shown = page.inner_text("body")
    for key in (*ask.EXAMPLES, "name", "page.welcome", "page.no_sources", "page.filters", "page.send"):
        assert say(key, language) in shown, key  # type: ignore[arg-type]
    shown = shown.replace(page.inner_text("#conversations"), "")  # whose names are the questions of others
    other = {TEXTS[key][language == "en"] for key in TEXTS if key.startswith(("page.", "ask.", "history."))}
    assert not [words for words in other if len(words) > 3 and words in shown]
    page.get_by_text(say("page.example2", language), exact=True).click()  # type: ignore[arg-type]
    watched.whole(1)
    assert "2017" in page.inner_text("#answer-1") and not page.locator("#opening").is_visible()


@needs_chromium
@pytest.mark.parametrize(("language", "scheme"), [("en-US", "dark"), ("zh-CN", "light")])
def test_a_phone_has_no_sideways_scroll(language: str, scheme: str, open_page: Any) -> None:
    page = (watched := open_page(language=language, width=390, height=844, scheme=scheme)).page
    for number, question in enumerate(["flood?" if language == "en-US" else "洪水？", "2017?", "W" * 300, "cats?"], start=1):
        watched.ask(question, number)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("#answer-1 > p > a.mark >> nth=0")
    page.wait_for_selector("#source-1-1.lit")
    page.wait_for_function(IN_VIEW)


IN_VIEW = """() => { const box = document.querySelector('#source-1-1').getBoundingClientRect();
  return box.top < innerHeight && box.bottom > 0 }"""
CONTRAST = """() => {
  const light = (c) => { const v = c.map((x) => x / 255).map((x) => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const rgb = (s) => { const n = s.match(/[\\d.]+/g).map(Number); return n.length > 3 && n[3] === 0 ? null : n.slice(0, 3); };
  const under = (e) => {
    for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c) return c; }
    return [255, 255, 255];
  };
  const low = [];
  const spoken = 'h1,h2,h3,h4,p,a,li,label,button,mark,summary,th,td,textarea,.around,.number,blockquote';
  for (const e of document.querySelectorAll(spoken)) {
    if (!e.offsetParent || e.closest('.sr') || !e.innerText && !e.value || getComputedStyle(e).fontSize === '0px') continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(under(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) low.push(`${e.tagName}.${e.className} ${(e.innerText || '').slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return low;
}"""


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_in_light_and_dark(scheme: str, open_page: Any) -> None:
    watched = open_page(scheme=scheme, width=1281)  # a context of its own, since the choice is kept
    assert watched.page.evaluate(CONTRAST) == []
    watched.ask("flood?", 1)
    watched.ask("cats?", 2)
    watched.page.click("#answer-1 > p > a.mark >> nth=0")
    watched.page.mouse.move(1, 1)
    watched.page.wait_for_timeout(300)
    assert watched.page.evaluate(CONTRAST) == []
    paper = "getComputedStyle(document.body).backgroundColor"
    before = watched.page.evaluate(paper)
    watched.page.click("#theme")
    assert watched.page.evaluate(paper) != before
    watched.page.wait_for_timeout(300)
    watched.page.mouse.move(1, 1)
    assert watched.page.evaluate(CONTRAST) == []
    watched.page.reload()
    watched.page.wait_for_selector("#question textarea")
    assert watched.page.evaluate(paper) != before, "the choice is kept"


@needs_chromium
def test_keyboard_and_labels(open_page: Any) -> None:
    page = (watched := open_page()).page
    names = page.evaluate(
        """() => [...document.querySelectorAll('button, input, textarea')].filter((e) => e.offsetParent).filter((e) =>
        !(e.getAttribute('aria-label') || e.innerText || e.labels?.length || e.title)).map((e) => e.outerHTML)"""
    )
    assert names == []
    page.focus("#question textarea")
    page.keyboard.type("flood?")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("bridge?")
    assert page.input_value("#question textarea") == "flood?\nbridge?"
    page.keyboard.press("Enter")
    watched.whole(1)
    page.focus("#answer-1 a.mark >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("#source-1-1.lit")
    assert page.get_attribute("#current", "aria-live") == "polite"


HOSTILE = [
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "![x](https://evil.example/x.png) [y](javascript:alert(1)) <https://evil.example>",
    "</textarea><svg onload=alert(1)> $$\\href{javascript:alert(1)}{x}$$ {{7*7}} ${alert(1)}",
    "\u202e<iframe src='https://evil.example'></iframe>\n\n# 韧性\n\n[1]: https://evil.example/x",
]


@needs_chromium
def test_what_a_person_types_is_shown_as_text(open_page: Any) -> None:
    watched = open_page()
    page = watched.page
    page.evaluate("() => { window.alert = () => { document.title = 'hacked' } }")
    for number, text in enumerate(HOSTILE, start=1):
        watched.ask(text, number)
        assert (
            page.inner_text(f"#question-{number} .words").replace("\n", "").replace(" ", "").endswith(re.sub(r"[\s\u202e]", "", text)[-40:])
        )
    forbidden = ":is(img, script, iframe, form, object, embed, style, link, meta, [onerror])"
    assert page.locator(f"#conversation {forbidden}, #side {forbidden}").count() == 0
    assert page.title() != "hacked"
    assert page.locator("#conversation a[href*='evil'], #side a[href*='evil']").count() == 0


WAYS_OUT = (
    "![x]({0})", "[x]({0})", "[![x]({0})]({0})", "![x][a]\n\n[a]: {0}", "<{0}>", "<img src={0}>", "<img srcset='{0} 1x'>",
    "<a href={0} ping={0}>x</a>", "<link rel=stylesheet href={0}>", "<link rel=prefetch href={0}>", "<style>@import url({0});</style>",
    "<p style='background:url({0})'>x</p>", "<svg><image href='{0}'/></svg>", "<svg><use href='{0}#a'/></svg>", "<iframe src={0}></iframe>",
    "<meta http-equiv=refresh content='0;url={0}'>", "<object data={0}></object>", "<video src={0} poster={0} autoplay></video>",
    "<script src={0}></script>", "<form action={0}><button autofocus>x</form>", "<base href={0}>", "![x\u200b](\u200b{0})",
)  # fmt: skip
ADDRESSES = ("http://127.0.0.1:{port}/{n}", "//127.0.0.1:{port}/{n}", "http://127.0.0.1:{port}/{n}?q=secret")


@needs_chromium
def test_no_way_leads_out(open_page: Any, served: tuple[FakeAssistant, str, Path]) -> None:
    """T35: more than sixty ways for an answer or a document to send something, and a listener that hears none of them."""
    heard: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary) as canary:
        threading.Thread(target=canary.serve_forever, daemon=True).start()
        ways = [way.format(address.format(port=canary.server_port, n=n)) for way in WAYS_OUT for n, address in enumerate(ADDRESSES)]
        assert len(ways) >= 60
        served[0].hostile = "\n\n".join(ways)
        try:
            watched = open_page()
            watched.ask("洪水 flood?", 1)
            watched.page.wait_for_timeout(400)
        finally:
            served[0].hostile = ""
            canary.shutdown()
    assert heard == []
    addresses = watched.page.eval_on_selector_all("#desk [href], #desk [src]", "all => all.map((e) => e.getAttribute('href') || e.src)")
    assert addresses and not [one for one in addresses if str(canary.server_port) in one]


@needs_chromium
def test_filters_and_earlier_questions_reach_the_assistant(open_page: Any, served: tuple[FakeAssistant, str, Path]) -> None:
    assistant = served[0]
    page = (watched := open_page()).page
    page.click("#filters button")
    page.click("#works input")
    page.get_by_role("option", name="Guide to bridges").click()
    page.keyboard.press("Escape")
    page.get_by_label("Chinese").check()
    watched.ask("flood?", 1)
    assert assistant.asked[-1] == ("flood?", (), ("guide",), ("zh",))
    watched.ask("and 2017?", 2)
    assert assistant.asked[-1] == ("and 2017?", ("flood?",), ("guide",), ("zh",))
    page.click("button#new")
    page.wait_for_selector("#opening", state="visible")
    assert page.locator("#answer-1").count() == 0
    watched.ask("flood?", 1)
    assert assistant.asked[-1][1] == (), "a new conversation knows nothing of the last one"


@needs_chromium
@pytest.mark.parametrize(
    ("error", "language", "words"),
    [
        (Locked("Run resilient rebuild."), "en-US", "Run resilient rebuild."),
        (Locked("Run resilient rebuild."), "zh-CN", "程序无法继续（Run resilient rebuild.）"),
        (ZeroDivisionError("secret path /etc"), "en-US", "error inside the program"),
        (ZeroDivisionError("secret path /etc"), "zh-CN", "程序内部出错"),
    ],
)
def test_errors_are_said_in_the_conversation(
    error: Exception, language: str, words: str, open_page: Any, served: tuple[FakeAssistant, str, Path]
) -> None:
    assistant, _, home = served
    page = (watched := open_page(language=language)).page
    assistant.broken = error
    try:
        page.fill("#question textarea", "flood?")
        page.click("#send")
        page.wait_for_selector("#answer-1.failed")
    finally:
        assistant.broken = None
    assert words in page.inner_text("#answer-1") and "secret" not in page.inner_text("body")
    if isinstance(error, ZeroDivisionError):
        assert "secret path" in (home / "log" / "errors.log").read_text(encoding="utf-8")
    watched.ask("flood?", 2)
    assert page.locator("#answer-2 > p > a.mark").count() == 2, "the conversation goes on"


@needs_chromium
def test_policy_stands_in_the_browser(open_page: Any) -> None:
    watched = open_page()
    policy = watched.response.headers["content-security-policy"]
    assert "unsafe-eval" not in policy and "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    refused = watched.page.evaluate(
        """async () => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.head.append(s);
        const image = new Image();
        const gone = new Promise((r) => { image.onerror = () => r('refused'); image.onload = () => r('loaded'); });
        image.src = 'https://evil.example/x.png'; return [window.ran, await gone]; }"""
    )
    assert refused == [None, "refused"]
    watched.complaints = [text for text in watched.complaints if "Content Security Policy" not in text and "evil.example" not in text]


def test_first_words_come_before_the_answer_is_whole(served: tuple[FakeAssistant, str, Path]) -> None:
    """The order of what happens, however busy the machine is: question and words are on the page while the writer waits."""
    assistant, address, _ = served
    visitor = Visitor(address)
    visitor.join("slow flood?", "first")
    messages = visitor.stream("first")
    said = ""
    while "The first words." not in said:
        message = next(messages)
        said += json.dumps(message) if message["msg"] == "process_generating" else ""
    assert "question-1" in said and "days elsewhere" not in said, "the note comes with the whole answer"
    assistant.go_on.set()
    try:
        rest = json.dumps(list(messages))
    finally:
        assistant.go_on.clear()
    assert "days elsewhere" in rest


def test_ten_visitors_at_once(served: tuple[FakeAssistant, str, Path]) -> None:
    """T24 in its short form: ten people ask three times each; nobody gets an error, nobody waits for all the others."""
    results: list[tuple[float, list[dict[str, Any]]]] = []
    errors: list[Exception] = []

    def person(number: int) -> None:
        try:
            visitor = Visitor(served[1])
            results.extend(visitor.ask("flood?" if number % 2 else "洪水？", f"s{number}x{turn}") for turn in range(3))
        except Exception as error:
            errors.append(error)

    people = [threading.Thread(target=person, args=(number,)) for number in range(10)]
    for one in people:
        one.start()
    for one in people:
        one.join(timeout=60)
    assert errors == [] and len(results) == 30
    finals = [next(message for message in messages if message["msg"] == "process_completed") for _, messages in results]
    assert all(final["success"] for final in finals)
    waits = sorted(seconds for seconds, _ in results)
    assert waits[-1] < 3 * waits[len(waits) // 2] + 5.0, waits


def test_another_visitor_hears_nothing(served: tuple[FakeAssistant, str, Path]) -> None:
    """T33 in its short form: the same session hash with another cookie reads no foreign message."""
    mine, theirs = Visitor(served[1]), Visitor(served[1])
    assert mine.cookie != theirs.cookie
    for turn in range(5):
        mine.join("flood?", f"g{turn}")
        heard = json.dumps(list(_until_error(theirs, f"g{turn}")))
        assert "flood" not in heard and "hours" not in heard
        assert "hours" in json.dumps(list(mine.stream(f"g{turn}")))


def _until_error(visitor: Visitor, session: str) -> Iterator[dict[str, Any]]:
    try:
        yield from visitor.stream(session)
    except (OSError, ValueError):
        return


SHUT = [
    "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/file=/etc/hosts", "/monitoring", "/docs", "/openapi.json",
    "/mcp", "/login", "/export/x.md",
]  # fmt: skip


@pytest.mark.parametrize("path", SHUT)
def test_routes_the_page_does_not_need_are_shut(path: str, served: tuple[FakeAssistant, str, Path]) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(served[1].rstrip("/") + path)
    assert refused.value.code == 404
    refused.value.close()


def test_settings_of_reliability_part_6(served: tuple[FakeAssistant, str, Path], tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, port=0)
    with loops_let_go():
        page = web.build(services(FakeAssistant(), tmp_path), "en")
    assert (page.analytics_enabled, page.delete_cache) == (False, (3600, 86400))
    assert (page._queue.max_size, page._queue.default_concurrency_limit) == (64, 8)
    assert all(fn.api_visibility == "private" for fn in page.fns.values())
    launching = web._launching(settings, 1, browser=False)
    expected = {"share": False, "show_error": False, "allowed_paths": [], "strict_cors": True}
    expected["max_file_size"] = web.FILES_SENT * int(settings.max_input_mb) * 1_000_000  # a file too big to read is told so, not cut off
    expected["state_session_capacity"] = 500
    off = dict.fromkeys(("ssr_mode", "enable_monitoring", "mcp_server", "pwa", "run_history"), False)
    assert {name: launching[name] for name in (*expected, *off)} == {**expected, **off}
    assert "num_workers" not in launching and "auth" not in launching
    page.close(verbose=False)


def test_a_port_in_use_is_a_sentence(served: tuple[FakeAssistant, str, Path], tmp_path: Path) -> None:
    from ingest.types import ResilientError

    port = int(served[1].rstrip("/").rsplit(":", 1)[1])
    with pytest.raises(ResilientError, match="--port"):
        web.launch(services(FakeAssistant(), tmp_path, port), "en")
