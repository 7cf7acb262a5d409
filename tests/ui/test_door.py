"""Who may come in, whose session a request means, and what every answer carries; with a small ASGI application behind the door."""

import asyncio
import base64
import hashlib
import json
import re
from typing import Any

import pytest

from ui.door import COOKIE, LARGEST_BODY, Door, own_hash, script_hashes

PAGE = b"<html><head><script>let a = 1;\r\n</script><script src='./x.js'></script></head><script type=module>b</script></html>"
VISITOR, OTHER = "a" * 43, "b" * 43


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers `/` with a page, anything else with what it was sent."""
    if scope["path"] == "/":
        body, kind = PAGE, b"text/html"
    else:
        sent = (await receive())["body"] if scope["method"] == "POST" else b""
        told = {"path": scope["path"], "query": scope["query_string"].decode(), "sent": sent.decode(), "headers": len(sent)}
        lengths = [value.decode() for name, value in scope["headers"] if name == b"content-length"]
        body, kind = json.dumps({**told, "lengths": lengths}).encode(), b"application/json"
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"set-cookie", b"x=1")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body[:5], "more_body": True})
    await send({"type": "http.response.body", "body": body[5:]})


def request(
    path: str, method: str = "GET", *, query: str = "", body: bytes = b"", cookie: str | None = VISITOR, host: str = "127.0.0.1:7860"
) -> tuple[int, dict[str, list[str]], bytes]:
    """Status, headers and body of one request through the door."""
    headers = [(b"host", host.encode()), (b"content-length", str(len(body)).encode())]
    headers += [(b"cookie", f"{COOKIE}={cookie}".encode())] if cookie is not None else []
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode(), "headers": headers}
    chunks = [body[at : at + 60_000] for at in range(0, len(body), 60_000)] or [b""]
    coming = [{"type": "http.request", "body": part, "more_body": at + 1 < len(chunks)} for at, part in enumerate(chunks)]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Door(echo, scripts=("later()",))(scope, receive, send))
    found: dict[str, list[str]] = {}
    for name, value in sent[0]["headers"]:
        found.setdefault(name.decode(), []).append(value.decode())
    return sent[0]["status"], found, b"".join(message["body"] for message in sent[1:])


def joined(session: str, cookie: str | None = VISITOR) -> dict[str, Any]:
    sent = json.dumps({"session_hash": session, "data": ["韧性"]}).encode()
    status, _, body = request("/gradio_api/queue/join", "POST", body=sent, cookie=cookie)
    assert status == 200
    return json.loads(body)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/config", 200),
        ("GET", "/theme.css", 200),
        ("GET", "/assets/index-Dp_h.js", 200),
        ("GET", "/static/img/logo.svg", 200),
        ("GET", "/gradio_api/startup-events", 200),
        ("GET", "/gradio_api/info", 404),
        ("GET", "/gradio_api/openapi.json", 404),
        ("GET", "/gradio_api/file=/etc/passwd", 404),
        ("GET", "/gradio_api/file/etc/passwd", 404),
        ("GET", "/assets/../../etc/passwd", 404),
        ("GET", "/assets/..%2fetc", 404),
        ("GET", "/static/\x00", 404),
        ("GET", "/monitoring", 404),
        ("GET", "/gradio_api/proxy=http://169.254.169.254/", 404),
        ("GET", "/docs", 404),
        ("GET", "//evil.example/x", 404),
        ("POST", "/gradio_api/upload", 200),  # of somebody who may change the library; see test_library
        ("POST", "/gradio_api/run/predict", 404),
        ("POST", "/gradio_api/call/answer", 404),
        ("POST", "/gradio_api/component_server", 404),
        ("POST", "/gradio_api/vibe-edit", 404),
        ("POST", "/register", 404),
        ("DELETE", "/", 405),
        ("PUT", "/config", 405),
        ("OPTIONS", "/", 405),
    ],
)
def test_only_what_the_page_needs_is_open(method: str, path: str, status: int) -> None:
    got, headers, _ = request(path, method)
    assert got == status
    assert headers["content-security-policy"] and headers["x-content-type-options"] == ["nosniff"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:7860", 200),
        ("localhost", 200),
        ("[::1]:7860", 200),
        ("evil.example", 421),
        ("", 421),
        ("127.0.0.1.evil.example:7860", 421),
    ],
)
def test_unknown_hosts_are_refused(host: str, status: int) -> None:
    assert request("/", host=host)[0] == status


def test_the_page_carries_a_strict_policy() -> None:
    status, headers, body = request("/", cookie=None)
    assert (status, body) == (200, PAGE)
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"][0].split(";"))
    assert "'unsafe-inline'" not in policy["script-src"] and "'unsafe-eval'" not in policy["script-src"]
    assert policy["default-src"] == "'none'" and policy["connect-src"] == "'self'" and policy["img-src"] == "'self' data: blob:"
    assert policy["frame-ancestors"] == "'none'" and policy["object-src"] == "'none'" and policy["form-action"] == "'self'"
    assert not re.search(r"https?:|\*", headers["content-security-policy"][0])
    expected = [b"let a = 1;\n", b"b", b"later()"]
    hashes = re.findall(r"'sha256-([^']+)'", policy["script-src"])
    assert hashes == [base64.b64encode(hashlib.sha256(code).digest()).decode() for code in expected]
    assert script_hashes(b"<script src=a></script>") == []


def test_a_new_visitor_gets_a_cookie_that_scripts_cannot_read() -> None:
    _, headers, _ = request("/", cookie=None)
    mine = next(value for value in headers["set-cookie"] if value.startswith(COOKIE))
    assert re.match(rf"{COOKIE}=[\w-]{{43}}; ", mine) and "HttpOnly" in mine and "SameSite=Strict" in mine
    assert not any(value.startswith(COOKIE) for value in request("/")[1]["set-cookie"]), "a known visitor keeps the cookie"
    forged = request("/", cookie="short")[1]["set-cookie"]
    assert any(value.startswith(COOKIE) for value in forged)


def test_a_guessed_session_is_another_one() -> None:
    """Two visitors and the same session hash, 50 interleavings: neither ever means the other's session."""
    for turn in range(50):
        mine, theirs = (json.loads(joined(f"hash{turn}", cookie)["sent"])["session_hash"] for cookie in (VISITOR, OTHER))
        assert mine == own_hash(VISITOR, f"hash{turn}") != theirs
        query = json.loads(request("/gradio_api/queue/data", query=f"session_hash=hash{turn}&x=1", cookie=OTHER)[2])["query"]
        assert query == f"session_hash={theirs}&x=1"


