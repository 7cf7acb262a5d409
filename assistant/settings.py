"""The one settings class: a TOML file in the home and the environment, read once and passed down.

Every field is read somewhere and documented in the README's table; a test says so.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

FILE_NAME = "settings.toml"
OLLAMA = "http://127.0.0.1:11434"


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
    model: str = Field(default="", description="Language model that writes the answers, by its name at the server; empty for none.")
    model_protocol: Literal["openai", "ollama"] = Field(default="openai", description="What the model's server speaks.")
    model_url: str = Field(default="", description="Address of the model's server, such as http://127.0.0.1:8080/v1.")
    model_key_file: Path | None = Field(default=None, description="Private file with the key for that server, if it wants one.")
    model_first_seconds: float = Field(default=60.0, gt=0, description="Longest wait for the model's first word, in seconds.")
    model_pause_seconds: float = Field(default=20.0, gt=0, description="Longest pause between two of its words, in seconds.")
    model_total_seconds: float = Field(default=180.0, gt=0, description="Longest time for its whole answer, in seconds.")
    model_max_mb: float = Field(default=2.0, gt=0, description="Most that is read of its answer, in MB as sent.")
    model_context: int = Field(default=8192, ge=1024, description="Tokens that the model can hold, question, sources and answer together.")
    model_reply: int = Field(default=700, ge=16, description="Most tokens of its answer.")
    uploads_mb: float = Field(default=2000.0, gt=0, description="Most that files sent in by the page may take together, in MB.")
    fetch_seconds: float = Field(default=1800.0, gt=0, description="Longest time that one download may take, in seconds.")
    ocr: bool = Field(default=False, description="Read pages that are images by character recognition (Tesseract).")
    interface: Literal["auto", "en", "zh"] = Field(default="auto", description="Language of the terminal and the page.")
    answer_seconds: float = Field(default=180.0, gt=0, description="Seconds after which an answer on the page is given up.")
    questions_at_once: int = Field(default=8, ge=1, le=64, description="Questions that the page answers at the same time.")
    questions_waiting: int = Field(default=64, ge=1, description="Questions that wait on the page; the next one hears that it is full.")
    questions_each: int = Field(default=3, ge=1, description="Questions that one visitor of the page may have under way.")
    auth: bool = Field(default=False, description="Let only users who sign in use the page (`resilient user add NAME`).")
    mcp: bool = Field(default=False, description="Offer ask, search and cite as tools of the Model Context Protocol at /mcp of the page.")
    session_hours: float = Field(default=12.0, gt=0, description="Hours after which a person signs in again.")
    password_tries: int = Field(default=10, ge=1, description="Passwords that may be tried a minute, for each name and from each address.")
    host: str = Field(default="127.0.0.1", description="Address the page listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port the page listens on; 0 takes a free one.")

    @field_validator("model_url")
    @classmethod
    def _plain_address(cls, url: str) -> str:
        """A web address without a user name, so that no password stands where addresses are shown."""
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc):
            raise ValueError("an http or https address without a user name is wanted; a key goes into RESILIENT_MODEL_KEY")
        return url

    @model_validator(mode="after")
    def _model_with_address(self) -> Settings:
        """A model has an address; Ollama's own is known."""
        if self.model and not self.model_url:
            if self.model_protocol == "openai":
                raise ValueError("model needs model_url, the address of its server")
            object.__setattr__(self, "model_url", OLLAMA)
        return self

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
