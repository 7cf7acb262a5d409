"""The ways in which an input can fail to become a document: a short stable code, a state, and a sentence in English and in Chinese.

`Refused.sentence` words one in either language; the names in braces are those of `Refused.parameters`.
"""

from __future__ import annotations

import re

from ingest.types import InputError, Language, State

OUTCOMES: dict[str, tuple[State, str, str]] = {
    "missing": (
        State.FAILED,
        "There is no file or folder {path}. Check the path and its spelling.",
        "没有文件或文件夹 {path}。请检查路径和拼写。",
    ),
    "unreadable": (
        State.FAILED,
        "{path} may not be read by you. Change its permissions, or copy it to a place that you may read.",
        "您无权读取 {path}。请修改其权限，或把它复制到可读取的位置。",
    ),
    "link": (
        State.UNSUPPORTED,
        "{path} is a link, and links are not followed. Give the path of the file itself.",
        "{path} 是链接，程序不跟随链接。请给出文件本身的路径。",
    ),
    "hard-link": (
        State.UNSUPPORTED,
        "{path} has more than one name on the disk (a hard link). Give the path of a copy.",
        "{path} 在磁盘上有多个名称（硬链接）。请把它复制到文件夹中，或直接给出它的路径。",
    ),
    "not-a-file": (
        State.UNSUPPORTED,
        "{path} is not an ordinary file. Give a file or a folder.",
        "{path} 不是普通文件。请给出文件或文件夹。",
    ),
    "empty-folder": (
        State.EMPTY,
        "{path} holds no file that can be read. Files that can be: {readable}.",
        "{path} 中没有可读取的文件。可读取的有：{readable}。",
    ),
    "too-many": (
        State.TOO_BIG,
        "{path} holds more than {limit} files. Give its subfolders one at a time.",
        "{path} 中的文件超过 {limit} 个。请逐个给出其子文件夹。",
    ),
    "address": (
        State.UNSUPPORTED,
        "{path} is not an address that is fetched from; only https:// and http:// ones are. Download it and give the path of the file.",
        "不能从 {path} 获取文件，只支持 https:// 和 http:// 网址。请先下载，再给出文件的路径。",
    ),
    "address-odd": (
        State.FAILED,
        "{path} is not written as an address of the web should be. Check it, or download the file and give its path.",
        "{path} 的写法不是正常的网址。请核对，或先下载，再给出文件的路径。",
    ),
    "address-port": (
        State.UNSUPPORTED,
        "{path} names a port at which documents are not published ({port}), so nothing was fetched. Download it and give its path.",
        "{path} 所用的端口（{port}）不是发布文件的端口，因此没有获取。请先下载，再给出文件的路径。",
    ),
    "address-inside": (
        State.UNSUPPORTED,
        "{path} leads to a machine that is not on the public internet ({host}); nothing was fetched. If the file is yours, give its path.",
        "{path} 指向的机器（{host}）不在公共互联网上，没有获取任何内容。如果文件是您自己的，请给出其路径。",
    ),
    "no-name": (
        State.FAILED,
        "{path} cannot be reached: there is no machine {host}, or no connection to the internet. Check both, and try again.",
        "无法访问 {path}：找不到主机 {host}，或没有连接互联网。请检查后重试。",
    ),
    "no-answer": (
        State.FAILED,
        "{host} does not answer when a program asks for {path}. Try again later.",
        "程序请求 {path} 时，{host} 没有应答。请稍后重试。",
    ),
    "no-trust": (
        State.FAILED,
        "{host} cannot prove that it is {host} (its certificate is not valid), so nothing was fetched from {path}.",
        "{host} 无法证明其身份（证书无效），因此没有从 {path} 获取任何内容。",
    ),
    "insecure": (
        State.FAILED,
        "{path} leads on to an address that is not encrypted ({to}), so nothing was fetched from there.",
        "{path} 转到了未加密的网址（{to}），因此没有获取。",
    ),
    "redirects": (
        State.FAILED,
        "{path} leads from one address to the next and never to a file.",
        "{path} 不断转到其他网址，始终没有给出文件。",
    ),
    "status": (
        State.FAILED,
        "{host} does not give {path} to a program (status {status}).",
        "{host} 不向程序提供 {path}（状态 {status}）。",
    ),
    "not-there": (
        State.FAILED,
        "There is no file at {path} any more (status {status}).",
        "{path} 处已没有文件（状态 {status}）。",
    ),
    "web-page": (
        State.FAILED,
        "{host} answered with a web page instead of the file when a program asked for {path}.",
        "程序请求 {path} 时，{host} 给出的是网页，而不是文件。",
    ),
    "slow": (
        State.TIMED_OUT,
        "{path} comes too slowly from {host}. What has come is kept; run the command again to go on.",
        "从 {host} 获取 {path} 过慢。已获取的部分已保留，再次运行该命令即可继续。",
    ),
    "cut-off": (
        State.FAILED,
        "{host} broke off before {path} was whole. What has come ({size} MB) is kept; run the command again to go on.",
        "{host} 在 {path} 传完之前中断。已获取的 {size} MB 已保留，再次运行该命令即可继续。",
    ),
    "broke": (
        State.FAILED,
        "{host} broke off before {path} was whole. Run the command again.",
        "{host} 在 {path} 传完之前中断。请再次运行该命令。",
    ),
    "too-big-there": (
        State.TOO_BIG,
        "{path} has {size} MB; up to {limit} MB are fetched (setting max_input_mb).",
        "{path} 有 {size} MB，最多获取 {limit} MB（设置项 max_input_mb）。",
    ),
    "fetching": (
        State.FAILED,
        "{path} is being fetched by another process. Wait until that is done.",
        "另一进程正在获取 {path}。请等待其完成。",
    ),
    "no-address": (
        State.UNSUPPORTED,
        "The publisher gives no address of a file for {path}.",
        "{path}：出版方没有给出文件的网址。",
    ),
    "no-work": (
        State.FAILED,
        "There is no work {path} in the catalogue. Nearest: {near}. `resilient fetch --list` lists what can be fetched.",
        "目录中没有 {path}。最接近的有：{near}。用 `resilient fetch --list` 可查看能获取的文献。",
    ),
    "not-here": (
        State.FAILED,
        "Nothing in the library is called {path}. Nearest: {near}. `resilient list` lists what is there.",
        "文献库中没有 {path}。最接近的有：{near}。用 `resilient list` 可查看库中内容。",
    ),
    "nothing-here": (
        State.FAILED,
        "Nothing in the library is called {path}; nothing of your own is in it.",
        "文献库中没有 {path}，也没有您自己添加的内容。",
    ),
    "ambiguous": (
        State.FAILED,
        "{path} may mean {near}. Give one of these; nothing was removed.",
        "{path} 可能指 {near}。请给出其中之一；没有移除任何内容。",
    ),
    "ships": (
        State.FAILED,
        "Of {path} there is only what ships with the program, and that stays. To leave it out, name it: {near}.",
        "{path} 只有随程序附带的内容，予以保留。如要去掉，请指明：{near}。",
    ),
    "by-hand": (
        State.FAILED,
        "Open {page} in a browser, save the file, and run `resilient ingest FILE --work {work}`.",
        "请在浏览器中打开 {page}，保存文件，再运行 `resilient ingest FILE --work {work}`。",
    ),
    "by-hand-anywhere": (
        State.FAILED,
        "If you have the file, run `resilient ingest FILE --work {work}`.",
        "如果您有该文件，请运行 `resilient ingest FILE --work {work}`。",
    ),
    "empty": (
        State.EMPTY,
        "{path} is empty.",
        "{path} 是空文件。",
    ),
    "no-text": (
        State.EMPTY,
        "{path} holds no text.",
        "{path} 中没有文字。",
    ),
    "too-big": (
        State.TOO_BIG,
        "{path} has {size} MB; up to {limit} MB are read. Divide it into smaller files.",
        "{path} 有 {size} MB，最多读取 {limit} MB。请把它拆成较小的文件。",
    ),
    "too-much-text": (
        State.TOO_BIG,
        "{path} holds more than {limit} million characters of text. Divide it into smaller files.",
        "{path} 的文字超过 {limit} 百万字。请把它拆成较小的文件。",
    ),
    "unsupported": (
        State.UNSUPPORTED,
        "{path} is of a kind that is not read ({suffix}). Files that can be: {readable}.",
        "{path} 的类型（{suffix}）不能读取。可读取的有：{readable}。",
    ),
    "binary": (
        State.UNSUPPORTED,
        "{path} is not a text file, whatever its name says: it holds binary data.",
        "{path} 不是文本文件，无论其名称如何：其中是二进制数据。",
    ),
    "old-word": (
        State.UNSUPPORTED,
        "{path} is in the format of Word before 2007. Save it as .docx, and try again.",
        "{path} 是 Word 2007 以前的格式。请另存为 .docx 后重试。",
    ),
    "unpacks-too-big": (
        State.TOO_BIG,
        "{path} unpacks to more than {limit} MB. Take the pictures out of it, or divide it.",
        "{path} 解压后超过 {limit} MB。请去掉其中的图片，或把它拆开。",
    ),
    "encoding": (
        State.UNSUPPORTED,
        "{path} is in an encoding that cannot be read without guessing ({guess}). Save it as UTF-8.",
        "{path} 的编码无法确知（{guess}），不作猜测。请另存为 UTF-8 后重试。",
    ),
    "changed": (
        State.FAILED,
        "{path} changed while it was being read. Try again when nobody writes to it.",
        "{path} 在读取时发生了变化。请在无人写入时重试。",
    ),
    "images": (
        State.EMPTY,
        "{path} has no text to read: pages {pages} are images. Set `ocr = true` to read them by character recognition, and try again.",
        "{path} 没有可读取的文字：第 {pages} 页是图像。请设置 `ocr = true`，用文字识别读取后重试。",
    ),
    "image": (
        State.EMPTY,
        "{path} has no text to read: its page {pages} is an image. Set `ocr = true` to read it by character recognition, and try again.",
        "{path} 没有可读取的文字：第 {pages} 页是图像。请设置 `ocr = true`，用文字识别读取后重试。",
    ),
    "no-recognition": (
        State.EMPTY,
        "{path} has images for pages, and character recognition is not installed. On Debian: apt-get install {packages}.",
        "{path} 的页面是图像，而本机没有安装文字识别程序。在 Debian 上请运行：apt-get install {packages}。",
    ),
    "no-page": (
        State.FAILED,
        "{path} has no page {page} that can be shown.",
        "{path} 没有可显示的第 {page} 页。",
    ),
    "too-many-pages": (
        State.TOO_BIG,
        "{path} has {count} pages; up to {limit} are read. Divide it into smaller files.",
        "{path} 有 {count} 页，最多读取 {limit} 页。请把它拆成较小的文件。",
    ),
    "encrypted": (
        State.ENCRYPTED,
        "{path} is protected by a password. Save a copy without one, and try again.",
        "{path} 有密码保护。请另存一份无密码的文件后重试。",
    ),
    "timed-out": (
        State.TIMED_OUT,
        "{path} took more than {seconds} seconds to read. Divide it, or save it in a simpler format.",
        "读取 {path} 超过 {seconds} 秒。请把它拆开，或存成较简单的格式。",
    ),
    "memory": (
        State.FAILED,
        "Reading {path} needs more than {limit} MB of memory. Divide it, or save it in a simpler format.",
        "读取 {path} 需要超过 {limit} MB 的内存。请把它拆开，或存成较简单的格式。",
    ),
    "crashed": (
        State.FAILED,
        "The reader of {path} stopped ({how}). Save it again with the program that made it, or in another format.",
        "{path} 的读取程序中止（{how}）。请用生成它的程序重新保存，或存成其他格式。",
    ),
    "broken": (
        State.FAILED,
        "{path} cannot be read as what its name says it is: {why}. Save it again with the program that made it.",
        "{path} 不能按其名称所示的格式读取：{why}。请用生成它的程序重新保存。",
    ),
    "unstorable": (
        State.FAILED,
        "{path} was not read right: {why}. Please report this with the file's name.",
        "{path} 未能正确读取：{why}。请连同文件名一起报告。",
    ),
}


