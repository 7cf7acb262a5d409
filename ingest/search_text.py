"""What is indexed of a passage: the text with its slips repaired and its table heads named. The text itself is never changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.language import CJK, readable
from ingest.types import Kind, Language

# The article types one name in four ways (errata L12); the official short name of ICLEI in Chinese is 宜可城.
_SLIPS = re.compile("宜可称|宜可诚|国际地方环境倡议理事会")
_STRAY_AND = re.compile(rf"(?<=[{CJK}])\s+and\s+(?=[{CJK}])")
# Official Chinese UN texts have no single word for "resilient" (fact A.4); policy papers and the article say 韧性.
_RENDERINGS = re.compile("抵御灾害能力|抵御灾害的能力|抗灾能力|气候适应型|具有恢复力|复原力")
_ITALICS = re.compile(r"(?<!\w)\*{1,2}(?=\S)|(?<=\S)\*{1,2}(?!\w)")
_NAME_MARKS = re.compile(r"\^\{[\d,，*\s]*\}|\^\d|[¹²³⁴⁵⁶⁷⁸⁹]+")  # what ties authors to affiliations
_WRAPPED_HYPHEN = re.compile(r"(?<=[a-z])-[ \t]*\r?\n[ \t]*(?=[a-z])")
_LISTED = re.compile(r"(?<![;；.。\s])\s+(?=(?:Goal|目标) ?\d+ ?[:：])")
MARKS = frozenset("√✓✔☑●")


def search_text(text: str, language: Language, kind: Kind = "prose") -> str:
    """What is indexed of `text`: one line, no citation marks, the source's slips repaired, 韧性 added where a rendering of it stands."""
    if kind == "front":
        return repaired(" ".join(_NAME_MARKS.sub("", text).split()), language)
    line = readable(_WRAPPED_HYPHEN.sub("", text))
    if kind in ("reference", "caption", "note"):
        line = _ITALICS.sub("", line)
    return repaired(line, language)


def repaired(line: str, language: Language) -> str:
    """The line with known slips of Chinese text repaired and synonyms added; English is left as it is."""
    if language != "zh":
        return line
    line = _STRAY_AND.sub("和", _SLIPS.sub("宜可城", line))
    return f"{line} 韧性" if _RENDERINGS.search(line) and "韧性" not in line else line


def row_search_text(number: str, caption: str, columns: Sequence[str], cells: Sequence[str], group: str, language: Language) -> str:
    """A table row as a sentence that names its column heads; marked columns are listed under the head that spans them (`group`)."""
    marked = [_full_name(column, group) for column, cell in zip(columns, cells, strict=True) if cell in MARKS]
    cells = [_LISTED.sub("；" if language == "zh" else "; ", cell) for cell in cells]
    named = [(column, cell) for column, cell in zip(columns, cells, strict=True) if cell and cell not in MARKS]
    if language == "zh":
        head = f"表{number}（{caption}）" if caption else f"表{number}"
        parts = [f"{column}：{cell}" if column else cell for column, cell in named]
        parts += [f"{group or '标记'}：{'、'.join(marked)}"] if marked else []
        return repaired("。".join([head, *(readable(part).rstrip("。") for part in parts)]) + "。", language)
    head = f"Table {number} ({caption})" if caption else f"Table {number}"
    parts = [f"{column}: {cell}" if column else cell for column, cell in named]
    parts += [f"{group or 'Marked'}: {', '.join(marked)}"] if marked else []
    return ". ".join([head, *(readable(part).rstrip(".") for part in parts)]) + "."


def _full_name(column: str, group: str) -> str:
    """ "Cyber" under "Associated resilient city subsystem" is asked for as "cyber resilience", 网络 as 网络韧性."""
    if "resilien" in group.lower() and "resilien" not in column.lower():
        return f"{column} resilience"
    return f"{column}韧性" if "韧性" in group and "韧性" not in column else column
