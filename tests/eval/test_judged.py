"""A language model's opinions: read strictly, kept apart, gone on with, and never an error for the run or a gate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.bridge.pydantic import Field
from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata

from assistant.clocked import Clocked
from assistant.llm import Model
from eval import __main__ as parts
from eval import judged, report
from eval.dataset import Case, Fact, split_of
from eval.evaluators import DECLINE, Evaluators, reference, score, verdict
from eval.judge import Outcome
from eval.judged import judge_run, measured, read_judged
from ingest.language import has_chinese
from tests.assistant.model_server import ModelServer, says, status
from tests.eval.made import cited, finished, outcome

Reply = Callable[[str], str]


class Scripted(CustomLLM):
    """A model that replies to a prompt as it is told, and keeps what it was asked."""

    reply: Any
    asked: list[str] = Field(default_factory=list)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="scripted", context_window=8192, num_output=200)

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        self.asked.append(prompt)
        return CompletionResponse(text=self.reply(prompt))

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:
        whole = self.complete(prompt)
        yield CompletionResponse(text=whole.text, delta=whole.text)


def case(name: str, *, answerable: bool = True) -> Case:
    found = Case(
        id=name, kind="fact", question_en="Where was it?", question_zh="在哪里？", answerable=True, split=split_of(name),
        places=("section 1",), facts=(Fact(en=("Bonn",), zh=("波恩",)),),
    )  # fmt: skip
    return found if answerable else found.model_copy(update={"answerable": False, "facts": ()})


def kind_of(prompt: str) -> str:
    return "correctness" if "Reference Answer" in prompt else "relevancy" if "Query and Response" in prompt else "faithfulness"


VERDICTS = [
    ("YES", 1.0), ("yes.", 1.0), ("**Yes**, it does", 1.0), ("Answer: NO", 0.0), ("no", 0.0), ("No, the context says Ghent", 0.0),
    ("是", 1.0), ("是的，引文写明了。", 1.0), ("答案：否", 0.0), ("不支持。", 0.0), ("支持", 1.0), ("「不清楚」YES", 1.0),
    ("<think>is it NO? it could be</think>\nYES", 1.0), ("The context supports it, so: YES", 1.0),
    ("yesterday was fine", None), ("eyes", None), ("", None), ("None", None), ("There is no way to tell", None), ("是否支持很难说", None),
    ("It may be YES or NO", None), ("不确定", None), ("I cannot say", None), ("<think>YES, so I will", None), ("Not sure", None),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "meant"), VERDICTS)
def test_only_a_verdict_is_a_verdict(reply: str, meant: float | None) -> None:
    assert verdict(reply) == meant


SCORES = [
    ("4.0\nbecause", 4.0), ("5", 5.0), ("Score: 3.5\nreason", 3.5), ("评分：4分\n理由", 4.0), ("4/5", 4.0), ("**2**\n…", 2.0),
    ("<think>5</think>1\nwrong", 1.0),
    ("6", None), ("5.5", None), ("0", None), ("-3", None), ("45", None), ("good\n4", None), ("", None), ("四分", None),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "meant"), SCORES)
def test_only_a_number_from_one_to_five_is_a_score(reply: str, meant: float | None) -> None:
    assert score(reply)[0] == meant


@pytest.mark.parametrize(("asked", "fact"), [("en", "Bonn"), ("zh", "波恩"), ("mixed", "Bonn / 波恩")])
def test_each_aspect_is_asked_with_the_answer_its_quotes_and_the_gold(asked: str, fact: str) -> None:
    llm = Scripted(reply=lambda prompt: "4\nfine" if kind_of(prompt) == "correctness" else "YES")
    one = outcome("c", asked, citations=(cited("The congress met in Bonn"), cited("会议在波恩举行")))
    found = {aspect: Evaluators(Clocked(Model.over(llm))).opinion(aspect, one, case("c")) for aspect in judged.ASPECTS}
    assert {aspect: opinion and opinion.score for aspect, opinion in found.items()} == {"faithfulness": 1, "relevancy": 1, "correctness": 4}
    prompts = {kind_of(prompt): prompt for prompt in llm.asked}
    assert len(llm.asked) == 3 and all(one.text in prompt for prompt in llm.asked)
    for aspect in ("faithfulness", "relevancy"):
        assert "The congress met in Bonn" in prompts[aspect] and "会议在波恩举行" in prompts[aspect]
    assert one.question in prompts["relevancy"] and one.question in prompts["correctness"] and fact in prompts["correctness"]


def test_what_was_declined_is_judged_by_whether_that_was_right() -> None:
    llm = Scripted(reply=lambda prompt: "5\nright")
    evaluators = Evaluators(Clocked(Model.over(llm)))
    declined = outcome("c", abstained=True, citations=(), text="The sources do not say.")
    assert evaluators.opinion("faithfulness", declined, case("c")) is None and evaluators.opinion("relevancy", declined, case("c")) is None
    assert evaluators.opinion("correctness", declined, case("c", answerable=False))
    assert len(llm.asked) == 1 and DECLINE in llm.asked[0] and DECLINE not in reference(case("c"), declined)
    assert evaluators.opinion("correctness", outcome("c", error="ValueError: no"), case("c")) is None and len(llm.asked) == 1


def judge(folder: Path, reply: Reply, outcomes: list[Outcome]) -> tuple[dict[str, Any], Scripted, Any]:
    run = finished(folder, outcomes)
    llm = Scripted(reply=reply)
    cases = {one.case: case(one.case) for one in outcomes}
    found = judge_run(run, Model.over(llm), cases, range(len(outcomes)), lambda done, of: None)
    return found, llm, run


def row(found: dict[str, Any], measure: str, asked: str = "all") -> dict[str, Any]:
    return next(row for row in found["measures"] if (row["measure"], row["asked"]) == (measure, asked))


THREE = [outcome("a"), outcome("a", "zh", right=False, text="在根特。"), outcome("b", "mixed")]


def test_the_measures_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    def reply(prompt: str) -> str:
        wrong = "根特" in prompt
        return ("2\nGhent" if wrong else "5\nright") if kind_of(prompt) == "correctness" else "NO" if wrong else "YES"

    found, llm, run = judge(tmp_path, reply, THREE)
    assert found == read_judged(run.folder) == json.loads((run.folder / "judged.json").read_text(encoding="utf-8"))
    assert (row(found, "faithfulness")["mean"], row(found, "faithfulness")["n"]) == (2 / 3, 3)
    assert row(found, "faithfulness", "zh")["mean"] == 0.0 and row(found, "faithfulness", "mixed")["mean"] == 1.0
    assert row(found, "correctness")["mean"] == (5 + 2 + 5) / 3 and row(found, "agreement")["mean"] == 1.0
    assert len(llm.asked) == 9 and not any(one["not_judged"] for one in found["measures"])


NONSENSE = ["", "banana", "yesterday", "香蕉", "perhaps\n也许", "4" * 5000]


@pytest.mark.parametrize("reply", NONSENSE, ids=lambda reply: reply[:9])
def test_a_model_that_talks_nonsense_judges_nothing(reply: str, tmp_path: Path) -> None:
    found, _, run = judge(tmp_path, lambda prompt: reply, THREE)
    assert [(one["n"], one["not_judged"], one["mean"]) for one in found["measures"] if one["asked"] == "all"] == [(0, 3, None)] * 4
    html, _, _ = report.made(run, None, None)
    assert "not judged" in html and "未评判" in html


def test_a_model_that_fails_is_counted_apart_and_asked_again_later(tmp_path: Path) -> None:
    def fails(prompt: str) -> str:
        if kind_of(prompt) == "relevancy":
            raise OSError("the server has gone")
        return "3\nhm" if kind_of(prompt) == "correctness" else "YES"

    found, _, run = judge(tmp_path, fails, THREE[:2])
    assert (row(found, "relevancy")["n"], row(found, "relevancy")["not_judged"]) == (0, 2) and row(found, "faithfulness")["n"] == 2
    again = Scripted(reply=lambda prompt: "YES")
    found = judge_run(run, Model.over(again), {"a": case("a")}, range(2), lambda done, of: None)
    assert [kind_of(prompt) for prompt in again.asked] == ["relevancy"] * 2 and row(found, "relevancy")["mean"] == 1.0
    assert row(found, "correctness")["mean"] == 3.0, "what was judged stays"


def test_what_is_known_is_kept_when_the_person_stops(tmp_path: Path) -> None:
    run = finished(tmp_path, THREE)
    llm = Scripted(reply=lambda prompt: "YES")

    def told(done: int, of: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge_run(run, Model.over(llm), {"a": case("a")}, range(3), told)
    kept = read_judged(run.folder)
    assert kept and {one["number"] for one in kept["opinions"]} == {0}


def test_the_report_shows_opinions_as_text_and_no_gate_reads_them(tmp_path: Path) -> None:
    evil = "NO <script>alert(1)</script> 不支持"
    _, _, run = judge(tmp_path, lambda prompt: evil, THREE)
    html, xml, faults = report.made(run, None, None)
    plain = report.made(finished(tmp_path, THREE), None, None)
    assert html.count("<script>") == 1 and "What a language model thinks" in html and "语言模型的看法" in html and "scripted" in html
    assert faults == plain[2] and "What a language model thinks" not in plain[0] and b"alert" not in xml


def test_agreement_is_with_the_gold_and_one_case_is_one_draw() -> None:
    from eval.evaluators import Opinion

    outcomes = (outcome("a"), outcome("b", right=False), outcome("c"))
    known = {(number, "correctness"): Opinion("correctness", mark, "") for number, mark in enumerate((5.0, 5.0, None))}
    found = {"measures": measured(outcomes, known)}
    assert row(found, "agreement")["mean"] == 1 / 2 and row(found, "agreement")["not_judged"] == 1


# ---------------------------------------------------------------- the command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("RESILIENT_MODEL", "RESILIENT_MODEL_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "cases").mkdir()
    lines = "\n".join(case(name).model_dump_json(exclude_defaults=True) for name in ("a", "b"))
    (tmp_path / "cases" / "x.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def words(home: Path) -> list[str]:
    return ["--home", str(home), "--cases", str(home / "cases")]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_a_model_one_sentence_says_what_to_do(
    language: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESILIENT_INTERFACE", language)
    assert judged.main(words(home)) == 1
    said = capsys.readouterr().err
    assert "model_url" in said and has_chinese(said) is (language == "zh") and said.count("\n") == 1


def test_the_command_asks_the_configured_server_and_a_dead_one_is_no_error(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESILIENT_MODEL", "m")
    monkeypatch.setenv("RESILIENT_MODEL_URL", "http://127.0.0.1:9/v1")
    assert judged.main(words(home)) == 2 and "eval run" in capsys.readouterr().err
    run = finished(home / "results", THREE)
    with ModelServer([status(400)]) as server:
        monkeypatch.setenv("RESILIENT_MODEL_URL", f"{server.address}/v1")
        assert judged.main([*words(home), "--most", "1"]) == 0
    assert "again" in capsys.readouterr().err
    with ModelServer([says("YES"), says("NO"), says("4\n好")]) as server:
        monkeypatch.setenv("RESILIENT_MODEL_URL", f"{server.address}/v1")
        assert judged.main([*words(home), "--most", "1", "--json", str(run.folder)]) == 0
        assert len(server.asked) == 3 and all(one.body["stream"] is True for one in server.asked)
    found = json.loads(capsys.readouterr().out)
    assert [one["score"] for one in found["opinions"]] == [1.0, 0.0, 4.0] and found["model"] == "m"
    assert judged.main([*words(home), "--most", "1"]) == 0 and "100.0%" in capsys.readouterr().out, "what is known is not asked again"


def test_a_case_that_is_not_there_is_named(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("RESILIENT_MODEL", "m")
    monkeypatch.setenv("RESILIENT_MODEL_URL", "http://127.0.0.1:9/v1")
    run = finished(home, [outcome("lost")])
    assert judged.main([*words(home), str(run.folder)]) == 2 and "lost" in capsys.readouterr().err


def test_every_part_of_the_evaluation_has_its_module() -> None:
    from importlib import import_module

    assert all(callable(import_module(f"eval.{parts.MODULES.get(part, part)}").main) for part in parts.PARTS)


def test_the_parts_that_read_cases_of_their_own_run_as_commands(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "mine.jsonl").write_text("{}\n", encoding="utf-8")
    assert parts.main(["drafts", "--home", str(home), "--cases", str(home)]) == 2
    assert "mine.jsonl line 1" in capsys.readouterr().err, "a model of pydantic is whole only in a module that is imported"
