"""Files that came by the page: kept whole, under harmless names, within their limit, deleted when they are removed."""

from pathlib import Path

import pytest

from assistant import uploads


def came(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def test_the_same_file_is_one_and_another_of_its_name_another(tmp_path: Path) -> None:
    first, second, third = (
        uploads.keep(tmp_path / "home", [came(tmp_path / "came", "报告 a.txt", data)], 1.0)[0] for data in (b"one", b"one", b"two")
    )
    assert first == second != third and {first.read_bytes(), third.read_bytes()} == {b"one", b"two"}
    assert first.name == third.name == "报告 a.txt" and first.stat().st_mode & 0o077 == 0
    assert uploads.is_upload(tmp_path / "home", str(first)) and not uploads.is_upload(tmp_path / "home", str(tmp_path / "x.txt"))
    uploads.forget(tmp_path / "home", str(first))
    assert not first.exists() and third.exists()


def test_a_persons_own_file_is_never_deleted(tmp_path: Path) -> None:
    own = came(tmp_path / "own", "mine.txt", b"mine")
    uploads.forget(tmp_path / "home", str(own))
    assert own.read_bytes() == b"mine"


def test_beyond_the_limit_nothing_is_kept(tmp_path: Path) -> None:
    file = came(tmp_path / "came", "a.txt", b"x" * 2000)
    with pytest.raises(uploads.NoRoom, match=r"0\.001 MB"):
        uploads.keep(tmp_path / "home", [file], 0.001)
    assert not file.exists() and not list((tmp_path / "home" / uploads.FOLDER).glob("*/*"))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\u202etxt.exe\u200b.md", "atxt.exe.md"),
        ("韧性 城市.pdf", "韧性 城市.pdf"),
        ("<script>.txt", "<script>.txt"),
        ("\x00\x1b[31m.txt", "[31m.txt"),
        ("...", "file"),
        ("", "file"),
        (".hidden.txt", "hidden.txt"),
    ],
)
def test_names_are_one_harmless_part(name: str, kept: str) -> None:
    assert uploads.kept_name(name) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = uploads.kept_name("长" * 300 + ".pdf")
    assert name.endswith("长.pdf") and len(name.encode()) <= uploads.LONGEST_NAME
