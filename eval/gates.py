"""Which gates of `gates.toml` a run breaks, alone or beside an earlier one. Pure functions of summaries and comparisons."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from eval.chance import holm
from eval.summary import ALL, MEASURES, mean_of
from eval.texts import say
from ingest.types import Language, ResilientError

GATES = Path(__file__).parent / "gates.toml"


class GatesError(ResilientError):
    """The file of gates is not right; the message says what to change."""


class Drops(BaseModel):
    """Between two runs: these measures may not drop significantly in these languages, all looked at together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alpha: float = Field(gt=0, lt=1)
    measures: tuple[str, ...]
    languages: tuple[str, ...]

    @field_validator("measures")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in value if name not in MEASURES]
        if unknown:
            raise ValueError(f"no such measure: {', '.join(unknown)}")
        return value


class Parity(BaseModel):
    """English against Chinese: the widest gap, and the chance below which it is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gap: float = Field(ge=0, le=1)
    alpha: float = Field(gt=0, lt=1)


class Gates(BaseModel):
    """The whole file. `floors` are by measure; those of a language are a table of their own under its name.

    `fast` and `fast_towns` are the floors of the part that `make test` asks: all of it, and the cases about the tests' small article.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    floors: dict[str, float | dict[str, float]]
    ceilings: dict[str, float]
    drops: Drops
    parity: Parity
    fast: dict[str, float]
    fast_towns: dict[str, float]

    def floors_of(self, asked: str) -> dict[str, float]:
        """The floors of a language, or of all together."""
        if asked == ALL:
            return {name: floor for name, floor in self.floors.items() if not isinstance(floor, dict)}
        found = self.floors.get(asked, {})
        return found if isinstance(found, dict) else {}


def read_gates(file: Path = GATES) -> Gates:
    """The gates of a file. Raises GatesError."""
    try:
        return Gates.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise GatesError(f"{file} is no file of gates: {str(error).splitlines()[0]} Correct it, or leave out --gates.") from error


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken gate: `gate` its name for machines, the sentence's `key` in `eval.texts` and its values."""

    gate: str
    key: str
    values: Mapping[str, Any]

    def said(self, language: Language) -> str:
        """The sentence."""
        values = dict(self.values)
        values["what"] = (
            say(f"measure.{values['what']}", language) if f"{values['what']}" in MEASURES else say(f"run.{values['what']}", language)
        )
        if "asked" in values:
            values["asked"] = say(f"language.{values['asked']}", language)
        return say(self.key, language, **values)


def floors_broken(summary: Mapping[str, Any], gates: Gates, floors: Mapping[str, float] | None = None) -> Iterator[Broken]:
    """The floors that a run is under; one whose measure the run has not is no floor of it. `floors` in the place of the file's."""
    for asked in (ALL, "en", "zh", "mixed") if floors is None else (ALL,):
        for name, floor in (gates.floors_of(asked) if floors is None else floors).items():
            mean = mean_of(dict(summary), name, asked=asked)
            if mean is not None and mean < floor:
                yield Broken(f"floor {name} {asked}", "gate.floor", {"what": name, "asked": asked, "mean": mean, "floor": floor})


def ceilings_broken(summary: Mapping[str, Any], gates: Gates) -> Iterator[Broken]:
    """The ceilings that a run is over."""
    values = {
        "errors": summary["errors"], "characters": summary["characters"].get(ALL, 0.0),
        "processor": summary["milliseconds"]["processor"], "memory_mb": summary.get("memory_mb", 0.0),
    }  # fmt: skip
    for name, ceiling in gates.ceilings.items():
        if values[name] > ceiling:
            yield Broken(f"ceiling {name}", "gate.ceiling", {"what": f"ceiling_{name}", "value": values[name], "ceiling": ceiling})


def parity_broken(summary: Mapping[str, Any], gates: Gates) -> Iterator[Broken]:
    """The gate of parity, where the gap is wide and no accident."""
    found = summary["parity"]
    if abs(found["gap"]) > gates.parity.gap and found["p"] < gates.parity.alpha:
        yield Broken("parity", "gate.parity", {"what": "parity", "gap": found["gap"], "p": found["p"], "most": gates.parity.gap})


def drops_broken(comparison: Mapping[str, Any], gates: Gates) -> Iterator[Broken]:
    """The measures that dropped significantly, the p-values adjusted for being looked at together (Holm)."""
    watched = [
        row for row in comparison["measures"]
        if row["kind"] == ALL and row["measure"] in gates.drops.measures and row["asked"] in gates.drops.languages
    ]  # fmt: skip
    for row, adjusted in zip(watched, holm([row["p"] for row in watched]), strict=True):
        if row["difference"] < 0 and adjusted < gates.drops.alpha:
            values = {"what": row["measure"], "asked": row["asked"], "before": row["a"], "after": row["b"], "p": adjusted}
            yield Broken(f"drop {row['measure']} {row['asked']}", "gate.drop", values)


def broken(summary: Mapping[str, Any], comparison: Mapping[str, Any] | None, gates: Gates) -> tuple[Broken, ...]:
    """All gates that a run breaks, beside the one before it where there is one."""
    alone = [*ceilings_broken(summary, gates), *floors_broken(summary, gates), *parity_broken(summary, gates)]
    return (*alone, *(drops_broken(comparison, gates) if comparison else ()))
