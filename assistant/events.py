"""What happens while an answer is made, one event after another, for whoever shows it as it grows; knows nothing about screens.

A stream is any number of `Working` and `Said`, and last of all one `Answered`. The texts of all `Said` put together are the answer's
text, unless a `Withdrawn` came between: it takes back what was said before it. A stream that ends without `Answered` was stopped by
the asker.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer, Citation

Stage = Literal["reading", "writing"]


@dataclass(frozen=True, slots=True)
class Working:
    """Work goes on: the sources are read, or a language model writes; while waiting, one comes at least twice a second.

    `seconds` are since the question.
    """

    stage: Stage
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """The next piece of the answer, checked: Markdown with marks, joined to what was said before, and the citations new with it."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """All that was said so far is taken back; `reason` is one sentence for the asker, in the answer's language."""

    reason: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer; the last event."""

    answer: Answer


Event = Working | Said | Withdrawn | Answered


def final(events: Iterable[Event]) -> Answer:
    """The answer that a stream ends with, read to its end."""
    last = deque(events, maxlen=1)
    if not last or not isinstance(last[0], Answered):
        raise ValueError("The stream ended without an answer: it was stopped.")
    return last[0].answer
