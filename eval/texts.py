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
    # a run
    "run.kind": ("kind", "题型"),
    "run.all": ("all", "全部"),
    "run.answerable": ("answerable", "可回答"),
    "run.declined": ("to be declined", "应拒答"),
    "run.declining": ("declining", "拒答判断"),
    "run.parity": ("English against Chinese", "英文与中文"),
    "run.parity_is": (
        "only English right {only_en}, only Chinese right {only_zh}, of {cases} cases; McNemar p = {p:.3f}",
        "{cases} 道题中，只有英文答对 {only_en} 道，只有中文答对 {only_zh} 道；McNemar p = {p:.3f}",
    ),
    "run.dialogues": ("whole dialogues right", "整段对话全对"),
    "run.characters": ("median answer, characters", "答案长度中位数（字符）"),
    "run.times": ("time of a question, median / 99 %", "每题用时，中位数 / 99 %"),
    "run.memory": ("memory of a process", "单个进程的内存"),
    # the measures
    "measure.right": ("right", "正确"),
    "measure.answered_right": ("answerable: right", "可回答的题答对"),
    "measure.declined_right": ("to be declined: declined", "应拒答的题已拒答"),
    "measure.facts": ("answers with all gold facts", "答案含全部标准事实"),
    "measure.nothing_else": ("answers with nothing that must be absent", "答案不含不应出现的内容"),
    "measure.place_cited": ("answers that cite a gold place", "引用了标准位置"),
    "measure.citation_precision": ("citation precision, by place", "引用精确率（按位置）"),
    "measure.citation_recall": ("citation recall, by place", "引用召回率（按位置）"),
    "measure.quotes_held": ("quotes found in their place", "引文在原处逐字相符"),
    "measure.language_right": ("answer language right", "答案语言正确"),
    "measure.notes_shown": ("corrections shown where they apply", "应有的更正已显示"),
    "measure.premise_right": ("false premise put right", "纠正了错误前提"),
    "measure.search_recall5": ("search: recall@5", "检索：recall@5"),
    "measure.search_recall10": ("search: recall@10", "检索：recall@10"),
    "measure.search_mrr": ("search: MRR", "检索：MRR"),
    "measure.search_ndcg10": ("search: nDCG@10", "检索：nDCG@10"),
    "measure.encoder_recall10": ("encoder alone: recall@10", "仅编码器：recall@10"),
    "measure.encoder_mrr": ("encoder alone: MRR", "仅编码器：MRR"),
    # the kinds
    "kind.fact": ("fact", "事实"),
    "kind.definition": ("definition", "定义"),
    "kind.list": ("list", "列举"),
    "kind.comparison": ("comparison", "比较"),
    "kind.why_how": ("why, how", "为何与如何"),
    "kind.who_when_where_how_many": ("who, when, where, how many", "谁、何时、何地、多少"),
    "kind.summary": ("summary", "概括"),
    "kind.reference": ("reference", "参考文献"),
    "kind.front_matter": ("front matter", "篇首信息"),
    "kind.table_filter": ("table: filter", "表：筛选"),
    "kind.table_count": ("table: count", "表：计数"),
    "kind.table_list": ("table: list", "表：列出"),
    "kind.table_reverse": ("table: reverse", "表：反查"),
    "kind.table_intersect": ("table: intersect", "表：交集"),
    "kind.guidance": ("guidance", "建议"),
    "kind.followup": ("follow-up", "追问"),
    "kind.dialogue": ("dialogue", "对话"),
    "kind.unanswerable": ("not answerable", "无从回答"),
    "kind.false_premise": ("false premise", "错误前提"),
    "kind.off_topic": ("another subject", "题外话"),
    "kind.chitchat": ("small talk", "寒暄"),
    "kind.injection": ("orders", "指令注入"),
    "kind.all": ("all", "全部"),
    "language.all": ("all", "全部"),
    # a comparison and its gates
    "compare.head": ("{a} → {b}: {pairs} questions asked of both", "{a} → {b}：两次都问过的 {pairs} 个问题"),
    "compare.differs": ("Not the same: {what}.", "两次不同之处：{what}。"),
    "compare.system": ("the system", "系统"),
    "compare.code": ("the program's code", "程序代码"),
    "compare.cases": ("the cases", "题目"),
    "compare.library": ("the library", "文献库"),
    "compare.settings": ("the settings", "设置"),
    "compare.encoder": ("the encoder", "编码器"),
    "compare.measure": ("measure", "指标"),
    "compare.where": ("kind · language", "题型 · 语言"),
    "compare.n": ("n", "题数"),
    "compare.before": ("A %", "A %"),
    "compare.after": ("B %", "B %"),
    "compare.difference": ("points [95 %]", "变化（百分点）[95 %]"),
    "compare.p": ("p bootstrap / McNemar", "p 自助法 / McNemar"),
    "compare.flips": ("{lost} right answers were lost, {gained} gained", "{lost} 个答案由对变错，{gained} 个由错变对"),
    "compare.drift": (
        "Citations of A in B: {same} the same, {moved} moved, {changed} changed, {gone} gone; {new} new",
        "A 的引用在 B 中：{same} 条不变，{moved} 条移位，{changed} 条改变，{gone} 条消失；新增 {new} 条",
    ),
    "compare.nothing": (
        "The two runs have no question in common. Compare runs over the same cases.",
        "两次评测没有共同的问题，请比较同一套题的结果。",
    ),
    "gate.none": ("All gates hold.", "所有门槛均已通过。"),
    "gate.floor": (
        "{what} ({asked}) is {mean:.1%}, below its floor of {floor:.1%}",
        "{what}（{asked}）为 {mean:.1%}，低于下限 {floor:.1%}",
    ),
    "gate.ceiling": ("{what}: {value:g}, above its ceiling of {ceiling:g}", "{what}：{value:g}，高于上限 {ceiling:g}"),
    "gate.drop": (
        "{what} ({asked}) fell from {before:.1%} to {after:.1%}, which is no accident (p = {p:.4f})",
        "{what}（{asked}）由 {before:.1%} 降到 {after:.1%}，并非偶然（p = {p:.4f}）",
    ),
    "gate.parity": (
        "{what}: a gap of {gap:+.1%}, wider than {most:.1%} and no accident (McNemar p = {p:.4f})",
        "{what}：相差 {gap:+.1%}，超过 {most:.1%}，并非偶然（McNemar p = {p:.4f}）",
    ),
    "run.ceiling_errors": ("questions that ended in an error", "以错误告终的问题数"),
    "run.ceiling_characters": ("median answer, characters", "答案长度中位数（字符）"),
    "run.ceiling_processor": ("processor time of a question, ms", "每题处理器用时（毫秒）"),
    "run.ceiling_memory_mb": ("memory of a process, MB", "单个进程内存（MB）"),
    # drafts
    "draft.lines": ("lines", "行数"),
    "draft.typed": ("typed", "已标类型"),
    "draft.verified": ("source lines verified", "有据行已核实"),
    "draft.quotes_held": ("quotes in place", "引文相符"),
    "draft.language_right": ("language", "语言正确"),
    "draft.places": ("fitting cases drawn on", "采用了合适案例"),
    "draft.said": ("said what fits", "写到应写内容"),
    "draft.alike": (
        "Drafts for different cities share {share:.0%} of the places they cite.",
        "不同城市的文稿，其引用位置有 {share:.0%} 相同。",
    ),
    # what a language model thinks
    "judged.no_model": (
        "No language model is configured, so there is nobody to ask. Set model and model_url in settings.toml (or RESILIENT_MODEL and "
        "RESILIENT_MODEL_URL) and try again; all other measures need none.",
        "尚未配置语言模型，无法由模型评判。请在 settings.toml 中设置 model 与 model_url（或环境变量 RESILIENT_MODEL、RESILIENT_MODEL_URL）后重试；其他指标都不需要模型。",
    ),
    "judged.no_case": (
        "The run has a case {case} that is not in {cases}. Name the folder of its cases with --cases.",
        "这次评测中的题目 {case} 不在 {cases} 中，请用 --cases 指明它的题库目录。",
    ),
    "judged.sent": ("Answers and their quotes are sent to {model} at {place}.", "答案及其引文将发送给 {model}（{place}）。"),
    "judged.again": (
        "{count} opinions are missing: the model gave no reply or no verdict. The same command asks for these again.",
        "有 {count} 项未能评判：模型没有回复，或回复中没有结论。再次运行同一命令即可补评。",
    ),
    "judged.asked": ("asked in", "提问语言"),
    "judged.n": ("judged", "已评判"),
    "judged.mean": ("mean [95 %]", "均值 [95 %]"),
    "judged.not_judged": ("not judged", "未评判"),
    "judged.faithfulness": ("faithful to what it cites", "忠于所引内容"),
    "judged.relevancy": ("answers the question from what it cites", "依据所引内容切题作答"),
    "judged.correctness": ("correct, beside the gold facts", "对照标准事实的正确性"),
    "judged.agreement": ("the model agrees with the gold facts", "模型判断与标准事实一致"),
    # the report
    "report.title": ("Evaluation of the answers", "答案评测报告"),
    "report.asked": (
        "{questions} questions of {cases} cases · commit {commit} · {when}",
        "{cases} 道题共 {questions} 个问题 · 提交 {commit} · {when}",
    ),
    "report.broken": ("Gates broken: {count}", "未通过的门槛：{count}"),
    "report.gap": ("English minus Chinese", "英文减中文"),
    "report.h_kinds": ("Right answers by kind and language", "各题型、各语言的正确率"),
    "report.kinds_told": (
        "Each dot is a share with its 95 % interval (bootstrap, cases drawn). An answer is right when it states every gold fact, nothing that must be "
        "absent, and cites a gold place; or when it declines just where the sources do not answer.",
        "每个点是一个正确率及其 95 % 区间（按题自助抽样）。答案须含全部标准事实、不含不应出现的内容并引用标准位置；资料中没有答案时须拒答，才算正确。",
    ),
    "report.by_kind": ("Right answers by kind", "各题型正确率"),
    "report.percent_right": ("right, % / questions", "正确率 % / 题数"),
    "report.as_table": ("The same as a table", "以表格查看"),
    "report.h_measures": ("Every measure", "全部指标"),
    "report.measures_told": (
        "Per cent with 95 % intervals. Places are sections, table rows, references and facts. Formula and source of each measure: eval/metrics.py, eval/chance.py.",
        "数值为百分数，方括号内为 95 % 区间。“位置”指章节、表格行、参考文献与事实条目。各指标的公式与出处见 eval/metrics.py、eval/chance.py。",
    ),
    "report.f1": ("declining: F1", "拒答判断：F1"),
    "report.aurc": ("area under risk–coverage (lower is better)", "风险–覆盖率曲线下面积（越低越好）"),
    "report.median_ms": ("time of a question, median ms", "每题用时中位数（毫秒）"),
    "report.h_risk": ("Does it know when it knows?", "它知道自己知道什么吗？"),
    "report.risk_told": (
        "Answering only the questions it is surest of: the share answered, and the share of these that is wrong. Questions that the sources do not answer count as wrong.",
        "只回答最有把握的那部分问题：横轴为作答比例，纵轴为其中答错的比例。资料无从回答的问题一旦作答即算错。",
    ),
    "report.risk": ("Risk and coverage", "风险与覆盖率"),
    "report.coverage": ("share of questions answered", "作答比例"),
    "report.risk_axis": ("share of these that is wrong", "其中答错的比例"),
    "report.no_confidence": ("This system gives no confidence.", "该系统不提供置信度。"),
    "report.h_compare": ("What changed since the run before", "与上一次评测相比"),
    "report.drifted": ("Each citation that moved, changed or went", "逐条查看移位、改变或消失的引用"),
    "drift.moved": ("moved", "移位"),
    "drift.changed": ("changed", "改变"),
    "drift.gone": ("gone", "消失"),
    "report.h_plan": ("How many questions does it take?", "需要多少道题？"),
    "report.plan_told": (
        "Questions needed to see a drop of so many points in the share right (80 % power, McNemar at 0.05, Connor 1987), and in brackets the power of these {questions}. "
        "Discordance is the share of questions that only one of two runs answers right; the one in bold was measured against {beside}. The wordings of a case "
        "go together: design effect {design:.2f}.",
        "要看出正确率下降若干个百分点所需的题数（检验功效 80 %，McNemar 检验，显著性 0.05，Connor 1987），括号内为现有 {questions} 题的功效。"
        "“不一致率”指两次评测中只有一次答对的题所占比例；加粗的一行是与 {beside} 比较实测所得。同一题的几种问法相互关联：设计效应 {design:.2f}。",
    ),
    "report.discordance": ("discordance", "不一致率"),
    "report.measured": ("(measured)", "（实测）"),
    "report.points": ("points", "个百分点"),
    "report.h_drafts": ("Drafts", "文稿"),
    "report.drafts_told": (
        "Drafts for cities in both languages: typed lines, source lines verified, quotes in place, fitting cases drawn on.",
        "为各城市起草的中英文文稿：各行已标类型、有据行已核实、引文相符、采用了合适案例。",
    ),
    "report.h_judged": ("What a language model thinks", "语言模型的看法"),
    "report.judged_told": (
        "The opinion of {model}, asked through llama-index's evaluators; no gate reads it. A reply without a verdict is not judged and counts nowhere else.",
        "由 {model} 经 llama-index 的评估器给出的看法，不影响任何门槛。没有结论的回复记为“未评判”，不计入其他数字。",
    ),
    "report.doubted": ("Answers that the model takes for unfaithful: {count}", "模型认为不忠于引文的答案：{count}"),
    "report.h_wrong": ("Every wrong answer", "全部错误答案"),
    "report.h_circumstances": ("Who was asked what", "评测条件"),
    "report.run": ("run", "评测"),
    "report.commit": ("commit · version · code", "提交 · 版本 · 代码指纹"),
    "report.encoder": ("encoder", "编码器"),
    "report.library": ("library", "文献库"),
    "report.settings": ("settings", "设置"),
    "report.machine": ("machine", "机器"),
    # feedback that becomes cases
    "adopt.todo_right": (
        "Give the question in both languages, the facts of the answer that make it right (numbers, names), and delete this block.",
        "请补全两种语言的问题，写出使回答正确的事实（数字、名称），然后删除本块（review）。",
    ),
    "adopt.todo_wrong": (
        "Give the question in both languages, whether the sources answer it, the right facts and places, and delete this block.",
        "请补全两种语言的问题，写明资料能否回答、正确的事实和位置，然后删除本块（review）。",
    ),
    "adopt.gathered": (
        "{count} new for review in {file}. Complete each line, delete its review block, then: resilient eval adopt --take",
        "{file} 中新增 {count} 条待审。请补全每一行并删除其 review 块，再运行：resilient eval adopt --take",
    ),
    "adopt.none": ("There is no feedback that has not been adopted.", "没有尚未采纳的反馈。"),
    "adopt.taken": (
        "Taken into {file}: {count}. Still to be reviewed: {waiting}. Not right: {wrong}.",
        "已收入 {file}：{count} 条。待审：{waiting} 条。有误：{wrong} 条。",
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
