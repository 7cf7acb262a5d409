"""The runner judges scripted answers: what is right, what is wrong about the rest, and what the tables say of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, Note
from eval.dataset import Case, CaseQuestion, questions_of, split_of
from eval.judge import failure, judge
from eval.run import arguments, chosen, main, run
from eval.showing import by_kind, measures
from eval.summary import parity, summary
from ingest.types import Language

TEXTS = {"doc-en": "It met in Bonn in 2010.", "doc-zh": "2010年在波恩召开。"}
CASE = Case.model_validate(
    {
        "id": "bonn",
        "kind": "fact",
        "answerable": True,
        "question_en": "Where was it held?",
        "question_zh": "大会在哪里举行？",
        "question_mixed": "congress在哪里举行？",
        "facts": [{"en": ["Bonn"], "zh": ["波恩"]}, {"any": ["2018"], "computed": True, "note": True}],
        "absent": {"en": ["Tokyo"], "zh": ["东京"]},
        "places": ["section 1"],
        "errata": ["C12"],
        "split": split_of("bonn"),
    }
)
DECLINED = Case.model_validate(
    {
        "id": "osaka",
        "kind": "false_premise",
        "answerable": False,
        "question_en": "Who opened it in Osaka?",
        "question_zh": "谁在大阪致开幕词？",
        "facts": [{"en": ["Bonn"], "zh": ["波恩"]}],
        "places": ["section 1"],
        "split": split_of("osaka"),
    }
)
NOTE = Note("C12", 2, "It says 2018 elsewhere.")


def citation(place: str = "section 1", language: Language = "en") -> Citation:
    text = TEXTS[f"doc-{language}"]
    quote = "Bonn" if language == "en" else "波恩"
    return Citation(
        number=1,
        passage="p",
        document=f"doc-{language}",
        work_id="chen-2024",
        work="W",
        section="S",
        place=place,
        page=None,
        language=language,
        quote=quote,
        start=text.index(quote),
        end=text.index(quote) + len(quote),
        kind="paper",
        passage_kind="prose",
    )


def answer(text: str, *citations: Citation, abstained: bool = False, notes: tuple[Note, ...] = (NOTE,), confidence: float = 0.9) -> Answer:
    return Answer(
        question="", understood="", language="en", text=text, abstained=abstained, citations=citations, notes=notes, confidence=confidence
    )


ENGLISH, CHINESE, MIXED = questions_of(CASE)
SAYS_NOTHING = answer("The sources do not say.", abstained=True, notes=())


@dataclass
class Scripted:
    """Answers by question and remembers what it was asked."""

    answers: dict[str, Answer]
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def ask(self, question: str, before: Sequence[str] = ()) -> Answer:
        self.asked.append((question, tuple(before)))
        return self.answers[question]


RIGHT = [
    (ENGLISH, answer("In Bonn [1].", citation())),
    (CHINESE, answer("在波恩召开[1]。", citation(language="zh"))),
    (MIXED, answer("在Bonn召开[1]。", citation())),
    (ENGLISH, answer("In Bonn [1].", citation("section 1"), citation("section 2"))),
]


@pytest.mark.parametrize(("question", "given"), RIGHT)
def test_an_answer_with_its_facts_and_place_is_right(question: CaseQuestion, given: Answer) -> None:
    outcome = judge(question, given, 5.0, TEXTS.get)
    assert outcome.correct and outcome.language_right and outcome.place_hit
    assert (outcome.missing, outcome.excess, outcome.notes_missing) == ((), (), ())
    assert outcome.quotes == outcome.quotes_held == len(given.citations)


WRONG = [
    (ENGLISH, answer("In Cologne [1].", citation()), "missing: Bonn"),
    (CHINESE, answer("在科隆召开[1]。", citation(language="zh")), "missing: 波恩"),
    (CHINESE, answer("In Bonn [1].", citation()), "missing: 波恩"),
    (ENGLISH, answer("In Bonn and Tokyo [1].", citation()), "too much: Tokyo"),
    (CHINESE, answer("在波恩和东京[1]。", citation(language="zh")), "too much: 东京"),
    (ENGLISH, answer("In Bonn [1].", citation("section 2")), "no gold place"),
    (ENGLISH, answer("In Bonn."), "no gold place"),
    (ENGLISH, SAYS_NOTHING, "declined"),
    (MIXED, answer("在Bonn召开[1]。", citation(), notes=()), "missing: 2018"),
]


@pytest.mark.parametrize(("question", "given", "reason"), WRONG)
def test_a_wrong_answer_is_shown_with_what_is_wrong(question: CaseQuestion, given: Answer, reason: str) -> None:
    outcome = judge(question, given, 5.0, TEXTS.get)
    assert not outcome.correct
    shown = failure(outcome)
    assert reason in shown and question.text in shown and given.text in shown


def test_a_question_that_must_be_declined() -> None:
    english, chinese = questions_of(DECLINED)
    assert judge(english, SAYS_NOTHING, 1.0, TEXTS.get).correct
    assert not judge(english, answer("In Bonn [1].", citation()), 1.0, TEXTS.get).correct
    assert judge(english, SAYS_NOTHING, 1.0, TEXTS.get).premise_right is False
    assert judge(chinese, answer("没有这样的记载，大会在波恩。", abstained=True), 1.0, TEXTS.get).premise_right is True
    assert judge(ENGLISH, SAYS_NOTHING, 1.0, TEXTS.get).premise_right is None


def test_notes_can_be_left_out_of_the_judgement() -> None:
    bare = answer("In Bonn [1].", citation(), notes=())
    assert judge(ENGLISH, bare, 1.0, TEXTS.get).notes_missing == ("C12",)
    without = judge(ENGLISH, bare, 1.0, TEXTS.get, notes=False)
    assert without.correct and without.notes_due == 0


def test_a_note_does_not_state_facts_that_the_answer_must_state() -> None:
    loud = answer("See the note [1].", citation(), notes=(Note("C12", 2, "It was in Bonn, or 2018."),))
    assert judge(ENGLISH, loud, 1.0, TEXTS.get).missing == ("Bonn",)


def test_a_quote_that_is_not_in_place_is_counted() -> None:
    moved = replace(citation(), start=0, end=4)
    assert judge(ENGLISH, answer("In Bonn [1].", moved), 1.0, TEXTS.get).quotes_held == 0
    assert judge(ENGLISH, answer("In Bonn [1].", citation()), 1.0, lambda document: None).quotes_held == 0


def test_a_closed_set_wants_every_place_cited() -> None:
    (english, *_) = questions_of(CASE.model_copy(update={"places": ("section 1", "section 2"), "every_place": True}))
    assert judge(english, answer("In Bonn [1].", citation()), 1.0, TEXTS.get).recall == 1 / 2
    (english, *_) = questions_of(CASE.model_copy(update={"places": ("section 1", "section 2")}))
    assert judge(english, answer("In Bonn [1].", citation()), 1.0, TEXTS.get).recall == 1.0


def test_an_answer_due_in_the_other_language() -> None:
    english, chinese, _ = questions_of(CASE.model_copy(update={"answer_in": "other"}))
    assert judge(english, answer("在波恩召开[1]。", citation(language="zh")), 1.0, TEXTS.get).correct
    outcome = judge(chinese, answer("在波恩召开[1]。", citation(language="zh")), 1.0, TEXTS.get)
    assert (outcome.correct, outcome.language_right) == (False, False)


def test_the_runner_asks_with_the_turns_before_and_survives_an_error() -> None:
    follow = CASE.model_copy(update={"before_en": ("Which congress?",), "before_zh": ("哪个大会？",)})
    scripted = Scripted({ENGLISH.text: answer("In Bonn [1].", citation()), MIXED.text: answer("在Bonn召开[1]。", citation())})
    outcomes = run(scripted, questions_of(follow), TEXTS.get)
    assert scripted.asked == [(ENGLISH.text, ("Which congress?",)), (CHINESE.text, ("哪个大会？",)), (MIXED.text, ("哪个大会？",))]
    assert [(outcome.correct, bool(outcome.error)) for outcome in outcomes] == [(True, False), (False, True), (True, False)]
    assert "KeyError" in failure(outcomes[1])


def test_the_tables_say_what_was_right() -> None:
    questions = (*questions_of(CASE), *questions_of(DECLINED))
    scripted = Scripted({question.text: SAYS_NOTHING for question in questions} | {ENGLISH.text: answer("In Bonn [1].", citation())})
    outcomes = run(scripted, questions, TEXTS.get)
    table = {line.split("  ")[0]: line for line in by_kind(outcomes).splitlines()}
    assert table["fact"].split()[1:] == ["1/1", "100%", "0/1", "0%", "0/1", "0%", "1/3", "33%"]
    assert table["false premise"].split()[2:] == ["1/1", "100%", "1/1", "100%", "–", "2/2", "100%"]
    assert table["all"].split()[-2:] == ["3/5", "60%"]
    found = summary(outcomes)
    shown = measures(found)
    assert f"P {2 / 4:.3f}, R {2 / 2:.3f}" in shown
    assert "quotes found in their place" in shown and "答对" in measures(found, "zh")
    assert (parity(outcomes)["only_en"], parity(outcomes)["only_zh"], parity(outcomes)["cases"]) == (1, 0, 2)


def gold_answer(question: CaseQuestion) -> Answer:
    """An answer made of the case's own gold."""
    asked = "mixed" if question.asked == "mixed" else question.answer_language
    said = "; ".join(fact.of(asked)[0] for fact in question.case.facts)
    cited = tuple(citation(place) for place in question.case.places)
    return answer(said, *cited, abstained=not question.case.answerable)


