"""From bytes to text: the right encoding or a refusal that names the likely one; never mojibake, nothing dropped unsaid.

The order is: byte order mark, strict UTF-8, UTF-16 without a mark, then GB18030 against Big5. The last three decode almost
anything without an error, so each is believed only when its characters are those that people write: the commonest of all
(`_TOP`), and those of the first levels of GB 2312 and Big5, which the standards filled by frequency. Measured in
tests/ingest/test_readers.py. Knows nothing about files or documents.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ingest.outcomes import Refused

MOST_CHARACTERS = 20_000_000
CUT = "; cut inside the last character"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"Rar!", b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0", b"SQLite format 3", b"RIFF", b"OggS", b"ID3", b"MZ\x90", b"\xca\xfe\xba\xbe", b"{\\rtf",
)  # fmt: skip
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.01  # of the bytes; random bytes have 11 %, text of one encoding none
_MOST_NUL = 0.001  # of the bytes of a text whose NULs are dropped; more of them is data of another kind
_ESCAPES = re.compile(rb"\x1b[$(]")  # ISO 2022, whose bytes are ASCII

_TOP = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
    "這個們來為國說時會對過發後裡種經麼學現當沒動還進樣開從實軍無與長機關業將兩間問應戰頭體產話內給門東聲員論義處認條氣變總電數報結務計場區隊決馬書則聽達強難權設術領確傳師觀識帶導爭運點題類邊張該規萬號號專單據縣節約團際環灣歲總職標積極響應構險災韌韧城市环境气候灾风险系统"
)
_UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){5}")  # five Chinese characters of UTF-8, which GB18030 would read as seven others

_FEWEST = 8  # Chinese characters below which frequencies say nothing
_LEAST_COMMON = 0.90  # share of first-level characters; right readings have 0.97 and more, wrong ones 0.55 and less
_LEAST_TOP = 0.15  # share of the commonest; right readings have 0.35 and more, Korean read as GB18030 0.06
_LEAST_WINDOW = 0.60  # the same as the first in every stretch of the text, so that a part in another encoding is seen
_WINDOW = 200
_LETTERS = 0.3  # share of letters of other scripts that makes a wide reading text; random bytes have 0.03
_SCRIPTS = (0x03, 0x04, 0x05, 0x06, 0x0E, 0x30)  # the blocks of Greek, Cyrillic, Hebrew, Arabic, Thai and kana
_COMMON, _TOPMOST, _HANZI, _KANA, _STRANGE = 1, 2, 4, 8, 16  # what a character is, as bits

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text as it becomes `document.text`, the encoding it was in, and how many unseen characters were dropped from it."""

    text: str
    encoding: str
    dropped: int


