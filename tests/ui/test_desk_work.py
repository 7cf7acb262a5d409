"""Drafts as the page works on them: the form read and filled, composing that breaks off, one person's drafts and no other's."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.assemble import open_assistant
from assistant.desk.draft import SECTIONS
from assistant.desk.keeping import Drafts
from assistant.desk.profile import checked
from assistant.desk.trouble import DeskError
from assistant.notebook.notebook import Notebook
from assistant.settings import Settings
from ingest.types import Language
from tests.assistant import homes
from ui import desk_view
from ui.desk_form import EXAMPLES, FIELDS, Loaded, example, given, shown
from ui.desk_work import CHANGES, DeskWork
from ui.screens.desking import Desking, Table
from ui.screens.frame import Services
from ui.texts import LANGUAGES, say
from ui.visitor import HEADER, Who, to_header

HOSTILE = "<script>alert(1)</script> \u202eevil ![x](http://evil.example/x.png)"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWork]:
    home = tmp_path_factory.mktemp("work") / "home"
    shutil.copytree(homes.ships_home(), home)
    with open_assistant(Settings(home=home), long_lived=True) as opened, Notebook.open(home) as notebook:
        yield DeskWork(opened, Drafts(notebook.file))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_form_left_as_it_was_filled_says_the_profile_it_was_filled_from(name: str, language: Language) -> None:
    profile = example(name)
    values = shown(Loaded(profile, language))
    assert set(values) == set(FIELDS)
    again = checked(given(values, Loaded(profile, language)))
    assert (again.hazards, again.en, again.zh) == (profile.hazards, profile.en, profile.zh)
    assert again.population == profile.population and again.subsystem_ids == profile.subsystem_ids


@pytest.mark.parametrize(
    ("language", "typed"),
    [("en", "heat waves, dust storms"), ("zh", "高温热浪、沙尘"), ("zh", "heat waves、沙尘")],
    ids=["en", "zh", "mixed"],
)
def test_a_changed_field_says_what_was_typed_in_either_language(language: Language, typed: str) -> None:
    loaded = Loaded(example("coastal"), language)
    profile = checked(given({**shown(loaded), "hazards": typed}, loaded))
    assert len(profile.hazards) == 2 and "hazards" not in profile.en, "what the other language said before is gone with it"
    assert profile.en["name"] == "Oulan"


def begun(work: DeskWork, user: str = "", **fields: Any) -> str:
    return work.drafts.keep(user, work.desk().begin(checked({"name": "瓯澜", "hazards": "台风", "length": "short", **fields})))


def test_composing_that_broke_off_goes_on_where_it_was_and_is_one_step(work: DeskWork) -> None:
    id_ = begun(work)
    growing = work.growing("", id_)
    counts = [len(next(growing).draft.sections) for _ in range(4)]
    growing.close()
    assert counts == [0, 1, 2, 3]
    seen = work.seen("", id_, "zh")
    assert not seen.whole and "draft-rest" in desk_view.draft_html(seen, "zh") and "/export/" not in desk_view.draft_html(seen, "zh")
    line = seen.draft.sections[0].lines[0].id
    work.change("", id_, "edit", line, "改过的一行")
    assert len(list(work.growing("", id_))[-1].draft.sections) == len(SECTIONS)
    kept, draft = work.drafts.get("", id_)
    edited = draft.line(line)
    assert kept.step == 1 and edited is not None and edited.text == "改过的一行", "what a person wrote meanwhile stands"


def test_composing_gives_way_to_what_was_changed_meanwhile(work: DeskWork) -> None:
    id_ = begun(work)
    growing = work.growing("", id_)
    first = [next(growing) for _ in range(2)][-1].draft
    work.change("", id_, "edit", first.sections[0].lines[0].id, "已由他窗修改")
    with pytest.raises(DeskError, match="another window"):
        next(growing)
    assert work.drafts.get("", id_)[1].sections[0].lines[0].text == "已由他窗修改"


def test_a_draft_is_its_owners_alone(work: DeskWork) -> None:
    id_ = begun(work, "ana")
    attempts: list[Callable[[], object]] = [
        lambda: work.seen("bob", id_, "en"),
        lambda: work.change("bob", id_, "again", "situation", ""),
        lambda: work.exported("bob", id_, "md"),
        lambda: next(work.growing("bob", id_)),
    ]
    for attempt in attempts:
        with pytest.raises(DeskError):
            attempt()
    assert [kept.id for kept in work.drafts.find("bob")] == []


@pytest.mark.parametrize(("verb", "target"), [("edit", "no such"), ("more", "no such"), ("<b>", "situation"), ("drop", ""), ("add", "x")])
def test_what_there_is_not_is_refused_in_a_sentence(verb: str, target: str, work: DeskWork) -> None:
    id_ = begun(work)
    with pytest.raises(DeskError) as refused:
        work.change("", id_, verb, target, "words")
    assert refused.value.said("zh") and refused.value.said("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_typed_is_text(language: Language, work: DeskWork) -> None:
    id_ = begun(work, language=language)
    list(work.growing("", id_))
    work.change("", id_, "add", "situation", HOSTILE)
    line = work.drafts.get("", id_)[1].sections[0].lines[-1].id
    work.drafts.typing("", id_, line, HOSTILE)
    page = desk_view.draft_html(work.seen("", id_, language), language)
    assert "<script" not in page and "<img" not in page and "\u202e" not in page and page.count("&lt;script&gt;") >= 2
    assert "\n" not in page, "a Markdown screen hands it through as one block"


def test_every_kind_has_its_verb_and_every_button_its_answer(work: DeskWork) -> None:
    id_ = begun(work)
    list(work.growing("", id_))
    seen = work.seen("", id_, "en")
    line = next(line for line in seen.draft.lines() if line.citations and line.style != "cell")
    for verb in ("type-city", "type-inference", "drop"):
        assert verb in CHANGES and work.change("", id_, verb, line.id, "")
    case = next(one.match.case.id for one in seen.cases if one.used)
    assert work.change("", id_, "throw", case, "") and work.seen("", id_, "zh").evidence[case]
    assert work.change("", id_, "takeback", case, ""), "the case comes back"
    assert not work.seen("", id_, "en").evidence


def test_composing_stops_when_it_is_told_to_and_its_screen_says_what_there_is(work: DeskWork, tmp_path: Path) -> None:
    names = ("current", "loaded", "listed", "said", "shown", "source", "verified")
    table: Any = Table(*names, FIELDS)  # type: ignore[arg-type]  # what stands for the components is only a key
    with Notebook.open(tmp_path) as notebook:
        desking = Desking(Services(work._assistant, Settings(home=tmp_path), notebook), table)
        request: Any = SimpleNamespace(headers={HEADER: to_header(Who())})
        values = dict.fromkeys(FIELDS) | {"name": "Oulan 瓯澜", "hazards": "台风, flooding", "language": "en", "length": "short"}
        growing = desking.begin(request, "en", None, *values.values())
        first = next(growing)
        next(growing)
        desking.stop(first["current"])
        last = list(growing)[-1]
        assert 'value="draft-rest ' in last["shown"] and say("draft.broken_off", "en") in last["shown"]
        assert "Oulan 瓯澜" in last["listed"] and not desking._stops
        refused = list(desking.begin(request, "zh", None, *({**values, "name": ""}.values())))
        assert len(refused) == 1 and 'role="alert"' in refused[0]["said"], "a city without a name is refused, and nothing is kept"
        assert len(Drafts(notebook.file).find("")) == 1
