"""The words by which a question shows what it wants, in English and Chinese alike: one table, read by `question` and `tables`.

A mixed question may use either language's words, so each cue is one pattern over both.
"""

from __future__ import annotations

import re

_CUES: dict[str, str] = {
    "count": r"\bhow many\b|\bnumber of\b|\bcount\b|多少(?!钱|资金|投资|平方|经费)|几个|几项|几座|几条|几大|几类|几种|几篇|几位|有几|数量|总共",
    "list": r"\bwhich\b|\bwhat(?:\'s| is) in\b|里有什么|有些什么|哪个|\blist\b|\bname (?:the|all|every|each)\b|\bwhat are\b|\ball\b|\bshow\b|\benumerate\b|哪些|哪几|哪两|哪三|哪四|哪五|列出|列举|罗列|所有|都有|有什么|各有|分别",
    "case": r"\bcases?\b|\bcase table\b|案例表|\bexamples?\b|\bentries\b|\btable\s?2\b|\brows?\b|案例|例子|实例|表\s?2|表二",
    "action": r"\bprojects?\b|\binitiatives?\b|\bactions?\b|\bcit(?:y|ies)\b|\bplaces?\b|\bcountr(?:y|ies)\b|\bprogram(?:me)?s?\b|项目|行动|倡议|城市|地方|做法|举措|实践|计划",
    "subsystem": r"\bsubsystems?\b|\b(?:kinds?|types?|sorts?|forms?) of resilience\b|哪[几一]?[种类个]\s?(?:韧性|resilience)|\bdimensions?\b|\bcategor(?:y|ies)\b|\bmark(?:s|ed)?\b|\btick(?:s|ed)?\b|子系统|维度|类别|哪一类|哪类|标记|打[勾钩]|勾选",
    "goal": r"\bSDGs?\b|\bgoals?\b|\bsustainable development goals?\b|可持续发展目标|目标\s?\d|第?\s?\d+\s?项目标|哪些目标|哪几[个项]目标|多少[个项]?目标|几[个项]目标|\d+号目标|个目标",
    "fewest": r"\bfewest\b|\bleast\b|\bthin(?:nest)?\b|\brarest\b|\bsmallest\b|\bweakest\b|\bunder-?represented\b|最少|最薄弱|最弱|最小|较少|薄弱",
    "most": r"\bmost (?!of\b|important|recent)|\blargest\b|\bhighest\b|\bdominant\b|\bmost common\b|最多|最常|最集中",
    "group": r"\bgroup\b|\bdistribut\w*|\bbreak(?:\s?down|downs)\b|\bper subsystem\b|\bby subsystem\b|\beach subsystem\b|\bevery subsystem\b|分布|分组|归类|按子系统|各子系统|每个子系统|各有多少",
    "compare": r"\bcompar\w+|\bdiffer\w*|\bvs\.?\b|\bversus\b|\bin common\b|\bcontrast\w*|\bsimilarit\w+|\bunlike\b|\bdistinguish\w*|比较|对比|区别|异同|不同|差异|相比|有何转变|共同点",
    "define": r"\bdefin\w+|\bexplain\b|\bnotion of\b|解释|\bwhat (?:is|are|does) .{2,60}\bmean\b|\bmeaning of\b|\bwhat is meant\b|\bunderstand by\b|\bconcept of\b|定义|是什么意思|含义|内涵|何谓|什么叫|什么是|指什么|是指",
    "why": r"\bwhy\b|\breasons?\b|\bwhat for\b|\bpurpose\b|\baims?\b|\bbecause of what\b|为什么|为何|原因|缘何|目的|旨在|何以",
    "who": r"\bwho(?:m|se)?\b|\bauthors?\b|\bby whom\b|谁|何人|哪位|作者|由哪[家个些]",
    "when": r"\bwhen\b|\b(?:in )?(?:which|what) years?\b|\bsince when\b|\bwhat date\b|何时|哪一?年|什么时候|几几年|年份|哪年|起始年|何年|几月",
    "where": r"\bwhere\b|\b(?:in )?(?:which|what) (?:city|country|place|town)\b|何地|哪里|在哪|哪个(?:城市|国家|地方)|什么地方|何处|哪座城市",
    "money": r"\bhow much (?:money|did|does|was|were|would|will|is|funding|do|to)\b|\bcosts?\b|\bbudgets?\b|\bprices?\b|\bexpens\w+|\bspen[dt]\w*|\beuros?\b|\bdollars?\b|\binvested\b|花费|花了|多少钱|成本|造价|预算|费用|金额|投入了?多少|耗资|多少资金|多少经费|多少投资|投资额",
    "area": r"\bsquare (?:met|kilomet|f)\w+|\bhectares?\b|\bhow large an area\b|平方米|平方公里|公顷|多大面积|面积",
    "outcome": r"\bresults? (?:of|from)\b|\bafterwards\b|\beffect(?:s|ive|iveness)?\b|\bsucce\w+|\boutcomes?\b|\bimpact (?:on|of)\b|\bsmaller losses\b|\breduc\w+ (?:by how|losses)|\bhow (?:well|far) did\b|\bhow (?:successful|effective)\b|此后|成效|效果|结果如何|损失是否|是否减少|减少了多少|降低了多少|成功了吗|有效吗",
    "indicator": r"\bindicators?\b|\bthresholds?\b|\bmetrics?\b|\bscor(?:e|es|ing|ecard)\b|\brank(?:s|ed|ing)?\b|\bbenchmarks?\b|指标|阈值|评分|得分|打分|排名|分值",
    "percent": r"\b(?:what|which) (?:share|percentage|proportion|per ?cent)\b|\bpercentage\b|\bhow much of\b|占比|百分之几|比例|百分比|多大比例",
    "confirm": r"\bright\s*\?|\bcorrect\s*\?|\btrue\s*\?|\bisn'?t it|\bis it true\b|\bdidn'?t (?:it|they)|^(?:is|are|was|were|did|does|do|has|have|can)\b|对吗|是吗|对不对|是不是|是否|属实吗|没错吧|对吧|吗？?$",
    "reference": r"\breferences?\s*(?:no\.?|number|#)?\s*\[?\d+|\bcitation\s*\[?\d+|\[\d+\]|\bref\.?\s*\[?\d+|(?:参考)?文献\s*\[?\s*\d+|第\s*\d+\s*(?:条|篇|号|个)?(?:参考)?文献",
    "cited": r"\bcit(?:e|es|ed|ing|ation|ations)\b|\breferences?\b|\bbibliograph\w+|\bworks? (?:by|of)\b|\bpapers? (?:by|of)\b|\bpublications?\b|\bsources? (?:of|for|is|are)\b|\bcredited to\b|\bjournals?\b|\bbooks?\b|\breports?\b|\bannual reports?\b|\barticles? (?:of|by)\b|引用|参考文献|文献|出处|出自|引文|著作|期刊|刊物|年报|报告|哪本书|的书|的文章",
    "figure": r"\bfig(?:ure|\.)?\s*(\d+)|图\s*(\d+|[一二三])",
    "table": r"\btable\s*(\d+)|表\s*(\d+|[一二])(?!格|示|明|达)",
    "section": r"\bsections?\s*(\d(?:\.\d)?)|\bchapter\s*(\d)|第\s*(\d(?:\.\d)?|[一二三四])\s*(?:节|章|部分)",
    "summary": r"\bsummar\w+|\boverview\b|\bmain (?:points?|ideas?|message)\b|\bin (?:a nutshell|brief|short)\b|\bwhat does (?:section|the (?:abstract|conclusion))\b|\bgist\b|总结|概括|概述|摘要|主要内容|讲了什么|要点|大意",
    "phase": r"\bphases?\b|\bstages?\b|\bperiods?\b|阶段|时期",
    "lesson": r"\blessons?\b|\baspects?\b|\bexperiences?\b|\btakeaways?\b|\bmeasures?\b|经验|方面|启示|教训",
    "front_authors": r"\bauthors?\b|\bwho wrote\b|\bwritten by\b|\bco-?authors?\b|作者|谁写|撰写|执笔",
    "front_affiliations": r"\baffiliat\w+|\buniversit\w+|\binstitution(?:s)? (?:of|do|are)\b|\bwhere do the authors\b|\bwork(?:s|ing)? at\b|单位|院校|大学|所属机构|任职",
    "front_correspondence": r"\bcorrespond\w+|\be-?mail\b|\bcontact\b|\bpostal\b|\baddress of\b|通讯作者|邮箱|联系|地址|邮编",
    "front_fund": r"\bfund(?:ed|er|ing body)\b|\bgrant (?:no|number|that)\b|\bresearch fund\b|\bwho paid for (?:the|this) (?:research|study|paper)\b|\bsponsor\w*|\bsupported by which\b|基金|资助|课题号|项目编号|经费来源",
    "front_editors": r"\bedit(?:ed|or|ors)\b|\btranslat(?:ed|or|ors) (?:by|the|of)?\b|\bwho translated\b|编辑|翻译|译者",
    "paper": r"\bpaper\b|\barticle\b|\bstudy\b|\breview\b|\bauthors?\b|论文|文章|本文|本研究|该文",
    "steps": r"\bsteps?\b|\bwhat should\b|\bshould (?:we|our|i|a|the)\b|\bhow (?:can|could|should|do) (?:we|our|a|i|the|local|cities)\b|\bfits? us\b|\brecommend\w*|\bguidance\b|\badvi[cs]e\b|\bour (?:city|town|municipality)\b|\bwe are\b|我市|我们(?:市|城市|县)?|应采用|怎么做|如何为|适用|步骤|建议|借鉴|怎样(?:才能|为)|应该",
    "motto": r"\bmotto\b|\bslogan\b|\bguiding (?:idea|belief|principle)s?\b|\bwatchwords?\b|口号|三大理念|理念是什么|信条",
    "shift": r"\bshift\w*\b|\bturning point\b|转变|转向|转折",
    "theme": r"\bthemes?\b|\btopics?\b|\bfalls? under\b|\bcomes? under\b|\bcovers?\b|主题|内容|涵盖|那一格|包括什么",
    "budget": r"\b(?:give|draw up|make|write)\b.{0,20}\bbudget\b|\bbudget (?:for us|plan for our)|预算方案|给出.{0,30}预算|做.{0,6}预算",
    "attendance": r"\btook part\b|\btake part\b|\battend\w*|\bparticipat\w+|\bdelegates?\b|\brepresented\b|\bwelcomed\b|参加|参与|出席|参会|与会|代表",
    "source_wanted": r"^(?:give|show|tell) me the sources?\b|\bwhere does (?:it|that) (?:say|come from)\b|\bwhat'?s (?:the|your) (?:source|evidence)\b|出处是什么|依据是什么|来源呢|给出(?:出处|来源)|原文(?:在哪|呢)",
}

