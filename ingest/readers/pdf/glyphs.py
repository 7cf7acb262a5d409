"""What stands on a page of a PDF: words with their boxes and type, ruled lines, how much of it pictures cover; by PDFium.

Boxes are in points from the top left of the page as it is shown, its rotation applied. Text that a reader of the page does not
see (outside it, without size, invisible where no picture stands for it) is left out. Knows nothing about lines or columns.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from ingest.outcomes import Refused

MOST_GLYPHS = 300_000  # of one page
_MOST_OBJECTS = 40_000  # of one page: a map may have millions of strokes, none of them a table
_MOST_SEGMENTS = 400  # of one path; longer ones are drawings
_DEEPEST = 6  # forms in forms
_SMALLEST = 1.5  # points of type that a person can see
_NEW_WORD = 0.5  # of the type size: a gap that parts words where no space is written
_ASIDE, _BELOW = 0.7, 0.4  # of the type size: how far a word's shadow stands from it
_SHORTEST_SHADOW = 3  # words, or twice as many Chinese characters; fewer of the same are near one another in many a table
_NEAREST = 64  # of the places of a word before it that may be what it is the shadow of
_COVERED = 0.5  # of the page by pictures: invisible text is then what somebody's OCR read in them
_OBLIQUE = math.radians(12)  # off the nearest quarter turn

Box = tuple[float, float, float, float]
Edge = tuple[float, float, float, float]  # a horizontal or vertical ruled line


class Style(NamedTuple):
    """The type of a piece of text: size in points as shown, `turn` in quarters clockwise (-1: slanting across the page)."""

    size: float
    bold: bool
    turn: int
    hidden: bool


@dataclass(slots=True)
class Word:
    """A word as it stands on the page; `space` says that white space precedes it, `soft` that it ends with a hyphen of a line's end."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    style: Style
    space: bool
    soft: bool = False


