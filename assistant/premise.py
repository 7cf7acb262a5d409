"""What a question takes for granted, held against the evidence: counts that differ, deeds that are not told, particulars nobody gives.

Pure; a question is not answered with a sentence that says otherwise, or that says nothing of the very thing asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.concepts import known_concepts
from ingest.language import chinese_number, has_chinese
from ingest.words import words

_NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        1,
    )
}
_COUNTED_EN = re.compile(
    r"\b(" + "|".join(_NUMBER_WORDS) + r"|\d{1,3})\s+((?:[a-z][a-z-]+\s+){0,3}?)([a-z]{3,}(?:s|ies))\b", re.IGNORECASE | re.ASCII
)
_COUNTED_ZH = re.compile(
    r"(?<![第\d.])(\d{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:个|项|条|大|份|种|家|位|座|方面的?)\s*([\u4e00-\u9fff]{2,8})"
)
_COUNTED_MIXED = re.compile(  # "10个priority areas"
    r"(?<![第\d.])(\d{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:个|项|条|大|份|种|家|位|座)\s*([A-Za-z][A-Za-z-]+(?: [A-Za-z][A-Za-z-]+){0,2})"
)
_WIDE = 12  # Chinese characters after a count in which its noun may stand


def _count(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return _NUMBER_WORDS.get(text.lower()) or (2 if text == "两" else chinese_number(text))


def _counts(text: str) -> Iterable[tuple[int, str]]:
    """The counts in a text, each with the noun it counts: an English stem or two Chinese characters."""
    for found in _COUNTED_EN.finditer(text):
        value = _count(found.group(1))
        if value is not None and value > 1 and words(found.group(3)):
            yield value, words(found.group(3))[0]
    for found in _COUNTED_ZH.finditer(text):
        value = _count(found.group(1))
        if value is not None and value > 1:
            yield value, found.group(2)[:2]
    for found in _COUNTED_MIXED.finditer(text):
        value, nouns = _count(found.group(1)), words(found.group(2))
        if value is not None and value > 1 and nouns:
            yield value, nouns[-1]


def counts_differ(question: str, evidence: str) -> bool:
    """Whether the question counts something ("nine priorities") that the evidence counts otherwise and nowhere the same."""
    for value, noun in _counts(question):
        told = [other for other, same in _told(noun, evidence)]
        if told and value not in told:
            return True
    return False


def _told(noun: str, evidence: str) -> list[tuple[int, str]]:
    """The counts of the same noun in the evidence."""
    if not has_chinese(noun):
        return [
            (value, noun)
            for found in re.finditer(
                r"\b(" + "|".join(_NUMBER_WORDS) + r"|\d{1,3})\s+((?:[a-z][a-z-]+\s+){0,2})([a-z]{3,})\b",
                evidence,
                re.IGNORECASE | re.ASCII,
            )
            if noun in words(f"{found.group(2)} {found.group(3)}") and (value := _count(found.group(1))) is not None
        ]
    found_zh = re.finditer(
        rf"(?<![第\d.])(\d{{1,3}}|[一二三四五六七八九十两]{{1,3}})\s*(?:个|项|条|大|份|种|家|位|座)[^，。；]{{0,4}}?{re.escape(noun)}",
        evidence,
    )
    return [(value, noun) for found in found_zh if (value := _count(found.group(1))) is not None]


_ORDINAL = re.compile(
    r"\b(third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,3}(?:rd|th))\s+([a-z]+)|第\s*([三四五六七八九十]{1,3}|\d{1,3})\s*(?:大|个|项|条|段|款|号|份|场|轮|批)?([\u4e00-\u9fffA-Za-z]{0,2})",
    re.IGNORECASE | re.ASCII,
)
_COUNTED_OFF = re.compile(  # what the article itself counts off, and what is told of by its place there
    r"phase|stage|period|lesson|aspect|point|one|experience|section|author|reference|row|case|subsystem|goal|time|party|world|country|次|阶段|时期|点|条|方面|经验|节|章|部分|作者|位|行|案例|子系统|目标|届|方|人称|世界|国",
    re.IGNORECASE,
)
_NTH = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinals_untold(question: str, evidence: str) -> int:
    """How many things told by their place ("the fourth pillar", 第100段) the question is about and the evidence does not place so."""
    untold = 0
    for found in _ORDINAL.finditer(question):
        english, after = found.group(1), found.group(2) or found.group(4) or found.group(0)
        if _COUNTED_OFF.match(after) or (not english and _COUNTED_OFF.search(found.group(0)[-3:])):
            continue
        said = (english or found.group(3)).lower()
        number = 3 + _NTH.index(said) if said in _NTH else int(re.sub(r"\D", "", said) or chinese_number(said) or 0)
        nth = _NTH[number - 3] if 3 <= number <= 10 else f"{number}th"
        forms = rf"\b{nth}\b|\b{number}(?:rd|th)\b|第\s*{number}(?!\d)|第{_zh(number)}|(?<!\d){number}\)"
        untold += re.search(forms, evidence, re.IGNORECASE) is None
    return untold


def _zh(number: int) -> str:
    digits = "零一二三四五六七八九"
    return digits[number] if number < 10 else "十" if number == 10 else str(number)


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
        r"(?:原样|直接|完全|照单)照?搬|(?<!不能)(?<!不宜)(?<!不可)(?<!不应)(?<!不)(?:可以|能够|应该|应当)(?:完全)?(?:取代|替代|照搬)|\b(?:can|should|"
        r"will) (?:fully )?(?:replace|copy)\b|\bcopied? unchanged\b|\bas (?:it|they) (?:is|are)\b",
        r"\bunnecessary\b|\buseless\b|\bunimportant\b|\bineffective\b|不必要|无用|不重要|没有必要|无效",
    )
)
_NOT = re.compile(
    r"(?:\bnot\b|n['’]t\b|\bcannot\b|\bnever\b|不(?:能|宜|应|可|该|要)?|无法|没有?|未|别)[^，。,.?？]{0,14}$", re.IGNORECASE | re.ASCII
)


def deeds_untold(question: str, evidence: str) -> int:
    """How many deeds the question ascribes to somebody that the evidence does not tell of; a denied one ("cannot copy") is none."""
    untold = 0
    for deed in _DEEDS:
        found = deed.search(question)
        if found and not _NOT.search(question[: found.start()]) and not deed.search(evidence):
            untold += 1
    return untold


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
