"""Twins: on our small article, on the whole paper by its lines, and in texts without structure."""

from __future__ import annotations

from bisect import bisect_right

import pytest

from ingest.article import read_article
from ingest.plain import read_plain
from ingest.split import split
from ingest.twins import link_twins
from ingest.types import Document, Passage

# The paper's paragraphs as they were paired by reading it: lines of the file (from 1), English and Chinese.
PARAGRAPHS = (
    ((28, 30, 32), (290, 292, 294)),
    ((40, 41, 42, 43), (302, 303, 304, 305)),
    ((54,), (316,)),
    ((56, 58), (318,)),
    ((62,), (322, 324)),
    ((64, 67), (326,)),
    ((73,), (332,)),
    ((75, 83), (334, 336)),
    ((87,), (340,)),
    ((89, 105, 107), (342,)),
    ((111, 146), (346, 360, 362)),
    ((148, 150), (364, 398)),
    ((152,), (400,)),
    ((154,), (402,)),
    ((156, 158), (404,)),
    ((160,), (406,)),
    ((162,), (408,)),
    ((164,), (410, 412)),
    ((169, 171), (416,)),
    ((173,), (418,)),
    ((175,), (420, 422)),
    ((177, 183, 185), (424,)),
)
# Words that stand once in their section: the passages that hold them say the same.
ANCHORS = (
    ("abstract", "three", "三个阶段"),
    ("abstract", "digital age", "数字化时代"),
    ("abstract", "China’s unique conditions", "中国国情"),
    ("section 1", "oil spills", "石油泄漏"),
    ("section 1", "renamed", "更名"),
    ("section 1", "2010 to 2023", "2010~2023"),
    ("section 2", "Crawford", "克劳福德"),
    ("section 2", "centripetal", "向心式"),
    ("section 2", "polycentric", "多中心"),
    ("section 2", "critical thresholds", "临界阈值"),
    ("section 2", "widespread attention", "广泛关注"),
    ("section 3.1", "Sendai", "仙台"),
    ("section 3.1", "cities for all", "人人共享"),
    ("section 3.1", "decentralization", "权力下放"),
    ("section 3.1", "ecosystem services", "生态系统服务"),
    ("section 3.1", "cloud computing", "云计算"),
    ("section 3.2", "UrbanByNature", "城市与自然共生"),
    ("section 3.2", "eco-mobility", "生态出行"),
    ("section 3.3", "322", "322"),
    ("section 3.3", "allied partnerships", "合作伙伴关系"),
    ("section 3.3", "know more", "了解更多"),
    ("section 3.3", "five aspects", "五方面"),
    ("section 3.3", "unemployment", "失业"),
    ("section 3.3", "algorithms", "算法"),
    ("section 4", "68%", "68%"),
    ("section 4", "Fig. 2", "图2"),
    ("section 4", "analytics", "分析技术"),
    ("section 4", "Looking ahead", "放眼未来"),
    ("section 4", "micro level", "微观层面"),
)


def linked(text: str) -> tuple[Document, list[Passage]]:
    document = read_article("article.txt", "file:///article.txt", text, "0" * 64, "utf-8")
    return document, link_twins(split(document), document)


def plain(text: str) -> list[Passage]:
    document = read_plain("text.txt", "file:///text.txt", text, "0" * 64, "utf-8")
    return link_twins(split(document), document)


def pairs(passages: list[Passage]) -> list[tuple[str, str]]:
    by_id = {passage.id: passage for passage in passages}
    return [(p.text, by_id[p.twin].text) for p in passages if p.twin and p.language == "en"]


def test_every_part_of_an_article_has_its_twin(article_text: str) -> None:
    _, passages = linked(article_text)
    by_id = {passage.id: passage for passage in passages}
    alone = [p.place for p in passages if p.twin is None]
    assert alone == ["front interests", "reference 1", "reference 2", "reference 3"]
    for passage in passages:
        if passage.twin:
            twin = by_id[passage.twin]
            assert (twin.place, twin.kind) == (passage.place, passage.kind) and twin.language != passage.language
    introduction = [(p.order, by_id[p.twin].order) for p in passages if p.place == "section 1" and p.twin]
    assert introduction == sorted(introduction[:2]) + [(b, a) for a, b in introduction[:2]]


def test_both_parts_of_a_broken_paragraph_share_a_twin(article_text: str) -> None:
    _, passages = linked(article_text)
    first, second, third = (p for p in passages if p.place == "section 2.1" and p.kind == "prose" and p.language == "en")
    assert first.twin == second.twin != third.twin


@pytest.mark.parametrize("language", ["en", "zh"])
def test_half_an_article_has_no_twins(english_text: str, chinese_text: str, language: str) -> None:
    _, passages = linked(english_text if language == "en" else chinese_text)
    assert all(passage.twin is None for passage in passages)


# ---------------------------------------------------------------- the paper


def lines_of(passage: Passage, text: str) -> set[int]:
    starts = [0] + [i + 1 for i, character in enumerate(text) if character == "\n"]
    first, last = bisect_right(starts, passage.start), bisect_right(starts, passage.end - 1)
    rows = text.split("\n")
    return {number for number in range(first, last + 1) if rows[number - 1].strip()}


