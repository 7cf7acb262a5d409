"""The tools of the Model Context Protocol: asked by its own client over HTTP, by those alone who may come in, and off unless wanted."""

import asyncio
import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fake_assistant import FakeAssistant
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from serving import launched

from assistant.notebook import accounts as module
from assistant.notebook.accounts import Accounts
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ui.screens.frame import Services

ASKED = [("flood?", "en", "in hours"), ("洪水？", "zh", "以小时"), ("洪水 flood?", "zh", "以小时")]


@contextmanager
def page(home: Path, **wishes: Any) -> Iterator[str]:
    with Notebook.open(home) as notebook:
        made, address = launched(Services(FakeAssistant(), Settings(home=home, port=0, **wishes), notebook))
        yield f"{address}mcp"
        made.close(verbose=False)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a page on which people sign in, and the token of one of them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_N", 2**4)
        with Notebook.open(home) as notebook:
            accounts = Accounts(notebook.file)
            token = accounts.token(accounts.add("ana", "long enough 马"))
        with page(home, mcp=True, auth=True) as address:
            yield address, token


def called(address: str, token: str, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The tools that there are, then what each call gives."""

    async def talk() -> list[Any]:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http,
            Client(streamable_http_client(address, http_client=http)) as client,
        ):
            return [await client.list_tools(), *[await client.call_tool(name, given) for name, given in calls]]

    return asyncio.run(talk())


def test_an_assistant_finds_three_tools_and_what_they_take(guarded: tuple[str, str]) -> None:
    (listed,) = called(*guarded)
    tools = {tool.name: tool for tool in listed.tools}
    assert set(tools) == {"ask", "search", "cite"} and all(tool.description for tool in tools.values())
    assert tools["ask"].input_schema["required"] == ["question"]


@pytest.mark.parametrize(("question", "language", "words"), ASKED)
def test_it_asks_searches_and_cites(question: str, language: str, words: str, guarded: tuple[str, str]) -> None:
    _, asked, found = called(*guarded, ("ask", {"question": question}), ("search", {"question": question, "k": 2}))
    answer = asked.structured_content
    assert not asked.is_error and words in answer["answer"] and answer["language"] == language
    assert json.loads(asked.content[0].text) == answer and len(found.structured_content["hits"]) == 2
    _, cited = called(*guarded, ("cite", {"passage": answer["citations"][0]["passage"]}))
    assert answer["citations"][0]["quote"] in cited.structured_content["text"]


def test_wrong_calls_are_told_what_is_wrong(guarded: tuple[str, str]) -> None:
    wrong = (("ask", {"question": " "}), ("search", {"question": "x", "k": 0}), ("cite", {"passage": "../etc"}), ("remove", {"id": "x"}))
    _, *results = called(*guarded, *wrong)
    assert all(result.is_error for result in results)
    told = [result.content[0].text for result in results]
    assert "question" in told[0] and "k" in told[1] and "no passage" in told[2] and "ask, search, cite" in told[3]


def sent(address: str, **headers: str) -> int:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
    base = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, base | headers), timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_nobody_comes_in_without_a_token_of_their_own(guarded: tuple[str, str]) -> None:
    address, token = guarded
    assert sent(address, Authorization=f"Bearer {token}") == 200
    for headers in ({}, {"Authorization": "Bearer " + "x" * 43}, {"Cookie": f"resilient_session={token}"}, {"Authorization": token}):
        assert sent(address, **headers) == 401
    assert sent(address, Authorization=f"Bearer {token}", Origin="https://evil.example") == 403
    assert sent(address, Authorization=f"Bearer {token}", Host="evil.example") == 421


def test_where_it_is_off_there_is_nothing_and_nothing_is_loaded(tmp_path: Path) -> None:
    with page(tmp_path) as address:
        assert sent(address) == 404
    code = "import sys, ui.web, ui.routes; print(sorted({name.partition('.')[0] for name in sys.modules} & {'mcp', 'mcp_types'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
