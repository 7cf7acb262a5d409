"""What a text denies, and which of two opposites it says, in both languages. Pure; knows nothing about who said it."""

from __future__ import annotations

import re

_HARMLESS = re.compile(
    r"\bnot (?:only|just|merely|least|necessarily only)\b|\bno (?:doubt|less than|later than|longer than|more than)\b|\bwhether or not\b|\bno\. ?\d"
    r"|\bnon-[a-z]+|不仅仅?|不但|不只|不断|不同|不少|不得不|不管|不论|无论|无疑|不确定性?|不久|不等|不可或缺|不可分割|非常|非洲|非政府|非正式|非营利"
    r"|未来|未雨绸缪|无人|无障碍|无线|无锡|除非|南非|不平等",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|no|never|neither|nor|without|none|nothing|nobody|cannot|hardly|lacks?|lacking|unable to|fail(?:s|ed)? to)\b|n['’]t\b"
    r"|并非|不是|没有|从未|尚未|缺乏|缺少|不|没|无|未|非|勿",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,.;:!?，。；：！？、]|\b(?:but|although|though|while|whereas)\b|但|而是|然而", re.IGNORECASE)
_REACH = {False: 60, True: 14}  # characters after a denial that it is about: English, Chinese

_OPPOSITES = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE))
    for one, other in (
        (r"\b(?:increas\w+|rose|ris(?:e|es|ing)|grew|grow\w*|expand\w*)\b|增加|增长|上升|扩大", r"\b(?:decreas\w+|fell|fall\w*|declin\w+|reduc\w+|shr[aiu]nk\w*)\b|减少|下降|降低|缩小|缩减"),
        (r"\b(?:more|higher|above|exceed\w*)\b|高于|多于|超过|更多|更高", r"\b(?:less|fewer|lower|below|under)\b|低于|少于|不足|更少|更低"),
        (r"\b(?:most|largest|highest|greatest|biggest|maximum|longest)\b|最多|最大|最高|最长", r"\b(?:fewest|least|smallest|lowest|minimum|shortest)\b|最少|最小|最低|最短"),
        (r"\bbefore\b|之前|以前", r"\bafter\b|之后|以后"),
        (r"\bmacro\w*|宏观", r"\bmicro\w*|微观"),
        (r"\btop-down\b|自上而下", r"\bbottom-up\b|自下而上"),
        (r"\b(?:quick\w*|fast\w*|rapid\w*)\b|快速|迅速|更快", r"\b(?:slow\w*)\b|缓慢|更慢|放缓"),
        (r"\b(?:success\w*|succeed\w*)\b|成功", r"\b(?:fail(?:ed|s|ure|ures|ing))\b|失败"),
        (r"\b(?:strengthen\w*|strong\w*|improv\w+)\b|加强|增强|改善", r"\b(?:weaken\w*|weak\w*|worsen\w*)\b|削弱|减弱|恶化"),
        (r"\bfirst\b|第一|首次|首先", r"\b(?:last|final)\b|最后一|末次"),
        (r"\b(?:public|government-led)\b|公共|政府主导", r"\bprivate\b|私营|私人"),
        (r"\b(?:include[sd]?|including)\b|包括|包含", r"\b(?:exclude[sd]?|excluding)\b|排除|不包括"),
        (r"\b(?:short-term)\b|短期", r"\b(?:long-term)\b|长期"),
        (r"\b(?:developed countr\w+|global north)\b|(?<!中)发达国家", r"\b(?:developing countr\w+|global south)\b|发展中国家"),
    )
)  # fmt: skip


def denials(text: str) -> tuple[str, ...]:
    """What follows each denial of a text, to the end of its clause: "it is not cheap, but quick" gives "cheap"."""
    plain = _HARMLESS.sub(lambda found: " " * len(found.group()), text)
    found: list[str] = []
    for match in _DENIAL.finditer(plain):
        rest = plain[match.end() :].lstrip('：: “"')
        end = _CLAUSE_END.search(rest)
        chinese = match.group().isascii() is False and not re.search("[’']", match.group())
        found.append(rest[: min(end.start() if end else len(rest), _REACH[chinese])].strip())
    return tuple(said for said in found if said)


def turned(claim: str, sources: str) -> bool:
    """Whether a claim says one of two opposites where the sources say only the other."""
    return any(
        (one.search(claim) and not other.search(claim) and other.search(sources) and not one.search(sources))
        or (other.search(claim) and not one.search(claim) and one.search(sources) and not other.search(sources))
        for one, other in _OPPOSITES
    )
