"""The one place that builds things: settings in, an assistant over one home out. Heavy parts are imported when they are needed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from assistant.answer import Answer, Citation
from assistant.drift import LibraryShelves, Standing, standing
from assistant.engine import Engine
from assistant.events import Event, final
from assistant.holdings import Holdings
from assistant.llm import Model, model_of
from assistant.onward import onward
from assistant.pages import Pages
from assistant.relevance import Relevance
from assistant.scope import Scope
from assistant.settings import Settings
from index.encoder import BundledEncoder, Encoder, load_encoder
from index.names import Names
from index.rerank import Reranker, load_reranker
from index.reranked import RerankedSearcher
from index.search import Hit, Searcher
from index.serving import Serving
from ingest.types import Document, Language, Origin, Passage

if TYPE_CHECKING:
    from assistant.desk.desk import Desk
    from index.gathering import Order, Progress
    from index.generation import Generation
    from index.intake import Outcome
    from index.workers import Workers
    from ingest.exchange import Network

AskedLanguage = Literal["auto", "en", "zh"]


@dataclass(frozen=True, slots=True)
class WorkInfo:
    """A work in the library: how many passages of it can be found, in which languages, and whose words they are."""

    id: str
    title: str
    title_zh: str | None
    passages: int
    languages: tuple[Language, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Status:
    """The state of one home; `healthy` says that the index fits the library, `message` what is wrong where it does not.

    `model` is the language model that is configured and where, "" for none; it is not contacted for that.
    """

    documents: int
    passages: int
    languages: tuple[tuple[str, int], ...]
    generation: str
    encoder: str
    home: str
    healthy: bool
    message: str
    model: str = ""


def encoder_of(settings: Settings) -> Encoder:
    """The encoder that the settings name."""
    return load_encoder(
        settings.encoder,
        question_prompt=settings.question_prompt,
        passage_prompt=settings.passage_prompt,
        batch_size=settings.encoder_batch,
        device=settings.encoder_device,
        network=settings.allow_network,
    )


def reranker_of(settings: Settings) -> Reranker | None:
    """The reranker that the settings name, None where they name none."""
    if not settings.reranker:
        return None
    return load_reranker(
        settings.reranker, device=settings.encoder_device, batch_size=settings.encoder_batch, network=settings.allow_network
    )


class Assistant:
    """An opened library with all that answers from it; use it in a `with` block. Threads may share one."""

    def __init__(
        self,
        settings: Settings,
        *,
        long_lived: bool = False,
        notify: Callable[[str], None] | None = None,
        model: Model | None = None,
    ) -> None:
        self.settings = settings
        self._encoder = encoder_of(settings)
        self._reranker = reranker_of(settings)
        self.model = model or model_of(settings)
        self._lock = threading.RLock()
        self._long_lived = long_lived
        self._said: list[str] = []
        self._notify = notify
        self._serving = Serving(Path(settings.home), self._encoder.fingerprint, stays=long_lived, notify=self._hear)
        self._library = self._serving.library
        self.pages = Pages(self._library)
        self._generation: Generation | None = None
        self._set_up()

    def _hear(self, line: str) -> None:
        self._said.append(line)
        if self._notify:
            self._notify(line)

    def _set_up(self) -> bool:
        """Follow the newest generation; says whether it changed."""
        generation = self._serving.current()
        if generation is self._generation:
            return False
        self._generation = generation
        self._holdings = Holdings(self._library, generation.keywords)
        self._searcher = self._searching(generation)
        relevance = Relevance(BundledEncoder.load(), self._holdings.concepts, Names.load(), self._holdings.rarity)
        self.engine = Engine(
            self._searcher,
            self._holdings,
            relevance,
            threshold=self.settings.threshold,
            candidate_count=self.settings.candidates,
            model=self.model,
            lock=self._lock,
            home=Path(self.settings.home),
        )
        if self._long_lived:
            self.engine.expectations  # noqa: B018 - read now, so that the first who asks does not wait for it
        return True

    def _searching(self, generation: Generation) -> Searcher:
        if self._reranker is None:
            return Searcher(self._library, generation, self._encoder)
        return RerankedSearcher(self._library, generation, self._encoder, self._reranker)

    @property
    def searcher(self) -> Searcher:
        """The search over the index in use, for a `HybridRetriever`; ask again after `refresh`."""
        return self._searcher

    def ask(
        self,
        question: str,
        *,
        before: Sequence[str] = (),
        language: AskedLanguage = "auto",
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
        use_model: bool = True,
    ) -> Answer:
        """The answer to a question; `before` are the earlier questions, oldest first; filters name works and languages.

        A language model writes it where one is configured and `use_model` lets it.
        """
        return final(self.stream(question, before=before, language=language, works=works, languages=languages, use_model=use_model))

    def stream(
        self,
        question: str,
        *,
        before: Sequence[str] = (),
        language: AskedLanguage = "auto",
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
        stop: threading.Event | None = None,
        use_model: bool = True,
    ) -> Generator[Event, None, None]:
        """As `ask`, event by event while the answer is made; `Answered` comes last. Closing the stream ends the work, and `stop` does."""
        chosen: Language | None = None if language == "auto" else language
        return self.engine.stream(question, before, chosen, Scope(works, languages), stop=stop, use_model=use_model)

    def onward(
        self,
        answer: Answer,
        *,
        before: Sequence[str] = (),
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
    ) -> tuple[str, ...]:
        """Up to three questions to go on with after an answer, each of which is answered (without a language model) by asking it now.

        `before` are the questions before the one that was answered; a question proposed is proved as the next one after it.
        """
        asked = (*before, answer.question)

        def proved(question: str) -> Answer:
            return self.ask(question, before=asked, works=works, languages=languages, use_model=False)

        return onward(answer, self._holdings, self._document, proved, before)

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        works: Collection[str] | None = None,
        languages: Collection[Language] | None = None,
        kinds: Collection[str] | None = None,
    ) -> list[Hit]:
        """The k best places for a question, best first."""
        with self._lock:
            return self._searcher.search(question, k, works=works, languages=languages, kinds=kinds)

    def desk(self) -> Desk:
        """The drafting desk over the library as it is now; ask again after `refresh`."""
        from assistant.desk.desk import Desk
        from assistant.desk.sources import Sources

        with self._lock:
            writer = self.engine.writer
            sources = Sources(self._library, self._holdings, lambda words, k, language: self.search(words, k, languages=[language]))
            return Desk(sources, writer.write if writer else None)

    def passage(self, passage_id: str) -> Passage | None:
        """A passage by its id."""
        return self._library.passage(passage_id)

    def context(self, passage_id: str, characters: int = 400) -> tuple[str, str]:
        """The document's text before and after a passage, up to so many characters each."""
        passage = self._library.passage(passage_id)
        document = self._document(passage.document) if passage else None
        if passage is None or document is None:
            return "", ""
        return document.text[max(0, passage.start - characters) : passage.start], document.text[passage.end : passage.end + characters]

    def standing(self, citation: Citation) -> Standing:
        """What became of a citation made earlier."""
        return standing(citation, LibraryShelves(self._library))

    def _document(self, document_id: str) -> Document | None:
        return self._library.document(document_id)

    def document_name(self, document_id: str) -> str:
        """The name of the file that a document was read from."""
        return self._names().get(document_id, document_id)

    def _names(self) -> dict[str, str]:
        return {held.id: held.name for held in self._library.holdings()}

    def works(self) -> list[WorkInfo]:
        """The works that can answer, the article first."""
        titles = {language: self._holdings.titles(language) for language in ("en", "zh")}
        found: dict[str, WorkInfo] = {}
        for held in self._library.holdings():
            if held.active:
                before = found.get(held.work)
                count = held.passages + (before.passages if before else 0)
                title = titles["en"].get(held.work, held.title)
                found[held.work] = WorkInfo(held.work, title, titles["zh"].get(held.work), count, held.languages, held.origin)
        return sorted(found.values(), key=lambda work: work.id != self._holdings.article)

    def status(self) -> Status:
        """What is in the library, and whether its index fits it."""
        holdings = [held for held in self._library.holdings() if held.active]
        counts: dict[str, int] = {}
        for line in self._library.outlines():
            counts[line.language] = counts.get(line.language, 0) + 1
        generation = self._serving.current()
        stale = generation.stale(self._library)
        return Status(
            documents=len(holdings),
            passages=len(generation),
            languages=tuple(sorted(counts.items())),
            generation=generation.folder.name if generation.folder else "memory",
            encoder=self._encoder.fingerprint,
            home=str(self.settings.home),
            healthy=not stale and generation.folder is not None,
            message=" ".join(self._said),
            model=f"{self.model.name} ({self.model.place})" if self.model else "",
        )

    def refresh(self) -> bool:
        """Follow the newest index; says whether it changed since the last look."""
        with self._lock:
            return self._set_up()

    def close(self) -> None:
        """Let go of the index and the library."""
        self.pages.close()
        self._serving.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_assistant(
    settings: Settings, *, long_lived: bool = False, notify: Callable[[str], None] | None = None, model: Model | None = None
) -> Assistant:
    """The assistant over the settings' home; `long_lived` for a process that stays and serves through Chroma.

    `model` writes in the place of the one that the settings name: `Model.over(llm)` for any client of llama-index.
    """
    return Assistant(settings, long_lived=long_lived, notify=notify, model=model)


