"""Text of others made harmless: escaping for HTML, and the addresses that a person may be sent to. Knows nothing about answers.

All text that comes from documents, names, models or people is escaped here, and nowhere else.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from ingest.types import Language
from ui.texts import say

LINKS_SHOWN = 3  # addresses on a card or note; a work's evidence can name a dozen
HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)  # selectors, fillers


def escaped(text: str) -> str:
    """Text as HTML on one line: markup inert, what nobody sees gone, white space as one space."""
    kept = "".join(" " if character in "\t\n\r\v\f\u2028\u2029\x85" else character for character in text if shows(character))
    return html.escape(re.sub(r" {2,}", " ", kept), quote=True)


def shows(character: str) -> bool:
    """Whether a person sees the character, white space included; joined emoji come apart, which is the price."""
    return character in "\t\n\r\v\f\x85" or not (unicodedata.category(character) in ("Cc", "Cf", "Cs") or BLANK.match(character))


def safe_link(url: str) -> str | None:
    """The address when a person may be sent there: http or https, a host, no user name, nothing that hides; else None."""
    if not url.isascii() or any(character in url for character in " \t\r\n\"'<>\\`{}|^") or any(ord(character) < 33 for character in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    sound = parts.scheme in ("http", "https") and "@" not in parts.netloc and port != 0
    return url if sound and HOST.fullmatch(parts.hostname or "") else None


def links(urls: Sequence[str], language: Language) -> list[str]:
    kept = [url for url in dict.fromkeys(urls) if safe_link(url)]
    return [_link(url, language) for url in kept[:LINKS_SHOWN]]


def _link(url: str, language: Language) -> str:
    host = escaped(urlsplit(url).hostname or "").removeprefix("www.")
    words = say("answer.open", language, host=host)
    return f'<a class="out" href="{html.escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{words}</a>'


def button(value: str, key: str, language: Language, *, kind: str = "", **values: object) -> str:
    """A button whose value the page's scripts act on."""
    return (
        f'<button type="button" class="{f"act {kind}".strip()}" value="{escaped(value)}">{escaped(say(key, language, **values))}</button>'
    )


def language_tag(language: Language) -> str:
    """The language as HTML names it."""
    return "zh-CN" if language == "zh" else "en"
