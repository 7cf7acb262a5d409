"""What there is to say of a document that was read, but for some of its pages: a short stable code, and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.types import Document, Language

UNREAD = frozenset({"some-images", "some-unrecognised", "image", "images", "no-recognition"})  # codes of what recognition could read yet

_REMARKS: dict[str, tuple[str, str]] = {
    "some-images": (
        "{path} was read, but {are}. Set `ocr = true` to read the text in such pages too, and try again.",
        "{path} 已读取，但第 {pages} 页是图像。如需读取其中的文字，请设置 `ocr = true` 后重试。",
    ),
    "some-unrecognised": (
        "{path} was read, but {are}, and character recognition is not installed. On Debian: apt-get install {packages}.",
        "{path} 已读取，但第 {pages} 页是图像，而本机没有安装文字识别程序。在 Debian 上请运行：apt-get install {packages}。",
    ),
    "recognised": (
        "{path} was read by character recognition, which makes mistakes, on pages that are images: {pages}.",
        "{path} 的第 {pages} 页是图像，由文字识别读取，可能有错误。",
    ),
    "some-broken": (
        "{path} was read, but for pages that are damaged: {pages}. Save it again with the program that made it.",
        "{path} 已读取，但第 {pages} 页已损坏。请用生成它的程序重新保存。",
    ),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say; `code` is recorded with the input. `packages` are what recognition lacks."""

    code: str
    path: str
    pages: tuple[int, ...]
    packages: str = ""

    def sentence(self, language: Language) -> str:
        """What was left, and what to do."""
        pages = page_ranges(self.pages)
        are = f"page {pages} is an image" if len(self.pages) == 1 else f"pages {pages} are images"
        return _REMARKS[self.code][language == "zh"].format(path=self.path, pages=pages, are=are, packages=self.packages)


def remark(document: Document, path: str, lacking: Sequence[str] = ()) -> Remark | None:
    """The remark on a document's pages, None when all of them were read as they are; `lacking` are packages that recognition lacks."""
    images = "some-unrecognised" if lacking else "some-images"
    for code, layer in ((images, "image"), ("some-broken", "broken"), ("recognised", "recognised")):
        numbers = tuple(page.number for page in document.pages if page.layer == layer)
        if numbers:
            return Remark(code, path, numbers, " ".join(lacking))
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
