"""The one place that builds things: what it opens, what it tells about a home, and the reranker that settings may name."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from assistant.assemble import Assistant, ingest, open_assistant, rebuild
from assistant.settings import Settings
from index.modelfolder import EncoderError
from index.reranked import LOOKED_AT, RerankedSearcher
from ingest.types import LibraryError, State
from tests.assistant import homes
from tests.models import cross_encoder


def test_works_are_told_with_titles_and_languages(mixed: Assistant) -> None:
    works = mixed.works()
    assert works[0].id == "chen-2024" and works[0].title_zh and works[0].languages == ("en", "zh")
    by_title = {work.title: work for work in works}
    towns = next(work for title, work in by_title.items() if title.startswith("Patient Towns"))
    assert towns.origin == "added" and set(towns.languages) == {"en", "zh"} and towns.passages > 40
    assert sum(work.passages for work in works) == mixed.status().passages


def test_the_status_of_a_sound_home(mixed: Assistant) -> None:
    status = mixed.status()
    assert status.healthy and status.generation == "gen-1" and status.home == str(mixed.settings.home)
    assert sum(count for _, count in status.languages) == status.passages and status.message == ""


@pytest.mark.parametrize("question", ["garden patience", "花园耐心", "garden耐心"])
def test_a_hit_is_shown_with_what_stands_around_it(mixed: Assistant, question: str) -> None:
    hit = mixed.search(question, 3)[0]
    before, after = mixed.context(hit.passage.id, 50)
    assert len(before) <= 50 and len(after) <= 50 and mixed.passage(hit.passage.id) == hit.passage
    assert mixed.document_name(hit.passage.document) == "towns.txt"
    assert mixed.context("no such passage") == ("", "") and mixed.passage("no such passage") is None


def test_a_home_without_a_library_is_an_error_that_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="resilient ingest"):
        open_assistant(Settings(home=tmp_path / "none"))


def test_what_is_ingested_beside_is_answered_after_a_refresh(tmp_path: Path) -> None:
    home = shutil.copytree(homes.own_home(), tmp_path / "home")
    note = tmp_path / "note.txt"
    note.write_text("The ferry of Velmora is painted purple, so that children can find it in the fog.\n", encoding="utf-8")
    settings = Settings(home=home)
    with open_assistant(settings) as assistant:
        assert assistant.ask("What colour is the ferry of Velmora painted?").abstained
        assert [outcome.state for outcome in ingest(settings, [str(note)], bundled=False)] == [State.READY]
        assert assistant.refresh() and not assistant.refresh()
        assert "purple" in assistant.ask("What colour is the ferry of Velmora painted?").text
        assert [hit.passage.text for hit in assistant.search("ferry painted purple", 1)] == [note.read_text(encoding="utf-8").strip()]


def test_a_rebuild_leaves_a_sound_home(tmp_path: Path) -> None:
    home = shutil.copytree(homes.own_home(), tmp_path / "home")
    shutil.rmtree(home / "index")
    status = rebuild(Settings(home=home))
    assert status.healthy and status.passages > 60


def test_threads_share_one(mixed: Assistant) -> None:
    questions = ["How is garden patience measured?", "花园耐心如何衡量？", "garden patience如何衡量？", "工程韧性如何衡量？"]
    expected, found = {question: mixed.ask(question).text for question in questions}, dict[str, str]()

    def ask(question: str) -> None:
        for _ in range(3):
            found[question] = mixed.ask(question).text

    threads = [threading.Thread(target=ask, args=(question,)) for question in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


def test_without_a_name_there_is_no_reranker(mixed: Assistant) -> None:
    assert not isinstance(mixed.searcher, RerankedSearcher)


def test_a_reranker_that_is_not_there_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(EncoderError):
        open_assistant(Settings(home=homes.own_home(), reranker=str(tmp_path / "no model")))


def test_a_cross_encoder_named_in_the_settings_orders_the_hits(tmp_path: Path) -> None:
    folder = cross_encoder(tmp_path / "cross", ["花园耐心街道洪水城镇韧性如何衡量"])
    with (
        open_assistant(Settings(home=homes.own_home(), reranker=str(folder))) as reranked,
        open_assistant(Settings(home=homes.own_home())) as plain,
    ):
        assert isinstance(reranked.searcher, RerankedSearcher)
        for question in ("How is garden patience measured?", "花园耐心如何衡量？", "garden patience如何衡量？"):
            hits, before = reranked.search(question, LOOKED_AT), plain.search(question, LOOKED_AT)
            assert {hit.passage.id for hit in hits} == {hit.passage.id for hit in before}
            assert [hit.passage.id for hit in hits] != [hit.passage.id for hit in before]
            assert [hit.score for hit in hits] == [hit.score for hit in before]
        assert reranked.ask("花园耐心如何衡量？").text
