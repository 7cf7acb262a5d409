"""A city's profile: a TOML file or a form, checked where it comes in, with sentences in both languages for what is wrong.

What a person wrote is data: markup is taken out, sentences that are orders to a program are left out, and both are said. Knows
nothing about sources or drafts.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.desk import cleaning, vocabulary
from assistant.desk.cleaning import FIELDS_ZH, KEYS_ZH
from assistant.desk.trouble import DeskError, Said
from ingest.language import detect, numbers
from ingest.types import Language

Length = Literal["short", "standard", "full"]
MOST_BYTES = 64_000  # a profile is a page or two; a larger file is something else
MOST_TEXT, MOST_NAME, MOST_ITEMS = 800, 60, 20
_BARE_KEY = re.compile(r"^([ \t]*\[?)([\u4e00-\u9fff]+)([ \t]*[=\]])", re.MULTILINE)  # TOML wants quotes around them, people do not
LENGTHS = {"短": "short", "标准": "standard", "长": "full", "简": "short", "详": "full", "long": "full"}
LANGUAGES = {"中文": "zh", "汉语": "zh", "chinese": "zh", "英文": "en", "英语": "en", "english": "en"}


class ProfileError(DeskError):
    """A profile from which no draft can be made."""


class Profile(BaseModel):
    """One city as its people describe it. `en` and `zh` hold fields that read otherwise in that language."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=MOST_NAME)
    country: str = Field(default="", max_length=MOST_NAME)
    province: str = Field(default="", max_length=MOST_NAME)
    population: int | None = Field(default=None, ge=1, le=200_000_000)
    climate: str = Field(default="", max_length=MOST_TEXT)
    hazards: tuple[str, ...] = Field(default=(), max_length=MOST_ITEMS)
    economy: str = Field(default="", max_length=MOST_TEXT)
    fiscal_room: str = Field(default="", max_length=MOST_TEXT)
    existing: tuple[str, ...] = Field(default=(), max_length=MOST_ITEMS)
    subsystems: tuple[str, ...] = Field(default=(), max_length=6)
    goals: tuple[int, ...] = Field(default=(), max_length=17)
    level: str = Field(default="", max_length=MOST_NAME)
    audience: str = Field(default="", max_length=MOST_TEXT)
    language: Language = "zh"
    length: Length = "standard"
    en: Mapping[str, Any] = Field(default_factory=dict)
    zh: Mapping[str, Any] = Field(default_factory=dict)
    remarks: tuple[tuple[str, str], ...] = ()  # what was left out of it, (English, Chinese)

    @field_validator("hazards", "existing", "subsystems", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(cleaning.items(value)) if isinstance(value, str) else value

    @field_validator("hazards", "existing", "subsystems")
    @classmethod
    def _each_short(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(item) > MOST_TEXT for item in value):
            raise ValueError("item_too_long")
        return tuple(item for item in value if item.strip())

    @field_validator("population", mode="before")
    @classmethod
    def _counted(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        stated = numbers(value)
        if value.strip() and not stated:
            raise ValueError("no_number")
        return int(stated[0]) if stated else None

    @field_validator("goals", mode="before")
    @classmethod
    def _numbered(cls, value: object) -> object:
        if isinstance(value, str | int):
            value = cleaning.items(str(value))
        if not isinstance(value, list | tuple):
            return value
        found = [int(number) for item in value for number in numbers(str(item))]
        if any(not 1 <= number <= 17 for number in found) or len(found) < len(value):
            raise ValueError("no_goal")
        return tuple(dict.fromkeys(found))

    def said(self, field: str, language: Language) -> str:
        """A field's text in the language, a list joined as that language joins; the text as given where there is no other."""
        value = (self.en if language == "en" else self.zh).get(field, getattr(self, field))
        if isinstance(value, str):
            return value.strip().rstrip("。.;；")
        return ("; " if language == "en" else "、").join(str(item).strip().rstrip("。.;；") for item in value or ())

    def listed(self, field: str, language: Language) -> tuple[str, ...]:
        """A list field's items in the language."""
        value = (self.en if language == "en" else self.zh).get(field, getattr(self, field))
        return tuple(cleaning.items(value)) if isinstance(value, str) else tuple(str(item) for item in value)

    def all_text(self, *fields: str) -> str:
        """What stands in these fields in any language, for finding words."""
        values = [value for field in fields for value in (getattr(self, field), self.en.get(field), self.zh.get(field)) if value]
        return " ; ".join(value if isinstance(value, str) else " ; ".join(map(str, value)) for value in values)

    @property
    def hazard_ids(self) -> tuple[str, ...]:
        """The known hazards that the city names."""
        return vocabulary.found("hazard", self.all_text("hazards"))

    @property
    def subsystem_ids(self) -> tuple[str, ...]:
        """The subsystems that matter to the city, all six where it names none."""
        return vocabulary.found("subsystem", self.all_text("subsystems")) or tuple(vocabulary.terms("subsystem"))

    @property
    def fiscal(self) -> str:
        """low, medium or high; "" where it is not said."""
        return next(iter(vocabulary.found("fiscal", self.all_text("fiscal_room"))), "")

    @property
    def level_id(self) -> str:
        """The level of government, city where it is not said."""
        return next(iter(vocabulary.found("level", self.all_text("level"))), "city")


def read_profile(data: bytes) -> Profile:
    """The profile in a TOML file's bytes. Raises ProfileError."""
    if len(data) > MOST_BYTES:
        raise ProfileError([Said("too_big", size=f"{len(data):,}", limit=f"{MOST_BYTES:,}")])
    try:
        values = tomllib.loads(_BARE_KEY.sub(r'\1"\2"\3', data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise ProfileError([Said("not_utf8")]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError([Said("not_toml", detail=cleaning.short(str(error)))]) from error
    return checked(values)


def checked(values: Mapping[str, Any]) -> Profile:
    """A profile out of the values of a file or a form. Raises ProfileError with all that is wrong, each in one sentence."""
    city = values.get("city")
    whole: Mapping[str, Any] = city if isinstance(city, Mapping) and len(values) == 1 else values
    given = {KEYS_ZH.get(key, key): value for key, value in whole.items()}
    given.pop("remarks", None)
    clean, remarks = cleaning.clean(_standard(given))
    if not any(value not in ("", [], {}, None) for key, value in clean.items() if key not in ("language", "length")):
        raise ProfileError([Said("empty")])
    try:
        profile = Profile(**{**clean, "remarks": tuple(remarks)})
    except ValidationError as error:
        raise ProfileError([_fault(fault) for fault in error.errors()]) from error
    troubles = [*_overrides(profile), *contradictions(profile)]
    if troubles:
        raise ProfileError(troubles)
    return remarked(profile, profile.language)


def remarked(profile: Profile, language: Language) -> Profile:
    """The profile for a draft in a language: remarked where it is written in the other one, and not for any other draft of it."""
    of_language = {Said("not_in_en").both, Said("not_in_zh").both}
    kept = [remark for remark in profile.remarks if remark not in of_language]
    return profile.model_copy(update={"remarks": (*kept, *_in_another_language(profile, language))})


def saved(profile: Profile) -> str:
    """The profile as JSON, as `restored` reads it."""
    return json.dumps(profile.model_dump(mode="json"), ensure_ascii=False)


def restored(text: str) -> Profile:
    """A profile that `saved` wrote."""
    return Profile.model_validate_json(text)


def _standard(given: dict[str, Any]) -> dict[str, Any]:
    """Language and length by any of their names; nested tables with English keys."""
    result = dict(given)
    for name, known in (("language", LANGUAGES), ("length", LENGTHS)):
        if isinstance(result.get(name), str):
            result[name] = known.get(result[name].strip().lower(), result[name].strip().lower())
    for name in ("en", "zh"):
        if isinstance(result.get(name), Mapping):
            result[name] = {KEYS_ZH.get(str(key), str(key)): value for key, value in result[name].items()}
    return result


def _fault(fault: Any) -> Said:
    """A fault that pydantic found, as a sentence."""
    field = str(fault["loc"][0]) if fault["loc"] else ""
    kind, reason = fault["type"], str(fault.get("ctx", {}).get("error", ""))
    if kind in ("missing", "string_too_short") and field == "name":
        return Said("no_name")
    names = {"field": field, "field_zh": FIELDS_ZH.get(field, field)}
    if kind == "extra_forbidden":
        return Said("unknown_field", **names)
    if kind in ("string_too_long", "too_long") or reason == "item_too_long":
        return Said("field_too_long", **names)
    if field == "language":
        return Said("language", given=cleaning.short(str(fault.get("input", ""))))
    known = {"length": "length", "population": "population", "goals": "goals"}
    return Said(known.get(field, "field_kind"), **names)


def _overrides(profile: Profile) -> list[Said]:
    """The tables [en] and [zh] may hold the fields of text, each within its limits."""
    allowed = {"name", "country", "province", "climate", "hazards", "economy", "fiscal_room", "existing", "audience", "level"}
    troubles = []
    for table in (profile.en, profile.zh):
        for field, value in table.items():
            names = {"field": field, "field_zh": FIELDS_ZH.get(field, field)}
            plain = isinstance(value, str) or (isinstance(value, list | tuple) and all(isinstance(item, str) for item in value))
            if field not in allowed:
                troubles.append(Said("unknown_field", **names))
            elif not plain:
                troubles.append(Said("field_kind", **names))
            elif len(str(value)) > MOST_TEXT * 2 or (isinstance(value, list | tuple) and len(value) > MOST_ITEMS):
                troubles.append(Said("field_too_long", **names))
    return troubles


def contradictions(profile: Profile) -> list[Said]:
    """What a profile says that cannot be true together."""
    troubles = []
    hazards, named = profile.listed("hazards", "zh"), profile.hazard_ids
    if len(hazards) > 1 and any(vocabulary.says("none", hazard) for hazard in hazards):
        troubles.append(Said("none_and_hazards", hazards="、".join(hazards)))
    chinese = not profile.country or vocabulary.says("china", profile.country)
    if vocabulary.says("provinces_cn", profile.province) and not chinese:
        troubles.append(Said("province", province=profile.province, country=profile.country))
    inland = vocabulary.says("inland", profile.all_text("climate", "economy", "existing"))
    landlocked = chinese and vocabulary.says("landlocked_cn", profile.province)
    marine = [hazard for hazard in named if hazard in ("storm_surge", "sea_level")]
    if marine and (inland or landlocked):
        troubles.append(
            Said(
                "inland_sea",
                hazard=vocabulary.terms("hazard")[marine[0]].en,
                hazard_zh=vocabulary.terms("hazard")[marine[0]].zh,
            )
        )
    fiscal = vocabulary.found("fiscal", profile.all_text("fiscal_room"))
    if {"low", "high"} <= set(fiscal):
        troubles.append(Said("fiscal", said=cleaning.short(profile.fiscal_room)))
    if profile.population and profile.level_id == "community" and profile.population > 1_000_000:
        troubles.append(Said("community_size", population=f"{profile.population:,}"))
    if profile.population and profile.level_id in ("city", "county") and profile.population < 1000:
        troubles.append(Said("city_size", population=f"{profile.population:,}"))
    return troubles


def _in_another_language(profile: Profile, wanted: Language) -> list[tuple[str, str]]:
    """A remark where the fields are written in another language than the draft's."""
    fields = [field for field in ("climate", "economy", "fiscal_room", "existing", "audience") if profile.said(field, wanted)]
    other = [field for field in fields if detect(profile.said(field, wanted)) != wanted]
    if not other or len(other) < len(fields) / 2:
        return []
    return [Said("not_in_en" if wanted == "en" else "not_in_zh").both]
