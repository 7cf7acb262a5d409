"""Writes the encoder as a StaticEmbedding folder with one byte a number; knows nothing about training.

sentence-transformers multiplies `embeddings` by `weights` when it opens such a folder (its scheme for quantised model2vec models), so
int8 rows with a scale each are a standard folder.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer

MODULES = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
SETTINGS = {"prompts": {"query": "", "document": ""}, "default_prompt_name": None, "similarity_fn_name": "cosine"}


def pack(folder: Path, tokenizer: Tokenizer, rows: npt.NDArray[np.float32]) -> None:
    """Write tokenizer.json, model.safetensors, modules.json and config_sentence_transformers.json into the folder."""
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-9) / 127
    small = np.round(rows / scales[:, None]).astype(np.int8)
    save_file({"embeddings": small, "weights": scales.astype(np.float32)}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)  # the library writes private files
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "modules.json").write_text(json.dumps(MODULES, indent=2) + "\n", encoding="utf-8")
    (folder / "config_sentence_transformers.json").write_text(json.dumps(SETTINGS, indent=2) + "\n", encoding="utf-8")
