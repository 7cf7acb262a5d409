"""Making a generation: its rows and words here, its Chroma folder in a child process, the proof in another, then the switch.

A small change is made on a copy of the last generation; what cannot be proved so is made anew from the library; what cannot be
proved even then is searched exactly, without Chroma. Until CURRENT is switched the generation before answers. Knows nothing
about how vectors are made or what is asked.
"""

from __future__ import annotations

import fcntl
import random
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index import manifest as manifests
from index.checking import PLAN, Plan
from index.keyword import KeywordIndex
from index.manifest import CHROMA, CURRENT, Manifest, index_folder
from index.rows import Names, Rows, Vectors, facet_names, make_rows, text_numbers
from index.store import chroma_version, folder_size, size_limit
from index.workers import Job, Workers
from ingest.child import Child, ChildDied, ChildStalled
from ingest.files import require_space
from ingest.library import Library, Outline
from ingest.types import LibraryError

if TYPE_CHECKING:
    from index.generation import Generation, Progress

EXHAUSTIVE = 50_000  # vectors up to which a folder made anew is checked one by one (23 s at 50,000 of 256 numbers)
EXHAUSTIVE_CHANGE = 10_000  # the same for a change on a copy: what was checked before the copy is looked at again only in part
SAMPLE = 6_905  # vectors of the rest that are checked: sees a loss of 1 in 1,000 in 999 of 1,000 cases (0.999 ** 6905 = 0.001)
CHANGE_SHARE = 0.3  # a change of more of the vectors than this is made anew: Chroma marks deleted ones and keeps their room
MENDS = 2  # times that vectors which are not found are put in once more before a folder is given up
STALL_SECONDS = 300.0  # a child that says nothing for so long is killed
PROGRESS_EVERY = 500
TEXTS_AT_ONCE = 2000  # passages whose texts are in memory at once while the keyword index is made
HELD = "held"  # the file in such a copy that its process keeps locked
OPEN_COPY = "open-"  # folders in which processes that stay have their own copy of Chroma's files


class Lost(Exception):
    """The check did not find these ids, or found some that should not be there; `count` of them."""

    def __init__(self, ids: Sequence[str], count: int) -> None:
        super().__init__(f"{count} vectors not found")
        self.ids, self.count = ids, count


