"""The case model, the split, and the cases themselves: each checked against the paper's text where it is at hand."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from eval.dataset import CASES, KINDS, Case, CaseError, Words, as_line, group_of, load_cases, questions_of, split_of
from eval.metrics import within
from ingest.language import has_chinese
from ingest.stated import states
from ingest.types import Language

BUNDLED = Path(__file__).resolve().parents[2] / "ingest" / "bundled"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
LANGUAGES: tuple[Language, ...] = ("en", "zh")
SUBSYSTEMS: dict[Language, tuple[str, ...]] = {
    "en": ("economic", "social", "ecological", "infrastructure", "institutional", "cyber"),
    "zh": ("经济", "社会", "生态", "基础设施", "制度", "网络"),
}
CASES_READ = load_cases()
BY_ID = {case.id: case for case in CASES_READ}

LINE = {
    "id": "bonn",
    "kind": "fact",
    "question_en": "Where was it?",
    "question_zh": "在哪里举行？",
    "answerable": True,
    "facts": [{"en": ["Bonn"], "zh": ["波恩"]}],
    "places": ["section 1"],
    "split": split_of("bonn"),
}


def folder_with(tmp_path: Path, *lines: dict[str, object]) -> Path:
    (tmp_path / "some.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return tmp_path


# ---------------------------------------------------------------- the model


def test_a_line_becomes_a_case_and_back(tmp_path: Path) -> None:
    (case,) = load_cases(folder=folder_with(tmp_path, LINE))
    assert case.facts[0].of("zh") == ("波恩",)
    assert case.facts[0].of("mixed") == ("Bonn", "波恩")
    assert json.loads(as_line(case)) == LINE


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"question_zh": "Where was it held?"}, "not in its language"),
        ({"facts": []}, "needs `facts`"),
        ({"places": []}, "needs `facts` and `places`"),
        ({"swapped": {"any": ["Paris"]}}, "cannot be answered"),
        ({"kind": "followup"}, "questions before it"),
        ({"before_en": ["What is it?"]}, "same turns"),
        ({"facts": [{"en": ["Bonn"]}]}, "both languages"),
        ({"facts": [{"en": ["Bonn"], "zh": [" "]}]}, "none of them empty"),
        ({"kind": "guess"}, "kind"),
        ({"places": ["page 3"]}, "none of the labels"),
        ({"surprise": 1}, "surprise"),
        ({"twin_of": "nobody"}, "no case nobody"),
        ({"split": "test" if LINE["split"] == "dev" else "dev"}, "the split of its group"),
    ],
)
def test_a_wrong_line_is_refused_by_name(tmp_path: Path, change: dict[str, object], message: str) -> None:
    with pytest.raises(CaseError, match=re.escape(message)):
        load_cases(folder=folder_with(tmp_path, LINE | change))


def test_an_id_that_stands_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="bonn"):
        load_cases(folder=folder_with(tmp_path, LINE, LINE))


def test_a_circle_of_twins_is_named(tmp_path: Path) -> None:
    other = LINE | {"id": "paris", "twin_of": "bonn"}
    with pytest.raises(CaseError, match="circle"):
        load_cases(folder=folder_with(tmp_path, LINE | {"twin_of": "paris"}, other))


def test_an_empty_folder_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="jsonl"):
        load_cases(folder=tmp_path)


def test_the_split_is_fixed_by_the_group() -> None:
    assert [split_of(group) for group in ("Q1", "fu-2016", "TRAP1", "off-04")] == ["dev", "test", "dev", "test"]


def test_wordings_have_their_turns_and_their_answer_language() -> None:
    turns = {"kind": "followup", "before_en": ["Which congress?"], "before_zh": ["哪个大会？"], "question_mixed": "congress在哪里？"}
    case = Case.model_validate(LINE | turns)
    english, chinese, mixed = questions_of(case)
    assert (english.before, chinese.before, mixed.before) == (("Which congress?",), ("哪个大会？",), ("哪个大会？",))
    assert (english.answer_language, chinese.answer_language, mixed.answer_language) == ("en", "zh", "zh")
    swapped = questions_of(case.model_copy(update={"answer_in": "other"}))
    assert [question.answer_language for question in swapped] == ["zh", "en", "en"]


# ---------------------------------------------------------------- the set


def test_the_set_is_large_enough_and_has_every_kind() -> None:
    declined = [case for case in CASES_READ if not case.answerable]
    followups = [case for case in CASES_READ if case.kind == "followup"]
    assert len(CASES_READ) >= 170
    assert {case.kind for case in CASES_READ} == set(KINDS)
    assert 0.35 <= len(declined) / len(CASES_READ) <= 0.45
    assert len(followups) >= 20
    assert sum(case.question_mixed is not None for case in CASES_READ) >= 15


def test_the_planners_questions_are_all_there() -> None:
    assert {f"Q{number}" for number in range(1, 26)} | {f"TRAP{number}" for number in range(1, 5)} <= set(BY_ID)


def test_both_splits_have_every_kind_and_twins_stay_together() -> None:
    for split in ("dev", "test"):
        own = [case for case in CASES_READ if case.split == split]
        assert {case.kind for case in own} == set(KINDS)
        assert {case.answerable for case in own} == {True, False}
    assert all(case.split == split_of(group_of(case, BY_ID)) for case in CASES_READ)


def test_every_row_of_both_tables_and_every_section_is_asked_about() -> None:
    places = {place for case in CASES_READ if case.answerable for place in case.places}
    wanted = [f"table 1 row {row}" for row in range(1, 7)] + [f"table 2 row {row}" for row in range(1, 21)]
    wanted += ["section 1", "section 2", "section 3.1", "section 3.2", "section 3.3", "section 4", "abstract", "keywords", "highlights"]
    assert [place for place in wanted if place not in places] == []


def test_no_question_stands_twice() -> None:
    for language in LANGUAGES:
        single = [case for case in CASES_READ if not case.dialogue]  # conversations may begin alike
        questions = [question for case in single for question in questions_of(case) if question.asked == language]
        asked = ["|".join((*question.before, question.text)) for question in questions]
        assert sorted(text for text in set(asked) if asked.count(text) > 1) == []


def test_gold_is_words_and_no_sentence() -> None:
    for case in CASES_READ:
        for words in (*case.facts, *((case.absent,) if case.absent else ()), *((case.swapped,) if case.swapped else ())):
            assert all(len(word.split()) <= 7 and len(word) <= 60 for word in (*words.en, *words.zh, *words.any)), case.id


def test_errata_exist() -> None:
    known = {json.loads(line)["id"] for line in (BUNDLED / "errata.jsonl").read_text(encoding="utf-8").splitlines()}
    assert {name for case in CASES_READ for name in case.errata} <= known


def test_the_files_are_one_case_a_line() -> None:
    for file in sorted(CASES.glob("*.jsonl")):
        text = file.read_text(encoding="utf-8")
        assert text.endswith("\n") and unicodedata.is_normalized("NFC", text), file.name


# ---------------------------------------------------------------- the set against the paper


@lru_cache(maxsize=1)
def paper_places() -> dict[tuple[Language, str], str]:
    """The paper's text by language and place, cut loosely at its headings; references are in the English half only."""
    text = (CORPUS / "paper.txt").read_text(encoding="utf-8")
    cut = text.index("从韧性城市大会到雄心城市峰会")
    places: dict[tuple[Language, str], str] = {}
    for language, half in zip(LANGUAGES, (text[:cut], text[cut:]), strict=True):
        places |= {(language, place): content for place, content in _half(half).items()}
    for line in (CORPUS / "facts.jsonl").read_text(encoding="utf-8").splitlines():
        fact = json.loads(line)
        places["en", f"fact {fact['id']}".lower()] = fact["fact"]
        places["zh", f"fact {fact['id']}".lower()] = fact["fact_zh"]
    return places


