"""Which files of a folder are read: regular ones inside it, each named with an outcome, in a stable order."""

from __future__ import annotations

import os
import re
import resource
import socket
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ingest.outcomes import OUTCOMES, Refused
from ingest.types import State
from ingest.walk import Found, Left, content_of, printable, read_bytes, walk


def outcomes(*paths: Path | str, most_bytes: int = 1000) -> dict[str, str]:
    return {one.name: "found" if isinstance(one, Found) else one.refused.code for one in walk(paths, most_bytes)}


def found(path: Path) -> Found:
    (one,) = walk([path])
    assert isinstance(one, Found)
    return one


def test_every_file_of_a_folder_ends_in_one_outcome(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "论文.md").write_text("# 标题", encoding="utf-8")
    (tmp_path / "UPPER.TXT").write_text("text")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "picture.png").write_bytes(b"x")
    (tmp_path / "nosuffix").write_bytes(b"x")
    (tmp_path / "fits.txt").write_bytes(b"x" * 1000)
    (tmp_path / "big.txt").write_bytes(b"x" * 1001)
    os.mkfifo(tmp_path / "fifo.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.txt"))
    assert outcomes(tmp_path) == {
        "a.txt": "found", "论文.md": "found", "UPPER.TXT": "found", "empty.txt": "empty", "picture.png": "unsupported",
        "nosuffix": "unsupported", "fits.txt": "found", "big.txt": "too-big", "fifo.txt": "not-a-file", "s.txt": "not-a-file",
    }  # fmt: skip


