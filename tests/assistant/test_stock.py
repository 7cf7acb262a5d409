"""Fetching, removing and listing over real small homes and a real web server: what was fetched is the catalogue's work, what is removed is
gone without anything else, and every input is listed with its state."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from assistant import assemble, stock
from assistant.settings import Settings
from index import leaving
from index.gathering import Progress
from index.generation import EncoderChanged
from ingest.catalogue import ARTICLE, catalogue, editions, known_as, named, nearest, work
from ingest.ids import document_id
from ingest.library import Library
from ingest.readers import table
from ingest.types import LibraryError, State
from ingest.wanted import wanted
from tests.assistant.article import NAMED
from tests.fakes import FakeEncoder, make_document
from tests.ingest.publisher import Outside, Server, status, whole

AGREEMENT = "# An agreement on bells\n\nEach town shall ring its bells when the river rises above the third step of the quay.\n"
SETTLEMENT = "# 钟声协定\n\n河水漫过码头第三级台阶时，各镇应当鸣钟，并在两小时内告知下游。\n"
THREE = {
    "bells.txt": AGREEMENT,
    "钟声.txt": SETTLEMENT,
    "mixed.txt": "A note\n\nThe ferry stops at noon. 渡船中午停航，乘客改走小路。\n",
    "empty.txt": "",
}
PARIS = "https://unfccc.int/sites/default/files/english_paris_agreement.pdf"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("certificate")
    made = Server(folder, ("unfccc.int", "docs.un.org", "www.unisdr.org", "www.preventionweb.net", "publisher.example"))
    yield made
    made.close()


@pytest.fixture
def outside(server: Server) -> Outside:
    return server.renewed()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", max_input_mb=1.0)


def states(outcomes: object) -> list[tuple[State, str]]:
    return [(outcome.state, outcome.code) for outcome in outcomes]  # type: ignore[attr-defined]


def bare(settings: Settings) -> None:
    """A home with a library in which nothing is."""
    with Library.open(Path(settings.home), write=True):
        pass


@lru_cache(maxsize=1)
def shipped() -> Path:
    """A home with what ships, built once and never written to."""
    folder = Path(tempfile.mkdtemp(prefix="resilient-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    assemble.ingest(Settings(home=folder / "home"), [])
    return folder / "home"


@lru_cache(maxsize=1)
def of_three() -> Path:
    """A home with an English, a Chinese and a mixed file and a file that failed, and the folder they came from beside it."""
    folder = Path(tempfile.mkdtemp(prefix="resilient-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, text in THREE.items():
        write(folder / "own" / name, text)
    assemble.ingest(Settings(home=folder / "home"), [str(folder / "own")], bundled=False)
    return folder / "home"


def write(path: Path, text: str) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


# ---------------------------------------------------------------- what can be fetched


def test_the_catalogue_has_an_edition_for_each_language_of_a_file() -> None:
    agenda, sendai = work("un-2030-agenda-2015"), work("un-sendai-2015")
    assert agenda and [(one.language, len(one.addresses)) for one in editions(agenda)] == [("en", 1), ("zh", 1)]
    assert sendai and [(one.language, len(one.addresses)) for one in editions(sendai)] == [("en", 2)], "two addresses of one file"
    for known in catalogue():
        assert sum(len(one.addresses) for one in editions(known)) == len(known.pdf_urls)
        assert {one.language for one in editions(known)} <= set(known.languages)


@pytest.mark.parametrize(
    ("word", "identity"),
    [
        ("un-paris-2015", "un-paris-2015"), ("Paris Agreement", "un-paris-2015"), ("paris agreement ", "un-paris-2015"),
        ("巴黎协定", "un-paris-2015"), ("《巴黎协定》", "un-paris-2015"), ("A/RES/70/1", "un-2030-agenda-2015"),
        ("10.15302/J-LAF-1-020090", ARTICLE), ("仙台", "un-sendai-2015"), ("Sendai Framework", "un-sendai-2015"),
        ("新城市议程 New", None), ("Resilient Cities Report", None), ("", None), ("x", None), ("---", None),
    ],
)  # fmt: skip
def test_a_work_is_meant_by_id_identifier_or_title(word: str, identity: str | None) -> None:
    found = named(word)
    assert (found.id if found else None) == identity


def test_what_is_nearest() -> None:
    ids = [known.id for known in catalogue()]
    assert nearest("paris", ids)[0] == "un-paris-2015" and nearest("iclei-rcr-2081", ids)[0] == "iclei-rcr-2018"


def test_a_work_without_an_address_says_where_to_get_it_and_where_to_put_it() -> None:
    (left,) = wanted("iclei-dc-2020")
    told = left.refused  # type: ignore[union-attr]
    for words in (str(told), told.sentence("zh")):
        assert "https://daringcities.org/daring-cities-reports/" in words and "resilient ingest FILE --work iclei-dc-2020" in words
    (nowhere,) = wanted("iclei-rcr-2017")
    assert "--work iclei-rcr-2017" in str(nowhere.refused)  # type: ignore[union-attr]
    (unknown,) = wanted("iclei-rcr-2081")
    assert "iclei-rcr-2018" in unknown.refused.sentence("zh")  # type: ignore[union-attr]


# ---------------------------------------------------------------- fetching


def test_what_was_fetched_is_known_as_that_work(settings: Settings, outside: Outside) -> None:
    """Texts stand in for the files: what is read of a PDF is the readers' matter."""
    outside.routes |= {"/en/A/RES/70/1": whole(AGREEMENT.encode()), "/zh/A/RES/70/1": whole(SETTLEMENT.encode())}
    heard: list[Progress] = []
    outcomes = stock.fetch(settings, ["un-2030-agenda-2015"], network=outside.network(), progress=heard.append)
    assert [outcome.input for outcome in outcomes[1:]] == ["https://docs.un.org/en/A/RES/70/1", "https://docs.un.org/zh/A/RES/70/1"]
    assert states(outcomes) == [(State.READY, "")] * 3, "what ships comes in with the first"
    assert any(progress.input.startswith("un-2030-agenda-2015-en") for progress in heard)
    with assemble.open_assistant(settings) as assistant:
        for question in ("When shall each town ring its bells?", "各镇何时应当鸣钟？", "bells 何时应当鸣钟？"):
            hit = assistant.search(question, 1)[0].passage
            assert (hit.work, hit.origin) == ("un-2030-agenda-2015", "report"), question
            assert assistant.document_name(hit.document).startswith("un-2030-agenda-2015-")
    items = {item.id: item for item in stock.works(settings)}
    assert len(items["un-2030-agenda-2015"].full_text) == 2 and items["un-2030-agenda-2015"].noted > 0
    assert [item.id for item in items.values() if item.full_text] == ["un-2030-agenda-2015"]
    again = stock.fetch(settings, ["un-2030-agenda-2015"], network=outside.network())
    assert states(again) == [(State.UNCHANGED, "")] * 2


