"""Files that people send in by the page: kept in the home under their own names, so that they can be read again, and shown.

A file's folder is named after its bytes: the same file sent twice is the same input, another of the same name is another. Knows nothing
about screens or about what is in the files.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PurePath

from ingest.files import PRIVATE_FILE, private_folder, require_space, unwritable
from ingest.types import LibraryError

FOLDER = "uploads"
INCOMING = "incoming"  # where a file stands while it comes
LONGEST_NAME = 120  # bytes of a kept name, so that any disk takes it
_BLOCK = 1 << 20
_MEGA = 1_000_000


class NoRoom(LibraryError):
    """Uploads have taken all the space that the settings give them."""

    def __init__(self, most_mb: float) -> None:
        super().__init__(
            f"Uploaded files may take {most_mb:g} MB together, and no more fits. Remove some, or raise `uploads_mb` in the settings."
        )
        self.most_mb = most_mb


def keep(home: Path, files: Sequence[Path], most_mb: float) -> list[Path]:
    """Move files that have come into the home; where each is now, in their order. Raises NoRoom or LibraryError; then they are gone."""
    folder = home / FOLDER
    try:
        private_folder(folder)
        coming = sum(file.stat().st_size for file in files)
        if coming + _taken(folder) > most_mb * _MEGA:
            raise NoRoom(most_mb)
        require_space(folder, coming)
        return [_kept(folder, file) for file in files]
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        for file in files:
            with suppress(OSError):
                file.unlink()


def _taken(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("*/*") if file.is_file())


def _kept(folder: Path, file: Path) -> Path:
    own = folder / _mark(file)
    private_folder(own)
    to = own / kept_name(file.name)
    shutil.move(file, to)
    to.chmod(PRIVATE_FILE)
    return to


def _mark(file: Path) -> str:
    made = sha256()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            made.update(block)
    return made.hexdigest()[:16]


def kept_name(name: str) -> str:
    """A name of one part that any disk takes and that reads as it is: nothing invisible, no way out of the folder, its ending kept."""
    visible = "".join(character for character in unicodedata.normalize("NFC", name) if unicodedata.category(character)[0] != "C")
    base = re.sub(r"\s+", " ", re.split(r"[/\\]", visible)[-1]).strip().lstrip(".") or "file"
    path = PurePath(base)
    room = LONGEST_NAME - len(path.suffix.encode())
    stem = path.stem.encode()[: max(room, 1)].decode("utf-8", "ignore")
    return f"{stem}{path.suffix}" if room > 0 else stem


def is_upload(home: Path, uri: str) -> bool:
    """Whether an input is a file that came by the page."""
    return uri.startswith(f"{(home / FOLDER).absolute()}{os.sep}")


def forget(home: Path, uri: str) -> None:
    """Delete the kept file of an input that was removed; files that did not come by the page are a person's own and stay."""
    if is_upload(home, uri):
        with suppress(OSError):
            Path(uri).unlink()
            Path(uri).parent.rmdir()
