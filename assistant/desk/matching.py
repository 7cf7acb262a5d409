"""Which cases fit a city, and why: a score made of parts that are all shown, so that the ranking can be questioned; pure.

The weights say what matters more, not how sure anything is. They were chosen with the three example cities: a shared hazard has to
outweigh any single subsystem, and two subsystems with a goal may outweigh a merely similar hazard.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

from assistant.desk import vocabulary
from assistant.desk.casebook import Case
from assistant.desk.profile import Profile

PartName = Literal["hazard", "near", "concern", "marks", "goals", "country", "region", "level", "work", "tie", "known"]
WEIGHTS: dict[PartName, float] = {
    "hazard": 4.0,  # for the first hazard shared; each further one adds a quarter
    "near": 2.0,  # where no hazard is shared, but one is close
    "concern": 2.5,  # the city's economy and the case have to do with the same people or things; each further one adds a quarter
    "marks": 3.0,  # times the share of the wanted subsystems that the case is marked with, a rare mark weighing more
    "goals": 1.0,  # times the share of the wanted goals that its subsystems answer to
    "country": 1.5,
    "region": 0.75,
    "level": 2.0,  # done by a city, for a city or county
    "work": 1.5,  # asks for work more than money, where fiscal room is little
    "tie": 1.0,  # the city has something that it can build on
    "known": 0.5,  # notes say more than the table's row
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: what it is for, the points, and the ids it rests on (hazards, concerns, subsystems, goals)."""

    name: PartName
    points: float
    what: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A case with its score, the parts the score is the sum of, and its rank from 1."""

    case: Case
    parts: tuple[Part, ...]
    rank: int = 0

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return round(sum(part.points for part in self.parts), 2)

    def part(self, name: PartName) -> Part | None:
        """A part by name."""
        return next((part for part in self.parts if part.name == name), None)

    @property
    def relevant(self) -> bool:
        """Whether something of substance is shared: a hazard, a concern, a wanted subsystem, a goal."""
        return any(part.name in ("hazard", "near", "concern", "marks", "goals") and part.points > 0 for part in self.parts)


def rank(profile: Profile, cases: Sequence[Case], goals_of: dict[str, tuple[int, ...]]) -> tuple[Match, ...]:
    """All cases, best first; `goals_of` gives the goals that the paper assigns to each subsystem. Ties keep the table's order."""
    rarity = _rarity(cases)
    matches = [Match(case, _parts(profile, case, goals_of, rarity)) for case in cases]
    matches.sort(key=lambda match: -match.score)
    return tuple(Match(match.case, match.parts, number) for number, match in enumerate(matches, 1))


def _rarity(cases: Sequence[Case]) -> dict[str, float]:
    """What a mark weighs beside the others: ln((N + 1) / n) where n of N cases carry it; one that few carry says more of a case."""
    counts = {id_: sum(id_ in case.marks for case in cases) for id_ in vocabulary.terms("subsystem")}
    return {id_: log((len(cases) + 1) / max(count, 1)) for id_, count in counts.items()}


def _parts(profile: Profile, case: Case, goals_of: dict[str, tuple[int, ...]], rarity: dict[str, float]) -> tuple[Part, ...]:
    found = [*_hazard(profile, case), *_concern(profile, case), *_substance(profile, case, goals_of, rarity), *_around(profile, case)]
    return tuple(part for part in found if part.points > 0)


def _hazard(profile: Profile, case: Case) -> list[Part]:
    ours = profile.hazard_ids
    shared = tuple(id_ for id_ in ours if id_ in case.hazards)
    if shared:
        return [Part("hazard", WEIGHTS["hazard"] * (1 + 0.25 * (len(shared) - 1)), shared, shared)]
    pairs = [(mine, other) for mine in ours for other in case.hazards if other in vocabulary.terms("hazard")[mine].near]
    if not pairs:
        return []
    return [Part("near", WEIGHTS["near"], _once(mine for mine, _ in pairs), _once(other for _, other in pairs))]


def _concern(profile: Profile, case: Case) -> list[Part]:
    ours = vocabulary.found("concern", profile.all_text("economy"))
    shared = tuple(id_ for id_ in ours if id_ in case.concerns)
    return [Part("concern", WEIGHTS["concern"] * (1 + 0.25 * (len(shared) - 1)), shared)] if shared else []


