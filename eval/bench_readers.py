"""Measures the PDF reader beside pypdf and pdfplumber on the same files: pages a second, peak memory, and the words that pdftotext finds.

Each runs in a process of its own. Ours does more than the others: order, headings, tables and the place of every word. A word counts as
found when it stands in our text as often as in pdftotext's; running heads, told from pdftotext's own pages, are not looked for.
"""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from eval.bench_figures import Figure, NotInstalled

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT.parent / "shared" / "documents"
LEAST_FOUND = 98.0  # per cent of pdftotext's words: the target
_TOKEN = re.compile(r"[^\W_\u3400-\u9fff]+|[\u3400-\u9fff]")
_EDGE = 3  # lines at a page's top and bottom in which running heads stand
_BASELINE = "pypdf"


def _ours(path: Path) -> tuple[int, str]:
    from ingest.outcomes import Refused
    from ingest.readers.pdf import read
    from ingest.types import Source

    try:
        document = read(Source(str(path), path.name, path.read_bytes()))
    except Refused:
        return 0, ""
    return len(document.pages), document.text


def _pypdf(path: Path) -> tuple[int, str]:
    import logging

    from pypdf import PdfReader

    logging.disable(logging.ERROR)
    texts = [page.extract_text() for page in PdfReader(path).pages]
    return len(texts), "\n".join(texts)


def _pdfplumber(path: Path) -> tuple[int, str]:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
    return len(texts), "\n".join(texts)


READERS: dict[str, Callable[[Path], tuple[int, str]]] = {"ours": _ours, "pypdf": _pypdf, "pdfplumber": _pdfplumber}


def run(documents: Path = DOCUMENTS) -> list[Figure]:
    """The figures of reading. Raises NotInstalled without the other readers or without files."""
    files = [path for path in sorted(documents.glob("*.pdf")) if _has_text(path)]
    if not files:
        raise NotInstalled(f"There are no PDF files with text in {documents.name} beside the repository to measure with.")
    measured = {name: _measured(name, files) for name in READERS}
    pages = measured[_BASELINE]["pages"]
    figures: list[Figure] = []
    for name, values in measured.items():
        of = f"{pages:.0f} pages of {len(files)} files, processor time"
        figures.append(Figure("readers", f"{name}, pages a second", pages / values["seconds"], "a second", of))
        figures.append(Figure("readers", f"{name}, peak memory", values["megabytes"], "MB", "of its process, Python included"))
    for name in ("ours", "pdfplumber"):
        ratio = measured[_BASELINE]["seconds"] / measured[name]["seconds"]
        figures.append(Figure("readers", f"{name} beside {_BASELINE}", ratio, "times", "pages a second"))
    return figures + list(_found_figures(files))


def _has_text(path: Path) -> bool:
    return _ours(path)[1] != ""


def _measured(name: str, files: Sequence[Path]) -> dict[str, float]:
    """Seconds, pages and memory of one reader in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "eval.bench_readers", name, *map(str, files)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise NotInstalled(f"{name} did not read the files ({done.stderr.strip().splitlines()[-1:]}). Run `make bench`, which installs it.")
    values: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return values


def main(arguments: Sequence[str]) -> None:
    """Read the files with one reader and print what it took."""
    read = READERS[arguments[0]]
    read(Path(arguments[1]))  # what is imported at first use
    started = time.process_time()
    pages = sum(read(Path(path))[0] for path in arguments[1:])
    seconds = time.process_time() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"seconds": seconds, "pages": pages, "megabytes": megabytes}))


# ---------------------------------------------------------------- the words that pdftotext finds


def _found_figures(files: Sequence[Path]) -> Iterator[Figure]:
    if shutil.which("pdftotext") is None:
        return
    found = total = 0
    for path in files:
        wanted = body_words(subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout)
        ours = tokens(_ours(path)[1])
        count = len(wanted) - len(missing(wanted, ours))
        found, total = found + count, total + len(wanted)
        yield Figure(
            "readers",
            f"words found, {path.stem[:28]}",
            100 * count / len(wanted),
            "%",
            f"of {len(wanted):,} of pdftotext",
            least=LEAST_FOUND,
        )
    yield Figure("readers", "words found", 100 * found / total, "%", f"of {total:,} of pdftotext, running heads apart", least=LEAST_FOUND)


def tokens(text: str) -> list[str]:
    """Words and Chinese characters, ligatures apart."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text))


def body_words(text: str) -> list[str]:
    """The words of a text whose pages end with a form feed, without lines that recur at the edges of pages and page numbers."""
    pages = [[line.strip() for line in page.splitlines() if line.strip()] for page in text.split("\f")]
    pages = [page for page in pages if page]
    recurring = Counter(key for page in pages for key in {_key(line) for line in [*page[:_EDGE], *page[-_EDGE:]]})
    least = 3 if len(pages) > 4 else 2
    words: list[str] = []
    for page in pages:
        for number, line in enumerate(page):
            edge = number < _EDGE or number >= len(page) - _EDGE
            if not (edge and (recurring[_key(line)] >= least or line.isdecimal())):
                words += tokens(line)
    return words


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line.casefold())


def missing(wanted: Sequence[str], ours: Sequence[str]) -> list[str]:
    """The words that are not in ours as often as wanted; broken pieces are put together before they count as missing."""
    left = Counter(ours)
    lost: list[list[str]] = [[]]
    for word in wanted:
        if left[word] > 0:
            left[word] -= 1
            if lost[-1]:
                lost.append([])
        else:
            lost[-1].append(word)
    rest = " ".join(word for word, count in left.items() for _ in range(count))
    return [word for run in lost if run and "".join(run) not in rest for word in run]


if __name__ == "__main__":
    main(sys.argv[1:])
