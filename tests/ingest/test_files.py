"""Atomic writes, private modes under any umask, and the free-space guard at its limit."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ingest import files
from ingest.types import LibraryError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777])
def umask(request: pytest.FixtureRequest):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_files_and_folders_are_private_under_any_umask(tmp_path: Path, umask: int) -> None:
    home = tmp_path / "home"
    files.private_folder(home)
    files.private_file(home / "empty")
    files.write_atomically(home / "写入", b"x")
    assert (mode(home), mode(home / "empty"), mode(home / "写入")) == (0o700, 0o600, 0o600)


def test_a_tree_made_by_others_becomes_private(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir(mode=0o755)
    (tmp_path / "inner" / "file").write_bytes(b"")
    (tmp_path / "inner" / "file").chmod(0o644)
    files.make_private(tmp_path)
    assert (mode(tmp_path / "inner"), mode(tmp_path / "inner" / "file")) == (0o700, 0o600)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    files.write_atomically(tmp_path / "CURRENT", b"old")
    files.write_atomically(tmp_path / "CURRENT", b"new")
    assert (tmp_path / "CURRENT").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]


def test_a_failed_replacement_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write_atomically(tmp_path / "CURRENT", b"old")

    def no_room(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(LibraryError, match="disk is full; free some space"):
        files.write_atomically(tmp_path / "CURRENT", b"new")
    assert (tmp_path / "CURRENT").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]


def test_the_order_is_file_then_rename_then_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def noted_replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    files.write_atomically(tmp_path / "CURRENT", b"new")
    assert steps == ["file", "rename", "folder"]


@pytest.mark.parametrize(("free", "enough"), [(-1, False), (0, True), (1, True)])
def test_room_is_asked_for_at_its_limit(tmp_path: Path, free: int, enough: bool) -> None:
    needed = 5_000_000

    def there(path: Path) -> int:
        return needed + files.SPARE_BYTES + free

    if enough:
        files.require_space(tmp_path, needed, there)
        return
    with pytest.raises(LibraryError, match=f"{needed + files.SPARE_BYTES:,} and {there(tmp_path):,} bytes"):
        files.require_space(tmp_path, needed, there)


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"")
    with pytest.raises(LibraryError, match="home cannot be written: a file of that name is in the way"):
        files.private_folder(tmp_path / "home")


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"mine")
    (tmp_path / "library.db").symlink_to(tmp_path / "target")
    with pytest.raises(LibraryError):
        files.private_file(tmp_path / "library.db")
    assert (tmp_path / "target").read_bytes() == b"mine"
