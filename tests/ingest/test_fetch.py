"""T36, and the downloader as a whole: a real server that does everything wrong, and nothing reached that is not on the public internet.

ASVS 5.2.1 (size), 5.2.2 (type), 5.3.2 (names). The server listens on this machine; that it may be reached at all is said by an injected
`Network`, never by a setting.
"""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from ingest import downloads
from ingest.downloads import clean_name, name_in
from ingest.exchange import Limits, Network
from ingest.fetch import USER_AGENT, Wanted, fetch
from ingest.outcomes import Refused
from ingest.readers import table
from ingest.types import LibraryError
from ingest.walk import Found, Left, content_of
from tests.ingest.publisher import (
    PUBLISHER,
    SIX,
    Asked,
    Behaviour,
    Outside,
    Server,
    broken,
    chunked,
    endless,
    packed,
    pdf,
    redirect,
    status,
    whole,
)

LIMITS = Limits(
    most_bytes=200_000, connect_seconds=1.0, answer_seconds=0.6, idle_seconds=0.4, total_seconds=3.0, least_rate=2000.0, redirects=5
)  # fmt: skip
ADDRESS = "https://publisher.example/report.pdf"
TEXT = "Bells are rung when the river rises.\n\n水位升高时敲钟。\n".encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("certificate"))
    yield made
    made.close()


@pytest.fixture
def outside(server: Server) -> Outside:
    return server.renewed()


