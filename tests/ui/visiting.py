"""A visitor of the page without a browser: the same requests, by hand; knows nothing about what is shown."""

import json
import re
import time
import urllib.request
from collections.abc import Iterator
from typing import Any


class Visitor:
    """A browser without a screen: the cookie, the queue and the stream of one visitor, by hand."""

    def __init__(self, address: str, cookie: str = "") -> None:
        self.address = address.rstrip("/")
        with urllib.request.urlopen(urllib.request.Request(self.address + "/", headers={"Cookie": cookie})) as page:
            self.cookie = cookie or page.headers["Set-Cookie"].split(";")[0]
            self.config = json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", page.read().decode(), re.S)[1])  # type: ignore[index]
        self.asking = next(fn for fn in self.config["dependencies"] if len(fn["targets"]) == 2 and fn["targets"][0][1] == "submit")

    def ask(self, question: str, session: str) -> tuple[float, list[dict[str, Any]]]:
        """Seconds from the question to the whole answer, and the messages that came."""
        started = time.perf_counter()
        self.join(question, session)
        messages = list(self.stream(session))
        return time.perf_counter() - started, messages

    def join(self, question: str, session: str, language: str = "en") -> None:
        """Put a question into the queue, on a page in this language."""
        data = [question, None, [], [], language]
        self.send("/gradio_api/queue/join", {"data": data, "fn_index": self.asking["id"], "session_hash": session})

    def send(self, path: str, body: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        with urllib.request.urlopen(urllib.request.Request(self.address + path, json.dumps(body).encode(), headers), timeout=20):
            pass

    def stream(self, session: str) -> Iterator[dict[str, Any]]:
        url = f"{self.address}/gradio_api/queue/data?session_hash={session}"
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": self.cookie}), timeout=20) as lines:
            for line in lines:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])