def make(library: Library, fingerprint: str, base: Generation | None, progress: Progress, workers: Workers) -> tuple[Path, Manifest]:
    """Build, check and switch to a generation of the library as it is; returns its folder and manifest. See `generation.build`."""
    state, outlines = library.state, library.outlines()
    _, vectors = library.vectors(fingerprint)
    if base is not None and (base.manifest.dimension != vectors.shape[1] or base.folder is None):
        base = None
    require_space(library.home, size_limit(len(outlines), vectors.shape[1]) // 2)
    folder = manifests.next_folder(library.home)
    try:
        rows, names = _write_rows(library, folder, outlines, vectors, base, progress)
        deleted, doubt = _write_chroma(folder, rows, base, progress, workers)
        manifest = Manifest(
            state, fingerprint, manifests.program(), chroma_version(), len(outlines), vectors.shape[1], *names,
            exact=deleted is None, doubt=doubt, deleted=deleted or 0, files=manifests.file_hashes(folder),
        )  # fmt: skip
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    before = _in_use(library.home)
    manifests.switch(library.home, folder, manifest)
    sweep(library.home, {folder, *before})
    return folder, manifest


def _in_use(home: Path) -> list[Path]:
    try:
        return [manifests.current(home)[0]]
    except manifests.IndexError_:
        return []


def _write_rows(
    library: Library, folder: Path, outlines: list[Outline], vectors: Vectors, base: Generation | None, progress: Progress
) -> tuple[Rows, Names]:
    """Rows in the order of the last generation with the new ones behind them, so that words and vectors can be kept by row."""
    names = facet_names(outlines)
    before, here = _unchanged(base.rows, outlines, vectors) if base else (np.zeros(0, np.intp), np.zeros(0, np.intp))
    new = np.setdiff1d(np.arange(len(outlines)), here)
    order = np.concatenate([here, new])
    rows = make_rows([outlines[number] for number in order], vectors[order], names)
    texts = _counted(search_texts(library, [outlines[number].id for number in new]), len(new), progress)
    keywords = kept_words(base.keywords, before).add(texts) if base else KeywordIndex.build(texts)
    rows.save(folder)
    keywords.save(folder)
    return rows, names


def _unchanged(old: Rows, outlines: list[Outline], vectors: Vectors) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Row numbers in the last generation, ascending, and in the library, of passages whose text and vector are the same."""
    ids = np.array([line.id.encode() for line in outlines], dtype=np.bytes_)
    _, before, here = np.intersect1d(old.ids, ids, assume_unique=True, return_indices=True)
    same = (old.texts[before] == text_numbers(outlines)[here]) & (old.vectors[before] == vectors[here]).all(axis=1)
    order = np.argsort(before[same])
    return before[same][order], here[same][order]


def search_texts(library: Library, ids: list[str]) -> Iterator[str]:
    """The search texts of these passages, in order, without holding them all."""
    for first in range(0, len(ids), TEXTS_AT_ONCE):
        some = library.passages_by_id(ids[first : first + TEXTS_AT_ONCE])
        yield from (some[id_].search_text for id_ in ids[first : first + TEXTS_AT_ONCE])


def _counted(texts: Iterable[str], total: int, progress: Progress) -> Iterator[str]:
    for number, text in enumerate(texts):
        if number % PROGRESS_EVERY == 0:
            progress("words", number, total)
        yield text
    progress("words", total, total)


def _write_chroma(folder: Path, rows: Rows, base: Generation | None, progress: Progress, workers: Workers) -> tuple[int | None, str]:
    """Fill and prove the generation's Chroma folder: how many vectors were deleted in it so far, or None and why it cannot be proved."""
    doubt = "there are no vectors"
    for plan, deleted in _plans(rows, base):
        shutil.rmtree(folder / CHROMA, ignore_errors=True)
        if not plan.fresh and base is not None and base.folder is not None:
            shutil.copytree(base.folder / CHROMA, folder / CHROMA)
        doubt = _proved(folder, plan, rows, progress, workers)
        if not doubt and folder_size(folder / CHROMA) > size_limit(len(rows.kept_apart()), rows.vectors.shape[1]):
            doubt = "its files grew beyond their limit"
        if not doubt:
            return deleted, ""
    shutil.rmtree(folder / CHROMA, ignore_errors=True)
    return None, doubt


def _proved(folder: Path, plan: Plan, rows: Rows, progress: Progress, workers: Workers) -> str:
    """Do the plan and prove it; the few vectors that a graph made by chance cannot reach are put in once more. "" or what is wrong."""
    doubt, step = "", plan
    for _ in range(1 + MENDS):
        step.write(folder)
        try:
            _run(folder, progress, workers)
        except Lost as lost:
            doubt = f"{lost.count} vectors not found"
            again = np.flatnonzero(rows.mask(lost.ids))
            if len(again) != lost.count:
                break
            step = Plan(False, tuple(lost.ids), tuple(again.tolist()), plan.check)
        except (ChildDied, ChildStalled) as error:
            doubt = str(error) or "it stalled"
            break
        else:
            return ""
        finally:
            (folder / PLAN).unlink()
    return doubt


def _plans(rows: Rows, base: Generation | None) -> Iterator[tuple[Plan, int]]:
    """First the change to the last generation, if it is a small one; then everything anew."""
    wanted = rows.kept_apart()
    if not len(wanted):
        return
    if base is not None and not base.manifest.exact:
        plan = _change(rows, base.rows)
        deleted = base.manifest.deleted + len(plan.delete)
        if deleted + len(plan.add) <= CHANGE_SHARE * len(wanted):
            yield plan, deleted
    everything = tuple(wanted.tolist())
    checked = everything if len(wanted) <= EXHAUSTIVE else _sample(wanted, SAMPLE)
    yield Plan(True, (), everything, checked), 0


def _change(rows: Rows, old: Rows) -> Plan:
    wanted, present = rows.kept_apart(), old.kept_apart()
    _, here, there = np.intersect1d(rows.ids[wanted], old.ids[present], assume_unique=True, return_indices=True)
    same = (rows.vectors[wanted[here]] == old.vectors[present[there]]).all(axis=1)
    kept = wanted[here[same]]
    added = np.setdiff1d(wanted, kept)
    gone = np.setdiff1d(present, present[there[same]])
    rest = kept if len(wanted) <= EXHAUSTIVE_CHANGE else np.array(_sample(kept, SAMPLE), np.intp)
    return Plan(False, tuple(old.names(gone)), tuple(added.tolist()), tuple(np.union1d(added, rest).tolist()))


def _sample(rows: npt.NDArray[np.intp], count: int) -> tuple[int, ...]:
    """Rows drawn anew each time, so that what one check does not look at the next may."""
    return tuple(sorted(random.sample(rows.tolist(), min(count, len(rows)))))


def _run(folder: Path, progress: Progress, workers: Workers) -> None:
    """Fill and check in two processes; the second opens the folder when the first has ended. Raises ChildDied or ChildStalled."""
    jobs: tuple[tuple[Job, str], ...] = (("build", "vectors"), ("check", "check"))
    for job, stage in jobs:
        with workers.take(job, folder) as child:
            _follow(child, stage, progress)
            child.finish()


def _follow(child: Child, stage: str, progress: Progress) -> None:
    while True:
        said = child.receive(STALL_SECONDS)
        if "done" in said:
            progress(stage, said["done"], said["total"])
        elif said.get("known"):
            raise LibraryError(said["error"])
        elif said.get("ok"):
            return
        elif "lost" in said:
            raise Lost(said["lost"], said["count"])
        else:
            raise ChildDied(said["error"])


def kept_words(index: KeywordIndex, rows: npt.NDArray[np.intp]) -> KeywordIndex:
    """The keyword index of these rows alone, which ascend, numbered from 0."""
    number = np.full(index.size, -1, np.int32)
    number[rows] = np.arange(len(rows), dtype=np.int32)
    passages = number[index.passages]
    kept = passages >= 0
    counts = np.add.reduceat(kept, index.starts[:-1]) if len(kept) else np.zeros(0, np.int64)
    held = counts > 0
    starts = np.concatenate([[0], np.cumsum(counts[held])]).astype(np.int64)
    postings: dict[str, Any] = {"keys": index.keys[held], "starts": starts, "passages": passages[kept], "counts": index.counts[kept]}
    others = [field.name for field in fields(KeywordIndex) if field.name not in postings]  # one value a passage
    of_passages: dict[str, Any] = {name: getattr(index, name)[rows] for name in others}
    return KeywordIndex(**postings, **of_passages)


def sweep(home: Path, keep: Collection[Path]) -> None:
    """Remove generations but these, what a killed build left, and copies whose process has ended."""
    for _, folder in manifests.generations(home):
        if folder not in keep:
            shutil.rmtree(folder, ignore_errors=True)
    for path in index_folder(home).iterdir():
        if path.name.startswith(f".{CURRENT}."):
            path.unlink(missing_ok=True)
        elif path.name.startswith(OPEN_COPY) and not _is_held(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_held(copy: Path) -> bool:
    try:
        with (copy / HELD).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return time.time() - copy.stat().st_mtime < STALL_SECONDS  # one that is just being made has no lock yet
    return False
