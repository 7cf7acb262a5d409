"""Questions that name a place of the article are answered from that place, or declined where there is no such place."""

from __future__ import annotations

import pytest

from assistant.assemble import Assistant


@pytest.mark.parametrize(
    ("question", "place", "words"),
    [
        ("What is reference 2?", "reference 2", ["Lin", "2015", "Ponds and pumps"]),
        ("参考文献2是什么？", "reference 2", ["Lin", "2015", "Ponds and pumps"]),
        ("reference 2是什么文献？", "reference 2", ["Lin", "2015", "Ponds and pumps"]),
        ("Which article did Stone write in 2014?", "reference 1", ["The second flood"]),
        ("Stone在2014年发表了什么文章？", "reference 1", ["The second flood"]),
        ("What is the title of figure 1?", "figure 1", ["four towns"]),
        ("图1的标题是什么？", "figure 1", ["四座城镇"]),
        ("figure 1的标题是什么？", "figure 1", ["四座城镇"]),
        ("Who are the authors of the article?", "front authors", ["Ada STONE", "Bo LIN"]),
        ("文章的作者是谁？", "front authors", ["艾达·斯通", "林波"]),
        ("这篇article的authors是谁？", "front authors", ["艾达·斯通", "林波"]),
        ("Which fund funded the study?", "front fund", ["RF77"]),
        ("本研究由什么基金资助？", "front fund", ["RF77"]),
        ("这篇paper由哪个基金资助？", "front fund", ["RF77"]),
        ("What are the keywords?", "keywords", ["Patient Town", "Alarm Network"]),
        ("关键词是什么？", "keywords", ["耐心的城镇", "警报网"]),
        ("这篇paper的关键词是什么？", "keywords", ["耐心的城镇", "警报网"]),
        ("What are the highlights?", "highlights", ["twenty years", "seven actions"]),
        ("文章亮点有哪些？", "highlights", ["二十年", "七项行动"]),
        ("paper的亮点有哪些？", "highlights", ["二十年", "七项行动"]),
        ("Do the authors declare competing interests?", "front interests", ["a garden each"]),
        ("作者有利益冲突吗？", "front interests", ["各有一座花园"]),
        ("authors有利益冲突吗？", "front interests", ["各有一座花园"]),
        ("What is the e-mail address of the corresponding author?", "front correspondence", ["ada@rivers.example"]),
        ("通讯作者的邮箱是什么？", "front correspondence", ["ada@rivers.example"]),
        ("corresponding author的邮箱是什么？", "front correspondence", ["ada@rivers.example"]),
        ("Who edited the article?", "front editors", ["Cy WOOD"]),
        ("文章的编辑是谁？", "front editors", ["伍德"]),
        ("这篇article的编辑是谁？", "front editors", ["伍德"]),
        ("Summarize section 3.2.", "section 3.2", ["two gates"]),
        ("概括第3.2节的主要内容。", "section 3.2", ["两座水闸"]),
        ("概括section 3.2的主要内容。", "section 3.2", ["两座水闸"]),
        ("Summarize the article.", "abstract", ["four river towns"]),
        ("概述这篇文章。", "abstract", ["四座河边城镇"]),
        ("概述这篇paper。", "abstract", ["四座河边城镇"]),
    ],
)
def test_a_place_is_quoted_and_cited(own: Assistant, question: str, place: str, words: list[str]) -> None:
    answer = own.ask(question)
    assert not answer.abstained, answer.text
    assert {citation.place for citation in answer.citations} == {place}, answer.text
    assert all(word.lower() in answer.text.lower() for word in words), answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many people wrote this article?", ["2", "Ada STONE", "Bo LIN"]),
        ("这篇文章有几位作者？", ["2", "艾达·斯通", "林波"]),
        ("这篇paper有多少authors？", ["2", "艾达·斯通"]),
        ("Who is the second author?", ["Bo LIN"]),
        ("第二作者是谁？", ["林波"]),
        ("Which author works in Oskaby?", ["Bo LIN", "School of Gardens"]),
        ("哪位作者在花园学院？", ["林波", "花园学院"]),
        ("Lin在哪个学院？", ["林波", "花园学院"]),
        ("How many of the authors are at Velmora University?", ["1 of the 2", "Ada STONE"]),
        ("What is the title of the article?", ["Patient Towns"]),
        ("这篇文章的题目是什么？", ["耐心的城镇"]),
        ("这篇paper的标题是什么？", ["耐心的城镇"]),
        ("Which journal was this article published in?", ["Landscape Architecture Frontiers"]),
        ("这篇文章发表在哪个期刊？", ["Landscape Architecture Frontiers"]),
        ("What grant paid for the study?", ["RF77"]),
        ("Who financed this study?", ["RF77"]),
        ("What is the Chinese title of the article?", ["耐心的城镇"]),
        ("文章的英文标题是什么？", ["Patient Towns"]),
        ("Prof. Lin, which school?", ["School of Gardens"]),
        ("谁把文章翻成中文的？", ["希尔"]),
        ("Who did the editing and the translation?", ["Cy WOOD", "Di HILL"]),
    ],
)
def test_who_made_the_article_is_told_exactly(own: Assistant, question: str, said: list[str]) -> None:
    answer = own.ask(question)
    assert not answer.abstained, answer.text
    assert all(words in answer.text for words in said), answer.text
    assert all(citation.place.startswith("front") for citation in answer.citations)


