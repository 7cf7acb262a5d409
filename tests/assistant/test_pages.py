"""Pages of PDFs behind passages: which documents have them, where a quotation stands, and when a picture can no longer be had."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assemble import Assistant, ingest, open_assistant
from assistant.settings import Settings
from ingest.outcomes import Refused
from tests.ingest.pdfs import Sheet, pdf
from ui.pages import description, leaf, why_not

ENGLISH = "The ferry of Velmora is painted purple for the fog."
CHINESE = "维尔莫拉的渡船漆成紫色，雾中也看得见。"
ASKED = [
    ("What colour is the ferry of Velmora painted?", "en", "ferry.pdf", 100),
    ("维尔莫拉的渡船漆成什么颜色？", "zh", "渡船.pdf", 200),
    ("Velmora 维尔莫拉的渡船 painted 什么颜色？", "zh", "渡船.pdf", 200),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    (made / "ferry.pdf").write_bytes(pdf(Sheet(400, 300).text(40, 100, ENGLISH)))
    (made / "渡船.pdf").write_bytes(pdf(Sheet(400, 300).text(40, 200, CHINESE)))
    (made / "plain.txt").write_text("The lighthouse of Velmora is striped, so that sailors know it.\n", encoding="utf-8")
    ingest(Settings(home=made / "home"), [str(made / name) for name in ("ferry.pdf", "渡船.pdf", "plain.txt")], bundled=False)
    return made


@pytest.fixture
def assistant(folder: Path) -> Iterator[Assistant]:
    with open_assistant(Settings(home=folder / "home")) as opened:
        yield opened


@pytest.mark.parametrize(("question", "language", "name", "baseline"), ASKED, ids=["en", "zh", "mixed"])
def test_a_quotation_has_its_place_and_its_picture(question: str, language: str, name: str, baseline: int, assistant: Assistant) -> None:
    cited = assistant.ask(question, languages=[language]).citations[0]  # type: ignore[list-item]
    assert assistant.document_name(cited.document) == name
    document, start, end = leaf(cited, assistant.passage(cited.passage), assistant.pages).split()
    assert (document, int(end) - int(start)) == (cited.document, len(cited.quote))
    told = description(assistant.pages, document, int(start), int(end))
    assert told is not None and told["count"] == 1
    ((left, top, width, height),) = told["pages"]["1"]  # type: ignore[index]
    assert left == pytest.approx(40 / 400, abs=0.01) and width > 0.2
    assert top * 300 < baseline < (top + height) * 300 + 3
    picture = assistant.pages.picture(document, 1)
    assert picture.startswith(b"\x89PNG") and assistant.pages.picture(document, 1) is picture, "drawn once"
    with pytest.raises(Refused):
        assistant.pages.picture(document, 2)


def test_where_there_are_no_pages_there_is_no_button(assistant: Assistant) -> None:
    cited = assistant.ask("What does the lighthouse of Velmora look like, is it striped?").citations[0]
    assert leaf(cited, assistant.passage(cited.passage), assistant.pages) == "" == leaf(cited, None, assistant.pages)
    assert description(assistant.pages, cited.document, 0, 9) is None is description(assistant.pages, "nothing", 0, 9)


def test_a_quotation_that_is_broken_otherwise_marks_its_whole_passage(assistant: Assistant) -> None:
    cited = assistant.ask(ASKED[0][0]).citations[0]
    passage = assistant.passage(cited.passage)
    assert passage is not None
    _, start, end = leaf(replace(cited, quote="ferry  of Velmora"), passage, assistant.pages).split()
    assert (int(start), int(end)) == (passage.start, passage.end)
    _, start, end = leaf(replace(cited, quote="purple", start=passage.start), passage, assistant.pages).split()
    assert passage.text[int(start) - passage.start : int(end) - passage.start] == "purple"


@pytest.mark.parametrize(("language", "words"), [("en", "no longer the one"), ("zh", "已改动")])
def test_another_file_is_never_drawn_in_its_place(language: str, words: str, folder: Path, assistant: Assistant) -> None:
    cited = assistant.ask(ASKED[0][0]).citations[0]
    held = (folder / "ferry.pdf").read_bytes()
    (folder / "ferry.pdf").write_bytes(pdf(Sheet(400, 300).text(40, 100, "Something else.")))
    try:
        with pytest.raises(Refused) as refused:
            assistant.pages.picture(cited.document, 1)
    finally:
        (folder / "ferry.pdf").write_bytes(held)
    told = why_not(refused.value, language)  # type: ignore[arg-type]
    assert words in told and str(folder) not in told
