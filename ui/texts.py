"""Every word a person sees, in English and Chinese; knows nothing about screens, terminals or answers.

An interface has a language (the person's choice, or the machine's); an answer has its own. Both ask here, each with theirs.
"""

from __future__ import annotations

import locale
import os
from typing import Literal

from ingest.types import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")

TEXTS: dict[str, tuple[str, str]] = {
    # the product
    "name": ("Resilient Cities Reader", "韧性城市研读助手"),
    "tagline": (
        "Answers with their sources, from one paper and the reports it links to",
        "依据一篇论文及其所链接的报告作答，句句有出处",
    ),
    # commands
    "command.app": (
        "Ask one paper on resilient cities, and the reports it links to; every answer names its sources.",
        "向一篇韧性城市论文及其所链接的报告提问；每个回答都注明出处。",
    ),
    "command.ingest": (
        "Take files, folders or addresses into the library; without any, the works that ship with the program.",
        "将文件、文件夹或网址收入文献库；不带参数时收入随程序附带的文献。",
    ),
    "command.fetch": (
        "Fetch the full text of works from their publishers and take it in; without a work, list what can be fetched.",
        "从出版方获取文献全文并收入文献库；不带参数时列出能获取的文献。",
    ),
    "command.remove": ("Take documents, files or works out of the library.", "从文献库移除文档、文件或文献。"),
    "command.list": ("List what is in the library, or the catalogue of works.", "列出文献库的内容，或文献目录。"),
    "command.search": ("List the passages nearest to a question.", "列出与问题最接近的段落。"),
    "command.ask": ("Answer a question, each sentence with its source.", "回答问题，每句话注明出处。"),
    "command.draft": (
        "Draft guidance for a city from its profile, every line typed and cited.",
        "依据城市资料起草建议，每句话注明性质和出处。",
    ),
    "command.verify": (
        "Say whether the citations of an exported draft still stand in the library.",
        "检查已导出的草稿中，各处引文在文献库中是否仍然成立。",
    ),
    "command.status": ("Say what is in the library and whether it is sound.", "显示文献库的内容及其是否完好。"),
    "command.rebuild": ("Build the index anew from the library.", "由文献库重建索引。"),
    "command.chat": ("Open the page in a browser.", "在浏览器中打开问答页面。"),
    "command.bench": ("Measure speed (all further words go to eval.bench).", "测量速度（其余参数交给 eval.bench）。"),
    "command.eval": ("Measure the quality of answers (all further words go to eval).", "评测回答质量（其余参数交给 eval）。"),
    "command.user": ("People who may sign in to the page.", "可登录页面的用户。"),
    "command.user_add": (
        "Add a user; the password is asked for, or read from standard input.",
        "添加用户；密码将提示输入，或从标准输入读取。",
    ),
    "command.user_list": ("List the users.", "列出用户。"),
    "command.user_remove": ("Remove a user.", "删除用户。"),
    "command.user_password": (
        "Give a user another password; they are signed out everywhere.",
        "修改用户的密码；该用户在各处都须重新登录。",
    ),
    "command.user_token": ("Print a new token with which the user's programs may ask.", "输出一个新令牌，供该用户的程序提问。"),
    # options
    "option.name": ("The user's name.", "用户名。"),
    "option.librarian": ("May change the library.", "可更改文献库。"),
    "option.home": (
        "Folder that holds all state (else RESILIENT_HOME, else the platform's data folder).",
        "存放全部数据的文件夹（默认取 RESILIENT_HOME，再默认取系统的数据文件夹）。",
    ),
    "option.inputs": ("Files, folders or addresses.", "文件、文件夹或网址。"),
    "option.no_bundled": ("Leave the works that ship with the program out.", "不收入随程序附带的文献。"),
    "option.wait": ("Seconds to wait while another process writes.", "另一进程正在写入时等待的秒数。"),
    "option.work": ("The work of the catalogue that the inputs are.", "这些输入是目录中的哪一部文献。"),
    "option.again": ("Try again what failed before, even where it has not changed.", "重试此前失败且没有变化的输入。"),
    "option.works": (
        "Works of the catalogue (id, title, or a part of it), or addresses.",
        "目录中的文献（编号、题名或其中一部分），或网址。",
    ),
    "option.fetch_list": ("List what can be fetched, and from where.", "列出能获取的文献及其网址。"),
    "option.removed": (
        "Files, folders, addresses, documents' ids, or works; a work loses your own texts, not what ships.",
        "文件、文件夹、网址、文档编号或文献；移除文献只移除您添加的全文，不移除附带的内容。",
    ),
    "option.list_works": (
        "List the catalogue: what each work is, its rights, and whether its full text is here.",
        "列出目录：每部文献是什么、权利情况、全文是否已在库中。",
    ),
    "option.json": ("Print JSON alone.", "只输出 JSON。"),
    "option.question": ("The question, in English or Chinese.", "问题，中文或英文。"),
    "option.k": ("How many passages.", "列出多少个段落。"),
    "option.batch_search": ("A file of JSON lines, each with id and question.", "JSON 行文件，每行含 id 和 question。"),
    "option.batch_ask": (
        "A file of JSON lines, each with id and question, and before (earlier questions) and language if wanted.",
        "JSON 行文件，每行含 id 和 question，可另含 before（此前的问题）和 language。",
    ),
    "option.language": ("Language of the answer; auto is that of the question.", "回答所用的语言；auto 表示与问题相同。"),
    "option.profile": ("The city's profile, a TOML file.", "城市资料，TOML 文件。"),
    "option.draft_language": ("Language of the draft; auto is the profile's.", "草稿语言；auto 表示以城市资料为准。"),
    "option.out": ("File that the draft is written to, Markdown or Word by its ending.", "写入草稿的文件，按后缀写成 Markdown 或 Word。"),
    "option.ranking": ("Print how every case scores for the city, and why.", "列出各案例对该城市的得分及理由。"),
    "option.no_model": ("Answer without the language model, also where one is configured.", "即使已配置语言模型，也不使用它作答。"),
    "option.verify_file": ("A draft that was exported, as Markdown or Word.", "已导出的草稿（Markdown 或 Word）。"),
    "option.host": ("Address to listen on.", "监听的地址。"),
    "option.port": ("Port to listen on; 0 takes a free one.", "监听的端口；0 表示任取一个空闲端口。"),
    "option.no_browser": ("Do not open a browser.", "不自动打开浏览器。"),
    "option.help": ("Show this message and exit.", "显示此说明并退出。"),
    "panel.arguments": ("Arguments", "参数"),
    "panel.options": ("Options", "选项"),
    "panel.commands": ("Commands", "命令"),
    "panel.usage": ("Usage:", "用法："),
    "panel.default": ("[default: {}]", "[默认值：{}]"),
    # wrong usage
    "usage.NoSuchOption": ("There is no option {name}.", "没有 {name} 这个选项。"),
    "usage.NoSuchCommand": ("There is no such command.", "没有这个命令。"),
    "usage.MissingParameter": ("{name} is missing.", "缺少 {name}。"),
    "usage.BadParameter": ("The value of {name} is not valid.", "{name} 的值无效。"),
    "usage.BadOptionUsage": ("{name} needs a value.", "{name} 需要一个值。"),
    "usage.UsageError": ("The command is not complete or has words too many.", "命令不完整，或有多余的参数。"),
    "usage.one_question": ("Give either a question or --batch FILE.", "请给出一个问题，或用 --batch 指定文件，二者取其一。"),
    "usage.hint": ("See {command} --help.", "用法见 {command} --help。"),
    # errors
    "error.unexpected": (
        "Something went wrong inside the program ({name}); the details are in {log}.",
        "程序内部出错（{name}），详情见 {log}。",
    ),
    "error.settings": ("The settings are not valid: {detail}.", "设置无效：{detail}。"),
    "error.batch_file": ("The file {name} cannot be read: {detail}.", "无法读取文件 {name}：{detail}。"),
    "error.profile_file": ("The profile {name} cannot be read: {detail}.", "无法读取城市资料 {name}：{detail}。"),
    "usage.out_or_ranking": (
        "Say where the draft goes with --out, or ask for --ranking.",
        "请指定草稿文件（--out），或要求列出案例排序（--ranking）。",
    ),
    "draft.section": ("{section}: {lines} lines", "{section}：{lines}行"),
    "draft.written": ("{name} is written. Lines: {kinds}.", "已写入{name}。各类行数：{kinds}。"),
    "verify.same": ("stands", "仍然成立"),
    "verify.moved": ("moved", "位置有变"),
    "verify.changed": ("changed", "原文已改"),
    "verify.gone": ("gone", "已不在库中"),
    "verify.now": ("now reads", "现为"),
    "verify.counts": ("{total} citations: {counts}.", "共{total}处引文：{counts}。"),
    "draft.paper": ("paper", "论文"),
    "draft.report": ("linked report", "相关报告"),
    "draft.city": ("city-supplied", "本市提供"),
    "draft.inference": ("inference", "推断"),
    "draft.gap": ("gap", "缺口"),
    "draft.part.hazard": ("hazard shared", "灾害相同"),
    "draft.part.near": ("hazard close", "灾害相近"),
    "draft.part.marks": ("subsystems", "子系统"),
    "draft.part.goals": ("goals", "目标"),
    "draft.part.country": ("country", "同国"),
    "draft.part.region": ("region", "同区域"),
    "draft.part.level": ("level", "层级"),
    "draft.part.work": ("little money needed", "所需资金少"),
    "draft.part.tie": ("builds on what exists", "与现有基础衔接"),
    "draft.part.known": ("more is known", "另有资料"),
    "error.port": (
        "Port {port} of {host} cannot be used; choose another with --port.",
        "无法使用 {host} 的端口 {port}，请用 --port 另选一个。",
    ),
    "error.no_eval": ("This command needs the source folder of the program (eval/).", "此命令需要程序的源代码文件夹（eval/）。"),
    "error.ResilientError": ("The program cannot go on", "程序无法继续"),
    "error.InputError": ("An input cannot be read", "无法读取输入"),
    "error.LibraryError": ("The library cannot be opened or written", "无法打开或写入文献库"),
    "error.LibraryLocked": ("Another process is writing to the library", "另一进程正在写入文献库"),
    "error.LibraryTooNew": ("A newer version of the program wrote this library", "该文献库由更新版本的程序写成"),
    "error.LibraryDamaged": ("The library's file is damaged", "文献库文件已损坏"),
    "error.IndexError_": ("The index cannot answer", "索引无法作答"),
    "error.NotebookError": ("Conversations and drafts cannot be kept or read", "无法保存或读取对话与草稿"),
    "error.EncoderError": ("The encoder does not fit the index", "编码器与索引不符"),
    "error.detail": ("{sentence}: {message}", "{sentence}（{message}）"),
    "error.AccountError": ("The user cannot be added or changed", "无法添加或更改用户"),
    "error.busy": ("Many questions are waiting just now; please try again in a moment.", "目前等待的问题较多，请稍后再试。"),
    "error.signed_out": ("You are signed out by now; reload the page to sign in again.", "登录已过期，请刷新页面后重新登录。"),
    "error.too_much": ("This is more than can be sent at once; please shorten it.", "内容过长，无法一次发送，请缩短后重试。"),
    "error.unreachable": (
        "The program does not answer. See whether it is still running, and try again.",
        "程序没有应答。请确认程序仍在运行，然后重试。",
    ),
    "error.no_users": (
        "The setting auth is on and there is no user yet; add one with resilient user add.",
        "已开启登录，但尚无用户；请先用命令添加。",
    ),
    # users
    "user.added": ("{name} may sign in.", "{name} 可以登录了。"),
    "user.auth_off": ("Nobody has to sign in yet: the setting auth is off.", "目前无须登录：登录设置未开启。"),
    "user.removed": ("{name} may no longer sign in.", "{name} 不能再登录。"),
    "user.changed": ("The password of {name} is changed.", "{name} 的密码已修改。"),
    "user.librarian": ("may change the library", "可更改文献库"),
    "user.reader": ("may ask", "可提问"),
    "user.password": ("Password: ", "密码："),
    "user.again": ("Once more: ", "再次输入："),
    "user.differ": ("The two passwords differ; nothing was changed.", "两次输入的密码不一致，未作更改。"),
    "login.title": ("Sign in", "登录"),
    "login.name": ("Name", "用户名"),
    "login.password": ("Password", "密码"),
    "login.button": ("Sign in", "登录"),
    "login.wrong": ("Name and password do not go together.", "用户名或密码不正确。"),
    "login.too_often": ("Too many tries; please wait a minute.", "尝试次数过多，请一分钟后再试。"),
    "login.out": ("Sign out {name}", "退出登录（{name}）"),
    # rows of a batch
    "row.json": ("not a JSON object", "不是 JSON 对象"),
    "row.encoding": ("not UTF-8 text", "不是 UTF-8 文本"),
    "row.empty": ("an empty line", "空行"),
    "row.id": ("id is missing or is neither text nor a whole number", "缺少 id，或 id 既非文本也非整数"),
    "row.question": ("question is missing, empty or not text", "缺少 question，或其为空、非文本"),
    "row.before": ("before is not a list of texts", "before 不是文本列表"),
    "row.language": ("language is none of auto, en, zh", "language 不是 auto、en、zh 之一"),
    "row.unexpected": ("unexpected error ({name})", "意外错误（{name}）"),
    # what happened to an input
    "state.ready": ("ready", "已就绪"),
    "state.unchanged": ("already there", "已在库中"),
    "state.empty": ("empty", "无内容"),
    "state.unsupported": ("not supported", "不支持"),
    "state.too big": ("too big", "过大"),
    "state.encrypted": ("encrypted", "已加密"),
    "state.failed": ("failed", "失败"),
    "state.timed out": ("timed out", "超时"),
    "ingest.input": ("Input", "输入"),
    "ingest.state": ("State", "状态"),
    "ingest.passages": ("Passages", "段落数"),
    "ingest.encoded": ("Encoded", "新编码"),
    "ingest.message": ("Remark", "说明"),
    "ingest.nothing": ("There was nothing to take in.", "没有可收入的内容。"),
    "progress.ingest": ("Taking in", "正在收入"),
    "progress.ask": ("The language model is writing …", "语言模型正在撰写……"),
    "progress.fetch": ("Fetching", "正在获取"),
    "progress.remove": ("Removing", "正在移除"),
    "progress.rebuild": ("Rebuilding", "正在重建"),
    # lists
    "list.input": ("Input", "输入"),
    "list.state": ("State", "状态"),
    "list.size": ("Size", "大小"),
    "list.passages": ("Passages", "段落数"),
    "list.languages": ("Languages", "语言"),
    "list.message": ("Remark", "说明"),
    "list.work": ("Work", "编号"),
    "list.what": ("What it is", "文献"),
    "list.rights": ("Rights", "权利"),
    "list.here": ("In the library", "在库情况"),
    "list.from": ("Fetched from", "获取地址"),
    "list.page": ("Page to open", "可打开的网页"),
    "list.ships": ("what ships with the program ({count} documents)", "随程序附带的内容（{count} 个文档）"),
    "list.reserve": ("in reserve: the article's own text is in use", "备用：现用论文原文"),
    "list.reference": ("reference {number}", "参考文献{number}"),
    "list.no_page": ("no page of the publisher is known", "没有已知的出版方网页"),
    "list.full": ("full text", "全文"),
    "list.fetchable": ("can be fetched", "可获取全文"),
    "list.by_hand": ("by hand", "需自行添加"),
    "list.noted": ("{count} passages about it", "相关资料 {count} 段"),
    "list.rest": (
        "No address of a file is known for these. Save the file from its page, then: resilient ingest FILE --work WORK",
        "以下文献没有已知的文件网址。请从网页保存文件，再用 resilient ingest 加 --work 编号收入。",
    ),
    "type.article": ("article", "论文"),
    "type.report": ("report", "报告"),
    "type.agreement": ("agreement", "协定"),
    "type.dataset": ("dataset", "数据集"),
    "redistribute.no": ("not to be passed on", "不得转载"),
    "redistribute.unclear": ("unclear whether it may be passed on", "能否转载不明"),
    "redistribute.yes": ("may be passed on", "可以转载"),
    "remove.done": ("Removed: {input}", "已移除：{input}"),
    "remove.passages": ("{count} passages fewer in the library.", "文献库减少 {count} 个段落。"),
    # the library
    "status.home": ("Home", "数据文件夹"),
    "status.documents": ("Documents", "文档"),
    "status.passages": ("Passages", "段落"),
    "status.languages": ("By language", "按语言"),
    "status.generation": ("Index", "索引"),
    "status.encoder": ("Encoder", "编码器"),
    "status.model": ("Language model", "语言模型"),
    "status.works": ("Works", "文献"),
    "status.healthy": ("Sound", "完好"),
    "status.message": ("Remark", "说明"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    # an answer's parts
    "answer.sources": ("Sources", "出处"),
    "answer.nearest": ("Nearest in the sources", "最接近的内容"),
    "answer.note": ("Correction", "更正"),
    "answer.notes": ("Corrections", "更正"),
    "answer.remarks": ("Remarks", "说明"),
    "answer.concerns": ("Concerns {marks}", "涉及 {marks}"),
    "answer.foreign": ("quoted in {language}, as it is known only there", "原文为{language}，按原文引用"),
    "answer.page": ("p. {page}", "第 {page} 页"),
    "answer.row": ("Table {table}, row {row}", "表{table}第{row}行"),
    "answer.reference": ("reference {number}", "参考文献{number}"),
    "answer.open": ("Open: {host}", "打开：{host}"),
    "answer.hits": ("{count} passages for “{question}”", "与“{question}”最接近的 {count} 个段落"),
    "answer.no_hits": ("Nothing was found.", "没有找到相关段落。"),
    "answer.score": ("score {score}", "得分 {score}"),
    "language.en": ("English", "英文"),
    "language.zh": ("Chinese", "中文"),
    "kind.paper": ("the paper", "论文原文"),
    "kind.digest": ("our digest of the paper", "本程序所作的论文摘要"),
    "kind.report": ("linked report", "所链接的报告"),
    "kind.event": ("event page", "会议网页"),
    "kind.context": ("context", "背景资料"),
    "kind.added": ("your file", "您添加的文件"),
    # source cards
    "card.label": ("Source {number}", "出处 {number}"),
    "card.twin": ("The same passage in {language}", "同一段落的{language}版本"),
    "card.row": ("With the heads of its columns: {text}", "连同表头：{text}"),
    "card.back": ("Back to the answer", "回到回答"),
    "leaf.open": ("Show the page", "查看原页"),
    "leaf.where": ("Page {page} of {count}", "第 {page} 页，共 {count} 页"),
    "leaf.previous": ("Previous page", "上一页"),
    "leaf.next": ("Next page", "下一页"),
    "leaf.larger": ("Larger", "放大"),
    "leaf.close": ("Close", "关闭"),
    "leaf.changed": (
        "The file is no longer the one that was read, or is not where it was. Take it in again to see its pages.",
        "该文件已改动或已不在原处。重新收入后即可查看其页面。",
    ),
    "leaf.failed": ("This page cannot be shown.", "无法显示此页。"),
    "card.not_located": ("This passage is no longer in the library.", "该段落已不在文献库中。"),
    # the page
    "screen.ask": ("Ask", "提问"),
    # the library
    "screen.library": ("Library", "文献库"),
    "library.title": ("The library", "文献库"),
    "library.sound": ("The library is sound, and its index fits it.", "文献库完好，索引与其一致。"),
    "library.unsound": (
        "The index does not fit the library at the moment; answers come from memory until it has been built again.",
        "索引暂与文献库不一致；重建完成之前由内存作答。",
    ),
    "library.add_title": ("Add your own", "添加文献"),
    "library.add": ("Choose files", "选择文件"),
    "library.add_text": (
        "Or drop them here: PDF, Word, web pages, text, Markdown, in English or Chinese, up to {most} MB each. They stay on this machine.",
        "也可将文件拖放到此处。可读 PDF、Word、网页、文本和 Markdown，中英文均可，每个不超过 {most} MB。文件只保存在本机。",
    ),
    "library.not_yours": (
        "Only people who may change the library can do this. Ask whoever runs this page.",
        "只有有权更改文献库的人可以这样做，请联系本页面的管理者。",
    ),
    "library.no_room": (
        "Uploaded files may take {most} MB together, and no more fits. Remove some, or raise the limit in the settings.",
        "上传的文件合计最多占用 {most} MB，已放不下。请移除一些文件，或在设置中调高上限。",
    ),
    "library.begun": ("Waiting for the library …", "正在等待文献库……"),
    "library.passage": ("{count} passage", "{count} 个段落"),
    "library.passages": ("{count} passages", "{count} 个段落"),
    "library.added_title": ("Added here", "已添加的内容"),
    "library.none_added": ("Nothing has been added yet.", "尚未添加任何内容。"),
    "library.more": ("and {count} more", "另有 {count} 项"),
    "library.again": ("Try again", "重试"),
    "library.remove": ("Remove", "移除"),
    "library.remove_title": (
        "Take this out of the library? Answers will no longer rest on it.",
        "从文献库移除此项？此后的回答将不再以其为据。",
    ),
    "library.works_title": ("The catalogue", "文献目录"),
    "library.works_text": (
        "The paper, the works it links to and what stands around them. Nothing is fetched until you ask for it.",
        "论文、其所链接的文献及相关资料。只有在您要求时才会联网获取。",
    ),
    "library.fetch": ("Fetch the full text", "获取全文"),
    "library.find_title": ("Why was this found?", "为什么找到这些？"),
    "library.find": ("Words or a question", "词语或问题"),
    "library.find_text": (
        "The passages a question reaches before an answer is made, with what each way of searching gave them.",
        "显示作答之前检索到的段落，以及各检索方式给出的得分。",
    ),
    "library.search": ("Search", "检索"),
    "library.score": ("together", "综合"),
    "library.keyword": ("words", "词语"),
    "library.dense": ("meaning", "语义"),
    "library.twin": ("also stands in {language}", "另有{language}版本"),
    "state.waiting": ("waiting", "等待中"),
    "state.working": ("at work", "处理中"),
    "state.read": ("read", "已读取"),
    "state.removed": ("removed", "已移除"),
    "stage.words": ("Building the index of words", "正在建立词语索引"),
    "stage.vectors": ("Building the index of meanings: {done} of {total}", "正在建立语义索引：{done} / {total}"),
    "stage.check": ("Proving that every passage is found: {done} of {total}", "正在验证每个段落都能找到：{done} / {total}"),
    "stage.store": ("Putting the passages into the library", "正在将段落存入文献库"),
    "stage.other": ("{what}: {done} of {total}", "{what}：{done} / {total}"),
    "page.question": ("Your question", "您的问题"),
    "page.placeholder": ("Ask in English or Chinese …", "请用中文或英文提问……"),
    "page.send": ("Send", "发送"),
    "page.new": ("New conversation", "新对话"),
    "page.sources": ("Sources", "出处"),
    "page.no_sources": (
        "The passages an answer rests on appear here, with the quoted words marked.",
        "回答所依据的段落会显示在这里，所引文字以底色标出。",
    ),
    "page.filters": ("Limit the search", "限定检索范围"),
    "page.works": ("Works", "文献"),
    "page.works_hint": ("None chosen means all of them.", "不选即为全部。"),
    "page.languages": ("Languages of the sources", "出处的语言"),
    "ask.edit": ("Edit the question", "修改问题"),
    "ask.again": ("Try again", "重新回答"),
    "ask.copy": ("Copy with references", "复制（含出处）"),
    "ask.copied": ("Copied", "已复制"),
    "ask.stop": ("Stop", "停止"),
    "ask.judge": ("Is this right?", "回答是否正确？"),
    "ask.thanks": ("Thank you.", "谢谢反馈。"),
    "ask.note": ("Add a note", "添加说明"),
    "ask.note_edit": ("Change the note", "修改说明"),
    "ask.note_title": ("What should be different?", "哪里需要改进？"),
    "ask.onward": ("Go on with", "继续了解"),
    "ask.limited": ("Within the chosen sources only", "仅限所选出处"),
    "ask.versions": ("Asked anew ({count} before, kept)", "已重新提问（此前 {count} 次均保留）"),
    "turn.asked": ("Still being answered in another window.", "另一窗口仍在回答此问题。"),
    "turn.stopped": ("Stopped. What had come until then is kept.", "已停止。此前的内容已保留。"),
    "turn.interrupted": (
        "Interrupted before the answer was whole. What had come until then is kept.",
        "回答在完成前中断。此前的内容已保留。",
    ),
    "turn.failed": ("This question was not answered.", "此问题未得到回答。"),
    "ask.too_slow": ("There was no whole answer within {seconds} seconds; please try again.", "{seconds} 秒内未得到完整回答，请重试。"),
    "ask.too_many": (
        "You have {count} questions under way; please wait for one of them, or stop it.",
        "您已有 {count} 个问题正在回答，请等待其中一个完成或将其停止。",
    ),
    "ask.unkept": ("This turn could not be kept. {reason}", "这一轮问答未能保存。{reason}"),
    "verdict.right": ("Right", "正确"),
    "verdict.wrong": ("Wrong", "错误"),
    "verdict.wrong source": ("Wrong source", "出处有误"),
    "verdict.missing": ("Something is missing", "内容有缺"),
    "drift.same": ("Still stands in the library as cited", "仍在文献库中，与引用时一致"),
    "drift.moved": ("Has moved since it was cited; now in: {place}", "引用后位置有变，现位于：{place}"),
    "drift.changed": ("The work has changed since: these words no longer stand in it", "该文献已有改动，其中不再有这段文字"),
    "drift.gone": ("The work is no longer in the library; this is the passage as it stood", "该文献已不在文献库中，以下为引用时的段落"),
    "history.title": ("Conversations", "对话"),
    "history.find": ("Search the conversations", "搜索对话"),
    "history.today": ("Today", "今天"),
    "history.yesterday": ("Yesterday", "昨天"),
    "history.week": ("This week", "近一周"),
    "history.month": ("This month", "近一月"),
    "history.earlier": ("Earlier", "更早"),
    "history.empty": ("Your conversations are kept here.", "您的对话会保存在这里。"),
    "history.nothing_found": ("No conversation holds these words.", "没有含有这些词语的对话。"),
    "history.rename": ("Rename", "重命名"),
    "history.rename_title": ("A new name for this conversation", "为此对话另取名称"),
    "history.share": ("Share", "分享"),
    "history.shared": (
        "Shared with you to read. A question begins a conversation of your own.",
        "此对话供您阅读。提问将开始您自己的对话。",
    ),
    "history.link": ("link to this conversation", "此对话的链接"),
    "history.link_text": ("Whoever can reach this page can read it by this", "凡能访问本页者，均可凭此阅读："),
    "history.copy_link": ("Copy the link", "复制链接"),
    "history.unshare": ("Take the link back", "收回链接"),
    "history.export": ("Export", "导出"),
    "history.delete": ("Delete", "删除"),
    "history.delete_title": ("Delete this conversation with all its answers?", "删除此对话及其全部回答？"),
    "history.gone": ("This conversation is not there, or its link was taken back.", "该对话不存在，或链接已被收回。"),
    "history.untold": ("Nothing is kept beyond this visit. {reason}", "本次访问结束后内容不会保留。{reason}"),
    "dialog.save": ("Save", "保存"),
    "dialog.send": ("Send", "发送"),
    "dialog.cancel": ("Cancel", "取消"),
    "page.interface": ("Language of the page", "界面语言"),
    "page.theme": ("Light or dark", "浅色或深色"),
    "page.welcome": ("What would you like to know?", "您想了解什么？"),
    "page.welcome_text": (
        "Ask about resilient cities, the congress series and its cases. Each sentence of an answer carries the number of its source.",
        "可询问韧性城市、历届大会及其案例。回答中的每句话都标有出处编号。",
    ),
    "page.asked": ("Sources for: {question}", "所答问题：{question}"),
    "page.thinking": ("Reading the sources …", "正在查阅文献……"),
    "page.too_long": (
        "The question has {length} characters; please keep it under {limit}.",
        "问题共 {length} 个字符，请控制在 {limit} 个以内。",
    ),
    "page.failed": (
        "This question could not be answered because of an error inside the program. It has been written to the log; please try again.",
        "程序内部出错，未能回答此问题。错误已记入日志，请重试。",
    ),
    "page.you": ("You", "您"),
    "page.assistant": ("Answer", "回答"),
    "page.limits": (
        "Answers are put together from the sources shown. They cannot say more than these do.",
        "回答由所示出处整理而成，不会超出其内容。",
    ),
    "page.address": ("The page is at {address} (Ctrl+C ends it).", "页面地址：{address}（按 Ctrl+C 结束）。"),
    "page.example1": ("How is engineering resilience measured?", "工程韧性如何衡量？"),
    "page.example2": ("Which 2017 cases are about cyber resilience?", "2017年有哪些案例与网络韧性有关？"),
    "page.example3": ("What five lessons does the paper draw from Daring Cities?", "论文从雄心城市峰会中得出哪五点启示？"),
}


def say(key: str, language: Language, /, **values: object) -> str:
    """The words of `key` in `language`, with `values` put in; an unknown key raises KeyError."""
    words = TEXTS[key][LANGUAGES.index(language)]
    return words.format(**values) if values else words


def known(key: str) -> bool:
    """Whether there are words for `key`."""
    return key in TEXTS


def interface_language(chosen: Literal["auto", "en", "zh"] = "auto") -> Language:
    """The language of the terminal: the one chosen, else the machine's locale, else English."""
    if chosen != "auto":
        return chosen
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    told = next((name for name in names if name), "") or (locale.getlocale()[0] or "")
    return "zh" if told.lower().startswith(("zh", "chinese")) else "en"


def accepted_language(header: str, otherwise: Language = "en") -> Language:
    """The language a browser's Accept-Language header likes best of the two we have; `otherwise` where it likes neither."""
    likes: list[tuple[float, int, Language]] = []
    for place, part in enumerate(header[:1000].split(",")):
        tag, _, weight = part.strip().lower().partition(";")
        code = tag.split("-")[0].strip()
        if code in LANGUAGES:
            likes.append((-_weight(weight), place, "zh" if code == "zh" else "en"))
    return min(likes)[2] if likes else otherwise


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