@pytest.mark.parametrize("question", ["Who is the sixth author?", "第六作者是谁？", "第六作者in this paper是谁？"])
def test_an_author_beyond_the_last_is_put_right(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert answer.abstained and "2" in answer.text


@pytest.mark.parametrize("question", ["Where is reference 3 cited?", "参考文献3在哪里被引用？", "reference 3在哪里被引用？"])
def test_where_a_reference_is_cited(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert [citation.place for citation in answer.citations] == ["reference 3", "section 2", "section 2"], answer.text
    assert all("[3]" in citation.quote for citation in answer.citations), "each quote holds the mark it is cited for"


@pytest.mark.parametrize("question", ["Where does Stone work?", "作者斯通在哪个单位任职？", "斯通的单位是什么？Who is she?"])
def test_who_works_where(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert {citation.place for citation in answer.citations} >= {"front affiliations"}, answer.text
    assert {"en": "Institute of Rivers", "zh": "河流研究所"}[answer.language] in answer.text
    assert {"en": "School of Gardens", "zh": "花园学院"}[answer.language] not in answer.text


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("What are the three phases of learning?", ["2001", "2005", "2014", "2015"]),
        ("学习分为哪三个阶段？", ["2001", "2005", "2014", "2015"]),
        ("learning分为哪三个阶段？", ["2001", "2005", "2014", "2015"]),
    ],
)
def test_the_phases_come_from_the_headings(own: Assistant, question: str, years: list[str]) -> None:
    answer = own.ask(question)
    assert [citation.place for citation in answer.citations] == ["section 3.1", "section 3.2", "section 3.3"]
    assert all(year in answer.text for year in years)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is reference 9?", "3"),
        ("参考文献9是什么？", "3"),
        ("reference 9是什么？", "3"),
        ("What does figure 7 show?", "7"),
        ("图7画了什么？", "7"),
        ("figure 7画了什么？", "7"),
        ("What does table 5 say?", "5"),
        ("表5里有什么？", "5"),
        ("Table 5里有什么？", "5"),
        ("What happened in the fifth phase?", "three"),
        ("第五阶段发生了什么？", "三"),
    ],
)
def test_a_place_that_there_is_not_is_declined_with_what_there_is(own: Assistant, question: str, words: str) -> None:
    answer = own.ask(question)
    assert answer.abstained and words in answer.text, answer.text


@pytest.mark.parametrize("question", ["What does figure 1 show?", "图1画了什么？", "figure 1画了什么？"])
def test_what_is_drawn_is_not_known_and_the_caption_is_given(own: Assistant, question: str) -> None:
    answer = own.ask(question)
    assert answer.abstained and [citation.place for citation in answer.citations] == ["figure 1"]
