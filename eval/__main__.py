"""`python -m eval PART …`: the parts of the evaluation by name, over the home in use where `--home` is not given."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from assistant.settings import default_home

PARTS = {
    "check": "prove each case against what is in the library",
    "run": "ask every case, judge the answers and keep them",
    "compare": "what changed between two runs, and whether a gate is broken",
    "drafts": "draft for cities and judge the drafts",
    "judge": "ask the configured language model what it thinks of a run's answers",
    "report": "a page and a JUnit file about a run",
    "retrieval": "the search on a set of passages and questions of your own",
    "adopt": "what people said of answers as cases, to be reviewed before they count",
    "calibrate": "fit the weights of declining",
    "support": "judge the check of a language model's sentences",
}
MODULES = {"judge": "judged"}  # parts whose module has another name


def words_for(given: Sequence[str]) -> list[str]:
    """A part's arguments with the home in use where none is named and no help is asked for."""
    named = any(word in ("-h", "--help", "--home") or word.startswith("--home=") for word in given)
    return [*given, *([] if named else ["--home", str(default_home())])]


def main(words: Sequence[str]) -> int:
    """Run the named part, whose exit code is ours; without a part say which there are."""
    if not words or words[0] not in PARTS:
        asked = bool(words) and words[0] in ("-h", "--help")
        lines = ["usage: python -m eval PART [options]", *(f"  {name:10} {what}" for name, what in PARTS.items())]
        print("\n".join(lines), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    return int(import_module(f"eval.{MODULES.get(words[0], words[0])}").main(words_for(words[1:])))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
