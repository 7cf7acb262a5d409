"""The question as it is understood: its language, what it wants, the numbers and names it is about, and what a follow-up leaves out.

Pure functions over text; knows nothing about passages or how they are found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant import cues
from assistant.concepts import known_concepts
from ingest.language import CJK, chinese_number, detect, has_chinese
from ingest.types import Language

QUESTION_LIMIT = 2000
JOINT = " — "  # between an earlier question and the follow-up that leans on it

_YEAR = re.compile(r"(?<![\d.])(1[89]\d\d|2[01]\d\d)(?!\d|\.\d)")
_REFERENCE_NUMBER = re.compile(
    r"(?:references?|citation|ref\.?|\bsource)\s*(?:no\.?|number|#)?\s*\[?(\d{1,3})\]?(?!\d)|(?:number|no\.?)\s*(\d{1,3}) in (?:the )?(?:list|references?|reference list|bibliography)|(?:列表|文献表|书目)[^，。0-9]{0,4}第?\s*(\d{1,3})\s*[号条篇]|(?:参考)?文献\s*(?:第|\[)?\s*(\d{1,3}|[一二三四五六七八九十]{1,3}(?=[条篇号]))|第\s*(\d{1,3})\s*(?:条|篇|号|个)?(?:参考)?文献|\[(\d{1,3})\]",
    re.IGNORECASE | re.ASCII,
)
_GOAL_NUMBER = re.compile(
    r"(?:goals?|SDGs?)\s*(?:number|no\.?|#)?\s*(\d{1,2})(?!\d)|(?:目标|SDG)\s*第?(\d{1,2})(?!\d)|第\s*(\d{1,2})\s*[项个号]?(?:可持续发展)?目标",
    re.IGNORECASE | re.ASCII,
)
_FIGURE_NUMBER = re.compile(r"(?:fig(?:ure|\.)?)\s*(\d+)|图\s*(\d+|[一二三四五])", re.IGNORECASE | re.ASCII)
_TABLE_NUMBER = re.compile(r"\btable\s*(\d+)|表\s*(\d+|[一二三四五])(?=[中里的是列显有给哪，, 第说讲呢关]|$)", re.IGNORECASE | re.ASCII)
_SECTION_NUMBER = re.compile(
    r"(?:sections?|chapters?)\s*(\d(?:\.\d)?)(?!\d)|第\s*(\d(?:\.\d)?|[一二三四五六七八九])\s*(?:节|章|部分)|(\d\.\d)\s*节",
    re.IGNORECASE | re.ASCII,
)
_SPLIT = re.compile(
    r"[?？]\s*(?=\S)|;\s+|；|,?\s+and\s+(?=(?:what|which|when|where|who|how|why|in which|is|are|did|does|do)\b)|[，,]\s*(?=(?:以及|并且|后来|还有|又|其|哪|什么|为什么|如何|有多少|多少|由谁|何时|何地))",
    re.IGNORECASE | re.ASCII,
)

_FOLLOW_UP_EN = re.compile(
    r"^(?:and|but|or|so|also|then)\b|^(?:what|how) about\b|^(?:which|what|any) other \w+(?: \w+){0,3} (?:too|as well|so)\W*$|\bthe same \w+|\b(?:something|anything|one) (?:similar|like (?:that|it))\b|\banother (?:city|case|one|place|country|project|example)\b|^which ones?\b|^(?:who|what|where) else\W*$|^(?:why|how so|since when|where|when|who|how many|which ones?|how)\s*(?:was that|is that|so)?\s*\??$"
    r"|\b(?:it|its|they|them|their|that one|this one|those|these|the (?:first|second|third|last|latter|former|other) (?:one|two)?|there|that|this|he|she|his|her)\b",
    re.IGNORECASE | re.ASCII,
)
_FOLLOW_UP_ZH = re.compile(
    r"^(?:那么?|还有|另外|而且|然后|再)|呢[？?]?$|^(?:为什么|为何|何时|在哪|谁|多少)[？?]?$|它们?|他们?|她|其(?!他|中|实|它|余)|这[个些项座一]|那[个些项座一]|第[一二三四五六][条点个项](?!阶段|子系统|目标|级|届)|该(?:城市|案例|项目|计划|会议)|前者|后者|上述|上面|同样的?|类似的?|也是这样|两[个者座]都|^再[说举来]|另[外一]一?[个座]"
)
_REPEAT = re.compile(
    r"(?:上|前)一个?(?:问题|回答)|(?:再|重新)(?:说|答)一[遍次]|\b(?:previous|last) (?:question|answer)\b|\b(?:say|answer|repeat) (?:that|it|this)(?: again)?\b|^(?:用|请用)(?:英文|英语|中文|汉语)(?:回答|说)?[。？?]?$|^in (?:english|chinese)(?:,? please)?[.?]?$",
    re.IGNORECASE | re.ASCII,
)
_TO_ENGLISH = re.compile(r"用(?:英文|英语)|英文版|换成?英[文语]|\bin english\b|英文回答", re.IGNORECASE | re.ASCII)
_TO_CHINESE = re.compile(r"用(?:中文|汉语)|中文版|换成?中文|\bin chinese\b|中文回答", re.IGNORECASE | re.ASCII)
_CHAT = re.compile(
    r"\b\d[\d,.]*\s*(?:times|plus|minus|divided by|multiplied by|[x*+/÷×])\s*\d|\d\s*(?:乘以?|加上?|减去?|除以)\s*\d|\bhow many (?:euros?|dollars?|yuan|pounds) (?:are|is|for)\b|\d[\d,.]*\s*(?:美元|欧元|英镑|日元|人民币|元)\s*(?:可以|能)?(?:换|兑|等于)|换(?:成|算)?多少(?:欧元|美元|人民币|元)|\bwrite (?:me )?(?:a|an) (?:\w+ )?(?:poem|song|story|letter|essay|haiku|joke|rap)\b|写一?[首篇段封个](?:.{0,8})(?:诗|歌|绝句|律诗|对联|散文|段子|笑话|故事|情书|作文|代码|小说)|推荐(?:一[家个部本])?.{0,8}(?:餐馆|餐厅|饭店|电影|酒店|小说)|\brecommend\b.{0,30}\b(?:restaurant|hotel|film|movie|recipe)|\b(?:do you (?:like|love|feel|think|know me)|you'?re (?:pretty |very |so )?(?:\w+)[.!]?$|your (?:name|favou?rite|opinion)|are you (?:a |an |human|real|alive)|how old are you)|你(?:真|好)?(?:聪明|厉害|棒|可爱|喜欢|叫什么|几岁|是人)|^(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks?(?: you)?|thank you very much|bye|goodbye|how are you|who are you|what can you do|what are you|tell me a joke|ok(?:ay)?|cool|great|help)[\s!.?,]*$"
    r"|^(?:so )?how (?:are|have) you (?:today|doing|been|feeling)[\s\w]*[?.!]*$|^(?:many )?thanks?(?: you| a lot| so much)*[\s,!.]*(?:that|this|it)?(?: was| is)?(?: really| very)? ?(?:helped|helpful|great|good|useful)?[\s!.]*$|^(?:今天|最近|现在)?(?:心情|过得|感觉|身体|还)?(?:怎么样|好吗|如何|开心吗)[啊呀呢?？!！。]*$|^今天(?:天气|心情|过得)|^(?:你好|您好)[呀啊]?$|^(?:你好|您好|嗨|早上好|下午好|晚上好|谢谢|多谢|再见|拜拜|你是谁|你能做什么|你会什么|讲个笑话|给我讲个笑话|好的|在吗|帮助|你叫什么名字?)[吗呀啊！!。？?～~\s]*$",
    re.IGNORECASE | re.ASCII,
)
_INJECTION = re.compile(
    r"\b(?:send|forward|mail) (?:my|me|this|an?|all|the)\b.{0,40}\b(?:e-?mail|address|files?|message|to\b)|\bfrom now on\b.{0,20}\b(?:you|say|answer)|(?:把|将).{0,12}(?:发给|发送给?|寄给|转发给?)|从现在(?:起|开始).{0,6}你|(?:别管|不用管|不要看|别看).{0,6}(?:资料|来源|文献|文章)|\b(?:reply|respond|answer) (?:with nothing but|only with|with only)\b|\brepeat (?:the |this |everything )?(?:text|words|line|prompt)?.{0,20}\b(?:above|word for word|verbatim)\b|\bdeveloper mode\b|\bhidden (?:configuration|prompt|settings)\b|\b(?:delete|erase|wipe|drop) (?:all|every|the)\b.{0,30}\b(?:files?|documents?|library|database|data)\b|\breveal your\b"
    r"|只(?:回复|回答|输出)|逐字(?:重复|复述)|开发者模式|隐藏(?:配置|设置|提示)|公布你的|(?:删掉|删除|清空).{0,10}(?:文件|资料|数据|文献)|(?:文件|资料|数据).{0,6}(?:删掉|删除|清空)"
    r"|\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|rules?|prompts?|above|previous|sources?)\b|\bsystem prompt\b|\byou are now\b|\bpretend (?:to be|you)\b|\bact as\b|\bjailbreak\b"
    r"|(?:ignore|disregard|forget|override|忽略|无视|忘掉|忘记|不要管).{0,40}(?:instructions?|rules\b|prompts?\b|\babove\b|\bprevious\b|指令|指示|规则|提示词?|以上|上文)"
    r"|(?:忽略|无视|忘掉|忘记|不要管).{0,15}(?:指令|指示|规则|提示|资料|来源|要求)|系统提示词?|你现在是|假装你?是|(?:你来?|请)扮演",
    re.IGNORECASE | re.ASCII,
)

_POLITE = re.compile(
    r"^(?:(?:please|kindly|hey|hi|hello|ok(?:ay)?)[,!\s]+|(?:can|could|would|will) you (?:please )?|i(?:'d| would) (?:like|want) you to\s+"
    r"|请|麻烦(?:你|您)?|能不能|可以|帮我|给我|帮忙|替我|你好[，,！!]?)+\s*(?=\S)",
    re.IGNORECASE | re.ASCII,
)

Manner = Literal["question", "chat", "injection", "empty", "too long"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood. `text` stands alone (follow-ups resolved), `parts` are its sub-questions, `wants` its cues.

    `language` is the answer's; numbers that name a thing (reference, goal, figure, table, section) are kept apart from years.
    """

    asked: str
    text: str
    language: Language
    manner: Manner
    wants: frozenset[str]
    parts: tuple[str, ...]
    years: tuple[int, ...] = ()
    references: tuple[int, ...] = ()
    goals: tuple[int, ...] = ()
    figures: tuple[int, ...] = ()
    tables: tuple[int, ...] = ()
    sections: tuple[str, ...] = ()

    def has(self, *names: str) -> bool:
        """Whether the question shows any of the cues."""
        return any(name in self.wants for name in names)


