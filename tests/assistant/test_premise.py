"""What a question takes for granted is held against the evidence: counts, deeds and particulars, in both languages."""

from __future__ import annotations

import pytest

from assistant.counts import counts_differ, counts_untold, ordinals_untold
from assistant.premise import deeds_untold, particulars_untold
from assistant.relations import coined_elsewhere, nobody_named, ways


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
        ("Why do they want machines to replace gardeners?", "Gardeners are irreplaceable.", 1),
        ("Why can't machines replace gardeners?", "Gardeners are irreplaceable.", 0),
        ("What replaced the fair in May?", "In May the fair was renamed.", 0),
        ("作者为什么主张用机器取代园丁？", "园丁具有不可替代性。", 1),
        ("作者为什么主张用machine取代园丁？", "机器可以取代园丁。", 0),
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


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Why did they go back from risk reduction to loss management?", [("risk reduction", "loss management")]),
        ("What made gates take over from walls?", [("walls", "gates")]),
        ("框架将重点从管理损失转向减少风险。", [("管理损失", "减少风险")]),
        ("框架为啥要从减少风险转回去管理损失？", [("减少风险", "管理损失")]),
        ("It ran from 2010 to 2019.", []),
        ("由“gates”逐渐向“walls”。", [("“gates”", "“walls”")]),
        ("集市为什么改名为花园节？", [("集市为什么", "花园节")]),
        ("花园节怎么又改回了集市？", [("花园节怎么又", "集市")]),
    ],
)
def test_what_came_first_and_what_after(text: str, pairs: list[tuple[str, str]]) -> None:
    assert ways(text) == pairs


@pytest.mark.parametrize(
    ("question", "sentence", "elsewhere"),
    [
        ("Who coined cyber resilience?", "The concept of resilience was first proposed by Holling.", True),
        ("Who first proposed resilience?", "The concept of resilience was first proposed by Holling.", False),
        ("“网络韧性”最早由谁提出？", "“韧性”概念最早由霍林提出。", True),
        ("韧性最早由谁提出？", "“韧性”概念最早由霍林提出。", False),
        ("cyber resilience最早由谁提出？", "“韧性”概念最早由霍林提出。", True),
        ("What is cyber resilience?", "Resilience absorbs shocks.", False),
    ],
)
def test_who_coined_one_notion_is_not_told_of_another(question: str, sentence: str, elsewhere: bool) -> None:
    assert coined_elsewhere(question, sentence) is elsewhere


@pytest.mark.parametrize(
    ("question", "told", "nobody"),
    [
        ("Who heads the organisations that help Kampala?", "Kampala, Uganda: worked with organizations.", True),
        ("Who helped Kampala?", "Kampala, Uganda: worked with refugee organizations.", False),
        ("慕尼黑的保险由哪家公司承保？", "德国慕尼黑市推进保险计划。", True),
        ("谁在慕尼黑推进保险？", "慕尼黑市政府推进保险计划。", False),
        ("Munich的保险由哪家company承保？", "德国慕尼黑市推进保险计划。", True),
        ("Who proposed it?", "It was proposed by Crawford Holling.", False),
        ("Who has a strategy for food?", "Baltimore: a strategy against waste of food.", False),
        ("谁有应对台风的做法？", "三宝颜市保护生物多样性区域。", False),
    ],
)
def test_a_question_for_a_person_or_body_needs_one(question: str, told: str, nobody: bool) -> None:
    assert nobody_named(question, told) is nobody


@pytest.mark.parametrize(
    ("question", "told", "open_"),
    [
        ("How many towns and how many countries came?", "1,800 people came.", 2),
        ("How many countries came?", "People from 97 countries came.", 0),
        ("2021年开了多少场会？", "2021年的大会有1500余名参与者。", 1),
        ("2021年开了多少场会？", "2021年共举办98场会议。", 0),
        ("大会有多少cities参加？", "97个国家、322个城市参与。", 0),
        ("Why did they come?", "For the gates.", 0),
    ],
)
def test_each_number_asked_for_stands_before_what_it_counts(question: str, told: str, open_: int) -> None:
    assert counts_untold(question, told) == open_


@pytest.mark.parametrize(
    ("question", "evidence", "differ"),
    [
        ("What is the first of the five experiences?", "3.3 Experience Translation. Gates and walls.", False),
        ("What are the five experiences?", "There are 3 experiences.", True),
    ],
)
def test_the_number_of_a_section_counts_nothing(question: str, evidence: str, differ: bool) -> None:
    assert counts_differ(question, evidence) is differ


def test_guidelines_called_by_number_have_to_be_told_apart() -> None:
    asked = "What do guidelines two, three and four say?"
    assert ordinals_untold(asked, "There are four guidelines.") == 1
    assert ordinals_untold(asked, "The third guideline asks for walls.") == 0
