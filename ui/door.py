"""What may come in to the page and what its answers must carry; an ASGI layer of its own, knows nothing about Gradio or answers.

    in    known hosts only; known addresses only; a body no larger than LARGEST_BODY; `session_hash` bound to the visitor's cookie;
          a header of ours that says who is asking; where people sign in, nothing but the way to do so without a session;
          files only from those who may change the library, and no more of them than `most_sent`
    out   a content security policy (scripts by the hash of each that stands in the page), and the headers that go with it

A visitor's `session_hash` is made in the browser and can be guessed. Here it is replaced, on its way in, by one derived from it and from
our own cookie, so that another visitor who sends the same hash means another session.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from http.cookies import CookieError, SimpleCookie
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from assistant.notebook.accounts import Account
from ui.visitor import HEADER, NOBODY, Who, to_header

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "resilient_visitor"
SESSION_COOKIE = "resilient_session"
COOKIE_DAYS = 30
UPLOAD = "/gradio_api/upload"
LARGEST_BODY = 256 * 1024  # bytes; a question and the choice of works are all that is ever sent
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})

OPEN = {
    "GET": re.compile(
        r"/|/config/?|/theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json|/(assets|static|svelte)/[\w./@+~-]+"
        r"|/gradio_api/(queue/data|heartbeat/[\w-]+|app_id/?|startup-events|theme\.css|upload_progress)"
        r"|/login|/api/?|/mcp|/export/[\w-]{1,64}\.md|/export/draft/[\w-]{1,64}\.(md|docx)|/page/\w{1,64}(/\d{1,6}\.png)?"
    ),
    "HEAD": re.compile(r"/"),
    "POST": re.compile(r"/gradio_api/(queue/join/?|cancel|upload)|/login|/logout|/api/(ask|search|cite)|/mcp"),
}
FREE = frozenset({"/login", "/favicon.ico", "/gradio_api/startup-events"})  # what may be had without signing in, where people sign in
SCRIPT = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE)
POLICY = (
    "default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'self'; object-src 'none'; frame-src 'none'; worker-src 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)


class Refused(Exception):
    """A request that goes no further: the status it gets, and a word on why."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Keys(Protocol):
    """Who may sign in."""

    def whose(self, secret: str, kind: str = ..., /) -> Account | None: ...


class Door:
    """The ASGI layer around the page; `host` is the address it listens on, `scripts` our own that Gradio puts into the page later.

    With `keys` people sign in, and are known by their session (a browser) or their token (a program, for `/api` and `/mcp` alone).
    """

    def __init__(
        self, app: App, host: str = "127.0.0.1", scripts: tuple[str, ...] = (), keys: Keys | None = None, most_sent: int = 0
    ) -> None:
        self._app = app
        self._most_sent = most_sent
        self._keys = keys
        self._scripts = tuple(script_source(script.encode()) for script in scripts)
        self._is_local = f"[{host}]" in LOCAL_HOSTS or host in LOCAL_HOSTS
        self._hosts = None if host in EVERYWHERE else LOCAL_HOSTS | {host.lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        try:
            self._check_host(headers.get(b"host", b""))
            _check_address(scope)
            _check_origin(scope, headers)
            visitor, asker = await self._asker(scope["path"], headers)
            if asker is None and scope["path"] == "/":
                await _send_on(send, "/login")
                return
            if asker is None and scope["path"] not in FREE:
                raise Refused(401, "sign in first")
            if scope["path"] == UPLOAD:
                check_upload(headers, asker or NOBODY, self._most_sent)
            else:
                scope, receive = await _own_session(scope, receive, visitor)
        except Refused as refusal:
            await _refuse(refusal, send)
            return
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name.lower() != HEADER.encode()]
        scope["headers"].append((HEADER.encode(), to_header(asker or NOBODY).encode()))
        new = visitor is None and self._keys is None
        await self._app(scope, receive, _Sealed(send, self._scripts, is_page=scope["path"] == "/", is_new=new))

    async def _asker(self, path: str, headers: Mapping[bytes, bytes]) -> tuple[str | None, Who | None]:
        """The secret that binds the visitor's sessions, and who they are; None for one who has to sign in."""
        cookies = headers.get(b"cookie", b"")
        if self._keys is None:
            visitor = _secret(cookies, COOKIE)
            return visitor, self._who(visitor)
        if path.startswith("/api") or path == "/mcp":
            scheme, _, secret = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
            account = await asyncio.to_thread(self._keys.whose, secret.strip(), "token") if scheme.lower() == "bearer" else None
            return None, Who(account.id, account.librarian, account.id, account.name) if account else None
        session = _secret(cookies, SESSION_COOKIE)
        account = await asyncio.to_thread(self._keys.whose, session, "session") if session else None
        if session is None or account is None:
            return None, None
        return session, Who(account.id, account.librarian, account.id, account.name)

    def _who(self, visitor: str | None) -> Who:
        """Whoever is at this machine, where it listens to no other; else one for each cookie, who may not change the library."""
        mark = own_hash(visitor, "mark") if visitor else ""
        if self._is_local:
            return Who("", librarian=True, visitor=mark)
        return Who(f"visitor {mark}", visitor=mark) if visitor else NOBODY

    def _check_host(self, host: bytes) -> None:
        name = re.sub(r":\d*$", "", host.decode("latin-1").strip().lower())
        if self._hosts is not None and name not in self._hosts:
            raise Refused(421, "unknown host")


