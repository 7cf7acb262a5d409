"""Each measure against numbers written as the arithmetic that gives them."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as some

from eval import metrics

# ---------------------------------------------------------------- facts


def test_fact_recall_is_the_share_of_facts_stated() -> None:
    facts = (("Bonn", "波恩"), ("2010",), ("ICLEI", "宜可城"))
    assert metrics.fact_recall("波恩，2010年", facts) == 2 / 3
    assert metrics.fact_recall("", ()) == 1.0


# ---------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("place", "gold", "expected"),
    [
        ("section 3.1", "section 3.1", True),
        ("section 3.1", "section 3", True),
        ("section 3.1 part 2", "section 3.1", True),
        ("section 3", "section 3.1", False),
        ("section 31", "section 3", False),
        ("table 2 row 10", "table 2 row 1", False),
        ("table 2 row 10", "table 2", True),
        ("Fact EA.1", "fact EA.1", True),
        ("fact EA.12", "fact EA.1", False),
        ("front fund", "front", True),
    ],
)
def test_a_place_counts_for_what_it_lies_in(place: str, gold: str, expected: bool) -> None:
    assert metrics.within(place, gold) is expected


def test_citation_precision_and_recall() -> None:
    cited, gold = ("table 2 row 6", "table 2 row 8", "section 3.2", "section 3.2"), ("table 2 row 6", "table 2 row 7", "table 2 row 8")
    assert metrics.citation_precision(cited, gold) == 2 / 3
    assert metrics.citation_recall(cited, gold) == 2 / 3
    assert (metrics.place_hit(cited, gold), metrics.place_hit((), gold)) == (True, False)
    assert (metrics.citation_precision((), gold), metrics.citation_recall((), ())) == (0.0, 1.0)


RANKED = ("section 1", "table 2 row 6", "section 3.2", "table 2 row 8")
GOLD = ("table 2 row 6", "table 2 row 8")


def test_ranked_places() -> None:
    assert (metrics.hit_at(RANKED, GOLD, 1), metrics.hit_at(RANKED, GOLD, 2)) == (0.0, 1.0)
    assert (metrics.recall_at(RANKED, GOLD, 2), metrics.recall_at(RANKED, GOLD, 4)) == (1 / 2, 2 / 2)
    assert metrics.reciprocal_rank(RANKED, GOLD) == 1 / 2
    assert metrics.reciprocal_rank(("section 1",), GOLD) == 0.0
    best = 1 / log2(2) + 1 / log2(3)
    assert metrics.ndcg_at(RANKED, GOLD, 4) == pytest.approx((1 / log2(3) + 1 / log2(5)) / best)
    assert metrics.ndcg_at(RANKED, GOLD, 2) == pytest.approx((1 / log2(3)) / best)
    assert metrics.ndcg_at(GOLD, GOLD, 10) == pytest.approx(1.0)
    assert metrics.ndcg_at(RANKED, (), 4) == 0.0


def test_passages_of_one_place_gain_once() -> None:
    assert metrics.first_hits(("section 3.1", "section 3.1", "section 3.2"), ("section 3.1", "section 3.2")) == (1, 0, 1)
    assert metrics.ndcg_at(("section 3.1", "section 3.1"), ("section 3.1",), 2) == 1.0


@given(some.lists(some.sampled_from(["section 1", "section 3.1", "section 3.2", "table 2 row 6"]), max_size=8))
def test_ndcg_stays_between_0_and_1(ranked: list[str]) -> None:
    assert 0.0 <= metrics.ndcg_at(ranked, ("section 3", "table 2"), 5) <= 1.0 + 1e-12


def test_alternative_places_are_met_by_the_first() -> None:
    either = metrics.ranking(RANKED, GOLD, every=False)
    assert either == metrics.Ranking(1.0, 1.0, 1 / 2, 1 / log2(3))
    whole = metrics.ranking(RANKED, GOLD, every=True)
    assert (whole.recall5, whole.reciprocal) == (2 / 2, 1 / 2) and whole.ndcg10 == metrics.ndcg_at(RANKED, GOLD, 10)
    assert metrics.ranking((), GOLD, every=False) == metrics.Ranking(0.0, 0.0, 0.0, 0.0)
    late = tuple(["section 1"] * 10) + GOLD
    assert metrics.ranking(late, GOLD, every=False) == metrics.Ranking(0.0, 0.0, 1 / 11, 0.0)


def test_a_passage_that_covers_several_places_counts_for_each() -> None:
    assert metrics.within("section 1 + table 2 row 6", "table 2") and not metrics.within("section 1 + section 2", "section 3")


@given(some.lists(some.integers(0, 12), max_size=10), some.sets(some.integers(0, 12), min_size=1, max_size=5))
def test_rankings_agree_with_ir_measures(ranked: list[int], gold: set[int]) -> None:
    """The same numbers as a maintained library (ir_measures over trec_eval) where every place is its own document."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    order = [f"section {number}" for number in dict.fromkeys(ranked)]
    wanted = [f"section {number}" for number in sorted(gold)]
    qrels = [ir_measures.Qrel("q", place, 1) for place in wanted]
    run = [ir_measures.ScoredDoc("q", place, float(len(order) - rank)) for rank, place in enumerate(order)]
    theirs = ir_measures.calc_aggregate([R @ 5, R @ 10, RR, nDCG @ 10], qrels, run or [ir_measures.ScoredDoc("q", "none", 1.0)])
    ours = metrics.ranking(order, wanted, every=True)
    assert (ours.recall5, ours.recall10) == pytest.approx((theirs[R @ 5], theirs[R @ 10]))
    assert (ours.reciprocal, ours.ndcg10) == pytest.approx((theirs[RR], theirs[nDCG @ 10]))