def understand(asked: str, before: Sequence[str] = (), language: Language | None = None) -> Question:
    """The question as it stands alone; `before` are the earlier questions, oldest first, `language` the answer's when it was chosen."""
    asked = asked.strip()
    asked_as = asked
    asked = _without_preamble(_spelt(asked))
    manner = _manner(asked)
    text = _standing_alone(asked, before) if manner == "question" and before else asked
    return _read(asked_as, asked, text, manner, language)


def otherwise(question: Question, before: Sequence[str]) -> list[Question]:
    """Further ways to read a follow-up, likeliest first: what it leaves out can be the earlier question, or only its subject.

    They are for what can be answered exactly; a question that names somebody or some place of its own has none.
    """
    asked = _without_preamble(_spelt(question.asked))
    earlier = _resolved(before)
    if not earlier or question.manner != "question" or sum(map(len, (asked, earlier))) > QUESTION_LIMIT:
        return []
    bare = not any(concept.category in _NAMING for concept in known_concepts().find(asked))
    texts = [_topic_swapped(asked, earlier)]
    if bare and (_is_short(asked) or len(asked.split()) <= 10) and not _ANCHORED.search(asked):
        texts.append(f"{earlier.rstrip('?？。. ')}{JOINT}{_without_opening(asked)}")
    meant = _MEANT.search(asked)
    if meant:
        texts.append(next(group for group in meant.groups() if group))
    return [
        _read(question.asked, asked, text, "question", question.language) for text in dict.fromkeys(texts) if text and text != question.text
    ]


