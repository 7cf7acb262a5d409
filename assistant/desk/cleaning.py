"""What a person typed, made safe to stand in a draft: no markup, no control characters, no orders to a program; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from assistant.desk.trouble import Said

KEYS_ZH = {
    "名称": "name",
    "城市": "name",
    "国家": "country",
    "省份": "province",
    "人口": "population",
    "气候": "climate",
    "灾害": "hazards",
    "经济": "economy",
    "财政": "fiscal_room",
    "现有基础": "existing",
    "子系统": "subsystems",
    "目标": "goals",
    "层级": "level",
    "读者": "audience",
    "语言": "language",
    "篇幅": "length",
    "中文": "zh",
    "英文": "en",
}
FIELDS_ZH = {name: key for key, name in reversed(KEYS_ZH.items())}  # "城市" is a second name of a key: the first one is shown

_TAG = re.compile(r"<[^<>]{0,400}>|<!--.*?-->|!?\[([^\]]{0,200})\]\([^)]{0,400}\)", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style|iframe)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_FENCE = re.compile(r"```|~~~|^\s{0,3}#{1,6}\s+|\*\*|__|\|", re.MULTILINE)
_ORDER = re.compile(
    r"(?:ignore|disregard|forget)\s+(?:all\s+|any\s+)?(?:the\s+|your\s+)?(?:previous|above|earlier|prior|following)?\s*(?:instruction|prompt|rule|source)"
    r"|\bsystem prompt\b|\byou are (?:now )?(?:an? )?(?:ai|assistant|language model|chatgpt)|\bas an ai\b|</?(?:system|assistant|user)>"
    r"|(?:忽略|无视|忘记|不要理会)[^。；\n]{0,12}(?:指令|指示|提示词?|规则|要求|资料)|系统提示词?|你(?:现在)?是(?:一个)?(?:AI|人工智能|语言模型|助手)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]?|[。！？!?；;\n]")
_ITEMS = re.compile(r"\s*[、，,;；\n]\s*")


def items(text: str) -> list[str]:
    """A list that was written in one line."""
    return [item for item in _ITEMS.split(text.strip()) if item]


def short(text: str, most: int = 80) -> str:
    """A text for a message, on one line."""
    line = re.sub(r"\s+", " ", plain(text)).strip()
    return line if len(line) <= most else line[: most - 1] + "…"


def plain(text: str) -> str:
    """The text without control, format and direction characters; line breaks and tabs become spaces."""
    return "".join(" " if c in "\n\r\t" else c for c in text if c in "\n\r\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


def clean(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The values with their texts cleaned, and a remark (English, Chinese) for each field something was taken out of."""
    remarks: dict[tuple[str, str], None] = {}
    return {key: _value(key, value, remarks) for key, value in values.items()}, list(remarks)


def _value(key: str, value: Any, remarks: dict[tuple[str, str], None]) -> Any:
    if isinstance(value, str):
        return _text(key, value, remarks)
    if isinstance(value, list | tuple):
        kept = [_value(key, item, remarks) for item in value]
        return [item for item, given in zip(kept, value, strict=True) if item != "" or given == ""]
    if isinstance(value, Mapping):
        return {name: _value(str(name), item, remarks) for name, item in value.items()}
    return value


def _text(key: str, value: str, remarks: dict[tuple[str, str], None]) -> str:
    names = {"field": key, "field_zh": FIELDS_ZH.get(key, key)}
    bare = _FENCE.sub(" ", _TAG.sub(lambda match: match.group(1) or " ", _SCRIPT.sub(" ", value)))
    bare = bare.replace("<", "＜").replace(">", "＞") if re.search(r"<|>", bare) and bare != value else bare
    if bare != value:
        remarks[Said("markup", **names).both] = None
    sentences = _SENTENCE.findall(bare)
    kept = [sentence for sentence in sentences if not _ORDER.search(sentence)]
    if len(kept) < len(sentences):
        remarks[Said("orders", **names).both] = None
    return re.sub(r"\s+", " ", plain("".join(kept))).strip()