def _check_address(scope: Scope) -> None:
    allowed = OPEN.get(scope["method"])
    if allowed is None:
        raise Refused(405, "method not allowed")
    path = scope["path"]
    if not allowed.fullmatch(path) or ".." in path:
        raise Refused(404, "not found")


def _check_origin(scope: Scope, headers: Mapping[bytes, bytes]) -> None:
    """A page of another site may not send anything here, whatever cookies its reader has."""
    origin = headers.get(b"origin")
    if (
        scope["method"] == "POST"
        and origin is not None
        and urlsplit(origin.decode("latin-1")).netloc.encode("latin-1") != headers.get(b"host")
    ):
        raise Refused(403, "another site")


def check_upload(headers: Mapping[bytes, bytes], visitor: Who, most: int) -> None:
    """Files come from those who may change the library; the server sees to it that no more comes than is said here."""
    if not visitor.librarian:
        raise Refused(403, "not yours to change")
    length = headers.get(b"content-length", b"")
    if not re.fullmatch(rb"\d{1,15}", length) or b"transfer-encoding" in headers:
        raise Refused(411, "say how much comes")
    if int(length) > most:
        raise Refused(413, "too large")


def _secret(cookies: bytes, name: str) -> str | None:
    """The secret in a cookie, where it is one that we could have made."""
    try:
        found = SimpleCookie(cookies.decode("latin-1")).get(name)
    except CookieError:
        return None
    return found.value if found and re.fullmatch(r"[\w-]{43}", found.value) else None


def session_cookie(secret: str, seconds: int, *, secure: bool) -> str:
    """The header that gives a browser its session; with `seconds` 0 the one that takes it."""
    return f"{SESSION_COOKIE}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")


def own_hash(visitor: str, session: str) -> str:
    """The session hash that Gradio sees for what this visitor's browser sent."""
    return hmac.new(visitor.encode(), session.encode(), hashlib.sha256).hexdigest()[:32]


async def _own_session(scope: Scope, receive: Receive, visitor: str | None) -> tuple[Scope, Receive]:
    """The request with its session hash, in the query, the path or the body, replaced by the visitor's own."""
    scope = dict(scope)
    if scope["method"] == "POST" and not scope["path"].startswith("/gradio_api/"):
        return scope, _replayed(await _read(receive), receive)
    if scope["method"] == "POST":
        return await _own_body(scope, receive, visitor)
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    if any(name == "session_hash" for name, _ in query):
        owned = [(name, own_hash(_known(visitor), value) if name == "session_hash" else value) for name, value in query]
        scope["query_string"] = urlencode(owned).encode()
    prefix, found, session = scope["path"].partition("/gradio_api/heartbeat/")
    if found:
        scope["path"] = f"{prefix}{found}{own_hash(_known(visitor), session)}"
        scope["raw_path"] = quote(scope["path"]).encode()
    return scope, receive