def corrects(asked: str) -> bool:
    """Whether a turn takes back what was asked ("sorry, I meant …")."""
    return _MEANT.search(asked) is not None


def about(question: Question, name: str) -> Question:
    """A follow-up read as one about a name that the answer before it gave."""
    asked = _without_preamble(_spelt(question.asked))
    return _read(question.asked, asked, f"{asked.rstrip('?？。. ')}{JOINT}{name}", "question", question.language)


_NAMING = frozenset({"city", "country", "region", "organisation", "programme", "framework", "person", "event"})
_ANCHORED = re.compile(
    r"\b(?:paper|article|study|table\s*\d|figure|section|references?|goals?|SDGs?)\b|论文|文章|本文|表\s?\d|图\s?\d|第\S{1,3}节|参考文献",
    re.IGNORECASE | re.ASCII,
)
_ASKS = frozenset(
    {"list", "count", "when", "who", "where", "why", "define", "compare", "subsystem", "goal", "summary", "percent", "confirm", "money"}
)
_ANCHORS = frozenset({"case", "action", "paper", "phase", "lesson"})


def _read(asked_as: str, asked: str, text: str, manner: Manner, language: Language | None) -> Question:
    """The question with this text; what a follow-up wants itself goes before what the earlier question wanted."""
    joined = JOINT in text
    own_wants = cues.found(asked)
    if not joined:
        wants = cues.found(text) | (own_wants & {"source_wanted"})
    elif own_wants & _ASKS and not NARROWING.search(asked):
        earlier = cues.found(text)
        wants = own_wants | frozenset(want for want in earlier if want in _ANCHORS or want.startswith("front_"))
    else:
        wants = own_wants | (cues.found(text) if _is_short(asked) or NARROWING.search(asked) else frozenset())
    own = language or _answer_language(asked, text)
    return Question(
        asked=asked_as,
        text=text,
        language=own,
        manner=manner,
        wants=wants,
        parts=(text,) if joined else _parts(text),
        years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text))),
        references=_numbers(_REFERENCE_NUMBER, text),
        goals=_numbers(_GOAL_NUMBER, text),
        figures=_numbers(_FIGURE_NUMBER, text),
        tables=_numbers(_TABLE_NUMBER, text),
        sections=tuple(dict.fromkeys(str(chinese_number(n) or n) if not n[0].isdigit() else n for n in _groups(_SECTION_NUMBER, text))),
    )


