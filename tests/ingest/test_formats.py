"""Every format in the child process: wrongly named files, pages that are images, pictures of pages, hostile files beside good ones."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import docx
import numpy as np
import pypdfium2.raw as pdfium
import pytest

from index.intake import ingest
from ingest.library import Library
from ingest.outcomes import Refused
from ingest.places import spots
from ingest.readers import recognition
from ingest.readers import room as reading_room
from ingest.readers.pdf.drawing import pixels
from ingest.readers.pdf.opened import opened
from ingest.readers.picture import page_picture
from ingest.readers.room import Limits, ReadingRoom
from ingest.types import Source, State
from ingest.walk import Found, content_of, walk
from tests.fakes import FakeEncoder
from tests.ingest.pdfs import LOCKED, Sheet, pdf

EN = ["The river town of Lower Marsh keeps its gardens", "open to the water, and every spring the flood is", "let in on purpose."]
ZH = ["河边的小镇把花园向水面敞开，每年春天都有意让洪水流进", "来，当地人并不把它叫作灾害。"]
INSTALLED = not recognition.missing_packages()


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(Limits(cpu_seconds=20, ocr=True)) as open_room:
        yield open_room


def found(path: Path) -> Found:
    (one,) = walk([path])
    assert isinstance(one, Found)
    return one


def word(*paragraphs: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.save(out)
    return out.getvalue()


def scanned() -> bytes:
    """A page that is a picture of text."""
    with opened(Source("", "", pdf(Sheet().lines(60, 100, EN, 16)))) as made:
        page = pdfium.FPDF_LoadPage(made, 0)
        grey = pixels(page, 200 / 72, 1)[:, :, 0]
        pdfium.FPDF_ClosePage(page)
    return pdf(Sheet(picture=True), scan=(grey.shape[1], grey.shape[0], grey.tobytes()))


NAMED_WRONGLY = [
    ("a.txt", pdf(Sheet().lines(60, 100, EN)), " ".join(EN)),
    ("a.pdf", word(EN[0], ZH[0]), EN[0]),
    ("b.docx", f"<!DOCTYPE html><html><body><p>{ZH[0]}</p></body></html>".encode(), ZH[0]),
    ("c.html", pdf(Sheet().lines(60, 100, ZH)), "".join(ZH)),
    ("d.md", b"<html><head></head><body><p>" + EN[0].encode() + b"</p></body></html>", EN[0]),
    ("e.htm", EN[0].encode(), EN[0]),
]


@pytest.mark.parametrize(("name", "data", "text"), NAMED_WRONGLY, ids=[name for name, _, _ in NAMED_WRONGLY])
def test_a_file_is_read_for_what_it_is_whatever_its_name(tmp_path: Path, room: ReadingRoom, name: str, data: bytes, text: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert text in room.read(found(tmp_path / name)).document.text


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip, each a thousand times smaller than what it unpacks to."""
    data = bytes(1_000_000)
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("word/inner.zip", data)
        data = out.getvalue()
    return data


