"""A small article of our own, in English and Chinese, laid out as a journal prints one: what the assistant is asked about in tests.

Its towns are invented. `NAMED` is the same text with the catalogued article's identifier at the top, so that the program takes it for
that work and answers questions about its places (references, figures, authors).
"""

from __future__ import annotations

from ingest.catalogue import catalogue

# A → is a tab.
ENGLISH = """
Patient Towns: How Four River Towns Learned to Live With Floods

Ada STONE^{1,*}, Bo LIN²

¹ Institute of Rivers, Velmora University, Velmora 1000, Freeland

² School of Gardens, Oskaby 2000, Freeland

*CORRESPONDING AUTHOR

Email: ada@rivers.example

ABSTRACT

Four river towns were followed for twenty years. The article tells what a patient town is, what the towns did after each flood, and \
which of their habits other towns may take over.

KEYWORDS

Patient Town; Flood; Garden; Alarm Network

HIGHLIGHTS

- Follows four river towns for twenty years
- Sorts seven actions of the towns by subsystem

RESEARCH FUND

River Fund of Freeland (No. RF77)

EDITED BY Cy WOOD
TRANSLATED BY Di HILL

Competing interests | The authors own a garden each and have no other interest to declare.

1 Introduction

The four towns lie on one river and share one alarm network^[1]. Velmora was flooded in 1998, when 4,200 people had to leave their \
homes. The towns founded a river council in 2001 because each of them had bought the same pumps without telling the others^[2].

2 What a Patient Town Is

Garden patience is the ability of a flooded garden to grow again; it is measured by the number of weeks until the first harvest \
after a flood^[1]. Street patience is the ability of a street to stay in use while it is wet; it is measured by the depth of water \
at which carts must stop^{[2][3]}. The alarm network warns every household by bell, by radio and by telephone, and it is tested on \
the first Monday of each month^[3].

A patient town is divided into three subsystems (Table 1), and its actions are sorted by them (Table 2).

Table 1: Subsystems of a patient town and the goals they serve

Subsystem→Themes→Goals
Economic resilience→Markets; repair funds→Goal 1: Keep every market open Goal 4: Save before the flood
Social resilience→Neighbours; schools→Goal 2: Know thy neighbour
Cyber resilience→Alarms; records→

3 Three Phases of Learning

3.1 Listening and Mapping (2001 ~ 2005)

In the first years the river council listened. It walked every bank with the oldest residents and drew a flood map of all four \
towns, which was printed in 2004 and hung in every school^[2].

3.2 Building and Planting (2005 ~ 2014)

The council then built two gates and planted willows along eleven kilometres of bank. The willow belt was paid for by a toll on barges^[1].

Fig. 1. The four towns and their river.

3.3 Caring Together (2015 to Present)

Since 2015 the gates, the willows and the alarm network have been cared for by neighbours. Oskaby trained 36 bell ringers in 2016. \
Every ringer looks after twenty households^[3].

Table 2: Actions of the four towns 2015 ~ 2017 and the subsystems they serve

Year→Action→Resilient town subsystem→→
→→Economic→Social→Cyber
2015→Velmora: a market on boats while the square is under water→√→→
→Oskaby: school lessons given by flood witnesses→→√→
2016→Oskaby: training of bell ringers for the alarm network→→√→√
→Tarnwick: a repair fund shared by all shopkeepers→√→√→
→Hollin: backup copies of the land register kept on a hill→→→√
2017→Velmora: open day at the river gates→→√→
→Tarnwick: radio alarm for barges→√→→√

4 Conclusions

Other towns may take over four lessons from the river towns.

1) Ask the oldest first. Residents who saw three floods know where the water turns.

2) Share the pumps. A pump that stands idle in one town is missed in the next.

3) Ring the bells. Alarms that nobody hears are worse than none.

4) Plant before you build. Willows are cheaper than walls and grow back by themselves.

REFERENCES

[1] Stone, A. (2014). The second flood. *River Letters*, 3(1), 1–9.

[2] Lin, B. (2015). *Ponds and pumps*. Oskaby Press.

[3] Velmora River Council. (2016). *Accounts of the alarm network*. Velmora River Council.
""".replace("→", "\t")

