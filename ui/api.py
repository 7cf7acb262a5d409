"""What programs may ask of the page: ask, search and cite as JSON; knows nothing about HTTP.

A request is checked here; what is wrong with it is one sentence. The API's description is made from the same table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.events import final
from ingest.types import Language, ResilientError
from ui import records
from ui.answering import QUESTION_LIMIT, Answering
from ui.records import Json

LARGEST_K = 100
CONTEXT = 600  # characters around a cited passage


class ApiError(ResilientError):
    """A request that cannot be carried out; the message says why."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Ask(_Body):
    """A question, the questions before it, and what it is limited to."""

    question: str = Field(min_length=1, max_length=QUESTION_LIMIT)
    before: list[str] = Field(default=[], max_length=20)
    works: list[str] = Field(default=[], max_length=200)
    languages: list[Language] = Field(default=[], max_length=2)


class Search(_Body):
    """A question whose nearest passages are wanted, `k` of them."""

    question: str = Field(min_length=1, max_length=QUESTION_LIMIT)
    k: int = Field(default=10, ge=1, le=LARGEST_K)


class Cite(_Body):
    """The id of a passage, as answers and searches give it."""

    passage: str = Field(min_length=1, max_length=200)


def ask(assistant: Answering, body: Ask) -> Json:
    """The answer as `resilient ask --json` prints it."""
    assistant.refresh()
    events = assistant.stream(body.question, before=body.before, works=body.works or None, languages=body.languages or None)
    return records.answer_row(None, final(events))


def search(assistant: Answering, body: Search) -> Json:
    """The passages as `resilient search --json` prints them."""
    assistant.refresh()
    hits = list(assistant.search(body.question, body.k))
    names = {hit.passage.document: assistant.document_name(hit.passage.document) for hit in hits}
    return records.hits_row(None, hits, names, 0.0)


def cite(assistant: Answering, body: Cite) -> Json:
    """A passage with the document's text before and after it, and its twin. Raises ApiError where there is none."""
    found = assistant.passage(body.passage)
    if found is None:
        raise ApiError("There is no passage of this id; a search gives those that there are.")
    before, after = assistant.context(body.passage, CONTEXT)
    return {
        "passage": found.id, "work": found.work, "document": assistant.document_name(found.document), "language": found.language,
        "section": found.section, "place": found.place, "page": found.page, "kind": found.kind, "start": found.start, "end": found.end,
        "before": before, "text": found.text, "after": after, "twin": found.twin, "urls": list(found.urls),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that may be asked: its body, and what carries it out."""

    body: type[_Body]
    does: Callable[[Answering, Any], Json]


VERBS = {"ask": Verb(Ask, ask), "search": Verb(Search, search), "cite": Verb(Cite, cite)}


def carried_out(assistant: Answering, verb: str, sent: bytes) -> Json:
    """What a request's body asks for. Raises ApiError for a body that is not right, ResilientError for what cannot be answered."""
    try:
        body = VERBS[verb].body.model_validate_json(sent)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in fault["loc"]) or "body"
        raise ApiError(f"{field}: {fault['msg']}.") from error
    return VERBS[verb].does(assistant, body)


def description() -> Json:
    """The API as JSON Schema: for each verb what it takes, and a sentence on what it gives."""
    return {
        "about": "POST a JSON body to each address; where people sign in, with the header Authorization: Bearer TOKEN.",
        "verbs": {
            f"/api/{name}": {"gives": (verb.does.__doc__ or "").strip(), "takes": verb.body.model_json_schema()}
            for name, verb in VERBS.items()
        },
    }
