"""What of a foreign text may reach a prompt or a screen: no character that hides, no markup, no address. Pure.

Joined emoji come apart and scripts that need joiners suffer; that is the price of leaving nothing unseen.
"""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = frozenset(("Cf", "Cc", "Cs", "Co", "Cn"))  # format (zero-width, direction, tags), control, half characters, private, unassigned
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]")  # selectors, blanks
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^)\n]*)\)")
_EMPHASIS = re.compile(r"\*+|`+|(?<!\w)_+|_+(?!\w)|^\s*(?:#+|>+)\s*", re.MULTILINE)
_ADDRESS = re.compile(
    r"\b(?:https?|ftp|file|javascript|data|mailto)\s*:|\bwww\.|\S@\w+\.\w|!\[|\]\s*\(|\]\s*:\s*\S"
    r"|\b[\w-]+\.(?:com|org|net|io|edu|gov|info|biz|xyz|app|dev|cn|eu|int|ru|de|uk|me|co)\b",
    re.IGNORECASE | re.ASCII,
)
_TAG = re.compile(r"<\s*[/!?a-zA-Z][^\n]*|&(?:#\w+|[a-z]+);", re.IGNORECASE)
_FENCES = str.maketrans({"[": "(", "]": ")", "<": "‹", ">": "›", "【": "（", "】": "）", "`": "'"})


def visible(text: str) -> str:
    """The text without characters that a person does not see; line breaks stay, tabs become spaces."""
    kept = "".join(
        character if character == "\n" else " " if character in "\t\r\v\f\x85\u2028\u2029" else ""
        if unicodedata.category(character) in _HIDDEN
        else character
        for character in text
    )  # fmt: skip
    return _VARIANTS.sub("", kept)


def fenced(text: str) -> str:
    """A source's text for a prompt: on one line, nothing hidden, and no bracket that could pass for a key or an end of the sources."""
    return re.sub(r"\s+", " ", visible(text)).translate(_FENCES).strip()


def unadorned(text: str) -> str:
    """A model's sentence without emphasis, headings and code marks."""
    return re.sub(r"[ \t]+", " ", _EMPHASIS.sub("", text)).strip()


def leads_away(text: str) -> bool:
    """Whether a text holds an address, an image, a link or markup: an answer's only links are those of its citations."""
    return bool(_ADDRESS.search(text) or _TAG.search(text) or _LINK.search(text))