_SPEAKER = re.compile(  # a sentence about the one who asks, or a greeting: it says who wants to know, not what
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|thanks?)\b|^(?:i|i'm|i've|i'd|my)\b|^(?:we|we're|our team)\b"
    r"|^(?:你好|您好|大家好|打扰)|^(?:我(?!国|市|县|省|区)|本人|我们(?:单位|部门|团队|正在|要|需要))",
    re.IGNORECASE | re.ASCII,
)
_FOR_WHOM = re.compile(
    r"^(?:for|as) (?:an?|my|our|the) (?:[\w-]+ ){1,5}?[\w-]+\s*[:,;—–-]\s*(?=(?:what|which|who|how|where|when|why|list|name|summar\w+)\b)"
    r"|^(?:quick|short|another|simple|one) question\s*[:,—–-]\s*|^(?:为了?|作为)[^，。：]{2,16}[：，]\s*(?=.{4,})",
    re.IGNORECASE | re.ASCII,
)


def _sentences(asked: str) -> tuple[list[str], list[str], str]:
    """The sentences of a question, those that are not about the one who asks, and the latter in one text."""
    pieces = [piece for piece in re.split(r"(?<=[.!;。！；])\s*(?=\S)", asked) if piece.strip()]
    rest = [piece for piece in pieces if not _SPEAKER.search(piece) or re.search(r"[?？]\s*$", piece)]
    return pieces, rest, "".join(rest) if has_chinese(asked) and not asked.isascii() else " ".join(rest)


def what_is_asked(text: str) -> str:
    """The sentences of a question that are not about the one who asks; all of it where there are no others."""
    return _sentences(text)[2] or text


_OURS = re.compile(r"\b(?:ours?|us|mine|my)\b|我们|我市|我县|我国|咱们", re.IGNORECASE | re.ASCII)  # leans on what was told of the asker


def _without_preamble(asked: str) -> str:
    """The sentences that ask, without those about the one who asks; advice for a situation keeps what tells of it."""
    asked = _FOR_WHOM.sub("", asked)
    if cues.has("steps", asked):
        return asked
    pieces, rest, kept = _sentences(asked)
    if len(pieces) < 2 or len(rest) == len(pieces) or not re.search(r"[?？]", kept) or _leaves_out(kept) or _OURS.search(kept):
        return asked
    return kept


