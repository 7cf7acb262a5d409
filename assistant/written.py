"""An answer in a language model's checked sentences, with the extractive one behind it; as events, while it is made.

Whatever the model does, there is an answer: where it fails, declines, or writes nothing that the sources support, it is the extractive
one, with a remark that says so. Knows nothing about how the sentences are got or checked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.answer import Answer, Note
from assistant.composition import Line
from assistant.events import Answered, Event, Said, Withdrawn, Working
from assistant.wording import say
from assistant.writer import Finished, Written
from ingest.types import Language

BEAT = 0.4  # seconds between two signs of life while the model is waited for
REMARK = 3  # severity of a remark: the mildest


@dataclass(frozen=True, slots=True)
class Plain:
    """The extractive answer and its pieces."""

    said: tuple[Said, ...]
    answer: Answer


def plainly(plain: Plain) -> Generator[Event, None, None]:
    """The events of the extractive answer."""
    yield from plain.said
    yield Answered(plain.answer)


def written(
    writing: Generator[Written, None, None],
    plain: Plain,
    cited: Callable[[Line], Said],
    whole: Callable[[Sequence[Said]], Answer],
    started: float,
) -> Generator[Event, None, None]:
    """The events of a model's answer: `cited` numbers a line's citations, `whole` makes the answer of all that was said."""
    said: list[Said] = []
    yield Working("writing", time.perf_counter() - started)
    beat = time.perf_counter()
    with closing(writing) as steps:
        for step in steps:
            if isinstance(step, Line):
                said.append(cited(step))
                yield said[-1]
            elif isinstance(step, Finished):
                yield from _ended(step, said, plain, whole)
            elif time.perf_counter() - beat >= BEAT:
                beat = time.perf_counter()
                yield Working("writing", beat - started)


def _ended(end: Finished, said: Sequence[Said], plain: Plain, whole: Callable[[Sequence[Said]], Answer]) -> Iterator[Event]:
    language = plain.answer.language
    if said and end.ending in ("whole", "cut"):
        answer = whole(said)
        rest = answer.text.removeprefix("".join(piece.text for piece in said))
        if rest:
            yield Said(rest)
        yield Answered(remarked(answer, remarks(end, language)))
        return
    reason = " ".join(remarks(replace(end, kept=0), language))
    if said:
        yield Withdrawn(reason)
    yield from plain.said
    yield Answered(remarked(plain.answer, (reason,)))


def remarks(end: Finished, language: Language) -> tuple[str, ...]:
    """What is to be said of how the model wrote, one sentence each; nothing where all went well."""
    if end.fault is not None:
        reason = say(f"fault_{end.fault.reason}", language, status=end.fault.status)
        return (say("model_failed", language, reason=reason),)
    if end.ending == "declined":
        return (say("model_declined", language),)
    if not end.kept:
        return (say("model_unsupported", language),)
    taken_out = (say("model_removed", language, count=len(end.removed)),) if end.removed else ()
    return (*taken_out, say("model_cut", language)) if end.ending == "cut" else taken_out


def remarked(answer: Answer, texts: Sequence[str]) -> Answer:
    """The answer with these remarks on how it was made."""
    return replace(answer, notes=(*answer.notes, *(Note("", REMARK, text, kind="remark") for text in texts)))
