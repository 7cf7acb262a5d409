"""What a terminal shows is whole, however narrow it is and however few spaces a sentence has."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from assistant.answer import Note
from ui import terminal

LONG = {
    "en": "The catalogue was opened in the year before, and the initiative followed in the summer after; neither is of the year named.",
    "zh": "目录在前一年的春天就已经开放，而这项计划是在第二年的夏天才开始的；两者都不是表中所写的那一年才出现的新事物。",
    "mixed": "信息公开目录（open data catalogue）在前一年的春天就已经开放，而Open City计划是在第二年的夏天才开始的新事物，与表中不符。",
}


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("language", LONG)
def test_a_correction_is_shown_to_its_last_word(language: str, width: int) -> None:
    paper = StringIO()
    note = Note("C5", 2, LONG[language], ("https://example.org/a",), (1,))
    terminal._show_note(note, Console(file=paper, width=width))
    shown = paper.getvalue()
    assert "…" not in shown and "[1]" in shown and "https://example.org/a" in shown
    assert "".join(LONG[language].split()) in "".join(shown.split())
