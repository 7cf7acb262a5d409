"""Proves each case against what is in the library: `resilient eval check`, `python -m eval.check --home DIR`.

Every gold fact stands at its gold place in both languages, what cannot be answered stands nowhere, the wordings ask the same, and the
corrections exist and apply. A case that fails is named and fails the check. Knows nothing about answers.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assistant.concepts import known_concepts
from assistant.settings import Settings
from eval.dataset import CASES, Case, CaseError, load_cases
from eval.gold import LANGUAGES, Gold, stands
from eval.metrics import within
from eval.texts import interface, say
from index.encoder import BundledEncoder
from ingest.errata import errata
from ingest.glossary import Term, glossary
from ingest.language import numbers
from ingest.stated import states
from ingest.types import Language, ResilientError

IN_ONE_LANGUAGE = ("reference", "front interests")  # parts of the article that it prints once
FAR = 5  # wordings of other cases that may be nearer in meaning before the two do not ask the same; of the set, none has more than 3
SMALL = 10  # up to this a number is as often a word ("first", 一, 两) as a quantity, and counts only where it is written in digits
_NUMERAL = re.compile(r"\d[\d,.]*")
_NAMED = {"city", "country", "programme", "event", "organisation", "framework"}  # what a question is about, of the glossary's kinds
_FIRST_WORDS = 3  # alternatives shown in a message


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a case: `key` of the sentence in `eval.texts` and its values."""

    case: str
    key: str
    values: tuple[tuple[str, str], ...]

    def said(self, language: Language) -> str:
        """The sentence."""
        values = {name: say(f"language.{value}", language) if name == "language" else value for name, value in self.values}
        return f"✗ {self.case}: {say(self.key, language, **values)}"


def fault(case: Case, key: str, **values: object) -> Fault:
    """A fault of a case."""
    return Fault(case.id, f"check.{key}", tuple((name, str(value)) for name, value in values.items()))


def _shown(words: Sequence[str]) -> str:
    return " | ".join(words[:_FIRST_WORDS])


# ---------------------------------------------------------------- one case against the library


def places_exist(case: Case, gold: Gold) -> Iterator[Fault]:
    """A fault for each gold place at which the library has no text, or has it in one language only (references have one)."""
    for place in (place for place in case.places if not gold.missing(place)):
        own = {language for language in LANGUAGES if gold.has(place, language, case.work)}
        if not own:
            yield fault(case, "place", place=place)
        elif len(own) == 1 and not place.startswith(IN_ONE_LANGUAGE):
            yield fault(case, "one_language", place=place)


def facts_stand(case: Case, gold: Gold) -> Iterator[Fault]:
    """A fault for each gold fact that does not stand at the gold places, in either language; counted and inferred ones stand nowhere.

    Of a case to be declined the facts put its premise right; where they have places, they are proved alike.
    """
    for language in LANGUAGES if case.places else ():
        text = "\n".join(gold.texts(case.places, language, case.work))
        for fact in case.facts:
            if case.answerable and not fact.computed and not states(text, fact.of(language)):
                yield fault(case, "fact", language=language, words=_shown(fact.of(language)), places=", ".join(case.places))


def absent_is_elsewhere(case: Case, gold: Gold) -> Iterator[Fault]:
    """A fault for each word that must be absent and stands at the gold places of a closed set, or nowhere at all."""
    if case.absent is None:
        return
    for language in LANGUAGES:
        near = "\n".join(gold.texts(case.places, language, case.work))
        standing = [word for word in case.absent.of(language) if case.every_place and states(near, (word,))]
        if standing:
            yield fault(case, "absent", language=language, words=_shown(standing))
        if not any(gold.stating(case.absent.of(tongue), tongue) for tongue in LANGUAGES):
            yield fault(case, "absent_nowhere", language=language, words=_shown(case.absent.of(language)))


def swapped_stands_nowhere(case: Case, gold: Gold, cases: dict[str, Case]) -> Iterator[Fault]:
    """A fault where what cannot be answered stands: at the case's places, anywhere where it has none, or beside its twin's facts."""
    if case.swapped is None:
        return
    twin = cases.get(case.twin_of or "")
    for language in LANGUAGES:
        words = case.swapped.of(language)
        near = gold.texts(case.places, language, case.work) if case.places else gold.language_texts(language)
        if any(stands(text, words) for text in near):
            yield fault(case, "swapped", language=language, words=_shown(words), places=", ".join(case.places) or "…")
        if twin is None or not twin.answerable:
            continue
        facts = [fact.of(language) for fact in twin.facts if not fact.computed]
        subject = _subject(case)
        for passage in gold.stating(words, language) if facts else ():
            text = gold.text_of(passage)
            if subject <= known_concepts().names(text) and all(states(text, alternatives) for alternatives in facts):
                yield fault(case, "swapped_twin", language=language, words=_shown(words), twin=twin.id, places=passage.place)
        if states(twin.question_en if language == "en" else twin.question_zh, words):
            yield fault(case, "swapped_asked", language=language, words=_shown(words), twin=twin.id)


def _subject(case: Case) -> frozenset[str]:
    """The cities, programmes and the like that a case names."""
    return frozenset(
        concept.en for concept in known_concepts().find(f"{case.question_en} {case.question_zh}") if concept.category in _NAMED
    )


