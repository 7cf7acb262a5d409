"""The list of conversations and the head of one, as HTML; knows nothing about Gradio or the notebook's file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from assistant.notebook.conversations import Conversation
from ingest.types import Language
from ui.escape import button, escaped
from ui.session import Session
from ui.texts import say

DOES = ("history.rename", "history.share", "history.delete")  # the buttons of a conversation; page and script know them by the last word
SPANS = ((0, "history.today"), (1, "history.yesterday"), (6, "history.week"), (30, "history.month"))  # days since it was last used


def history_html(found: Sequence[Conversation], current: str, words: str, language: Language, today: date | None = None) -> str:
    """The conversations under the days they were last used on; a sentence where there is none."""
    if not found:
        return f'<p class="none-kept">{say("history.nothing_found" if words.strip() else "history.empty", language)}</p>'
    today = today or date.today()
    groups: dict[str, list[str]] = {}
    for one in found:
        groups.setdefault(_when(one.changed, today, language), []).append(_item(one, current))
    return "".join(f'<h3>{when}</h3><ul class="kept">{"".join(items)}</ul>' for when, items in groups.items())


def _item(one: Conversation, current: str) -> str:
    chosen = ' class="chosen"' if one.id == current else ""
    return f'<li{chosen}><button type="button" class="act" value="open {escaped(one.id)}">{escaped(one.title)}</button></li>'


def _when(changed: float, today: date, language: Language) -> str:
    days = (today - datetime.fromtimestamp(changed).date()).days
    return say(next((key for most, key in SPANS if days <= most), "history.earlier"), language)


def head_html(session: Session, language: Language) -> str:
    """The conversation's title with what can be done with it; nothing before the first question."""
    if not session.turns:
        return ""
    title = f'<h2 id="conversation-title">{escaped(session.title or session.turns[0].question[:90])}</h2>'
    if not session.own:
        return f'<div id="heading">{title}<p class="reading">{say("history.shared", language)}</p></div>'
    if not session.conversation:
        return f'<div id="heading">{title}</div>'
    buttons = "".join(button(f"{key.partition('.')[2]} {session.conversation}", key, language) for key in DOES)
    export = f'<a class="act" href="/export/{escaped(session.conversation)}.md" download>{say("history.export", language)}</a>'
    kept = f'<span id="conversation-id" hidden>{escaped(session.conversation)}</span>'
    return f'<div id="heading">{title}<div class="tools">{buttons}{export}</div>{_link_html(session, language)}{kept}</div>'


def _link_html(session: Session, language: Language) -> str:
    if not session.link:
        return ""
    address = f'<a id="shared-link" href="/?shared={escaped(session.link)}">{say("history.link", language)}</a>'
    does = button("copylink", "history.copy_link", language) + button(f"unshare {session.conversation}", "history.unshare", language)
    return f'<p class="shared">{say("history.link_text", language)} {address} {does}</p>'
