"""How many pages a draft comes to as a Word file that LibreOffice prints; skips where there is no LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from assistant.desk.desk import Desk
from tests.assistant.desk.conftest import CITIES, LANGUAGES, profile

SOFFICE = shutil.which("soffice")
MOST = {"short": 2, "standard": 5, "full": 7}


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice was found: install one (Debian: apt-get install libreoffice-writer)")
def test_a_short_draft_is_two_pages_and_longer_ones_are_not_bloated(desk: Desk, tmp_path: Path) -> None:
    for city in CITIES:
        for length in MOST:
            for language in LANGUAGES:
                draft = desk.draft(profile(city).model_copy(update={"length": length}), language, 2026)
                (tmp_path / f"{city} {length} {language}.docx").write_bytes(desk.word(draft))
    command = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
    ]
    files = sorted(str(file) for file in tmp_path.glob("*.docx"))
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=240)
    pages = {}
    for file in tmp_path.glob("*.pdf"):
        with pypdfium2.PdfDocument(file) as pdf:
            pages[file.stem] = len(pdf)
    assert len(pages) == len(files)
    assert {name: count for name, count in pages.items() if count > MOST[name.split()[1]]} == {}
