"""What a benchmark says: figures with their targets, as a table or as JSON; knows nothing about how they were measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ingest.types import ResilientError

if TYPE_CHECKING:
    from rich.table import Table


class NotInstalled(ResilientError):
    """What the comparison needs is not here; the message names the command that installs it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `most` and `least` are its target, where it has one; `of` says what exactly was measured."""

    part: str
    name: str
    value: float
    unit: str
    of: str
    most: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool:
        """Whether the number is within its target; one without a target always is."""
        return (self.most is None or self.value < self.most) and (self.least is None or self.value >= self.least)

    @property
    def target(self) -> str:
        """The target in words, and whether it is met; empty without one."""
        if self.most is None and self.least is None:
            return ""
        bound = f"< {self.most:g}" if self.most is not None else f"≥ {self.least:g}"
        return f"{bound} {'met' if self.met else 'MISSED'}"

    def row(self) -> dict[str, Any]:
        """Its fields for JSON."""
        return {**asdict(self), "met": self.met}


def rounded(value: float) -> str:
    """Three significant digits, thousands apart: 12,345 and 0.0123."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table_of(figures: Sequence[Figure]) -> Table:
    """The figures as a table, a section for each part."""
    from rich.table import Table

    table = Table("part", "figure", "", "target", "what was measured")
    table.columns[2].justify = "right"
    for number, figure in enumerate(figures):
        style = None if figure.met else "bold red"
        ends = number + 1 == len(figures) or figures[number + 1].part != figure.part
        value = f"{rounded(figure.value)} {figure.unit}"
        table.add_row(figure.part, figure.name, value, figure.target, figure.of, style=style, end_section=ends)
    return table
