"""A small assistant with four passages of our own words in both languages, behind the same methods as the real one.

It answers three questions, declines the rest, and can be told to fail. No index, no model, no files.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, replace
from types import TracebackType

from assistant.answer import Answer, Citation, Note
from assistant.desk.desk import Desk
from assistant.drift import Drift, Standing
from assistant.events import Answered, Event, Said, Withdrawn, Working, final
from ingest.outcomes import Refused
from ingest.places import Spot
from ingest.types import Kind, Language, Origin, Passage, ResilientError

GUIDE = "guide"
TEXTS: dict[Language, str] = {
    "en": (
        "A bridge is judged by its return time. After a flood, the time until traffic flows again is measured in hours. "
        "Spare parts shorten that time.\n\nCity\tYear\tMeasure\nLakeside\t2017\tflood maps\nHilltown\t2018\tcool roofs\n"
    ),
    "zh": (
        "桥梁以恢复时间来评判。洪水之后，以小时计量交通恢复所需的时间。备件可缩短这一时间。\n\n"
        "城市\t年份\t措施\n湖滨市\t2017\t洪水地图\n山城\t2018\t凉爽屋顶\n"
    ),
}
SPANS: tuple[tuple[str, Language, Kind, str, str | None], ...] = (
    ("en1", "en", "prose", "After a flood, the time until traffic flows again is measured in hours. Spare parts shorten that time.", "zh1"),
    ("zh1", "zh", "prose", "洪水之后，以小时计量交通恢复所需的时间。备件可缩短这一时间。", "en1"),
    ("en2", "en", "row", "Lakeside\t2017\tflood maps", "zh2"),
    ("zh2", "zh", "row", "湖滨市\t2017\t洪水地图", "en2"),
)


@dataclass(frozen=True, slots=True)
class Work:
    """What the filter lists."""

    id: str
    title: str
    title_zh: str | None
    passages: int
    languages: tuple[Language, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and how near it is."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Status:
    """What `resilient status` shows."""

    documents: int = 2
    passages: int = 4
    languages: tuple[tuple[str, int], ...] = (("en", 2), ("zh", 2))
    generation: str = "gen-1"
    encoder: str = "fake"
    home: str = "home"
    healthy: bool = True
    message: str = ""


def passages() -> dict[str, Passage]:
    """The four passages, by id."""
    made = {}
    for order, (id, language, kind, text, twin) in enumerate(SPANS):
        start = TEXTS[language].index(text)
        place = "table 1 row 1" if kind == "row" else "section 1"
        section = ("Table 1" if language == "en" else "表1") if kind == "row" else ("1 Bridges" if language == "en" else "1 桥梁")
        made[id] = Passage(
            id, GUIDE, f"doc-{language}", language, section, place, kind, "paper", 3, start, start + len(text), text, text, order,
            twin=twin, urls=("https://example.org/guide",),
        )  # fmt: skip
    return made


class FakeAssistant:
    """Answers about floods (prose), 2017 (a table) and errors (a correction); declines anything else."""

    def __init__(self, *, broken: Exception | None = None) -> None:
        self.broken = broken
        self.asked: list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = []
        self.refreshed = 0
        self.go_on = threading.Event()
        self.left = threading.Event()
        self.drifts: dict[str, Standing] = {}
        self.pages = NoPages()
        self.hostile = ""

    def ask(self, question: str, *, before: Sequence[str] = (), language: str = "auto", use_model: bool = True) -> Answer:
        return final(self.stream(question, before=before, language=language, use_model=use_model))

    def stream(
        self,
        question: str,
        *,
        before: Sequence[str] = (),
        language: str = "auto",
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
        stop: threading.Event | None = None,
        use_model: bool = True,
    ) -> Generator[Event, None, None]:
        self.asked.append((question, tuple(before), tuple(works or ()), tuple(languages or ())))
        yield Working("reading")
        if self.broken:
            raise self.broken
        if "slow" in question or "慢" in question:
            yield from self._slow(stop or threading.Event())
        answer = self._answer(question, language)
        for part in re.split(r"(?<=\]) ", answer.text):
            numbers = {int(number) for number in re.findall(r"\[(\d+)\]", part)}
            yield Said(part, tuple(citation for citation in answer.citations if citation.number in numbers))
        yield Answered(answer)

    def _slow(self, stop: threading.Event) -> Generator[Event, None, None]:
        """A writer that takes its time: a sentence at once, the rest when the test lets it go on."""
        try:
            yield Said("The first words.[1]", (self._citation(1, "en1", "Spare parts shorten that time."),))
            while not self.go_on.wait(0.05):
                if stop.is_set():
                    return
                yield Working("writing")
            yield Withdrawn("The first words did not hold.")
        finally:
            self.left.set()

    def _answer(self, question: str, language: str) -> Answer:
        chinese = language == "zh" or (language == "auto" and re.search("[\u4e00-\u9fff]", question))
        tongue: Language = "zh" if chinese else "en"
        if self.hostile:
            return self._hostile(question, tongue)
        if "2017" in question:
            return self._table(question, tongue)
        if any(word in question.lower() for word in ("flood", "bridge", "measured", "洪水", "桥", "衡量")):
            return self._prose(question, tongue)
        return self._declined(question, tongue)

    def _prose(self, question: str, language: Language) -> Answer:
        text = {
            "en": "After a flood, the time until traffic flows again is measured in hours.[1] **Spare parts** shorten that time.[2]",
            "zh": "洪水之后，以小时计量交通恢复所需的时间。[1]**备件**可缩短这一时间。[2]",
        }[language]
        quotes = {
            "en": ("After a flood, the time until traffic flows again is measured in hours.", "Spare parts shorten that time."),
            "zh": ("洪水之后，以小时计量交通恢复所需的时间。", "备件可缩短这一时间。"),
        }[language]
        citations = tuple(self._citation(number, f"{language}1", quote) for number, quote in enumerate(quotes, start=1))
        words = {"en": "The guide says days elsewhere; hours is right.", "zh": "指南另一处写作“天”，应为小时。"}[language]
        note = Note("E1", 1, words, ("https://example.org/errata",), (1,))
        return Answer(question, question, language, text, False, citations, (note,), 0.9, 0.01)

    def _table(self, question: str, language: Language) -> Answer:
        text = {
            "en": "One case is of 2017 [1].\n\n| City | Year | Measure |\n|---|---|---|\n| Lakeside | 2017 | flood maps [1] |\n",
            "zh": "2017年有一个案例[1]。\n\n| 城市 | 年份 | 措施 |\n|---|---|---|\n| 湖滨市 | 2017 | 洪水地图[1] |\n",
        }[language]
        quote = {"en": "Lakeside\t2017\tflood maps", "zh": "湖滨市\t2017\t洪水地图"}[language]
        return Answer(question, question, language, text, False, (self._citation(1, f"{language}2", quote),), (), 0.9, 0.01)

    def _hostile(self, question: str, language: Language) -> Answer:
        """What a model or a document could say at worst: the same words as answer, note, work and section."""
        cited = replace(self._citation(1, "en1", "Spare parts shorten that time."), work=self.hostile, section=self.hostile)
        note = Note("E1", 1, self.hostile, (self.hostile,), (1,))
        return Answer(question, question, language, f"{self.hostile} [1]", False, (cited,), (note,), 0.9, 0.01)

    def _declined(self, question: str, language: Language) -> Answer:
        text = {"en": "The sources do not answer this.", "zh": "资料未回答这个问题。"}[language]
        nearest = (self._citation(1, f"{language}1", passages()[f"{language}1"].text),)
        return Answer(question, question, language, text, True, (), (), 0.1, 0.01, nearest)

    def _citation(self, number: int, id: str, quote: str) -> Citation:
        passage = passages()[id]
        start = TEXTS[passage.language].index(quote)
        work = "Guide to bridges" if passage.language == "en" else "桥梁指南"
        return Citation(
            number, id, passage.document, GUIDE, work, passage.section, passage.place, passage.page, passage.language, quote, start,
            start + len(quote), "paper", passage.kind, urls=passage.urls,
        )  # fmt: skip

    def onward(self, answer: Answer, **_: object) -> tuple[str, ...]:
        if self.broken or answer.abstained:
            return ()
        return {"en": ("Which case is of 2017?",), "zh": ("2017年有哪些案例？",)}[answer.language]

    def search(self, question: str, k: int = 10, **_: object) -> list[Hit]:
        if self.broken:
            raise self.broken
        return [Hit(passage, 1 / (order + 1)) for order, passage in enumerate(passages().values())][:k]

    def document_name(self, id: str) -> str:
        return f"{id}.txt"

    def passage(self, id: str) -> Passage | None:
        return passages().get(id)

    def context(self, id: str, characters: int = 400) -> tuple[str, str]:
        passage = passages()[id]
        text = TEXTS[passage.language]
        return text[max(0, passage.start - characters) : passage.start], text[passage.end : passage.end + characters]

    def standing(self, citation: Citation) -> Standing:
        return self.drifts.get(citation.passage) or Standing(Drift.SAME, passages()[citation.passage])

    def works(self) -> list[Work]:
        other = Work("other", "Another guide", None, 0, ("en",), "report")
        return [Work(GUIDE, "Guide to bridges", "桥梁指南", 4, ("en", "zh"), "paper"), other]

    def status(self) -> Status:
        return Status()

    def desk(self) -> Desk:
        raise Locked("There is nothing to draft from.")

    def refresh(self) -> None:
        self.refreshed += 1

    def close(self) -> None:
        """Nothing is held."""

    def __enter__(self) -> FakeAssistant:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class NoPages:
    """The pages of a library without PDFs."""

    def has(self, document_id: str) -> bool:
        return False

    def count(self, document_id: str) -> int:
        return 0

    def spots(self, document_id: str, start: int, end: int) -> tuple[Spot, ...]:
        return ()

    def picture(self, document_id: str, page: int) -> bytes:
        raise Refused("missing", path=document_id)


class Locked(ResilientError):
    """An error a person can act on."""
