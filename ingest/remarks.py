"""What there is to say of a document that was read, but for some of its pages: a short stable code, and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.types import Document, Language

_REMARKS: dict[str, tuple[str, str]] = {
    "some-images": (
        "{path} was read, but {are}. Set `ocr = true` to read the text in such pages too, and try again.",
        "{path} 已读取，但第 {pages} 页是图像。如需读取其中的文字，请设置 `ocr = true` 后重试。",
    ),
    "some-broken": (
        "{path} was read, but for pages that are damaged: {pages}. Save it again with the program that made it.",
        "{path} 已读取，但第 {pages} 页已损坏。请用生成它的程序重新保存。",
    ),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say; `code` is recorded with the input."""

    code: str
    path: str
    pages: tuple[int, ...]

    def sentence(self, language: Language) -> str:
        """What was left, and what to do."""
        pages = page_ranges(self.pages)
        are = f"page {pages} is an image" if len(self.pages) == 1 else f"pages {pages} are images"
        return _REMARKS[self.code][language == "zh"].format(path=self.path, pages=pages, are=are)


def remark(document: Document, path: str) -> Remark | None:
    """The remark on a document's pages, None when all of them were read as they are."""
    for code, layer in (("some-images", "image"), ("some-broken", "broken")):
        numbers = tuple(page.number for page in document.pages if page.layer == layer)
        if numbers:
            return Remark(code, path, numbers)
    return None


def page_ranges(numbers: Sequence[int]) -> str:
    """Page numbers in order as words: "3–7, 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in runs)
