"""The documents that ship with the program: the digest of the article, and notes on the works around it, ready as passages.

The digest tells the article again in our own words, with the article's places, tables and references; the notes are single facts
with the addresses they were read at. English and Chinese are twins from the start. Parsed when it is ingested, not at answer time.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from ingest.catalogue import ARTICLE
from ingest.catalogue import work as known_work
from ingest.ids import content_hash, document_id, passage_id
from ingest.references import cited
from ingest.search_text import row_search_text, search_text
from ingest.types import Document, Kind, Language, Origin, Passage, Row, Section, Table

_LANGUAGES: tuple[Language, Language] = ("en", "zh")
_SPANNING_HEAD: dict[Language, str] = {"en": "Resilient city subsystems", "zh": "韧性城市子系统"}
_TABLES_TITLE: dict[Language, str] = {"en": "Tables", "zh": "表"}

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A passage before it has its ids; `pair` is the same for twins."""

    pair: str
    language: Language
    section: str
    place: str
    kind: Kind
    origin: Origin
    start: int
    end: int
    search: str = ""
    references: tuple[int, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass(slots=True)
class _Page:
    """A text as it is written, with what was written where."""

    text: str = ""
    drafts: list[_Draft] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def write(self, words: str) -> tuple[int, int]:
        """Adds a paragraph; returns its span."""
        start = len(self.text)
        self.text += words + "\n\n"
        return start, start + len(words)


def bundled_documents() -> list[tuple[Document, list[Passage]]]:
    """The digest of the article, then for each linked work the notes on it; twins, places, references and addresses are set."""
    notes: dict[str, list[Data]] = {}
    for fact in _rows("facts.jsonl"):
        notes.setdefault(fact["work"], []).append(fact)
    return [_digest(), *(_notes(work, facts) for work, facts in notes.items())]


# ---------------------------------------------------------------- the digest


def _digest() -> tuple[Document, list[Passage]]:
    digest, tables, references = _data("digest.toml"), _data("tables.toml"), _data("references.toml")["reference"]
    page = _Page()
    for language in _LANGUAGES:
        for section in digest["section"]:
            _write_section(page, section, digest, language)
        _write_tables(page, tables, language)
        if language == "en":
            _write_references(page, references)
    article = known_work(ARTICLE)
    title = f"Digest of: {article.title}" if article else "Digest"
    return _finished(page, ARTICLE, "digest of the article", title, f"bundled:{ARTICLE}", "digest")


def _write_section(page: _Page, section: Data, digest: Data, language: Language) -> None:
    """A heading and the paragraphs under it."""
    number = section["id"] if section["id"][0].isdigit() else ""
    parents = [one for one in digest["section"] if number.startswith(one["id"] + ".")]
    path = tuple(_heading(one, language) for one in [*parents, section])
    start, end = page.write(path[-1])
    for paragraph in digest["paragraph"]:
        if paragraph["section"] != section["id"]:
            continue
        start_of, end = page.write(paragraph[language].strip())
        page.drafts.append(
            _Draft(
                pair=paragraph["key"],
                language=language,
                section=" / ".join(path),
                place=paragraph["place"],
                kind=paragraph["kind"],
                origin="digest",
                start=start_of,
                end=end,
                references=tuple(paragraph["references"]),
            )
        )
    page.sections.append(Section(number, section[f"title_{language}"], path, language, start, end))


def _heading(section: Data, language: Language) -> str:
    title: str = section[f"title_{language}"]
    return f"{section['id']} {title}" if section["id"][0].isdigit() else title


def _write_tables(page: _Page, data: Data, language: Language) -> None:
    title = _TABLES_TITLE[language]
    start, end = page.write(title)
    for table in data["table"]:
        number, caption, columns = table["number"], table[f"caption_{language}"], tuple(table[f"columns_{language}"])
        head = f"Table {number}: {caption}" if language == "en" else f"表{number}：{caption}"
        span = page.write(head)
        place = f"table {number}"
        page.drafts.append(_Draft(place, language, title, place, "caption", "digest", *span, references=tuple(table["references"])))
        rows: list[Row] = []
        for row in table["row"]:
            cells = _cells(row, data, language)
            start_of, end = page.write(_row_words(row, cells, columns, data, language))
            rows.append(Row(row["key"], cells, start_of, end))
            search = row_search_text(number, caption, columns, cells, _SPANNING_HEAD[language] if "marks" in row else "", language)
            page.drafts.append(_Draft(row["key"], language, title, row["key"], "row", "digest", start_of, end, search))
        page.tables.append(Table(number, caption, language, columns, tuple(rows)))
    page.sections.append(Section("", title, (title,), language, start, end))


def _cells(row: Data, data: Data, language: Language) -> tuple[str, ...]:
    """A row's cells in the columns of the article's table."""
    if "marks" in row:
        marks = tuple("√" if subsystem["id"] in row["marks"] else "" for subsystem in data["subsystem"])
        return (str(row["year"]), row[f"case_{language}"], *marks)
    themes = ("; " if language == "en" else "；").join(row[f"themes_{language}"])
    return (row[f"subsystem_{language}"], themes, _goals(row, data, language))


def _goals(row: Data, data: Data, language: Language) -> str:
    goals = [goal for goal in data["goals"] if goal["number"] in row["goals"]]
    if language == "en":
        return " ".join(f"Goal {goal['number']}: {goal['en']}. {goal['target_en']}" for goal in goals)
    return " ".join(f"目标{goal['number']}：{goal['zh']}。{goal['target_zh']}" for goal in goals)


def _row_words(row: Data, cells: Sequence[str], columns: Sequence[str], data: Data, language: Language) -> str:
    """A row as a person reads it in a sentence or two."""
    if "marks" in row:
        marked = [subsystem[language] for subsystem in data["subsystem"] if subsystem["id"] in row["marks"]]
        if language == "en":
            return f"{cells[0]}: {cells[1]} Marked: {', '.join(marked).lower()}."
        return f"{cells[0]}年：{cells[1]}标注：{'、'.join(marked)}。"
    if language == "en":
        goals = f" {columns[2]}: {cells[2]}" if cells[2] else " No Sustainable Development Goal is assigned to it."
        return f"{cells[0]}. {columns[1]}: {cells[1]}.{goals}"
    goals = f"{columns[2]}：{cells[2]}" if cells[2] else "没有对应的可持续发展目标。"
    return f"{cells[0]}。{columns[1]}：{cells[1]}。{goals}"


def _write_references(page: _Page, references: Iterable[Data]) -> None:
    start, end = page.write("References")
    for entry in references:
        start_of, end = page.write(_reference_words(entry))
        place = f"reference {entry['number']}"
        linked = known_work(entry.get("work", ""))
        urls = tuple(filter(None, [linked.landing_page if linked else None]))
        page.drafts.append(_Draft(place, "en", "References", place, "reference", "digest", start_of, end, urls=urls))
    page.sections.append(Section("", "References", ("References",), "en", start, end))


def _reference_words(entry: Data) -> str:
    """A reference in the style of the article's list."""
    words = f"[{entry['number']}] {_people(entry['authors'])}{_editors(entry)} ({entry['year']}). {entry['title']}."
    if "container" not in entry:
        return words + (f" {entry['publisher']}." if "publisher" in entry else "")
    container = entry["container"]
    if "container_editors" in entry:
        container = f"In: {_people(entry['container_editors'])} (Eds.), {container}"
    volume = entry.get("volume", "") + (f"({entry['issue']})" if "issue" in entry else "")
    parts = [part for part in (container, volume, entry.get("pages", "")) if part]
    return f"{words} {', '.join(parts)}." + (f" {entry['publisher']}." if "publisher" in entry else "")


def _people(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f", & {names[-1]}"


def _editors(entry: Data) -> str:
    return " (Eds.)" if entry.get("editors") else ""


# ---------------------------------------------------------------- notes on the linked works


def _notes(identity: str, facts: Sequence[Data]) -> tuple[Document, list[Passage]]:
    """The facts around one work as a document; each fact is a passage whose origin says where it was read."""
    linked = known_work(identity)
    title = f"Notes on: {linked.title if linked else identity}"
    page = _Page()
    for language in _LANGUAGES:
        heading = title if language == "en" else f"资料：{(linked.title_zh or linked.title) if linked else identity}"
        start, end = page.write(heading)
        for fact in facts:
            start_of, end = page.write((fact["fact"] if language == "en" else fact["fact_zh"]).strip())
            place = f"fact {fact['id']}"
            page.drafts.append(_Draft(place, language, heading, place, "prose", fact["about"], start_of, end, urls=tuple(fact["urls"])))
        page.sections.append(Section("", heading, (heading,), language, start, end))
    return _finished(page, identity, f"notes on {identity}", title, f"bundled:{identity}", "report")


# ---------------------------------------------------------------- finishing


def _finished(page: _Page, work: str, name: str, title: str, uri: str, origin: Origin) -> tuple[Document, list[Passage]]:
    text = page.text.rstrip("\n") + "\n"
    content = content_hash(text.encode("utf-8"))
    document = Document(
        id=document_id(work, name, content),
        work=work,
        name=name,
        title=title,
        uri=uri,
        origin=origin,
        languages=_LANGUAGES,
        text=text,
        content=content,
        encoding="utf-8",
        sections=tuple(sorted(page.sections, key=lambda section: section.start)),
        tables=tuple(page.tables),
    )
    return document, list(_passages(page.drafts, document))


def _passages(drafts: Sequence[_Draft], document: Document) -> Iterator[Passage]:
    ids = [passage_id(document.work, draft.language, draft.place, document.text[draft.start : draft.end]) for draft in drafts]
    sides = {(draft.pair, draft.language): identity for draft, identity in zip(drafts, ids, strict=True)}
    for order, (draft, identity) in enumerate(zip(drafts, ids, strict=True)):
        text = document.text[draft.start : draft.end]
        yield Passage(
            id=identity,
            work=document.work,
            document=document.id,
            language=draft.language,
            section=draft.section,
            place=draft.place,
            kind=draft.kind,
            origin=draft.origin,
            page=None,
            start=draft.start,
            end=draft.end,
            text=text,
            search_text=draft.search or search_text(text, draft.language, draft.kind),
            order=order,
            references=draft.references or (cited(text) if draft.kind in ("prose", "caption", "note") else ()),
            twin=sides.get((draft.pair, "zh" if draft.language == "en" else "en")),
            urls=draft.urls,
        )


def _data(name: str) -> Data:
    return tomllib.loads(files("ingest").joinpath("bundled", name).read_text(encoding="utf-8"))


def _rows(name: str) -> Iterator[Data]:
    for line in files("ingest").joinpath("bundled", name).read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)
