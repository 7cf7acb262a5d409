"""Texts that the tests of reading and splitting share: the paper, where it lies beside the repository, and a small article of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

PAPER = Path(__file__).parents[2].parent / "shared" / "corpus" / "paper.txt"

# A → is a tab.
ENGLISH = """
Rivers That Come Back: Flood Gardens in Three Towns

Ada STONE^{1,*}, Bo LIN²

¹ Institute of Rivers, Riverton 1000, Freeland

² School of Gardens, Lakeside 2000, Freeland

*CORRESPONDING AUTHOR

Email: ada@rivers.example

ABSTRACT

Between 1998 and 2023, three towns turned 40 hectares of river bank into flood gardens. The paper asks what the gardens cost, who

looks after them, and what other towns may learn from them in 2030 and after.

KEYWORDS

Flood; Garden; Town

HIGHLIGHTS

- Counts 300 gardens in three towns
- Compares 4 ways to pay for them

RESEARCH FUND

River Fund of Freeland (No. RF77)

EDITED BY Cy WOOD
TRANSLATED BY Di HILL

1 Introduction

Riverton was flooded in 1998 and again in 2013^[1]. After the second flood, 4,200 people had to leave, and it began to look for help in

other countries^{[2][3]}. It found 12 experts, who met five times.

Lakeside followed in 2016^{[1]~[3]}.

2 Method

2.1 Towns and Gardens

The three towns were chosen by size (Table 1), by the number of their gardens, and by how much they had paid until 2019 for work of the

© Ada Stone

1. The three towns and their rivers.

first kind^[2]. In 2020 the list was closed.

Garden names were kept as the towns write them (Table 2).

2.2 Costs

The costs of 36 million dollars were taken from the towns' books^[3], where they are listed by year and by

Table 1: Towns and what they want

Town type→Goals
Small town Quiet streets; ponds→Goal 1: End floods Goal 3: Plant trees
Large town Busy streets→Goal 2: Clean air
Old town Walls; gates→

NOTE

A pond is any water of less than one hectare (source: Ref. [2]).

kind of work.

3 Results

Of 300 gardens, 280 were kept by neighbours in 2023^[1].

**Table 2: Gardens of the towns 2016 ~ 2019
and the aims that they serve**

Year→Garden→Aim→→
→→Wa- ter→Shade→Meeting
2016→Riverton: Willow Walk, with 12 ponds→√→→√
→Lakeside: Long Steps→→√→
2017→Riverton: East Bank Garden→√→√→√

(Continued)

Table 2: Gardens of the towns 2016 ~ 2019 and the aims that they serve (Continued)

Year→Garden→Aim→→
→→Wa- ter→Shade→Meeting
2019→Oldgate: Moat Garden→√→→

Competing interests | The authors have a garden each.

REFERENCES

[1] Stone, A. (2014). The second flood. *River Letters*, 3(1), 1–9.

[2] Lin, B. (2015). *Ponds*. Lakeside Press.

[3] Town of Riverton. (2016). *Accounts*.
""".replace("→", "\t")

CHINESE = """
会回来的河：三座城镇的防洪花园

艾达·斯通^{1,*}，林波²

- 1 河流研究所，里弗顿 1000
- 2 花园学院，莱克赛德 2000

*通讯作者
邮箱：ada@rivers.example

摘要

1998年至2023年间，三座城镇把40公顷河岸改造为防洪花园。文章考察花园花费多少、由谁照

管，以及其他城镇在2030年以后 and 更远的将来可以学到什么。

关键词

洪水；花园；城镇

文章亮点

- 统计三座城镇的300座花园
- 比较4种付费方式

基金项目

自由国河流基金（编号：RF77）

编辑 伍德
翻译 希尔

1 引言

里弗顿在1998年和2013年两次遭遇洪水^[1]。第二次洪水后，4200人被迫离家，该镇开始向

其他国家求助^{[2][3]}。该镇找到了12位专家，他们开了五次会。

莱克赛德在2016年跟进^{[1]~[3]}。

2 方法

2.1 城镇与花园

三座城镇按规模（表1）、花园数量以及到2019年为止为第一类工作支付的金额选定^[2]。名单于2020年截止。

花园名称保留各镇的写法（表2）。

2.2 费用

3600万美元的费用取自各镇账簿^[3]，按年份和工作种类列出，并由宜可称核对。

表 1：城镇及其需求→
城镇类型→目标
小型城镇 安静的街道，池塘→目标 1： 消除洪水 目标 3： 种树
大型城镇 繁忙的街道→目标 2： 清洁空气
老旧城镇 城墙，城门→

注
池塘指面积不足一公顷的水体（来源：参考文献 [2]）。

3 结果

300座花园中，2023年有280座由居民照管^[1]，使城镇具有抵御灾害能力，也让邻里更愿意在自己的街区里动手种植、浇水和维护，并在每年

表 2：2016~2019 年间各镇花园与其目的

年份→花园→目的→→
→→水→遮阴→聚会
2016→里弗顿柳树步道，有12个池塘→√→→√
→莱克赛德长阶→→√→
2017→里弗顿东岸花园→√→√→√

(续表见下页)

表 2：2016~2019 年间各镇花园与其目的（接上表）

年份→花园→目的→→
→→水→遮阴→聚会
2019→老门镇护城河花园→√→→

秋天共同庆祝。

图 1. 三座城镇及其河流
""".replace("→", "\t")


@pytest.fixture(scope="session")
def paper_text() -> str:
    """The paper's text; a test that asks for it is skipped where it is not."""
    if not PAPER.is_file():
        pytest.skip(f"the paper's text may not be shipped; it is looked for at {PAPER}")
    return PAPER.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def english_text() -> str:
    """An article of our own in English."""
    return ENGLISH


@pytest.fixture(scope="session")
def chinese_text() -> str:
    """The same article in Chinese."""
    return CHINESE


@pytest.fixture(scope="session")
def article_text() -> str:
    """The article in English, then in Chinese, as a journal prints them."""
    return ENGLISH + "\n \n" + CHINESE
