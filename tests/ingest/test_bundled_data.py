"""The data that ships is sound in itself, and complete against the paper where the paper's text lies beside the repository.

Structure, twins and corrections are checked everywhere. With ../shared/corpus/paper.txt: every number, name, mark and reference of the
paper stands in the data, section by section in both languages, and no long run of its words does.
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.language import capitalised, marks, numbers, sentences, without_marks
from ingest.types import Language

REPOSITORY = Path(__file__).parents[2]
BUNDLED = REPOSITORY / "ingest" / "bundled"
PAPER = REPOSITORY.parent / "shared" / "corpus" / "paper.txt"
LANGUAGES: tuple[Language, Language] = ("en", "zh")
with_paper = pytest.mark.skipif(not PAPER.is_file(), reason=f"the paper's text may not be shipped; it is looked for at {PAPER}")

NAMES = {"organisation", "person", "event", "framework", "programme", "city", "country", "region"}
SECTIONS = ("front", "abstract", "keywords", "highlights", "1", "2", "3.1", "3.2", "3.3", "4")
LONGEST_RUN = {"en": 7, "zh": 14}  # words, characters: a run of this length would be the paper's own wording
LONGEST_NAME = 13  # Chinese characters; what is longer between quotation marks is a sentence
NO_NAMES = {"NOTE"}  # words in capitals of the printed page
HEADS = {
    "GRAPHICAL ABSTRACT": "abstract", "ABSTRACT": "abstract", "KEYWORDS": "keywords", "HIGHLIGHTS": "highlights", "RESEARCH FUND": "front",
    "摘要": "abstract", "关键词": "keywords", "文章亮点": "highlights", "基金项目": "front",
}  # fmt: skip
# Names that are no entries of the glossary: lessons, roles and headings that keep the paper's name in any retelling.
NAMED_THINGS = (
    "multi-level governance and multi-stakeholder collaboration", "equal opportunities and access to basic services",
    "know more, act better, and lead together", "Policies, Actions, and Hot Trends of Resilient City Development",
    "平等的机会与基础服务的享有", "多层级治理与多元主体合作", "为韧性融资",
)  # fmt: skip


def data(name: str) -> dict[str, Any]:
    return tomllib.loads((BUNDLED / name).read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (BUNDLED / name).read_text(encoding="utf-8").splitlines()]


DIGEST, TABLES, GLOSSARY = data("digest.toml"), data("tables.toml"), data("glossary.toml")
PARAGRAPHS: list[dict[str, Any]] = DIGEST["paragraph"]
TABLE_ROWS: dict[str, list[dict[str, Any]]] = {table["number"]: table["row"] for table in TABLES["table"]}
REFERENCES: list[dict[str, Any]] = data("references.toml")["reference"]
ATTACHMENTS: list[dict[str, Any]] = data("attachments.toml")["attachment"]
TERMS: list[dict[str, Any]] = GLOSSARY["term"]

each_paragraph = pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda paragraph: paragraph["key"])
each_attachment = pytest.mark.parametrize("attachment", ATTACHMENTS, ids=lambda attachment: attachment["erratum"])
each_language = pytest.mark.parametrize("language", LANGUAGES)


def digits(text: str) -> set[str]:
    return set(re.findall(r"\d+", without_marks(text)))


def place_texts(language: Language) -> dict[str, str]:
    """Every place that can be cited, with the words that stand there."""
    texts: dict[str, str] = {}
    for paragraph in PARAGRAPHS:
        texts[paragraph["place"]] = texts.get(paragraph["place"], "") + "\n" + paragraph[language]
    for table in TABLES["table"]:
        texts[f"table {table['number']}"] = table[f"caption_{language}"]
        texts |= {row["key"]: row_text(row, language) for row in table["row"]}
    for entry in REFERENCES:
        texts[f"reference {entry['number']}"] = " ".join([*entry["authors"], entry["title"]])
    return texts


def row_text(row: dict[str, Any], language: Language) -> str:
    if "marks" in row:
        return str(row[f"case_{language}"])
    return "; ".join([row[f"subsystem_{language}"], *row[f"themes_{language}"]])


# ---------------------------------------------------------------- the data in itself


def test_keys_are_unique_and_sections_known() -> None:
    keys = [paragraph["key"] for paragraph in PARAGRAPHS] + [row["key"] for table in TABLE_ROWS.values() for row in table]
    assert len(keys) == len(set(keys))
    assert {paragraph["section"] for paragraph in PARAGRAPHS} <= {section["id"] for section in DIGEST["section"]}
    assert {paragraph["kind"] for paragraph in PARAGRAPHS} == {"prose", "front", "caption", "note"}
    assert {"figure 1", "figure 2", "table 1 note", "front authors", "front fund"} <= {paragraph["place"] for paragraph in PARAGRAPHS}


@each_paragraph
def test_a_paragraph_says_the_same_in_both_languages(paragraph: dict[str, Any]) -> None:
    english, chinese = paragraph["en"], paragraph["zh"]
    assert len(re.findall(r"[A-Za-z]+", english)) > len(re.findall(r"[\u4e00-\u9fff]", english)), "the English text is not English"
    assert len(re.findall(r"[\u4e00-\u9fff]", chinese)) > len(re.findall(r"[A-Za-z]+", chinese)), "the Chinese text is not Chinese"
    assert digits(english) == digits(chinese)
    assert set(marks(english)) == set(marks(chinese)) == set(paragraph["references"])
    assert set(paragraph["references"]) <= set(range(1, 40))
    assert 0.9 < len(english) / len(chinese) < 4.5, "one language says more than the other"


@each_paragraph
@each_language
def test_every_sentence_stands_alone(paragraph: dict[str, Any], language: Language) -> None:
    dangling = {"en": r"(It|Its|They|Their|This|These|Those|Such|He|She|Her|His)\b", "zh": "(它|其|这|该|此|他|她)"}[language]
    text = paragraph[language]
    spans = sentences(text, language)
    assert 1 <= len(spans) <= 6
    for start, end in spans:
        assert not re.match(dangling, text[start:end]), text[start:end]


def test_tables_have_all_rows_and_valid_marks() -> None:
    subsystems = [subsystem["id"] for subsystem in TABLES["subsystem"]]
    assert subsystems == ["economic", "social", "ecological", "infrastructure", "institutional", "cyber"]
    assert [row["key"] for row in TABLE_ROWS["1"]] == [f"table 1 row {number}" for number in range(1, 6 + 1)]
    assert [row["key"] for row in TABLE_ROWS["2"]] == [f"table 2 row {number}" for number in range(1, 20 + 1)]
    assert [row["subsystem"] for row in TABLE_ROWS["1"]] == subsystems
    for row in TABLE_ROWS["2"]:
        assert row["marks"] == [one for one in subsystems if one in row["marks"]] != [], row["key"]
        assert digits(row["case_en"]) == digits(row["case_zh"]), row["key"]
        assert len(row["cities_en"]) == len(row["cities_zh"]), row["key"]
        assert all(city in row["case_en"] for city in row["cities_en"]), row["key"]
        assert all(city in row["case_zh"] for city in row["cities_zh"]), row["key"]
    counts = {subsystem: sum(subsystem in row["marks"] for row in TABLE_ROWS["2"]) for subsystem in subsystems}
    assert counts == {"economic": 10, "social": 9, "ecological": 10, "infrastructure": 8, "institutional": 8, "cyber": 2}


def test_each_goal_belongs_to_one_subsystem() -> None:
    assert [goal["number"] for goal in TABLES["goals"]] == list(range(1, 17 + 1))
    assert sorted(goal for row in TABLE_ROWS["1"] for goal in row["goals"]) == list(range(1, 17 + 1))
    assert all(goal[key] for goal in TABLES["goals"] for key in ("en", "zh", "target_en", "target_zh"))


def test_references_are_39_and_linked_to_their_works() -> None:
    assert [entry["number"] for entry in REFERENCES] == list(range(1, 39 + 1))
    works = {work["id"]: work["paper_reference"] for work in rows("works.jsonl")}
    linked = {entry["work"]: entry["number"] for entry in REFERENCES if "work" in entry}
    assert linked == {work: number for work, number in works.items() if number is not None}
    known = {erratum["id"] for erratum in rows("errata.jsonl")}
    for entry in REFERENCES:
        corrected = [key in entry for key in ("corrected_en", "corrected_zh", "errata")]
        assert all(corrected) or not any(corrected), entry["number"]
        assert set(entry.get("errata", ())) <= known


def test_the_glossary_is_wide_and_unambiguous() -> None:
    assert len(TERMS) >= 150
    english = [term["en"].casefold() for term in TERMS]
    assert len(english) == len(set(english))
    for term in TERMS:
        forms = [term["en"], term["zh"], *term["variants_en"], *term["variants_zh"]]
        assert all(form == form.strip() != "" for form in forms), term["en"]
        assert len(forms) == len(set(forms)), term["en"]
    iclei = next(term for term in TERMS if term["en"] == "ICLEI")
    assert {"宜可称", "宜可诚", "国际地方环境倡议理事会", "倡导地区可持续发展国际理事会"} <= set(iclei["variants_zh"])
    assert len(set(GLOSSARY["resilient_in_chinese"])) == 5
    cities = {term["en"]: term["zh"] for term in TERMS if term["kind"] == "city"}
    for row in TABLE_ROWS["2"]:
        assert [cities[city] for city in row["cities_en"]] == row["cities_zh"], row["key"]


# ---------------------------------------------------------------- corrections


def test_every_erratum_is_attached_once() -> None:
    assert [attachment["erratum"] for attachment in ATTACHMENTS] == [erratum["id"] for erratum in rows("errata.jsonl")]


@each_attachment
def test_an_attachment_has_places_and_short_notes(attachment: dict[str, Any]) -> None:
    assert attachment["places"]
    assert set(attachment["places"]) <= set(place_texts("en"))
    assert 0 < len(attachment["note_en"]) <= 160
    assert 0 < len(attachment["note_zh"]) <= 70
    assert len(sentences(attachment["note_en"], "en")) == 1


@each_attachment
@each_language
def test_the_terms_of_an_attachment_stand_at_its_places(attachment: dict[str, Any], language: Language) -> None:
    terms = [term.casefold() for term in attachment.get(f"terms_{language}", ())]
    if not terms or "languages" in attachment:  # slips of the printed Chinese text are not in the digest
        return
    texts = place_texts(language)
    for place in attachment["places"]:
        if not re.match(r"table \d$", place):  # a table as a whole is cited by answers that are counted over its rows
            assert any(term in texts[place].casefold() for term in terms), f"{place}: none of {terms}"


# ---------------------------------------------------------------- the data against the paper


@cache
def half(language: Language) -> str:
    """One language's half of the paper, without the reference list."""
    english, rest = PAPER.read_text(encoding="utf-8").split("REFERENCES")
    return english if language == "en" else rest[rest.index("从韧性城市大会到雄心城市峰会") :]