_SLIPS = (  # what an input method or a hurried hand makes of the field's words
    (re.compile(r"(?<=[程态会济设度络市施])任性"), "韧性"),
    (re.compile(r"\b(?!resilient)resil[a-z]{0,2}[ae]nt(?=\b|s)", re.IGNORECASE | re.ASCII), "resilient"),
    (re.compile(r"\b(?!resilien)resil[a-z]{0,2}[ae]n(?:ce|cy)\b", re.IGNORECASE | re.ASCII), "resilience"),
    (re.compile(r"(?<=[a-z]{4})isation(?=s?\b)", re.IGNORECASE | re.ASCII), "ization"),
    (re.compile(r"\bwich\b", re.IGNORECASE | re.ASCII), "which"),
    (re.compile(r"\bCOP(\d\d)(?!\d)", re.ASCII), r"COP \1"),
)


def _spelt(asked: str) -> str:
    """The question with the commonest slips of the field's words put right."""
    for slip, meant in _SLIPS:
        asked = slip.sub(meant, asked)
    return asked


def _manner(asked: str) -> Manner:
    if not re.search(rf"[\w{CJK}]", asked):
        return "empty"
    if len(asked) > QUESTION_LIMIT:
        return "too long"
    if _INJECTION.search(asked):
        return "injection"
    if _CHAT.match(_POLITE.sub("", asked)):
        return "chat"
    pieces = [piece for piece in re.split(r"[,，。.!！;；~～]+\s*", asked) if piece.strip()]
    return "chat" if _CHAT.match(asked) or (len(pieces) > 1 and all(_CHAT.match(piece) for piece in pieces)) else "question"


def _is_short(asked: str) -> bool:
    return len(asked) <= 14 if detect(asked) == "zh" else len(asked.split()) <= 8


def _answer_language(asked: str, text: str) -> Language:
    if _TO_ENGLISH.search(asked):
        return "en"
    if _TO_CHINESE.search(asked):
        return "zh"
    return detect(asked or text)


def _groups(pattern: re.Pattern[str], text: str) -> list[str]:
    return [next(group for group in match.groups() if group) for match in pattern.finditer(text)]


def _numbers(pattern: re.Pattern[str], text: str) -> tuple[int, ...]:
    values = (int(found) if found.isdigit() else chinese_number(found) for found in _groups(pattern, text))
    return tuple(dict.fromkeys(value for value in values if value is not None))


def _parts(text: str) -> tuple[str, ...]:
    pieces: list[str] = []
    for piece in (piece.strip(" ,，") for piece in _SPLIT.split(text)):
        if pieces and len(pieces[-1].split()) == 1 and pieces[-1].isascii():
            pieces[-1] += f" and {piece}"  # "When and where …" is one question
        elif len(piece) > 3:
            pieces.append(piece)
    return tuple(pieces) or (text,)


# ---------------------------------------------------------------- follow-ups


def _standing_alone(asked: str, before: Sequence[str]) -> str:
    """The question with what it leaves out taken from the turns before it; itself where it leaves nothing out."""
    earlier = _resolved(before)
    if not earlier:
        return asked
    if _REPEAT.search(asked) or _only_a_language(asked):
        return earlier
    if cues.has("source_wanted", asked):
        return earlier
    changed = _CHANGE.sub("", asked)
    if changed != asked:
        return changed
    meant = _MEANT.search(asked)
    if meant:
        instead = next(group for group in meant.groups() if group)
        return _swap(instead, earlier) or f"{earlier.rstrip('?？。. ')}{JOINT}{instead}"
    numbered = _numbered_again(asked, earlier) or _next_one(asked, earlier)
    if numbered:
        return numbered
    if not _leaves_out(asked):
        return asked
    swapped = None if NARROWING.search(asked) or _ADDING.search(asked) else _swap(asked, earlier)
    return swapped or f"{earlier.rstrip('?？。. ')}{JOINT}{_without_opening(asked)}"


_ADDING = re.compile(  # joins something to the earlier question instead of taking its place
    r"\bcompar\w+|\bdiffer\w*|\bversus\b|\bnot\b|\bwithout\b|\bsame\b|\bsimilar\w*|比较|对比|相比|区别|不同|同样|相同|类似|不(?:涉及|含|包括|属于)",
    re.IGNORECASE | re.ASCII,
)
_BARE_NUMBER = re.compile(r"\b(?:number|no\.?|#)\s*(\d{1,3})(?!\d)|第\s*(\d{1,3})\s*[条篇号个项](?!阶段|案例)", re.IGNORECASE | re.ASCII)


