"""What a generation's folder says about itself, and the file CURRENT that names the generation in use.

    IndexError_            the index cannot answer
    ├── IndexMissing       there is none yet
    ├── IndexDamaged       its files are not those that were checked
    └── EncoderChanged     its vectors were made by another encoder (an EncoderError, too)

The manifest holds a checksum of every file beside it, CURRENT holds the manifest's: any damage is seen before a byte is
used. Knows nothing about vectors, Chroma or keywords.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from index.modelfolder import EncoderError
from ingest.files import PRIVATE_FILE, fsync_folder, fsync_tree, make_private, private_folder, write_atomically
from ingest.types import ResilientError

FORMAT = 1
INDEX, CURRENT, MANIFEST = "index", "CURRENT", "manifest.json"
CHROMA = "chroma"  # the folder of Chroma's files inside a generation
REMEDY = "Run `resilient rebuild` to build it from the library; nothing is lost."
_NAME = re.compile(r"gen-([1-9][0-9]*)")
_BLOCK = 1 << 20


class IndexError_(ResilientError):
    """The index cannot answer; the message says what to do next."""


class IndexMissing(IndexError_):
    """There is no index yet."""


class IndexDamaged(IndexError_):
    """The index's files are not those that were checked when it was built."""


class EncoderChanged(IndexError_, EncoderError):
    """The index was made with another encoder."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from, and the sha256 of each of its files.

    `state` is the library's when it was built, `program` the program's (`program()`). `exact` says that Chroma's folder could not
    be proved, for the reason in `doubt`, and that exact search serves instead. `deleted` counts the vectors that were deleted from
    Chroma's files since they were made anew. `works`, `languages` and `kinds` are what the numbers in facets.npy stand for.
    """

    state: str
    fingerprint: str
    program: str
    chromadb: str
    count: int
    dimension: int
    works: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    exact: bool = False
    doubt: str = ""
    deleted: int = 0
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


@lru_cache(maxsize=1)
def program() -> str:
    """A hash of the code that decides what an index holds: with other words or other arrays, an index is built anew."""
    folder = Path(__file__).parent
    paths = (folder / "keyword.py", folder / "rows.py", folder.parent / "ingest" / "words.py", folder.parent / "ingest" / "language.py")
    return sha256(b"".join(path.read_bytes() for path in paths if path.exists())).hexdigest()


def index_folder(home: Path) -> Path:
    """Where a home's generations are."""
    return home / INDEX


def generations(home: Path) -> list[tuple[int, Path]]:
    """The number and folder of every generation, finished or not, lowest first."""
    folder = index_folder(home)
    found = [(_NAME.fullmatch(path.name), path) for path in folder.iterdir()] if folder.is_dir() else []
    return sorted((int(match[1]), path) for match, path in found if match)


def current(home: Path) -> tuple[Path, str]:
    """The folder of the generation in use and its manifest's sha256. Raises IndexMissing or IndexDamaged."""
    try:
        words = (index_folder(home) / CURRENT).read_text("ascii").split()
    except FileNotFoundError:
        raise IndexMissing(f"There is no index of the library yet. {REMEDY}") from None
    except (OSError, ValueError) as error:
        raise broken(f"{CURRENT}: {error}") from error
    if len(words) != 2 or not _NAME.fullmatch(words[0]):
        raise broken(CURRENT)
    return index_folder(home) / words[0], words[1]


def read_manifest(folder: Path, expected: str) -> Manifest:
    """The manifest in a folder, proved to be the one with this sha256. Raises IndexDamaged."""
    try:
        data = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise broken(f"{folder.name}: {error.strerror}") from error
    if sha256(data).hexdigest() != expected:
        raise broken(f"{folder.name}/{MANIFEST}")
    found = json.loads(data)
    if found["format"] != FORMAT:
        raise broken(f"{folder.name} has format {found['format']}, this program reads {FORMAT}")
    try:
        return Manifest(**(found | {name: tuple(found[name]) for name in ("works", "languages", "kinds")}))
    except (TypeError, KeyError) as error:
        raise broken(f"{folder.name}/{MANIFEST} is another version's") from error


def switch(home: Path, folder: Path, manifest: Manifest) -> Path:
    """Make a built and checked folder the generation in use: all on the disk first, then CURRENT in one step."""
    make_private(folder)
    data = json.dumps(asdict(manifest), indent=1).encode()
    (folder / MANIFEST).write_bytes(data)
    (folder / MANIFEST).chmod(PRIVATE_FILE)
    fsync_tree(folder)
    fsync_folder(index_folder(home))
    write_atomically(index_folder(home) / CURRENT, f"{folder.name} {sha256(data).hexdigest()}\n".encode())
    return folder


def next_folder(home: Path) -> Path:
    """A new empty folder for a generation, numbered above all that are there."""
    private_folder(index_folder(home))
    present = generations(home)
    folder = index_folder(home) / f"gen-{present[-1][0] + 1 if present else 1}"
    private_folder(folder)
    return folder


def file_hashes(folder: Path) -> dict[str, str]:
    """The sha256 of every file under a folder but its manifest, by relative path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in paths}


def file_hash(path: Path) -> str:
    """The sha256 of a file's bytes."""
    result = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            result.update(block)
    return result.hexdigest()


def verify(folder: Path, manifest: Manifest, names: Iterable[str]) -> None:
    """Return when these files are the very ones that were checked; else raise IndexDamaged."""
    for name in names:
        try:
            sound = file_hash(folder / name) == manifest.files[name]
        except (OSError, KeyError) as error:
            raise broken(f"{folder.name}/{name} is missing or cannot be read") from error
        if not sound:
            raise broken(f"{folder.name}/{name}")


def chroma_files(manifest: Manifest) -> list[str]:
    """The names of the generation's files that are Chroma's."""
    return [name for name in manifest.files if name.startswith(CHROMA + "/")]


def broken(what: str) -> IndexDamaged:
    """The error for an index whose files changed on the disk."""
    return IndexDamaged(f"The index is damaged ({what}). {REMEDY}")