def is_prose(line: str) -> bool:
    """Whether a line is of the running text: no table, no note under one, no caption."""
    furniture = r"\**(Table|表) ?\d|and their associations|City insurance refers|城市保险指|\d\. |图 ?\d|©"
    return "\t" not in line and not re.match(furniture, line)


@cache
def paper_section(language: Language, wanted: str) -> str:
    """The paper's prose of one section, without citation marks, mentions of figures and list numbers."""
    current, kept = "front", []
    for line in filter(is_prose, half(language).splitlines()):
        heading = re.match(r"(\d(?:\.\d)?) +\S", line)
        current = HEADS.get(line.strip(), heading.group(1) if heading else current)
        if current == wanted and line.strip() not in HEADS:
            kept.append(re.sub(r"^(\d(\.\d)? |\d[)）]|- \d |(EDITED|TRANSLATED) BY )", "", line))
    return re.sub(r"[（(](Fig\.|Table|图|表) ?\d[）)]|[\^{}¹²³⁴]", "", without_marks("\n".join(kept)).replace("*", ""))


def digest_section(language: Language, section: str) -> str:
    return "\n".join(without_marks(paragraph[language]) for paragraph in PARAGRAPHS if paragraph["section"] == section)


@with_paper
@pytest.mark.parametrize("section", SECTIONS)
@each_language
def test_every_number_of_a_section_is_in_its_digest(language: Language, section: str) -> None:
    told = digest_section(language, section)
    for source in LANGUAGES:
        paper = paper_section(source, section)
        assert paper.strip()
        superscripts = {"1", "2", "3", "4"} if section == "front" else set()
        assert digits(paper) - superscripts <= digits(told) | {str(number) for number in numbers(told)}
        in_words = {number for number in numbers(re.sub(r"\d+", "", paper)) if number > 1}  # "one" is often no number
        assert in_words <= set(numbers(told)), "a number in words is missing"