_PLACES_EN = ("first", "second", "third", "fourth", "fifth", "sixth")
_PLACES_ZH = "一二三四五六"
_NTH = re.compile(r"\b(" + "|".join(_PLACES_EN) + r")\b|第([一二三四五六])(?=[条点个方项])", re.IGNORECASE | re.ASCII)
_NEXT = re.compile(
    r"\b(?:the )?(?:next|following) (?:one|lesson|aspect|point|item|phase|stage|period)\b|\b(?:the )?one after(?: that| it)?\b|(?:下|后)一?[条点个项](?:阶段|时期)?",
    re.IGNORECASE | re.ASCII,
)
_NTH_THING = re.compile(
    r"(?:\bthe )?\b(?:" + "|".join(_PLACES_EN) + r")\s+[a-z]+|第[一二三四五六][条点个方项](?:[\u4e00-\u9fff]{2})?", re.IGNORECASE
)
_ASKS_ANEW = re.compile(r"\b(?:when|who|where|why|how)\b|什么时候|何时|哪一?年|谁|哪里|为什么|多少", re.IGNORECASE | re.ASCII)


def _next_one(asked: str, earlier: str) -> str | None:
    """A follow-up for the next of numbered things, told by its place: "the third one" after the second."""
    nths = list(_NTH.finditer(earlier))
    if not nths or not _NEXT.search(asked):
        return None
    nth = nths[-1]
    place = _PLACES_EN.index(nth.group(1).lower()) if nth.group(1) else _PLACES_ZH.index(nth.group(2))
    if place + 1 >= len(_PLACES_EN):
        return None
    following = _PLACES_EN[place + 1] if nth.group(1) else "第" + _PLACES_ZH[place + 1]
    thing = next((found for found in _NTH_THING.finditer(earlier) if found.start() <= nth.start() < found.end()), None)
    if thing and _ASKS_ANEW.search(asked):  # "when did the next one run?" asks something else of it
        return _NEXT.sub(thing.group(0).replace(nth.group(0), following), asked, count=1)
    return f"{earlier[: nth.start()]}{following}{earlier[nth.end() :]}"


def _numbered_again(asked: str, earlier: str) -> str | None:
    """A follow-up that calls another of the numbered things ("who wrote number 14?") with the thing's name put in."""
    found = _BARE_NUMBER.search(asked)
    if not found or _REFERENCE_NUMBER.search(asked) or _GOAL_NUMBER.search(asked):
        return None
    number = found.group(1) or found.group(2)
    chinese = has_chinese(asked)
    for pattern, name in (
        (_REFERENCE_NUMBER, ("reference ", "参考文献")),
        (_GOAL_NUMBER, ("goal ", "目标")),
        (_FIGURE_NUMBER, ("figure ", "图")),
    ):
        if pattern.search(earlier):
            return f"{asked[: found.start()]}{name[chinese]}{number}{asked[found.end() :]}"
    return None


_PRONOUN = re.compile(
    r"\b(?:it|its|them|that|this|one|the (?:first|second|former|latter))\b|它|这个|那个|前者|后者", re.IGNORECASE | re.ASCII
)
_TOPIC_EN = re.compile(
    r"\b(?:about|with|on|concerning|involving|regarding|cover|covering|address|touch)\s+((?:[\w-]+\s*){1,4})\W*$", re.IGNORECASE
)
_TOPIC_ZH = re.compile(
    r"(?:与|和|跟|同|关于|有关|涉及|针对)([\u4e00-\u9fffA-Za-z ]{2,10}?)(?=有关|相关|方面|的(?:案例|项目|行动|城市)|[？?。]|$)"
)
_WHAT_ABOUT = re.compile(
    r"^(?:and|but|or|so|then|(?:and )?(?:what|how) about|那么?|还有|换成?)\b|呢[？?]?$|^(?:那|还有|换)", re.IGNORECASE | re.ASCII
)


def _topic_swapped(asked: str, earlier: str) -> str | None:
    """The earlier question about another topic ("what about insurance?", 保险方面的呢)."""
    rest = re.sub(r"(?:方面|领域|相关|有关)?的?$", "", _without_opening(asked).rstrip("?？。. "))
    if not rest or len(rest.split()) > 4 or len(rest) > 30 or not _WHAT_ABOUT.search(asked):
        return None
    for pattern in (_TOPIC_ZH, _TOPIC_EN):
        found = pattern.search(earlier)
        if found:
            return f"{earlier[: found.start(1)]}{rest}{earlier[found.end(1) :]}"
    return None