@dataclass(slots=True)
class Sheet:
    """One page as it is shown: `number` from 1, sizes in points, `covered` the share of it under pictures, `garbled` characters
    that have no letter."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    covered: float = 0.0
    garbled: int = 0


_KEPT_FORMS = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFB00, 0xFB07), *range(0x2F00, 0x2FD6))}
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2EF4)}
_BULLETS = dict.fromkeys((61623, 61607, 61608, 61548, 61550, 61656, 61558, 61692, 9679, 8226), "•")
_SPACES = frozenset((0x20, 0xA0, 0x3000, 0x09, 0x0A, 0x0D, 0x202F, 0x205F, *range(0x2000, 0x200B)))
_HYPHENS = (0x02, 0xFFFE, 0x2010, 0x2011)  # PDFium says 2 for a hyphen at the end of a line
_FORMS: dict[int, str] = {**_KEPT_FORMS, **_RADICALS, **_BULLETS, **dict.fromkeys(_HYPHENS, "-"), 0xAD: "-"}


def letter(code: int) -> str:
    """The character as a person would type it: ligatures apart, radicals as characters; "" for what is no letter of any script."""
    known = _FORMS.get(code)
    if known is not None:
        return known
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xE000 <= code <= 0xF8FF or 0xD800 <= code <= 0xDFFF or code >= 0xF0000:
        return ""
    return "" if code in (0xFFFD, 0xFEFF, 0xFFFF) or 0x200B <= code <= 0x200F or 0x202A <= code <= 0x202E else chr(code)


def sheet(page: Any, textpage: Any, number: int) -> Sheet:
    """All of one page. Raises Refused (too-much-text) when it holds more than a page can."""
    place = _placing(page)
    shown = Sheet(number, place.width, place.height)
    _collect(page, place, shown)
    count = pdfium.FPDFText_CountChars(textpage)
    if count > MOST_GLYPHS:
        raise Refused("too-much-text", path="", limit="0.3")
    _words(textpage, max(0, count), place, shown)
    shown.words = _once(shown.words)
    return shown


class _Placing:
    """From a page's own coordinates (upwards, unrotated) to those of the page as it is shown (downwards)."""

    def __init__(self, box: Box, quarters: int) -> None:
        self.left, self.bottom, self.right, self.top = box
        self.quarters = quarters
        wide, high = max(1.0, self.right - self.left), max(1.0, self.top - self.bottom)
        self.width, self.height = (high, wide) if quarters % 2 else (wide, high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.quarters == 0:
            return x - self.left, self.top - y
        if self.quarters == 1:
            return y - self.bottom, x - self.left
        if self.quarters == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _placing(page: Any) -> _Placing:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    sides = (box.left, box.bottom, box.right, box.top)
    if not all(map(math.isfinite, sides)) or box.right <= box.left or box.top <= box.bottom:
        sides = (0.0, 0.0, 612.0, 792.0)
    return _Placing(sides, pdfium.FPDFPage_GetRotation(page) % 4)


# ---------------------------------------------------------------- words


def _once(words: list[Word]) -> list[Word]:
    """The words without runs that are drawn a second time almost over themselves, as a shadow or to look bold."""
    places: dict[str, list[int]] = {}
    kept: list[Word] = []
    at = 0
    while at < len(words):
        run = max((_shadowed(words, at, first) for first in places.get(words[at].text, [])[-_NEAREST:]), default=0)
        if sum(1 if word.text.isascii() else len(word.text) / 2 for word in words[at : at + run]) < _SHORTEST_SHADOW:
            run = 1
            kept.append(words[at])
            places.setdefault(words[at].text, []).append(at)
        at += run
    return kept


def _shadowed(words: list[Word], at: int, first: int) -> int:
    """How many words from `at` on are those from `first` on, each almost in its place."""
    run = 0
    while at + run < len(words) and first + run < at and _over(words[at + run], words[first + run]):
        run += 1
    return run


def _over(one: Word, other: Word) -> bool:
    size = max(one.style.size, other.style.size)
    return one.text == other.text and abs(one.x0 - other.x0) < _ASIDE * size and abs(one.y0 - other.y0) < _BELOW * size


def _words(textpage: Any, count: int, place: _Placing, shown: Sheet) -> None:
    """Adds the words in the order in which the file draws them."""
    styles, box = _styles(place), pdfium.FS_RECTF()
    at, unicode, loose = ctypes.byref(box), pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    word: Word | None = None
    last, space = (0.0, 0.0), True
    for index in range(count):
        code = unicode(textpage, index)
        if code in _SPACES:
            word, space = None, True
            continue
        text = letter(code)
        if not text:
            shown.garbled += 1
            continue
        if not loose(textpage, index, at):
            continue
        style = styles(textpage, index)
        x0, y0, x1, y1 = place.box(box.left, box.bottom, box.right, box.top)
        if (style.hidden and shown.covered < _COVERED) or not _visible(x0, y0, x1, y1, style, shown):
            word, space = None, True
            continue
        if word is not None and _goes_on(word, x0, y0, x1, y1, style):
            if _is_overprint(word, text, last, x0, x1):
                continue
            word.text += text
            word.x0, word.y0, word.x1, word.y1 = min(word.x0, x0), min(word.y0, y0), max(word.x1, x1), max(word.y1, y1)
        else:
            word = Word(text, x0, y0, x1, y1, style, space or word is None)
            shown.words.append(word)
        word.soft = code == 0xAD
        last, space = (x0, x1), False


def _visible(x0: float, y0: float, x1: float, y1: float, style: Style, shown: Sheet) -> bool:
    return style.size >= _SMALLEST and x1 > 0 and y1 > 0 and x0 < shown.width and y0 < shown.height


def _goes_on(word: Word, x0: float, y0: float, x1: float, y1: float, style: Style) -> bool:
    """Whether a glyph follows in the same word: the same type, the same line, no gap."""
    if style.turn != word.style.turn or abs(style.size - word.style.size) > 0.3 * word.style.size or style.bold != word.style.bold:
        return False
    if style.turn < 0:
        return True
    if style.turn % 2:
        beside = min(word.x1, x1) - max(word.x0, x0) > 0.4 * min(x1 - x0, word.x1 - word.x0)
        gap = y0 - word.y1 if style.turn == 1 else word.y0 - y1
    else:
        beside = min(word.y1, y1) - max(word.y0, y0) > 0.4 * min(y1 - y0, word.y1 - word.y0)
        gap = x0 - word.x1 if style.turn == 0 else word.x0 - x1
    return beside and -style.size < gap < _NEW_WORD * style.size


def _is_overprint(word: Word, text: str, last: tuple[float, float], x0: float, x1: float) -> bool:
    """Whether a glyph is the last one again, printed a little beside it to make it bold; letters of a ligature have one place."""
    return word.style.turn == 0 and word.text.endswith(text) and 0.01 * (x1 - x0) < abs(x0 - last[0]) < 0.35 * (x1 - x0)


def _styles(place: _Placing) -> Callable[[Any, int], Style]:
    """The type of a glyph by index; asked of PDFium once for each piece of text that the file draws."""
    known: dict[int, Style] = {}
    fonts: dict[int, bool] = {}
    plain = Style(10.0, False, 0, False)

    def style(textpage: Any, index: int) -> Style:
        drawn = pdfium.FPDFText_GetTextObject(textpage, index)
        if not drawn:
            return plain
        key = ctypes.addressof(drawn.contents)
        found = known.get(key)
        if found is None:
            found = known[key] = _style(textpage, index, drawn, place, fonts)
        return found

    return style


def _style(textpage: Any, index: int, drawn: Any, place: _Placing, fonts: dict[int, bool]) -> Style:
    matrix, size = pdfium.FS_MATRIX(), ctypes.c_float()
    pdfium.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix))
    pdfium.FPDFTextObj_GetFontSize(drawn, ctypes.byref(size))
    points = abs(size.value) * math.hypot(matrix.c, matrix.d)
    angle = -math.atan2(matrix.b, matrix.a) + place.quarters * math.pi / 2
    turn = round(angle / (math.pi / 2))
    if abs(angle - turn * math.pi / 2) > _OBLIQUE:
        turn = -1
    mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn)
    bold = _bold(drawn, fonts) or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE  # outlined too: how bold is drawn in a font without it
    hidden = mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    return Style(points if math.isfinite(points) else 0.0, bold, turn if turn < 0 else turn % 4, hidden)


