"""Bytes become the right text or a refusal by name; no file can hurt the process that asks for it. T17, T18, T22 of reliability.md."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.outcomes import Refused
from ingest.readers import table
from ingest.readers.decode import cleaned, common_characters, decode
from ingest.readers.room import Limits, ReadingRoom
from ingest.readers.table import Reader, reader_for
from ingest.types import SPLITTER_VERSION, State
from ingest.walk import Found, content_of, walk

ENGLISH = "A resilient city absorbs, adapts to and recovers from shocks “of any kind” – floods, heat and failing networks. "
SIMPLIFIED = "韧性城市是指城市系统能够承受、适应并从各种冲击中恢复过来的能力，包括洪水、高温和网络故障。我们认为这需要长期的规划与投资。"
TRADITIONAL = "韌性城市是指城市系統能夠承受、適應並從各種衝擊中恢復過來的能力，包括洪水、高溫和網絡故障。我們認為這需要長期的規劃與投資。"
HONG_KONG = "香港的舊區重建，涉及深水埗和牛頭角，居民說這裡的生活環境有所改善，但是租金也上升了很多，政府需要更多的時間和資源。"
MIXED = "城市韧性（urban resilience）的概念来自生态学，Holling在1973年的文章中首次提出了这个说法，后来的学者把它用到了社会系统。"
TEXTS = {"english": ENGLISH, "simplified": SIMPLIFIED, "traditional": TRADITIONAL, "hong kong": HONG_KONG, "mixed": MIXED}
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le")
READABLE = [(name, encoding) for name in TEXTS for encoding in (*UNICODE, "gb18030")]
READABLE += [("simplified", "gbk"), ("mixed", "gbk"), ("traditional", "gbk"), ("traditional", "big5"), ("hong kong", "big5hkscs")]


def of_size(text: str, encoding: str, size: int) -> tuple[str, bytes]:
    """A text whose bytes are about so many, and the bytes."""
    repeated = text * (1 + size // len(text.encode(encoding)))
    while len(repeated) > 1 and len(repeated.encode(encoding)) > size:
        repeated = repeated[: len(repeated) * 19 // 20] if len(repeated.encode(encoding)) > size * 1.1 else repeated[:-1]
    return repeated, repeated.encode(encoding)


@pytest.mark.parametrize("size", [1_000, 100_000])
@pytest.mark.parametrize(("name", "encoding"), READABLE)
def test_a_text_of_a_thousand_bytes_is_decoded_right(name: str, encoding: str, size: int) -> None:
    text, data = of_size(TEXTS[name], encoding, size)
    assert decode(data, "f").text == text


@pytest.mark.parametrize("cut", [0, 1, 2, 3])
@pytest.mark.parametrize("size", [20, 50, 1_000])
@pytest.mark.parametrize(("name", "encoding"), READABLE)
def test_no_size_and_no_cut_gives_mojibake(name: str, encoding: str, size: int, cut: int) -> None:
    text, data = of_size(TEXTS[name], encoding, size)
    try:
        decoded = decode(data[: len(data) - cut], "f")
    except Refused as refused:
        assert refused.code in ("encoding", "binary", "no-text")
        assert size < 1_000
    else:
        assert text.startswith(decoded.text) and len(text) - len(decoded.text) <= 3
        assert cut == 0 or len(text) > len(decoded.text)


def test_a_cut_character_is_said_in_the_name_of_the_encoding() -> None:
    assert decode("韧性城市".encode()[:-1], "f").encoding == "utf-8; cut inside the last character"
    assert decode("韧性城市".encode(), "f").encoding == "utf-8"


JAPANESE = "これは日本語の文章です。都市の回復力について説明する。災害に強いまちづくりを進めることが大切である。"
KOREAN = "도시의 회복력은 재난에 대응하는 능력을 말한다. 이는 지속가능한 발전과 관련이 있다."
FRENCH = "La résilience urbaine désigne la capacité d'une ville à résister aux crises et à s'en relever. Été, où êtes-vous ?"
RUSSIAN = "Устойчивость города означает способность системы сопротивляться ударам и восстанавливаться после них."


@pytest.mark.parametrize("size", [60, 1_000, 20_000])
@pytest.mark.parametrize(
    ("text", "encoding", "guess"),
    [
        (JAPANESE, "shift_jis", "Shift-JIS"), (JAPANESE, "euc_jp", "EUC-JP"), (JAPANESE, "iso2022_jp", "ISO-2022"),
        (JAPANESE, "utf-16-le", "UTF-16"), (KOREAN, "euc_kr", "EUC-KR"), (FRENCH, "latin-1", "Latin-1"), (FRENCH, "cp1252", "Latin-1"),
        (RUSSIAN, "cp1251", ""), (RUSSIAN, "koi8-r", ""), (RUSSIAN, "utf-16-be", "UTF-16"), (KOREAN, "cp949", "EUC-KR"),
        (SIMPLIFIED, "euc_jp", ""), (JAPANESE, "gbk", ""), (ENGLISH[30:], "cp1252", "Latin-1"),
    ],
)  # fmt: skip
def test_other_encodings_are_refused_by_name(text: str, encoding: str, guess: str, size: int) -> None:
    data = (text * (1 + size // len(text))).encode(encoding, "ignore")
    with pytest.raises(Refused) as refused:
        decode(data[:size] if encoding != "iso2022_jp" else data, "f.txt")
    assert refused.value.code in ("encoding", "binary") and refused.value.state is State.UNSUPPORTED
    assert guess in refused.value.parameters.get("guess", "binary") or size == 60


@pytest.mark.parametrize(
    ("first", "second"), [("gb18030", "utf-8"), ("utf-8", "gb18030"), ("gb18030", "big5"), ("utf-8", "latin-1"), ("big5", "utf-8")]
)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_in_two_encodings_is_refused(first: str, second: str, share: float) -> None:
    one = (TRADITIONAL if first == "big5" else SIMPLIFIED) * 40
    two = (TRADITIONAL if second == "big5" else FRENCH if second == "latin-1" else SIMPLIFIED) * 40
    data = one[: int(len(one) * share)].encode(first) + two[: int(len(two) * (1 - share))].encode(second)
    with pytest.raises(Refused) as refused:
        decode(data, "f")
    assert refused.value.code == "encoding"


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_and_known_kinds_are_no_text(seed: int) -> None:
    draw = random.Random(seed)
    with pytest.raises(Refused) as refused:
        decode(draw.randbytes(draw.randrange(30, 5_000)), "f")
    assert refused.value.code in ("binary", "encoding")


BINARY = [b"%PDF-1.7\nabc", b"PK\x03\x04 word", b"\x89PNG\r\n", b"\x1f\x8b\x08abc", b"\x7fELF\x02", b"a\0b\0\0\0\0c" * 9]


@pytest.mark.parametrize("data", BINARY)
def test_a_binary_file_named_txt_is_named(data: bytes) -> None:
    with pytest.raises(Refused, match="is not a text file, whatever its name says"):
        decode(data, "f.txt")


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b" \n\t\r\n ", "no-text"), (b"\xef\xbb\xbf", "no-text"), (b"\0", "no-text")])
def test_no_text_is_an_outcome(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        decode(data, "f.txt")
    assert refused.value.code == code and refused.value.state is State.EMPTY


UNSEEN = [
    "\0", "\x01", "\x07", "\x08", "\x1b", "\x7f", "\x9f", "\xad", "\ufeff", "\u200b", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e",
    "\u2060", "\u2066", "\u2069", "\u061c", "\ufe0f", "\ufe00", "\ufff9", "\uffff", "\U000e0001", "\U000e0041", "\U000e0100",
]  # fmt: skip


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("around", ["resilient city", "韧性城市", "韧性 city"])
def test_what_cannot_be_seen_is_dropped_before_offsets_exist(unseen: str, around: str) -> None:
    spoiled = around[:2] + unseen + around[2:]
    assert cleaned(spoiled) == (around, 1)
    assert decode((spoiled + around * 50).encode(), "f").text == around * 51


def test_line_ends_become_one_kind_and_tabs_and_pages_stay() -> None:
    assert cleaned("a\r\nb\rc\u2028d\x85e\vf\n\tg\fh") == ("a\nb\nc\nd\ne\nf\n\tg\fh", 0)
    assert cleaned("a\ud800b") == ("a\ufffdb", 0)


def test_a_nul_in_a_text_goes_and_many_are_binary_data() -> None:
    text = SIMPLIFIED * 20
    assert decode((text[:99] + "\0" + text[99:]).encode(), "f").text == text
    with pytest.raises(Refused):
        decode((text + "\0" * 100).encode(), "f")


def test_the_common_characters_are_those_of_the_two_standards() -> None:
    assert len(common_characters() & {chr(code) for code in range(0x4E00, 0xA000)}) > 3755 + 2000
    assert set("韧性城市韌環境、。“”") <= common_characters() and not set("鏂囨湰鎴愪") <= common_characters()


def test_fifty_megabytes_on_one_line_are_decoded_or_refused_in_seconds() -> None:
    started = time.process_time()
    with pytest.raises(Refused, match="more than 20 million characters"):
        decode(b"resilient " * 5_000_000, "f")
    assert len(decode(("韧性城市" * 1_600_000).encode("gb18030") + b"\n" + (SIMPLIFIED * 99).encode("gb18030"), "f").text) > 6_400_000
    assert time.process_time() - started < 20


# the child process


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(Limits(cpu_seconds=10)) as open_room:
        yield open_room


def found(path: Path) -> Found:
    (one,) = walk([path])
    assert isinstance(one, Found)
    return one


def test_documents_come_back_with_their_passages(tmp_path: Path, room: ReadingRoom) -> None:
    (tmp_path / "paper.md").write_text(f"# Resilience\n\n{ENGLISH * 5}\n\n# 韧性\n\n{SIMPLIFIED * 4}\n", encoding="utf-8")
    (tmp_path / "台.txt").write_bytes((TRADITIONAL * 9).encode("big5"))
    for path, encoding in ((tmp_path / "paper.md", "utf-8"), (tmp_path / "台.txt", "big5")):
        one = found(path)
        reading = room.read(one, content_of(one))
        assert reading.document.uri == str(path) and reading.document.encoding == encoding
        assert reading.passages and all(reading.document.text[p.start : p.end] == p.text for p in reading.passages)


# Readers that misbehave, as parsers do; `fixtures` stands in for a parser's module in the child.
BAD_READERS = {
    "loops": "while True: pass",
    "sleeps": "import time\n    time.sleep(60)",
    "eats": "eaten = []\n    while True: eaten.append(bytearray(10_000_000))",
    "crashes": "import ctypes\n    ctypes.string_at(0)",
    "exits": "import os\n    os._exit(7)",
    "leaves": "raise SystemExit(3)",
    "raises": "raise AssertionError('not documented')",
    "recurses": "read(source)",
    "prints": "print('{}', flush=True)\n    import os\n    os.write(1, b'{}\\n')\n    raise ValueError('printed')",
    "empty": "from ingest import plain\n    return plain.read_plain(source.name, source.uri, '  ', 'x', 'utf-8')",
    "children": "import subprocess\n    subprocess.Popen(['sleep', '1234'])\n    import time\n    time.sleep(60)",
}
EXPECTED = {
    "loops": "timed-out", "sleeps": "timed-out", "eats": "memory", "crashes": "crashed", "exits": "crashed", "leaves": "crashed",
    "raises": "broken", "recurses": "broken", "prints": "broken", "empty": "no-text", "children": "timed-out",
}  # fmt: skip


@pytest.fixture
def bad_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Modules beside the program's own readers, in the child only: its `ingest.readers` package looks in this folder too."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "sitecustomize.py").write_text(
        "import ingest.readers\ningest.readers.__path__.append(__file__.rpartition('/')[0])\n", encoding="utf-8"
    )
    for name, body in BAD_READERS.items():
        (tmp_path / "modules" / f"bad_{name}.py").write_text(f"def read(source):\n    {body}\n", encoding="utf-8")
    root = str(Path(table.__file__).parent.parent.parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "modules"), root]))
    return tmp_path


@pytest.mark.parametrize("name", BAD_READERS)
def test_a_reader_that_misbehaves_ends_as_one_name_and_the_next_file_is_read(bad_readers: Path, name: str) -> None:
    (bad_readers / "bad.txt").write_text("text")
    (bad_readers / "good.txt").write_text(ENGLISH)
    bad, good = found(bad_readers / "bad.txt"), found(bad_readers / "good.txt")
    waits = EXPECTED[name] == "timed-out" and name != "loops"
    with ReadingRoom(Limits(memory_bytes=400_000_000, cpu_seconds=1, wall_seconds=2 if waits else 30)) as room:
        started = time.monotonic()
        with pytest.raises(Refused) as refused:
            room.read(replace(bad, reader=Reader(f"bad_{name}", "1")))
        assert refused.value.code == EXPECTED[name], str(refused.value)
        assert time.monotonic() - started < 32
        assert str(bad_readers / "bad.txt") in str(refused.value)
        assert room.read(good).document.text == ENGLISH
    assert not _processes_named("1234")


def _processes_named(argument: str) -> list[str]:
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
    return [line for line in lines if line.split("\0")[:2] == ["sleep", argument]]


def test_a_file_that_changed_between_hash_and_reading_is_refused(tmp_path: Path, room: ReadingRoom) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH)
    with pytest.raises(Refused) as refused:
        room.read(found(tmp_path / "a.txt"), content="0" * 64)
    assert refused.value.code == "changed"


@pytest.mark.parametrize("seed", range(60))
def test_mutated_texts_end_in_one_outcome_each(tmp_path: Path, room: ReadingRoom, seed: int) -> None:
    """T17 in short: 60 damaged files, each a whole document or one name; the parent never sees anything else."""
    draw = random.Random(seed)
    data = bytearray(TEXTS[draw.choice(list(TEXTS))].encode(draw.choice(["utf-8", "gb18030", "utf-16"]), "replace") * draw.randrange(1, 30))
    for _ in range(draw.randrange(1, 20)):
        place = draw.randrange(len(data))
        data[place : place + draw.randrange(3)] = draw.randbytes(draw.randrange(4))
    (tmp_path / "a.md").write_bytes(bytes(data))
    try:
        reading = room.read(found(tmp_path / "a.md"))
    except Refused as refused:
        assert refused.code in ("encoding", "binary", "no-text", "empty")
    else:
        assert all(reading.document.text[p.start : p.end] == p.text for p in reading.passages)
        assert "\0" not in reading.document.text


def test_the_table_knows_each_kind_and_names_what_reads_it() -> None:
    assert reader_for("论文.TXT") == reader_for("a.markdown") == Reader("text", "1")
    assert reader_for("a.exe") is None and reader_for("txt") is None
    assert Reader("text", "1").name == f"text-1/split-{SPLITTER_VERSION}"
    assert all(callable(reader.load()) for reader in table.READERS.values())