@with_paper
@pytest.mark.parametrize("section", SECTIONS)
def test_every_name_of_a_section_is_in_its_digest(section: str) -> None:
    paper = paper_section("en", section)
    english, chinese = digest_section("en", section), digest_section("zh", section)
    for term in (term for term in TERMS if term["kind"] in NAMES):
        forms = [term["en"], *term["variants_en"]]
        if any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", paper) for form in forms):
            assert any(form in english for form in forms), f"{term['en']} is missing in English"
            assert any(form in chinese for form in [term["zh"], *term["variants_zh"]]), f"{term['zh']} is missing in Chinese"
    told = english.casefold()
    heading_lines = 1 if section[0].isdigit() else 0  # English headings are in capitals without being names
    for name in capitalised("\n".join(paper.splitlines()[heading_lines:])):
        words = re.sub(r"\d", "", name).casefold().split()
        if len(words) > 1:
            assert all(word in told for word in words), name


@with_paper
@pytest.mark.parametrize("section", SECTIONS)
def test_every_capital_and_every_quoted_name_of_a_section_is_in_its_digest(section: str) -> None:
    """Without the glossary's help: a name that it lacks is found by its capital in English and by its marks in Chinese."""
    heading_lines = 1 if section[0].isdigit() else 0
    english, chinese = ("\n".join(paper_section(language, section).splitlines()[heading_lines:]) for language in LANGUAGES)
    told = digest_section("en", section).casefold()
    within = re.findall(r"(?<=[a-z,;:)] )[A-Z][A-Za-z-]+", english) + re.findall(r"\b[A-Z]{2,}[a-z]?\b", english)
    assert [name for name in within if name.casefold() not in told and name not in NO_NAMES] == []
    quoted = [name for name in re.findall(r"[“《]([^”》\n]+)[”》]", chinese) if len(name) <= LONGEST_NAME]
    assert [name for name in quoted if name not in digest_section("zh", section)] == []


