"""The addresses beside the page: signing in and out, conversations as Markdown, pages of PDFs, the API. The door says who asks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.desk.keeping import Drafts
from assistant.desk.trouble import DeskError
from assistant.notebook.accounts import LONGEST, LONGEST_NAME, Account, Accounts, Attempts
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ingest.outcomes import Refused
from ingest.types import Language, ResilientError
from ui import api, log, pages, session
from ui.answering import Answering
from ui.desk_work import DeskWork
from ui.door import SESSION_COOKIE, session_cookie
from ui.escape import escaped, language_tag
from ui.exporting import conversation_markdown
from ui.records import Json
from ui.texts import accepted_language, say
from ui.visitor import who

if TYPE_CHECKING:
    from ui.tools import Tools

RETRY_SECONDS = 5
PICTURE_SECONDS = 3600  # a document's bytes never change under its id
NUMBER = re.compile(r"\d{1,9}")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXPORTS = {"docx": WORD, "md": "text/markdown; charset=utf-8"}


class Routes:
    """The ASGI layer between the door and the page. `accounts` is None where nobody signs in."""

    def __init__(
        self, app: ASGIApp, assistant: Answering, settings: Settings, notebook: Notebook, accounts: Accounts | None, style: str
    ) -> None:
        self._app = app
        self._assistant = assistant
        self._settings = settings
        self._notebook = notebook
        self._accounts = accounts
        self._style = style
        self._attempts = Attempts(settings.password_tries)
        self._answering = asyncio.Semaphore(settings.questions_at_once)
        self._waiting = 0
        self._drawing = asyncio.Semaphore(1)  # of pictures of pages: one child draws them
        self._tools = _tools(self._carried_out) if settings.mcp else None
        routes = [
            Route("/export/draft/{draft}.{ending}", self._draft),
            Route("/export/{conversation}.md", self._export),
            Route("/page/{document}", self._page),
            Route("/page/{document}/{number:int}.png", self._picture),
            Route("/api", self._description),
            Route("/api/{verb}", self._api, methods=["POST"]),
        ]
        if self._tools is not None:
            routes += [Route("/mcp", self._tools, methods=["POST"])]
        if accounts is not None:
            routes += [Route("/login", self._sign_in, methods=["GET", "POST"]), Route("/logout", self._sign_out, methods=["POST"])]
        self._router = Router(routes, redirect_slashes=False)
        self._own = tuple(f"/{name}" for name in ("export/", "page/", "api", "mcp", "login", "logout"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is ours, let the rest through; the tools run as long as the application does."""
        if scope["type"] == "lifespan" and self._tools is not None:
            async with self._tools.running():
                await self._app(scope, receive, send)
            return
        ours = scope["type"] == "http" and scope["path"].startswith(self._own)
        if ours:
            alone = {name: value for name, value in scope.items() if name != "app"}  # so that what is not there is a 404, not an error
            await self._router(alone, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _export(self, request: Request) -> Response:
        visitor, id = who(request.headers), request.path_params["conversation"]
        found = await asyncio.to_thread(session.opened, self._notebook, self._assistant, visitor.name, id)
        if found is None:
            return JSONResponse({"detail": "not found"}, 404)
        text = conversation_markdown(found.title, found.turns, self._language(request), found.started)
        named = {"content-disposition": f'attachment; filename="conversation-{id[:8]}.md"', "cache-control": "no-store"}
        return Response(text, media_type="text/markdown; charset=utf-8", headers=named)

    async def _page(self, request: Request) -> Response:
        """The rectangles of a span of a document on its pages."""
        asked = [request.query_params.get(name, "") for name in ("start", "end")]
        start, end = (int(number) if NUMBER.fullmatch(number) else 0 for number in asked)
        found = await asyncio.to_thread(pages.description, self._assistant.pages, request.path_params["document"], start, end)
        return JSONResponse(found) if found else JSONResponse({"error": say("leaf.failed", self._chosen(request))}, 404)

    async def _picture(self, request: Request) -> Response:
        """A page as PNG."""
        document, number = request.path_params["document"], request.path_params["number"]
        async with self._drawing:
            try:
                picture = await asyncio.to_thread(self._assistant.pages.picture, document, number)
            except Refused as refused:
                return JSONResponse({"error": pages.why_not(refused, self._chosen(request))}, 404)
        return Response(picture, media_type="image/png", headers={"cache-control": f"private, max-age={PICTURE_SECONDS}"})

    def _chosen(self, request: Request) -> Language:
        """The language that the page is shown in, as its script says."""
        told = request.query_params.get("language")
        return "zh" if told == "zh" else "en" if told == "en" else self._language(request)

    async def _draft(self, request: Request) -> Response:
        """A draft as a file, named as it is; one that cannot be exported as it is gets the sentences that say why."""
        visitor, id, ending = who(request.headers), request.path_params["draft"], request.path_params["ending"]
        work = DeskWork(self._assistant, Drafts(self._notebook.file))
        try:
            title, data = await asyncio.to_thread(work.exported, visitor.name, id, ending)
        except DeskError as error:
            status = 404 if error.sentences[0].key == "no_draft" else 409
            return Response(error.said(self._language(request)), status, media_type="text/plain; charset=utf-8")
        except ResilientError as error:
            return Response(str(error), 503, media_type="text/plain; charset=utf-8")
        name = f"filename=\"draft-{id[:8]}.{ending}\"; filename*=UTF-8''{quote(title, safe='')}.{ending}"
        headers = {"content-disposition": f"attachment; {name}", "cache-control": "no-store"}
        return Response(data, media_type=EXPORTS[ending], headers=headers)

    async def _description(self, request: Request) -> Response:
        return JSONResponse(api.description())

    async def _api(self, request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return JSONResponse({"error": "Send JSON, with the header Content-Type: application/json."}, 415)
        status, row = await self._carried_out(request.path_params["verb"], await request.body(), self._language(request))
        return JSONResponse(row, status, headers={"retry-after": str(RETRY_SECONDS)} if status == 503 else None)

    async def _carried_out(self, verb: str, body: bytes, language: Language = "en") -> tuple[int, Json]:
        """The status and the row of a verb, not more of them at once than the settings say; in a row that is none, `error` says why."""
        if self._waiting >= self._settings.questions_waiting:
            return 503, {"error": say("error.busy", language)}
        self._waiting += 1
        try:
            async with self._answering:
                return 200, await asyncio.to_thread(api.carried_out, self._assistant, verb, body)
        except api.ApiError as error:
            return 422, {"error": str(error)}
        except ResilientError as error:
            return 503, {"error": str(error)}
        except Exception as error:  # the outermost net of the API
            log.record(self._settings.home, error)
            return 500, {"error": say("page.failed", language)}
        finally:
            self._waiting -= 1

    async def _sign_in(self, request: Request) -> Response:
        language = self._language(request)
        if request.method == "GET" or self._accounts is None:
            return self._form(language)
        sent = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=4)
        name, password = (sent.get(field, [""])[0] for field in ("name", "password"))
        address = request.client.host if request.client else ""
        if not self._attempts.allowed(f"name {name.casefold()[:LONGEST_NAME]}", f"address {address}"):
            return self._form(language, "login.too_often", 429)
        account = await asyncio.to_thread(self._accounts.check, name, password)
        return await self._let_in(self._accounts, account, request) if account else self._form(language, "login.wrong", 401)

    async def _let_in(self, accounts: Accounts, account: Account, request: Request) -> Response:
        seconds = int(self._settings.session_hours * 3600)
        secret = await asyncio.to_thread(accounts.begin, account, float(seconds))
        cookie = session_cookie(secret, seconds, secure=request.url.scheme == "https")
        return RedirectResponse("/", 303, headers={"set-cookie": cookie})

    async def _sign_out(self, request: Request) -> Response:
        if self._accounts is not None:
            await asyncio.to_thread(self._accounts.end, request.cookies.get(SESSION_COOKIE, ""))
        return RedirectResponse("/login", 303, headers={"set-cookie": session_cookie("", 0, secure=request.url.scheme == "https")})

    def _form(self, language: Language, fault: str = "", status: int = 200) -> Response:
        return HTMLResponse(
            login_html(language, self._style, say(fault, language) if fault else ""), status, headers={"cache-control": "no-store"}
        )

    def _language(self, request: Request) -> Language:
        chosen = self._settings.interface
        return chosen if chosen != "auto" else accepted_language(request.headers.get("accept-language", ""))


def _tools(carry: Callable[[str, bytes], Awaitable[tuple[int, Json]]]) -> Tools:
    from ui.tools import Tools  # only where it is wanted: it takes a tenth of a second

    return Tools(carry)


FIELDS = (("name", "text", "login.name", "username", LONGEST_NAME), ("password", "password", "login.password", "current-password", LONGEST))


def login_html(language: Language, style: str, fault: str) -> str:
    """The page on which people sign in; it holds no script."""
    wrong = f'<p class="fault" role="alert">{escaped(fault)}</p>' if fault else ""
    inputs = "".join(
        f'<label for="{name}">{say(key, language)}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{hint}" maxlength="{most}" required>'
        for name, kind, key, hint, most in FIELDS
    )
    sized = '<meta name="viewport" content="width=device-width">'
    return (
        f'<!doctype html><html lang="{language_tag(language)}"><head><meta charset="utf-8">{sized}'
        f"<title>{say('login.title', language)} · {say('name', language)}</title><style>{style}</style></head>"
        f"<body><main><h1>{say('name', language)}</h1><p>{say('tagline', language)}</p>"
        f'{wrong}<form method="post" action="/login">{inputs}<button>{say("login.button", language)}</button></form></main></body></html>'
    )
