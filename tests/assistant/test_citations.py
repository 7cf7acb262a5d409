"""Of sixty questions and more: each quote stands in its document at its place, and the marks of the text are its citations."""

from __future__ import annotations

import re

import pytest

from assistant.assemble import Assistant
from ingest.library import Library
from ingest.types import Document
from tests.assistant import homes

SHIPPED = (
    "How is engineering resilience measured?",
    "工程韧性如何衡量？",
    "engineering resilience如何衡量？",
    "What is social-ecological resilience?",
    "什么是社会—生态韧性？",
    "什么是social-ecological resilience？",
    "Which cases of 2017 are marked as cyber resilience?",
    "2017年有哪些案例与网络韧性有关？",
    "2017年有哪些case与cyber resilience有关？",
    "Compare engineering resilience and ecological resilience.",
    "比较工程韧性和生态韧性。",
    "比较engineering resilience和ecological resilience。",
    "How many cities and countries took part in Daring Cities 2023?",
    "2023年雄心城市峰会有多少国家和城市参加？",
    "Daring Cities 2023有多少countries参加？",
    "Which goals does infrastructure resilience serve?",
    "基础设施韧性对应哪些可持续发展目标？",
    "infrastructure resilience对应哪些SDG？",
    "What are the three phases of resilient city development?",
    "韧性城市发展分哪三个阶段？",
    "resilient city发展分哪三个阶段？",
    "What is reference 37?",
    "参考文献37是什么？",
    "reference 37是什么？",
    "What is the title of figure 1?",
    "图1的标题是什么？",
    "figure 1的标题是什么？",
    "What is the title of figure 2?",
    "图2的标题是什么？",
    "figure 2的标题是什么？",
    "Who are the authors of the paper?",
    "论文的作者是谁？",
    "paper的作者是谁？",
    "Which subsystem has the fewest cases?",
    "哪个子系统的案例最少？",
    "哪个subsystem的case最少？",
    "What should our city do against heat waves?",
    "我市应如何应对热浪？",
    "我们city应如何应对heat waves？",
    "When was the first Resilient Cities Congress held?",
    "首届韧性城市大会何时召开？",
    "首届Resilient Cities Congress何时召开？",
    "What did Ningbo do?",
    "宁波做了什么？",
    "Ningbo做了什么？",
    "How do you bake bread?",
    "怎么做面包？",
    "怎么做bread？",
    "How much did the Smart City Charter cost?",
    "《智慧城市宪章》花了多少钱？",
    "Smart City Charter花了多少钱？",
)
OWN = (
    "How is garden patience measured?",
    "花园耐心如何衡量？",
    "garden patience如何衡量？",
    "Which subsystems is the repair fund marked with?",
    "修缮基金标记了哪些子系统？",
    "修缮基金标记了哪些subsystem？",
    "Who trained bell ringers?",
    "谁培训了敲钟人？",
    "谁培训了bell ringers？",
    "How does the alarm network warn households?",
    "警报网如何向每户发出警告？",
    "alarm network如何向每户发出警告？",
    "What colour are the ladders of the thatchers?",
    "守夜人点亮什么颜色的灯笼？",
    "thatchers的ladder是什么颜色？",
)


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    with Library.open(homes.mixed_home()) as library:
        return {document.id: document for document in library.documents()}


def test_there_are_sixty_in_three_wordings_each() -> None:
    assert len(set(SHIPPED + OWN)) >= 60 and len(SHIPPED) % 3 == len(OWN) % 3 == 0


@pytest.mark.parametrize("question", SHIPPED + OWN)
def test_quotes_and_marks(mixed: Assistant, documents: dict[str, Document], question: str) -> None:
    answer = mixed.ask(question)
    for citation in (*answer.citations, *answer.nearest):
        document, passage = documents[citation.document], mixed.passage(citation.passage)
        assert citation.quote and document.text[citation.start : citation.end] == citation.quote
        assert passage is not None and passage.start <= citation.start < citation.end <= passage.end
        assert (citation.work_id, citation.place, citation.language) == (document.work, passage.place, passage.language)
        assert citation.kind == passage.origin and citation.work and citation.section
    marks = [int(number) for number in re.findall(r"\[(\d+)\]", answer.text)]
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert list(dict.fromkeys(marks)) == numbers, f"the marks of the text are {marks}: {answer.text}"
    spans = [(citation.passage, citation.start, citation.end) for citation in answer.citations]
    assert len(set(spans)) == len(spans), "one span has one number"


@pytest.mark.parametrize("question", SHIPPED + OWN)
def test_an_answer_is_short_and_complete(mixed: Assistant, question: str) -> None:
    answer = mixed.ask(question)
    assert answer.question == answer.understood == question and 0 <= answer.confidence <= 1
    assert answer.abstained or answer.citations, answer.text
    assert not re.search(r"\^\[|\^\{|\*\*|√|\t", answer.text), f"marks of the source are left in: {answer.text}"
    assert len(answer.text) < 4000
