"""The baseline of the page's benchmark: the same answers behind Gradio as it comes, a question in, an answer out, all settings its own."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import gradio as gr

from assistant.assemble import open_assistant
from assistant.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until told to end; the address is printed."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_gradio", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, required=True)
    given = parser.parse_args(argv)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with open_assistant(Settings(home=given.home), long_lived=True) as assistant:
        page = gr.Interface(lambda question: assistant.ask(question).text, "text", "markdown")
        _, address, _ = page.launch(prevent_thread_lock=True, quiet=True)
        print(address, flush=True)
        ended.wait()
        page.close(verbose=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