def _bold(drawn: Any, fonts: dict[int, bool]) -> bool:
    font = pdfium.FPDFTextObj_GetFont(drawn)
    if not font:
        return False
    key = ctypes.addressof(font.contents)
    if key not in fonts:
        name = ctypes.create_string_buffer(200)
        pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
        lower = name.value.decode("utf-8", "replace").lower()
        named = any(part in lower for part in ("bold", "black", "heavy", "demi", "simhei", "-hei", "heiti", "黑体"))
        fonts[key] = named or pdfium.FPDFFont_GetWeight(font) >= 600
    return fonts[key]


# ---------------------------------------------------------------- pictures and ruled lines


Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _collect(page: Any, place: _Placing, shown: Sheet) -> None:
    """Adds pictures and ruled lines, those inside forms too."""
    area = 0.0
    drawn = ((pdfium.FPDFPage_GetObject(page, index), _UNMOVED, 0) for index in range(pdfium.FPDFPage_CountObjects(page)))
    for number, (thing, matrix, _) in enumerate(_unfolded(drawn)):
        if number > _MOST_OBJECTS:
            break
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = _bounds(thing, matrix, place)
            area += max(0.0, min(x1, place.width) - max(x0, 0.0)) * max(0.0, min(y1, place.height) - max(y0, 0.0))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            shown.edges += _edges(thing, matrix, place)
    shown.covered = min(1.0, area / (place.width * place.height))


def _unfolded(drawn: Iterator[tuple[Any, Matrix, int]]) -> Iterator[tuple[Any, Matrix, int]]:
    """Everything drawn, with what is in forms in the place of these, and the matrix that applies to it."""
    for thing, matrix, depth in drawn:
        if thing and pdfium.FPDFPageObj_GetType(thing) == pdfium.FPDF_PAGEOBJ_FORM:
            if depth < _DEEPEST:
                inner = _product(_matrix(thing), matrix)
                count = pdfium.FPDFFormObj_CountObjects(thing)
                yield from _unfolded((pdfium.FPDFFormObj_GetObject(thing, index), inner, depth + 1) for index in range(max(0, count)))
        elif thing:
            yield thing, matrix, depth


def _matrix(thing: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, ctypes.byref(found)):
        return _UNMOVED
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(thing: Any, matrix: Matrix, place: _Placing) -> Box:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(thing, *map(ctypes.byref, sides)):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = (side.value for side in sides)
    corners = [_moved(matrix, x, y) for x in (left, right) for y in (bottom, top)]
    return place.box(min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners))


def _edges(path: Any, matrix: Matrix, place: _Placing) -> Iterator[Edge]:
    """The horizontal and vertical straight parts of what a path draws."""
    count = pdfium.FPDFPath_CountSegments(path)
    if not 1 < count <= _MOST_SEGMENTS or not _inked(path):
        return
    whole = _product(_matrix(path), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = None
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        kind, point = pdfium.FPDFPathSegment_GetType(segment), place.point(*_moved(whole, x.value, y.value))
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            yield from _straight(last, point)
        if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
            yield from _straight(point, first)
        last = point


def _straight(a: tuple[float, float], b: tuple[float, float]) -> Iterator[Edge]:
    (ax, ay), (bx, by) = a, b
    if (abs(ax - bx) < 1.0) != (abs(ay - by) < 1.0) and all(map(math.isfinite, (*a, *b))):
        yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _inked(path: Any) -> bool:
    """Whether the path leaves a mark: a stroke, or a filling that is not white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke)):
        return False
    if stroke.value or not fill.value:
        return bool(stroke.value)
    parts = [ctypes.c_uint() for _ in range(4)]
    return not pdfium.FPDFPageObj_GetFillColor(path, *map(ctypes.byref, parts)) or any(part.value < 250 for part in parts[:3])
