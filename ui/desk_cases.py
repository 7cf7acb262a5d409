"""Why a draft draws on the cases that it draws on: every case with its score and the parts of it, to be kept or thrown out."""

from __future__ import annotations

from assistant.desk import vocabulary
from assistant.desk.desk import Considered
from assistant.desk.matching import Part
from assistant.desk.profile import Profile
from ingest.types import Language
from ui.desk_lines import choice_html
from ui.desk_work import Seen
from ui.escape import escaped
from ui.texts import say

DETAIL = ("hazard", "near", "concern", "marks", "goals", "region", "tie")  # parts that say what they rest on


def cases_html(seen: Seen, language: Language) -> str:
    """All cases, best first, folded away; nothing while a draft is composed."""
    if not seen.cases or seen.kept is None:
        return ""
    used = sum(one.used for one in seen.cases)
    head = "".join(f'<th scope="col">{say(f"draft.case.{name}", language)}</th>' for name in ("rank", "name", "score", "why", "use"))
    rows = "".join(_row_html(one, seen, language) for one in seen.cases)
    return (
        f'<details class="cases" id="draft-cases"><summary>{say("draft.cases", language, used=used, count=len(seen.cases))}</summary>'
        f'<p class="told">{say("draft.cases_text", language)}</p>'
        f'<div class="table" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>'
    )


def _row_html(one: Considered, seen: Seen, language: Language) -> str:
    match = one.match
    parts = "".join(f"<li>{_part(part, seen.draft.profile, language)} <b>{part.points:.2f}</b></li>" for part in match.parts)
    used = f'<span class="state done">{say("draft.used", language)}</span> ' if one.used else ""
    return (
        f'<tr{" class=used" if one.used else ""}><td>{match.rank}</td><th scope="row">{escaped(match.case.title(language))}</th>'
        f'<td class="figure">{match.score:.2f}</td><td><ul class="points">{parts}</ul></td>'
        f'<td>{used}<span class="tools">{choice_html(match.case.id, seen, language)}</span></td></tr>'
    )


def why_html(title: str, seen: Seen, language: Language) -> str:
    """Under a case's subhead: why it was chosen, in a line."""
    found = next((one.match for one in seen.cases if one.match.case.title(seen.draft.language) == title), None)
    if found is None:
        return ""
    join = "; " if language == "en" else "；"
    parts = join.join(_part(part, seen.draft.profile, language) for part in found.parts)
    return f'<p class="why">{say("draft.why", language, rank=found.rank, count=len(seen.cases), score=f"{found.score:g}", parts=parts)}</p>'


def _part(part: Part, profile: Profile, language: Language) -> str:
    """A part of a score in words, with what it rests on: "hazard shared: flooding, typhoons"."""
    name, colon = say(f"draft.part.{part.name}", language), ": " if language == "en" else "："
    what = (", " if language == "en" else "、").join(_what(part, profile, language)) if part.name in DETAIL else ""
    return f"{escaped(name)}{colon}{escaped(what)}" if what else escaped(name)


def _what(part: Part, profile: Profile, language: Language) -> list[str]:
    match part.name:
        case "hazard":
            return vocabulary.names("hazard", part.what, language)
        case "near":
            ours, theirs = (vocabulary.names("hazard", ids, language) for ids in (part.what, part.theirs))
            return [f"{' / '.join(ours)} ~ {' / '.join(theirs)}"]
        case "concern":
            return vocabulary.names("concern", part.what, language)
        case "marks":
            return vocabulary.names("subsystem", part.what, language)
        case "goals":
            return list(part.what)
        case "region":
            return [vocabulary.region_name(region, language) for region in part.what if region]
        case "tie":
            listed = profile.listed("existing", language)
            return [listed[int(place)] for place in part.what if place.isdigit() and int(place) < len(listed)]
    return []
