"""Signing in, what each may see, the API, and every address without, with a forged, an expired and another's session (T32)."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import browser as machine
import pytest
from fake_assistant import FakeAssistant
from serving import launched

from assistant.notebook import accounts as module
from assistant.notebook.accounts import Account, Accounts
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ingest.types import ResilientError
from ui import web
from ui.answering import Answerer, Asked
from ui.screens.frame import Services

needs_chromium = pytest.mark.skipif(machine.found() is None, reason=machine.MISSING)
PASSWORD = "correct horse 马"


@dataclass
class House:
    """A page on which people sign in."""

    page: Any
    address: str
    home: Path
    notebook: Notebook
    accounts: Accounts
    ana: Account
    ben: Account


@contextmanager
def built(home: Path, tries: int) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_N", 2**4)
        notebook = Notebook.open(home)
        accounts = Accounts(notebook.file)
        ana, ben = accounts.add("ana", PASSWORD, librarian=True), accounts.add("李雷", PASSWORD)
        settings = Settings(home=home, port=0, auth=True, password_tries=tries)
        page, address = launched(Services(FakeAssistant(), settings, notebook))
        yield House(page, address.rstrip("/"), home, notebook, accounts, ana, ben)
        page.close(verbose=False)
        notebook.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with built(tmp_path_factory.mktemp("home"), 100) as made:
        yield made


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[House]:
    with built(tmp_path, 15) as made:
        yield made


class Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow."""

    def redirect_request(self, *_: Any) -> None:
        return None


