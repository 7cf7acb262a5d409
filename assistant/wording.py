"""The words that the program itself puts into an answer, in both languages; one table, no logic."""

from __future__ import annotations

from ingest.types import Language

_WORDING: dict[str, dict[Language, str]] = {
    "rows": {
        "en": "{count} of the {total} {what} in Table {number} {verb} {condition}:",
        "zh": "表{number}的{total}{what}中，有{count}{what_unit}{condition}：",
    },
    "rows_all": {"en": "Table {number} lists {total} {what}:", "zh": "表{number}共列出{total}{what}："},
    "rows_none": {
        "en": "None of the {total} {what} in Table {number} {condition_none}.",
        "zh": "表{number}的{total}{what}中，没有{condition}的。",
    },
    "rows_near": {"en": "What the table holds instead:", "zh": "表中的记载是："},
    "cell": {"en": "{row}, {column}: {value}.", "zh": "{row}，{column}：{value}。"},
    "cell_plain": {"en": "{row}: {value}.", "zh": "{row}：{value}。"},
    "cell_group": {"en": "{row} ({group})", "zh": "{row}〔{group}〕"},
    "row_near": {"en": "{year}: {row} ({marks})", "zh": "{year}年：{row}（{marks}）"},
    "cases_only": {"en": "Table {number} holds {total} cases only.", "zh": "表{number}只有{total}个案例。"},
    "fitting": {"en": "have to do with this", "zh": "与此有关"},
    "fitting_one": {"en": "has to do with this", "zh": "与此有关"},
    "count": {
        "en": "{count} of the {total} {what} in Table {number} {verb} {condition}.",
        "zh": "表{number}的{total}{what}中，有{count}{what_unit}{condition}。",
    },
    "count_all": {"en": "Table {number} holds {total} {what}.", "zh": "表{number}共有{total}{what}。"},
    "year_outside": {
        "en": "Table {number} covers {first} to {last} only; it holds no case of {year}.",
        "zh": "表{number}只涵盖{first}年至{last}年，没有{year}年的案例。",
    },
    "row_marks": {"en": "{row} ({year}) is marked as {marks} resilience.", "zh": "“{row}”（{year}年）与{marks}韧性相关。"},
    "row_marks_count": {
        "en": "{row} ({year}) carries {count}: {marks} resilience.",
        "zh": "“{row}”（{year}年）对应{count}个子系统：{marks}韧性。",
    },
    "row_lacks": {
        "en": "{row} is not marked as {marks} resilience; it is marked as {held} resilience.",
        "zh": "“{row}”没有标{marks}韧性；所标的是{held}韧性。",
    },
    "row_lacks_none": {"en": "{row} carries every mark: {held} resilience.", "zh": "“{row}”标有全部子系统：{held}韧性。"},
    "dated_row": {"en": "{year}: {row}", "zh": "{year}年：{row}"},
    "marks_absent": {
        "en": "No case of {years} is marked as {marks} resilience.",
        "zh": "{years}年没有一个案例标有{marks}韧性。",
    },
    "marks_absent_none": {"en": "Every subsystem is marked in {years}.", "zh": "{years}年每个子系统都有案例。"},
    "country_count": {"en": "{name} ({count})", "zh": "{name}（{count}个）"},
    "countries_most": {"en": "Most cases: {names}.", "zh": "案例最多的国家：{names}。"},
    "countries_fewest": {"en": "Fewest cases: {names}.", "zh": "案例最少的国家：{names}。"},
    "countries": {
        "en": "The cases of Table {number} name {count} countries: {names}.",
        "zh": "表{number}的案例涉及{count}个国家：{names}。",
    },
    "row_year": {"en": "Table {number} lists it under {year}: {row}", "zh": "表{number}将其列在{year}年：{row}"},
    "shared": {"en": "Both are marked as {marks} resilience.", "zh": "二者都与{marks}韧性相关。"},
    "shared_none": {"en": "They share no subsystem.", "zh": "二者没有共同的子系统。"},
    "only": {"en": "Only {row} is also marked as {marks} resilience.", "zh": "只有“{row}”还与{marks}韧性相关。"},
    "same_marks": {"en": "Their marks are the same.", "zh": "二者的标记完全相同。"},
    "distribution": {
        "en": "The {total} cases of Table {number} by subsystem: {counts}; a case can carry several marks.",
        "zh": "表{number}的{total}个案例按子系统统计：{counts}；一个案例可对应多个子系统。",
    },
    "year_count": {"en": "{year}: {count}", "zh": "{year}年{count}个"},
    "year_most": {"en": "{year} has the most cases, {count} ({counts}).", "zh": "{year}年的案例最多，有{count}个（{counts}）。"},
    "year_fewest": {"en": "{year} has the fewest cases, {count} ({counts}).", "zh": "{year}年的案例最少，有{count}个（{counts}）。"},
    "fewest": {"en": "Fewest cases: {name} resilience, with {count}.", "zh": "{name}韧性最少，只有{count}个案例。"},
    "most": {"en": "Most cases: {name} resilience, with {count}.", "zh": "{name}韧性最多，有{count}个案例。"},
    "subsystems": {"en": "There are {count} subsystems: {names}.", "zh": "子系统共有{count}个：{names}。"},
    "goals": {"en": "{name} resilience is matched with Goals {goals}:", "zh": "{name}韧性对应可持续发展目标{goals}："},
    "goals_count": {
        "en": "{name} resilience is matched with {count} goals: {goals}.",
        "zh": "{name}韧性对应{count}项可持续发展目标：目标{goals}。",
    },
    "goals_none": {
        "en": "{name} resilience has no goal of its own: Table {number} matches no Sustainable Development Goal (SDG) "
        "with {name_low} resilience.",
        "zh": "{name}韧性没有对应的可持续发展目标：表{number}没有列出与{name}韧性对应的目标。",
    },
    "goal_row": {"en": "Goal {goal} ({words}) belongs to {name_low} resilience.", "zh": "目标{goal}（{words}）属于{name}韧性。"},
    "goal_none": {
        "en": "There is no Goal {goal}: Table {number} lists {count} goals, {first} to {last}.",
        "zh": "不存在目标{goal}：表{number}列出{count}项目标，即目标{first}至{last}。",
    },
    "reference_none": {
        "en": "There is no reference {number}: the list ends with reference {last}.",
        "zh": "没有第{number}条参考文献：文献列表到第{last}条为止。",
    },
    "reference_entry": {"en": "Reference {number}: {entry}", "zh": "参考文献{number}（原文为英文）：{entry}"},
    "reference_parts": {
        "en": "Reference {number}: {authors} ({year}). {title}. {venue}",
        "zh": "参考文献{number}，作者：{authors}；发表年份：{year}年；题名：{title}；刊物或出版者：{venue}（该条文献为英文）",
    },
    "reference_parts_bare": {
        "en": "Reference {number}: {authors} ({year}). {title}",
        "zh": "参考文献{number}，作者：{authors}；发表年份：{year}年；题名：{title}（该条文献为英文）",
    },
    "reference_nobody": {
        "en": "The reference list holds no work by {name}.",
        "zh": "参考文献列表中没有{name}的著作。",
    },
    "reference_year_none": {
        "en": "The reference list holds no work of {year}; its works are from {first} to {last}.",
        "zh": "参考文献列表中没有{year}年的文献；所列文献的年份为{first}年至{last}年。",
    },
    "references_fit": {"en": "{count} of the references fit:", "zh": "符合的参考文献有{count}条："},
    "references_all": {"en": "The list has {count} references.", "zh": "文献列表共有{count}条参考文献。"},
    "section_none": {
        "en": "There is no section {number}: the sections go up to {last}.",
        "zh": "没有第{number}节：章节到第{last}节为止。",
    },
    "decline_premise": {
        "en": "The sources do not bear this out; what they say is:",
        "zh": "现有资料并不支持这一说法；资料中的说法是：",
    },
    "figure_caption": {
        "en": "Figure {number} is an image; the sources hold only its caption, not what is drawn in it.",
        "zh": "图{number}是图片，资料中只有图题，没有图中的内容。",
    },
    "table_name": {"en": "Table {number}", "zh": "表{number}"},
    "figure_name": {"en": "Figure {number}", "zh": "图{number}"},
    "table_none": {
        "en": "There is no Table {number}: there are {count} tables, {names}.",
        "zh": "没有表{number}：共有{count}张表，即{names}。",
    },
    "figure_none": {
        "en": "There is no Figure {number}: there are {count} figures, {names}.",
        "zh": "没有图{number}：共有{count}幅图，即{names}。",
    },
    "decline": {"en": "The sources do not say this.", "zh": "现有资料没有说明这一点。"},
    "decline_missing": {
        "en": "The sources do not say this: they do not mention {terms}.",
        "zh": "现有资料没有说明这一点：其中没有提到{terms}。",
    },
    "decline_wants_money": {"en": "The sources give no amounts or costs for this.", "zh": "现有资料没有给出相关的金额或费用。"},
    "decline_wants_area": {"en": "The sources give no areas or quantities built for this.", "zh": "现有资料没有给出相关的面积或建设数量。"},
    "decline_wants_money_area": {
        "en": "The sources give neither costs nor areas for this.",
        "zh": "现有资料既没有给出费用，也没有给出面积。",
    },
    "decline_wants_outcome": {
        "en": "The sources give no evidence on outcomes or effects of this.",
        "zh": "现有资料没有关于其成效或结果的证据。",
    },
    "decline_wants_indicator": {
        "en": "The sources give no indicators, thresholds or scores for this.",
        "zh": "现有资料没有给出相关的指标、阈值或评分。",
    },
    "decline_year": {"en": "The sources say nothing about this for {years}.", "zh": "现有资料没有{years}年的相关内容。"},
    "decline_chat": {
        "en": "I answer questions about this body of work on resilient cities, from its sources. Ask, for example: {example}",
        "zh": "我依据资料回答有关韧性城市这批文献的问题。可以这样问：{example}",
    },
    "example": {"en": "How is engineering resilience measured?", "zh": "工程韧性如何衡量？"},
    "empty": {"en": "Please type a question.", "zh": "请输入问题。"},
    "too_long": {
        "en": "The question is too long ({length} characters; {limit} at most). Please ask it shorter.",
        "zh": "问题太长（{length}字，最多{limit}字），请缩短后再问。",
    },
    "nearest": {"en": "Nearest in the sources:", "zh": "资料中最接近的内容："},
    "caution": {"en": "Caution: {text}", "zh": "注意：{text}"},
    "correction": {"en": "Correction: {text}", "zh": "更正：{text}"},
    "foreign": {"en": "(in Chinese in the source)", "zh": "（原文为英文）"},
    "limits": {"en": "The sources give no design figures or budgets for your city.", "zh": "资料没有针对贵市的设计参数或预算。"},
    "guidance": {
        "en": "From the cases and experience in the sources, these come nearest to your situation:",
        "zh": "就贵市情况而言，资料中最接近的案例与经验是：",
    },
    "phases": {"en": "The sources distinguish {count} phases:", "zh": "资料划分为{count}个阶段："},
    "phases_only": {"en": "The sources know {count} phases only:", "zh": "资料只划分了{count}个阶段："},
    "subsystems_only": {"en": "There are {count} subsystems only: {names}.", "zh": "子系统只有{count}个：{names}。"},
    "works_at": {"en": "{author}: {where}", "zh": "{author}：{where}"},
    "authors_count": {"en": "There are {count} authors: {names}.", "zh": "作者共{count}位：{names}。"},
    "authors_some": {"en": "{count} of the {total} authors: {names}.", "zh": "{total}位作者中有{count}位：{names}。"},
    "contact_other": {
        "en": "The sources give no address of {names}: only {name}, the corresponding author, can be reached by what they print.",
        "zh": "资料没有给出{names}的联系方式，只印有通讯作者{name}的邮箱和地址。",
    },
    "no_interests": {"en": "The authors declare no competing interests", "zh": "作者声明没有利益冲突"},
    "printed_in": {
        "en": "By the catalogue of works, “{title}” is published by {publisher} ({year}).",
        "zh": "据文献目录，《{title}》由{publisher}出版（{year}年）。",
    },
    "identified": {
        "en": "By the catalogue of works, the DOI of “{title}” is {identifier}.",
        "zh": "据文献目录，《{title}》的DOI是{identifier}。",
    },
    "also": {"en": "; ", "zh": "；"},
    "themes": {"en": "Table {number} puts under {name_low} resilience:", "zh": "表{number}在{name}韧性下列出："},
    "model_removed": {
        "en": "Sentences of the language model that the cited sources do not support were taken out: {count}.",
        "zh": "语言模型写的句子中，有{count}句得不到所引出处的支持，已删去。",
    },
    "model_cut": {
        "en": "The language model reached its length limit; the answer may be incomplete.",
        "zh": "语言模型达到篇幅上限，回答可能不完整。",
    },
    "model_unsupported": {
        "en": "Nothing that the language model wrote is supported by the sources; this answer is put together from them without it.",
        "zh": "语言模型所写内容均得不到资料支持，此回答不经模型、直接由资料整理而成。",
    },
    "model_declined": {
        "en": "The language model found no answer in the sources; these are their own words that come nearest to the question.",
        "zh": "语言模型认为资料没有作答，以下是资料中与问题最接近的原文。",
    },
    "model_failed": {
        "en": "The language model did not answer ({reason}); this answer is put together from the sources without it.",
        "zh": "语言模型未能作答（{reason}），此回答不经模型、直接由资料整理而成。",
    },
    "fault_unreachable": {"en": "its server cannot be reached", "zh": "无法连接其服务器"},
    "fault_refused": {"en": "its server refused the question, status {status}", "zh": "服务器拒绝了请求，状态码{status}"},
    "fault_busy": {"en": "its server is busy", "zh": "服务器繁忙"},
    "fault_server": {"en": "its server failed, status {status}", "zh": "服务器出错，状态码{status}"},
    "fault_stalled": {"en": "it fell silent", "zh": "模型中途没有响应"},
    "fault_slow": {"en": "it took too long", "zh": "耗时过长"},
    "fault_too much": {"en": "it did not stop", "zh": "输出过长、没有结束"},
    "fault_broken": {"en": "its reply broke off", "zh": "回复中断或损坏"},
    "fault_empty": {"en": "its reply was empty", "zh": "回复为空"},
    "fault_not a model": {"en": "what answers at its address is no model", "zh": "该地址返回的不是模型的回复"},
    "fault_resting": {"en": "it failed several times and is left alone for a while", "zh": "模型连续出错，暂不再试"},
    "onward_term": {"en": "What is meant by “{name}”?", "zh": "什么是{name}？"},
    "onward_framework": {"en": "What do the sources say about the {name}?", "zh": "关于《{name}》，资料有哪些说明？"},
    "onward_idea": {"en": "What do the sources say about {name}?", "zh": "关于{name}，资料有哪些说明？"},
    "onward_work": {"en": "What do the sources say about “{name}”?", "zh": "关于《{name}》，资料有哪些说明？"},
    "onward_city": {"en": "What did {name} do?", "zh": "{name}做了什么？"},
    "onward_year": {"en": "Which cases of {year} are listed?", "zh": "{year}年有哪些案例？"},
    "onward_mark": {"en": "Which cases are about {name} resilience?", "zh": "哪些案例与{name}韧性有关？"},
    "onward_section": {"en": "What does section {number}, “{title}”, say?", "zh": "第{number}节“{title}”讲了什么？"},
    "beside_remark": {
        "en": "This is not in the paper itself; it comes from notes on linked works and events.",
        "zh": "文章本身没有说明这一点，内容来自有关报告与活动的资料。",
    },
    "beside": {"en": "Not in the paper itself; from notes on linked works and events:", "zh": "文章本身没有说明；据有关报告与活动的资料："},
}

_COMMA: dict[Language, str] = {"en": ", ", "zh": "、"}
_AND: dict[Language, str] = {"en": " and ", "zh": "和"}
_OR: dict[Language, str] = {"en": " or ", "zh": "或"}


def say(key: str, language: Language, **values: object) -> str:
    """The wording `key` in the language, its fields filled in."""
    return _WORDING[key][language].format(**values)


def enumerate_words(words: list[str], language: Language, *, either: bool = False) -> str:
    """ "a, b and c" or "a、b和c"; with `either`, "or" and 或."""
    if len(words) < 2:
        return "".join(words)
    return _COMMA[language].join(words[:-1]) + (_OR if either else _AND)[language] + words[-1]


def keys() -> tuple[str, ...]:
    """All wordings, for the test that each exists in both languages."""
    return tuple(_WORDING)


def languages_of(key: str) -> frozenset[str]:
    """The languages in which a wording exists."""
    return frozenset(_WORDING[key])