# ---------------------------------------------------------------- quotes, language, length


def test_a_quote_holds_only_where_it_stands() -> None:
    text = "首届大会在波恩召开。It met in Bonn."
    assert metrics.quote_holds("波恩", text, 5, 7)
    assert metrics.quote_holds("It met in Bonn.", text, 10, 25)
    assert not metrics.quote_holds("波恩", text, 4, 6)
    assert not metrics.quote_holds("", text, 3, 3)
    assert not metrics.quote_holds("Bonn.", text, 20, 99)


TITLE = "Arikan (2022). Daring Cities 2022: Responding to finance."


@pytest.mark.parametrize(
    ("text", "expected", "quotes", "right"),
    [
        ("It was held in Bonn [1].", "en", (), True),
        ("大会在波恩召开[1]。", "zh", (), True),
        ("大会在波恩召开[1]。", "en", (), False),
        ("It was held in Bonn.", "zh", (), False),
        (f"第37条是：{TITLE}", "zh", (TITLE,), True),
        ("The paper says: 大会在德国波恩召开，成为首个全球论坛。", "en", ("大会在德国波恩召开，成为首个全球论坛。",), True),
        ("The paper says: 大会在德国波恩召开，成为首个全球论坛。", "en", (), False),
        ("AMARE-EU的试点城市：Catanzaro、Rotterdam", "zh", (), True),
        ("322", "en", (), True),
        ("322", "zh", (), False),
        ("", "en", (), False),
    ],
)
def test_the_language_of_an_answer(text: str, expected: metrics.Language, quotes: tuple[str, ...], right: bool) -> None:
    assert metrics.language_right(text, expected, quotes) is right


def test_the_median_length_leaves_marks_out() -> None:
    assert metrics.median_length(["Bonn [1]", "波恩[2]", "Bonn的"]) == 4
    assert metrics.median_length([]) == 0.0


# ---------------------------------------------------------------- declining


def test_declining_is_judged_as_a_decision() -> None:
    decision = metrics.declining([True, True, True, False, False], [True, True, False, True, False])
    assert (decision.precision, decision.recall) == (2 / 3, 2 / 3)
    assert decision.f1 == pytest.approx(2 * (2 / 3) * (2 / 3) / (2 / 3 + 2 / 3))
    assert metrics.declining([False], [False]) == metrics.Decision(0.0, 0.0, 0.0)


def test_risk_and_coverage() -> None:
    points = metrics.risk_coverage([0.9, 0.8, 0.8, 0.1], [True, False, True, False])
    assert [(p.confidence, p.coverage, p.risk) for p in points] == [(0.9, 1 / 4, 0 / 1), (0.8, 3 / 4, 1 / 3), (0.1, 4 / 4, 2 / 4)]


def test_the_area_under_risk_and_coverage() -> None:
    assert metrics.area_under_risk_coverage([0.9, 0.8, 0.7], [True, False, True]) == pytest.approx((0 / 1 + 1 / 2 + 1 / 3) / 3)
    tied = (0.5 / 1 + 1 / 2) / 2  # two of equal confidence, one wrong: half a wrong one after the first
    assert metrics.area_under_risk_coverage([0.5, 0.5], [True, False]) == pytest.approx(tied)
    assert metrics.area_under_risk_coverage([0.5, 0.5], [False, True]) == pytest.approx(tied)
    assert metrics.area_under_risk_coverage([], []) == 0.0


@given(some.lists(some.booleans(), min_size=1, max_size=12))
def test_knowing_oneself_is_never_worse_than_not(correct: list[bool]) -> None:
    knowing = metrics.area_under_risk_coverage([float(right) for right in correct], correct)
    assert knowing <= metrics.area_under_risk_coverage([0.5] * len(correct), correct) + 1e-12


def test_means_and_percentiles() -> None:
    assert metrics.mean([1, 2, 6]) == (1 + 2 + 6) / 3
    assert metrics.mean([]) == 0.0
    assert metrics.percentile([10.0, 20.0, 30.0], 0.5) == 20.0
    assert metrics.percentile([10.0, 20.0], 0.25) == 10 + (20 - 10) * 0.25
    assert metrics.percentile([], 0.5) == 0.0
