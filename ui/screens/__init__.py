"""The page's screens, a file for each, and the frame that they share. Importing this sets Gradio up as the page wants it."""

import importlib
import os
import sys
from typing import Any, cast

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)  # else a pandas summary of all past questions is made after each one
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"  # and nothing of them is kept
os.environ.setdefault("HF_HUB_OFFLINE", "1")


def _import_gradio() -> None:
    """Gradio without the package `mcp`, which it would load for a server of its own that is off: half a second of every start."""
    loaded = cast("dict[str, Any]", sys.modules)
    if "gradio" in loaded or "mcp" in loaded:
        return
    loaded["mcp"] = None  # to an import, a package that is not there
    try:
        importlib.import_module("gradio")
    finally:
        del loaded["mcp"]


_import_gradio()