def _half(half: str) -> dict[str, str]:
    lines = half.split("\n")
    found = _sections([line for line in lines if "\t" not in line])
    marked = [line for line in lines if "√" in line]
    linked = [line for line in lines if re.match(r"(?:\S+ resilience|\S+韧性) [^\t]*\t", line)]
    found |= {f"table 2 row {number}": _with_marks(line) for number, line in enumerate(marked, 1)}
    found |= {f"table 1 row {number}": line for number, line in enumerate(linked, 1)}
    found |= {f"reference {number}": rest for number, rest in re.findall(r"(?m)^\[(\d+)\] (.+)$", half)}
    openings = {"table 1 note": ("City insurance refers", "城市保险指"), "front interests": ("Competing interests",)}
    return found | {place: line for place, opening in openings.items() for line in lines if line.startswith(opening)}


def _with_marks(line: str) -> str:
    """A row of Table 2 that says the names of its marks, in the language of the row."""
    year, action, *marks = line.split("\t")
    names = SUBSYSTEMS["zh" if has_chinese(action) else "en"]
    return "\n".join([year, action, *(name for name, mark in zip(names, marks, strict=False) if "√" in mark)])


def _sections(lines: list[str]) -> dict[str, str]:
    """Section number → text; everything before section 1 counts as each part of the front matter."""
    found: dict[str, list[str]] = {"front": []}
    current, number = "front", tuple[int, ...]((0,))
    for line in lines:
        heading = re.match(r"([1-4](?:\.\d)?) (?=[^\s\d])", line)
        if line.strip() == "REFERENCES":
            break
        if heading and tuple(map(int, heading.group(1).split("."))) > number:
            number = tuple(map(int, heading.group(1).split(".")))
            current = f"section {heading.group(1)}"
        found.setdefault(current, []).append(line)
    text = {place: "\n".join(own) for place, own in found.items()}
    front = ("authors", "affiliations", "correspondence", "fund", "editors", "title")
    return text | dict.fromkeys(("abstract", "keywords", "highlights", *(f"front {part}" for part in front)), text["front"])