def test_the_order_is_by_name_and_depth_first_and_stable(tmp_path: Path) -> None:
    for name in ("b/二.txt", "b/1.txt", "a/c/x.txt", "a/a.txt", "z.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    order = [str(Path(one.uri).relative_to(tmp_path)) for one in walk([tmp_path])]
    assert order == ["z.txt", "a/a.txt", "a/c/x.txt", "b/1.txt", "b/二.txt"]
    assert order == [str(Path(one.uri).relative_to(tmp_path)) for one in walk([tmp_path])]


def test_links_are_named_and_nothing_outside_is_reached(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir(), inside.mkdir()
    (outside / "secret.txt").write_text("secret")
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    (inside / "folder.txt").symlink_to(outside)
    (inside / "loop.txt").symlink_to(inside)
    (inside / "dangling.txt").symlink_to(outside / "nothing")
    (inside / "hard.txt").hardlink_to(outside / "secret.txt")
    (inside / "good.txt").write_text("good")
    assert outcomes(inside) == {
        "file.txt": "link", "folder.txt": "link", "loop.txt": "link", "dangling.txt": "link", "hard.txt": "hard-link", "good.txt": "found",
    }  # fmt: skip
    assert outcomes(outside / "secret.txt") == {"secret.txt": "found"}  # a path that a person gives may have two names


def test_a_folder_that_becomes_a_link_is_not_entered(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir(), (tmp_path / "out").mkdir()
    (tmp_path / "in" / "sub").mkdir()
    (tmp_path / "in" / "sub" / "a.txt").write_text("mine")
    (tmp_path / "out" / "a.txt").write_text("them")
    one = found(tmp_path / "in")
    (tmp_path / "in" / "sub").rename(tmp_path / "in" / "was")
    (tmp_path / "in" / "sub").symlink_to(tmp_path / "out")
    with pytest.raises(Refused) as refused:
        read_bytes(one)
    assert refused.value.code == "changed"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("nothing.txt", "missing"), ("https://example.org/a.pdf", "address"), ("ftp://example.org/a", "address"), ("a\0b.txt", "missing"),
        ("没有.txt", "missing"), ("x" * 300 + ".txt", "missing"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_named(path: str, code: str) -> None:
    (left,) = walk([path])
    assert isinstance(left, Left) and left.refused.code == code
    assert "\0" not in str(left.refused) and str(left.refused).endswith(".")


def test_a_folder_with_nothing_readable_says_so_after_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_bytes(b"x")
    *_, last = walk([tmp_path])
    assert isinstance(last, Left) and last.refused.code == "empty-folder" and last.refused.state is State.EMPTY
    assert ".md, .pdf, .text, .txt" in str(last.refused)
    (tmp_path / "b.txt").write_bytes(b"x")
    assert all(one.uri != str(tmp_path) for one in walk([tmp_path]))


def test_names_with_a_dot_in_front_are_inputs_only_when_given(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text("x")
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "a.txt").write_text("x")
    assert outcomes(tmp_path) == {"a.txt": "found"}
    assert outcomes(tmp_path / ".hidden.txt") == {".hidden.txt": "found"}


def test_a_file_that_is_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert len(list(walk([tmp_path / "a.txt", tmp_path, str(tmp_path) + "/./a.txt"]))) == 1


def test_too_many_files_end_the_folder_with_a_name(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text("x")
    assert [type(one).__name__ for one in walk([tmp_path], most_files=4)] == ["Found"] * 4
    *first, last = walk([tmp_path], most_files=3)
    assert len(first) == 3 and isinstance(last, Left) and last.refused.code == "too-many"


def test_names_that_are_no_text_are_read_and_shown(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.txt"))).write_text("x")
    (tmp_path / ("长" * 80 + ".txt")).write_text("x")
    named = {one.name: one for one in walk([tmp_path])}
    one = named["caf\\xe9\\x0a.txt"]
    assert isinstance(one, Found) and read_bytes(one) == b"x"
    assert one.uri.endswith("/caf%E9%0A.txt") and one.uri.startswith("file:///")
    assert "长" * 80 + ".txt" in named
    assert printable("标题 a\u202eb") == "标题 a\\u202eb"


def test_the_bytes_and_their_hash_are_those_of_the_file_that_was_found(tmp_path: Path) -> None:
    data = "韧性 resilience ".encode() * 100_000
    (tmp_path / "a.txt").write_bytes(data)
    one = found(tmp_path / "a.txt")
    assert read_bytes(one) == data and content_of(one) == sha256(data).hexdigest()


@pytest.mark.parametrize("change", ["grow", "shrink", "remove", "fifo"])
def test_a_file_that_changes_after_it_was_found_is_refused(tmp_path: Path, change: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    one = found(path)
    if change in ("remove", "fifo"):
        path.unlink()
    if change == "fifo":
        os.mkfifo(path)
    if change in ("grow", "shrink"):
        path.write_bytes(b"x" * (101 if change == "grow" else 99))
    with pytest.raises(Refused) as refused:
        read_bytes(one)
    assert refused.value.code == "changed"


def test_a_file_that_grows_beyond_the_limit_is_not_read_further(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 50)
    one = found(tmp_path / "a.txt")
    (tmp_path / "a.txt").write_bytes(b"x" * 101)
    with pytest.raises(Refused) as refused:
        read_bytes(replace(one, size=101), most_bytes=100)
    assert refused.value.code == "too-big"


def test_a_sparse_file_of_ten_gigabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(10_000_000_000)
    (left,) = walk([tmp_path / "a.txt"])
    assert isinstance(left, Left) and str(left.refused) == (
        f"{tmp_path}/a.txt has 10,000 MB; up to 50 MB are read. Divide it into smaller files."
    )


@pytest.fixture
def as_somebody() -> Iterator[Path]:
    """A folder while this process is not root, to whom every file is readable."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        before = os.geteuid()
        if before == 0:
            os.seteuid(65534)
        yield Path(name)
        os.seteuid(before)


def test_what_may_not_be_read_is_named(as_somebody: Path) -> None:
    state = [as_somebody / name for name in ("folder", "file.txt")]
    os.seteuid(0) if os.getuid() == 0 else None
    state[0].mkdir(mode=0o700), state[1].write_text("x"), state[1].chmod(0o600)
    (state[0] / "a.txt").write_text("x")
    if os.getuid() == 0:
        os.seteuid(65534)
    else:
        state[0].chmod(0), state[1].chmod(0)
    assert [one.refused.code for one in walk([state[0]]) if isinstance(one, Left)] == ["unreadable", "empty-folder"]
    with pytest.raises(Refused) as refused:
        read_bytes(found(state[1]))
    assert refused.value.code == "unreadable"
    if os.getuid():
        state[0].chmod(0o700)


@pytest.mark.parametrize("code", OUTCOMES)
def test_every_outcome_is_one_or_two_sentences_with_its_parameters(code: str) -> None:
    state, sentence, _ = OUTCOMES[code]
    names = [part.split("}")[0] for part in sentence.split("{")[1:]]
    refused = Refused(code, **{name: f"<{name}>" for name in names})
    assert refused.state is state and refused.code == code
    begins = ("There", "Reading", "The", "Nothing", "Of", "Open", "If", "<path>", "<host>")
    assert str(refused).startswith(begins) and str(refused).endswith(".")
    assert {"path", "work"} & set(names) and all(f"<{name}>" in str(refused) for name in names)


@pytest.mark.parametrize("code", sorted(OUTCOMES))
def test_each_outcome_is_worded_in_both_languages_with_the_same_names(code: str) -> None:
    _, english, chinese = OUTCOMES[code]
    assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", chinese))
    parameters = {name: f"<{name}>" for name in re.findall(r"{(\w+)}", english)}
    assert all(value in Refused(code, **parameters).sentence(language) for value in parameters.values() for language in ("en", "zh"))
    assert re.search("[\u4e00-\u9fff]", Refused(code, **parameters).sentence("zh"))


def test_devices_and_the_longest_names(tmp_path: Path) -> None:
    assert outcomes(Path("/dev/null")) == {"null": "not-a-file"}
    longest = ["x" * 251 + ".txt", "韧" * 83 + "xx.txt"]
    for name in longest:
        (tmp_path / name).write_text("x")
    assert outcomes(tmp_path) == dict.fromkeys(longest, "found")


def test_a_folder_of_very_many_files_is_walked_in_little_memory(tmp_path: Path) -> None:
    """T19: `WALK_FILES=100000` for the long form."""
    count = int(os.environ.get("WALK_FILES", "3000"))
    for number in range(count):
        folder = tmp_path / str(number // 1000)
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.txt").touch()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(isinstance(one, Left) and one.refused.code == "empty" for one in walk([tmp_path])) == count
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000, "kilobytes"


@pytest.mark.parametrize("code", OUTCOMES)
@pytest.mark.parametrize("advised", [False, True])
def test_an_outcome_is_recalled_from_its_english_words(code: str, advised: bool) -> None:
    names = [part.split("}")[0] for part in OUTCOMES[code][1].split("{")[1:]]
    advice = Refused("by-hand", page="https://a.example/页", work="w") if advised else None
    refused = Refused(code, advice=advice, **{name: f"a {name}. 韧性 (b)" for name in names})
    again = Refused.recalled(code, str(refused))
    assert again is not None and (str(again), again.sentence("zh")) == (str(refused), refused.sentence("zh"))
    assert Refused.recalled(code, "Another version of the program said so.") is None and Refused.recalled("nothing", str(refused)) is None