@with_paper
@each_language
def test_table_2_is_the_papers(language: Language) -> None:
    printed = [line.split("\t") for line in half(language).splitlines() if "√" in line]
    assert len(printed) == 20
    year = ""
    for cells, row in zip(printed, TABLE_ROWS["2"], strict=True):
        year = cells[0].strip() or year
        ticked = [subsystem["id"] for subsystem, cell in zip(TABLES["subsystem"], cells[2:], strict=True) if cell.strip() == "√"]
        assert (str(row["year"]), row["marks"]) == (year, ticked), row["key"]
        expected = [*row[f"cities_{language}"], row[f"country_{language}"]]
        assert all(name in cells[1] for name in expected), row["key"]
        assert digits(cells[1]) <= digits(row[f"case_{language}"]), row["key"]


@with_paper
@each_language
def test_table_1_is_the_papers(language: Language) -> None:
    word = "Goal" if language == "en" else "目标"
    first = {"en": ("Economic resilience", "Social", "Ecological", "Infrastructure", "Institutional", "Cyber resilience"),
             "zh": ("经济韧性", "社会韧性", "生态韧性", "基础设施韧性", "制度韧性", "网络韧性")}[language]  # fmt: skip
    lines = [line for line in half(language).splitlines() if "\t" in line and "√" not in line and line.startswith(first)]
    goals = [[int(number) for number in re.findall(rf"{word} ?(\d+)", line)] for line in lines]
    assert goals == [row["goals"] for row in TABLE_ROWS["1"]]


