"""A draft laid out for export: numbered references, marks, tables and type notes as values; knows nothing about file formats."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.answer import Citation
from assistant.criticism import ARTICLE
from assistant.desk.checking import faults
from assistant.desk.draft import KINDS, Draft, Line
from assistant.desk.sources import Sources
from assistant.desk.trouble import DeskError, Said
from assistant.desk.wording import ended, say
from ingest.catalogue import work
from ingest.types import Language

CHINESE_NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered entry of the references: `text` as printed, its addresses, and the work it resolves to."""

    number: int
    work_id: str
    text: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as printed: its text, its marks ("[1, table 2 row 3]"), its type's short mark."""

    line: Line
    text: str
    marks: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one subhead ("" for none): a table by row heads where there is one, and the other lines."""

    title: str
    table: tuple[tuple[str, Shown, Shown], ...] = ()
    lines: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole draft, ready to be written in any format."""

    language: Language
    title: str
    subtitle: str
    legend: str
    remarks: tuple[str, ...]
    sections: tuple[tuple[str, tuple[Group, ...]], ...]
    references_title: str
    references: tuple[Reference, ...]
    table_head: tuple[str, str, str]
    citations: tuple[Citation, ...] = field(default=())


def laid_out(draft: Draft, sources: Sources) -> Page:
    """The draft as a page. Raises DeskError, naming each line that is untyped or unsupported."""
    if not draft.lines():
        raise DeskError([Said("nothing_left")])
    found = faults(draft, sources)
    if found:
        raise DeskError([one.said for one in found])
    return page_of(draft, sources)


def page_of(draft: Draft, sources: Sources) -> Page:
    """The draft as a page, faults and all: for a preview."""
    language = draft.language
    cited = numbered(draft)
    references = _references(cited, sources, language)
    numbers = {(one.work_id, one.urls): reference.number for one, reference in zip(_firsts(cited), references, strict=True)}
    sections = []
    for number, section in enumerate([one for one in draft.sections if one.lines]):
        title = say(f"section_{section.id}", language)
        head = f"{CHINESE_NUMBERS[number]}、{title}" if language == "zh" else f"{number + 1}. {title}"
        sections.append((head, _groups([_shown(line, numbers, language) for line in section.lines])))
    profile = draft.profile
    audience = profile.said("audience", language)
    note = "draft_note" if audience else "draft_note_bare"
    head = say("section_references", language)
    return Page(
        language,
        say("draft_title", language, name=profile.said("name", language)),
        say(note, language, year=draft.year, audience=audience),
        say("legend", language),
        tuple(remark[0 if language == "en" else 1] for remark in profile.remarks),
        tuple(sections),
        f"{CHINESE_NUMBERS[len(sections)]}、{head}" if language == "zh" and len(sections) < len(CHINESE_NUMBERS) else head,
        references,
        (say("table_condition", language), say("table_there", language), profile.said("name", language)),
        cited,
    )


def numbered(draft: Draft) -> tuple[Citation, ...]:
    """Each distinct citation of the draft once, in order of first use."""
    found = {(one.passage, one.start, one.end): one for line in draft.lines() for one in line.citations}
    return tuple(found.values())


def _firsts(cited: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """The first citation of each reference entry: a work, or what was read about it at certain addresses."""
    found: dict[tuple[str, tuple[str, ...]], Citation] = {}
    for one in cited:
        found.setdefault((one.work_id, one.urls), one)
    return tuple(found.values())


def _references(cited: tuple[Citation, ...], sources: Sources, language: Language) -> tuple[Reference, ...]:
    return tuple(_reference(number, one, sources, language) for number, one in enumerate(_firsts(cited), 1))


def _reference(number: int, cited: Citation, sources: Sources, language: Language) -> Reference:
    """Authors (year). Title. Publisher. — and, for a note, that it is one."""
    known = work(cited.work_id)
    urls = cited.urls or sources.holdings.addresses(cited.work_id)
    if known is None:
        return Reference(number, cited.work_id, ended(cited.work, language), urls)
    title = (known.title_zh or known.title) if language == "zh" else known.title
    corporate = known.publisher if cited.work_id != ARTICLE and "ICLEI" in known.publisher else _people(known.authors, language)
    year = f" ({known.year})" if known.year else ""
    noted = "" if cited.kind in ("paper", "digest", "added") else (" Note on it, read at:" if language == "en" else "相关资料，查阅于：")
    stop = ". " if language == "en" else "。"
    published = f"{known.publisher}{stop.strip()}" if corporate != known.publisher else ""
    text = f"{corporate}{year}{stop}{title}{stop}{published}".strip()
    return Reference(number, cited.work_id, f"{text}{noted}".strip(), urls)


def _people(authors: tuple[str, ...], language: Language) -> str:
    """The authors as the language writes them, where they are known in both: "Na Chen (陈娜)"."""
    both = [re.fullmatch(r"(.*?)\s*[(（]([^()（）]*[\u4e00-\u9fff][^()（）]*)[)）]", author) for author in authors]
    names = [(match[2] if language == "zh" else match[1]) if match else author for match, author in zip(both, authors, strict=True)]
    return ("、" if language == "zh" and all(both) else ", ").join(names)


def _shown(line: Line, numbers: dict[tuple[str, tuple[str, ...]], int], language: Language) -> Shown:
    marks = list(dict.fromkeys(_mark(one, numbers, language) for one in line.citations))
    note = say(f"mark_{line.kind}", language) if line.kind in KINDS else "?"
    return Shown(line, line.text, "".join(marks), note)


def _mark(cited: Citation, numbers: dict[tuple[str, tuple[str, ...]], int], language: Language) -> str:
    number = numbers[cited.work_id, cited.urls]
    return f"[{number}{place_in(cited, language)}]"


def place_in(cited: Citation, language: Language) -> str:
    """Where in the article: ", Table 2 row 3", "，3.3节"; nothing for a note, which is its own reference."""
    if cited.work_id != ARTICLE:
        return ""
    words = cited.place.split()
    if len(words) == 4 and words[0] == "table":
        return f", Table {words[1]} row {words[3]}" if language == "en" else f"，表{words[1]}第{words[3]}行"
    if words[0] == "section":
        return f", section {words[1]}" if language == "en" else f"，{words[1]}节"
    if cited.place == "table 1 note":
        return ", note to Table 1" if language == "en" else "，表1注"
    if words[0] == "table":
        return f", Table {words[1]}" if language == "en" else f"，表{words[1]}"
    return f", {cited.place}" if language == "en" else f"，{_OTHER_PLACES.get(words[0], cited.place)}"


_OTHER_PLACES = {"abstract": "摘要", "figure": "图", "highlights": "亮点"}


def _groups(shown: list[Shown]) -> tuple[Group, ...]:
    """The lines by subhead; of a group's cells a table is made, one row for each label."""
    titles = list(dict.fromkeys(one.line.group for one in shown))
    return tuple(_group(title, [one for one in shown if one.line.group == title]) for title in titles)


def _group(title: str, shown: list[Shown]) -> Group:
    cells = [one for one in shown if one.line.style == "cell"]
    rows = []
    for label in dict.fromkeys(one.line.label for one in cells):
        there = [one for one in cells if one.line.label == label and one.line.column == "there"]
        here = [one for one in cells if one.line.label == label and one.line.column != "there"]
        if there and here:
            rows.append((label, there[0], here[0]))
    return Group(title, tuple(rows), tuple(one for one in shown if one.line.style != "cell"))
