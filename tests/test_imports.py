"""The drawing of the architecture, run: which package may import which, where each framework lives, and what must not be in the repository.

Every import is read from the source, those inside functions and under TYPE_CHECKING too.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# ui, eval → assistant → index → ingest; ui and eval know nothing of one another
BELOW = {
    "ingest": {"ingest"},
    "index": {"ingest", "index"},
    "assistant": {"ingest", "index", "assistant"},
    "ui": {"ingest", "index", "assistant", "ui"},
    "eval": {"ingest", "index", "assistant", "eval"},
}
MODELS = ("index/encoder.py", "index/rerank.py", "index/training/*", "eval/bench*.py")  # eval/bench*: the baseline, not the program
HOMES = {
    "chromadb": ("index/store.py", "eval/bench*.py"),
    "llama_index.vector_stores": ("index/store.py", "eval/bench*.py"),
    "sentence_transformers": MODELS,
    "torch": MODELS,
    "transformers": MODELS,
    "llama_index": ("index/*", "assistant/*", "eval/bench*.py", "eval/evaluators.py"),
    "llama_index.llms": ("assistant/llm.py",),
    "ollama": ("assistant/llm.py",),
    "openai": (),
    "gradio": ("ui/web.py", "ui/screens/*", "eval/bench_gradio.py"),  # there the baseline, not the program
    "starlette": ("ui/web.py", "ui/routes.py"),
    "mcp": ("ui/tools.py",),
    "typer": ("ui/cli.py",),
    "jieba": ("index/training/*",),
    "docx": ("ingest/readers/*", "assistant/desk/word.py", "assistant/desk/word_style.py"),
    **dict.fromkeys(("pypdfium2", "fitz", "bs4", "lxml", "markdownify"), ("ingest/readers/*",)),
    **dict.fromkeys(("pypdf", "pdfminer", "pdfplumber"), ("eval/bench*.py",)),  # the baselines of our reader
    "httpx": ("assistant/transport.py",),
    **dict.fromkeys(("http.client", "ssl", "certifi"), ("ingest/exchange.py",)),  # the one way out of this machine for a file
    **dict.fromkeys(("requests", "aiohttp", "urllib3"), ()),
    "urllib.request": ("eval/systems.py",),  # a system that a person gives the address of, to be judged
}
INSTALLED_AS = {  # a requirement's name where the module it brings has another
    "docx": "python-docx",
    "sklearn": "scikit-learn",
    "llama_index.core": "llama-index-core",
    "llama_index.embeddings.huggingface": "llama-index-embeddings-huggingface",
    "llama_index.llms.ollama": "llama-index-llms-ollama",
    "llama_index.llms.openai_like": "llama-index-llms-openai-like",
    "llama_index.vector_stores.chroma": "llama-index-vector-stores-chroma",
}
UNDERNEATH = {"torch", "transformers"}  # required by version for what runs on them; only sentence-transformers is imported
TOOLS = {"mypy", "ruff", "pytest-xdist", "pytest-timeout"}  # run, not imported
AGPL = re.compile(r"affero|agpl", re.IGNORECASE)


def repository() -> list[Path]:
    """The files of the repository, those that are about to come in too, relative to its root."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout
    return sorted(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file())


SOURCES = [path for path in repository() if path.suffix == ".py"]
PROGRAM = [path for path in SOURCES if path.parts[0] in BELOW]


