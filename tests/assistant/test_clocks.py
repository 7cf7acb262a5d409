"""T26 and T27 at the client's edge: every fault of a server ends in time with its name, and who leaves is let go at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.llms import MockLLM

from assistant.breaker import FAILURES, Breaker
from assistant.clocks import Ended, Heard, Word, listen
from assistant.faults import Fault, retry_after
from assistant.llm import Clocks, Model, model_of
from assistant.settings import Settings
from tests.assistant.model_server import Act, Call, ModelServer, ollama_says, says, status, then

QUICK = {"model_first_seconds": 0.8, "model_pause_seconds": 0.5, "model_total_seconds": 1.6, "model_max_mb": 0.05}
MESSAGES = [ChatMessage(role="user", content="花园 patience?")]
TEXT = "Garden patience 花园耐心 is measured.[S1]"


def model_at(server: ModelServer | str, **more: object) -> Model:
    address = server if isinstance(server, str) else server.address
    ollama = more.get("model_protocol") == "ollama"
    model = model_of(Settings(model="m", model_url=address if ollama else f"{address}/v1", **{**QUICK, **more}))  # type: ignore[arg-type]
    assert model is not None
    return model


@pytest.fixture(autouse=True, scope="module")
def imported() -> None:
    """One reply each with long clocks: client libraries import what a reply needs at the first, and the short clocks are for servers."""
    patient = {"model_first_seconds": 60, "model_pause_seconds": 60, "model_total_seconds": 90}
    for protocol, act in (("openai", says(TEXT)), ("ollama", ollama_says(TEXT))):
        with ModelServer([act]) as server:
            assert heard(model_at(server, model_protocol=protocol, **patient))[1] == Ended("whole")


def heard(model: Model) -> tuple[str, Ended, float]:
    started = time.monotonic()
    events = list(listen(model, MESSAGES, threading.Event()))
    assert isinstance(events[-1], Ended)
    return "".join(event.text for event in events if isinstance(event, Word)), events[-1], time.monotonic() - started


@pytest.mark.parametrize("protocol", ["openai", "ollama"])
def test_a_whole_reply_is_heard_as_it_is(protocol: str) -> None:
    act = says(TEXT) if protocol == "openai" else ollama_says(TEXT)
    with ModelServer([act]) as server:
        text, end, _ = heard(model_at(server, model_protocol=protocol))
    assert (text, end) == (TEXT, Ended("whole"))
    (asked,) = server.asked
    assert asked.path == ("/v1/chat/completions" if protocol == "openai" else "/api/chat") and "花园" in asked.prompt
    assert asked.body["stream"] is True and asked.body["model"] == "m"


def test_ollama_is_told_how_long_a_context_it_needs() -> None:
    with ModelServer([ollama_says(TEXT)]) as server:
        heard(model_at(server, model_protocol="ollama", model_context=6000, model_reply=300))
    assert server.asked[0].body["options"]["num_ctx"] == 6000 and server.asked[0].body["options"]["num_predict"] == 300


def _dribble(call: Call) -> None:
    while call.send(": alive\n\n") and call.wait(0.05):
        pass


def _endless(call: Call) -> None:
    call.head()
    while call.chunk("endless ") and not call.ended.is_set():
        pass


def _slow(call: Call) -> None:
    call.head()
    while call.chunk("slow ") and call.wait(0.2):
        pass


def _silent(call: Call) -> None:
    call.wait(30)


def _empty_chunks(call: Call) -> None:
    call.head()
    while call.event({"choices": []}) and call.wait(0.05):
        pass


def _error_object(call: Call) -> None:
    call.head()
    call.send('data: {"error": {"message": "out of memory", "code": 500}}\n\n')


def _cut_chunked(call: Call) -> None:
    call.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nff\r\ndata: {")


def _endless_error(call: Call) -> None:
    call.head(500, "text/plain")
    while call.send("x" * 1000) and not call.ended.is_set():
        pass


FAULTS: list[tuple[str, Act, str]] = [
    ("stall before the head", _silent, "stalled"),
    ("stall after the head", lambda call: call.head() and call.wait(30), "stalled"),
    ("stall in the stream", then(["Half an"], _silent), "stalled"),
    ("dots that keep it alive", lambda call: call.head() and _dribble(call), "stalled"),
    ("dots after a word", then(["Half"], _dribble), "stalled"),
    ("slow", _slow, "slow"),
    ("endless", _endless, "too much"),
    ("an end without a reason", says(TEXT, finish=None), "broken"),
    ("an end without anything", says(TEXT, finish=None, done=False), "broken"),
    ("a cut chunk", _cut_chunked, "broken"),
    ("a reset", then(["Half"], lambda call: call.reset()), "broken"),
    ("bad JSON", then(["Half"], lambda call: call.send("data: {not json\n\n")), "broken"),
    ("bad UTF-8", then(["Half"], lambda call: call.send(b"data: {\"choices\": \"\xff\xfe\"}\n\n")), "broken"),
    ("empty choices for ever", _empty_chunks, "stalled"),
    ("an error in the stream", _error_object, "broken"),
    ("HTML with status 200", status(200, "<html>log in</html>", "text/html; charset=utf-8"), "not a model"),
    ("a redirect", status(302, "", location="http://127.0.0.1:9/v1"), "refused"),
    ("no key", status(401), "refused"),
    ("no such model", status(404), "refused"),
    ("too many, wait long", status(429, retry_after="120"), "busy"),
    ("too many, garbage", status(429, retry_after="soon\x7f"), "busy"),
    ("too many, now", status(429, retry_after="0"), "busy"),
    ("broken server", status(500), "server"),
    ("overloaded server", status(503, retry_after="3600"), "server"),
    ("a broken server that talks for ever", _endless_error, "server"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "reason"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_every_fault_ends_in_time_with_its_name(act: Act, reason: str) -> None:
    with ModelServer([act]) as server:
        _, end, seconds = heard(model_at(server))
    assert end.how == "failed" and end.fault is not None and end.fault.reason == reason
    assert seconds < QUICK["model_total_seconds"] + 1


@pytest.mark.parametrize("text", ["", None])
def test_a_reply_of_nothing_is_whole_and_empty(text: str | None) -> None:
    def act(call: Call) -> None:
        call.head()
        call.chunk(text, role="assistant")
        call.chunk(None, "stop")

    with ModelServer([act]) as server:
        assert heard(model_at(server))[:2] == ("", Ended("whole"))


def test_a_reply_cut_at_its_length_says_so() -> None:
    with ModelServer([says(TEXT, "length"), ollama_says(TEXT, "length")]) as server:
        assert heard(model_at(server))[:2] == (TEXT, Ended("length"))
        assert heard(model_at(server, model_protocol="ollama"))[:2] == (TEXT, Ended("length"))


def test_nobody_there_is_said_at_once() -> None:
    with ModelServer([says(TEXT)]) as server:
        address = server.address
    _, end, seconds = heard(model_at(address))
    assert end.fault == Fault("unreachable") and seconds < 2.6


def test_a_name_that_cannot_be_looked_up_is_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert heard(model_at("http://model.invalid"))[1].fault == Fault("unreachable")


@pytest.mark.parametrize("first", [status(500), status(429, retry_after="0"), status(503)])
def test_a_fault_that_passes_is_tried_again(first: Act) -> None:
    with ModelServer([first, says(TEXT)]) as server:
        text, end, _ = heard(model_at(server, model_first_seconds=5, model_total_seconds=5))
    assert (text, end.how, server.calls) == (TEXT, "whole", 2)


def test_a_fault_that_stays_is_tried_three_times_at_most_and_after_a_word_never() -> None:
    with ModelServer([status(500)]) as server:
        heard(model_at(server, model_first_seconds=5, model_total_seconds=5))
        assert server.calls == 3
    with ModelServer([then(["Half"], lambda call: call.reset())]) as server:
        heard(model_at(server))
        assert server.calls == 1
    with ModelServer([status(401)]) as server:
        heard(model_at(server))
        assert server.calls == 1


@pytest.mark.parametrize("act", [_silent, _slow, lambda call: call.head() and _dribble(call)])
@pytest.mark.parametrize("how", ["stop", "close"])
def test_who_leaves_frees_the_server_within_two_seconds(act: Act, how: str) -> None:
    stop = threading.Event()
    with ModelServer([act]) as server:
        model = model_at(server, model_first_seconds=30, model_pause_seconds=30, model_total_seconds=60)
        events: Iterator[Heard] = listen(model, MESSAGES, stop)
        started = time.monotonic()
        for number, _ in enumerate(events):
            if number == 4:
                break
        if how == "stop":
            stop.set()
            assert not [event for event in events if isinstance(event, Ended)]
        else:
            events.close()  # type: ignore[attr-defined]
        while not server.left and time.monotonic() - started < 3:
            time.sleep(0.02)
        assert server.left and server.left[0] - started < 2


def test_after_failures_in_a_row_a_model_is_left_alone_and_then_tried_by_one() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(FAILURES):
        assert breaker.admits()
        breaker.failed()
    assert not breaker.admits()
    now[0] = 59.9
    assert not breaker.admits()
    now[0] = 60.1
    assert breaker.admits() and not breaker.admits(), "one question tries it"
    breaker.succeeded()
    assert breaker.admits() and breaker.admits()


@pytest.mark.parametrize(("asked", "rests"), [(120.0, 119.0), (86400.0, 599.0), (None, None), (0.0, None)])
def test_a_model_that_asks_to_be_left_alone_is(asked: float | None, rests: float | None) -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    breaker.failed(asked)
    assert breaker.admits() is (rests is None)
    if rests is not None:
        now[0] = rests
        assert not breaker.admits()
        now[0] = rests + 2
        assert breaker.admits()


def test_a_resting_model_is_not_contacted() -> None:
    with ModelServer([status(429, retry_after="120")]) as server:
        model = model_at(server)
        heard(model)
        assert heard(model)[1].fault == Fault("resting") and server.calls == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("0", 0.0), ("120", 120.0), ("1.5", 1.5), ("soon", None), ("", None), ("-3", None), ("inf", None), ("nan", None), ("1e999", None)],
)
def test_what_a_server_asks_for_is_read_or_left(said: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": said}) == seconds


def test_a_date_to_come_back_at_is_read() -> None:
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0


def test_a_client_of_llama_index_that_is_given_is_heard_too() -> None:
    text, end, _ = heard(Model.over(MockLLM(), Clocks(5, 5, 5)))
    assert "patience" in text and end == Ended("whole")


@pytest.fixture
def keyed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModelServer]:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    monkeypatch.setenv("OLLAMA_API_KEY", "ollama-of-somebody-else")
    return lambda protocol: ModelServer([says(TEXT) if protocol == "openai" else ollama_says(TEXT)])


@pytest.mark.parametrize("protocol", ["openai", "ollama"])
def test_the_key_goes_to_the_server_and_no_other_key_does(
    keyed: Callable[..., ModelServer], protocol: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with keyed(protocol) as server:
        heard(model_at(server, model_protocol=protocol))
        file = tmp_path / "key"
        file.write_text("from-a-file\n", encoding="utf-8")
        file.chmod(0o600)
        heard(model_at(server, model_protocol=protocol, model_key_file=file))
        monkeypatch.setenv("RESILIENT_MODEL_KEY", "from-the-environment")
        heard(model_at(server, model_protocol=protocol))
    assert [asked.headers["authorization"] for asked in server.asked] == [
        "Bearer none", "Bearer from-a-file", "Bearer from-the-environment",
    ]  # fmt: skip
    assert not any("somebody-else" in str(asked.headers) for asked in server.asked)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("open-to-all", encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(Exception, match="chmod 600") as refused:
        model_of(Settings(model="m", model_url="http://127.0.0.1:9/v1", model_key_file=file))
    assert "open-to-all" not in str(refused.value)
    with pytest.raises(Exception, match="cannot be read"):
        model_of(Settings(model="m", model_url="http://127.0.0.1:9/v1", model_key_file=tmp_path / "none"))


@pytest.mark.parametrize("url", ["ftp://x/v1", "http://user:pass@x/v1", "x:80", "http://"])
def test_an_address_that_is_none_is_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(ValueError, match="model_url"):
        Settings(model="m", model_url=url)


def test_a_model_wants_an_address_and_ollama_has_one() -> None:
    with pytest.raises(ValueError, match="model_url"):
        Settings(model="m")
    assert Settings(model="m", model_protocol="ollama").model_url == "http://127.0.0.1:11434"
    assert model_of(Settings()) is None