def test_the_body_goes_on_whole() -> None:
    told = joined("s")
    assert json.loads(told["sent"])["data"] == ["韧性"]
    assert told["lengths"] == [str(told["headers"])]


def test_the_heartbeat_means_the_same_session() -> None:
    told = json.loads(request("/gradio_api/heartbeat/s")[2])
    assert told["path"] == f"/gradio_api/heartbeat/{own_hash(VISITOR, 's')}"


@pytest.mark.parametrize(
    ("path", "method", "query", "body"),
    [
        ("/gradio_api/queue/join", "POST", "", b'{"session_hash":"s"}'),
        ("/gradio_api/cancel", "POST", "", b'{"session_hash":"s"}'),
        ("/gradio_api/queue/data", "GET", "session_hash=s", b""),
        ("/gradio_api/heartbeat/s", "GET", "", b""),
    ],
)
def test_without_the_cookie_there_is_no_session(path: str, method: str, query: str, body: bytes) -> None:
    assert request(path, method, query=query, body=body, cookie=None)[0] == 403
    assert request(path, method, query=query, body=body)[0] == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"session_hash":1}', b"\xff\xfe", b"[" * 100_000])
def test_bodies_that_are_no_question_are_refused(body: bytes) -> None:
    assert request("/gradio_api/queue/join", "POST", body=body)[0] == 400


@pytest.mark.parametrize(("spare", "status"), [(1, 200), (0, 200), (-1, 413)])
def test_the_largest_body(spare: int, status: int) -> None:
    frame = b'{"session_hash":"s","data":"%s"}'
    filling = b"x" * (LARGEST_BODY - len(frame % b"") - spare)
    assert request("/gradio_api/queue/join", "POST", body=frame % filling)[0] == status


def test_other_kinds_of_connection_are_closed() -> None:
    calls: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        calls.append(scope["type"])

    async def send(message: Any) -> None:
        calls.append(message["type"])

    for kind in ("lifespan", "websocket"):
        asyncio.run(Door(application)({"type": kind}, None, send))  # type: ignore[arg-type]
    assert calls == ["lifespan", "websocket.close"]
