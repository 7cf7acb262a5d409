"""Exports carry what `verify` needs; a changed source is found exactly; files that strangers made are handled."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from assistant.assemble import ingest, open_assistant
from assistant.desk import carried as carrying
from assistant.desk.desk import Desk
from assistant.desk.draft import Draft
from assistant.desk.profile import checked
from assistant.desk.trouble import DeskError
from assistant.desk.verify import TELLING, opened, verified
from assistant.drift import Drift
from assistant.settings import Settings
from ingest.library import Library
from ingest.types import Language
from tests.assistant.article import NAMED
from tests.assistant.desk.conftest import CITIES, LANGUAGES, profile


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", CITIES)
def test_a_word_file_has_headings_tables_references_and_carries_all(desk: Desk, city: str, language: Language, tmp_path: Path) -> None:
    draft = desk.draft(profile(city), language, 2026)
    file = tmp_path / "draft.docx"
    file.write_bytes(desk.word(draft))
    document = Document(str(file))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles.count("Heading 1") == 11 and styles.count("Title") == 1
    (table,) = document.tables
    rows = {line.label for line in draft.lines() if line.style == "cell"}
    assert len(table.rows) == 1 + len(rows) and len(table.columns) == 8
    whole = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert (
        "resilient-draft" not in whole
        and "[1] " in whole
        and "https://journal.hep.com.cn" in "".join(relation.target_ref for relation in document.part.rels.values() if relation.is_external)
    )
    assert opened(file).citations == carrying.carry(draft, opened_citations(draft)).citations


def opened_citations(draft: Draft) -> tuple:  # type: ignore[type-arg]
    return tuple({(one.passage, one.start, one.end): one for line in draft.lines() for one in line.citations}.values())


def test_the_same_draft_makes_the_same_bytes_of_markdown(desk: Desk, coastal: Draft) -> None:
    assert desk.markdown(coastal) == desk.markdown(desk.draft(profile("coastal"), "zh", 2026))


@pytest.mark.parametrize("suffix", ["md", "docx"])
def test_all_stands_in_the_library_it_was_drafted_from(desk: Desk, coastal: Draft, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"draft.{suffix}"
    file.write_bytes(desk.word(coastal) if suffix == "docx" else desk.markdown(coastal).encode())
    found = verified(opened(file), desk.sources.library)
    assert len(found) > 30 and all(one.drift is Drift.SAME for one in found)


TOWN = checked({"name": "Bankside", "hazards": ["floods"], "subsystems": ["social", "cyber"], "language": "en"})


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Settings, Path]]:
    """A home with a small article of ours as the catalogued one, and its file."""
    source, settings = tmp_path / "towns.txt", Settings(home=tmp_path / "home")
    source.write_text(NAMED, encoding="utf-8")
    ingest(settings, [str(source)], bundled=False)
    yield settings, source


def test_a_changed_source_is_found_exactly(town: tuple[Settings, Path], tmp_path: Path) -> None:
    settings, source = town
    with open_assistant(settings) as assistant:
        exported = tmp_path / "draft.md"
        exported.write_text(assistant.desk().markdown(assistant.desk().draft(TOWN, "en", 2026)), encoding="utf-8")
    quotes = [quoted.quote for quoted in opened(exported).citations]
    old, new = "training of bell ringers for the alarm network", "training of drummers for the alarm network"
    touched = [quote for quote in quotes if old in quote]
    assert touched and len(touched) < len(quotes)
    source.write_text(NAMED.replace(old, new), encoding="utf-8")
    ingest(settings, [str(source)], bundled=False)
    with Library.open(Path(settings.home)) as library:
        found = verified(opened(exported), library)
    assert [one.quoted.quote for one in found if not one.stands] == touched
    changed = [one for one in found if not one.stands]
    assert all(one.drift is Drift.CHANGED and one.now and new in one.now.text for one in changed)


def test_a_work_that_went_is_gone(coastal: Draft, desk: Desk, town: tuple[Settings, Path], tmp_path: Path) -> None:
    exported = tmp_path / "draft.md"
    exported.write_text(desk.markdown(coastal), encoding="utf-8")
    with Library.open(Path(town[0].home)) as library:
        found = verified(opened(exported), library)
    assert all((one.drift is Drift.GONE) == (one.quoted.work != "chen-2024") for one in found)
    assert all(one.drift is Drift.CHANGED for one in found if one.quoted.work == "chen-2024" and len(one.quoted.quote) >= TELLING)


def line_of(desk: Desk, draft: Draft) -> str:
    found = re.search(r"resilient-draft [^ ]+ [^ ]+ [^ ]+", desk.markdown(draft))
    assert found
    return found[0]


def test_files_that_carry_nothing_or_lies(desk: Desk, coastal: Draft, tmp_path: Path) -> None:
    line = line_of(desk, coastal)
    bomb = carrying.written(carrying.Carried(city="x" * 20_000))
    files = {
        "plain.md": b"# A draft\n",
        "cut.md": line[:-40].encode() + b"AAAA",
        "newer.md": line.replace("draft 1 ", "draft 2 ", 1).encode(),
        "other.md": b"resilient-draft 1 " + b"0" * 64 + b" AAAA",
        "broken.docx": b"PK\x03\x04 not a zip",
        "empty.docx": zipped({"word/document.xml": b"<x/>"}),
        "binary.md": bytes(range(256)) * 50,
    }
    for name, data in files.items():
        file = tmp_path / name
        file.write_bytes(data)
        with pytest.raises(DeskError) as refused:
            opened(file)
        assert name in refused.value.said("en") and name in refused.value.said("zh")
    assert carrying.read(bomb, "x").city == "x" * 20_000
    with pytest.raises(DeskError):
        opened(tmp_path / "missing.md")


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_part_that_unpacks_without_end_is_read_within_limits(tmp_path: Path) -> None:
    file = tmp_path / "bomb.docx"
    file.write_bytes(zipped({"customXml/item1.xml": b"A" * 60_000_000}))
    with pytest.raises(DeskError):
        opened(file)


def test_an_edited_export_still_verifies(desk: Desk, coastal: Draft, tmp_path: Path) -> None:
    file = tmp_path / "edited.md"
    file.write_text("A person's own preface.\n\n" + desk.markdown(coastal).replace("哥本哈根", "CPH"), encoding="utf-8")
    assert all(one.stands for one in verified(opened(file), desk.sources.library))


@pytest.mark.parametrize("text", ["| a | b |", "<script>x</script>", "# head", "[x](http://y)", "**b** `c` $d$", "1) x --> <!--"])
def test_nothing_a_person_types_acts_in_markdown(desk: Desk, text: str) -> None:
    from assistant.desk import editing

    draft = editing.add(desk.draft(profile("county"), "zh", 2026), "situation", text, "city")
    markdown = desk.markdown(draft)
    assert "<script" not in markdown and markdown.count("<!--") == 1 and not re.search(r"(?<!\\)\]\(http", markdown)
