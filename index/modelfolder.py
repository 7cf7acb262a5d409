"""Finds the folder of a model by name or path and refuses what could run code; knows nothing about what the model does.

A sentence-transformers folder may name Python of its own, and that runs however `trust_remote_code` is set (sentence-transformers #3801);
pickled weights run code when they are read (CVE-2025-32434), and so did an attention field (CVE-2026-4372). So a folder is
looked through before any framework opens it.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.types import ResilientError

_CODE = frozenset({".py", ".pyc", ".so", ".dll", ".dylib", ".pyd"})
_PICKLED = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib"})
_WANTED = ["*.json", "*.safetensors", "*.txt", "*.model"]  # what a safetensors model is made of; the hub's other files stay there
_ATTENTION = frozenset({"eager", "sdpa", "flash_attention_2", "flash_attention_3", "flex_attention"})
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")


class EncoderError(ResilientError):
    """An encoder or reranker cannot be loaded, or is not the one the vectors were made with."""


def find(name: str, *, network: bool = False, revision: str | None = None) -> Path:
    """The local folder of a model: a path as it is, a hub name from the cache, or downloaded where `network` is allowed.

    Raises EncoderError with one sentence that says what to do when there is none, or when the folder could run code.
    """
    local = Path(name).expanduser()
    if local.is_dir():
        return checked(local)
    if name.startswith((".", "/", "~")) or name.count("/") != 1:
        raise EncoderError(
            f"There is no model folder at {name}; give the path of a model folder, a hub name such as BAAI/bge-m3, or bundled."
        )
    return checked(_from_hub(name, network, revision))


def stay_offline() -> None:
    """Tell the model libraries of this process to leave the network alone (read when they are first imported)."""
    for variable in _OFFLINE:
        os.environ[variable] = "1"


def _from_hub(name: str, network: bool, revision: str | None) -> Path:
    if not network:
        stay_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=_WANTED, local_files_only=not network))
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError, ValueError) as error:
        remedy = (
            "check the name and the connection"
            if network
            else "allow the network once to download it, or give the path of a folder that holds it, or use the bundled encoder"
        )
        raise EncoderError(f"The model {name} is not on this machine; {remedy}.") from error


def checked(folder: Path) -> Path:
    """The folder itself when it holds safetensors weights and nothing that runs; else EncoderError names what is in the way."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        if path.suffix.lower() in _CODE:
            raise _refused(folder, f"it holds code ({path.name})", "use a model without code of its own")
        if path.suffix.lower() in _PICKLED:
            raise _refused(folder, f"it holds pickled weights ({path.name})", "remove that file and keep the .safetensors ones")
    if not any(path.suffix == ".safetensors" for path in files):
        raise _refused(folder, "it holds no .safetensors weights", "save the model in that format")
    for path in files:
        if path.suffix == ".json" and path.name in {"modules.json", "config.json"}:
            _check_settings(folder, path)
    return folder


def _check_settings(folder: Path, path: Path) -> None:
    try:
        settings = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise _refused(folder, f"{path.name} is not readable JSON", "fetch the model again") from error
    if path.name == "modules.json":
        for module in settings:
            if not str(module.get("type", "")).startswith("sentence_transformers."):
                raise _refused(
                    folder, f"modules.json names foreign code ({module.get('type')})", "use a model of sentence-transformers' own modules"
                )
            if ".." in Path(str(module.get("path", ""))).parts or Path(str(module.get("path", ""))).is_absolute():
                raise _refused(folder, "modules.json points outside the folder", "use a model folder that is complete")
    else:
        _check_values(folder, settings)


def _check_values(folder: Path, settings: Any) -> None:
    if isinstance(settings, list):
        for value in settings:
            _check_values(folder, value)
    elif isinstance(settings, dict):
        for key, value in settings.items():
            if key == "auto_map" and value:
                raise _refused(folder, "config.json asks for code of its own (auto_map)", "use a model without it")
            if "attn_implementation" in key and value is not None and value not in _ATTENTION:
                raise _refused(folder, f"config.json names foreign attention code ({value})", "remove that field")
            _check_values(folder, value)


def _refused(folder: Path, reason: str, remedy: str) -> EncoderError:
    return EncoderError(f"The model folder {folder} was not loaded because {reason}; {remedy}.")


def digest(folder: Path) -> str:
    """The first 16 hexadecimal digits of a sha256 over names and contents of the folder's weights and settings."""
    total = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".safetensors", ".json", ".txt", ".model"}:
            total.update(path.relative_to(folder).as_posix().encode() + b"\0")
            with path.open("rb") as content:
                while block := content.read(1 << 20):
                    total.update(block)
    return total.hexdigest()[:16]
