"""Reads HTML: the page's own text with its headings, lists and tables, without navigation, scripts, forms and what is not shown."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from ingest.outcomes import Refused
from ingest.readers.decode import MOST_CHARACTERS, Decoded, cleaned, decode
from ingest.readers.flow import Flow
from ingest.types import Document, Source

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{1,40})""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DROPPED = frozenset((
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button", "select", "input", "textarea", "svg",
    "math", "iframe", "object", "embed", "audio", "video", "canvas", "map", "dialog", "head", "menu",
))  # fmt: skip
_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert", "menu", "menubar", "toolbar"))
_CHROME = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|footer|cookies?|consent|share|sharing|social|related|advert\w*|ads?|"
    r"promo|newsletter|subscribe|comments?|pagination|pager|skip-?link|toolbar|masthead|site-?header|banner|popup|modal|login|toc)(?:$|[\s_-])"
)
_UNSEEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\D|$)|opacity\s*:\s*0(?:\D|$)")
_HEADS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "header", "hgroup", "html", "li", "main", "ol", "p", "pre", "section", "summary", "ul", "td", "th", "tr", "tbody", "thead",
    "tfoot", "table", "caption",
))  # fmt: skip
_LINKED = 0.65  # of the characters of a list that stand in links: a menu
_LEAST_LINKS = 4
_LEAST_MAIN = 0.3  # of the page's text that its main part holds, to be believed
_MOST_CELLS = 200_000


def read(source: Source) -> Document:
    """The document that an HTML file is. Raises Refused: empty, binary, encoding, no-text, too-much-text, broken."""
    decoded = _decoded(source)
    text = _DECLARATION.sub("", decoded.text)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Refused("no-text", path=source.name) from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Refused("broken", path=source.name, why="its elements are nested too deeply to be read whole")
    title = root.findtext(".//title") or ""
    _prune(root)
    flow = Flow(source.name)
    _walk(_main(root), flow)
    return flow.document(source, decoded.encoding, _own_title(root) or title)


def _decoded(source: Source) -> Decoded:
    """The text by the usual order; where that is not sure, by what the page declares, strictly."""
    try:
        return decode(source.data, source.name)
    except Refused as refused:
        match = _DECLARED.search(source.data[:4096]) or _XML_DECLARED.search(source.data[:200])
        if refused.code != "encoding" or match is None:
            raise
        return _as_declared(source, match[1].decode("ascii", "replace"), refused)


def _as_declared(source: Source, name: str, refused: Refused) -> Decoded:
    wide = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}
    try:
        encoding = codecs.lookup(wide.get(name.lower(), name)).name
        text = source.data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        raise refused from None
    if len(text) > MOST_CHARACTERS:
        raise Refused("too-much-text", path=source.name, limit=str(MOST_CHARACTERS // 1_000_000))
    text, dropped = cleaned(text)
    return Decoded(text, encoding, dropped)


# ---------------------------------------------------------------- what is not the page's own text


def _prune(root: Any) -> None:
    """Takes out what is no text of the page."""
    inside = {id(one) for main in root.iter("main", "article") for one in main.iter("header")}
    for one in list(root.iter()):
        if one.getparent() is None or not isinstance(one.tag, str) or one.tag in ("body", "main", "html"):
            continue
        if _is_chrome(one, id(one) in inside):
            _remove(one)
    for one in [*root.iter("ul", "ol", "dl", "div", "p", "table")]:
        if one.getparent() is not None and _is_menu(one):
            _remove(one)


def _is_chrome(one: Any, in_main: bool) -> bool:
    if (one.tag in _DROPPED and one.tag != "head") or one.get("role", "").lower() in _ROLES:
        return True
    if one.get("hidden") is not None or one.get("aria-hidden") == "true" or _UNSEEN.search(one.get("style", "")):
        return True
    if one.tag == "header":
        return not in_main
    if one.tag in _HEADS or one.tag in ("article", "p", "table", "td", "tr", "tbody", "a", "span", "li"):
        return False
    return bool(_CHROME.search(one.get("class", "")) or _CHROME.search(one.get("id", "")))


def _remove(one: Any) -> None:
    """Takes an element out and keeps the text after it."""
    parent, tail = one.getparent(), one.tail
    before = one.getprevious()
    parent.remove(one)
    if tail:
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail


def _is_menu(one: Any) -> bool:
    """Whether a block is made of short links, not of text that has links in it."""
    links = one.findall(".//a")
    if len(links) < _LEAST_LINKS or one.find(".//h1") is not None:
        return False
    linked = sum(_length(link) for link in links)
    return linked > _LINKED * max(1, _length(one)) and linked < 60 * len(links) and one.find(".//p") is None


def _length(one: Any) -> int:
    return sum(len(text.strip()) for text in one.itertext())


def _main(root: Any) -> Any:
    """The element that holds the page's own text: `main`, one `article`, or all of it."""
    body = root.find(".//body")
    body = root if body is None else body
    whole = _length(body)
    named = [*body.iter("main"), *body.xpath(".//*[@role='main']")]
    articles = list(body.iter("article"))
    for one in [*named, *(articles if len(articles) == 1 else [])]:
        if _length(one) >= _LEAST_MAIN * whole:
            return one
    return body