_SAYING = re.compile(
    r"\b(?:and|but|now|ok(?:ay)?|same|question|again|please|reply|answer|respond|repeat|say|tell|give|me|it|that|this|the|one|more|time|once|can|could|you|in|english|chinese|version|mandarin)\b"
    r"|请|用|再|一遍|一次|回答|重新|说|讲|答|给我|来|中文|英文|英语|汉语|版|的|同样|问题|上一个|上面|刚才|这个|那个|那|换成?|可以|能|吗|[\W_]",
    re.IGNORECASE | re.ASCII,
)


def _only_a_language(asked: str) -> bool:
    """Whether a turn asks for nothing but another language ("same question, but reply in Chinese", 请用英文再回答一遍)."""
    wanted = _TO_ENGLISH.search(asked) or _TO_CHINESE.search(asked) or re.search(r"英文版|中文版", asked)
    return wanted is not None and not re.sub(rf"[^\w{CJK}]", "", _SAYING.sub("", asked))


_CHANGE = re.compile(
    r"^(?:(?:let'?s )?chang(?:e|ing) (?:of )?(?:the )?(?:subject|topic)|on another (?:topic|subject)|another question|换个(?:话题|问题)|另一个问题|问个别的)\s*[:：,，.。]?\s*",
    re.IGNORECASE | re.ASCII,
)
_MEANT = re.compile(
    r"\b(?:i meant|i was asking about|make that|not that,)\s+(.+?)[.?!]*$|^(?:no|sorry|oops|wait)[,.!]+\s*(?:sorry[,.]?\s*)?((?:not \S+[,;]? (?:but )?)?\S+)[.?!]*$"
    r"|^(?:不|不对|不是|错了|抱歉)[，,。！]+\s*(?:我(?:是问|是说|问的是|说的是|想问的?是|指的?是))?(?:应该?|而)?是?([^，。]{1,10})[。？?]*$|我(?:是问|是说|问的是|说的是|想问的?是)(.+?)[。？?]*$",
    re.IGNORECASE | re.ASCII,
)


def _resolved(before: Sequence[str]) -> str:
    text = ""
    for turn in before:
        turn = turn.strip()
        if turn and _manner(turn) == "question":
            text = (_standing_alone(turn, [text]) if text else turn)[-QUESTION_LIMIT:]
    return text


def _leaves_out(asked: str) -> bool:
    if NARROWING.search(asked) or (_ADDING.search(asked) and _PRONOUN.search(asked)):
        return True
    if detect(asked) == "zh":
        return _FOLLOW_UP_ZH.search(asked) is not None or len(asked) <= 5 or (len(asked) <= 10 and _NO_SUBJECT.search(asked) is not None)
    if _FOLLOW_UP_EN.search(asked):
        own = [
            name
            for name in re.findall(r"[A-Z][A-Za-z]{2,}", asked[1:])
            if name.lower() not in cues.ASKING_EN and name not in ("SDG", "SDGs") and not _OF_A_COUNTRY.fullmatch(name)
        ]
        opening = re.match(r"(?:and|but|or|so|also|then)\b|(?:what|how) about\b", asked, re.IGNORECASE | re.ASCII)
        return bool(opening) or (len(asked.split()) <= 12 and not own)
    return len(asked.split()) <= 2 or (len(asked.split()) <= 8 and _NO_SUBJECT_EN.search(asked) is not None)


_OF_A_COUNTRY = re.compile(r"\w+(?:can|ian|ean|ese|ish)|German|French|Dutch")  # "another American city" names none
_NO_SUBJECT = re.compile(
    r"^(?:来自|在|由|从|是(?:哪|谁|什么|由)|有(?:多少|几|哪)|涉及|属于|对应|分别|用来|为了|什么时候|哪一?年|多少|几[个年])"
)  # a sentence that begins with its verb
_NO_SUBJECT_EN = re.compile(  # "from when?", "how many people turned up?"
    r"^(?:from|in|at|by|for|to|with|on|of|since|until) (?:how|what|which|whom?|when)(?: \w+){0,3}\W*$"
    r"|^how many (?:\w+ )?(?:people|participants|delegates|countries|cities|speakers|sessions|attendees)"
    r"(?: (?:and \w+|turned up|came|attended|joined|were there|took part|participated|spoke|did it have|were held|showed up|in all|in total))*\W*$",
    re.IGNORECASE | re.ASCII,
)
NARROWING = re.compile(  # takes some of what was answered: its filter comes on top of the earlier one
    r"\b(?:which|what|how many|any|one|some|all|are any) of (?:those|these|them|the(?:se|m)? ones)\b|^(?:and )?which ones\b|\bamong (?:those|these|them)\b"
    r"|其中|这(?:些|几个)?(?:里面?|当中|之中)|^(?:里面|当中)",
    re.IGNORECASE | re.ASCII,
)
_OPENING = re.compile(
    r"^(?:and|but|or|so|also|then)\s+|^(?:(?:what|how) about|for|in|of|the)\s+|^那么?|^还有|^另外|呢(?=[？?]?$)", re.IGNORECASE | re.ASCII
)


