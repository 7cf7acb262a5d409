"""How a draft looks as a Word file: fonts for both scripts, sizes, margins and the widths of a table, wide or dense; no text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.types import Language

if TYPE_CHECKING:
    from docx.document import Document

FONTS: dict[Language, tuple[str, str, str]] = {  # Latin, Chinese of the text, Chinese of headings
    "zh": ("Times New Roman", "SimSun", "SimHei"),
    "en": ("Arial", "SimSun", "SimHei"),
}
GREY = (0x59, 0x59, 0x59)


@dataclass(frozen=True, slots=True)
class Look:
    """Sizes in points, margins in centimetres, `lines` the distance of lines as a multiple."""

    text: float
    lines: float
    after: float
    title: float
    head: float
    subhead: float
    before_head: float
    cell: float
    small: float
    margin: float


LOOKS: dict[tuple[Language, bool], Look] = {  # by language and whether the draft has to fit two pages; judged by eye on the three cities
    ("en", False): Look(10.0, 1.08, 4.0, 16.0, 12.5, 10.5, 9.0, 8.0, 8.0, 2.0),
    ("zh", False): Look(10.5, 1.15, 4.0, 18.0, 13.0, 11.0, 9.0, 8.0, 8.0, 2.0),
    ("en", True): Look(9.0, 1.0, 2.0, 12.5, 10.0, 9.0, 4.0, 7.5, 7.0, 1.7),
    ("zh", True): Look(9.5, 1.0, 2.0, 14.0, 10.5, 9.5, 4.0, 8.0, 7.0, 1.7),
}
PAGE = 21.0  # centimetres that an A4 sheet is wide
SHARES = {
    "hazard": 2.3,
    "scale": 2.1,
    "institutions": 3.4,
    "money": 2.7,
    "level": 2.2,
    "date": 1.8,
    "verdict": 4.5,
    "there": 7.0,
    "here": 6.4,
}
CORNER = 2.9  # shares of a table's width: that of its first column, and of the others by what they hold


def look_of(language: Language, dense: bool) -> Look:
    """The look of a draft."""
    return LOOKS[language, dense]


def widths(columns: list[str], look: Look) -> list[float]:
    """The widths of a table's columns in centimetres, the first one's before those named."""
    shares = [CORNER, *(SHARES.get(column, 2.5) for column in columns)]
    return [share / sum(shares) * (PAGE - 2 * look.margin) for share in shares]


def dress(document: Document, language: Language, look: Look) -> None:
    """A4, and fonts for both scripts in every style that is used."""
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(PAGE), Cm(29.7)
    section.left_margin = section.right_margin = Cm(look.margin)
    section.top_margin = section.bottom_margin = Cm(look.margin - 0.2)
    section.header_distance = section.footer_distance = Cm(0.8)
    sizes = {"Normal": look.text, "List Bullet": look.text, "Title": look.title, "Heading 1": look.head, "Heading 2": look.subhead}
    for name, size in sizes.items():
        style: Any = document.styles[name]
        plain = name in ("Normal", "List Bullet")
        _fonts(style, language, plain)
        style.font.size = Pt(size)
        style.paragraph_format.line_spacing = look.lines if plain else 1.0
        style.paragraph_format.space_after = Pt(look.after)
        if not plain:
            style.paragraph_format.space_before = Pt(0 if name == "Title" else look.before_head)
            style.paragraph_format.keep_with_next = True


def _fonts(style: Any, language: Language, plain: bool) -> None:
    """Fonts and languages of a style, free of what its theme would put in their place."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    latin, chinese, heading = FONTS[language]
    style.font.name = latin
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    fonts.set(qn("w:eastAsia"), chinese if plain else heading)
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "en-GB")
    lang.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(lang)
