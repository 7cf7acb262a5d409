"""Every word that a person reads of the evaluation, in both languages; knows nothing about how it is shown."""

from __future__ import annotations

from typing import Literal

from ingest.types import Language

TEXTS: dict[str, tuple[str, str]] = {
    # the check of the cases
    "check.place": ("the library has no place {place}", "文献库中没有这一位置：{place}"),
    "check.one_language": ("{place} stands in the library in one language only", "{place} 在文献库中只有一种语言"),
    "check.fact": ("{language}: none of {words} stands at {places}", "{language}：{places} 处没有 {words} 中的任何一个"),
    "check.absent": ("{language}: {words} must be absent, yet stands at the gold places", "{language}：{words} 不应出现，却见于标准位置"),
    "check.absent_nowhere": (
        "{language}: {words} must be absent and stands nowhere in the library, so it proves nothing",
        "{language}：{words} 不应出现，但文献库中本来就没有，因此不能说明问题",
    ),
    "check.swapped": ("{language}: {words} cannot be answered, yet stands at {places}", "{language}：{words} 应无从回答，却见于 {places}"),
    "check.swapped_twin": (
        "{language}: {places} states {words} together with the gold facts of {twin}, so the question can be answered",
        "{language}：{places} 同时写有 {words} 与 {twin} 的标准事实，这个问题其实可以回答",
    ),
    "check.swapped_asked": ("{language}: the twin {twin} asks for {words} too", "{language}：孪生题 {twin} 问的也是 {words}"),
    "check.numbers": ("the numbers {words} are in one wording and not in the other", "数字 {words} 只出现在一种问法里"),
    "check.cities": ("{words} is named in one wording and not in the other", "只有一种问法提到了 {words}"),
    "check.meaning": (
        "the wordings do not ask the same: {rank} other questions are nearer to the one than the other is",
        "两种问法问的不是一件事：另有 {rank} 个问题与其中一种更接近",
    ),
    "check.erratum": ("there is no correction {words}", "没有编号为 {words} 的更正"),
    "check.erratum_place": (
        "the correction {words} concerns neither the places nor the words of this case",
        "更正 {words} 与本题的位置和用词都无关",
    ),
    "check.passed": (
        "{count} cases hold against the library: {facts} facts at their places, {declined} not answerable. The article: {origin}.",
        "{count} 道题与文献库相符：{facts} 个事实都在其位置上，{declined} 道题确实无从回答。论文依据：{origin}。",
    ),
    "check.failed": (
        "{failed} of {count} cases do not hold. Correct their lines in eval/cases.",
        "{count} 道题中有 {failed} 道不符，请改正 eval/cases 中的对应行。",
    ),
    "check.left_out": (
        "{count} cases about linked works were not checked: the corpus that ships is not in this library.",
        "有 {count} 道关于相关文献的题没有核对：本文献库中没有自带资料。",
    ),
    "check.empty": (
        "The library at {home} is empty. Take something in first: resilient ingest.",
        "{home} 处的文献库是空的，请先导入：resilient ingest。",
    ),
    # whose words
    "origin.paper": ("its own text", "论文原文"),
    "origin.digest": ("the digest that ships", "自带的摘编"),
    "origin.none": ("not in the library", "不在文献库中"),
    "language.en": ("English", "英文"),
    "language.zh": ("Chinese", "中文"),
    "language.mixed": ("mixed", "中英混合"),
}


def say(key: str, reader: Language, /, **values: object) -> str:
    """The words of a key with its values put in; KeyError for a key that is not there."""
    return TEXTS[key][reader == "zh"].format(**values)


def interface(chosen: Literal["auto", "en", "zh"]) -> Language:
    """The language of the terminal: the setting, which `resilient eval` has resolved; English where it is open."""
    return "zh" if chosen == "zh" else "en"
