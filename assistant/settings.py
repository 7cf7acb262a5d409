"""The one settings class: a TOML file in the home and the environment, read once and passed down.

Every field is read somewhere and documented in the README's table; a test says so.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

FILE_NAME = "settings.toml"


def default_home() -> Path:
    """The home in use: RESILIENT_HOME when set, else the platform's data folder."""
    chosen = os.environ.get("RESILIENT_HOME")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("resilient", appauthor=False))


class Settings(BaseSettings):
    """One installation's settings; the environment (RESILIENT_*) goes before `settings.toml` in the home."""

    model_config = SettingsConfigDict(env_prefix="RESILIENT_", extra="forbid", frozen=True)

    home: Path = Field(default_factory=default_home, description="Folder that holds all state of one installation.")
    encoder: str = Field(default="bundled", description="Encoder: `bundled`, or a sentence-transformers model by hub name or folder.")
    encoder_device: str = Field(default="cpu", description="Device a sentence-transformers encoder runs on.")
    encoder_batch: int = Field(default=32, ge=1, description="Passages a sentence-transformers encoder takes at a time.")
    question_prompt: str = Field(default="", description="Text put before a question by encoders that want one.")
    passage_prompt: str = Field(default="", description="Text put before a passage by encoders that want one.")
    reranker: str = Field(default="", description="Cross-encoder that re-orders the hits, by hub name or folder; empty for none.")
    allow_network: bool = Field(default=False, description="Let a named encoder or reranker be fetched from the model hub.")
    threshold: float = Field(default=0.5, ge=0.0, le=1.0, description="Confidence below which the program declines to answer.")
    candidates: int = Field(default=32, ge=1, le=200, description="Passages looked at for an answer.")
    max_input_mb: float = Field(default=64.0, gt=0, description="Largest file read, in MB.")
    interface: Literal["auto", "en", "zh"] = Field(default="auto", description="Language of the terminal and the page.")
    host: str = Field(default="127.0.0.1", description="Address the page listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port the page listens on; 0 takes a free one.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the TOML file of the home in use."""
        chosen = init_settings().get("home")
        file = (Path(chosen) if chosen else default_home()) / FILE_NAME
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)
