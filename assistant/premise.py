"""What a question takes for granted, held against the evidence: deeds that are not told, others who are meant, particulars nobody gives.

Pure; a question is not answered with a sentence that says otherwise, or that says nothing of the very thing asked for.
"""

from __future__ import annotations

import re

from assistant.concepts import known_concepts

_IDENTIFIER = re.compile(r"\b([A-Z]{2,6})[ -]?(\d{1,4})\b", re.ASCII)
_KIND_EN = re.compile(r"\b([a-z]{3,}(?:al|ic|ary|ive|ous|an))\s+(?:resilien\w+|subsystem)", re.IGNORECASE | re.ASCII)
_KIND_ZH = re.compile(
    r"(文化|心理|军事|情感|情绪|精神|个人|股票(?:市场)?|股市|金融|市场|企业|家庭|政治|宗教|供应链|军队|婚姻|职场|身体|材料|机械)的?(?:韧性|resilience|子系统|subsystem)",
    re.IGNORECASE,
)


def others_meant(question: str, evidence: str) -> int:
    """How many numbered things (COP 26) and kinds of resilience (cultural) the question names and the evidence does not."""
    numbers = [number for _, number in _IDENTIFIER.findall(question) if not re.fullmatch(r"(?:19|20)\d\d", number)]
    told = [re.search(rf"(?<!\d){number}(?!\d)", evidence) is not None for number in numbers]
    missing = 0 if len(told) > 1 and any(told) else len(told) - sum(told)  # of two that are set against one another one is not told
    kinds = [found.group(1) for found in (*_KIND_EN.finditer(question), *_KIND_ZH.finditer(question))]
    known = known_concepts().names("resilience")
    return missing + sum(
        kind.lower() not in evidence.lower() and not known_concepts().names(f"{kind} resilience") - known for kind in kinds
    )


# Deeds that turn a premise round: a question that ascribes one is answered only from evidence that tells of it.
_DEEDS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"\breject\w*|\brefus\w+|\boppos(?:e|es|ed|ing|ition)\b|\bdisagree\w*|反对|拒绝|不同意|抵制",
        r"\bban(?:s|ned|ning)?\b|\bprohibit\w*|\bforb[iao]d\w*|\boutlaw\w*|禁止|取缔",
        r"\bwithdr[ae]w\w*|\bpull(?:ed)? out\b|\bquit\b|退出|撤出",
        r"\babolish\w*|\bcancel\w*|\babandon\w*|\bscrap\w*|\bshut down\b|废除|取消|放弃|叫停|停办|关闭",
        r"\bfail(?:s|ed|ure|ing)?\b|\bcollapse[sd]?\b(?= of| in)|失败|破产",
        r"\bcriti(?:ci[sz]\w+|que[sd]?)\b|\bcondemn\w*|\bdenounc\w*|批评|谴责|批判",
        r"\bdeny\b|\bdenie[sd]\b|\bdoubt(?:s|ed)?\b|否认|质疑",
        r"\bsued?\b|\bresign\w*|\barrest\w*|起诉|辞职|逮捕",
        r"\bwin\b|\bwon\b|\bawards?\b|\bprizes?\b|获奖|获得.{0,12}奖|奖项",
        r"\bwors(?:e|en\w*)\b|\bharm(?:s|ed|ful)?\b|变糟|恶化|有害",
        r"照搬|照抄|\bwholesale\b|\bcopy (?:and paste|outright)\b",
        r"(?<!不能)(?<!不宜)(?<!不可)(?<!不应)(?<!不)(?:可以|能够|应该|应当)(?:完全)?(?:取代|替代|照搬)|\b(?:can|should|"
        r"will) (?:fully )?(?:replace|copy)\b|\bcopied? unchanged\b|\bas (?:it|they) (?:is|are)\b",
        r"\bunnecessary\b|\buseless\b|\bunimportant\b|\bineffective\b|不必要|无用|不重要|没有必要|无效",
    )
)
_NOT = re.compile(
    r"(?:\bnot\b|n['’]t\b|\bcannot\b|\bnever\b|不(?:能|宜|应|可|该|要)?|无法|没有?|未|别)[^，。,.?？]{0,14}$", re.IGNORECASE | re.ASCII
)


