"""T22: characters that nobody sees reach neither index, prompt nor screen, and quotations stand where they say; every one is tried."""

from __future__ import annotations

import html
import re
from io import StringIO
from pathlib import Path

import docx
import pytest
from rich.console import Console

from assistant.answer import Answer
from assistant.assemble import ingest, open_assistant
from assistant.settings import Settings
from ingest.library import Library
from ingest.types import State
from tests.assistant.model_server import ModelServer, says
from ui.terminal import show_answer
from ui.view import Turn, turn_html

CONTROL = [*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]
FORMAT = [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC)]
BLANK = [0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x180E), 0x180F, 0x3164, 0xFFA0, *range(0xFFF0, 0xFFF9)]
SELECTORS = [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0, 8)]
ELSEWHERE = [*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), 0xE0001, *range(0xE0020, 0xE0080)]
HIDDEN = [chr(code) for code in (*CONTROL, *FORMAT, *BLANK, *SELECTORS, *ELSEWHERE)]
IN_XML = [character for character in HIDDEN if ord(character) >= 0x7F and character not in "\ufffe\uffff"]
EN = "Gar{0}den patience of bed {1} is mea{0}sured by the {0}weeks until the first harvest, which took {1} weeks."
ZH = "第{1}号花{0}床的花园耐{0}心以第一次收获前的{0}周数衡量，共用了{1}周。"
MIXED = "第{1}号花床的gar{0}den patience以收{0}获前的{0}weeks衡量，共{1}周。"
IN_HTML = [character for character in IN_XML if ord(character) >= 0xA0]  # &#x80; to &#x9f; are visible signs there
QUESTIONS = [
    "How is gar{0}den pati{0}ence of bed 12 measured?",
    "第12号花{0}床的花园耐{0}心如何衡量？",
    "第12号花床的gar{0}den patience如何衡量？",
]


def paragraphs(template: str, characters: list[str]) -> list[str]:
    return [template.format(character, number) for number, character in enumerate(characters)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of three texts in three formats, a character in the middle of the words of each paragraph."""
    folder = tmp_path_factory.mktemp("hidden")
    (folder / "en.txt").write_bytes("\n\n".join(paragraphs(EN, HIDDEN)).encode())
    references = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs(MIXED, [f"\ue000{ord(c):x};" for c in IN_HTML]))
    (folder / "mixed.html").write_text(f"<html><body><h1>Beds</h1>{references.replace(chr(0xE000), '&#x')}</body></html>", encoding="utf-8")
    made = docx.Document()
    for text in paragraphs(ZH, IN_XML):
        made.add_paragraph(text)
    made.save(str(folder / "zh.docx"))
    inputs = [str(folder / name) for name in ("en.txt", "mixed.html", "zh.docx")]
    outcomes = ingest(Settings(home=folder / "home"), inputs, bundled=False)
    assert [outcome.state for outcome in outcomes] == [State.READY] * 3, outcomes
    return folder / "home"


def hidden(text: str) -> set[str]:
    return set(text) & set(HIDDEN)


def test_none_is_in_the_library_and_nothing_else_is_lost(home: Path) -> None:
    assert len(HIDDEN) >= 200
    with Library.open(home) as library:
        documents, passages = {document.name: document for document in library.documents()}, library.passages()
    by_id = {document.id: document for document in documents.values()}
    for name, template, characters in (("en.txt", EN, HIDDEN), ("zh.docx", ZH, IN_XML), ("mixed.html", MIXED, IN_HTML)):
        text = documents[name].text
        lost = [hex(ord(c)) for number, c in enumerate(characters) if template.format("", number) not in text]
        assert not lost and not hidden(text), name
    for passage in passages:
        assert by_id[passage.document].text[passage.start : passage.end] == passage.text
        assert not hidden(passage.text + passage.search_text + passage.section + by_id[passage.document].title)


@pytest.mark.parametrize("question", QUESTIONS)
def test_none_is_in_the_prompt_or_on_a_screen_and_quotations_keep_their_places(home: Path, question: str) -> None:
    every = "".join(HIDDEN)
    with ModelServer([]) as server, Library.open(home) as library:
        server.acts.append(says([every, "Garden pa", every, "tience is bread [S1]."]))
        with open_assistant(Settings(home=home, model="m", model_url=f"{server.address}/v1")) as assistant:
            answers = [assistant.ask(question.format(every)), assistant.ask(question.format("\u200b"), use_model=False)]
        texts = {document.id: document.text for document in library.documents()}
    assert server.calls == 1 and not hidden(server.asked[0].prompt)
    for answer in answers:
        assert answer.citations and not hidden(answer.text + answer.understood)
        assert all(texts[citation.document][citation.start : citation.end] == citation.quote for citation in answer.citations)
        assert not hidden(on_screens(answer, question.format(every)))


def on_screens(answer: Answer, question: str) -> str:
    """What the page and the terminal show, line ends and rich's own colour codes aside."""
    page = turn_html(Turn(question, answer), 1, answer.language)
    terminal = Console(file=StringIO(), width=200, no_color=True, force_terminal=False)
    show_answer(answer, terminal)
    assert isinstance(terminal.file, StringIO)
    return html.unescape(page) + terminal.file.getvalue()


def test_harm_to_emoji_is_that_the_joined_ones_come_apart() -> None:
    from assistant.cleaning import visible
    from ingest.readers.decode import cleaned
    from ui.escape import escaped
    from ui.terminal import plain

    for work in (visible, escaped, plain, lambda text: cleaned(text)[0]):
        assert work("👩\u200d🚀 ❤\ufe0f 城市 🏙") == "👩🚀 ❤ 城市 🏙"
        assert re.sub(r"\s+", "", work("花园 garden, naïve — 《城》 é")) == "花园garden,naïve—《城》é"