def test_every_case_can_be_answered_right() -> None:
    """Gold that contradicts itself (a fact that must also be absent, a fact no answer can state) fails here by name."""
    outcomes = [judge(question, gold_answer(question), 1.0, TEXTS.get) for question in chosen(None, None, None, None)]
    assert [(outcome.case, outcome.asked, outcome.missing, outcome.excess) for outcome in outcomes if not outcome.correct] == []


def test_saying_everything_or_nothing_is_not_right() -> None:
    questions = chosen(None, ["table_filter", "table_intersect", "table_reverse"], None, None)
    everything = "; ".join(fact for question in questions for gold in question.case.facts for fact in (*gold.en, *gold.zh))
    cited = tuple(citation(f"table 2 row {row}") for row in range(1, 21))
    closed = [question for question in questions if question.case.absent and question.case.every_place]
    assert closed and not any(judge(question, answer(everything, *cited), 1.0, TEXTS.get).correct for question in closed)
    silent = [judge(question, SAYS_NOTHING, 1.0, TEXTS.get) for question in chosen(None, None, None, None)]
    assert all(outcome.correct is not outcome.answerable for outcome in silent)


def test_cases_are_chosen_by_kind_wording_and_id() -> None:
    given = arguments(["--home", "x", "--kind", "table_count", "--language", "zh"])
    questions = chosen(given.split, given.kind, given.language, given.id)
    assert questions and {(question.case.kind, question.asked) for question in questions} == {("table_count", "zh")}
    assert {question.case.id for question in chosen(None, None, None, ["Q1"])} == {"Q1"}
    both = [len(chosen(split, None, None, None)) for split in ("dev", "test", None)]
    assert both[0] + both[1] == both[2] > 0


def test_nothing_to_run_says_what_to_leave_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--home", str(tmp_path), "--id", "nobody"]) == 2
    assert "--id" in capsys.readouterr().err


def test_outcomes_can_be_written_as_json() -> None:
    outcome = judge(CHINESE, answer("在波恩召开[1]。", citation(language="zh")), 5.0, TEXTS.get)
    assert json.loads(json.dumps(asdict(outcome)))["places"] == ["section 1"]
