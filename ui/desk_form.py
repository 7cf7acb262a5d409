"""A city's form: what its fields show of a profile, and the profile that they say; knows nothing about Gradio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from assistant.desk import vocabulary
from assistant.desk.profile import Profile, read_profile
from ingest.types import Language

FIELDS = (
    "name", "country", "province", "population", "level", "climate", "hazards", "economy", "fiscal_room", "existing", "subsystems", "goals",
    "audience", "language", "length",
)  # fmt: skip  # of the form, in its order
WORDED = (
    "name", "country", "province", "climate", "hazards", "economy", "fiscal_room", "existing", "level", "audience",
)  # fmt: skip  # that can read otherwise in the other language
EXAMPLES = ("coastal", "county", "inland")  # files of assistant/desk/examples


@dataclass(frozen=True, slots=True)
class Loaded:
    """A profile that the form was filled from, and the language that its fields were shown in."""

    profile: Profile
    language: Language


def example(name: str) -> Profile:
    """One of the invented cities that ship. Raises KeyError for another name."""
    if name not in EXAMPLES:
        raise KeyError(name)
    return read_profile(files("assistant.desk").joinpath("examples", f"{name}.toml").read_bytes())


def shown(loaded: Loaded) -> dict[str, Any]:
    """What each field shows of a profile, a list's items on one line."""
    profile, language = loaded.profile, loaded.language
    subsystems = vocabulary.found("subsystem", profile.all_text("subsystems"))
    return {
        **{name: profile.said(name, language) for name in WORDED},
        "population": f"{profile.population:,}" if profile.population else "",
        "subsystems": vocabulary.names("subsystem", subsystems, "en"),
        "goals": list(profile.goals),
        "language": profile.language,
        "length": profile.length,
    }


def given(values: Mapping[str, Any], loaded: Loaded | None) -> dict[str, Any]:
    """A profile's values as the form says them; a field left as it was loaded keeps what it says in both languages."""
    said = {name: value for name, value in values.items() if value not in ("", None, [])}
    if loaded is None:
        return said
    before, profile = shown(loaded), loaded.profile
    same = [name for name in WORDED if values.get(name) == before[name] and getattr(profile, name)]
    tables = {tongue: {name: table[name] for name in same if name in table} for tongue, table in (("en", profile.en), ("zh", profile.zh))}
    return {**said, **{name: getattr(profile, name) for name in same}, **{tongue: table for tongue, table in tables.items() if table}}