def sent(address: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one request."""
    request = urllib.request.Request(address, body, {name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def cookie(house: House, account: Account, seconds: float = 600) -> str:
    return f"resilient_session={house.accounts.begin(account, seconds)}"


def asked(house: House, account: Account, question: str = "洪水？") -> str:
    *_, last = Answerer(FakeAssistant(), house.notebook, house.home, 30).answer(Asked(question, account.id))
    return last.conversation


GETS = [
    "/", "/config", "/theme.css", "/assets/index.js", "/static/img/logo.svg", "/robots.txt", "/manifest.json", "/api",
    "/gradio_api/queue/data?session_hash=a", "/gradio_api/heartbeat/a", "/gradio_api/app_id", "/export/abc.md", "/gradio_api/info",
    "/gradio_api/file=/etc/hosts", "/docs", "/logout",
]  # fmt: skip
POSTS = [
    "/gradio_api/queue/join", "/gradio_api/cancel", "/gradio_api/upload", "/gradio_api/run/predict", "/api/ask", "/api/search",
    "/api/cite", "/logout", "/mcp",
]  # fmt: skip
KEYS = ["", "resilient_session=" + "a" * 43, "resilient_session=x", "resilient_visitor=" + "b" * 43, "expired", "token"]
ASKED = [("flood?", "en", "in hours"), ("洪水？", "zh", "以小时"), ("洪水 flood?", "zh", "以小时")]


@pytest.mark.parametrize(
    "key", ["", "resilient_session=" + "a" * 43, "resilient_session=x", "resilient_visitor=" + "b" * 43, "expired", "token"]
)
def test_nothing_opens_without_a_session(key: str, house: House) -> None:
    key = cookie(house, house.ana, -1) if key == "expired" else key
    key = f"resilient_session={house.accounts.token(house.ana)}" if key == "token" else key
    for path in GETS:
        status, headers, _ = sent(house.address + path, Cookie=key)
        shut = (303, "/login") if path == "/" else (status, headers.get("location"))
        assert (status, headers.get("location")) == shut and status in (303, 401, 404), path
    for path in POSTS:
        status, *_ = sent(house.address + path, b"{}", Cookie=key, Content_Type="application/json")
        assert status in (401, 404), path


def test_every_route_of_the_application_is_shut(house: House) -> None:
    """A route that a new version of Gradio brings is shut too, since only known addresses are let through."""
    paths = {re.sub(r"\{[^}]*\}", "x", getattr(route, "path", "/")) for route in house.page.app.routes}
    assert len(paths) > 15
    open_ones = {path for path in paths if sent(house.address + path)[0] not in (303, 401, 404, 405)}
    assert open_ones <= {"/login", "/favicon.ico", "/gradio_api/startup-events"}


def test_wrong_passwords_are_refused_and_then_have_to_wait(strict: House) -> None:
    def tried(name: str, password: str) -> tuple[int, dict[str, str], bytes]:
        body = urllib.parse.urlencode({"name": name, "password": password}).encode()
        return sent(strict.address + "/login", body, Accept_Language="zh-CN")

    status, headers, _ = tried("ana", PASSWORD)
    assert status == 303 and headers["location"] == "/"
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(headers["set-cookie"].split("; "))
    statuses = [tried("ana' OR 1=1 --", f"wrong {number}") for number in range(20)]
    assert statuses[0][0] == 401 and "用户名或密码不正确" in statuses[0][2].decode()
    assert statuses[-1][0] == 429 and "尝试次数过多" in statuses[-1][2].decode() and "set-cookie" not in statuses[-1][1]


def test_another_site_can_send_nothing(house: House) -> None:
    key = cookie(house, house.ana)
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        for path in ("/logout", "/gradio_api/queue/join", "/login"):
            assert sent(house.address + path, b"{}", Cookie=key, Origin=origin, Content_Type="application/json")[0] == 403
    assert house.accounts.whose(key.partition("=")[2]) == house.ana


def test_a_conversation_is_exported_to_its_owner_alone(house: House) -> None:
    conversation = asked(house, house.ana)
    status, headers, body = sent(f"{house.address}/export/{conversation}.md", Cookie=cookie(house, house.ana), Accept_Language="zh-CN")
    assert status == 200 and headers["content-type"].startswith("text/markdown") and "attachment" in headers["content-disposition"]
    assert "洪水之后" in body.decode() and "出处" in body.decode()
    assert sent(f"{house.address}/export/{conversation}.md", Cookie=cookie(house, house.ben))[0] == 404


def posted(house: House, verb: str, body: object, token: str | None = None) -> tuple[int, Any]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    bearer = {"Authorization": f"Bearer {token or house.accounts.token(house.ben)}"}
    status, _, answer = sent(f"{house.address}/api/{verb}", raw, Content_Type="application/json", **bearer)
    return status, json.loads(answer)


@pytest.mark.parametrize(("question", "language", "words"), ASKED)
def test_programs_ask_search_and_cite(question: str, language: str, words: str, house: House) -> None:
    status, answer = posted(house, "ask", {"question": question, "before": ["hello"], "languages": [language]})
    assert status == 200 and answer["language"] == language and words in answer["answer"]
    status, cited = posted(house, "cite", {"passage": answer["citations"][0]["passage"]})
    assert status == 200 and answer["citations"][0]["quote"] in cited["text"] and cited["before"]
    status, found = posted(house, "search", {"question": question, "k": 2})
    assert status == 200 and len(found["hits"]) == 2
    assert posted(house, "ask", {"question": question}, token="x" * 43)[0] == 401


@pytest.mark.parametrize(
    ("verb", "body", "words"),
    [
        ("ask", {"question": " "}, "question"),
        ("ask", {"question": "x" * 2001}, "question"),
        ("ask", {"question": "x", "languages": ["fr"]}, "languages"),
        ("ask", {"question": "x", "home": "/etc"}, "home"),
        ("search", {"question": "x", "k": 0}, "k"),
        ("search", {"question": "x", "k": 101}, "k"),
        ("cite", {"passage": "../../etc/passwd"}, "no passage"),
        ("cite", b"\xff not json", "body"),
        ("ask", b"[" * 3000, "body"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(verb: str, body: object, words: str, house: House) -> None:
    status, answer = posted(house, verb, body)
    assert status == 422 and words in answer["error"]


def test_the_api_describes_itself_and_wants_json(house: House) -> None:
    bearer = {"Authorization": f"Bearer {house.accounts.token(house.ana)}"}
    status, _, body = sent(f"{house.address}/api", **bearer)
    assert status == 200 and set(json.loads(body)["verbs"]) == {"/api/ask", "/api/search", "/api/cite"}
    assert sent(f"{house.address}/api/ask", b'{"question": "x"}', Content_Type="text/plain", **bearer)[0] == 415


@needs_chromium
def test_two_people_sign_in_and_see_nothing_of_each_other(house: House) -> None:
    with machine.chromium() as chromium:
        pages = {}
        for name, language in (("ana", "en-US"), ("李雷", "zh-CN")):
            page = pages[name] = chromium.new_context(locale=language).new_page()
            faults: list[str] = []
            page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
            page.goto(house.address)
            assert page.url.endswith("/login") and page.get_attribute("html", "lang") == ("en" if language == "en-US" else "zh-CN")
            page.fill("#name", name)
            page.fill("#password", PASSWORD)
            page.click("button")
            page.wait_for_selector("#question textarea")
            page.get_by_text(name).wait_for()
        pages["ana"].fill("#question textarea", "flood of ana?")
        pages["ana"].press("#question textarea", "Enter")
        pages["ana"].wait_for_selector("#sources-1", state="attached")
        pages["ana"].wait_for_selector("#conversation-id", state="attached")
        assert "flood of ana?" in pages["ana"].inner_text("#conversations")
        other = pages["李雷"]
        other.goto(pages["ana"].url)
        other.get_by_text("该对话不存在").wait_for()
        assert "flood of ana" not in other.inner_text("body")
        pages["ana"].click("button[value=logout]")
        pages["ana"].wait_for_url("**/login")
        pages["ana"].goto(house.address)
        assert pages["ana"].url.endswith("/login") and faults == []


def test_without_users_nobody_is_locked_out_by_mistake(tmp_path: Path) -> None:
    with Notebook.open(tmp_path) as notebook, pytest.raises(ResilientError, match="resilient user add"):
        web.launch(Services(FakeAssistant(), Settings(home=tmp_path, port=0, auth=True), notebook), "en")