def corrections_apply(case: Case) -> Iterator[Fault]:
    """A fault for each correction of the case that does not exist, or has nothing to do with its places and words."""
    known = {erratum.id: erratum for erratum in errata()}
    asked = " ".join((case.question_en, case.question_zh, *case.before_en, *case.before_zh)).casefold()
    for name in case.errata:
        erratum = known.get(name)
        if erratum is None:
            yield fault(case, "erratum", words=name)
        elif not any(within(a, b) or within(b, a) for a in erratum.places for b in case.places) and not any(
            term.casefold() in asked for term in (*erratum.terms_en, *erratum.terms_zh)
        ):
            yield fault(case, "erratum_place", words=name)


# ---------------------------------------------------------------- the wordings of a case beside one another


def numbers_agree(case: Case) -> Iterator[Fault]:
    """A fault where a number written in digits in one wording is not in the other by value; the turns before count as well."""
    sides = (" ".join((*case.before_en, case.question_en)), " ".join((*case.before_zh, case.question_zh)))
    values = [set(numbers(side)) for side in sides]
    digits = [{value for numeral in _NUMERAL.findall(side) for value in numbers(numeral)} for side in sides]
    meant = [{value for value in own if value > SMALL or value in written} for own, written in zip(values, digits, strict=True)]
    alone = (meant[0] - values[1]) | (meant[1] - values[0])
    if alone:
        yield fault(case, "numbers", words=", ".join(sorted(f"{value.normalize():f}" for value in alone)))


def cities_agree(case: Case) -> Iterator[Fault]:
    """A fault where a city of the glossary is named in one wording and not in the other."""
    alone = [
        term.en
        for term in _cities()
        if states(case.question_en, (term.en, *term.variants_en)) != states(case.question_zh, (term.zh, *term.variants_zh, term.en))
    ]
    if alone:
        yield fault(case, "cities", words=_shown(alone))


@cache
def _cities() -> tuple[Term, ...]:
    return tuple(term for term in glossary() if term.kind == "city")


def meanings_agree(cases: Sequence[Case]) -> Iterator[Fault]:
    """A fault where the two wordings of a case are far apart: from either, more than FAR other questions are nearer than its twin.

    Nearness is the cosine of the bundled encoder, from English to Chinese and back, among the questions of all cases.
    """
    if not cases:
        return
    encoder = BundledEncoder.load()
    english, chinese = (encoder.encode_questions([getattr(case, f"question_{side}") for case in cases]) for side in LANGUAGES)
    likeness = english @ chinese.T
    own = np.diag(likeness)
    ranks = np.minimum((likeness > own[:, None]).sum(axis=1), (likeness > own[None, :]).sum(axis=0))
    for case, rank in zip(cases, ranks.tolist(), strict=True):
        if rank >= FAR:
            yield fault(case, "meaning", rank=rank)


# ---------------------------------------------------------------- the whole set


def check(cases: Sequence[Case], gold: Gold) -> tuple[Fault, ...]:
    """All faults of the cases, in their order."""
    known = {case.id: case for case in cases}
    found: list[Fault] = []
    far = {one.case: one for one in meanings_agree(cases)}
    for case in cases:
        found += [*places_exist(case, gold), *facts_stand(case, gold), *absent_is_elsewhere(case, gold)]
        found += [*swapped_stands_nowhere(case, gold, known), *corrections_apply(case), *numbers_agree(case), *cities_agree(case)]
        found += [far[case.id]] if case.id in far else []
    return tuple(found)


def answerable_here(cases: Sequence[Case], gold: Gold) -> tuple[Case, ...]:
    """The cases that this library can be asked: without the corpus that ships, those about linked works are left out."""
    return tuple(case for case in cases if gold.linked or case.needs != "bundled")


def main(argv: Sequence[str] | None = None) -> int:
    """Check the cases against the home's library; 0 all hold, 1 a case fails, 2 there is nothing to check."""
    from ingest.library import Library

    given = _arguments(argv)
    settings = Settings(home=given.home)
    language = interface(settings.interface)
    try:
        cases = load_cases(folder=given.cases)
        with Library.open(given.home) as library:
            gold = Gold(library.passages())
    except CaseError as error:
        return _complain(str(error), 1)
    except ResilientError as error:
        return _complain(str(error), 2)
    if not gold.places:
        return _complain(say("check.empty", language, home=given.home), 2)
    asked = answerable_here(cases, gold)
    faults = check(asked, gold)
    if given.json:
        rows = [{"case": one.case, "fault": one.key, **dict(one.values), "message": one.said(language)} for one in faults]
        print(json.dumps({"cases": len(asked), "left_out": len(cases) - len(asked), "faults": rows}, ensure_ascii=False, indent=1))
    else:
        _print(cases, asked, faults, gold, language)
    return int(bool(faults))


def _print(cases: Sequence[Case], asked: Sequence[Case], faults: Sequence[Fault], gold: Gold, language: Language) -> None:
    for one in faults:
        print(one.said(language))
    if len(asked) < len(cases):
        print(say("check.left_out", language, count=len(cases) - len(asked)))
    if faults:
        print(say("check.failed", language, failed=len({one.case for one in faults}), count=len(asked)))
        return
    facts = sum(not fact.computed for case in asked if case.answerable for fact in case.facts)
    origins = gold.origins(asked[0].work) if asked else {}
    origin = next((name for name in ("paper", "digest") if origins.get(name)), "none")
    declined = sum(not case.answerable for case in asked)
    print(say("check.passed", language, count=len(asked), facts=facts, declined=declined, origin=say(f"origin.{origin}", language)))


def _complain(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval check", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--home", type=Path, required=True, help="folder of the installation whose library the cases are proved against")
    parser.add_argument("--cases", type=Path, default=CASES, metavar="DIR", help="folder of case files; those that ship without it")
    parser.add_argument("--json", action="store_true", help="print the faults as JSON")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
