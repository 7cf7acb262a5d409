"""What a language model thinks of an answer, by llama-index's evaluators; an opinion beside our measures, never one of them.

The evaluators take any reply with the letters "yes" in it for a yes and everything else for a no. Here a reply that is not one of the
verdicts asked for, and a call that fails, is "not judged". Knows nothing about files.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.clocked import NoReply
from eval.dataset import Case
from eval.judge import Outcome

if TYPE_CHECKING:
    from llama_index.core.evaluation import BaseEvaluator
    from llama_index.core.llms import LLM

ASPECTS = ("faithfulness", "relevancy", "correctness")
PASSING = 4.0  # of 5: from here on CorrectnessEvaluator calls an answer right
MOST_KEPT = 400  # characters of a reply that are kept to be read
DECLINE = "The sources do not answer this question. A right answer says so and states nothing else."

_THOUGHT = re.compile(r"<think>.*?(</think>|\Z)", re.DOTALL)
_LABEL = r"^[\s*#>\"“]*(?:(?:answer|verdict|score|答案|回答|判断|评分|得分|分数)\s*[:：]?)?[\s*\"“]*"
_LEADING = re.compile(_LABEL + r"(?:(yes|是的|是|支持|符合)|(no|否|不是|不支持|不符合))(?!\w)", re.IGNORECASE)
_STANDING = re.compile(r"\b(?:(YES)|(NO))\b")
_SCORE = re.compile(_LABEL + r"([1-5](?:\.\d+)?)\**\s*(?:/\s*5(?:\.0)?|分)?[\s*。.]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One aspect of one answer: `score` 0 or 1 (correctness 1 to 5), None where it was not judged; `reply` is what the model said or why
    it did not."""

    aspect: str
    score: float | None
    reply: str


def verdict(reply: str) -> float | None:
    """1.0 for a yes, 0.0 for a no, None for anything else; the first word counts, else YES or NO in capitals where only one stands."""
    said = _THOUGHT.sub("", reply).strip()
    if leading := _LEADING.match(said):
        return 1.0 if leading[1] else 0.0
    standing = {bool(found[1]) for found in _STANDING.finditer(said)}
    return float(standing.pop()) if len(standing) == 1 else None


def score(reply: str) -> tuple[float | None, str]:
    """The number from 1 to 5 in the first line of a reply, None where there is none, and the reply."""
    said = _THOUGHT.sub("", reply).strip()
    found = _SCORE.match(said.split("\n")[0])
    number = float(found[1]) if found else None
    return (number if number is not None and number <= 5 else None), said


def reference(case: Case, outcome: Outcome) -> str:
    """What a right answer holds, by the gold facts."""
    facts = "; ".join(" / ".join(fact.of(outcome.asked)) for fact in case.facts)
    if not case.answerable:
        return f"{DECLINE} It may add: {facts}" if facts else DECLINE
    return f"It states each of these (or the same in other words): {facts}"


class Evaluators:
    """llama-index's evaluators over one model."""

    def __init__(self, llm: LLM) -> None:
        from llama_index.core.evaluation import CorrectnessEvaluator, FaithfulnessEvaluator, RelevancyEvaluator

        self._faithfulness = FaithfulnessEvaluator(llm=llm)
        self._relevancy = RelevancyEvaluator(llm=llm)
        self._correctness = CorrectnessEvaluator(llm=llm, score_threshold=PASSING, parser_function=score)

    def opinion(self, aspect: str, outcome: Outcome, case: Case) -> Opinion | None:
        """The model's opinion of one aspect of an answer; None where there is nothing to judge: no answer, or nothing cited."""
        if outcome.error or (aspect != "correctness" and (outcome.abstained or not outcome.citations)):
            return None
        quotes = list(dict.fromkeys(citation.quote for citation in outcome.citations))
        asked = outcome.understood or outcome.question
        if aspect == "correctness":
            return _heard(aspect, self._correctness, query=asked, response=outcome.text, reference=reference(case, outcome))
        evaluator = self._faithfulness if aspect == "faithfulness" else self._relevancy
        return _heard(aspect, evaluator, query=asked, response=outcome.text, contexts=quotes)


def _heard(aspect: str, evaluator: BaseEvaluator, **asked: object) -> Opinion:
    evaluate: Callable[..., Coroutine[object, object, object]] = evaluator.aevaluate
    try:
        result = asyncio.run(evaluate(**asked))  # its own `evaluate` leaves an event loop open
    except NoReply as error:
        return Opinion(aspect, None, error.fault.reason)
    except Exception as error:  # llama-index may raise anything over a model's reply; one opinion less, never the end of the run
        return Opinion(aspect, None, f"{type(error).__name__}: {error}"[:MOST_KEPT])
    said = str(getattr(result, "feedback", None) or "").strip()
    found = getattr(result, "score", None) if aspect == "correctness" else verdict(said)
    return Opinion(aspect, found, said[:MOST_KEPT])
