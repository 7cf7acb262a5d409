"""From an address that a person asked for to a file on this machine: carefully, whole, and only when asked.

https is tried first and never left; each redirect is checked as the first address was; what has come of a broken download is
kept and gone on from, if the server still has the same version. The file's kind is told from its bytes. Knows nothing about
what is in the library.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest import downloads
from ingest.addresses import Address, parse
from ingest.downloads import Begun, Place, Record
from ingest.exchange import PUBLIC, Clock, Cut, Exchange, Limits, Network, Slow
from ingest.kinds import seems_whole, suffix_of
from ingest.outcomes import Refused
from ingest.readers.table import readable, reader_for
from ingest.walk import Found, Left

USER_AGENT = "resilient/0.1 (one file at a person's request; no crawler)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_MEGABYTE = 1_000_000

Report = Callable[[int, int], None]  # bytes that are here, bytes of the whole (0: unknown)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to fetch: `addresses` that all give it, best first; the catalogue's `work` it is and the `name` it gets, "" where unknown.

    `advice` says how a person gets at it when no address gives it to a program, `document` that it cannot be a web page.
    """

    addresses: tuple[str, ...]
    work: str = ""
    name: str = ""
    advice: Refused | None = None
    document: bool = False


def fetch(
    wanted: Wanted, home: Path, limits: Limits | None = None, network: Network = PUBLIC, report: Report | None = None
) -> Found | Left:
    """The file, in the home's downloads folder, or why it could not be fetched. Raises LibraryError when the disk cannot be written."""
    refusals: list[Refused] = []
    for address in wanted.addresses:
        try:
            return _fetched(wanted, parse(address), home, limits or Limits(), network, report or (lambda here, whole: None))
        except Refused as refused:
            refusals.append(refused)
    first = wanted.addresses[0]
    return Left(first, wanted.name or downloads.name_in(first), refusals[0].with_advice(wanted.advice))


def _fetched(wanted: Wanted, address: Address, home: Path, limits: Limits, network: Network, report: Report) -> Found:
    with downloads.at(home, str(address)) as place:
        record = _Fetching(wanted, place, address, limits, network, report).record()
    reader = reader_for(record.name)
    if reader is None:
        suffix = PurePosixPath(record.name).suffix
        raise Refused("unsupported", path=str(address), suffix=suffix, readable=readable())
    return Found(str(place.folder), (record.name,), str(address), record.name, record.size, reader, wanted.work)