def _own_title(root: Any) -> str:
    heads = list(root.iter("h1"))
    return " ".join(heads[0].text_content().split()) if len(heads) == 1 else ""


# ---------------------------------------------------------------- text in its order


def _walk(start: Any, flow: Flow) -> None:
    """Writes an element's text: each block a paragraph, whatever stands between blocks too."""
    words: list[str] = []
    listed = False

    def end() -> None:
        nonlocal listed
        flow.paragraph("".join(words), listed=listed)
        words.clear()
        listed = False

    waiting: list[tuple[Any, bool]] = [(start, True)]
    while waiting:
        one, opens = waiting.pop()
        if isinstance(one, str):
            words.append(re.sub(r"\s+", " ", one))
            continue
        block = one.tag in _BLOCKS or one.tag in _HEADS
        if not opens:
            if block:
                end()
            continue
        if block and (one.tag != "p" or one.getparent() is None or one.getparent().tag != "li" or "".join(words).strip()):
            end()
            listed = one.tag == "li"
        if one.tag in _HEADS:
            flow.heading(_HEADS[one.tag], one.text_content())
        elif one.tag == "br":
            words.append("\n")
        elif one.tag == "pre":
            flow.paragraph(one.text_content())
        elif one.tag == "table" and (rows := _cells(one)):
            caption = one.findtext("caption") or ""
            flow.table(rows, caption, headed=one.find(".//th") is not None or one.find("thead") is not None or len(rows) > 2)
        else:
            waiting.append((one, False))
            waiting += _children(one)


def _children(one: Any) -> Iterator[tuple[Any, bool]]:
    """What an element holds, the last first: texts and elements."""
    for child in reversed(list(one)):
        if child.tail:
            yield child.tail, True
        if isinstance(child.tag, str):
            yield child, True
    if one.text:
        yield one.text, True


def _cells(table: Any) -> list[list[str]]:
    """The rows of a table of data, spans repeated; [] for one that only arranges the page."""
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return []
    rows: list[list[str]] = []
    spans: dict[int, tuple[int, str]] = {}
    count = 0
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _fill(cells, spans)
            words = " ".join(cell.text_content().split())
            for _ in range(_span(cell, "colspan")):
                if _span(cell, "rowspan") > 1:
                    spans[len(cells)] = (_span(cell, "rowspan") - 1, words)
                cells.append(words)
            count += len(cells)
        _fill(cells, spans)
        rows.append(cells)
        if count > _MOST_CELLS:
            return []
    width = max(map(len, rows), default=0)
    if width < 2 or len(rows) < 2:
        return []
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _fill(cells: list[str], spans: dict[int, tuple[int, str]]) -> None:
    """Adds what cells of rows above say of the next columns."""
    while len(cells) in spans:
        left, words = spans.pop(len(cells))
        if left > 1:
            spans[len(cells)] = (left - 1, words)
        cells.append(words)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(1, int(value)), 100) if value.isdecimal() else 1