def test_prose_of_the_paper_is_paired_with_its_own_paragraph(paper_text: str) -> None:
    _, passages = linked(paper_text)
    by_id = {passage.id: passage for passage in passages}
    prose = [p for p in passages if p.kind == "prose"]
    wrong = []
    for passage in prose:
        expected = next(pair for pair in PARAGRAPHS if lines_of(passage, paper_text) <= {*pair[0], *pair[1]})
        twin = by_id.get(passage.twin or "")
        if twin is None or not lines_of(twin, paper_text) <= set(expected[1 if passage.language == "en" else 0]):
            wrong.append((passage.place, passage.order))
    assert len(prose) >= 2 * len(PARAGRAPHS)
    assert len(wrong) <= 0.05 * len(prose), wrong


@pytest.mark.parametrize(("place", "english", "chinese"), ANCHORS)
def test_parts_of_long_paragraphs_say_the_same(paper_text: str, place: str, english: str, chinese: str) -> None:
    _, passages = linked(paper_text)
    en = next(p for p in passages if p.place == place and p.language == "en" and english in p.search_text)
    zh = next(p for p in passages if p.place == place and p.language == "zh" and chinese in p.search_text)
    assert (en.twin, zh.twin) == (zh.id, en.id)


def test_rows_captions_and_front_matter_of_the_paper(paper_text: str) -> None:
    _, passages = linked(paper_text)
    by_id = {passage.id: passage for passage in passages}
    keyed = [p for p in passages if p.kind in ("row", "caption", "note", "front") and p.place != "front interests"]
    assert sum(p.kind == "row" for p in keyed) == 2 * (20 + 6)
    for passage in keyed:
        twin = by_id[passage.twin or ""]
        assert (twin.place, twin.kind, twin.twin) == (passage.place, passage.kind, passage.id) and twin.language != passage.language


def test_citations_of_twins_agree(paper_text: str) -> None:
    _, passages = linked(paper_text)
    by_id = {passage.id: passage for passage in passages}
    cited = [p for p in passages if p.kind == "prose" and p.references and p.twin]
    shared = [p for p in cited if set(p.references) & set(by_id[p.twin or ""].references)]
    assert len(shared) >= 0.95 * len(cited)


# ---------------------------------------------------------------- texts without common structure

EN = (
    "Riverton was flooded in 1998 and again in 2013, and nobody was ready for it.",
    "The mayor asked 12 experts for advice, and they met five times in the town hall.",
    "The city raised 15 km of levees by 80 cm between 2014 and 2019 with its own money.",
    "Gardens were planted along the river, and the neighbours look after them all year.",
    "The OECD praised the plan in 2021 as a model for other towns on the same river.",
)
ZH = (
    "里弗顿在1998年和2013年两次遭遇洪水，事先没有人做好准备，损失惨重。",
    "市长请来12位专家提出建议，他们在市政厅里一共开了五次会，讨论应对办法。",
    "2014年至2019年，该市用自己的资金将15公里堤防加高了80厘米。",
    "沿河种植了许多花园，由附近的居民一年四季负责照管，并向公众开放。",
    "OECD在2021年称赞该规划是同一条河上其他城镇可以学习的榜样。",
)
OTHER = (
    "量子计算机使用量子比特，而不是普通计算机所用的比特来存储信息。",
    "它可以同时处理许多状态，因而在某些问题上比普通计算机快得多。",
    "研究者在1994年提出了一种分解大整数的方法，引起了广泛的注意。",
    "然而，退相干至今仍然是一个难题，限制了机器的规模和运行的时间。",
    "许多公司正在投入资金，希望在十年之内造出可以实际使用的机器。",
)


@pytest.mark.parametrize(
    "text",
    ["\n\n".join((*EN, *ZH)), "\n\n".join((*ZH, *EN)), "\n\n".join(one for pair in zip(EN, ZH, strict=True) for one in pair)],
    ids=["English then Chinese", "Chinese then English", "paragraph by paragraph"],
)
def test_translations_without_structure(text: str) -> None:
    expected = dict(zip(EN, ZH, strict=True))
    found = pairs(plain(text))
    assert found and all(all(expected[line] in zh for line in en.split("\n\n")) for en, zh in found)


@pytest.mark.parametrize("text", ["\n\n".join((*EN, *OTHER)), "\n\n".join(EN), "\n\n".join(ZH), "", "\n\n".join((*EN, ZH[0]))])
def test_no_twin_is_better_than_a_wrong_one(text: str) -> None:
    assert pairs(plain(text)) == []


def test_a_chinese_quotation_in_an_english_section_is_no_twin() -> None:
    text = "# Plan\n\n## 2 Aims\n\n" + " ".join(EN) + "\n\n“人不负青山，青山定不负人。”这是写在入口处的一句话。\n\n## 3 Means\n\n" + EN[1]
    assert pairs(plain(text)) == []


def test_numbered_sections_in_both_languages() -> None:
    english = f"Plan\n\n1 Floods\n\n{EN[0]} {EN[1]}\n\n2 Works\n\n{EN[2]}\n\n{EN[3]}\n\n"
    chinese = f"规划\n\n1 洪水\n\n{ZH[0]}{ZH[1]}\n\n2 工程\n\n{ZH[2]}\n\n{ZH[3]}\n"
    passages = plain(english + chinese)
    assert {(en[:12], zh[:4]) for en, zh in pairs(passages) if not en.startswith("Plan")} == {
        (EN[0][:12], ZH[0][:4]),
        (EN[2][:12], ZH[2][:4]),
        (EN[3][:12], ZH[3][:4]),
    }