class _Fetching:
    """One file from one address."""

    def __init__(self, wanted: Wanted, place: Place, address: Address, limits: Limits, network: Network, report: Report) -> None:
        self._wanted, self._place, self._address = wanted, place, address
        self._limits, self._network, self._report = limits, network, report
        self._clock = Clock(limits)
        self._came = False  # whether any byte of the file has
        self._plain = set[str]()  # hosts that give nothing over https

    def record(self) -> Record:
        """The whole file; a broken connection is taken up again as long as each try brings something new."""
        for _ in range(self._limits.attempts):
            before = self._held()
            try:
                return self._tried()
            except Cut:
                if self._held() == before:
                    break
            except Slow as slow:
                raise Refused("slow" if self._came else "no-answer", path=str(self._address), host=self._address.host) from slow
        if self._held():
            raise Refused("cut-off", path=str(self._address), host=self._address.host, size=_megabytes(self._held()))
        raise Refused("broke" if self._came else "no-answer", path=str(self._address), host=self._address.host)

    def _held(self) -> int:
        """How many bytes there are to go on from."""
        begun = self._place.begun()
        return begun[1] if begun else 0

    def _tried(self) -> Record:
        held, former = self._place.begun(), self._place.record()
        headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
        if held is not None:
            headers |= {"Range": f"bytes={held[1]}-", "If-Range": held[0].version}
        elif former is not None and former.version:
            headers |= {"If-None-Match" if former.version.startswith('"') else "If-Modified-Since": former.version}
        with self._followed(headers) as exchange:
            if exchange.status == 304 and former is not None:
                return former
            if held is None or exchange.status == 200:
                return self._take(exchange, self._beginning(exchange), 0)
            if not _goes_on(exchange, *held):
                self._place.forget_part()
                raise Cut  # what is held fits no longer: the next try asks for the whole
            return self._take(exchange, held[0], held[1])

    def _followed(self, headers: dict[str, str]) -> Exchange:
        """The answer at the end of the redirects. Raises Refused."""
        address, secure, seen = self._address, False, set[Address]()
        for _ in range(self._limits.redirects + 1):
            if address in seen:
                break
            seen.add(address)
            exchange = self._asked(address, headers, secure)
            secure = secure or exchange.address.secure
            location = exchange.header("Location")
            if exchange.status not in _REDIRECTS or not location:
                return exchange
            exchange.close()
            address = exchange.address.joined(location)
        raise Refused("insecure" if secure and not address.secure else "redirects", path=str(self._address), to=str(address))

    def _asked(self, address: Address, headers: dict[str, str], secure: bool) -> Exchange:
        """An answer over https where the machine speaks it; over http only when nothing on the way here was encrypted."""
        upgraded = address.upgraded()
        if secure and not address.secure and upgraded is None:
            raise Refused("insecure", path=str(self._address), to=str(address))
        if upgraded is not None and (secure or address.host not in self._plain):
            try:
                exchange = Exchange(upgraded, headers, self._network, self._clock)
                if secure or exchange.status < 400:
                    return exchange
                exchange.close()
            except (Refused, Cut, Slow) as error:
                if secure:
                    raise Refused("insecure", path=str(self._address), to=str(address)) from error
                if isinstance(error, Refused) and error.code not in ("no-answer", "no-trust"):
                    raise
            self._plain.add(address.host)
        return Exchange(address, headers, self._network, self._clock)

    def _beginning(self, exchange: Exchange) -> Begun:
        """A new file, if the answer gives one. Raises Refused."""
        status, shown = exchange.status, str(self._address)
        if status in _GONE:
            raise Refused("not-there", path=shown, status=str(status))
        if status != 200:
            raise Refused("status", path=shown, host=exchange.address.host, status=str(status))
        length = exchange.length()
        if length is not None and length > self._limits.most_bytes:
            raise self._too_big(length)
        tag, date = exchange.header("ETag"), exchange.header("Last-Modified")
        version = tag if tag.startswith('"') else date  # a weak tag ("W/…") does not promise the same bytes
        begun = Begun(str(exchange.address), "" if exchange.packed else version, length)
        self._place.begin(begun)
        return begun

    def _take(self, exchange: Exchange, begun: Begun, start: int) -> Record:
        """The rest of the file, from a byte on."""
        count = start
        with self._place.written(start) as file:
            for block in exchange.blocks():
                self._came, count = True, count + len(block)
                if count > self._limits.most_bytes:
                    break
                file.write(block)
                self._report(count, begun.whole or 0)
        if count > self._limits.most_bytes:
            self._place.forget_part()
            raise self._too_big(None)
        return self._finished(exchange, begun, count)

    def _finished(self, exchange: Exchange, begun: Begun, count: int) -> Record:
        if begun.whole is not None and count != begun.whole:
            raise Cut
        if count == 0:
            self._place.forget_part()
            raise Refused("empty", path=str(self._address))
        if begun.whole is None and not seems_whole(self._place.part):
            self._place.forget_part()
            raise Cut
        name = self._wanted.name or downloads.name_in(begun.final)
        suffix = suffix_of(self._place.part, name, exchange.header("Content-Type").lower())
        if suffix == ".html" and self._wanted.document:
            self._place.forget_part()
            raise Refused("web-page", path=str(self._address), host=exchange.address.host)
        if PurePosixPath(name).suffix.lower() not in (suffix, {".html": ".htm", ".txt": ".text", ".md": ".markdown"}.get(suffix)):
            name = downloads.clean_name(PurePosixPath(name).stem if _has_kind(name) else name) + suffix
        return self._place.finish(name, begun)

    def _too_big(self, size: int | None) -> Refused:
        limit = _megabytes(self._limits.most_bytes)
        return Refused("too-big-there", path=str(self._address), size=_megabytes(size) if size else f"> {limit}", limit=limit)


def _goes_on(exchange: Exchange, begun: Begun, size: int) -> bool:
    """Whether an answer is the rest of what is held: the bytes from there on, of the same version and length, and not compressed."""
    first, _, whole = exchange.header("Content-Range").removeprefix("bytes ").partition("/")
    same = exchange.header("ETag" if begun.version.startswith('"') else "Last-Modified") in ("", begun.version)
    fits = first.startswith(f"{size}-") and (begun.whole is None or whole in ("*", str(begun.whole)))
    return exchange.status == 206 and same and fits and not exchange.packed


def _has_kind(name: str) -> bool:
    """Whether a name ends in the suffix of some kind of file, which a wrong one loses: "report.pdf", not "v1.2"."""
    suffix = PurePosixPath(name).suffix.lower()
    return reader_for(name) is not None or suffix in {".pdf", ".docx", ".html", ".htm", ".aspx", ".php", ".zip", ".bin"}


def _megabytes(count: int) -> str:
    return f"{count / _MEGABYTE:,.1f}".removesuffix(".0")
