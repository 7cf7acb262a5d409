"""The page served for a test, without the event loops that Gradio leaves open at each launch; knows nothing about browsers."""

import gc
import warnings
from typing import Any

from ui import web
from ui.screens.frame import Services


def launched(services: Services) -> tuple[Any, str]:
    """The application and its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        page, address = web.launch(services, "en")
        gc.collect()
    return page, address
