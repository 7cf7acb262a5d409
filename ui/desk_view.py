"""A draft as HTML: its head with what can be done, its contents, its sections with tables, its references; knows nothing about Gradio.

What comes out holds only the elements written here. A button's `value` says what it does, in words that draft.js reads.
"""

from __future__ import annotations

from assistant.desk.draft import KINDS, Section
from assistant.desk.export import Group, Shown
from assistant.desk.keeping import STEPS_KEPT
from assistant.desk.wording import known
from ingest.types import Language
from ui.desk_cases import cases_html, why_html
from ui.desk_lines import anchor, choice_html, line_html, lines_html, mark, typed_html
from ui.desk_work import Seen, why_failed
from ui.escape import button, escaped, language_tag, links
from ui.texts import say

PAIRED = 3  # columns of a table that sets two sides against one another, as drafts had them for each case before there was one for all


def draft_html(seen: Seen, language: Language) -> str:
    """The whole of a draft as far as it has been composed."""
    tongue = language_tag(seen.draft.language)
    shown = [section for section in seen.draft.sections if section.lines]
    titled = [(section, title, groups) for section, (title, groups) in zip(shown, seen.page.sections, strict=True)]
    parts = "".join(_section_html(section, title, groups, seen, language) for section, title, groups in titled)
    items = "".join(f'<li><a href="#draft-{section.id}">{escaped(title)}</a></li>' for section, title, _ in titled)
    contents = f'<nav class="contents" aria-label="{say("draft.contents", language)}"><ol lang="{tongue}">{items}</ol></nav>'
    going = f'<p class="going composing" role="status">{say("draft.composing", language)}</p>' if seen.kept is None else ""
    ready = "" if seen.kept is None else f'<span id="draft-id" hidden>{escaped(seen.kept.id)}</span>'
    return (
        f'<div class="draft" id="draft-shown">{ready}{_head_html(seen, language)}{cases_html(seen, language)}'
        f'<div class="body">{contents}<div class="parts">{parts}{going}{_references_html(seen)}</div></div></div>'
    )


def _head_html(seen: Seen, language: Language) -> str:
    page, tongue = seen.page, language_tag(seen.draft.language)
    named = f'<span id="draft-named">{escaped(seen.kept.title)}</span>' if seen.kept else ""
    back = f'<p class="back">{button("draft-close", "draft.back", language)} {named}</p>'
    title = f'<h1 lang="{tongue}">{escaped(page.title)}</h1><p class="told" lang="{tongue}">{escaped(page.subtitle)}</p>'
    remarks = "".join(f"<li>{escaped(remark[0 if language == 'en' else 1])}</li>" for remark in seen.draft.profile.remarks)
    said = f'<div class="notice"><p>{say("draft.remarks", language)}</p><ul>{remarks}</ul></div>' if remarks else ""
    return (
        f'<header class="top">{back}{title}{_tools_html(seen, language)}{said}{_export_html(seen, language)}'
        f"{_legend_html(seen, language)}{_counted_html(seen, language)}{_evidence_html(seen, language)}</header>"
    )


def _tools_html(seen: Seen, language: Language) -> str:
    kept = seen.kept
    if kept is None:
        return ""
    undo = button("draft-undo", "draft.undo", language) if kept.step > max(0, kept.steps - STEPS_KEPT) else ""
    redo = button("draft-redo", "draft.redo", language) if kept.step < kept.steps else ""
    other = "en" if seen.draft.language == "zh" else "zh"
    rest = "".join(button(f"draft-{verb} {kept.id}", f"draft.{verb}", language) for verb in ("rename", "duplicate", "describe", "delete"))
    return f'<div class="tools">{undo}{redo}{button(f"draft-tongue {kept.id}", f"draft.in.{other}", language)}{rest}</div>'


def _legend_html(seen: Seen, language: Language) -> str:
    """What the marks mean, and how many lines have each."""
    kinds = [line.kind for line in seen.draft.lines()]
    present = [kind for kind in (*KINDS, None) if kind in kinds]
    items = "".join(
        f"<li>{mark(kind, language)} <strong>{kinds.count(kind)}</strong> "
        f'<span class="told">{say("draft.means." + (kind or "untyped"), language)}</span></li>'
        for kind in present
    )
    return f'<ul class="legend" aria-label="{say("draft.legend", language)}">{items}</ul>'


def _counted_html(seen: Seen, language: Language) -> str:
    """How many lines a language model worded and how many of its sentences were taken out; nothing where none was asked."""
    worded = sum(line.written for line in seen.draft.lines())
    removed = sum(section.removed for section in seen.draft.sections)
    told = say("draft.model_count" if removed else "draft.model_clean", language, count=worded, removed=removed)
    return f'<p class="told model-count">{told}</p>' if worded or removed else ""


