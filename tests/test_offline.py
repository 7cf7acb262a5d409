"""T41: what leaves this machine is refused and written down, in children too; what stays on it goes on."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

OFFLINE = Path(__file__).parent / "offline"

LEAVING = [
    ("s.socket().connect(('192.0.2.1', 80))", "192.0.2.1:80"),
    ("s.socket(s.AF_INET6).connect(('2001:db8::1', 80))", "2001:db8::1:80"),
    ("s.socket(s.AF_INET, s.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))", "192.0.2.1:53"),
    ("s.create_connection(('example.org', 443))", "name example.org"),
    ("s.getaddrinfo('例子.中国', 80)", "name 例子.中国"),
    ("import asyncio; asyncio.run(asyncio.open_connection('192.0.2.1', 80))", "192.0.2.1:80"),
    ("import urllib.request; urllib.request.urlopen('http://example.org')", "name example.org"),
]


@pytest.mark.parametrize(("code", "where"), LEAVING)
def test_leaving_is_refused_and_written_down_in_a_child(code: str, where: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    environment = {**os.environ, "PYTHONPATH": str(OFFLINE), "SUITE_OUTBOUND_LOG": str(log)}
    swallowed = f"import socket as s\ntry:\n    {code}\nexcept Exception as error:\n    print(error)"
    done = subprocess.run([sys.executable, "-c", swallowed], env=environment, capture_output=True, text=True, encoding="utf-8", check=True)
    assert f"wanted {where}" in done.stdout
    assert f" to {where} from " in log.read_text(encoding="utf-8")


def test_this_process_is_cut_off_too() -> None:
    assert Path(sys.modules["sitecustomize"].__file__ or "").parent == OFFLINE
    assert os.environ["PYTHONPATH"].split(os.pathsep)[0] == str(OFFLINE)


def test_what_stays_here_goes_on(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(("localhost", server.getsockname()[1])) as client:
        with server.accept()[0] as accepted:
            accepted.sendall(b"here")
        assert client.recv(4) == b"here"
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))
    assert socket.getaddrinfo("127.0.0.1", 80)
