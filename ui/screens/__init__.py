"""The page's screens, a file for each, and the frame that they share. Importing this sets Gradio up as the page wants it."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)  # else a pandas summary of all past questions is made after each one
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"  # and nothing of them is kept
os.environ.setdefault("HF_HUB_OFFLINE", "1")