CHINESE = """
耐心的城镇：四座河边城镇如何学会与洪水共处

艾达·斯通^{1,*}，林波²

- 1 河流研究所，韦尔莫拉大学，韦尔莫拉 1000
- 2 花园学院，奥斯卡比 2000

*通讯作者
邮箱：ada@rivers.example

摘要

本文用二十年时间跟踪四座河边城镇，说明什么是耐心的城镇，各镇在每次洪水之后做了什么，以及其他城镇可以借鉴哪些习惯。

关键词

耐心的城镇；洪水；花园；警报网

文章亮点

- 用二十年跟踪四座河边城镇
- 按子系统整理各镇的七项行动

基金项目

自由国河流基金（编号：RF77）

编辑 伍德
翻译 希尔

利益冲突 | 两位作者各有一座花园，没有其他利益需要声明。

1 引言

四座城镇位于同一条河边，共用一个警报网^[1]。韦尔莫拉在1998年遭遇洪水，4200人被迫离家。因为各镇曾互不告知而买了同样的水泵，它们于2001年成立了河流理事会^[2]。

2 什么是耐心的城镇

花园耐心是指被淹的花园重新生长的能力，以洪水之后到第一次收获的周数来衡量^[1]。街道耐心是指街道在积水时仍可使用的能力，以推车必须停下时的水深来衡量^{[2][3]}。警报网通过钟声、广播和电话向每户发出警告，并在每月第一个星期一进行测试^[3]。

耐心的城镇分为三个子系统（表1），各项行动按子系统归类（表2）。

表 1：耐心的城镇的子系统及其服务的目标

子系统→主题→目标
经济韧性→集市；修缮基金→目标 1： 让每个集市照常开放 目标 4： 洪水之前先存钱
社会韧性→邻里；学校→目标 2： 认识邻居
网络韧性→警报；档案→

3 学习的三个阶段

3.1 倾听与制图（2001~2005）

最初几年，河流理事会以倾听为主。理事会与最年长的居民走遍每一段河岸，绘制了四座城镇的洪水地图，该图于2004年印成并挂在每所学校里^[2]。

3.2 建设与种植（2005~2014）

随后，理事会修建了两座水闸，并沿十一公里河岸种植柳树。柳树带由驳船通行费支付^[1]。

图 1. 四座城镇及其河流

3.3 共同照管（2015至今）

自2015年起，水闸、柳树和警报网由邻里照管。奥斯卡比于2016年培训了36名敲钟人。每名敲钟人照看二十户人家^[3]。

表 2：2015~2017 年间四座城镇的行动及其服务的子系统

年份→行动→韧性城镇子系统→→
→→经济→社会→网络
2015→韦尔莫拉：广场被淹时在船上开集市→√→→
→奥斯卡比：由洪水亲历者讲授学校课程→→√→
2016→奥斯卡比：为警报网培训敲钟人→→√→√
→塔恩威克：全体店主共用的修缮基金→√→√→
→霍林镇：存放在山上的地籍备份→→→√
2017→韦尔莫拉：水闸开放日→→√→
→塔恩威克：面向驳船的广播警报→√→→√

4 结论

其他城镇可以从河边城镇借鉴四条经验。

1）先问最年长的人。经历过三次洪水的居民知道水在哪里转向。

2）共用水泵。一座镇里闲置的水泵，正是下一座镇所缺的。

3）敲响钟声。没有人听见的警报比没有警报更糟。

4）先种植，后建设。柳树比墙便宜，而且会自己长回来。
""".replace("→", "\t")

BOTH = ENGLISH + "\n \n" + CHINESE
TITLES = ("Patient Towns: How Four River Towns Learned to Live With Floods", "耐心的城镇：四座河边城镇如何学会与洪水共处")
NAMED = f"DOI: {catalogue()[0].identifier}\n\n{BOTH}"

# What only one of the languages knows.
ENGLISH_ONLY = (
    "A note on roofs\n\nThe thatchers of Hollin paint their ladders yellow, so that a lost ladder is brought back. "
    "A yellow ladder hangs outside every third house.\n"
)
CHINESE_ONLY = "关于灯笼的说明\n\n塔恩威克的守夜人在大雾天点亮蓝色灯笼，提醒驳船靠岸。每座桥上挂着六盏蓝色灯笼。\n"