def ingest(
    settings: Settings,
    inputs: Sequence[Order],
    *,
    bundled: bool = True,
    work: str = "",
    again: bool = False,
    wait: float = 0.0,
    network: Network | None = None,
    progress: Callable[[Progress], None] | None = None,
    workers: Workers | None = None,
) -> list[Outcome]:
    """Take inputs (and the corpus that ships) into the home, addresses fetched first; one outcome an input.

    `work` names the catalogue's work that the inputs are, `again` tries what failed before even where nothing has changed,
    `workers` are those of a process that stays.
    """
    from index import intake
    from ingest.exchange import PUBLIC, Limits

    most = int(settings.max_input_mb * 1_000_000)
    return intake.ingest(
        Path(settings.home),
        inputs,
        encoder_of(settings),
        bundled=bundled,
        work=work,
        again=again,
        wait=wait,
        most_bytes=most,
        ocr=settings.ocr,
        limits=Limits(most_bytes=most, total_seconds=settings.fetch_seconds),
        network=network or PUBLIC,
        report=progress,
        workers=workers,
    )


def rebuild(settings: Settings, progress: Callable[[Progress], None] | None = None) -> Status:
    """Encode what lacks vectors by the settings' encoder, build the index anew, and say how things stand."""
    from index import intake

    intake.reencode(Path(settings.home), encoder_of(settings), report=progress)
    with open_assistant(settings) as assistant:
        return assistant.status()
