"""Which catalogued work a person's file is, where nobody says: its whole title, or the work's identifier, stands at its head.

Only what can hardly be anything else counts: a title that is long enough to be nobody else's, an identifier on a line of its own. A
text about a work, or one that cites it, is not that work. Knows nothing about files.
"""

from __future__ import annotations

import re

from ingest.catalogue import Work, catalogue
from ingest.language import has_chinese
from ingest.types import Document

HEAD_LINES = 12  # of the text, blank ones not counted
_TITLE_LINES = 3  # over which a title may run
_LEAST_LETTERS = {False: 25, True: 10}  # of a title that is nobody else's: without and with Chinese
_BEFORE_IDENTIFIER = ("", "unitednations", "联合国")  # what stands on the line of a document's own symbol


def recognised(document: Document) -> str:
    """The id of the work that a document of a person's own is, "" where it is none or that is unclear."""
    if document.origin != "added":
        return ""
    head = [line for line in map(_plain, document.text[:6000].splitlines()) if line][:HEAD_LINES]
    runs = {"".join(head[start : start + count]) for start in range(len(head)) for count in range(1, _TITLE_LINES + 1)}
    runs.add(_plain(document.title))
    found = [work.id for work in catalogue() if _is_named(work, runs) or _is_numbered(work, head)]
    return found[0] if len(found) == 1 else ""


def _is_named(work: Work, runs: set[str]) -> bool:
    titles = [title for title in (work.title, work.title_zh or "") if len(_plain(title)) >= _LEAST_LETTERS[has_chinese(title)]]
    return any(_plain(title) in runs for title in titles)


def _is_numbered(work: Work, head: list[str]) -> bool:
    number = _plain(work.identifier or "")
    return bool(number) and any(line == before + number for before in _BEFORE_IDENTIFIER for line in head)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
