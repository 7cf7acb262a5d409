"""Makes small PDF files for the tests, byte for byte: text at a place, ruled lines, pictures, turned pages; nothing of a library.

Chinese is set in a font that every PDF reader knows by its name (STSong-Light), so that none is embedded.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

FONTS = {
    "plain": b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "bold": b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    "song": b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font "
    b"/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
    b"/Supplement 2 >> /DW 1000 /W [1 95 500] >>] >>",
}


@dataclass
class Sheet:
    """A page: what is drawn on it, `turned` its rotation in degrees, `picture` whether a picture covers it."""

    width: float = 595.0
    height: float = 842.0
    turned: int = 0
    picture: bool = False
    drawn: list[bytes] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, size: float = 10, font: str = "", *, matrix: str = "1 0 0 1", mode: int = 0) -> Sheet:
        """Words with their baseline `y` points from the top."""
        font = font or ("plain" if words.isascii() else "song")
        shown = words.encode("utf-16-be").hex() if font == "song" else words.encode("cp1252").hex()
        self.drawn.append(f"BT /{font} {size} Tf {mode} Tr {matrix} {x} {self.height - y} Tm <{shown}> Tj ET".encode())
        return self

    def lines(self, x: float, y: float, lines: Sequence[str], size: float = 10, font: str = "", pitch: float = 0) -> Sheet:
        """Lines one below the other."""
        for number, words in enumerate(lines):
            self.text(x, y + number * (pitch or 1.25 * size), words, size, font)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        """A line from one point to another, measured from the top."""
        self.drawn.append(f"0.5 w {x0} {self.height - y0} m {x1} {self.height - y1} l S".encode())
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Sheet:
        """A ruled table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self

    def cells(
        self, xs: Sequence[float], y: float, rows: Sequence[Sequence[str]], size: float = 9, pitch: float = 11, apart: float = 5
    ) -> float:
        """Rows of cells that begin at `xs`, the lines of a cell parted by line ends; returns the baseline that a next row would have."""
        for row in rows:
            lines = [cell.split("\n") for cell in row]
            for x, cell in zip(xs, lines, strict=True):
                for number, words in enumerate(cell):
                    if words:
                        self.text(x, y + number * pitch, words, size)
            y += pitch * max(map(len, lines)) + apart
        return y

    def rules(self, x0: float, x1: float, *ys: float) -> Sheet:
        """Lines from side to side, one below the other."""
        for y in ys:
            self.rule(x0, y, x1, y)
        return self


LOCKED = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (b"ab" * 32, b"cd" * 32)  # no password fits


def pdf(*sheets: Sheet, count: int = 1, extra: bytes = b"", scan: tuple[int, int, bytes] = (64, 64, bytes(range(256)) * 16)) -> bytes:
    """The file; `count` repeats its pages, `extra` goes into the trailer, `scan` (width, height, grey bytes) is the picture."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    fonts = b" ".join(b"/%s %s" % (name.encode(), font) for name, font in FONTS.items())
    objects.append(b"<< /Font << %s >> /XObject << /Scan 4 0 R >> >>" % fonts)
    gray = zlib.compress(scan[2])
    objects.append(
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode "
        b"/Length %d >>\nstream\n%s\nendstream" % (*scan[:2], len(gray), gray)
    )
    contents = []
    for sheet in sheets:
        picture = [f"q {sheet.width} 0 0 {sheet.height} 0 0 cm /Scan Do Q".encode()] if sheet.picture else []
        data = zlib.compress(b"\n".join([*picture, *sheet.drawn]))
        objects.append(b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(data), data))
        contents.append(len(objects))
    kids = []
    for _ in range(count):
        for sheet, content in zip(sheets, contents, strict=True):
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /Resources 3 0 R /MediaBox [0 0 %g %g] /Rotate %d /Contents %d 0 R >>"
                % (sheet.width, sheet.height, sheet.turned, content)
            )
            kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects, extra)


def _file(objects: Sequence[bytes], extra: bytes) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, start)
    return bytes(out)