@with_paper
@pytest.mark.parametrize("entry", REFERENCES, ids=lambda entry: str(entry["number"]))
def test_a_reference_is_as_printed(entry: dict[str, Any]) -> None:
    listed = re.search(rf"^\[{entry['number']}\] (.*)$", PAPER.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed
    printed = listed.group(1).replace("*", "")
    container = entry.get("container", "")
    volume = entry.get("volume", "") + (f"({entry['issue']})" if "issue" in entry else "")
    parts = [*entry["authors"], f"({entry['year']})", entry["title"], container, volume, entry.get("pages", ""), entry.get("publisher", "")]
    assert [part for part in parts if part not in printed] == []
    rest = printed.replace("P. C. Schulze", "")
    for part in sorted(parts, key=len, reverse=True):
        rest = rest.replace(part, "", 1)
    assert re.sub(r"[\s.,:&()?]|In|Eds?|p\b", "", rest) == "", "a part of the printed entry is missing"


@cache
def names() -> re.Pattern[str]:
    """Names of four characters and more, longest first: a name may be said as the paper says it."""
    named = [term for term in TERMS if term["kind"] in NAMES]
    forms = {form for term in named for form in (term["en"], term["zh"], *term["variants_en"], *term["variants_zh"])}
    forms |= {row[f"name_{language}"] for row in TABLE_ROWS["2"] for language in LANGUAGES} | set(NAMED_THINGS)
    return re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True) if len(form) >= 4), re.IGNORECASE)


def units(text: str, language: Language) -> list[str]:
    """The words (English) or characters (Chinese) of a text without its names; a name leaves a mark that equals nothing."""
    plain = names().sub("\0", re.sub(r"[\^{}]", "", without_marks(text)))
    pattern = r"[a-z0-9'’]+|\0" if language == "en" else r"[\w\0]"
    return [unit if unit != "\0" else f"\0{position}" for position, unit in enumerate(re.findall(pattern, plain.lower()))]


@with_paper
@each_language
def test_no_run_of_the_papers_words_is_in_the_data(language: Language) -> None:
    size = LONGEST_RUN[language]
    original = units(half(language), language)
    runs = {tuple(original[start : start + size]) for start in range(len(original) - size + 1)}
    ours = {paragraph["key"]: paragraph[language] for paragraph in PARAGRAPHS if paragraph["kind"] != "front"}
    ours |= {row["key"]: row_text(row, language) for table in TABLE_ROWS.values() for row in table}
    ours |= {f"table {table['number']}": table[f"caption_{language}"] for table in TABLES["table"]}
    ours |= {attachment["erratum"]: attachment[f"note_{language}"] for attachment in ATTACHMENTS}
    for place, text in ours.items():
        told = units(text, language)
        shared = [told[start : start + size] for start in range(len(told) - size + 1) if tuple(told[start : start + size]) in runs]
        assert not shared, f"{place} uses the paper's words: {shared[0]}"


@with_paper
@each_language
def test_the_digest_has_about_two_thirds_of_the_papers_length(language: Language) -> None:
    pattern = r"[A-Za-z]+" if language == "en" else r"[\u4e00-\u9fff]"
    told = sum(len(re.findall(pattern, paragraph[language])) for paragraph in PARAGRAPHS)
    assert 0.6 < told / len(re.findall(pattern, half(language))) < 0.75