def test_a_publisher_that_does_not_answer_programs(settings: Settings, outside: Outside) -> None:
    bare(settings)
    outside.otherwise = status(403)
    (outcome,) = stock.fetch(settings, ["巴黎协定"], network=outside.network())
    assert (outcome.state, outcome.code) == (State.FAILED, "status")
    for words in (outcome.message, outcome.message_zh):
        assert "https://unfccc.int/process-and-meetings/the-paris-agreement" in words and "--work un-paris-2015" in words
    unknown, by_hand = stock.fetch(settings, ["iclei-rcr-2081", "iclei-dc-2020"], network=outside.network())
    assert (unknown.code, by_hand.code) == ("no-work", "no-address")
    (item,) = stock.inventory(settings)
    assert (item.input, item.state, item.document) == (PARIS, State.FAILED, None), "an order that comes to nothing is no input"
    assert (item.message, item.message_zh) == (outcome.message, outcome.message_zh)
    outside.otherwise = whole(AGREEMENT.encode())
    assert states(stock.fetch(settings, ["un-paris-2015"], network=outside.network())) == [(State.READY, "")]
    (item,) = stock.inventory(settings)
    assert (item.input, item.state, item.work, item.size) == (PARIS, State.READY, "un-paris-2015", len(AGREEMENT.encode()))


def test_a_failure_is_forgotten_when_another_address_gives_the_file(settings: Settings, outside: Outside) -> None:
    bare(settings)
    outside.otherwise = status(500)
    stock.fetch(settings, ["un-sendai-2015"], network=outside.network())
    outside.names["www.unisdr.org"] = [[]]
    outside.otherwise = whole(AGREEMENT.encode())
    stock.fetch(settings, ["un-sendai-2015"], network=outside.network())
    (item,) = stock.inventory(settings)
    assert item.input.startswith("https://www.preventionweb.net/") and item.state is State.READY


def test_an_address_is_taken_in_as_a_file_is(settings: Settings, outside: Outside, tmp_path: Path) -> None:
    outside.routes["/bells.md"] = whole(AGREEMENT.encode(), "text/markdown")
    file = write(tmp_path / "own" / "note.txt", "A note\n\nThe ferry stops when the water is high.\n")
    given = [file, "https://publisher.example/bells.md", "ftp://publisher.example/a"]
    outcomes = assemble.ingest(settings, given, bundled=False, network=outside.network())
    assert [outcome.input for outcome in outcomes] == given, "one outcome an input, in their order"
    assert states(outcomes) == [(State.READY, ""), (State.READY, ""), (State.UNSUPPORTED, "address")]
    again = assemble.ingest(settings, given[:2], bundled=False, network=outside.network())
    assert [outcome.state for outcome in again] == [State.UNCHANGED] * 2
    inside = assemble.ingest(settings, ["http://169.254.169.254/latest/"], bundled=False)
    assert states(inside) == [(State.UNSUPPORTED, "address-inside")]


