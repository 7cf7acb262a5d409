"""Who did what and what came before what, in a question and in the evidence: relations turned round, notions coined by nobody named.

Pure; comparing what stands on either side is left to whoever has the numbers for it.
"""

from __future__ import annotations

import re

from assistant.concepts import known_concepts

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
        (r"([^，。；,.;]{2,30}?[^。；;]{0,30}?)(?:更名|改名|改称|重命名|改回|换回|变回|改叫)(?:为|成|作)?了?(.{2,16}?)" + _STOP, (1, 2)),
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


_ONLY_YEARS = re.compile(r"[\d\s年~–-]*")
_COINED = re.compile(
    r"\b(?:who|which (?:scholar|ecologist|person|author|scientist)s?)\b.{0,30}"
    r"\b(?:coin\w*|propos\w*|introduc\w*|invent\w*|originat\w*|defin\w*|came up with|put forward)\b"
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
    """Whether a question for a person or body is met by text that names nobody but those of the question.

    A place is nobody where the question is about one.
    """
    plain, here = question.lower(), known_concepts().find(told)
    if "·" in told or any(_stem(found.group(0)) not in plain.replace("isation", "ization") for found in _AGENTS.finditer(told)):
        return False
    asked = known_concepts().names(question)
    if any(concept.en not in asked and concept.category in ("person", "organisation") for concept in here):
        return False
    about_a_city = any(concept.category == "city" for concept in known_concepts().find(question))
    if not about_a_city and any(concept.category == "city" for concept in here):
        return False  # "who has a strategy for food?": a city has
    known = {word.lower() for concept in here for name in concept.names for word in name.split()}
    latin = re.findall(r"(?<![.!?:] )(?<!^)\b[A-Z][A-Za-z]{2,}", told)
    return not any(name.lower() not in plain and name.lower() not in known for name in latin)