def text_at(gold: tuple[str, ...], language: Language, places: dict[tuple[Language, str], str]) -> str:
    """The text of all places within the gold places, in the language or, where that half has no such place, in English."""
    pieces: list[str] = []
    for wanted in gold:
        own = [content for (tongue, place), content in places.items() if tongue == language and within(place, wanted)]
        pieces += own or [content for (tongue, place), content in places.items() if tongue == "en" and within(place, wanted)]
    return "\n".join(pieces)


needs_paper = pytest.mark.skipif(
    not (CORPUS / "paper.txt").is_file(), reason="the paper's text is not beside the repository (../shared/corpus/paper.txt)"
)


# ---------------------------------------------------------------- the set against what ships


@lru_cache(maxsize=1)
def shipped_places() -> dict[tuple[Language, str], str]:
    """What the digest, the tables, the references and the facts say, by language and place."""
    places: dict[tuple[Language, str], str] = {}
    tables = tomllib.loads((BUNDLED / "tables.toml").read_text(encoding="utf-8"))
    goals = {goal["number"]: goal for goal in tables["goals"]}
    digest = tomllib.loads((BUNDLED / "digest.toml").read_text(encoding="utf-8"))["paragraph"]
    facts = [json.loads(line) for line in (BUNDLED / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
    for language in LANGUAGES:
        said = [(part["place"], part[language]) for part in digest]
        said += [(row["key"], _row_text(row, goals, language)) for table in tables["table"] for row in table["row"]]
        said += [(f"fact {fact['id']}".lower(), fact["fact" if language == "en" else "fact_zh"]) for fact in facts]
        references = tomllib.loads((BUNDLED / "references.toml").read_text(encoding="utf-8"))["reference"]
        said += [(f"reference {work['number']}", json.dumps(work, ensure_ascii=False)) for work in references]
        for place, text in said:
            places[language, place] = f"{places.get((language, place), '')}\n{text}"
    return places


def _row_text(row: dict[str, Any], goals: dict[int, dict[str, str]], language: Language) -> str:
    """A bundled table row in one language, its marks and goals named."""
    other = "_zh" if language == "en" else "_en"
    own = [" ".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in row.items() if not key.endswith(other)]
    names = dict(zip(SUBSYSTEMS["en"], SUBSYSTEMS[language], strict=True))
    linked = [f"{number} {goals[number][language]}" for number in row.get("goals", ())]
    return "\n".join([*own, *(names[mark] for mark in row.get("marks", ())), *linked])


@pytest.mark.parametrize("case", [case for case in CASES_READ if case.answerable], ids=lambda case: case.id)
def test_gold_facts_stand_in_what_ships(case: Case) -> None:
    """Without the paper the digest answers: it must say each gold fact at the same place, in both languages."""
    for language in LANGUAGES:
        text = text_at(case.places, language, shipped_places())
        for fact in case.facts:
            assert fact.computed or states(text, fact.of(language)), f"{language}: none of {fact.of(language)} ships at {case.places}"


@pytest.mark.parametrize("case", [case for case in CASES_READ if case.swapped], ids=lambda case: case.id)
def test_what_was_swapped_ships_nowhere_near(case: Case) -> None:
    assert _near(case, shipped_places()) == []


@needs_paper
def test_the_cut_of_the_paper_is_whole() -> None:
    places = paper_places()
    for language in LANGUAGES:
        own = {place for tongue, place in places if tongue == language}
        assert {f"section {n}" for n in ("1", "2", "3.1", "3.2", "3.3", "4")} | {"table 2 row 20", "table 1 row 6", "table 1 note"} <= own
        assert "table 2 row 21" not in own and "table 1 row 7" not in own
    assert ("en", "reference 39") in places and ("en", "reference 40") not in places


@needs_paper
@pytest.mark.parametrize("case", [case for case in CASES_READ if case.answerable], ids=lambda case: case.id)
def test_gold_facts_stand_in_their_gold_places(case: Case) -> None:
    for language in LANGUAGES:
        text = text_at(case.places, language, paper_places())
        assert text, f"{language}: no text at {case.places}"
        for fact in case.facts:
            assert fact.computed or states(text, fact.of(language)), f"{language}: none of {fact.of(language)} stands in {case.places}"


@needs_paper
@pytest.mark.parametrize("case", [case for case in CASES_READ if case.absent and case.every_place], ids=lambda case: case.id)
def test_what_must_be_absent_from_a_closed_set_stands_not_in_it(case: Case) -> None:
    assert case.absent is not None
    for language in LANGUAGES:
        text = text_at(case.places, language, paper_places())
        assert [word for word in case.absent.of(language) if states(text, (word,))] == []


@needs_paper
@pytest.mark.parametrize("case", [case for case in CASES_READ if case.swapped], ids=lambda case: case.id)
def test_what_was_swapped_stands_nowhere_near(case: Case) -> None:
    assert _near(case, paper_places()) == []


def _near(case: Case, places: dict[tuple[Language, str], str]) -> list[str]:
    """The swapped words that stand in the case's places, or anywhere where it has none."""
    assert case.swapped is not None
    found: list[str] = []
    for language in LANGUAGES:
        whole = "\n".join(text for (tongue, _), text in places.items() if tongue == language)
        near = text_at(case.places, language, places) if case.places else whole
        found += [f"{language}: {word}" for word in case.swapped.of(language) if _stands(near, word)]
    return found


def _stands(text: str, word: str) -> bool:
    """Whether the words stand in the text; a mark such as [52] is compared as it is written."""
    return word in text if word.startswith("[") else states(text, (word,))


def test_words_of_both_languages_count_in_a_mixed_question() -> None:
    assert Words(en=("Bonn",), zh=("波恩",)).of("mixed") == ("Bonn", "波恩")
