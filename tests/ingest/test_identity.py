"""A file is a catalogued work when its title or its symbol says so, and not because it speaks of one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.identity import recognised
from ingest.plain import read
from ingest.types import Document, Source


def made(text: str, name: str = "download.txt") -> Document:
    return read(Source(f"/tmp/{name}", name, text.encode()), text, "utf-8")


BODY = "\n\nThe river rises. Each town rings its bells, and the ferry stops until the water falls.\n"
IS = [
    ("Sendai Framework for Disaster Risk Reduction 2015–2030" + BODY, "un-sendai-2015"),
    ("UNITED NATIONS OFFICE\n\nSENDAI FRAMEWORK FOR DISASTER\nRISK REDUCTION\n2015 - 2030" + BODY, "un-sendai-2015"),
    ("# Daring Cities 2020: Know more, act better, lead together" + BODY, "iclei-dc-2020"),
    ("United Nations A/RES/70/1\n\nGeneral Assembly" + BODY, "un-2030-agenda-2015"),
    ("A/RES/71/256\n\nDistr.: General" + BODY, "un-nua-2016"),
    ("联合国 A/RES/70/1\n\n大会\n\n河水上涨时各镇鸣钟。\n", "un-2030-agenda-2015"),
    ("2015-2030年仙台减少灾害风险框架\n\n河水上涨时各镇鸣钟，渡船停航。\n", "un-sendai-2015"),
    ("仙台减灾 Sendai\n\n2015–2030年仙台减少\n灾害风险框架\n\n河水上涨时各镇鸣钟，渡船停航。\n", "un-sendai-2015"),
]
IS_NOT = [
    "A note on the Sendai Framework for Disaster Risk Reduction 2015–2030" + BODY,
    "Paris Agreement" + BODY,  # a title that an article about it may have
    "New Urban Agenda" + BODY,
    "巴黎协定\n\n河水上涨时各镇鸣钟，渡船停航。\n",
    "Recalling its resolution A/RES/70/1 of 25 September 2015" + BODY,
    "A note" + BODY + "\n" * 2 + "\n\n".join(f"Line {n} of the note." for n in range(20)) + "\n\nA/RES/70/1\n",
    "United Nations A/RES/70/1\n\nUnited Nations A/RES/71/256" + BODY,  # two at once
    "对2015-2030年仙台减少灾害风险框架的一点说明\n\n河水上涨时各镇鸣钟，渡船停航。\n",
    "Bells" + BODY,
]


@pytest.mark.parametrize(("text", "work"), IS)
def test_a_work_is_recognised(text: str, work: str) -> None:
    assert recognised(made(text)) == work


@pytest.mark.parametrize("text", IS_NOT)
def test_what_speaks_of_a_work_is_not_that_work(text: str) -> None:
    assert recognised(made(text)) == ""


def test_only_a_persons_own_files_are_looked_at() -> None:
    document = made(IS[0][0])
    assert recognised(replace(document, origin="paper")) == ""