# One thing put in another's place is asked for as a fact ("what replaced it?"), or ascribed as advice or a reason, and then has to be told.
_REPLACED = re.compile(
    r"(?:\bwhy\b|\badvi[sc]\w+|\brecommend\w*|\bwants?\b|\bargu\w+|\bsuggest\w*|\bpropos\w+|\burg\w+|\bcall for\b|主张|建议|认为|为什么|为何|为啥|呼吁|要求|希望).{0,80}?"
    r"(?:\breplac\w+|\btak(?:e|es|ing) over from\b|\bsubstitut\w+|\b(?:rel(?:y|ies|ied)|trust|depend)\b.{0,40}\b(?:over|rather than|instead of|more than)\b|取代|代替|替代|依赖.{1,20}而(?:不|非))",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\bnot\b|n['’]t\b|\bcannot\b|\bnever\b|不(?:能|宜|应|可|该|要|会)|无法|别", re.IGNORECASE)
_REPLACING = re.compile(
    r"\breplac\w+|\btak(?:e|es|ing|en) over\b|\bsubstitut\w+|\brenam\w+|\bsucceed\w*|(?<!不可)(?<!无法)(?<!不能)(?<!难以)(?:取代|代替|替代)|更名|改名|继任",
    re.IGNORECASE,
)


def deeds_untold(question: str, evidence: str) -> int:
    """How many deeds the question ascribes to somebody that the evidence does not tell of; a denied one ("cannot copy") is none."""
    untold = 0
    for deed in _DEEDS:
        found = deed.search(question)
        if found and not _NOT.search(question[: found.start()]) and not deed.search(evidence):
            untold += 1
    replaced = _REPLACED.search(question)
    return untold + bool(replaced and not _DENIED.search(replaced.group(0)) and not _REPLACING.search(evidence))


# Particulars that are often asked for and seldom told: evidence has to speak of them in so many words.
_PARTICULARS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"\b(?:tele)?phone\b|\bmobile\b|\bfax\b|电话|手机|传真",
        r"\bhow old\b|\b(?:his|her|their) ages?\b|\bage of\b|\bborn\b|\bbirth\w*|年龄|多大年纪|几岁|出生|生日",
        r"\bmayors?\b|市长",
        r"\bministers?\b|部长",
        r"\bpresident\b|\bchair(?:man|woman|person)?\b|主席|总统|会长",
        r"\bsoftware\b|\boperating system\b|\bplatform runs\b|软件|操作系统",
        r"\bvendors?\b|\bsupplied by\b|供货商|厂商",
        r"\bsalar(?:y|ies)\b|\bwages?\b|\b(?:is|are|was|were|get|gets) paid\b|工资|薪水|年薪",
        r"\bhow many (?:people|residents|inhabitants) (?:live|are there)\b|有多少(?:居民|人口)|\bpopulation of\b|\binhabitants\b|人口(?:是|有|多少)|多少居民",
        r"\bpages\b|\bpage (?:count|number)\b|多少页|页数|几页",
        r"\bISBN\b|\bDOI\b|\bISSN\b|书号",
        r"\b(?:impact factor|citations? (?:has|have|count)|times cited|how often (?:is|was|has) .{0,30}cited)\b|影响因子|被引(?:用)?(?:次数|多少)",
        r"\bimpact factor\b|\bpeer review\w*|影响因子|同行评审",
        r"\breturn period\b|\bonce in\b|重现期|[几多少百十]年一遇|防洪标准",
        r"\bdesign codes?\b|\bbuilding codes?\b|\bseismic\b|设计规范|抗震",
        r"\bdiameter\b|\bcapacity in\b|管径|口径",
        r"\bpremiums?\b|保费|费率",
        r"\brate\b|\bper cent (?:of|less)\b.{0,10}\btax|税率|减免比例",
        r"\bcriteri(?:a|on)\b|评判标准|判定标准|依据什么标准",
        r"\bsearch (?:terms?|strings?|engine)|\bdatabases? (?:was|were|did)|检索",
        r"\bspecies\b|物种",
        r"\bwhat(?:'s| is) the capital\b|首都(?:是|在)",
        r"\bemission cuts?\b|减排(?:了)?(?:多少|百分)",
        r"\binsecurity (?:rate|fall)|不安全率|下降了多少",
        r"\bunemployment\b|失业率",
        r"\bclinic\b|\bpsycholog\w+|诊所|心理学家",
        r"\bweights?\b(?! of evidence)|权重",
        r"\bopening (?:speech|address|remarks)\b|\bkeynotes?\b|开幕(?:词|致辞|演讲)|致辞|主旨演讲",
        r"\busers\b|\bvisitors\b|\bdownloads?\b|用户|访客|下载量",
        r"\bemploy\w+ (?:how|staff)\b|\bstaff\b|\bheadcount\b|编制人数|配多少人|多少(?:名)?(?:员工|工作人员)",
        r"\bcontractors?\b|\bcompany (?:built|supplied|won)\b|\bsuppl(?:ier|ied)\b|承包商|承建|供应商|(?<!表)中标(?!了|记)",
        r"\btemperature\b|\bdegrees\b|气温|温度|多少度",
        r"\bdeaths?\b|\bdied\b|\bkilled\b|\bcasualt\w+|死亡|伤亡|遇难",
        r"\bjobs (?:created|were)\b|\bhow many jobs\b|多少(?:个)?(?:工作岗位|就业岗位)",
        r"\bhotels?\b|\brestaurants?\b|\bweather\b|酒店|餐馆|餐厅|天气",
        r"\bdeadline\b|\bapply\b|\bregist(?:er|ration)\b|截止|报名|申请(?:流程|方式)",
        r"\bresponse rate\b|\binterview(?:s|ed|ees)?\b|\bsurvey(?:s|ed)?\b|\bsample size\b|\bquestionnaires?\b|样本量|问卷|访谈|受访",
        r"\bstatistical(?:ly)?\b|\bsignifican(?:t|ce) (?:level|test)\b|\bp[- ]values?\b|\bregression\b|\bcorrelation\b|回归|显著性|相关系数|统计检验",
        r"\bnext (?:edition|congress|year|daring|summit)\b|\bupcoming\b|下一届|明年|下届",
        r"\blost (?:money|how)\b|\beconomic loss\w*|\blosses\b.{0,20}\b(?:each|per|every) year\b|造成.{0,6}(?:多少)?损失",
        r"\bvote[sd]?\b|\bpolls?\b|投票|表决|票数",
        r"\brainfall\b|\bmillimet\w+|降雨量|毫米",
        r"\bdistance\b|\bhow far\b|\bkilomet\w+|多远|多少公里",
        r"\bnames? (?:the|all|of the) \d{2,}\b|列出.{0,20}\d{2,}个?.{0,4}(?:城市|国家).{0,4}(?:名|$)",
    )
)


def particulars_untold(question: str, evidence: str) -> int:
    """How many particulars the question asks for (a phone number, a mayor, an age) that the evidence does not speak of."""
    return sum(1 for particular in _PARTICULARS if particular.search(question) and not particular.search(evidence))