# ASCII: a word boundary stands between Chinese and Latin characters too ("哪些SDG").
CUES: dict[str, re.Pattern[str]] = {name: re.compile(pattern, re.IGNORECASE | re.ASCII) for name, pattern in _CUES.items()}


def has(name: str, text: str) -> bool:
    """Whether the text shows the cue."""
    return CUES[name].search(text) is not None


def found(text: str) -> frozenset[str]:
    """The names of all cues that the text shows."""
    return frozenset(name for name, pattern in CUES.items() if pattern.search(text))


# Words that say what is wanted of a thing, not which thing: no evidence has to repeat them.
META = re.compile(
    r"\b(?:defin\w+|differen\w+|differ|compar\w+|explain\w*|describ\w+|in common|distinguish\w*|meaning|notion|understood?|summar\w+|overview|gist|motto|slogan)\b"
    r"|定义|区别|异同|比较|对比|不同|差异|解释|含义|是指|概括|总结|概述|口号|三大理念",
    re.IGNORECASE | re.ASCII,
)

# Words of asking: they say how something is asked, not what; they carry no evidence.
ASKING_EN = frozenset(
    """a an the of in on at to for from by with about into over between among through during and or but if then than as is are was were be been being
    do does did done have has had can could will would shall should may might must what which who whom whose when where why how many much
    it its this that these those they them their there here he she his her we us our you your i me my not no yes so such also only just
    please tell give show list name say says said state states stated according describe explain mention mentions mentioned paper article
    study authors author review text document according any some all each every both other another same exactly right correct true case cases
    does did one two kind kinds sort type types call called mean means meant get let make made take taken whether really actually
    ok okay hi hello thing things way something anything did it's what's isn't don't""".split()
)
ASKING_ZH = (
    "请问 请 什么 哪些 哪个 哪几 哪一 哪里 哪年 何时 何地 如何 怎么 怎样 为什么 为何 多少 几个 是否 吗 呢 的 了 是 在 和 与 及 以及 有 对 把 被 将 "
    "文章 论文 本文 文中 作者 认为 提到 提出了 说 讲 介绍 一下 告诉 我 我们 你 您 它 他们 这 那 该 此 分别 哪 谁 何 其 中 关于 根据 按照 列出 列举 "
    "有关 相关 案例 请列 应 应该 可以 能 会 要 什么样 怎么样 到底 究竟 具体 主要 需要"
).split()