@pytest.fixture(autouse=True)
def pdf_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is under test is fetching: here a PDF counts as a kind that is read, whichever readers there are."""
    monkeypatch.setitem(table.READERS, ".pdf", table.READERS[".txt"])


def got(wanted: str | Wanted, outside: Outside, home: Path, limits: Limits = LIMITS) -> Found | Left:
    return fetch(Wanted((wanted,)) if isinstance(wanted, str) else wanted, home, limits, outside.network())


def found(wanted: str | Wanted, outside: Outside, home: Path, limits: Limits = LIMITS) -> tuple[Found, bytes]:
    one = got(wanted, outside, home, limits)
    assert isinstance(one, Found), one.refused
    return one, Path(one.path).read_bytes()


def refused(wanted: str | Wanted, outside: Outside, home: Path, limits: Limits = LIMITS) -> Refused:
    """Why it could not be fetched; nothing that looks like a file is left, and both sentences are whole."""
    one = got(wanted, outside, home, limits)
    assert isinstance(one, Left), one
    assert not list((home / "downloads").glob("*/record.json")) if (home / "downloads").exists() else True
    assert str(one.refused)[-1] == "." and one.refused.sentence("zh")[-1] == "。" and "{" not in one.refused.sentence("zh")
    return one.refused


# ---------------------------------------------------------------- a file as it should come


def test_a_file_is_fetched_with_its_record(outside: Outside, tmp_path: Path) -> None:
    data, heard = pdf(), list[tuple[int, int]]()
    outside.routes["/report.pdf"] = whole(data)
    one = fetch(Wanted((ADDRESS,)), tmp_path, LIMITS, outside.network(), lambda here, of: heard.append((here, of)))
    assert isinstance(one, Found) and Path(one.path).read_bytes() == data
    assert (one.name, one.uri, one.size, content_of(one)) == ("report.pdf", ADDRESS, len(data), sha256(data).hexdigest())
    record = json.loads((Path(one.root) / "record.json").read_text(encoding="utf-8"))
    assert record["sha256"] == sha256(data).hexdigest() and record["address"] == record["final"] == ADDRESS and record["size"] == len(data)
    assert heard[-1] == (len(data), len(data)) and sorted(heard) == heard
    (asked,) = outside.asked
    assert asked.secure and asked.headers["host"] == "publisher.example" and asked.headers["user-agent"] == USER_AGENT
    assert {"cookie", "authorization", "referer"} & set(asked.headers) == set() and asked.headers["accept-encoding"] == "identity"
    assert outside.connected == [(PUBLISHER, 443)] and outside.looked_up == ["publisher.example"]
    for path in (tmp_path / "downloads").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert not list(tmp_path.rglob("part*"))


def test_a_second_time_only_the_news_is_fetched(outside: Outside, tmp_path: Path) -> None:
    first = pdf()
    outside.routes["/report.pdf"] = whole(first)
    one, _ = found(ADDRESS, outside, tmp_path)
    again, data = found(ADDRESS, outside, tmp_path)
    assert data == first and again == one and outside.asked[1].headers["if-none-match"] == '"v1"'
    second = pdf()
    outside.routes["/report.pdf"] = whole(second, tag='"v2"')
    changed, data = found(ADDRESS, outside, tmp_path)
    assert data == second and changed.name == one.name
    Path(changed.path).write_bytes(b"%PDF-1.7 somebody else's bytes %%EOF")  # the record fits no longer: the whole is fetched anew
    assert found(ADDRESS, outside, tmp_path)[1] == second and "if-none-match" not in outside.asked[-1].headers


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://publisher.example/%E6%8A%A5%E5%91%8A.pdf", "报告.pdf"),
        ("https://例子.example/报告.pdf", "报告.pdf"),
        ("https://publisher.example/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "etc-passwd.pdf"),
        ("https://publisher.example/record.json", "file-record.json.pdf"),
        ("https://publisher.example/a/", "a.pdf"),
        ("https://publisher.example/", "publisher.example.pdf"),
        ("https://publisher.example/report.aspx?id=7", "report.pdf"),
        ("https://publisher.example/report-v1.2", "report-v1.2.pdf"),
        ("https://publisher.example/" + "x" * 400 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_a_file_gets_a_name_that_is_only_a_name(address: str, name: str, outside: Outside, tmp_path: Path) -> None:
    outside.otherwise = whole(pdf())
    one, _ = found(address, outside, tmp_path)
    assert one.name == name and Path(one.path).parent.parent == tmp_path / "downloads"


@pytest.mark.parametrize("name", ["", ".", "..", "part", "part.json", "record.json", "lock", "a/b", "a\0b", ".hidden", "韧" * 200])
def test_clean_names(name: str) -> None:
    clean = clean_name(name)
    assert "/" not in clean and "\0" not in clean and not clean.startswith(".") and len(clean.encode()) <= 110
    assert clean not in {"part", "part.json", "record.json", "lock"} and name_in(f"https://a.example/{name.strip(chr(0))}")


# ---------------------------------------------------------------- kinds, whatever name and header say


@pytest.mark.parametrize(
    ("path", "declared", "data", "name"),
    [
        ("/a.pdf", "application/pdf", TEXT, "a.txt"),
        ("/a.txt", "text/plain", b"%PDF-1.4 x %%EOF", "a.pdf"),
        ("/a", "application/octet-stream", b"\xef\xbb\xbf" + TEXT, "a.txt"),
        ("/a.md", "text/plain", b"# Bells\n\n" + TEXT, "a.md"),
        ("/README", "text/markdown; charset=utf-8", b"# Bells\n\n" + TEXT, "README.md"),
        ("/a.txt", "text/plain", "水位升高时敲钟。".encode("utf-16"), "a.txt"),
        ("/a.text", "text/plain", TEXT, "a.text"),
    ],
)
def test_a_kind_is_told_from_the_bytes(path: str, declared: str, data: bytes, name: str, outside: Outside, tmp_path: Path) -> None:
    outside.routes[path] = whole(data, declared)
    assert found("https://publisher.example" + path, outside, tmp_path)[0].name == name


@pytest.mark.parametrize("data", [b"\x7fELF\0\0\0", b"PK\x03\x04\0\0 no archive", b"\x89PNG\r\n\x1a\n\0\0", b"MZ\0\0"])
def test_a_kind_that_is_not_read_is_refused_by_name(data: bytes, outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = whole(data)
    one = got(ADDRESS, outside, tmp_path)
    assert isinstance(one, Left) and one.refused.code == "unsupported" and ".pdf (" not in str(one.refused)


def test_a_page_in_place_of_a_document_is_told(outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = whole(b"<!DOCTYPE html><html><title>Are you a robot?</title></html>")
    advice = Refused("by-hand", page="https://publisher.example/landing", work="un-paris-2015")
    told = refused(Wanted((ADDRESS,), "un-paris-2015", "un-paris-2015-en", advice, document=True), outside, tmp_path)
    assert (
        told.code == "web-page"
        and "https://publisher.example/landing" in str(told)
        and "https://publisher.example/landing" in told.sentence("zh")
    )
    assert "resilient ingest FILE --work un-paris-2015" in told.sentence("zh")


def test_the_second_address_is_asked_when_the_first_gives_nothing(outside: Outside, tmp_path: Path) -> None:
    data = pdf()
    outside.routes |= {"/one.pdf": status(403), "/two.pdf": whole(data)}
    wanted = Wanted(("https://publisher.example/one.pdf", "https://mirror.example/two.pdf"), "un-sendai-2015", "un-sendai-2015-en")
    one, held = found(wanted, outside, tmp_path)
    assert held == data and (one.uri, one.name, one.work) == ("https://mirror.example/two.pdf", "un-sendai-2015-en.pdf", "un-sendai-2015")
    outside.routes["/two.pdf"] = status(404)
    both = got(Wanted(wanted.addresses, "w", "n"), outside, tmp_path / "other")
    assert isinstance(both, Left) and (both.refused.code, both.uri) == ("status", wanted.addresses[0]), "the first refusal is told"


# ---------------------------------------------------------------- https first, redirects


def test_https_is_tried_first_and_http_only_where_nobody_speaks_https(outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = whole(pdf())
    assert found("http://publisher.example/report.pdf", outside, tmp_path)
    assert outside.paths() == [ADDRESS]
    outside.secure = False
    one, _ = found("http://old.example/report.pdf", outside, tmp_path)
    assert outside.paths()[-1] == "http://old.example/report.pdf" and one.uri == "http://old.example/report.pdf"
    assert outside.connected[-2:] == [(PUBLISHER, 443), (PUBLISHER, 80)]
    assert refused(ADDRESS, outside, tmp_path / "other").code == "no-answer", "an address that says https is never asked over http"


def test_a_certificate_of_another_name_is_refused(outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = whole(pdf())
    assert refused("https://stranger.example/report.pdf", outside, tmp_path).code == "no-trust"
    outside.context = ssl.create_default_context()  # a machine that does not know who signed it
    assert refused(ADDRESS, outside, tmp_path).code == "no-trust"
    assert outside.asked == [], "nothing was said before the certificate was right"


@pytest.mark.parametrize("number", [301, 302, 303, 307, 308])
def test_redirects_are_followed(number: int, outside: Outside, tmp_path: Path) -> None:
    data = pdf()
    raw = "//mirror.example/报告.pdf".encode().decode("latin-1")  # as some servers write it
    outside.routes |= {"/report.pdf": redirect("/a/b", number), "/a/b": redirect(raw, number)}
    outside.routes["/%E6%8A%A5%E5%91%8A.pdf"] = whole(data)
    one, held = found(ADDRESS, outside, tmp_path)
    assert held == data and one.uri == ADDRESS and outside.looked_up == ["publisher.example", "publisher.example", "mirror.example"]


def test_redirects_without_an_end(outside: Outside, tmp_path: Path) -> None:
    outside.routes |= {"/report.pdf": redirect("/other.pdf"), "/other.pdf": redirect("/report.pdf")}
    assert refused(ADDRESS, outside, tmp_path).code == "redirects" and len(outside.asked) == 2
    outside.routes |= {f"/{n}": redirect(f"/{n + 1}") for n in range(20)}
    assert refused("https://publisher.example/0", outside, tmp_path).code == "redirects" and len(outside.asked) == 2 + LIMITS.redirects + 1


@pytest.mark.parametrize("redirects", [LIMITS.redirects, LIMITS.redirects + 1])
def test_the_limit_of_redirects(redirects: int, outside: Outside, tmp_path: Path) -> None:
    outside.routes |= {f"/{n}": redirect(f"/{n + 1}") for n in range(redirects)} | {f"/{redirects}": whole(pdf())}
    one = got("https://publisher.example/0", outside, tmp_path)
    assert isinstance(one, Found) is (redirects <= LIMITS.redirects)


def test_encryption_is_not_left(outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = redirect("http://mirror.example:8080/report.pdf")
    assert refused(ADDRESS, outside, tmp_path).code == "insecure"
    outside.routes["/report.pdf"] = redirect("http://publisher.example/report.pdf")
    assert refused(ADDRESS, outside, tmp_path).code == "insecure"
    assert all(one.secure for one in outside.asked)
    outside.routes |= {"/report.pdf": redirect("http://mirror.example/r.pdf"), "/r.pdf": whole(pdf())}
    assert found(ADDRESS, outside, tmp_path) and outside.paths()[-1] == "https://mirror.example/r.pdf", (
        "the same address over https will do"
    )


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://publisher.example/a", "javascript:alert(1)", "data:text/plain,x", "https://a@b.example/"]
)
def test_redirects_to_other_kinds_of_address(to: str, outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = redirect(to)
    assert refused(ADDRESS, outside, tmp_path).code in ("address", "address-odd")


# ---------------------------------------------------------------- only the public internet

INSIDE = (
    "127.0.0.1", "10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
    "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "ff02::1",
    "2002:7f00:1::", "2002:a00:1::",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "::127.0.0.1", "not a number",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_never_connected_to(address: str, outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = whole(pdf())
    outside.names["publisher.example"] = [[address]]
    told = refused(ADDRESS, outside, tmp_path)
    assert told.code == "address-inside" and outside.connected == []
    outside.names["publisher.example"] = [[PUBLISHER, address]]
    assert refused(ADDRESS, outside, tmp_path).code == "address-inside" and outside.connected == [], "one bad address spoils the name"


@pytest.mark.parametrize("address", [one for one in INSIDE if one[0].isdigit() or ":" in one][:-1])
def test_a_redirect_that_leads_inside_is_not_followed(address: str, outside: Outside, tmp_path: Path) -> None:
    host = f"[{address}]" if ":" in address else address
    outside.routes["/report.pdf"] = redirect(f"https://{host}/latest/meta-data/")
    assert refused(ADDRESS, outside, tmp_path).code in ("address-inside", "address-odd")
    assert {one for one, _ in outside.connected} == {PUBLISHER}


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "localhost.", "LOCALHOST",
     "127.0.0.1", "[::1]", "[::ffff:7f00:1]", "１２７.0.0.1"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_this_machine_is_not_asked_however_it_is_written(host: str, scheme: str, outside: Outside, tmp_path: Path) -> None:
    outside.names["localhost"] = [["127.0.0.1"]]
    assert refused(f"{scheme}://{host}/a", outside, tmp_path).code in ("address-inside", "address-odd")
    assert outside.connected == [] and outside.asked == []


def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(outside: Outside, tmp_path: Path) -> None:
    """DNS rebinding: the second look-up would lead inside."""
    outside.routes["/report.pdf"] = whole(pdf())
    outside.names["publisher.example"] = [[PUBLISHER], ["127.0.0.1"]]
    assert found(ADDRESS, outside, tmp_path)
    assert outside.looked_up == ["publisher.example"] and outside.connected == [(PUBLISHER, 443)]
    outside.names["publisher.example"] = [[PUBLISHER], ["169.254.169.254"]]
    outside.routes["/report.pdf"] = redirect("/again.pdf")
    assert refused(ADDRESS, outside, tmp_path / "other").code == "address-inside", "a redirect to the same name is checked anew"
    assert {one for one, _ in outside.connected} == {PUBLISHER}


@pytest.mark.parametrize("port", [22, 25, 6379, 11211, 8000, 65535])
def test_other_services_are_not_spoken_to(port: int, outside: Outside, tmp_path: Path) -> None:
    assert refused(f"https://publisher.example:{port}/", outside, tmp_path).code == "address-port" and outside.connected == []


def test_the_next_address_of_a_name_is_tried(outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = whole(pdf())
    outside.names["publisher.example"] = [[SIX, PUBLISHER]]
    reach = outside.connect

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        connection = reach(address, port, seconds)
        if address == SIX:
            connection.close()
            raise TimeoutError("no way there")
        return connection

    network = Network(resolve=outside.resolve, connect=connect, trust=lambda: outside.context)
    assert isinstance(fetch(Wanted((ADDRESS,)), tmp_path, LIMITS, network), Found)
    assert [one for one, _ in outside.connected] == [SIX, PUBLISHER]


def test_a_proxy_of_the_environment_is_not_used(outside: Outside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    outside.routes["/report.pdf"] = whole(pdf())
    assert found(ADDRESS, outside, tmp_path)


def test_a_name_without_an_address_is_told(outside: Outside, tmp_path: Path) -> None:
    outside.names["nobody.example"] = [[]]
    assert refused("https://nobody.example/a.pdf", outside, tmp_path).code == "no-name"
    assert "nobody.example" in refused("https://nobody.example/a.pdf", outside, tmp_path).sentence("zh")


def test_loopback_may_be_allowed_by_an_injected_policy_only(server: Server, tmp_path: Path) -> None:
    server.renewed().routes["/a.txt"] = whole(TEXT)
    address = f"http://127.0.0.1:{server.outside.plain_port}/a.txt"
    assert isinstance(fetch(Wanted((address,)), tmp_path, LIMITS), Left)
    allowing = Network(permits=lambda one: one.is_loopback, ports=None)
    one = fetch(Wanted((address,)), tmp_path, LIMITS, allowing)
    assert isinstance(one, Found) and Path(one.path).read_bytes() == TEXT


# ---------------------------------------------------------------- broken, slow, too much


def test_a_broken_download_is_gone_on_from(outside: Outside, tmp_path: Path) -> None:
    data = pdf(90_000)
    outside.routes["/report.pdf"] = broken(data, [30_000, 30_000])
    assert found(ADDRESS, outside, tmp_path)[1] == data
    assert [one.headers.get("range") for one in outside.asked] == [None, "bytes=30000-", "bytes=60000-"]
    assert outside.asked[1].headers["if-range"] == '"v1"'


def test_what_has_come_is_kept_for_the_next_time(outside: Outside, tmp_path: Path) -> None:
    data = pdf(60_000)
    outside.routes["/report.pdf"] = broken(data, [20_000, 0, 0, 0])
    told = refused(ADDRESS, outside, tmp_path)
    assert told.code == "cut-off" and "0 MB" in str(told)
    outside.routes["/report.pdf"] = whole(data)
    assert found(ADDRESS, outside, tmp_path)[1] == data and outside.asked[-1].headers["range"] == "bytes=20000-"


def test_what_has_come_is_not_put_before_another_version(outside: Outside, tmp_path: Path) -> None:
    first, second = pdf(60_000), pdf(60_000)
    outside.routes["/report.pdf"] = broken(first, [20_000, 0, 0, 0])
    assert refused(ADDRESS, outside, tmp_path).code == "cut-off"
    outside.routes["/report.pdf"] = whole(second, tag='"v2"')
    assert found(ADDRESS, outside, tmp_path)[1] == second


@pytest.mark.parametrize(
    "head",
    [
        ("Content-Range: bytes 0-59999/60000", 'ETag: "v1"'), ("Content-Range: bytes 20000-59999/70000", 'ETag: "v1"'),
        ("Content-Range: bytes 20000-59999/60000", 'ETag: "v2"'), ("Content-Range: nonsense", 'ETag: "v1"'), ('ETag: "v1"',),
        ("Content-Range: bytes 20000-59999/60000", "Content-Encoding: gzip"),
    ],
)  # fmt: skip
def test_a_rest_that_does_not_fit_is_not_taken(head: tuple[str, ...], outside: Outside, tmp_path: Path) -> None:
    data = pdf(60_000)
    outside.routes["/report.pdf"] = broken(data, [20_000, 0, 0, 0])
    assert refused(ADDRESS, outside, tmp_path).code == "cut-off"

    def lying(asked: Asked) -> None:
        if "range" not in asked.headers:
            return whole(data)(asked)
        asked.head(206, *head, "Content-Length: 40000")
        return asked.send(b"!" * 40_000)

    outside.routes["/report.pdf"] = lying
    assert found(ADDRESS, outside, tmp_path)[1] == data
    outside.routes["/report.pdf"] = broken(data, [20_000, 0, 0, 0])


def test_a_server_that_has_no_such_rest(outside: Outside, tmp_path: Path) -> None:
    data = pdf(60_000)
    outside.routes["/report.pdf"] = broken(data, [20_000, 0, 0, 0])
    refused(ADDRESS, outside, tmp_path)

    def answer(asked: Asked) -> None:
        (status(416) if "range" in asked.headers else whole(data))(asked)

    outside.routes["/report.pdf"] = answer
    assert found(ADDRESS, outside, tmp_path)[1] == data


@pytest.mark.parametrize("tag", ["", 'W/"v1"'])
def test_without_a_version_to_go_on_from_the_whole_is_asked_again(tag: str, outside: Outside, tmp_path: Path) -> None:
    data = pdf(60_000)
    outside.routes["/report.pdf"] = broken(data, [20_000] * 9, tag)
    assert refused(ADDRESS, outside, tmp_path).code == "broke"
    assert all("range" not in one.headers for one in outside.asked)
    outside.routes["/report.pdf"] = whole(data, tag=tag)
    assert found(ADDRESS, outside, tmp_path)[1] == data


def test_a_length_that_is_a_lie(outside: Outside, tmp_path: Path) -> None:
    data = pdf(30_000)

    def longer(asked: Asked) -> None:
        asked.head(200, f"Content-Length: {len(data) + 1}")
        asked.send(data)

    def shorter(asked: Asked) -> None:
        asked.head(200, "Content-Length: 1000", 'ETag: "v1"')
        asked.send(data)

    outside.routes |= {"/longer.pdf": longer, "/shorter.pdf": shorter}
    assert refused("https://publisher.example/longer.pdf", outside, tmp_path).code == "broke"
    assert found("https://publisher.example/shorter.pdf", outside, tmp_path)[1] == data[:1000], "no more than it says is taken"


@pytest.mark.parametrize("said", ["-5", "1e3", "9" * 30, "0x10", "１２", "10, 20"])
def test_a_length_that_is_no_number(said: str, outside: Outside, tmp_path: Path) -> None:
    def answer(asked: Asked) -> None:
        asked.head(200, f"Content-Length: {said}".encode().decode("latin-1"))
        asked.send(pdf(3000))

    outside.routes["/report.pdf"] = answer
    one = got(ADDRESS, outside, tmp_path)
    assert isinstance(one, Found) or one.refused.code in ("too-big-there", "broke", "no-answer", "cut-off")


def test_an_answer_without_a_length_has_to_end_as_its_kind_does(outside: Outside, tmp_path: Path) -> None:
    data = pdf(30_000)

    def open_ended(part: bytes) -> Behaviour:
        def answer(asked: Asked) -> None:
            asked.head(200)
            asked.send(part)

        return answer

    outside.routes |= {"/report.pdf": open_ended(data), "/cut.pdf": open_ended(data[:20_000])}
    assert found(ADDRESS, outside, tmp_path)[1] == data
    assert refused("https://publisher.example/cut.pdf", outside, tmp_path / "other").code == "broke"
    outside.routes |= {"/report.pdf": chunked(data[:9], data[9:]), "/cut.pdf": chunked(data, end=False)}
    assert found(ADDRESS, outside, tmp_path)[1] == data
    assert refused("https://publisher.example/cut.pdf", outside, tmp_path / "other").code == "broke"


@pytest.mark.parametrize(("size", "code"), [(199_999, ""), (200_000, ""), (200_001, "too-big-there")])
@pytest.mark.parametrize("says", [True, False])
def test_the_limit_of_size(size: int, code: str, says: bool, outside: Outside, tmp_path: Path) -> None:
    data = pdf(size)
    assert len(data) == size
    outside.routes["/report.pdf"] = whole(data) if says else chunked(data)
    one = got(ADDRESS, outside, tmp_path)
    assert one.refused.code == code if isinstance(one, Left) else code == ""
    assert isinstance(one, Found) or not [path for path in tmp_path.rglob("part") if path.stat().st_size]


def test_a_body_without_an_end(outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = endless
    started = time.monotonic()
    assert refused(ADDRESS, outside, tmp_path).code == "too-big-there" and time.monotonic() - started < 2
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 10_000


def test_a_small_answer_that_unpacks_to_much(outside: Outside, tmp_path: Path) -> None:
    outside.routes |= {"/bomb": packed(b"x" * 50_000_000), "/a.txt": packed(TEXT)}
    assert refused("https://publisher.example/bomb", outside, tmp_path).code == "too-big-there"
    assert found("https://publisher.example/a.txt", outside, tmp_path)[1] == TEXT


def _stall_before(asked: Asked) -> None:
    time.sleep(1.5)


def _stall_within(asked: Asked) -> None:
    asked.head(200, "Content-Length: 5000")
    asked.send(b"%PDF-1.7\n")
    time.sleep(1.5)


def _drip_head(asked: Asked) -> None:
    asked.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 4000, 0.02)


def _drip_body(asked: Asked) -> None:
    asked.head(200, "Content-Length: 5000", 'ETag: "v1"')
    asked.drip(b"%PDF-1.7\n" + b"x" * 5000, 0.02)


def _only_hundreds(asked: Asked) -> None:
    for _ in range(400):
        asked.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.02)


SLOW = [
    (_stall_before, "no-answer"), (_stall_within, "broke"), (_drip_head, "no-answer"), (_drip_body, "slow"), (_only_hundreds, "no-answer"),
]  # fmt: skip


@pytest.mark.parametrize(("behaviour", "code"), SLOW, ids=[behaviour.__name__ for behaviour, _ in SLOW])
def test_nothing_is_waited_for_longer_than_its_limit(behaviour: Behaviour, code: str, outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = behaviour
    started = time.monotonic()
    assert refused(ADDRESS, outside, tmp_path).code == code
    assert time.monotonic() - started < LIMITS.total_seconds


def test_the_whole_has_a_deadline_however_lively_it_is(outside: Outside, tmp_path: Path) -> None:
    def lively(asked: Asked) -> None:
        asked.head(200, "Content-Length: 100000", 'ETag: "v1"')
        for _ in range(100):
            asked.send(b"x" * 1000)
            time.sleep(0.05)

    outside.routes["/report.pdf"] = lively
    limits = Limits(most_bytes=200_000, total_seconds=0.6, idle_seconds=0.4, least_rate=100.0)
    started = time.monotonic()
    assert refused(ADDRESS, outside, tmp_path, limits).code == "slow" and time.monotonic() - started < 1.5


@pytest.mark.parametrize(
    "reply",
    [
        b"", b"\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc def\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n", b"\0" * 5000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
    ],
)  # fmt: skip
def test_an_answer_that_is_no_http(reply: bytes, outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = lambda asked: asked.send(reply)
    assert refused(ADDRESS, outside, tmp_path).code in ("no-answer", "broke")


@pytest.mark.parametrize(
    ("number", "code"),
    [(404, "not-there"), (410, "not-there"), *((number, "status") for number in (204, 206, 300, 304, 400, 401, 403, 429, 500, 503))],
)
def test_a_publisher_that_refuses_programs_is_told(number: int, code: str, outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = status(number, "Retry-After: 100000")
    told = refused(ADDRESS, outside, tmp_path)
    assert told.code == code and str(number) in str(told) and str(number) in told.sentence("zh")
    assert len(outside.asked) == 1, "it is asked once, not again and again"


def test_an_empty_file_is_told(outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = whole(b"")
    assert refused(ADDRESS, outside, tmp_path).code == "empty"


# ---------------------------------------------------------------- the folder


def test_two_processes_do_not_fetch_one_address_at_once(outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = whole(pdf())
    with downloads.at(tmp_path, ADDRESS):
        one = got(ADDRESS, outside, tmp_path)
        assert isinstance(one, Left) and one.refused.code == "fetching"
    assert found(ADDRESS, outside, tmp_path)


def test_forgetting_a_download(outside: Outside, tmp_path: Path) -> None:
    outside.routes["/report.pdf"] = whole(data := pdf())
    found(ADDRESS, outside, tmp_path)
    assert downloads.size_of(tmp_path, ADDRESS) == len(data)
    assert downloads.forget(tmp_path, ADDRESS) and not downloads.forget(tmp_path, ADDRESS)
    assert downloads.size_of(tmp_path, ADDRESS) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"final": 1}', b'{"final": "x", "version": "", "whole": null}', b"\xff"])
def test_damaged_notes_of_a_download_do_no_harm(damage: bytes, outside: Outside, tmp_path: Path) -> None:
    data = pdf(60_000)
    outside.routes["/report.pdf"] = broken(data, [20_000, 0, 0, 0])
    refused(ADDRESS, outside, tmp_path)
    (folder,) = (tmp_path / "downloads").iterdir()
    (folder / "part.json").write_bytes(damage)
    (folder / "record.json").write_bytes(damage)
    outside.routes["/report.pdf"] = whole(data)
    assert found(ADDRESS, outside, tmp_path)[1] == data


def test_a_disk_that_cannot_be_written_is_told(outside: Outside, tmp_path: Path) -> None:
    (tmp_path / "downloads").write_text("in the way")
    outside.routes["/report.pdf"] = whole(pdf())
    with pytest.raises(LibraryError, match="cannot be written"):
        got(ADDRESS, outside, tmp_path)
