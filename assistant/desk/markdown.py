"""A draft as Markdown: headings, tables, marks and references, and at the end a comment with what `verify` needs."""

from __future__ import annotations

import re

from assistant.desk.carried import Carried, written
from assistant.desk.export import Group, Page, Shown
from assistant.desk.wording import say

_ACTS = re.compile(r"([\\`*_\[\]<>|#~$])")


def markdown(page: Page, carried: Carried) -> str:
    """The page as Markdown text."""
    parts = [f"# {_plain(page.title)}", _plain(page.subtitle)]
    for title, groups in page.sections:
        parts += [f"## {_plain(title)}", *(block for group in groups for block in _group(group, page))]
    parts += [f"## {_plain(page.references_title)}", *_references(page)]
    if page.remarks:
        parts += [f"**{say('remarks', page.language)}**: " + _plain(" ".join(page.remarks))]
    parts += ["---", f"*{_plain(page.legend)}*", f"<!-- {written(carried)} -->"]
    return "\n\n".join(parts) + "\n"


def _group(group: Group, page: Page) -> list[str]:
    blocks = [f"### {_plain(group.title)}"] if group.title and not page.dense else []
    if group.table:
        blocks.append(_table(group))
    paragraph = [f"**{_plain(group.title)}{'.' if page.language == 'en' else '。'}**"] if group.title and page.dense else []
    joint = " " if page.language == "en" else ""
    for shown in group.lines:
        if shown.line.style == "item":
            blocks += [joint.join(paragraph)] if paragraph else []
            paragraph = []
            blocks.append(f"- {_labelled(shown, page)}")
        else:
            paragraph.append(_line(shown))
    blocks += [joint.join(paragraph)] if paragraph else []
    return _tight(blocks)


def _table(group: Group) -> str:
    rows = [tuple(map(_plain, group.head)), ("---",) * len(group.head)]
    rows += [(_plain(row.label), *(_line(cell) if cell else "" for cell in row.cells)) for row in group.table]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _tight(blocks: list[str]) -> list[str]:
    """Items of one list on lines next to one another."""
    joined: list[str] = []
    for block in blocks:
        if joined and block.startswith("- ") and joined[-1].startswith("- "):
            joined[-1] += "\n" + block
        else:
            joined.append(block)
    return joined


def _labelled(shown: Shown, page: Page) -> str:
    colon = ": " if page.language == "en" else "："
    return (f"**{_plain(shown.line.label)}**{colon}" if shown.line.label else "") + _line(shown)


def _line(shown: Shown) -> str:
    marks = " " + _plain(shown.marks) if shown.marks else ""
    first, rest = shown.verdict
    text = f"**{_plain(first)}**{_plain(rest)}" if first else _plain(rest)
    return f"{text}{marks}<sup>{shown.note}</sup>"


def _references(page: Page) -> list[str]:
    lines = []
    for reference in page.references:
        addresses = " ".join(f"<{url}>" for url in reference.urls if re.match(r"https?://[^\s<>]+$", url))
        lines.append(f"\\[{reference.number}\\] {_plain(reference.text)} {addresses}".rstrip())
    return ["  \n".join(lines)]


def _plain(text: str) -> str:
    """Text in which nothing acts as Markdown or HTML."""
    escaped = _ACTS.sub(r"\\\1", text.replace("\n", " ")).replace("\\<", "&lt;").replace("\\>", "&gt;")
    return re.sub(r"^(\s*)([-+]|\d+[.)])(\s)", r"\1\\\2\3", escaped) if not re.match(r"\d+\. \S", text) else escaped
