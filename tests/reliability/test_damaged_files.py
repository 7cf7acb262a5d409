"""T17 in its short form: damaged files neither crash nor stall the reader, each ends with one name; RESILIENT_DAMAGED_FILES for more."""

from __future__ import annotations

import io
import os
from pathlib import Path

import docx

from tests.ingest.pdfs import Sheet, pdf
from tests.reliability.damaged_files import read_damaged

COUNT = int(os.environ.get("RESILIENT_DAMAGED_FILES", "64"))
LINES = ["The river town keeps its gardens open to the water.", "每年春天都有意让洪水流进来。", "urban resilience 韧性"]


def word() -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for line in LINES:
        made.add_heading(line, 1)
        made.add_paragraph(line * 9)
    made.save(out)
    return out.getvalue()


def test_damaged_files_end_with_one_name_each(tmp_path: Path) -> None:
    pages = [Sheet(picture=number % 2 == 0).lines(60, 80, LINES * 9).grid([60, 200, 400], [500, 520, 540]) for number in range(4)]
    web = "<!DOCTYPE html><html><body>" + "".join(f"<h1>{line}</h1><p>{line * 9}</p><table><tr><td>{line}</table>" for line in LINES)
    originals = {"a.pdf": pdf(*pages), "b.docx": word(), "c.html": web.encode(), "d.txt": "\n\n".join(LINES * 20).encode()}
    report = read_damaged(originals, COUNT, 7, tmp_path)
    assert report.wrong == () and report.ends.total() == COUNT
    assert report.ends["ready"] > COUNT / 4, "most damage is read around"
