"""Which subject is seen in which shot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reelworks.providers.local.writer.places import PLACES, main_place
from reelworks.providers.local.writer.subjects import (
    ANYBODY,
    PERSONS,
    SCENERY,
    STAND_INS,
    SUBJECTS,
    named,
)

_OFTEN = 0.15  # the share of a film's shots from which on a place is one of its own
_SEVERAL = 4
_EMBLEM = 3.0  # the film's own subject is worth more than whoever is named most
_HERO = 0.25  # the share of lines from which on a film is about somebody
_PERSON = 0.6  # people are worth showing even when a thing is named as often


def characters_for(shots: int) -> int:
    """How many characters a film of so many shots has at most: 4 for 18."""
    return max(1, round(shots * 4 / 18))


def cast(spoken: Sequence[Sequence[str]], places: Sequence[str], text: str) -> list[str | None]:
    """A subject or none for each shot, each seen at least once; `spoken` is whom each speaks of.

    Those whom the words name, then those who live at the film's places; never one for its own sake.
    """
    wanted = [
        [name for name in names if fits(name, place)]
        for names, place in zip(spoken, places, strict=True)
    ]
    most = characters_for(len(spoken))
    chosen = _most_named(wanted, places, most, emblem(text))
    seen = _where_named(wanted, chosen)
    _at_both_ends(seen, places, _hero(wanted, chosen))
    said = set(named(text))
    for name in _others(chosen, places, text):
        if len(chosen) == most:
            break
        may = [  # no horse where the words name a bee
            fits(name, place) and (name in said or not names)
            for names, place in zip(wanted, places, strict=True)
        ]
        at = _free_shot(seen, wanted, may)
        if at is not None:
            seen[at] = name
            chosen.append(name)
    favourite = emblem(text)
    _at_both_ends(seen, places, favourite if favourite in chosen else None)
    _not_in_a_row(seen, wanted, places)
    return seen


def fits(name: str, place: str) -> bool:
    """Whether it can be put before this place."""
    return name not in SCENERY and PLACES[place].setting in SUBJECTS[name].settings


def emblem(text: str) -> str:
    """The subject that stands for the place of a whole film: a ship for the sea; or none."""
    return next(iter(STAND_INS[main_place(text)]), "")


def _most_named(
    wanted: Sequence[Sequence[str]], places: Sequence[str], most: int, favourite: str
) -> list[str]:
    """The subjects that most lines name, such that each can have a line of its own."""
    counts = Counter(name for names in wanted for name in names)

    def worth(name: str) -> float:
        rare = sum(fits(name, place) for place in places) < 2
        return counts[name] - rare + _PERSON * (name in PERSONS) + _EMBLEM * (name == favourite)

    ranked = sorted((name for name in counts if worth(name) > 0), key=worth, reverse=True)
    kept: list[str] = []
    for name in ranked:
        if len(kept) < most and len(_matched([*kept, name], wanted)) == len(kept) + 1:
            kept.append(name)
    return kept


def _matched(names: Sequence[str], wanted: Sequence[Sequence[str]]) -> dict[int, str]:
    """Lines given to as many of these subjects as can have one that names them, each one."""
    holder: dict[int, str] = {}

    def placed(name: str, tried: set[int]) -> bool:
        for at, said in enumerate(wanted):
            if name in said and at not in tried:
                tried.add(at)
                if at not in holder or placed(holder[at], tried):
                    holder[at] = name
                    return True
        return False

    for name in names:
        placed(name, set())
    return holder


def _where_named(wanted: Sequence[Sequence[str]], chosen: Sequence[str]) -> list[str | None]:
    """Each shot shows what its words name: of several, the one that is seen least elsewhere."""
    own = _matched(chosen, wanted)
    seen: list[str | None] = [own.get(at) for at in range(len(wanted))]
    for at, names in enumerate(wanted):
        options = [name for name in names if name in chosen]
        if seen[at] is None and options:
            seen[at] = min(options, key=seen.count)
    return seen


def _others(chosen: Sequence[str], places: Sequence[str], text: str) -> list[str]:
    """Those that the page names, then stand-ins for the film's places.

    Those that can be seen in several shots come first, those that fit nowhere not at all.
    """
    said = named(text)
    own = [place for place, shots in Counter(places).most_common() if shots >= _OFTEN * len(places)]
    usual = [
        name
        for place in own
        for name in STAND_INS[place]
        if name in said or name not in PERSONS or name in ANYBODY
    ]
    room = {
        name: sum(fits(name, place) for place in places) for name in dict.fromkeys([*said, *usual])
    }
    ordered = sorted(room, key=lambda name: -min(room[name], _SEVERAL))
    return [name for name in ordered if name not in chosen and room[name]]


def _not_in_a_row(
    seen: list[str | None], wanted: Sequence[Sequence[str]], places: Sequence[str]
) -> None:
    """The same figure at the same place twice in a row is one picture too many."""
    for at in range(1, len(seen)):
        same = seen[at] is not None and seen[at] == seen[at - 1] and places[at] == places[at - 1]
        if same:
            others = [name for name in wanted[at] if name in seen and name != seen[at]]
            seen[at] = next(iter(others), None)


def _free_shot(
    seen: Sequence[str | None], wanted: Sequence[Sequence[str]], may: Sequence[bool]
) -> int | None:
    """A shot for a subject that no words placed: an empty one, or one of a subject seen twice.

    Rather one whose words name nobody: who is named there would be missed.
    """
    empty = [at for at, held in enumerate(seen) if may[at] and held is None]
    nameless = [at for at in empty if not wanted[at]]
    if nameless or empty:
        choice = nameless or empty
        return choice[len(choice) // 2]
    spare = [at for at, held in enumerate(seen) if may[at] and seen.count(held) > 1]
    return max(spare, key=lambda at: seen.count(seen[at]), default=None)


def _hero(wanted: Sequence[Sequence[str]], chosen: Sequence[str]) -> str | None:
    """Whom many of a film's lines speak of, more than of anybody else."""
    counts = Counter(name for names in wanted for name in names if name in chosen)
    (name, times), (_, next_times) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return name if times > next_times and times >= _HERO * len(wanted) else None


def _at_both_ends(seen: list[str | None], places: Sequence[str], favourite: str | None) -> None:
    """A film begins and ends with what it is about, where that can be seen."""
    for at in {0, len(seen) - 1}:
        if favourite and seen[at] is None and fits(favourite, places[at]):
            seen[at] = favourite
