"""The MCP server that the setting `mcp` turns on: the verbs of the API as tools, for assistants that call them (Model Context Protocol).

One address, streamable HTTP, without sessions: each request stands for itself. Who may come in, the door has decided; how many at
once, the API. Knows nothing about passwords or Gradio.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from importlib.metadata import version
from typing import Any

from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolRequestParams, CallToolResult, ListToolsResult, TextContent, Tool

from ui.api import VERBS
from ui.door import LARGEST_BODY, Receive, Scope, Send
from ui.records import Json

ABOUT = (
    "Answers about resilient cities from one paper and the reports it links to, in English and Chinese. Each sentence of an answer "
    "carries the number of a citation; cite gives the passage around one. Where the sources do not say, the answer is a refusal: pass "
    "it on as one."
)

Carry = Callable[[str, bytes], Awaitable[tuple[int, Json]]]


class Tools:
    """The ASGI application at /mcp; `carry` carries a verb out with a JSON body: the status of HTTP, and the answer or the `error`."""

    def __init__(self, carry: Carry) -> None:
        self._carry = carry
        server: Server[Any] = Server(
            "resilient", version=version("resilient"), instructions=ABOUT, on_list_tools=self._list, on_call_tool=self._call
        )
        door = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # the door knows the hosts and origins
        self._manager = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, security_settings=door, max_request_body_size=LARGEST_BODY
        )

    def running(self) -> AbstractAsyncContextManager[None]:
        """Within this, requests are served."""
        return self._manager.run()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._manager.handle_request(scope, receive, send)

    async def _list(self, context: object, params: object) -> ListToolsResult:
        tools = [
            Tool(name=name, description=(verb.does.__doc__ or "").strip(), input_schema=verb.body.model_json_schema())
            for name, verb in VERBS.items()
        ]
        return ListToolsResult(tools=tools)

    async def _call(self, context: object, params: CallToolRequestParams) -> CallToolResult:
        if params.name not in VERBS:
            return _fault(f"There is no tool of this name; there are {', '.join(VERBS)}.")
        status, row = await self._carry(params.name, json.dumps(params.arguments or {}).encode())
        if status != 200:
            return _fault(str(row["error"]))
        return CallToolResult(content=[TextContent(text=json.dumps(row, ensure_ascii=False))], structured_content=row)


def _fault(words: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=words)], is_error=True)
