"""The papers that are kept say what is so: every command, option, setting, make target, file and example of the README is there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from assistant.settings import Settings
from eval import bench
from ui.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = ("ingest", "index", "assistant", "ui", "eval")


def section(title: str) -> str:
    """The README's text under a heading."""
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The body rows of a Markdown table, cells stripped; a bar within a cell is written `\\|`."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def test_every_command_is_in_the_readme_and_no_other() -> None:
    described = re.findall(r"^\| `resilient (\w+)", section("The terminal"), re.MULTILINE)
    assert sorted(described) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_in_its_commands_row(name: str) -> None:
    (row,) = [line for line in section("The terminal").splitlines() if line.startswith(f"| `resilient {name}")]
    under = [COMMANDS[name], *getattr(COMMANDS[name], "commands", {}).values()]
    options = {option for command in under for parameter in command.params for option in parameter.opts if option.startswith("-")}
    described = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", row))
    assert options - {"--home", "--help"} == described, "the row of a command names its options, all of them and no other"
    assert "--home" in options and "`--home DIR`" in section("The terminal")


def test_the_parts_of_the_benchmarks_are_in_the_readme() -> None:
    assert f"resilient bench [{'|'.join([*bench.PARTS, 'all'])}]".replace("|", "\\|") in README


SETTINGS = {row[0].strip("`"): row[1:] for row in rows(section("Settings"))}


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    assert list(SETTINGS) == list(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_readme_gives_each_settings_default(name: str) -> None:
    field, said = Settings.model_fields[name], SETTINGS[name][0]
    if field.default_factory is None:
        shown = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        assert said == (f"`{shown}`" if shown else "empty")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_read_somewhere(name: str) -> None:
    sources = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path.name != "settings.py"]
    assert any(re.search(rf"settings\.{name}\b", path.read_text(encoding="utf-8")) for path in sources), f"nothing reads {name}"


TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_make_target_is_in_the_readme_and_in_the_help() -> None:
    listed = re.search(r"`make` alone lists what else there is: (.*)\.", section("Two commands"))
    assert listed and sorted(re.findall(r"`(\w+)`", listed[1])) == sorted(set(TARGETS) - {"help"})
    shown = subprocess.run(["make", "--no-print-directory", "-C", str(ROOT)], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\w+)", shown, re.MULTILINE) == TARGETS
    for target in re.findall(r"`?make ([a-z]+)`", README):
        assert target in TARGETS, f"the README speaks of `make {target}`"


def tree() -> Iterator[tuple[Path, bool]]:
    """The paths of the README's tree, and whether it says something about each."""
    above: list[str] = []
    for line in section("The tree").splitlines():
        if line.startswith("    "):
            depth = (len(line) - 4 - len(line[4:].lstrip())) // 2
            name, *about = re.split(r"\s{2,}", line.strip(), maxsplit=1)
            above = [*above[:depth], name]
            yield Path(*above), bool(about)


def tracked() -> set[Path]:
    """The repository's files, those that are about to come in too."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {Path(name) for name in listed.splitlines() if (ROOT / name).is_file()}


def test_the_tree_lists_what_is_there_and_every_file_of_a_package() -> None:
    listed = [path for path, _ in tree()]
    assert len(listed) == len(set(listed))
    assert [str(path) for path in listed if not (ROOT / path).exists()] == [], "listed in the README's tree, but not there"
    of_packages = {path for path in tracked() if path.parts[0] in PACKAGES and path.name != "__init__.py"}
    assert sorted(str(path) for path in of_packages - set(listed)) == [], "not in the README's tree"


def test_every_module_of_the_tree_is_explained() -> None:
    assert [str(path) for path, explained in tree() if path.suffix == ".py" and not explained] == []


def test_links_and_pictures_of_the_papers_lead_to_files() -> None:
    for paper in ("README.md", "CHANGELOG.md", "eval/LOG.md"):
        text = (ROOT / paper).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)\)", text):
            assert re.match(r"https?://", target) or (ROOT / paper).parent.joinpath(target).is_file(), f"{paper} links to {target}"
    assert (ROOT / "ui" / "screenshot.png").stat().st_size < 300_000


def test_the_names_in_the_flow_exist() -> None:
    import importlib

    named = re.findall(r"`((?:index|assistant|ingest)\.[a-z_]+)\.([A-Z]\w+)`", README)
    assert named
    for module, name in named:
        assert hasattr(importlib.import_module(module), name), f"{module}.{name}"


def test_every_figure_of_the_readme_is_in_the_log() -> None:
    log = (ROOT / "eval" / "LOG.md").read_text(encoding="utf-8")
    for measure, value, *_ in rows(section("How good it is")):
        for number in re.findall(r"\d[\d,.]*\d|\d", value):
            assert re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", log), f"{measure}: {number} is not in eval/LOG.md"


def test_the_log_has_a_date_and_a_verdict_in_each_title() -> None:
    titles = re.findall(r"^### (.*)", (ROOT / "eval" / "LOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert titles
    for title in titles:
        assert re.fullmatch(r"20\d\d-\d\d-\d\d \S.* \((kept|dropped|open|measured|met|missed)\b.*\)", title), title


def test_the_changelog_has_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_constraints_pin_every_requirement_to_one_version() -> None:
    pinned = re.findall(r"^([a-zA-Z0-9._-]+)==\S+$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [line for lines in (project["dependencies"], *project["optional-dependencies"].values()) for line in lines]
    names = {name.lower().replace("_", "-").replace(".", "-") for name in pinned}
    assert [line for line in wanted if re.split(r"[<>=]", line)[0].lower() not in names] == []


def test_python_m_eval_knows_its_parts() -> None:
    def called(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "eval", *words], cwd=ROOT, capture_output=True, text=True, check=False)

    assert called().returncode == 2 and "calibrate" in called().stderr
    assert called("--help").returncode == 0
    assert called("nothing").returncode == 2
    assert "--show-failures" in called("run", "--help").stdout
    nothing = called("run", "--id", "no-such-case")
    assert (nothing.returncode, nothing.stdout) == (2, "") and "No case fits" in nothing.stderr, "the home in use stands in for --home"


def test_the_fields_of_a_batch_row_are_in_the_readme() -> None:
    """Each field that a batch row may have is named."""
    from ui.records import BadRow, read_row

    whole = {"id": 1, "question": "什么是 resilience？", "before": ["How?"], "language": "zh"}
    assert not isinstance(read_row(json.dumps(whole).encode()), BadRow)
    assert all(f"`{name}`" in section("The terminal") for name in whole)
