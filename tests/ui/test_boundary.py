"""The page's boundary against raw sockets, T31 and T45 in their short form: nothing gets out, nothing is written outside, limits hold.

`BOUNDARY=1` in the environment asks all of T31's paths.
"""

import http.client
import itertools
import json
import os
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from fake_assistant import FakeAssistant
from serving import launched
from visiting import Visitor

from assistant import uploads
from assistant.notebook import accounts as module
from assistant.notebook.accounts import Accounts
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ui import web
from ui.screens.frame import Services

SECRET = "canary-7f3a9c"
WHOLE = os.environ.get("BOUNDARY") == "1"
LARGEST = 4_000  # bytes of one upload: FILES_SENT times the largest file


@dataclass
class Fort:
    """A page with secrets planted around it; `cookie` lets in where people sign in."""

    host: str
    port: int
    home: Path
    cookie: str

    def asked(self, raw: bytes) -> tuple[int, bytes]:
        """Status and body of the answer to these bytes."""
        with socket.create_connection((self.host, self.port), timeout=20) as connection:
            connection.sendall(raw)
            answer = http.client.HTTPResponse(connection)
            try:
                answer.begin()
                return answer.status, answer.read()
            except (http.client.HTTPException, ConnectionError):
                return 400, b""  # cut off without a word is a refusal too

    def get(self, path: str) -> tuple[int, bytes]:
        lines = (f"GET {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Cookie: {self.cookie}", "Connection: close", "", "")
        return self.asked("\r\n".join(lines).encode("utf-8", "surrogateescape"))

    def upload(self, body: bytes, length: int | None = None, *, cookie: str | None = None, kind: str = "") -> tuple[int, bytes]:
        head = (
            f"POST /gradio_api/upload HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nCookie: {self.cookie if cookie is None else cookie}\r\n"
            f"Content-Type: {kind or 'multipart/form-data; boundary=b'}\r\nContent-Length: {len(body) if length is None else length}\r\n"
            "Connection: close\r\n\r\n"
        )
        return self.asked(head.encode() + body)

    def files(self) -> list[Path]:
        return [path for path in self.home.parent.rglob("*") if path.is_file()]


@pytest.fixture(scope="module", params=["local", "signed in"])
def fort(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fort]:
    around = tmp_path_factory.mktemp("around")
    home = around / "home"
    home.mkdir()
    for place in (around / "secret.txt", home / "settings-secret.txt", Path(home, "model-key")):
        place.write_text(SECRET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_N", 2**4)
        patch.setenv("BOUNDARY_SECRET", SECRET)
        patch.chdir(around)
        with Notebook.open(home) as notebook:
            signed = request.param == "signed in"
            cookie = f"resilient_visitor={'v' * 43}"
            if signed:
                accounts = Accounts(notebook.file)
                cookie = f"resilient_session={accounts.begin(accounts.add('ana', 'long enough 马', librarian=True), 600)}"
            settings = Settings(home=home, port=0, auth=signed, max_input_mb=LARGEST / web.FILES_SENT / 1e6, uploads_mb=0.01)
            page, address = launched(Services(FakeAssistant(), settings, notebook))
            parts = urlsplit(address)
            yield Fort(parts.hostname or "", parts.port or 0, home, cookie)
            page.close(verbose=False)


# T31

PREFIXES = ("/", "/file=", "/file/", "/static/", "/assets/", "/svelte/", "/page/", "/export/", "/proxy=", "/upload/", "/stream/",
            "/component_server/", "/custom_component/", "/theme.css/", "/api/")  # fmt: skip
TURNS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "..\\", "..%5c", "....//", "..;/", "%c0%ae%c0%ae/", "..%00/", "/", "//",
         "file:///", "~/", "%2f", "..%u2215", "．．／")  # fmt: skip
TARGETS = ("secret.txt", "home/settings-secret.txt", "home/model-key", "etc/passwd", "proc/self/environ")
ROOTS = ("", "/gradio_api")


