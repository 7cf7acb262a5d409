"""The page: the bar, the screens under their tabs, and the server; what is on a screen stands in ui/screens/, who may enter in door.py."""

from __future__ import annotations

import os
import signal
import socket
import threading
from importlib import resources
from typing import Any

from ui.screens import ask, draft, library, quality
from ui.screens.frame import Frame, Screens, Services

import gradio as gr  # isort: skip  # after ui.screens, which sets it up
from starlette.middleware import Middleware

from assistant import uploads
from assistant.notebook.accounts import Accounts
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ingest.types import Language, ResilientError
from ui.door import Door
from ui.escape import button
from ui.routes import Routes
from ui.texts import say

SCREENS: Screens = (
    ("ask", ask.show),
    ("draft", draft.show),
    ("library", library.show),
    ("quality", quality.show),
)  # in the order of their tabs; the words of a tab are those of "screen.NAME"
SCRIPTS = ("page.js", "ask.js", "pages.js", "screens.js", "draft.js")
STYLES = ("page.css", "screens.css", "draft.css", "quality.css")
REFUSALS = {"503": "error.busy", "401": "error.signed_out", "413": "error.too_much", "0": "error.unreachable"}
FILES_SENT = 4  # of the largest size, in one upload
SESSIONS = 500  # conversations held in memory
FONTS = (
    "system-ui", "-apple-system", "Segoe UI", "Roboto", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC",
    "Noto Sans SC", "Source Han Sans SC", "sans-serif",
)  # fmt: skip
MONOSPACE = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def asset(name: str) -> str:
    """The text of a file in ui/assets."""
    return resources.files("ui").joinpath("assets", name).read_text(encoding="utf-8")


def build(services: Services, start: Language) -> gr.Blocks:
    """The application; `start` is its language until the browser has said which it likes."""
    with gr.Blocks(analytics_enabled=False, title=say("name", start), fill_width=True, delete_cache=(3600, 86400)) as page:
        frame = _bar(services, start)
        with gr.Tabs(elem_id="screens", elem_classes="only" if len(SCREENS) == 1 else None):
            for name, show in SCREENS:
                with gr.Tab(say(f"screen.{name}", start), id=name, elem_id=f"screen-{name}") as tab:
                    frame.tab = tab
                    show(frame)
                frame.spoken(tab, lambda language, name=name: gr.update(label=say(f"screen.{name}", language)))
        frame.spoken(frame.markdown(_refusals(start), "refusals", elem_classes="sr"), _refusals)
        frame.wire(page)
    page.queue(max_size=services.settings.questions_waiting, default_concurrency_limit=services.settings.questions_at_once, api_open=False)
    return page


def _bar(services: Services, start: Language) -> Frame:
    with gr.Row(elem_id="bar"):
        choices = [("English", "en"), ("中文", "zh")]  # each in its own words, so that nobody is lost
        language = gr.Radio(choices, value=start, elem_id="interface", container=False, render=False)
        frame = Frame(services, language, start)
        frame.spoken(frame.markdown(_title(start), "title"), _title)
        if services.settings.auth:
            frame.personal(frame.markdown("", "signed-in"), lambda language, who: button("logout", "login.out", language, name=who.label))
        frame.spoken(gr.Button(elem_id="theme", size="sm"), lambda language: gr.update(value=say("page.theme", language)))
        language.render()
        frame.spoken(language, lambda language: gr.update(label=say("page.interface", language)))
    return frame


def _refusals(language: Language) -> str:
    """What page.js tells a person whose request was not let through, by its status."""
    return "".join(f'<span class="refused-{name}">{say(key, language)}</span>' for name, key in REFUSALS.items())


def _title(language: Language) -> str:
    return f'<div id="name"><h1>{say("name", language)}</h1><p>{say("tagline", language)}</p></div>'


def launch(services: Services, language: Language, *, browser: bool = False) -> tuple[gr.Blocks, str]:
    """Start serving in the background; returns the application (close it with `.close()`) and its address."""
    settings = services.settings
    accounts = _accounts(services, language)
    os.environ["GRADIO_TEMP_DIR"] = str(settings.home / uploads.INCOMING)  # where Gradio puts files that come, until we keep them
    try:
        port = _port(settings)
        page = build(services, language)
        _, address, _ = page.launch(
            **_launching(settings, port, browser=browser), app_kwargs={"middleware": _middleware(services, accounts)}
        )
    except OSError as error:
        raise ResilientError(say("error.port", language, port=settings.port, host=settings.host)) from error
    return page, address


def _accounts(services: Services, language: Language) -> Accounts | None:
    """Who may sign in; None where nobody has to. Raises ResilientError where people should, and there is nobody or nowhere to keep them."""
    if not services.settings.auth:
        return None
    if services.notebook.trouble:
        raise ResilientError(services.notebook.trouble)
    accounts = Accounts(services.notebook.file)
    if not accounts.all():
        raise ResilientError(say("error.no_users", language))
    return accounts


def _middleware(services: Services, accounts: Accounts | None) -> list[Middleware]:
    """The door, and behind it the addresses beside the page."""
    settings = services.settings
    scripts = tuple(asset(name) for name in SCRIPTS)
    return [
        Middleware(Door, host=settings.host, scripts=scripts, keys=accounts, most_sent=most_sent(settings)),
        Middleware(Routes, services.assistant, settings, services.notebook, accounts, asset("login.css")),
    ]


def _launching(settings: Settings, port: int, *, browser: bool) -> dict[str, Any]:
    head = "".join(f"<script>{asset(name)}</script>" for name in SCRIPTS)
    return {
        "server_name": settings.host,
        "server_port": port,
        "inbrowser": browser,
        "prevent_thread_lock": True,
        "quiet": True,
        "share": False,
        "show_error": False,
        "allowed_paths": [],
        "max_file_size": most_sent(settings),
        "strict_cors": True,
        "state_session_capacity": SESSIONS,
        "ssr_mode": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "pwa": False,
        "run_history": False,
        "footer_links": [],
        "theme": _theme(),
        "css": "".join(map(asset, STYLES)),
        "head": head,
        "favicon_path": str(resources.files("ui").joinpath("assets", "favicon.svg")),
    }


def most_sent(settings: Settings) -> int:
    """The most bytes of one upload: some of the largest files that are read, and one beyond that can still be told what it is."""
    return int(FILES_SENT * settings.max_input_mb * 1_000_000)


def _port(settings: Settings) -> int:
    """The port to listen on, a free one where the setting is 0; raises OSError where it cannot be had."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((settings.host, settings.port))
        return int(probe.getsockname()[1])


def _theme() -> gr.themes.Base:
    """Fonts of the person's own machine; colours are in page.css."""
    fonts, monospace = ([gr.themes.Font(name) for name in names] for names in (FONTS, MONOSPACE))
    return gr.themes.Base(font=fonts, font_mono=monospace, radius_size="md", text_size="md")


def serve(settings: Settings, *, browser: bool, language: Language) -> None:
    """Open the library, serve the page, and stay until Ctrl+C or a polite kill; then close both."""
    from assistant.assemble import open_assistant

    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    with open_assistant(settings, long_lived=True) as assistant, Notebook.open(settings.home) as notebook:
        services = Services(assistant, settings, notebook)
        page, address = launch(services, language, browser=browser)
        print(say("page.address", language, address=address), flush=True)
        ended.wait()
        page.close(verbose=False)
        services.workers.close()
