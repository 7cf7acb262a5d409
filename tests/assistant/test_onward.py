"""Questions to go on with: in the answer's language, answered when asked, new, and none where there is nothing near."""

import pytest

from assistant.answer import Answer
from assistant.assemble import Assistant
from assistant.onward import GIVEN, TRIED, Proposal, onward
from ingest.language import has_chinese

ASKED = [
    ("How is engineering resilience measured?", "en"),
    ("Which 2017 cases are about cyber resilience?", "en"),
    ("What does the Sendai Framework aim at?", "en"),
    ("工程韧性如何衡量？", "zh"),
    ("2017年有哪些案例与网络韧性有关？", "zh"),
    ("新城市议程 (New Urban Agenda) 有什么愿景？", "zh"),
]


@pytest.mark.parametrize(("question", "language"), ASKED)
def test_what_is_proposed_is_answered_from_something_new(question: str, language: str, mixed: Assistant) -> None:
    answer = mixed.ask(question)
    proposed = mixed.onward(answer)
    assert 1 <= len(proposed) <= GIVEN and len(set(proposed)) == len(proposed)
    known = {citation.passage for citation in answer.citations}
    for one in proposed:
        assert has_chinese(one) == (language == "zh") and one != question
        found = mixed.ask(one, before=[question])
        assert not found.abstained and {citation.passage for citation in found.citations} - known, one


def test_a_proposal_is_never_an_earlier_question_nor_out_of_the_limits(mixed: Assistant) -> None:
    answer = mixed.ask("How is engineering resilience measured?")
    first = mixed.onward(answer)
    assert first and not set(first) & set(mixed.onward(answer, before=first))
    for one in mixed.onward(answer, languages=["zh"]):
        found = mixed.ask(one, before=[answer.question], languages=["zh"])
        assert {citation.language for citation in found.citations} == {"zh"}


@pytest.mark.parametrize("question", ["hello", "你好", "hello 你好"])
def test_small_talk_proposes_nothing(question: str, mixed: Assistant) -> None:
    assert mixed.onward(mixed.ask(question)) == ()


def test_declined_and_unfitting_answers_are_not_proposed(mixed: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = mixed.ask("How is engineering resilience measured?")
    other = mixed.ask("Which cases of 2017 are listed?")
    declined = mixed.ask("Who won the chess championship in 1972?")
    tried: list[str] = []

    def proposed(answers: dict[str, tuple[Answer, bool]]) -> tuple[str, ...]:
        made = [Proposal(question, lambda _, fits=fits: fits) for question, (_, fits) in answers.items()]  # type: ignore[misc]
        monkeypatch.setattr("assistant.onward._proposals", lambda *_: iter(made))

        def ask(question: str) -> Answer:
            tried.append(question)
            return answers[question][0]

        return onward(answer, mixed._holdings, lambda _: None, ask)

    assert proposed({"declined?": (declined, True), "unfitting?": (other, False), "nothing new?": (answer, True)}) == ()
    assert proposed({"good?": (other, True), "the same again?": (other, True)}) == ("good?",)
    tried.clear()
    assert proposed({f"never {number}?": (declined, True) for number in range(50)}) == () and len(tried) == TRIED