def _without_opening(asked: str) -> str:
    previous = None
    while previous != asked:
        previous, asked = asked, _OPENING.sub("", asked).strip()
    return asked


_SLOTS = (
    re.compile(r"\b(?:first|second|third|fourth|fifth|last)\b|第[一二三四五](?=[个条阶点方项])?", re.IGNORECASE),
    _YEAR,
    re.compile(r"(?:goals?|SDG|目标)\s*\d{1,2}", re.IGNORECASE),
    re.compile(r"(?:references?|参考文献|文献)\s*\[?\d{1,3}\]?", re.IGNORECASE),
    re.compile(r"(?:figure|fig\.?|图)\s*\d+", re.IGNORECASE),
    re.compile(
        r"\b(?:economic|social|ecological|infrastructure|institutional|cyber|engineering|social-ecological)\b|经济|社会(?!—生态|-生态)|生态|基础设施|制度|网络|工程",
        re.IGNORECASE,
    ),
    re.compile(r"\bmacro\b|\bmicro\b|宏观|微观", re.IGNORECASE),
    re.compile(r"\b(?:fewest|least|most|smallest|largest|highest|lowest)\b|最[多少大小高低]", re.IGNORECASE),
    re.compile(r"(?<![A-Za-z])(?!SDG|COP|What|Which|How|When|Where|Who|Why|The|And|In|Is|Are|Did|Does)[A-Z][a-z]{3,}(?: [A-Z][a-z]+)*"),
)


_NUMBERED_SLOTS = (
    re.compile(
        r"(?:references?|参考文献|文献|goals?|SDGs?|目标|figure|图)\s*(?:第|no\.?|number|#)?\s*\[?(\d{1,3})"
        r"|第\s*(\d{1,3})\s*(?:[条篇号个项]\s*)?(?:参考文献|文献|目标)",
        re.IGNORECASE,
    ),
)


def _swap(asked: str, earlier: str) -> str | None:
    """The earlier question with one thing of a kind exchanged ("And for 2016?"), when the new one names just that."""
    rest = _without_opening(asked).rstrip("?？。. ")
    bare = re.fullmatch(r"(?:number|no\.?|#|第)?\s*(\d{1,3})\s*(?:条|篇|号|项|个)?", rest, re.IGNORECASE | re.ASCII)
    if bare:
        old = next((found for slot in _NUMBERED_SLOTS if (found := slot.search(earlier))), None)
        if old:
            which = 1 if old.group(1) else 2
            return earlier[: old.start(which)] + bare.group(1) + earlier[old.end(which) :]
    if len(rest) > 24 or len(rest.split()) > 4:
        return None
    for slot in _SLOTS:
        new, old = slot.search(rest), slot.search(earlier)
        if new and old:
            return earlier[: old.start()] + new.group(0) + earlier[old.end() :]
    return _concept_swapped(rest, earlier)


def _without_towns(text: str) -> str:
    """A question whose country was exchanged, without the towns of the country before."""
    names = [name for concept in known_concepts().find(text) if concept.category == "city" for name in concept.names]
    bare = re.sub("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)", " ", text, flags=re.IGNORECASE | re.ASCII)
    return " ".join(re.sub(r"\s+([,.?])|(?:,\s*)+(?=,)", r"\1", bare).split())


def _concept_swapped(rest: str, earlier: str) -> str | None:
    """The earlier question with a known name exchanged for another of its category: a city for a city, a framework for a framework."""
    new = known_concepts().find(rest)
    for concept in (one for one in new[:1] if one.category != "wording"):
        for old in known_concepts().find(earlier):
            if old.category == concept.category and old != concept:
                for name in sorted(old.names, key=len, reverse=True):
                    swapped = re.sub(re.escape(name), lambda _: rest, earlier, count=1, flags=re.IGNORECASE | re.ASCII)
                    if swapped != earlier:
                        return _without_towns(swapped) if concept.category == "country" else swapped
    return None
