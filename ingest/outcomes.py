"""The ways in which an input can fail to become a document: a short stable code, a state, and a sentence in English and in Chinese.

`Refused.sentence` words one in either language; the names in braces are those of `Refused.parameters`.
"""

from __future__ import annotations

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
        "{path} is an address; fetching from one comes with `resilient fetch`. Download it and give the path.",
        "{path} 是网址；从网址获取将由 `resilient fetch` 提供。请先下载，再给出文件的路径。",
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


class Refused(InputError):
    """An input that ended otherwise than ready: `code` is a key of OUTCOMES, `parameters` what its sentence names."""

    def __init__(self, code: str, **parameters: str) -> None:
        state, english, _ = OUTCOMES[code]
        super().__init__(english.format(**parameters), state)
        self.code = code
        self.parameters = parameters

    def sentence(self, language: Language) -> str:
        """What happened and what to do, in the language."""
        _, english, chinese = OUTCOMES[self.code]
        return (english if language == "en" else chinese).format(**self.parameters)
