"""The article as a PDF, set in type from its text where that is at hand: known, read as an article, in the digest's place."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from pathlib import Path

import pytest

from index.intake import ingest
from ingest import plain
from ingest.library import Library
from ingest.readers.pdf import read
from ingest.split import split
from ingest.types import Source, State
from tests.fakes import FakeEncoder
from tests.ingest.conftest import PAPER
from tests.ingest.pdfs import Sheet, pdf

pytestmark = pytest.mark.skipif(not PAPER.is_file(), reason="the paper is not here (../shared/corpus/paper.txt)")
WIDTH = 96  # half characters of a line
LINES = 56
COLUMNS = (60, 95, 290, 334, 378, 422, 466, 514)  # where those of Table 2 begin


def wrapped(paragraph: str, most: float = WIDTH, wide: str = "WF") -> list[str]:
    """A paragraph in lines; Chinese breaks anywhere, other text between words; `wide` are the kinds of characters that count for two."""
    lines, line, size = [], "", 0
    for piece in _pieces(paragraph):
        width = sum(2 if unicodedata.east_asian_width(c) in wide else 1 for c in piece)
        if size + width > most and line:
            lines.append(line.rstrip())
            line, size = "", 0
        line, size = line + piece, size + width
    return [*lines, line.rstrip()]


def _pieces(paragraph: str) -> list[str]:
    pieces = [""]
    for character in paragraph:
        pieces[-1] += character
        if character == " " or unicodedata.east_asian_width(character) in "WF":
            pieces.append("")
    return pieces


def set_in_type(text: str) -> bytes:
    """Pages of lines with a running head and a page number."""
    lines: list[str] = []
    for paragraph in text.replace("\t", "   ").split("\n"):
        lines += wrapped(paragraph) if paragraph.strip() else [""]
    sheets = []
    for number, first in enumerate(range(0, len(lines), LINES), 1):
        sheet = Sheet().text(60, 35, "LANDSCAPE ARCHITECTURE FRONTIERS / PAPERS", 8).text(290, 825, str(number), 8)
        for row, line in enumerate(lines[first : first + LINES]):
            if line.strip():
                sheet.text(60, 70 + 13 * row, line, 10, "song")
        sheets.append(sheet)
    return pdf(*sheets)


def table_in_type(rows: list[list[str]], sheet: Sheet, y: float) -> float:
    """Rows of Table 2 with rules above and below them and below their heads; returns where the next line may stand."""
    top = y
    for number, row in enumerate(rows):
        following = [*COLUMNS[1:], 560]
        if number == 0:
            following[2] = 560  # its last name stands over all columns of marks
        cells = ["\n".join(wrapped(cell, (end - x - 12) / 3.5, "WFA")) for cell, x, end in zip(row, COLUMNS, following, strict=False)]
        y = sheet.cells(COLUMNS[: len(cells)], y, [cells], 7, 8.5, 3)
        if number == 1:
            sheet.rules(58, 560, top - 8, y - 8)
    sheet.rules(58, 560, y - 8)
    return y + 14


def with_columns(text: str) -> bytes:
    """Pages on which Table 2 is set as a table without upright lines, each part of it on a page of its own."""
    sheets, y = [Sheet()], 70.0
    for tabbed, run in groupby(text.split("\n"), lambda line: line.count("\t") == len(COLUMNS) - 1):
        if tabbed:
            sheets.append(Sheet())
            y = table_in_type([line.split("\t") for line in run], sheets[-1], 70)
            continue
        for line in [line for paragraph in run for line in wrapped(paragraph.replace("\t", "   "))]:
            if y >= LINES * 13:
                sheets.append(Sheet())
                y = 70.0
            if line:
                sheets[-1].text(60, y, line, 10, "song")
            y += 13
    return pdf(*sheets)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return set_in_type(PAPER.read_text(encoding="utf-8"))


def test_the_article_is_known_and_read_as_one(paper: bytes) -> None:
    made = read(Source("test:paper.pdf", "paper.pdf", paper))
    text = PAPER.read_text(encoding="utf-8")
    wanted = plain.read(Source("test:paper.txt", "paper.txt", text.encode()), text, "utf-8")
    assert (made.work, made.origin, made.title) == (wanted.work, wanted.origin, wanted.title) == ("chen-2024", "paper", wanted.title)
    assert {s.number for s in wanted.sections} == {s.number for s in made.sections}
    passages = split(made)
    assert all(made.text[p.start : p.end] == p.text for p in passages) and {p.page for p in passages} == {
        page.number for page in made.pages
    }
    assert {p.place for p in passages if p.kind == "reference"} == {f"reference {n}" for n in range(1, 40)}
    assert "LANDSCAPE ARCHITECTURE FRONTIERS / PAPERS" not in made.text


def test_its_second_table_is_data_where_it_is_set_in_columns_without_upright_lines() -> None:
    text = PAPER.read_text(encoding="utf-8")
    wanted = plain.read(Source("test:paper.txt", "paper.txt", text.encode()), text, "utf-8")
    made = read(Source("test:paper.pdf", "paper.pdf", with_columns(text)))
    assert made.work == "chen-2024" and all(made.text[p.start : p.end] == p.text for p in split(made))
    for language in ("en", "zh"):
        (want,) = (table for table in wanted.tables if (table.number, table.language) == ("2", language))
        (table,) = (table for table in made.tables if (table.number, table.language) == ("2", language))
        assert (table.columns, len(table.rows)) == (want.columns, 20)
        assert [bare(row.cells) for row in table.rows] == [bare(row.cells) for row in want.rows]


def bare(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Cells without white space: where a line ends in Chinese text that holds Latin words, it cannot be told."""
    return tuple("".join(cell.split()) for cell in cells)


def test_it_takes_the_digests_place_and_the_digest_comes_back(paper: bytes, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(paper)
    home, encoder = tmp_path / "home", FakeEncoder()
    _, outcome = ingest(home, [str(tmp_path / "paper.pdf")], encoder)
    assert outcome.state is State.READY

    def active() -> set[str]:
        with Library.open(home) as library:
            return {held.origin for held in library.holdings() if held.active and held.work == "chen-2024"}

    assert active() == {"paper"} | (active() - {"digest", "paper"}) and "digest" not in active()
    with Library.open(home, write=True) as library:
        assert outcome.document is not None and library.remove(outcome.document)
    assert "digest" in active() and "paper" not in active()
