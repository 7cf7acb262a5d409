"""What a question takes for granted, held against the evidence: counts that differ, deeds that are not told, particulars nobody gives.

Pure; a question is not answered with a sentence that says otherwise, or that says nothing of the very thing asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.concepts import known_concepts
from assistant.kinds import DATED
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
                r"(?<![\d.])\b(" + "|".join(_NUMBER_WORDS) + r"|\d{1,3})\s+((?:[a-z][a-z-]+\s+){0,2})([a-z]{3,})\b",  # no "3.3 Experience"
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
    r"\b(?:guideline|pillar|priorit(?:y|ies)|principle|target|step|measure|conclusion|recommendation)s?\s+(?:(?:one|two|[12])\s*(?:,|and|&)\s*)*(?P<cardinal>three|four|five|six|seven|eight|nine|ten|[3-9])\b"
    r"|\b(third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,3}(?:rd|th))\s+([a-z]+)|第\s*([三四五六七八九十]{1,3}|\d{1,3})\s*(?:大|个|项|条|段|款|号|份|场|轮|批)?([\u4e00-\u9fffA-Za-z]{0,2})",
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
        cardinal = found["cardinal"]
        place = _count(cardinal) if cardinal else None
        english = _NTH[place - 3] if place else found.group(2)
        after = found.group(3) or found.group(5) or found.group(0)
        if _COUNTED_OFF.match(after) or (not english and _COUNTED_OFF.search(found.group(0)[-3:])):
            continue
        said = (english or found.group(4)).lower()
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


# ---------------------------------------------------------------- relations turned round

_STOP = r"(?=[,.;:?!，。；：？！、（(]|\bafter\b|\bbefore\b|\bin (?:19|20)\d\d|$)"
_WAY = tuple(  # what comes first, what comes after it
    (re.compile(pattern, re.IGNORECASE), order)
    for pattern, order in (
        (r"\bfrom\s+(.{3,60}?)\s+(?:back\s+)?(?:and further\s+)?(?:to|towards?|into)\s+(.{3,60}?)" + _STOP, (1, 2)),
        (r"([\w“”\"–-]+(?: [\w“”\"–-]+){0,3})\s+(?:to )?(?:took|takes?|taking) over from\s+(.{3,60}?)" + _STOP, (2, 1)),
        (r"([\w“”\"–-]+(?: [\w“”\"–-]+){0,3})\s+(?:replac(?:e|es|ed|ing)|supersed\w+|displac\w+)\s+(.{3,60}?)" + _STOP, (2, 1)),
        (r"([\w“”\"–-]+(?: [\w“”\"–-]+){0,3})\s+(?:gave|gives?|giving) way to\s+(.{3,60}?)" + _STOP, (1, 2)),
        (
            r"[从由](.{2,24}?)(?:逐渐|逐步|重新|又)?(?:转回去?|转向|转变[为到成]|转[为到成]|变[为到成]|回到|退回|走向|过渡到|发展[为到]|演变[为到成]|扩大到|[到向])(.{2,24}?)"
            + _STOP,
            (1, 2),
        ),
        (r"([^，。；,.;]{2,30}?[^。；;]{0,30}?)(?:更名|改名|改称|重命名)(?:为|成了?|作)?(.{2,16}?)" + _STOP, (1, 2)),
        (
            r"([A-Z][\w’' ]{3,50}?)(?:,? (?:\w+ ){0,8})(?:was|were|been|is|be|got|get)? ?renamed (?:to |as |into )?(.{3,40}?)" + _STOP,
            (1, 2),
        ),
        (r"([\u4e00-\u9fff—–“”]{2,12}?)(?:取代|代替|替代)了?([\u4e00-\u9fff—–“”]{2,12}?)" + _STOP, (2, 1)),
    )
)


_ASKS_WHAT = re.compile(r"^(?:what|why|how)\s+(?:made|makes|did|does|do|has|had|let)\s+", re.IGNORECASE)


def ways(text: str) -> list[tuple[str, str]]:
    """What a text says came first and what came after it ("from loss to risk", 由…向…), as it puts them; no years."""
    matches = [(match, order) for pattern, order in _WAY for match in pattern.finditer(text)]
    found = [tuple(_ASKS_WHAT.sub("", match.group(place)).strip() for place in order) for match, order in matches]
    return [(first, after) for first, after in found if not (_ONLY_YEARS.fullmatch(first) or _ONLY_YEARS.fullmatch(after))]


_ASKS_WHAT = re.compile(r"^(?:what|why|how)\s+(?:made|makes|did|does|do|has|had|let)\s+", re.IGNORECASE)
_ONLY_YEARS = re.compile(r"[\d\s年~–-]*")
_COINED = re.compile(
    r"\b(?:who|which (?:scholar|ecologist|person|author|scientist)s?)\b.{0,30}\b(?:coin\w*|propos\w*|introduc\w*|invent\w*|originat\w*|defin\w*|came up with|put forward)\b"
    r"|(?:谁|哪位|哪个(?:人|学者)|何人).{0,8}(?:提出|创造|首创|发明|引入|定义)|(?:提出者|首创者|发明者|创始人)",
    re.IGNORECASE,
)
_BARE = frozenset({"resilience", "resilient", "resilient city"})


def coined_elsewhere(question: str, sentence: str) -> bool:
    """Whether it is asked who coined one notion ("cyber resilience") and the sentence tells it of another ("resilience")."""
    if not _COINED.search(question):
        return False
    known = known_concepts()
    asked = {
        concept.en for concept in known.find(question) if concept.category in ("concept", "subsystem", "digital", "planning", "governance")
    }
    narrow = asked - _BARE
    return bool(narrow) and not narrow & known.names(sentence)


_AGENTS = re.compile(
    r"\b(?:governments?|authorit\w+|ministr\w+|ministers?|mayors?|municipalit\w+|researchers?|scholars?|academi\w+|citizens?|residents?|communit\w+|ecologists?|insurers?|"
    r"compan\w+|businesses|agenc\w+|secretariats?|offices?|councils?|committees?|associations?|universit\w+|institut\w+|organi[sz]ations?|organizers?|leaders?|experts?|technicians|"
    r"groups?|networks?|partners?|planners?|decision-?makers?|stakeholders?|authors?|people|women|youth|refugees?|states?|nations?|parties|bank|fund|alliance|coalition|platform)\b"
    r"|政府|机构|组织|部门|部长|市长|学者|学界|生态学家|专家|居民|市民|公众|社区|企业|公司|秘书处|联合国|委员会|协会|大学|学院|团队|领导者|决策者|利益相关|作者|人员|弱势|难民|群体|妇女|青年|缔约方|银行|基金|联盟|主体|平台",
    re.IGNORECASE,
)


def _stem(name: str) -> str:
    return name.lower().replace("isation", "ization").removesuffix("s")


def nobody_named(question: str, told: str) -> bool:
    """Whether a question for a person or body is met by text that names nobody but those of the question; a place is nobody where the question is about one."""
    plain, here = question.lower(), known_concepts().find(told)
    if "·" in told or any(_stem(found.group(0)) not in plain.replace("isation", "ization") for found in _AGENTS.finditer(told)):
        return False
    asked = known_concepts().names(question)
    if any(concept.en not in asked and concept.category in ("person", "organisation") for concept in here):
        return False
    places = {concept.en for concept in known_concepts().find(question) if concept.category == "city"}
    if not places and any(concept.category == "city" for concept in here):
        return False  # "who has a strategy for food?": a city has
    known = {word.lower() for concept in here for name in concept.names for word in name.split()}
    latin = re.findall(r"(?<![.!?:] )(?<!^)\b[A-Z][A-Za-z]{2,}", told)
    return not any(name.lower() not in plain and name.lower() not in known for name in latin)


_EN_NUMBER = r"(?:\d[\d,.]*|" + "|".join([*_NUMBER_WORDS, "hundred", "dozens?", "thousand"]) + r")"
_ZH_NUMBER = r"(?:\d[\d,.]*|[一二三四五六七八九十百千两]+)\s*[万亿]?[多余几]?(?:个|座|名|位|场|次|项|条|家|所|份)?"
_COUNTABLE = tuple(  # what is often counted: how it is asked for, and how it is told
    (
        re.compile(
            rf"\bhow many (?:[a-z-]+ ){{0,2}}{en}\b|(?:多少|几)[个座名位场次项条家]?(?:[\u4e00-\u9fff]{{0,2}})?{zh}|(?:多少|几)[个座名位场次项条家]?{en}\b",
            re.I | re.A,
        ),
        re.compile(rf"{_EN_NUMBER}\+?(?: [\w’'-]+){{0,3}} {told}\b|{_ZH_NUMBER}[^，。；,;]{{0,8}}{zh}|{_ZH_NUMBER}{en}\b", re.I),
    )
    for en, told, zh in (
        (
            r"(?:cities|municipalities|towns)",
            r"(?:cities|municipalities|towns|local governments|jurisdictions|members?)",
            r"(?:城市|市镇|城镇)",
        ),
        (r"(?:countries|nations|states)", r"(?:countries|nations|states|economies)", r"(?:国家|国)"),
        (
            r"(?:people|persons|participants|delegates|attendees)",
            r"(?:people|persons|participants|delegates|attendees|residents|experts|visitors|mayors|inhabitants)",
            r"(?:人|参与者|参会者|代表|居民)",
        ),
        (
            r"(?:sessions|workshops|events|meetings)",
            r"(?:sessions|workshops|events|meetings|dialogues|webinars|roundtables|hours)",
            r"(?:会议|场|研讨会|活动|会|对话|圆桌)",
        ),
        (r"(?:speakers|presenters)", r"(?:speakers|presenters)", r"(?:发言人|演讲者|演讲人|讲者)"),
        (r"(?:indicators)", r"(?:indicators)", r"指标"),
        (r"(?:pages)", r"(?:pages)", r"页"),
    )
)


def uncounted(question: str, told: str) -> int:
    """How many of the things whose number is asked for ("how many cities and how many countries") no number stands before."""
    told = DATED.sub(" ", told)
    return sum(1 for asked, counted in _COUNTABLE if asked.search(question) and not counted.search(told))