def _known(visitor: str | None) -> str:
    if visitor is None:
        raise Refused(403, "open the page first")
    return visitor


async def _own_body(scope: Scope, receive: Receive, visitor: str | None) -> tuple[Scope, Receive]:
    body = await _read(receive)
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "not JSON") from error
    if not isinstance(sent, dict) or not isinstance(sent.get("session_hash"), str):
        raise Refused(400, "no session")
    sent["session_hash"] = own_hash(_known(visitor), sent["session_hash"])
    owned = json.dumps(sent).encode()
    kept = [(name, value) for name, value in scope["headers"] if name.lower() not in (b"content-length", b"transfer-encoding")]
    scope["headers"] = [*kept, (b"content-length", str(len(owned)).encode())]
    return scope, _replayed(owned, receive)


def _replayed(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "gone")
        parts.append(message.get("body", b""))
        if sum(map(len, parts)) > LARGEST_BODY:
            raise Refused(413, "too large")
        if not message.get("more_body"):
            return b"".join(parts)


class _Sealed:
    """Sends an answer on with its headers; the page itself is held back until its scripts have been hashed."""

    def __init__(self, send: Send, scripts: tuple[str, ...], *, is_page: bool, is_new: bool) -> None:
        self._send = send
        self._scripts = scripts
        self._is_page = is_page
        self._is_new = is_new
        self._start: Message | None = None
        self._parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and not self._is_page:
            await self._send(_with_headers(message, (), new_visitor=False))
        elif message["type"] == "http.response.start":
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            await self._page(message)

    async def _page(self, message: Message) -> None:
        self._parts.append(message.get("body", b""))
        if message.get("more_body") or self._start is None:
            return
        page = b"".join(self._parts)
        await self._send(_with_headers(self._start, (*script_hashes(page), *self._scripts), new_visitor=self._is_new))
        await self._send({"type": "http.response.body", "body": page, "more_body": False})


def script_hashes(page: bytes) -> list[str]:
    """The policy's source for each script that stands in the page itself, in their order and once each."""
    codes = (match["code"] for match in SCRIPT.finditer(page) if b"src=" not in match["attributes"])
    return list(dict.fromkeys(script_source(code) for code in codes))


def script_source(code: bytes) -> str:
    """The policy's source for one script, hashed as a browser does it: with its line ends normalised."""
    normal = code.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(normal).digest()).decode()}'"


def _with_headers(message: Message, scripts: Sequence[str], *, new_visitor: bool) -> Message:
    """The start of an answer with our headers; `scripts` are the sources of those that may run in it, none where it is no page."""
    policy = POLICY.format(scripts=" ".join(scripts)).replace(" ;", ";")
    added = [*HEADERS, (b"content-security-policy", policy.encode())]
    if scripts:
        added.append((b"cache-control", b"no-store"))
    if new_visitor:
        value = f"{COOKIE}={secrets.token_urlsafe(32)}; Path=/; Max-Age={COOKIE_DAYS * 86400}; HttpOnly; SameSite=Strict"
        added.append((b"set-cookie", value.encode()))
    replaced = {name for name, _ in added}
    kept = [(name, value) for name, value in message["headers"] if name.lower() not in replaced or name.lower() == b"set-cookie"]
    return {**message, "headers": [*kept, *added]}


async def _send_on(send: Send, to: str) -> None:
    headers = [(b"location", to.encode()), (b"content-length", b"0")]
    await send(_with_headers({"type": "http.response.start", "status": 303, "headers": headers}, (), new_visitor=False))
    await send({"type": "http.response.body", "body": b""})


async def _refuse(refusal: Refused, send: Send) -> None:
    body = json.dumps({"detail": str(refusal)}).encode()
    start: Message = {
        "type": "http.response.start",
        "status": refusal.status,
        "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
    }
    await send(_with_headers(start, (), new_visitor=False))
    await send({"type": "http.response.body", "body": body})
