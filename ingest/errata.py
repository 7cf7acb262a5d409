"""The known corrections of the article and where they apply: place, terms, and a note for a reader in each language.

Discrepancies between the paper and its sources (C), its English and Chinese halves (L), and inside the paper (T). Read at answer
time, so it loads in milliseconds and once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Erratum:
    """A correction: `severity` 1 misleads a policymaker, 2 is imprecise, 3 cosmetic; `certainty` confirmed, likely or unproved.

    `places` are the passages it concerns ("section 3.3", "table 2 row 7"); `terms` words of which a question about it holds one,
    in either language; `note` one sentence for the reader. `place` is where it stands, in words.
    """

    id: str
    severity: int
    place: str
    paper_says: str
    paper_says_zh: str
    evidence: str
    evidence_zh: str
    correction: str
    correction_zh: str
    urls: tuple[str, ...]
    certainty: str
    places: tuple[str, ...]
    terms_en: tuple[str, ...]
    terms_zh: tuple[str, ...]
    note_en: str
    note_zh: str
    languages: tuple[str, ...]


@lru_cache(maxsize=1)
def errata() -> tuple[Erratum, ...]:
    """All known corrections, the most severe first within their kind, as they ship."""
    import tomllib

    folder = files("ingest").joinpath("bundled")
    attached = tomllib.loads(folder.joinpath("attachments.toml").read_text(encoding="utf-8"))["attachment"]
    by_id = {attachment["erratum"]: attachment for attachment in attached}
    lines = folder.joinpath("errata.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_erratum(row, by_id.get(row["id"], {})) for row in map(json.loads, filter(None, lines)))


def _erratum(row: dict[str, Any], attachment: dict[str, Any]) -> Erratum:
    return Erratum(
        **{name: value for name, value in row.items() if name != "urls"},
        urls=tuple(row["urls"]),
        places=tuple(attachment.get("places", ())),
        terms_en=tuple(attachment.get("terms_en", ())),
        terms_zh=tuple(attachment.get("terms_zh", ())),
        note_en=attachment.get("note_en", row["correction"]),
        note_zh=attachment.get("note_zh", row["correction_zh"]),
        languages=tuple(attachment.get("languages", ("en", "zh"))),
    )
