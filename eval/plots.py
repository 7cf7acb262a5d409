"""Plots as inline SVG, in both languages, readable in light and dark. Pure functions of numbers; knows nothing about runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 920
LABELS = 250  # pixels left for the names of the rows
ROW = 34
COLOURS = {"en": "var(--en)", "zh": "var(--zh)", "mixed": "var(--mixed)", "all": "var(--ink)", "other": "var(--other)"}


@dataclass(frozen=True, slots=True)
class Dot:
    """A share with its interval; `colour` a key of COLOURS, hollow for another system, `told` what a reader hears of it."""

    mean: float
    low: float
    high: float
    colour: str
    told: str
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of dots under its name in both languages."""

    name: tuple[str, str]
    dots: tuple[Dot, ...]


def words(pair: tuple[str, str], attributes: str) -> str:
    """An SVG text in both languages, of which the page shows one."""
    sides = zip(("en", "zh"), pair, strict=True)
    return "".join(f'<text class="w" lang="{language}" {attributes}>{escape(text)}</text>' for language, text in sides)


def dots(lines: Sequence[Line], title: tuple[str, str]) -> str:
    """Rows of dots with whiskers on a scale from 0 to 100 %."""
    height = ROW * len(lines) + 34
    body = [_scale(height)]
    for number, line in enumerate(lines):
        middle = 14 + ROW * number + ROW / 2
        body.append(words(line.name, f'x="{LABELS - 12}" y="{middle + 4:.1f}" text-anchor="end"'))
        step = 7.0 if len(line.dots) > 2 else 8.0
        for place, dot in enumerate(line.dots):
            body.append(_dot(dot, middle + step * (place - (len(line.dots) - 1) / 2)))
    return _svg(height, title, "".join(body))


def _dot(dot: Dot, y: float) -> str:
    left, middle, right = (_at(share) for share in (dot.low, dot.mean, dot.high))
    colour = COLOURS[dot.colour]
    fill = "var(--paper)" if dot.hollow else colour
    return (
        f"<g><title>{escape(dot.told)}</title>"
        f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" stroke-width="1.5" opacity=".55"/>'
        f'<circle cx="{middle:.1f}" cy="{y:.1f}" r="3.6" fill="{fill}" stroke="{colour}" stroke-width="1.6"/></g>'
    )


def _at(share: float) -> float:
    """Where a share stands on the scale, in pixels."""
    return LABELS + share * (WIDTH - LABELS - 20)


def _scale(height: int) -> str:
    marks = [
        f'<line x1="{_at(quarter / 4):.1f}" x2="{_at(quarter / 4):.1f}" y1="10" y2="{height - 22}" stroke="var(--line)"/>'
        f'<text class="soft" x="{_at(quarter / 4):.1f}" y="{height - 6}" text-anchor="middle">{25 * quarter} %</text>'
        for quarter in range(5)
    ]
    return "".join(marks)


def curves(
    found: Sequence[tuple[str, str, Sequence[tuple[float, float]]]], title: tuple[str, str], axes: tuple[tuple[str, str], tuple[str, str]]
) -> str:
    """Lines over a square of shares: (colour, name, points (x, y)); axes named in both languages."""
    height, left, top, wide, high = 340, 60, 14, 560, 270
    body = []
    for share in range(5):
        x, y = left + wide * share / 4, top + high * (1 - share / 4)
        body.append(f'<line x1="{x}" x2="{x}" y1="{top}" y2="{top + high}" stroke="var(--line)"/>')
        body.append(f'<line x1="{left}" x2="{left + wide}" y1="{y}" y2="{y}" stroke="var(--line)"/>')
        body.append(f'<text class="soft" x="{x}" y="{top + high + 18}" text-anchor="middle">{25 * share} %</text>')
        body.append(f'<text class="soft" x="{left - 8}" y="{y + 4}" text-anchor="end">{25 * share} %</text>')
    body.append(words(axes[0], f'x="{left + wide / 2}" y="{height - 8}" text-anchor="middle"'))
    body.append(words(axes[1], f'x="{left}" y="9"'))
    for place, (colour, name, points) in enumerate(found):
        path = " ".join(f"{left + wide * x:.1f},{top + high * (1 - y):.1f}" for x, y in points)
        body.append(
            f'<polyline points="{path}" fill="none" stroke="{COLOURS[colour]}" stroke-width="2"><title>{escape(name)}</title></polyline>'
        )
        body.append(f'<circle cx="{left + wide + 28}" cy="{top + 14 + 24 * place}" r="5" fill="{COLOURS[colour]}"/>')
        body.append(f'<text x="{left + wide + 40}" y="{top + 18 + 24 * place}">{escape(name)}</text>')
    return _svg(height, title, "".join(body))


def _svg(height: int, title: tuple[str, str], body: str) -> str:
    label = escape(" · ".join(title))
    return f'<svg role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" aria-label="{label}">{body}</svg>'