def imports(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Line and full name of all that a module's source imports, by statement or by `import_module("…")`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            whole = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, f"{whole}.{name.name}") for name in node.names)
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__", "find_spec", "run_module"}:
            yield from ((node.lineno, name) for name in map(_start, node.args[:1]) if name)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


def _start(node: ast.expr) -> str:
    """The fixed beginning of a text."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def wrong_arrow(path: str, name: str) -> bool:
    """Whether a file of this path may not import this name for the drawing's sake."""
    package, target = path.split("/")[0], name.split(".")[0]
    return target == "tests" or (target in BELOW and target not in BELOW[package])


def away_from_home(path: str, name: str) -> bool:
    """Whether a framework is imported outside its home."""
    return any(
        (name == framework or name.startswith(framework + ".")) and not any(fnmatch(path, home) for home in homes)
        for framework, homes in HOMES.items()
    )


def _found(path: Path) -> list[tuple[int, str]]:
    package = ".".join(path.with_suffix("").parts[:-1])
    return list(imports((ROOT / path).read_text(encoding="utf-8"), package))


@pytest.mark.parametrize("path", PROGRAM, ids=str)
def test_imports_follow_the_drawing(path: Path) -> None:
    assert [f"{path}:{line} imports {name}" for line, name in _found(path) if wrong_arrow(path.as_posix(), name)] == []


@pytest.mark.parametrize("path", PROGRAM, ids=str)
def test_frameworks_stay_at_home(path: Path) -> None:
    assert [f"{path}:{line} imports {name}" for line, name in _found(path) if away_from_home(path.as_posix(), name)] == []


def test_nothing_of_eval_and_ui_is_named_by_the_other() -> None:
    """A process of the other is started through the terminal's word for it, never by an import."""
    for path in PROGRAM:
        other = {"ui": "eval", "eval": "ui"}.get(path.parts[0])
        assert not [name for _, name in _found(path) if other and name.split(".")[0] == other], path


RULES = [
    ("ingest/lines.py", "from index.encoder import Encoder", True),
    ("index/fuse.py", "def f():\n    from assistant import engine", True),
    ("ui/view.py", "import eval.run", True),
    ("eval/run.py", "from importlib import import_module\nimport_module('ui.web')", True),
    ("eval/run.py", "import_module(f'ui.{part}')", True),
    ("assistant/engine.py", "from ..ui import web", True),
    ("ingest/lines.py", "from tests import fakes", True),
    ("ui/view.py", "from ingest.types import Language", False),
    ("assistant/engine.py", "from index.search import Hit", False),
    ("index/fuse.py", "if TYPE_CHECKING:\n    from chromadb import Client", True),
    ("index/store.py", "def f():\n    import chromadb", False),
    ("index/rerank.py", "from sentence_transformers import CrossEncoder", False),
    ("assistant/engine.py", "import torch", True),
    ("index/fuse.py", "import torch.nn as nn", True),
    ("ui/cli.py", "import gradio as gr", True),
    ("ui/screens/desk.py", "import gradio as gr", False),
    ("ui/web.py", "from llama_index.core import Document", True),
    ("index/retriever.py", "from llama_index.core.schema import TextNode", False),
    ("index/retriever.py", "from llama_index.vector_stores.chroma import ChromaVectorStore", True),
    ("ingest/walk.py", "import pypdf", True),
    ("ingest/readers/pdf/glyphs.py", "import pypdfium2.raw", False),
    ("index/encoder.py", "import requests", True),
    ("ui/stock.py", "import urllib.request", True),
    ("ingest/fetch.py", "import ssl", True),
    ("ingest/exchange.py", "import http.client", False),
]


@pytest.mark.parametrize(("path", "source", "wrong"), RULES)
def test_the_rules_catch_what_they_should(path: str, source: str, wrong: bool) -> None:
    package = ".".join(Path(path).with_suffix("").parts[:-1])
    assert any(wrong_arrow(path, name) or away_from_home(path, name) for _, name in imports(source, package)) is wrong


def requirements() -> dict[str, list[str]]:
    """The names of the required packages by group; the program's own under the empty name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    return {group: [re.split(r"[<>=!~\[; ]", line)[0] for line in lines] for group, lines in groups.items()}


def _modules() -> set[str]:
    return {name for path in SOURCES for _, name in _found(path)}


def test_every_requirement_is_imported_somewhere() -> None:
    bare = _modules()
    modules = {package: module for module, package in INSTALLED_AS.items()}
    for name in {name for names in requirements().values() for name in names} - UNDERNEATH - TOOLS:
        module = modules.get(name, name.replace("-", "_"))
        assert any(found == module or found.startswith(module + ".") for found in bare), f"{name} is required, but nothing imports it"


def test_every_import_of_the_program_is_required() -> None:
    known = {name.replace("-", "_") for names in requirements().values() for name in names}
    for path in PROGRAM:
        for line, name in _found(path):
            top = name.split(".")[0]
            if top in sys.stdlib_module_names or top in BELOW or not name:
                continue
            package = next((p for module, p in INSTALLED_AS.items() if name.startswith(module)), top).replace("-", "_")
            assert package in known, f"{path}:{line} imports {name}, which pyproject.toml does not name"


def test_every_requirement_says_why_and_is_not_under_the_agpl() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    from importlib.metadata import PackageNotFoundError, metadata

    for name in {name for names in requirements().values() for name in names}:
        of_it = [line for line in lines if re.match(rf'\s+"{re.escape(name)}[<>=]', line)]
        assert of_it and all(re.search(r'",\s+# \w', line) for line in of_it), f"{name} has no reason on its line"
        try:
            about = metadata(name)
        except PackageNotFoundError:  # of a group that is not installed here
            continue
        licence = " ".join([about.get("License-Expression") or "", about.get("License") or "", *(about.get_all("Classifier") or [])])
        assert not AGPL.search(licence[:2000]), f"{name}: {licence}"


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_every_module_says_what_it_is(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert (not text.strip() and path.name == "__init__.py") or ast.get_docstring(ast.parse(text)), f"{path} has no docstring"


NO_TEXT = {".png", ".ico", ".npy", ".npz", ".safetensors"}
MACHINE_PATH = re.compile(r"(?<![\w.:])/(work|farm|home|Users|root|mnt|media)/\w")
THIS_MACHINE = {"work", "farm"}


def test_no_path_of_a_machine_is_in_the_repository() -> None:
    """Paths start at the repository or at the home; addresses of the web may hold such words."""
    for path in _texts():
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
            found = MACHINE_PATH.search(re.sub(r"https?://\S+", "", line))
            invented = found and path.parts[0] == "tests" and found[1] not in THIS_MACHINE  # a test may speak of somebody's home
            assert not found or invented, f"{path}:{number} {line.strip()[:120]}"


def _texts() -> list[Path]:
    return [path for path in repository() if path.suffix not in NO_TEXT]


SHARED = ROOT.parent / "shared"
LONG_RUN = {True: 28, False: 80}  # letters that two texts share by chance no more: Chinese, other


@pytest.mark.skipif(not (SHARED / "corpus" / "paper.txt").is_file(), reason="the paper is not here (../shared/corpus/paper.txt)")
def test_nothing_of_the_shared_data_is_in_the_repository() -> None:
    """No file of ../shared that is not ours to give, and no sentence of the paper; facts and names are allowed."""
    import hashlib

    ours = {"facts.jsonl", "works.jsonl", "errata.jsonl", "questions.jsonl"}  # README of the corpus: ours, may be taken in
    theirs = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for folder in ("corpus", "documents", "training")
        for path in (SHARED / folder).rglob("*")
        if path.is_file() and path.name not in ours and path.stat().st_size
    }
    for path in repository():
        assert (same := theirs.get(hashlib.sha256((ROOT / path).read_bytes()).hexdigest())) is None, f"{path} is {same}"
    assert [hit for path in _texts() for hit in _quotes(path)] == []


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _body() -> str:
    """The paper's running text in both languages: no titles, no references, no tables."""
    halves = (SHARED / "corpus" / "paper.txt").read_text(encoding="utf-8").split("REFERENCES")
    chinese = halves[1].split("从韧性城市大会到雄心城市峰会", 1)[-1] if len(halves) > 1 else ""
    text = _letters(halves[0]) + "\0" + _letters(chinese)
    names = (
        "From Resilient Cities Congress to Daring Cities: Policies, Actions, and Hot Trends of Resilient City Development",
        "从韧性城市大会到雄心城市峰会：韧性城市发展政策、行动与热点",
    )
    for name in names:
        text = text.replace(_letters(name), "\0")
    follows = "|".join(["goal\\d", *(f"{kind}resilience" for kind in ("social", "ecological", "infrastructure", "institutional", "cyber"))])
    return re.sub(rf"goal\d+[a-z]+?(?={follows})", "\0", text)  # the official wording of the goals is a name too


def _quotes(path: Path) -> Iterator[str]:
    body = _quotes.__dict__.setdefault("body", _body())
    for line in re.split(r"[\n。.!?！？]", (ROOT / path).read_text(encoding="utf-8")[:3_000_000]):
        letters = _letters(line)
        size = LONG_RUN[sum("一" <= letter <= "鿿" for letter in letters) > len(letters) / 2]
        if len(letters) >= size and any(letters[place : place + size] in body for place in range(0, len(letters) - size + 1, 7)):
            yield f"{path}: {line.strip()[:90]}"
