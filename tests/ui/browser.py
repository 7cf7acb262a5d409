"""The system's Chromium, driven by Playwright without any network of its own; knows nothing about the page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = "no Chromium was found: install one (Debian: apt-get install chromium) to run the tests of the page"
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip


def found() -> str | None:
    """The path of a Chromium of this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found(), headless=True, args=SWITCHES)
        yield browser
        browser.close()


class Contexts:
    """The browser's contexts, one for each kind of visitor, kept so that the page's files are loaded once."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._kept: dict[tuple[object, ...], Any] = {}

    def get(self, *, language: str = "en-US", width: int = 1280, height: int = 860, scheme: str = "light") -> Any:
        """The context of visitors with this language, window and colour scheme."""
        wishes = (language, width, height, scheme)
        if wishes not in self._kept:
            size = {"width": width, "height": height}
            self._kept[wishes] = self._browser.new_context(locale=language, viewport=size, color_scheme=scheme)
        return self._kept[wishes]


class Watched:
    """A page with a list of everything that went wrong on it: console errors, errors of scripts, requests to other hosts, HTTP errors."""

    def __init__(self, context: Any, address: str) -> None:
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", lambda answer: answer.status >= 400 and self.complaints.append(f"{answer.status} {answer.url}"))
        self.response = self.page.goto(address)
        self.page.wait_for_selector("#question textarea")
        self.page.wait_for_selector("#dialog-words .dialog-save", state="attached")  # the program has greeted its visitor
        self.page.wait_for_function("() => document.documentElement.lang == (navigator.language.startsWith('zh') ? 'zh-CN' : 'en')")

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.complaints.append(f"left the machine: {request.url}")

    def ask(self, question: str, number: int) -> None:
        """Type a question, send it with Enter, and wait for the whole answer."""
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        self.whole(number)

    def whole(self, number: int) -> None:
        """Wait until answer `number` has its sources."""
        self.page.wait_for_selector(f"#answer-{number}:not(.thinking, .growing)")
        self.page.wait_for_selector(f"#sources-{number}", state="attached")
