"""What a question takes for granted is held against the evidence: counts, deeds and particulars, in both languages."""

from __future__ import annotations

import pytest

from assistant.premise import counts_differ, deeds_untold, particulars_untold


@pytest.mark.parametrize(
    ("question", "evidence", "differ"),
    [
        ("What are the nine priorities?", "The framework has four priorities: to know, to govern, to invest and to be ready.", True),
        ("What are the four priorities?", "The framework has four priorities: to know, to govern, to invest and to be ready.", False),
        ("Which seven gardens stand at the river?", "Gardens stand at the river.", False),
        ("九个优先领域是哪些？", "框架确立了四个优先行动领域。", True),
        ("四个优先领域是哪些？", "框架确立了四个优先行动领域。", False),
        ("framework的九个优先领域是哪些？", "框架确立了四个优先行动领域。", True),
        ("What do 17 goals and 169 targets cover?", "It announced 17 goals and 169 targets.", False),
    ],
)
def test_a_count_that_the_evidence_gives_otherwise(question: str, evidence: str, differ: bool) -> None:
    assert counts_differ(question, evidence) is differ


@pytest.mark.parametrize(
    ("question", "evidence", "untold"),
    [
        ("Why did the town ban roof gardens?", "The town pays for roof gardens.", 1),
        ("Why did the town ban roof gardens?", "The town banned roof gardens in May.", 0),
        ("小镇为什么禁止屋顶花园？", "小镇为屋顶花园提供补贴。", 1),
        ("town为什么禁止屋顶花园？", "小镇为屋顶花园提供补贴。", 1),
        ("为什么不能照搬别处的做法？", "各地的制度与文化不同。", 0),
        ("作者为何主张原样照搬别处的做法？", "各地的制度与文化不同。", 1),
        ("Why can towns not copy one another?", "Towns differ in their habits.", 0),
    ],
)
def test_a_deed_of_which_nothing_is_told(question: str, evidence: str, untold: int) -> None:
    assert deeds_untold(question, evidence) == untold


@pytest.mark.parametrize(
    ("question", "evidence", "untold"),
    [
        ("Who was mayor of the town then?", "The town paid for the gates.", 1),
        ("Who was mayor of the town then?", "Its mayor opened the gates.", 0),
        ("当时的市长是谁？", "小镇出钱修了水闸。", 1),
        ("当时的mayor是谁？", "市长为水闸揭幕。", 0),
        ("What is the phone number of the office?", "The office stands at the market.", 1),
    ],
)
def test_a_particular_of_which_nothing_is_told(question: str, evidence: str, untold: int) -> None:
    assert particulars_untold(question, evidence) == untold
