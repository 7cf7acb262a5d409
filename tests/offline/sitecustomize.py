"""Cuts the network off in every Python process of the suite: whatever wants to leave this machine is written down and refused.

Python imports a module of this name by itself at its start, so children of the program under test are held too; tests/conftest.py puts
this folder on their path and reads the list at the end. The program's own switches (telemetry, hub) are left alone: they are under test.
"""

from __future__ import annotations

import ipaddress
import os
import sys
import traceback

LOG = "SUITE_OUTBOUND_LOG"  # the environment's name for the file that attempts are written to
HERE = {"", "localhost", "localhost.localdomain", "ip6-localhost"}
ADDRESSED = {"socket.connect", "socket.sendto", "socket.sendmsg"}  # (socket, address)
NAMED = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}  # (host, …)


class Outbound(ConnectionRefusedError):
    """Something tried to leave this machine."""


def leaves(event: str, arguments: tuple[object, ...]) -> str:
    """Where an audited call wants to go, empty when it stays on this machine."""
    if event in ADDRESSED:
        address = arguments[1]  # a name of the file system for AF_UNIX, None for a socket that is connected
        return "" if not isinstance(address, tuple) or _is_here(address[0], numeric=False) else f"{address[0]}:{address[1]}"
    if event in NAMED:
        return "" if arguments[0] is None or _is_here(arguments[0], numeric=True) else f"name {_text(arguments[0])}"
    return ""


def _is_here(host: object, *, numeric: bool) -> bool:
    """Whether the host is this machine; a number needs no name server, so that looking it up is no attempt either."""
    try:
        found = ipaddress.ip_address(_text(host).partition("%")[0])
    except ValueError:
        return _text(host).lower() in HERE
    return numeric or found.is_loopback or found.is_unspecified


def _text(host: object) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)


def hold(event: str, arguments: tuple[object, ...]) -> None:
    """The audit hook: note and refuse what leaves."""
    where = leaves(event, arguments) if event.startswith("socket.") else ""
    if where:
        stack = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_stack(limit=8)[:-1]))
        note = f"{event} to {where} from {stack} ({' '.join(sys.argv[:3])})\n"
        if path := os.environ.get(LOG):
            with open(path, "a", encoding="utf-8") as log:  # noqa: PTH123 - pathlib is slow to import in every child
                log.write(note)
        raise Outbound(f"The suite runs without a network, and something wanted {where}.")


sys.addaudithook(hold)