def test_a_file_too_big_for_the_setting_is_not_fetched(settings: Settings, outside: Outside) -> None:
    outside.routes["/big.txt"] = whole(b"x" * 1_000_001)
    outside.routes["/fits.txt"] = whole(b"Bells are rung. " * 62_500)
    big, fits = assemble.ingest(
        settings, ["https://publisher.example/big.txt", "https://publisher.example/fits.txt"], bundled=False, network=outside.network()
    )  # fmt: skip
    assert (big.state, big.code) == (State.TOO_BIG, "too-big-there") and fits.state is State.READY


def test_a_file_that_a_person_brings_is_said_to_be_a_work(settings: Settings, tmp_path: Path) -> None:
    file = write(tmp_path / "own" / "download (3).txt", AGREEMENT)
    (as_file,) = assemble.ingest(settings, [file], bundled=False)
    (as_work,) = assemble.ingest(settings, [file], bundled=False, work="iclei-dc-2020")
    assert as_work.state is State.READY and as_work.document != as_file.document
    (item,) = stock.inventory(settings)
    assert (item.work, item.origin, item.title) == ("iclei-dc-2020", "report", "Daring Cities 2020: Know more, act better, lead together")
    assert states(assemble.ingest(settings, [file], bundled=False, work="iclei-dc-2020")) == [(State.UNCHANGED, "")]
    assert next(one for one in stock.works(settings) if one.id == "iclei-dc-2020").full_text == (as_work.document,)


def test_known_as_makes_the_ids_of_the_work() -> None:
    document, _ = make_document("水位高时渡船停航。", language="zh")
    said = known_as(document, "un-paris-2015")
    assert (said.work, said.origin, said.title) == ("un-paris-2015", "report", "巴黎协定") and said.text == document.text
    assert said.id == document_id("un-paris-2015", document.name, document.content)
    assert known_as(document, "nobody's") is document and known_as(document, ARTICLE).origin == "paper"


# ---------------------------------------------------------------- removing


