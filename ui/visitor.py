"""Who is asking, as the door has found out; knows nothing about passwords or Gradio.

The door writes the header after it has looked at the cookie, and throws away one that came from outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

HEADER = "x-resilient-user"


@dataclass(frozen=True, slots=True)
class Who:
    """A visitor: `name` keys what is theirs ("" for the person at this machine), `librarian` is whether they may change the library.

    `visitor` tells one browser from another, whoever sits before it; `label` is the name that a signed-in person goes by.
    """

    name: str = ""
    librarian: bool = False
    visitor: str = ""
    label: str = ""


NOBODY = Who("nobody")  # where the door said nothing: sees nothing, may change nothing


def to_header(visitor: Who) -> str:
    """The header's value; any name stays on one line."""
    return ":".join([str(int(visitor.librarian)), *(quote(part, safe="") for part in (visitor.visitor, visitor.name, visitor.label))])


def who(headers: Mapping[str, str]) -> Who:
    """The visitor that the door named in a request's headers."""
    parts = headers.get(HEADER, "").split(":")
    return Who(unquote(parts[2]), parts[0] == "1", unquote(parts[1]), unquote(parts[3])) if len(parts) == 4 else NOBODY