def many_entries(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(count):
            packed.writestr(f"word/{number}.xml", b"")
    return out.getvalue()


def flate_bomb() -> bytes:
    """A page whose contents unpack to 300 MB."""
    packer = zlib.compressobj(9)
    data = b"".join([packer.compress(b" " * 10_000_000) for _ in range(30)] + [packer.flush()])
    made = pdf(Sheet().text(60, 60, "x"))
    start, end = made.rindex(b"stream\n") + 7, made.rindex(b"\nendstream")
    return made[:start] + data + made[end:]


HOSTILE = {
    "locked.pdf": (pdf(Sheet().lines(60, 100, EN), extra=LOCKED), {"encrypted"}),
    "pages.pdf": (pdf(Sheet().text(60, 60, "x"), count=10_000), {"too-many-pages"}),
    "nopages.pdf": (pdf(Sheet(), count=0), {"no-text", "broken"}),
    "cut.pdf": (pdf(Sheet().lines(60, 100, EN))[:200], {"broken"}),
    "text.pdf": (b"just text, whatever the name says", {"broken"}),
    "bomb.pdf": (flate_bomb(), {"no-text", "broken", "memory", "timed-out"}),
    "self.pdf": (
        b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 1 0 R /Kids [1 0 R] /Count 9 >> endobj trailer << /Root 1 0 R >>",
        {"broken", "no-text"},
    ),
    "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900) + "EncryptedPackage".encode("utf-16-le"), {"encrypted"}),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), {"old-word"}),
    "nested.docx": (nested(4), {"broken"}),
    "entries.docx": (many_entries(20_000), {"unpacks-too-big"}),
    "tags.html": (b"<p>" + b"<![" * 200_000, {"no-text", "broken"}),
    "data.html": (bytes(range(256)) * 40, {"binary", "encoding"}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_has_one_name_and_the_next_is_read(tmp_path: Path, room: ReadingRoom, name: str) -> None:
    data, codes = HOSTILE[name]
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.pdf").write_bytes(pdf(Sheet().lines(60, 100, ZH)))
    with pytest.raises(Refused) as refused:
        room.read(found(tmp_path / name))
    assert refused.value.code in codes, str(refused.value)
    assert str(tmp_path / name) in str(refused.value) and str(tmp_path / name) in refused.value.sentence("zh")
    assert "".join(ZH) in room.read(found(tmp_path / "good.pdf")).document.text


# pages that are images


@pytest.mark.skipif(not INSTALLED, reason="Tesseract is not installed (tesseract-ocr, tesseract-ocr-chi-sim)")
def test_a_scanned_page_is_read_with_its_places(tmp_path: Path, room: ReadingRoom) -> None:
    (tmp_path / "scan.pdf").write_bytes(scanned())
    document = room.read(found(tmp_path / "scan.pdf")).document
    assert " ".join(EN) in " ".join(document.text.split()) and document.pages[0].layer == "recognised"
    start = document.text.index("gardens")
    (spot,) = spots(document.places, start, start + 7)
    (box,) = spot.rectangles
    assert 300 < box.x0 < 420 and 80 < box.y0 < box.y1 < 110


@pytest.mark.skipif(not INSTALLED, reason="Tesseract is not installed (tesseract-ocr, tesseract-ocr-chi-sim)")
def test_what_was_left_for_want_of_recognition_is_tried_again_when_it_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "all.pdf").write_bytes(scanned())
    home, paths = tmp_path / "home", [str(tmp_path / "in")]
    (first,) = ingest(home, paths, FakeEncoder(), bundled=False)
    assert (first.state, first.code) == (State.EMPTY, "image")
    (second,) = ingest(home, paths, FakeEncoder(), bundled=False, ocr=True)
    assert (second.state, second.code) == (State.READY, "recognised") and "第 1 页" in second.message_zh
    (third,) = ingest(home, paths, FakeEncoder(), bundled=False)
    assert third.state is State.UNCHANGED, "what was recognised stays"


def test_a_document_with_some_images_says_which_and_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some.pdf").write_bytes(pdf(Sheet().lines(60, 100, ZH), Sheet(picture=True), Sheet(picture=True)))
    home, paths = tmp_path / "home", [str(tmp_path / "some.pdf")]
    (first,) = ingest(home, paths, FakeEncoder(), bundled=False)
    assert (first.state, first.code) == (State.READY, "some-images") and "pages 2–3 are images" in first.message
    with Library.open(home) as library:
        assert library.inputs()[0].code == "some-images" and library.documents()[0].pages[1].layer == "image"
    assert ingest(home, paths, FakeEncoder(), bundled=False)[0].state is State.UNCHANGED
    monkeypatch.setattr(reading_room, "missing_packages", lambda: ("tesseract-ocr", "tesseract-ocr-chi-sim"))
    (second,) = ingest(home, paths, FakeEncoder(), bundled=False, ocr=True)
    assert second.state is State.READY and "apt-get install tesseract-ocr tesseract-ocr-chi-sim" in second.message


def test_recognition_that_is_not_installed_is_named_with_its_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: ReadingRoom
) -> None:
    (tmp_path / "all.pdf").write_bytes(pdf(Sheet(picture=True)))
    monkeypatch.setenv("PATH", str(tmp_path))
    recognition.missing_packages.cache_clear()
    try:
        with pytest.raises(Refused, match="apt-get install tesseract-ocr tesseract-ocr-chi-sim") as refused:
            room.read(found(tmp_path / "all.pdf"))
    finally:
        recognition.missing_packages.cache_clear()
    assert refused.value.state is State.EMPTY


# pictures of pages


@pytest.mark.parametrize("turned", [0, 90])
def test_a_picture_shows_the_words_where_their_rectangles_are(tmp_path: Path, room: ReadingRoom, turned: int) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(Sheet(400, 300, turned).lines(50, 100, EN, 10)))
    one = found(tmp_path / "a.pdf")
    document = room.read(one).document
    (spot,) = spots(document.places, document.text.index("river"), document.text.index("river") + 5)
    grey = grey_of(page_picture(one.uri, document.content, 1, 2.0, room))
    assert grey.shape == (round(2 * spot.height), round(2 * spot.width))
    x0, y0, x1, y1 = (round(2 * side) for side in spot.rectangles[0])
    assert (grey[y0:y1, x0:x1] < 128).sum() > 30 and (grey[: 2 * 30, : 2 * 30] < 128).sum() == 0


def grey_of(png: bytes) -> np.ndarray:
    """The picture that such a file holds: 8 bits, red green blue, rows unfiltered."""
    assert png.startswith(b"\x89PNG")
    width, height = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    size = int.from_bytes(png[33:37], "big")
    rows = np.frombuffer(zlib.decompress(png[41 : 41 + size]), np.uint8).reshape(height, 1 + 3 * width)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 3).mean(axis=2)


def test_there_is_no_picture_of_another_file_or_page(tmp_path: Path, room: ReadingRoom) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(Sheet().lines(60, 100, EN)))
    one = found(tmp_path / "a.pdf")
    content = content_of(one)
    for page, wanted, code in ((2, content, "no-page"), (0, content, "no-page"), (1, "0" * 64, "changed")):
        with pytest.raises(Refused) as refused:
            room.picture(one, wanted, page, 1.0)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        page_picture(str(tmp_path / "gone.pdf"), content, 1, room=room)
    assert refused.value.code == "missing"
    with pytest.raises(Refused) as refused:
        page_picture("bundled:chen-2024", content, 1, room=room)
    assert refused.value.code == "missing"
    assert page_picture(one.uri, content, 1, 0.2).startswith(b"\x89PNG"), "in a child of its own"


def test_a_giant_page_is_drawn_smaller(tmp_path: Path, room: ReadingRoom) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(Sheet(14_000, 14_000).lines(60, 100, EN)))
    one = found(tmp_path / "a.pdf")
    png = room.picture(one, content_of(one), 1, 6.0)
    assert int.from_bytes(png[16:20], "big") == int.from_bytes(png[20:24], "big") == 5_000
