"""The little Markdown that answers are written in, as HTML: paragraphs, lists, emphasis, headings, tables and marks [1].

Links, images, addresses, raw HTML and code are no part of it: they come out as the characters they are. Knows nothing about answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable

MARK = re.compile(r"\[(\d{1,3})\]")
STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
BULLET = re.compile(r"^\s{0,3}[-*•]\s+(.*)$")
NUMBERED = re.compile(r"^\s{0,3}(\d{1,3})[.)、]\s+(.*)$")
HEADING = re.compile(r"^#{1,6}\s+(.*)$")
RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")

Escape = Callable[[str], str]
Mark = Callable[[int], str]


def to_html(text: str, escape: Escape, mark: Mark) -> str:
    """HTML on one line: `escape` makes text inert, `mark` draws the mark of a number."""

    def inline(words: str) -> str:
        return _inline(words.strip(), escape, mark)

    lines = text.replace("\r\n", "\n").split("\n")
    blocks: list[str] = []
    at = 0
    while at < len(lines):
        made, at = _block(lines, at, inline)
        blocks.append(made)
    return "".join(blocks)


def _block(lines: list[str], at: int, inline: Escape) -> tuple[str, int]:
    """The block that starts at this line, and the line after it."""
    line = lines[at]
    if not line.strip():
        return "", at + 1
    if heading := HEADING.match(line):
        return f"<h4>{inline(heading[1])}</h4>", at + 1
    if _is_row(line) and at + 1 < len(lines) and _is_row(lines[at + 1]) and RULE.match(lines[at + 1]):
        end = _while(lines, at + 2, _is_row)
        return _table(lines[at], lines[at + 2 : end], inline), end
    for pattern, tag in ((BULLET, "ul"), (NUMBERED, "ol")):
        if pattern.match(line):
            end = _while(lines, at, lambda other, pattern=pattern: bool(pattern.match(other)))  # type: ignore[misc]
            return _list(lines[at:end], pattern, tag, inline), end
    end = _while(lines, at + 1, _is_prose)
    return "<p>" + "<br>".join(inline(part) for part in lines[at:end]) + "</p>", end


def _while(lines: list[str], at: int, holds: Callable[[str], bool]) -> int:
    while at < len(lines) and holds(lines[at]):
        at += 1
    return at


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|")


def _is_prose(line: str) -> bool:
    return bool(line.strip()) and not _is_row(line) and not any(pattern.match(line) for pattern in (BULLET, NUMBERED, HEADING))


def _list(lines: list[str], pattern: re.Pattern[str], tag: str, inline: Escape) -> str:
    found = [match for line in lines if (match := pattern.match(line))]
    start = f' start="{int(found[0][1])}"' if tag == "ol" and found[0][1] != "1" else ""
    return f"<{tag}{start}>" + "".join(f"<li>{inline(match[match.lastindex or 1])}</li>" for match in found) + f"</{tag}>"


def _table(head: str, rows: list[str], inline: Escape) -> str:
    columns = _cells(head)
    names = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in columns)
    body = "".join("<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in _fitted(_cells(row), len(columns))) + "</tr>" for row in rows)
    return f'<div class="table"><table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table></div>'


def _cells(row: str) -> list[str]:
    inner = row.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _fitted(cells: list[str], width: int) -> list[str]:
    """Exactly `width` cells, as a row of a table must have."""
    return [*cells, *[""] * (width - len(cells))][:width]


def _inline(text: str, escape: Escape, mark: Mark) -> str:
    """Strong words and marks; everything else is text."""
    parts: list[str] = []
    at = 0
    for match in STRONG.finditer(text):
        parts += [_marks(text[at : match.start()], escape, mark), "<strong>", _marks(match[1], escape, mark), "</strong>"]
        at = match.end()
    parts.append(_marks(text[at:], escape, mark))
    return "".join(parts)


def _marks(text: str, escape: Escape, mark: Mark) -> str:
    parts: list[str] = []
    at = 0
    for match in MARK.finditer(text):
        parts += [escape(text[at : match.start()].rstrip(" ")), mark(int(match[1]))]
        at = match.end()
    parts.append(escape(text[at:]))
    return "".join(parts)