_ADVICE = ("by-hand", "by-hand-anywhere")


class Refused(InputError):
    """An input that ended otherwise than ready: `code` is a key of OUTCOMES, `parameters` what its sentence names.

    `advice` is a second sentence, for a person who wants to get at the input in another way.
    """

    def __init__(self, code: str, *, advice: Refused | None = None, **parameters: str) -> None:
        state, english, _ = OUTCOMES[code]
        told = english.format(**parameters)
        super().__init__(f"{told} {advice}" if advice else told, state)
        self.code = code
        self.parameters = parameters
        self.advice = advice

    def sentence(self, language: Language) -> str:
        """What happened and what to do, in the language."""
        _, english, chinese = OUTCOMES[self.code]
        told = (english if language == "en" else chinese).format(**self.parameters)
        return told + (" " if language == "en" else "") + self.advice.sentence(language) if self.advice else told

    @classmethod
    def recalled(cls, code: str, told: str) -> Refused | None:
        """The refusal of this code whose English words these are, advice too; None when it was worded otherwise."""
        for after in (*_ADVICE, ""):
            pattern = _pattern(code, "told_") + (" " + _pattern(after, "then_") if after else "")
            found = re.fullmatch(pattern, told, re.DOTALL) if code in OUTCOMES else None
            if found:
                parts: dict[str, dict[str, str]] = {"told_": {}, "then_": {}}
                for name, value in found.groupdict().items():
                    parts[name[:5]][name[5:]] = value
                advice = cls(after, advice=None, **parts["then_"]) if after else None
                return cls(code, advice=advice, **parts["told_"])
        return None

    def with_advice(self, advice: Refused | None) -> Refused:
        """The same with this advice after it."""
        return Refused(self.code, advice=advice, **self.parameters)


def _pattern(code: str, prefix: str) -> str:
    """The English sentence of a code as a regular expression with a group for each of its parameters."""
    if code not in OUTCOMES:
        return ""
    seen: set[str] = set()
    parts = re.split(r"\{(\w+)\}", OUTCOMES[code][1])
    for index in range(1, len(parts), 2):
        name = prefix + parts[index]
        parts[index] = f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
        seen.add(name)
    return "".join(part if index % 2 else re.escape(part) for index, part in enumerate(parts))