def _export_html(seen: Seen, language: Language) -> str:
    """The files to take away; where a line stands against it, which and why; where sections are missing, a way to have them."""
    if seen.kept is None:
        return ""
    if not seen.whole:
        rest = button(f"draft-rest {seen.kept.id}", "draft.rest", language)
        return f'<div class="notice"><p>{say("draft.broken_off", language)}</p><p class="tools">{rest}</p></div>'
    if seen.faults:
        items = "".join(f'<li><a href="#{anchor(id_)}">{escaped(sentence)}</a></li>' for id_, sentence in seen.faults.items())
        return f'<div class="notice refused" role="alert"><p>{say("draft.refused", language)}</p><ul>{items}</ul></div>'
    files = "".join(
        f'<a class="file" href="/export/draft/{escaped(seen.kept.id)}.{ending}" download>{say(key, language)}</a>'
        for ending, key in (("docx", "draft.docx"), ("md", "draft.markdown"))
    )
    return f'<p class="files">{files}<span class="told">{say("draft.files_text", language)}</span></p>'


def _evidence_html(seen: Seen, language: Language) -> str:
    if not seen.evidence or seen.kept is None:
        return ""
    items = "".join(
        f'<li><span class="name">{escaped(words)}</span> <span class="tools">{choice_html(id_, seen, language)}</span></li>'
        for id_, words in seen.evidence.items()
    )
    return f'<div class="evidence"><h2>{say("draft.your_choices", language)}</h2><ul>{items}</ul></div>'


def _section_html(section: Section, title: str, groups: tuple[Group, ...], seen: Seen, language: Language) -> str:
    tongue = language_tag(seen.draft.language)
    verbs = [verb for verb in ("more", "again", "add") if verb != "more" or section.id == "experience" or known(f"seek_{section.id}")]
    tools = "".join(button(f"draft-{verb} {section.id}", f"draft.{verb}", language) for verb in verbs) if seen.kept else ""
    head = f'<header><h2 lang="{tongue}">{escaped(title)}</h2><div class="tools">{tools}</div></header>{_model_html(section, language)}'
    body = "".join(_group_html(group, section, seen, language) for group in groups)
    typed = seen.typed.get(section.id, "") if seen.kept else ""
    unsaved = typed_html(section.id, typed, "add", language) if typed else ""
    return f'<section class="part" id="draft-{section.id}">{head}{body}{unsaved}</section>'


def _model_html(section: Section, language: Language) -> str:
    """What a language model was told off for in a section, nothing where there is nothing."""
    told = [say("draft.removed", language, count=section.removed)] if section.removed else []
    told += [say("draft.model_failed", language, why=why_failed(section.fault, language))] if section.fault else []
    return "".join(f'<p class="told model-note" role="note">{escaped(words)}</p>' for words in told)


def _group_html(group: Group, section: Section, seen: Seen, language: Language) -> str:
    tongue = language_tag(seen.draft.language)
    head = f'<h3 lang="{tongue}">{escaped(group.title)}</h3>' if group.title else ""
    why = why_html(group.title, seen, language) if section.id == "experience" and group.title else ""
    return head + why + (_table_html(group, seen, language) if group.table else "") + lines_html(group.lines, seen, language)


def _table_html(group: Group, seen: Seen, language: Language) -> str:
    tongue = language_tag(seen.draft.language)
    head = "".join(f'<th scope="col">{escaped(words)}</th>' for words in group.head)
    rows = "".join(
        f'<tr><th scope="row" lang="{tongue}">{escaped(row.label)}</th>'
        + "".join(_cell_html(words, cell, seen, language) for words, cell in zip(group.head[1:], row.cells, strict=True))
        + "</tr>"
        for row in group.table
    )
    wide = " matrix" if len(group.head) > PAIRED else ""
    return f'<div class="table{wide}" tabindex="0"><table><thead lang="{tongue}"><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell_html(words: str, cell: Shown | None, seen: Seen, language: Language) -> str:
    return f"<td>{_column(words)}{line_html(cell, seen, language)}</td>" if cell else "<td></td>"


def _column(words: str) -> str:
    """A column's head once more, for a phone, where cells stand one under another."""
    return f'<span class="beneath" aria-hidden="true">{escaped(words)}</span>'


def _references_html(seen: Seen) -> str:
    page = seen.page
    if not page.references:
        return ""
    items = "".join(
        f"<li><span>[{one.number}]</span> <span>{escaped(one.text)} {' '.join(links(one.urls, page.language))}</span></li>"
        for one in page.references
    )
    head = f"<header><h2>{escaped(page.references_title)}</h2></header>"
    return f'<section class="part references" lang="{language_tag(page.language)}">{head}<ol>{items}</ol></section>'
