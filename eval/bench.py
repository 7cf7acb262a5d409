"""Measures the program beside named baselines: `python -m eval.bench PART`, `resilient bench PART`, `make bench`; `all` for all parts.

Needs no network. Exit codes: 0 measured and every target met, 1 a target missed, 2 something that it needs is not here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from eval.bench_figures import Figure, table_of
from ingest.types import ResilientError

PARTS = ("encoder", "ingest", "ask", "readers", "page")


def encoder(say: Any) -> list[Figure]:
    """R@1 of each method on each development set, and the encoder's speed; prints its own table."""
    from eval import bench_encoder

    found = bench_encoder.run(say)
    rows = [(f"{name}, {method}", values) for name, methods in found.get("sets", {}).items() for method, values in methods.items()]
    figures = [
        Figure("encoder", name, values["r1"], "R@1", "95 % interval {:.3f} to {:.3f}".format(*values["r1_interval"]))
        for name, values in rows
        if isinstance(values, dict)  # beside the methods there is one difference of two
    ]
    units = {"ratio": "times", "first_vector": "s"}
    speeds = found.get("speed", {}).items()
    return figures + [Figure("encoder", name, value, units.get(name, "a second"), "speed") for name, value in speeds]


def ingest(say: Any) -> list[Figure]:
    """Ingest of the paper beside llama-index's default."""
    from eval import bench_ingest

    return bench_ingest.run()


def ask(say: Any) -> list[Figure]:
    """Cold and warm questions."""
    from eval import bench_ask

    return bench_ask.run()


def readers(say: Any) -> list[Figure]:
    """The PDF reader beside others."""
    from eval import bench_readers

    return bench_readers.run()


def page(say: Any) -> list[Figure]:
    """Fifty people before the page, and before Gradio's defaults."""
    from eval import bench_page

    return bench_page.run()


MEASURED: dict[str, Callable[[Any], list[Figure]]] = {"encoder": encoder, "ingest": ingest, "ask": ask, "readers": readers, "page": page}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the chosen parts and print a table, or JSON."""
    from rich.console import Console

    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("part", nargs="?", default="all", choices=(*PARTS, "all"), help="what to measure; all without it")
    parser.add_argument("--json", action="store_true", help="print every figure as JSON, and nothing else, to standard output")
    given = parser.parse_args(argv)
    console = Console(stderr=given.json, markup=False, highlight=False, emoji=False)
    try:
        figures = [figure for part in PARTS if given.part in (part, "all") for figure in MEASURED[part](console)]
    except ResilientError as error:
        print(error, file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps([figure.row() for figure in figures], ensure_ascii=False, indent=1))
    else:
        console.print(table_of([figure for figure in figures if figure.part != "encoder"]))
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
