"""The words of hazards, subsystems, instruments, actors, levels, regions and the like, found in a text of either language; pure."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from ingest.types import Language

Group = Literal["hazard", "subsystem", "level", "fiscal", "instrument", "concern", "actor", "payer"]


@dataclass(frozen=True, slots=True)
class Term:
    """A thing: its name in each language, the pattern it is found by, what is near it; of an instrument also cost, ties and aims."""

    id: str
    en: str
    zh: str
    find: re.Pattern[str]
    near: tuple[str, ...] = ()
    cost: str = ""
    home: str = ""
    ties: re.Pattern[str] | None = None
    bound: bool = False
    aims: tuple[str, ...] = ()

    def name(self, language: Language) -> str:
        """The name in the language."""
        return self.en if language == "en" else self.zh


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("assistant.desk").joinpath("vocabulary.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def terms(group: Group) -> dict[str, Term]:
    """The terms of a group by id, in the order of the file."""
    return {
        id_: Term(
            id_,
            row["en"],
            row["zh"],
            re.compile(row["find"], re.IGNORECASE),
            tuple(row.get("near", ())),
            row.get("cost", ""),
            row.get("home", ""),
            re.compile(row["ties"], re.IGNORECASE) if "ties" in row else None,
            row.get("bound", False),
            tuple(row.get("aims", ())),
        )
        for id_, row in _data()[group].items()
    }


def found(group: Group, text: str) -> tuple[str, ...]:
    """The ids of the group's terms that the text names."""
    return tuple(id_ for id_, term in terms(group).items() if term.find.search(text))


def names(group: Group, ids: tuple[str, ...] | list[str], language: Language) -> list[str]:
    """The names of the ids in the language."""
    return [terms(group)[id_].name(language) for id_ in ids]


def region_of(text: str) -> str:
    """The world region whose country the text names first, "" where it names none."""
    at = {name: match.start() for name, row in _data()["region"].items() if (match := re.search(row["countries"], text, re.IGNORECASE))}
    return min(at, key=lambda name: at[name]) if at else ""


def region_name(region: str, language: Language) -> str:
    """A region's name in the language."""
    return region if language == "en" else str(_data()["region"][region]["zh"])


def goal_name(number: int, language: Language) -> str:
    """The official short title of a Sustainable Development Goal, 1 to 17."""
    return str(_data()["goals"][language][number - 1])


def with_article(country: str) -> str:
    """A country's name as a sentence has it: "the Philippines"."""
    return f"the {country}" if says("articled", country) else country


def says(what: str, text: str) -> bool:
    """Whether a text fits one of the patterns of places: provinces_cn, landlocked_cn, inland, china, none."""
    return re.search(_data()["place"][what], text.strip(), re.IGNORECASE) is not None
