"""Real publications beside the repository, read where they are: their words, their tables, their order; never copied here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from eval.bench_readers import LEAST_FOUND, body_words, missing, tokens
from ingest.readers.pdf import read
from ingest.split import split
from ingest.types import Document, Source

DOCUMENTS = Path(__file__).parents[2].parent / "shared" / "documents"
NAMES = ("boulder-resilience-plan-2016", "lists-and-table", "napa-adaptation-plan-2024", "new-orleans-climate-plan-2022",
         "savannah-green-plan-2009", "zh-mixed-layout", "zh-research-report")  # fmt: skip
TABLES = dict(zip(NAMES, (2, 1, 11, 5, 0, 0, 8), strict=True))

pytestmark = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the real documents are not here (../shared/documents)")
_READ: dict[str, Document] = {}


def document(name: str) -> Document:
    path = DOCUMENTS / f"{name}.pdf"
    if name not in _READ:
        _READ[name] = read(Source(str(path), path.name, path.read_bytes()))
    return _READ[name]


@pytest.mark.parametrize("name", NAMES)
def test_its_passages_are_spans_and_its_tables_as_many_as_were_looked_at(name: str) -> None:
    made = document(name)
    assert all(made.text[p.start : p.end] == p.text for p in split(made))
    assert len(made.tables) == TABLES[name]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed (Debian: poppler-utils)")
@pytest.mark.parametrize("name", NAMES)
def test_the_words_that_pdftotext_finds_are_there(name: str) -> None:
    found = subprocess.run(["pdftotext", DOCUMENTS / f"{name}.pdf", "-"], capture_output=True, text=True, check=True).stdout
    wanted = body_words(found)
    assert 100 - 100 * len(missing(wanted, tokens(document(name).text))) / len(wanted) >= LEAST_FOUND


def test_the_four_statements_of_a_page_are_four_tables_in_their_columns() -> None:
    made = document("zh-research-report")
    shown = {table.columns[-5]: table for table in made.tables if len(table.columns) > 4}
    assert all(
        shown[name].columns[-4:] == ("2021", "2022E", "2023E", "2024E")
        for name in ("主要财务指标", "现金流量表(百万元)", "利润表(百万元)", "资产负债表(百万元)")
    )
    assert [len(shown[name].rows) for name in ("主要财务指标", "现金流量表(百万元)", "利润表(百万元)", "资产负债表(百万元)")] == [
        25,
        15,
        24,
        24,
    ]
    assert ("每股指标(元)", "每股净资产", "7.13", "10.43", "15.39", "21.76") in [row.cells for row in shown["主要财务指标"].rows]
    assert ("归属母公司所有者净利润", "173", "471", "717", "933") in [row.cells for row in shown["利润表(百万元)"].rows]
    assert made.text.index("现金净流量") < made.text.index("备注：表中计算估值指标") < made.text.index("营业总收入\t1,567")