def paths() -> Sequence[str]:
    every = [
        f"{root}{prefix}{turn * (1 if turn in ('/', '//', 'file:///', '~/', '%2f') else 6)}{quote(target)}"
        for root, prefix, turn, target in itertools.product(ROOTS, PREFIXES, TURNS, TARGETS)
    ]
    return every if WHOLE else every[::9]


def test_no_path_leads_out(fort: Fort) -> None:
    asked = paths()
    assert len(asked) >= 300
    for path in asked:
        status, body = fort.get(path)
        assert status in (400, 401, 403, 404, 414), f"{status} {path}"
        assert SECRET.encode() not in body and b"root:" not in body, path


CRAFTED = ("/etc/passwd", "secret.txt", "../secret.txt", "/proc/self/environ", "http://169.254.169.254/x", "file:///etc/passwd", "\x00", "")
WRAPPED = ("path", "url", "orig_name")


@pytest.mark.parametrize("wrapped", WRAPPED)
def test_no_crafted_file_reaches_the_library(wrapped: str, fort: Fort) -> None:
    """A file that was never sent is not taken in, whatever a request says of it."""
    visitor = Visitor(f"http://{fort.host}:{fort.port}", fort.cookie)
    adding = next(one["id"] for one in visitor.config["dependencies"] if one["targets"] and one["targets"][0][1] == "upload")
    for number, name in enumerate(CRAFTED):
        session = f"crafted{wrapped}{number}"
        file = {"path": "x", "meta": {"_type": "gradio.FileData"}, wrapped: name}
        visitor.send("/gradio_api/queue/join", {"data": [[file], "en"], "fn_index": adding, "session_hash": session})
        told = json.dumps(list(visitor.stream(session)))
        assert SECRET not in told and "root:" not in told and '"success": true' not in told, told
    assert not (fort.home / uploads.FOLDER).exists() and (fort.home.parent / "secret.txt").read_text() == SECRET


def form(*files: tuple[str, bytes]) -> bytes:
    parts = (
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n%s\r\n' % (name.encode(), data) for name, data in files
    )
    return b"".join(parts) + b"--b--\r\n"


NAMES = (
    "../out.txt", "..\\out.txt", "/tmp/page-out.txt", "%2e%2e%2fout.txt", "a/../../out.txt", "con.txt", "x" * 400, ".ssh", "报告.txt", "",
)  # fmt: skip


def test_no_name_of_an_upload_writes_outside(fort: Fort) -> None:
    before = set(fort.files())
    for name in NAMES:
        status, body = fort.upload(form((name, b"data")))
        assert status < 500 and SECRET.encode() not in body, (status, name)
    incoming = fort.home / uploads.INCOMING
    assert all(incoming in path.parents for path in set(fort.files()) - before)
    assert not Path("/tmp/page-out.txt").exists()


# T45


def test_uploads_are_held_to_their_size(fort: Fort) -> None:
    frame = len(form(("a.txt", b"")))
    for over, status in ((-1, 200), (0, 200), (1, 413)):
        assert fort.upload(form(("a.txt", b"x" * (LARGEST - frame + over))))[0] == status, over
    assert fort.upload(form(("a.txt", b"x")), cookie="")[0] in ((401,) if "session" in fort.cookie else (200,))
    assert fort.upload(b"x" * 100, 10_000_000)[0] == 413, "what is said to come is believed before it comes"


def test_many_tiny_files_and_a_slow_one_harm_nobody(fort: Fort) -> None:
    for number in range(60):
        assert fort.upload(form(*((f"{number}-{at}.txt", b"") for at in range(5))))[0] == 200
    whole = form(("slow.txt", b"x" * 1000))
    with socket.create_connection((fort.host, fort.port), timeout=20) as slow:
        head = f"POST /gradio_api/upload HTTP/1.1\r\nHost: {fort.host}:{fort.port}\r\nCookie: {fort.cookie}\r\n"
        slow.sendall(f"{head}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(whole)}\r\n\r\n".encode() + whole[:200])
        assert fort.get("/config")[0] == 200, "others are answered while it dribbles"
    until = time.monotonic() + 10
    while any(b"slow.txt" in path.name.encode() for path in fort.files()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [path for path in fort.files() if "slow" in path.name], "a broken upload leaves nothing"
