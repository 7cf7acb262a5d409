"""The check of a sentence against what it cites: exact things exactly, the rest by words and meaning, within a language and across."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.assemble import Assistant
from assistant.polarity import denials, turned
from assistant.support import Cited, Support
from ingest.types import Language, Passage

ENGLISH = (
    "In 2014 the port of Lindhaven raised its quay by 1.2 metres and moved 340 households to higher ground. "
    "The work cost 18 million euros, half of it paid by the region, but it did not end the floods."
)
CHINESE = "2014年，林德港把码头抬高了1.2米，并把340户迁往高处。工程耗资1800万欧元，一半由大区支付，但没有终结洪水。"


def passage(text: str, language: Language) -> Passage:
    return Passage("p", "w", "d", language, "", "", "prose", "added", None, 0, len(text), text, text, 0)


@pytest.fixture(scope="module")
def support(own: Assistant) -> Support:
    return own.engine.support


EN, ZH = passage(ENGLISH, "en"), passage(CHINESE, "zh")
SUPPORTED = [
    ("Some 18 million euros were spent: half of the 18 million euros by the region.", Cited(replace(EN, text=f"{ENGLISH} 18 million."))),
    ("Lindhaven raised its quay by 1.2 metres in 2014.", Cited(EN)),
    ("The region paid half of the 18 million euros.", Cited(EN)),
    ("The floods did not end.", Cited(EN)),
    ("林德港在2014年把码头抬高了1.2米。", Cited(ZH)),
    ("340户迁往高处。", Cited(EN, ZH)),
    ("Lindhaven 在2014年把码头抬高了1.2米。", Cited(ZH, EN)),
    ("The work cost 18 million euros.", Cited(ZH, EN)),
]


@pytest.mark.parametrize(("sentence", "cited"), SUPPORTED)
def test_what_a_passage_says_is_supported_and_quoted_from_it(support: Support, sentence: str, cited: Cited) -> None:
    verdict = support.judge(sentence, [cited])
    assert verdict.fault == "" and verdict.evidence
    for evidence in verdict.evidence:
        assert evidence.quote and evidence.quote in cited.passage.text


LONG_EN = passage(
    "In 2011 Lindhaven counted 12 flooded cellars. A harbour school opened later. Its pupils plant reeds along the river. "
    "A reed fair followed in 2019, with 46 stalls and five bands.",
    "en",
)
LONG_ZH = passage(
    "2011年，林德港有12个地下室进水。后来开办了港口学校。学生沿河种植芦苇。2019年举办了芦苇集市，设46个摊位，有五支乐队。", "zh"
)
UNSUPPORTED = [
    ("In 2019 Lindhaven counted 12 flooded cellars.", Cited(LONG_EN), "number"),  # the year stands elsewhere in the passage
    ("2019年，林德港有12个地下室进水。", Cited(LONG_ZH), "number"),
    ("Lindhaven 在2019年有12个地下室进水。", Cited(LONG_ZH, LONG_EN), "number"),
    ("A reed fair followed in 2019, with 46 stalls and 46 bands.", Cited(LONG_EN), "number"),
    ("A reed fair followed, with five stalls and 46 bands.", Cited(LONG_EN), "number"),
    ("2019年举办了芦苇集市，2019年有五支乐队。", Cited(LONG_ZH), "number"),
    ("林德港的做法不是：把码头抬高1.2米。", Cited(ZH), "denial"),
    ("Lindhaven raised its quay by 2.1 metres in 2014.", Cited(EN), "number"),
    ("Lindhaven raised its quay by 1.2 metres in 2016.", Cited(EN), "number"),
    ("The work cost 18 billion euros.", Cited(EN), "number"),
    ("The region paid 18 million dollars, 340% of it.", Cited(EN), "number"),
    ("林德港把430户迁往高处。", Cited(ZH), "number"),
    ("工程耗资18亿欧元。", Cited(EN, ZH), "number"),
    ("Rotterdam raised its quay by 1.2 metres in 2014.", Cited(EN), "name"),
    ("In 2014 the port of Zorbville raised its quay by 1.2 metres.", Cited(EN), "name"),
    ("上海把码头抬高了1.2米。", Cited(ZH), "name"),
    ("Zorbville 把码头抬高了1.2米。", Cited(ZH, EN), "name"),
    ("The port did not raise its quay by 1.2 metres in 2014.", Cited(EN), "denial"),
    ("The work ended the floods.", Cited(EN), "denial"),
    ("林德港没有把码头抬高1.2米。", Cited(ZH), "denial"),
    ("The port of Lindhaven “raised taxes” in 2014.", Cited(EN), "quotation"),
    ("林德港把码头“卖给私人”，抬高了1.2米。", Cited(ZH), "quotation"),
    ("The quay is a popular place for weddings.", Cited(EN), "content"),
    ("码头深受游客和新人喜爱。", Cited(ZH), "content"),
    ("码头深受游客和新人喜爱。", Cited(EN), "content"),
    ("Yes.", Cited(EN), "content"),
    ("是的。", Cited(ZH), "content"),
]


@pytest.mark.parametrize(("sentence", "cited", "fault"), UNSUPPORTED)
def test_what_a_passage_does_not_say_is_not(support: Support, sentence: str, cited: Cited, fault: str) -> None:
    verdict = support.judge(sentence, [cited])
    assert verdict.fault == fault and verdict.evidence == ()


def test_nothing_cited_supports_nothing(support: Support) -> None:
    assert support.judge("The port raised its quay.", []).fault == "content"


def test_a_mark_that_adds_nothing_is_left_out(support: Support) -> None:
    other = passage("Bees are kept on nine roofs of the library.", "en")
    verdict = support.judge("Lindhaven raised its quay by 1.2 metres in 2014.", [Cited(EN), Cited(other)])
    assert verdict.fault == "" and {evidence.passage.text for evidence in verdict.evidence} == {ENGLISH}


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("It is not cheap, but quick.", ("cheap",)),
        ("It is not only cheap but quick.", ()),
        ("They don't sleep.", ("sleep",)),
        ("它不便宜，但很快。", ("便宜",)),
        ("它不仅便宜，而且很快；情况不同，非常好。", ()),
        ("没有预算 for pumps。", ("预算 for pumps",)),
    ],
)
def test_denials_are_what_is_denied(text: str, denied: tuple[str, ...]) -> None:
    assert denials(text) == denied


@pytest.mark.parametrize(
    ("claim", "source", "is_turned"),
    [
        ("Losses increased.", "Losses decreased.", True),
        ("Losses fell.", "Losses decreased.", False),
        ("损失增加了。", "Losses fell in every town.", True),
        ("Losses rose.", "损失减少了。", True),
        ("最多的是经济。", "最多的是经济，最少的是网络。", False),
    ],
)
def test_opposites_are_seen_across_languages(claim: str, source: str, is_turned: bool) -> None:
    assert turned(claim, source) is is_turned
