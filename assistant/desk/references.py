"""The references of a draft: each source once, numbered in order of first use, and the marks in the text that lead to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Citation
from assistant.criticism import ARTICLE
from assistant.desk.draft import Draft
from assistant.desk.sources import Sources
from assistant.desk.wording import ended, say
from ingest.catalogue import work
from ingest.types import Language

Source = tuple[str, tuple[str, ...]]  # a work, or what was read about it at certain addresses
Numbers = Mapping[Source, int]


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered entry of the references: `text` as printed, its addresses, and the work it resolves to."""

    number: int
    work_id: str
    text: str
    urls: tuple[str, ...]


def numbered(draft: Draft) -> tuple[Citation, ...]:
    """Each distinct citation of the draft once, in order of first use."""
    found = {(one.passage, one.start, one.end): one for line in draft.lines() for one in line.citations}
    return tuple(found.values())


def numbers_of(cited: Sequence[Citation]) -> Numbers:
    """The number of each source."""
    return {source: number for number, source in enumerate(dict.fromkeys((one.work_id, one.urls) for one in cited), 1)}


def references(cited: Sequence[Citation], sources: Sources, language: Language) -> tuple[Reference, ...]:
    """The entries; a work that was named already is named by its number, with where the further note on it was read."""
    firsts: dict[Source, Citation] = {}
    for one in cited:
        firsts.setdefault((one.work_id, one.urls), one)
    numbers, entries = dict[str, int](), list[Reference]()
    for number, one in enumerate(firsts.values(), 1):
        before = numbers.setdefault(one.work_id, number)
        entry = _reference(number, one, sources, language)
        noted = one.kind not in OWN_KINDS and before != number and entry.urls
        entries.append(Reference(number, one.work_id, say("as_before", language, number=before), entry.urls) if noted else entry)
    return tuple(entries)


OWN_KINDS = ("paper", "digest", "added")  # citations of a work itself, not of a note on it


def _reference(number: int, cited: Citation, sources: Sources, language: Language) -> Reference:
    """Authors (year). Title. Publisher. — and, for a note, that it is one."""
    known = work(cited.work_id)
    urls = cited.urls or sources.holdings.addresses(cited.work_id)
    if known is None:
        return Reference(number, cited.work_id, ended(cited.work, language), urls)
    title = (known.title_zh or known.title) if language == "zh" else known.title
    corporate = known.publisher if cited.work_id != ARTICLE and "ICLEI" in known.publisher else _people(known.authors, language)
    year = "" if not known.year else f" ({known.year})" if language == "en" else f"（{known.year}）"
    noted = "" if cited.kind in OWN_KINDS else (" Note on it, read at:" if language == "en" else "相关资料，查阅于：")
    stop = ". " if language == "en" else "。"
    published = f"{known.publisher}{stop.strip()}" if corporate != known.publisher else ""
    text = f"{corporate}{year}{stop}{title}{stop}{published}".strip()
    return Reference(number, cited.work_id, f"{text}{noted}".strip(), urls)


def _people(authors: tuple[str, ...], language: Language) -> str:
    """The authors as the language writes them, where they are known in both: "Na Chen (陈娜)"."""
    both = [re.fullmatch(r"(.*?)\s*[(（]([^()（）]*[\u4e00-\u9fff][^()（）]*)[)）]", author) for author in authors]
    names = [(match[2] if language == "zh" else match[1]) if match else author for match, author in zip(both, authors, strict=True)]
    return ("、" if language == "zh" and all(both) else ", ").join(names)


def marks(cited: Sequence[Citation], numbers: Numbers, language: Language, *, brief: bool = False) -> str:
    """The marks after a line, each source once with its places: "[1, Table 2 rows 3 and 18; section 4][2]"; `brief` leaves places out."""
    places: dict[int, list[Citation]] = {}
    for one in cited:
        places.setdefault(numbers[one.work_id, one.urls], []).append(one)
    comma, semicolon = (", ", "; ") if language == "en" else ("，", "；")
    shown = []
    for number, ones in places.items():
        where = [] if brief else _places(ones, language)
        shown.append(f"[{number}{comma if where else ''}{semicolon.join(where)}]")
    return "".join(shown)


def _places(cited: Sequence[Citation], language: Language) -> list[str]:
    """The places of one source in words, rows of one table together."""
    rows: dict[str, list[str]] = {}
    found: dict[str, None] = {}
    for one in cited:
        words = one.place.split()
        if one.work_id == ARTICLE and len(words) == 4 and words[0] == "table":
            rows.setdefault(words[1], []).append(words[3])
            found[f"table {words[1]}"] = None
        else:
            found[place_in(one, language)] = None
    tables = {f"table {table}": _rows(table, numbers, language) for table, numbers in rows.items()}
    return [tables.get(place, place) for place in found if place]


def _rows(table: str, rows: Sequence[str], language: Language) -> str:
    """ "Table 2 rows 3, 18"; 表2第3、18行."""
    distinct = sorted(dict.fromkeys(rows), key=lambda row: (len(row), row))
    if language == "zh":
        return f"表{table}第{'、'.join(distinct)}行"
    return f"Table {table} row{'s' if len(distinct) > 1 else ''} {', '.join(distinct)}"


def place_in(cited: Citation, language: Language) -> str:
    """Where in the article: "Table 2", "3.3节"; nothing for a note, which is its own reference."""
    if cited.work_id != ARTICLE:
        return ""
    words = cited.place.split()
    if words[0] == "section":
        return f"section {words[1]}" if language == "en" else f"{words[1]}节"
    if cited.place == "table 1 note":
        return "note to Table 1" if language == "en" else "表1注"
    if words[0] == "table":
        return f"Table {words[1]}" if language == "en" else f"表{words[1]}"
    return cited.place if language == "en" else _OTHER_PLACES.get(words[0], cited.place)


_OTHER_PLACES = {"abstract": "摘要", "figure": "图", "highlights": "亮点"}
