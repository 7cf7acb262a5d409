"""Writes a large library to measure questions on: reports of invented towns in English, Chinese and both, the same at every run.

Few words make many passages, so that each word of a question is in thousands of them: the hard case for a search. Knows no search.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.types import Language

EACH = 400  # passages of a file, about
SECTION = 20  # paragraphs under one heading
SYLLABLES = (
    ("vel", "维"),
    ("mo", "莫"),
    ("ra", "拉"),
    ("os", "奥"),
    ("ka", "卡"),
    ("by", "比"),
    ("lin", "林"),
    ("tor", "托"),
    ("du", "杜"),
    ("sen", "森"),
)
WORKS = (
    ("flood gate", "防洪闸"), ("bicycle lane", "自行车道"), ("rain garden", "雨水花园"), ("heat shelter", "避暑点"),
    ("sewer", "污水管"), ("grid", "电网"), ("early warning system", "预警系统"), ("housing fund", "住房基金"),
    ("insurance pool", "保险池"), ("school", "学校"), ("training", "培训"), ("network", "网络"),
)  # fmt: skip
BODIES = (
    ("city council", "市议会"),
    ("water agency", "水务局"),
    ("university", "大学"),
    ("residents' group", "居民小组"),
    ("planning office", "规划局"),
)
STRAINS = (("flood", "洪水"), ("heat wave", "热浪"), ("earthquake", "地震"), ("cyber attack", "网络攻击"), ("recession", "经济衰退"))
ENGLISH = (
    "In {year} the {body} of {town} paid {sum} million for a {work} against the next {strain}.",
    "The {work} of {town} serves {people},000 people and failed {few} times during the {strain} of {year}.",
    "Urban resilience in {town} depends on how soon a {work} returns to service after a {strain}, which took {few} days in {year}.",
    "The {body} trains {people} engineers a year, because the {work} had no plan of its own before {year}.",
    "After the {strain} the {body} of {town} reviewed each {work} and published {few} lessons for sustainable development.",
)
CHINESE = (
    "{year}年，{town}的{body}出资{sum}00万元修建{work}，以应对下一次{strain}。",
    "{town}的{work}服务{people}000人，在{year}年的{strain}中失效了{few}次。",
    "{town}的城市韧性取决于{strain}之后{work}多久能恢复运行，{year}年用了{few}天。",
    "由于{year}年以前{work}没有自己的规划，{body}每年培训{people}名工程师。",
    "{strain}过后，{town}的{body}检查了每一处{work}，并总结出{few}条可持续发展的经验。",
)
ASKED = {
    "en": ("How much did the {body} of {town} pay for a {work}?", "How many people does the {work} of {town} serve?"),
    "zh": ("{town}的{body}为{work}出资多少？", "{town}的{work}服务多少人？"),
}


def write(folder: Path, passages: int, seed: int = 1) -> list[Path]:
    """Files of about so many passages in all, some in English, some in Chinese, every third in both languages."""
    chance, files = random.Random(seed), list[Path]()
    for number in range(-(-passages // EACH)):
        files.append(folder / f"towns-{number}.txt")
        files[-1].write_text("\n\n".join(_blocks(chance, number, min(EACH, passages - number * EACH))) + "\n", encoding="utf-8")
    return files


def questions(count: int, seed: int = 2) -> list[str]:
    """Questions on such towns, every other in Chinese."""
    chance = random.Random(seed)
    languages: Sequence[Language] = ("en", "zh")
    return [_filled(chance, chance.choice(ASKED[languages[number % 2]]), languages[number % 2]) for number in range(count)]


def _blocks(chance: random.Random, number: int, paragraphs: int) -> Iterator[str]:
    for at in range(paragraphs):
        language: Language = "zh" if (number if number % 3 else at // SECTION) % 2 else "en"
        if at % SECTION == 0:
            heading = f"Report {number} on {_town(chance, 'en')}" if language == "en" else f"关于{_town(chance, 'zh')}的第{number}号报告"
            yield f"{at // SECTION + 1} {heading}"
        templates = ENGLISH if language == "en" else CHINESE
        sentences = [_filled(chance, template, language) for template in chance.sample(templates, 4)]
        yield (" " if language == "en" else "").join(sentences)


def _filled(chance: random.Random, template: str, language: Language) -> str:
    side = 0 if language == "en" else 1
    words = {name: chance.choice(table)[side] for name, table in (("work", WORKS), ("body", BODIES), ("strain", STRAINS))}
    numbers = {
        "year": chance.randint(1990, 2020),
        "sum": chance.randint(2, 90),
        "people": chance.randint(2, 900),
        "few": chance.randint(2, 30),
    }
    return template.format(**words, **numbers, town=_town(chance, language))


def _town(chance: random.Random, language: Language) -> str:
    parts = chance.sample(SYLLABLES, 3)
    return "".join(part[0] for part in parts).capitalize() if language == "en" else "".join(part[1] for part in parts) + "镇"