def test_the_digest_comes_back_when_the_articles_text_is_removed(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(shipped(), settings.home)
    file = write(tmp_path / "own" / "article.txt", NAMED)
    other = write(tmp_path / "own" / "bells.txt", AGREEMENT)
    assemble.ingest(settings, [file, other])
    before = {item.input: item for item in stock.inventory(settings)}
    assert before[file].work == ARTICLE and not before["bundled:chen-2024"].in_use
    (removal,) = stock.remove(settings, [ARTICLE])
    assert removal.inputs == (("article.txt", file),) and removal.passages == before[file].passages > 0
    after = {item.input: item for item in stock.inventory(settings)}
    assert after["bundled:chen-2024"].in_use and file not in after and Path(file).exists(), "a person's own file is never deleted"
    assert {uri: item for uri, item in before.items() if uri not in (file, "bundled:chen-2024")} == {
        uri: item for uri, item in after.items() if uri != "bundled:chen-2024"
    }, "nothing else is lost"
    with assemble.open_assistant(settings) as assistant:
        assert assistant.status().healthy
        assert any(hit.passage.origin == "digest" for hit in assistant.search("engineering resilience", 5))


@pytest.fixture
def three(settings: Settings) -> dict[str, str]:
    """A library of an English, a Chinese and a mixed file, and a file that failed."""
    shutil.copytree(of_three(), settings.home)
    return {name: str(of_three().parent / "own" / name) for name in THREE}


def test_the_last_document_can_be_removed_and_another_put_in(settings: Settings, three: dict[str, str], tmp_path: Path) -> None:
    missing, *removals = stock.remove(settings, ["bels.txt", *three])
    assert missing.code == "not-here" and not missing.inputs and "bells.txt" in missing.message and "bells.txt" in missing.message_zh
    assert [removal.inputs for removal in removals] == [((name, path),) for name, path in three.items()]
    assert [removal.passages for removal in removals] == [1, 1, 2, 0] and stock.inventory(settings) == []
    assert states(assemble.ingest(settings, [write(tmp_path / "own" / "a.txt", AGREEMENT)], bundled=False)) == [(State.READY, "")]


def test_nothing_is_removed_under_another_encoder(settings: Settings, three: dict[str, str]) -> None:
    with pytest.raises(EncoderChanged, match="resilient rebuild"):
        leaving.remove(Path(settings.home), ["bells.txt"], FakeEncoder())
    assert {item.name for item in stock.inventory(settings)} == set(three)


def test_of_two_equal_files_one_goes_and_the_text_stays(settings: Settings, tmp_path: Path) -> None:
    one, two = write(tmp_path / "own" / "one.txt", AGREEMENT), write(tmp_path / "own" / "two.txt", AGREEMENT)
    assemble.ingest(settings, [one, two], bundled=False)
    (removal,) = stock.remove(settings, [one])
    assert removal.passages == 0
    (item,) = stock.inventory(settings)
    assert (item.input, item.passages) == (two, 1) and item.document
    assert stock.remove(settings, [item.document])[0].passages == 1 and stock.inventory(settings) == []


def test_what_ships_stays_unless_it_is_named(settings: Settings) -> None:
    shutil.copytree(shipped(), settings.home)
    count = len(stock.inventory(settings))
    (removal,) = stock.remove(settings, ["un-paris-2015"])
    assert removal.code == "ships" and "bundled:un-paris-2015" in removal.message_zh and len(stock.inventory(settings)) == count
    assert stock.remove(settings, ["bundled:un-paris-2015"])[0].passages > 0 and len(stock.inventory(settings)) == count - 1
    assert stock.remove(settings, ["anything"])[0].code == "nothing-here"


def test_what_was_fetched_is_deleted_with_its_document(settings: Settings, outside: Outside) -> None:
    bare(settings)
    outside.otherwise = whole(AGREEMENT.encode())
    stock.fetch(settings, ["un-paris-2015"], network=outside.network())
    assert list((Path(settings.home) / "downloads").iterdir())
    (removal,) = stock.remove(settings, ["un-paris-2015"])
    assert removal.inputs == (("un-paris-2015-en.txt", PARIS),)
    assert not list((Path(settings.home) / "downloads").iterdir()) and stock.inventory(settings) == []


def test_another_content_under_the_same_name_takes_its_place(settings: Settings, three: dict[str, str]) -> None:
    before = {item.name: item for item in stock.inventory(settings)}
    write(Path(three["bells.txt"]), SETTLEMENT + "Bells again.\n")
    try:
        assemble.ingest(settings, [three["bells.txt"]], bundled=False)
    finally:
        write(Path(three["bells.txt"]), AGREEMENT)
    after = {item.name: item for item in stock.inventory(settings)}
    assert after["bells.txt"].document != before["bells.txt"].document and set(after) == set(before)
    assert {name: item for name, item in after.items() if name != "bells.txt"} == {n: i for n, i in before.items() if n != "bells.txt"}


# ---------------------------------------------------------------- listing


def test_every_input_is_listed_with_its_state_size_passages_and_languages(settings: Settings, three: dict[str, str]) -> None:
    items = {item.name: item for item in stock.inventory(settings)}
    assert {name: item.state for name, item in items.items()} == {**dict.fromkeys(three, State.READY), "empty.txt": State.EMPTY}
    assert {name: item.languages for name, item in items.items()} == {
        "bells.txt": ("en",), "钟声.txt": ("zh",), "mixed.txt": ("zh", "en"), "empty.txt": (),
    }  # fmt: skip
    for name, item in items.items():
        assert item.size == Path(three[name]).stat().st_size
        assert (item.characters, item.passages > 0) == (len(Path(three[name]).read_text("utf-8")), bool(item.size))
    assert "empty" in items["empty.txt"].message and "空" in items["empty.txt"].message_zh
    Path(three["bells.txt"]).unlink()
    gone = next(item for item in stock.inventory(settings) if item.name == "bells.txt")
    write(Path(three["bells.txt"]), AGREEMENT)
    assert gone.size is None and gone.passages == items["bells.txt"].passages, "the library keeps what the disk has lost"


def test_listing_without_a_library(settings: Settings) -> None:
    with pytest.raises(LibraryError, match="no library"):
        stock.inventory(settings)
    found = stock.works(settings)
    assert len(found) == len(catalogue()) and not any(item.full_text or item.noted for item in found)
    assert all(item.rights and item.redistribute in ("no", "unclear", "yes") for item in found)
    assert not Path(settings.home).exists(), "looking makes nothing"


def test_the_kinds_that_are_read_are_those_that_are_taken(settings: Settings, outside: Outside) -> None:
    """A kind without a reader is named, whatever its address says."""
    outside.otherwise = whole(b"\x89PNG\r\n\x1a\n\0")
    (outcome,) = assemble.ingest(settings, ["https://publisher.example/a.txt"], bundled=False, network=outside.network())
    assert (outcome.state, outcome.code) == (State.UNSUPPORTED, "unsupported") and ".txt" in table.readable()
