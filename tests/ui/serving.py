"""The page built and served for a test, without the event loops that Gradio leaves open when it does; knows nothing about browsers."""

import asyncio
import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ui import web
from ui.screens.frame import Services


@contextmanager
def loops_let_go() -> Iterator[None]:
    """Gradio makes a loop for each lock of a page, and the last stays this thread's: all are let go here, before another test is blamed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        asyncio.set_event_loop(None)
        gc.collect()


def launched(services: Services) -> tuple[Any, str]:
    """The application and its address."""
    with loops_let_go():
        return web.launch(services, "en")