def _substance(profile: Profile, case: Case, goals_of: dict[str, tuple[int, ...]], rarity: dict[str, float]) -> list[Part]:
    wanted = profile.subsystem_ids
    marks = tuple(id_ for id_ in wanted if id_ in case.marks)
    named = bool(vocabulary.found("subsystem", profile.all_text("subsystems")))
    share = sum(rarity[id_] for id_ in marks) / sum(rarity[id_] for id_ in wanted)
    parts = [Part("marks", WEIGHTS["marks"] * share * (1.0 if named else 0.5), marks)]
    goals = tuple(str(goal) for goal in profile.goals if any(goal in goals_of.get(mark, ()) for mark in case.marks))
    if profile.goals:
        parts.append(Part("goals", WEIGHTS["goals"] * len(goals) / len(profile.goals), goals))
    return parts


def _around(profile: Profile, case: Case) -> list[Part]:
    country = profile.all_text("country") or ("China" if vocabulary.says("provinces_cn", profile.province) else "")
    same = any(name.lower() in country.lower() for concept in case.countries for name in concept.names[:2]) if country else False
    region = vocabulary.region_of(country)
    ties = _ties(profile, case)
    parts = [
        Part("country", WEIGHTS["country"] if same else 0.0),
        Part("region", WEIGHTS["region"] if not same and region and region == case.region else 0.0, (region,)),
        Part("level", WEIGHTS["level"] if case.reach == "city" and profile.level_id in ("city", "county", "community") else 0.0),
        Part("tie", WEIGHTS["tie"] if ties else 0.0, ties),
        Part("known", WEIGHTS["known"] if case.notes else 0.0),
    ]
    if profile.fiscal == "low":
        parts.append(Part("work", WEIGHTS["work"] if rests_on_work(case) else 0.0))
    return parts


def _ties(profile: Profile, case: Case) -> tuple[str, ...]:
    """Of what the city has already, as it stands in the profile, the first thing that an instrument of the case can build on; its place."""
    patterns = [ties for id_ in case.instruments if (ties := vocabulary.terms("instrument")[id_].ties)]
    listed = [profile.listed("existing", language) for language in ("zh", "en")]
    places = [str(place) for items in listed for place, item in enumerate(items) if any(pattern.search(item) for pattern in patterns)]
    return tuple(places[:1])


def rests_on_work(case: Case) -> bool:
    """Whether all that the case did asks for staff and time more than for money."""
    return bool(case.instruments) and all(vocabulary.terms("instrument")[id_].cost == "work" for id_ in case.instruments)


def chosen(
    matches: Sequence[Match], most: int, pinned: Collection[str], thrown_out: Collection[str], wanted: Sequence[str] = ()
) -> tuple[Match, ...]:
    """The cases to draw on, best first: pinned ones, the best that are relevant, and for each wanted subsystem one that works on it.

    No two of one reach with the same instruments while others are there. A case that shares a hazard gives way to none for
    a subsystem's sake.
    """
    kept = [match for match in matches if match.case.id not in thrown_out]
    first = [match for match in kept if match.case.id in pinned]
    rest = _varied([match for match in kept if match.relevant and match not in first], first)
    taken = [*first, *rest[: max(0, most - len(first))]]
    for subsystem in wanted:
        better = next((match for match in rest if subsystem in match.case.marks), None)
        if better is None or any(subsystem in match.case.marks for match in taken):
            continue
        spare = [match for match in taken if match not in first and not match.part("hazard") and _replaceable(match, taken, wanted)]
        if spare:
            taken[taken.index(spare[-1])] = better
    return tuple(sorted(taken, key=lambda match: match.rank))


def _varied(rest: Sequence[Match], first: Sequence[Match]) -> list[Match]:
    """The matches with those last whose instruments a better one of the same reach has."""
    seen = {(match.case.instruments, match.case.reach) for match in first}
    fresh: list[Match] = []
    for match in rest:
        way = match.case.instruments, match.case.reach
        if way not in seen or not match.case.instruments:
            fresh.append(match)
            seen.add(way)
    return [*fresh, *(match for match in rest if match not in fresh)]


def _replaceable(match: Match, taken: Sequence[Match], wanted: Sequence[str]) -> bool:
    """Whether every wanted subsystem that a case works on is worked on by another one too."""
    others = {mark for other in taken if other is not match for mark in other.case.marks}
    return all(mark in others for mark in match.case.marks if mark in wanted)


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
