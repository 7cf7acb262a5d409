"""What can be wrong at the desk, one sentence each in both languages; one table, no logic beside filling it in."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.types import Language, ResilientError

_SENTENCES: dict[str, tuple[str, str]] = {
    "too_big": (
        "The profile has {size} bytes, and {limit} at most are read. Shorten it to a page or two.",
        "城市资料有{size}字节，最多读取{limit}字节，请精简到一两页。",
    ),
    "not_utf8": ("The profile is not UTF-8 text. Save it as UTF-8.", "城市资料不是UTF-8文本，请另存为UTF-8编码。"),
    "not_toml": ("The profile cannot be read as TOML ({detail}).", "城市资料不符合TOML格式（{detail}）。"),
    "empty": (
        "The profile is empty. Give at least the city's name; hazards, fiscal room and subsystems make it worth having.",
        "城市资料是空的。至少填写城市名称；写明灾害、财政和所关心的子系统，草稿才有用处。",
    ),
    "no_name": ("The profile does not name the city (`name`).", "城市资料没有写城市名称（name）。"),
    "unknown_field": ("The profile has a field that is not known: {field}.", "城市资料中有无法识别的字段：{field_zh}。"),
    "field_too_long": (
        "The field {field} is too long. Names have 60 characters at most, texts and list items 800, lists 20 items.",
        "字段“{field_zh}”过长。名称最多60字，文字和列表项最多800字，列表最多20项。",
    ),
    "field_kind": ("The field {field} has to be text or a list of texts.", "字段“{field_zh}”应为文字或文字列表。"),
    "language": ("A draft is written in zh or en, not in “{given}”.", "草稿语言只能是zh或en，不能是“{given}”。"),
    "length": ("The field length is short, standard or full.", "篇幅（length）只能是short、standard或full。"),
    "population": (
        "The field population has to be a number of people from 1 to 200,000,000, for example 1800000 or “1.8 million”.",
        "人口（population）应为1至2亿之间的人数，例如1800000或“180万”。",
    ),
    "goals": ("The field goals lists Sustainable Development Goals by number, 1 to 17.", "目标（goals）按编号列出可持续发展目标，1至17。"),
    "none_and_hazards": (
        "The profile says “none” beside other hazards ({hazards}). Keep one or the other.",
        "灾害一栏既写“无”又列出其他灾害（{hazards}），请保留其一。",
    ),
    "province": (
        "The profile puts {province} into {country}. Correct the province or the country.",
        "资料把{province}写在{country}之下，请更正省份或国家。",
    ),
    "inland_sea": (
        "The profile describes an inland place and names {hazard} as a hazard. Correct one of the two.",
        "资料描述的是内陆地区，却把{hazard_zh}列为灾害，请更正其一。",
    ),
    "fiscal": (
        "The fiscal room is described both as little and as ample (“{said}”). Say which.",
        "财政空间既写紧张又写充裕（“{said}”），请明确是哪一种。",
    ),
    "community_size": (
        "A community does not have {population} people. Correct the level or the population.",
        "社区一级不会有{population}人，请更正层级或人口。",
    ),
    "city_size": (
        "A city or county has more than {population} people. Correct the level or the population.",
        "一个市县不止{population}人，请更正层级或人口。",
    ),
    "markup": ("Markup was taken out of the field {field}.", "已从字段“{field_zh}”中去除标记代码。"),
    "orders": (
        "A sentence of the field {field} that addresses a program, not a reader, was left out.",
        "字段“{field_zh}”中有一句是写给程序的指令，已略去。",
    ),
    "not_in_en": (
        "The profile is not written in English, the draft's language; what it says stands in the draft as given. "
        "A table [en] can hold it in English.",
        "城市资料不是用英文填写的，英文草稿照录原文；可在[en]一节中填写英文。",
    ),
    "not_in_zh": (
        "The profile is not written in Chinese, the draft's language; what it says stands in the draft as given. "
        "A table [zh] can hold it in Chinese.",
        "城市资料不是用中文填写的，中文草稿照录原文；可在[zh]一节中填写中文。",
    ),
    "untyped": ("Line {line} of “{section}” has no type: “{text}”.", "“{section}”第{line}行没有类型：“{text}”。"),
    "uncited": (
        "Line {line} of “{section}” is marked as {kind} and cites nothing: “{text}”.",
        "“{section}”第{line}行标为{kind}，却没有引文：“{text}”。",
    ),
    "wrong_source": (
        "Line {line} of “{section}” is marked as {kind}, but what it cites is not: “{text}”.",
        "“{section}”第{line}行标为{kind}，所引却不是：“{text}”。",
    ),
    "quote_gone": (
        "Line {line} of “{section}” quotes words that do not stand in their source: “{text}”.",
        "“{section}”第{line}行的引文不在其出处之中：“{text}”。",
    ),
    "unsupported": (
        "Line {line} of “{section}” says more than it cites ({what}): “{text}”. Mark it as city-supplied or as inference, or put it back.",
        "“{section}”第{line}行超出所引内容（{what}）：“{text}”。请改标为本市提供或推断，或恢复原文。",
    ),
    "baseless": (
        "Line {line} of “{section}” is marked as {kind} and rests on nothing: “{text}”.",
        "“{section}”第{line}行标为{kind}，却没有依据：“{text}”。",
    ),
    "empty_line": ("Line {line} of “{section}” is empty.", "“{section}”第{line}行是空的。"),
    "nothing_left": ("The draft has no lines. Regenerate a section first.", "草稿没有内容，请先重新生成一节。"),
    "no_line": ("There is no such line in the draft.", "草稿中没有这一行。"),
    "no_section": ("There is no such section in the draft.", "草稿中没有这一节。"),
    "no_draft": ("There is no such draft.", "没有这份草稿。"),
    "line_too_long": ("A line has {limit} characters at most.", "一行最多{limit}字。"),
    "too_many": ("There are {limit} drafts already. Delete some before you begin another.", "已有{limit}份草稿，请先删除一些再新建。"),
    "changed_elsewhere": (
        "The draft was changed in another window. Open it again; what you typed is kept beside it.",
        "这份草稿已在另一窗口中修改。请重新打开；您输入的内容已另行保存。",
    ),
    "suffix": ("A draft is written to a file that ends in .md or .docx.", "草稿只能写入以.md或.docx结尾的文件。"),
    "no_sources": (
        "The library holds neither the paper nor notes on it. Run `resilient ingest` first.",
        "文献库中既没有论文也没有相关资料，请先运行 `resilient ingest`。",
    ),
    "no_file": ("The file {name} cannot be read: {detail}.", "无法读取文件{name}：{detail}。"),
    "not_export": (
        "{name} carries no citations of a draft: it is not an export of the desk, or that part of it was removed.",
        "{name}中没有草稿的引文信息：它不是由起草台导出的，或该部分已被删除。",
    ),
    "export_big": ("{name} is larger than {limit} MB and is not read.", "{name}超过{limit} MB，不予读取。"),
    "export_damaged": (
        "The citations that {name} carries cannot be read ({detail}). Export the draft anew.",
        "{name}所带的引文信息无法读取（{detail}），请重新导出草稿。",
    ),
    "export_new": (
        "{name} was exported by a newer version of this program. Update the program.",
        "{name}由更新版本的程序导出，请升级程序。",
    ),
}


class Said:
    """One sentence of the table with its fields filled in, in both languages."""

    def __init__(self, key: str, **fields: object) -> None:
        self.key = key
        self.fields = fields

    @property
    def both(self) -> tuple[str, str]:
        """English and Chinese."""
        en, zh = _SENTENCES[self.key]
        return en.format(**self.fields), zh.format(**self.fields)

    def said(self, language: Language) -> str:
        """The sentence in the language."""
        return self.both[0 if language == "en" else 1]


class DeskError(ResilientError):
    """Something at the desk that a person can put right; `said` gives every sentence in their language."""

    def __init__(self, sentences: Sequence[Said]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(self.said("en"))

    def said(self, language: Language) -> str:
        """All that is wrong, in the language."""
        return (" " if language == "en" else "").join(sentence.said(language) for sentence in self.sentences)