def decode(data: bytes, path: str) -> Decoded:
    """The text of a file's bytes; `path` is for the message. Raises Refused: empty, no-text, binary, encoding, too-much-text."""
    if not data:
        raise Refused("empty", path=path)
    if data.startswith(_MAGIC):
        raise Refused("binary", path=path)
    raw, encoding = _decoded(data, path)
    if len(raw) > MOST_CHARACTERS:
        raise Refused("too-much-text", path=path, limit=str(MOST_CHARACTERS // 1_000_000))
    text, dropped = cleaned(raw)
    if not text or text.isspace():
        raise Refused("no-text", path=path)
    return Decoded(text, encoding, dropped)


def cleaned(text: str) -> tuple[str, int]:
    """The text without NUL, control, bidirectional, zero-width, tag and variation characters, lines ended by \\n; how many went.

    It is done before a text becomes `document.text`, so that offsets hold. Half characters (lone surrogates) become U+FFFD.
    Joiners and variation selectors go too: an emoji made of several shows as those several.
    """
    text = _LONE_SURROGATE.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    return _UNSEEN.subn("", text)


def _decoded(data: bytes, path: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            found = _strict(data[len(mark) :], encoding)
            if found is None:
                raise Refused("encoding", path=path, guess=f"damaged {encoding.upper()}")
            return found
    if b"\0" in data:
        return _with_nul(data, path)
    found = _strict(data, "utf-8")
    if found is not None and not _ESCAPES.search(data):
        _refuse_control(data, path)
        return found
    return _chinese(data, path)


def _strict(data: bytes, encoding: str) -> tuple[str, str] | None:
    """The text if every byte is right, but for a character cut off by the end of the data, which the encoding's name then says."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        text = decoder.decode(data)
        rest = decoder.getstate()[0]
    except UnicodeDecodeError:
        return None
    if text[-1:] and "\ud800" <= text[-1] <= "\udfff":
        return None
    return text, encoding + (CUT if rest else "")


def _refuse_control(data: bytes, path: str) -> None:
    if len(_CONTROL.findall(data)) > _MOST_CONTROL * len(data):
        raise Refused("binary", path=path)


def _with_nul(data: bytes, path: str) -> tuple[str, str]:
    """UTF-16 or UTF-32 without a mark, or UTF-8 with a NUL or two, or no text at all."""
    for text, encoding in _wide(data):
        if len(text) >= 2 and _written(text) >= _LEAST_COMMON:
            return text, encoding
    if data.count(0) <= max(1, _MOST_NUL * len(data)):
        return _decoded(data.replace(b"\0", b""), path)
    _refuse_wide(data, path)
    raise Refused("binary", path=path)


def _wide(data: bytes) -> list[tuple[str, str]]:
    return [found for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be") if (found := _strict(data, encoding))]


def _refuse_wide(data: bytes, path: str) -> None:
    """Refuse by name what is made of letters of some other script when read as UTF-16."""
    for text, _ in _wide(data[: 20_000 & ~3]):
        codes = _codes(text)
        if len(text) >= _FEWEST and np.mean(np.isin(codes >> 8, _SCRIPTS)) > _LETTERS:
            raise Refused("encoding", path=path, guess="UTF-16 without its mark")


def _written(text: str) -> float:
    """The share of characters that are Latin ones one can see, white space, or common in Chinese."""
    codes = _codes(text[:100_000])
    latin = ((codes >= 0x20) & (codes < 0x7F)) | ((codes >= 0xA0) & (codes < 0x250)) | np.isin(codes, (9, 10, 13))
    return float(np.mean(latin | (_kinds()[codes] & _COMMON > 0)))


def _chinese(data: bytes, path: str) -> tuple[str, str]:
    """The likelier of GB18030, Big5 and UTF-16 without a mark, if its characters are those that people write."""
    scored = []
    for encoding in ("gb18030", "big5", "cp950", "big5hkscs", "utf-16-le", "utf-16-be"):
        found = _strict(data, encoding)
        if found is not None:
            scored.append((_likeness(found[0]), found))
    best = max((score for score, _ in scored), default=0.0)
    text, encoding = next((found for score, found in scored if score == best), ("", ""))
    if best < _LEAST_COMMON or (_UTF8_RUN.search(data) and not encoding.startswith("utf")) or not _even(text):
        _refuse_wide(data, path)
        _refuse_control(data, path)
        raise Refused("encoding", path=path, guess=_guess(data))
    return text, encoding


def _likeness(text: str) -> float:
    """The share of common characters among all but ASCII, 0 when too few of the Chinese ones are among the commonest of all.

    English with nothing but quotation marks, signs and accented letters beside ASCII counts as fully likely: other encodings do
    not read as that by chance.
    """
    codes = _codes(text)
    kinds = _kinds()[codes]
    hanzi, strange = int(np.count_nonzero(kinds & _HANZI)), int(np.count_nonzero(kinds & _STRANGE))
    foreign = int(np.count_nonzero(codes > 0x7F))
    if not hanzi and not strange:
        marks = codes[codes > 0x7F]
        return float(bool(np.all((marks < 0x250) | ((marks >= 0x2010) & (marks < 0x2300)) | ((marks >= 0x3000) & (marks < 0x3020)))))
    if hanzi < _FEWEST or np.count_nonzero(kinds & _KANA) > 0.05 * hanzi or np.count_nonzero(kinds & _TOPMOST) < _LEAST_TOP * hanzi:
        return 0.0
    return (int(np.count_nonzero((kinds & _COMMON > 0) & (codes > 0x7F))) - strange) / foreign


def _even(text: str) -> bool:
    """Whether every stretch of the text is likely, not only the whole."""
    codes = _codes(text)
    common = _kinds()[codes[(codes > 0x7F) & ~((codes >= 0xC0) & (codes < 0x250))]] & _COMMON > 0
    rows = len(common) // _WINDOW
    return not rows or bool(common[: rows * _WINDOW].reshape(rows, _WINDOW).mean(axis=1).min() >= _LEAST_WINDOW)


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), "<u4")


@lru_cache(maxsize=1)
def _kinds() -> npt.NDArray[np.uint8]:
    """(0x110000,): what each character is, as bits."""
    table = np.zeros(0x110000, np.uint8)
    table[_codes("".join(common_characters()))] |= _COMMON
    table[_codes("".join(_TOP))] |= _TOPMOST
    for first, last in ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F)):
        table[first : last + 1] |= _HANZI
    for first, last in ((0x3041, 0x3096), (0x30A1, 0x30FA)):
        table[first : last + 1] |= _KANA
    for first, last in ((0, 8), (0x0E, 0x1F), (0x7F, 0x9F), (0xE000, 0xF8FF), (0xFFFD, 0xFFFF), (0xF0000, 0x10FFFF)):
        table[first : last + 1] |= _STRANGE
    return table


def _guess(data: bytes) -> str:
    """The name of the encoding that these bytes may be in, for the message."""
    if _ESCAPES.search(data):
        return "ISO-2022"
    for encoding, name in (("shift_jis", "Shift-JIS"), ("euc_jp", "EUC-JP")):
        found = _strict(data, encoding)
        if found is not None and _kana_share(found[0][:10_000]) > 0.2:
            return name
    found = _strict(data, "euc_kr")
    if found is not None and sum("\uac00" <= c <= "\ud7a3" for c in found[0][:10_000]) > 0.5 * sum(c > "\x7f" for c in found[0][:10_000]):
        return "EUC-KR"
    if _UTF8_RUN.search(data):
        return "several encodings in one file"
    high = sum(byte > 0x7F for byte in data[:10_000])
    return "Latin-1 or Windows-1252" if high < 0.3 * len(data[:10_000]) else "perhaps GB18030 or Big5, damaged or too short to tell"


def _kana_share(text: str) -> float:
    codes = _codes(text)
    return int(np.count_nonzero(_kinds()[codes] & _KANA)) / max(1, int(np.count_nonzero(codes > 0x7F)))


@lru_cache(maxsize=1)
def common_characters() -> frozenset[str]:
    """The first levels of GB 2312 (3,755 characters) and Big5 (5,401), and Chinese punctuation."""
    simplified = (bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    traditional = (bytes((high, low)).decode("big5", "ignore") for high in range(0xA4, 0xC7) for low in trails)
    marks = "\u3000、。，．：；？！（）《》〈〉「」『』【】〔〕“”‘’—…·～－％　―‧﹐﹑﹒﹔﹕－／°±×÷√①②③④⑤⑥⑦⑧⑨⑩"
    wide = (chr(code) for code in range(0xFF01, 0xFF5F))
    return frozenset("".join([*simplified, *traditional, marks, *wide]))
