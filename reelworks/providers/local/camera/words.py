"""What a motion text asks for: camera moves, how much of them, and the weather in the picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

_LONGEST = 2_000  # characters of a text that are looked at
_REACH = 4  # a direction stands at most so many words after its verb: "pushes very slowly in"


class Move(StrEnum):
    """What a camera can do."""

    PUSH_IN = "push in"
    PULL_OUT = "pull out"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"
    TILT_UP = "tilt up"
    TILT_DOWN = "tilt down"
    ORBIT_LEFT = "orbit left"
    ORBIT_RIGHT = "orbit right"
    DRIFT = "drift"
    STATIC = "static"
    HANDHELD = "handheld"


class Weather(StrEnum):
    """Cheap life that a camera can put before a still."""

    SNOW = "snow"
    RAIN = "rain"
    DUST = "dust"
    EMBERS = "embers"
    MIST = "mist"
    BUBBLES = "bubbles"


@dataclass(frozen=True, slots=True)
class _Rule:
    """One of `verbs`, followed closely by one of `ways` (by anything when there are none)."""

    move: Move
    verbs: frozenset[str]
    ways: frozenset[str] = frozenset()


def _rule(move: Move, verbs: str, ways: str = "") -> _Rule:
    return _Rule(move, frozenset(verbs.split()), frozenset(ways.split()))


_TRAVEL = (
    "move moves moving track tracks tracking travel travels glide glides gliding slide "
    "slides sliding creep creeps creeping ease eases easing inch inches fly flies flying come "
    "comes float floats drift drifts dolly dollies dollying truck trucks trucking sweep sweeps "
    "sweeping"
)
_TURN = "pan pans panning swing swings swinging scroll scrolls"
_NOD = "tilt tilts tilting crane cranes boom booms jib pedestal look looks lift lifts rise rises"
_AROUND = "orbit orbits orbiting arc arcs arcing circle circles circling rotate rotates revolve"
_ZOOM = "push pushes pushing zoom zooms zooming close closes closing press presses"
_PULL = "pull pulls pulling back backs backing draw draws drawing retreat retreats withdraws"
_IN = "in into closer forward forwards toward towards"
_OUT = "out back backward backwards away off"
_UP = "up upward upwards rises rising skyward"
_DOWN = "down downward downwards descends descending"

# The first rule that fits a word wins, so the choosy ones come first.
_RULES = (
    _rule(Move.STATIC, "static locked tripod motionless unmoving stationary"),
    _rule(Move.STATIC, "still fixed steady", "camera frame shot"),
    _rule(Move.STATIC, "camera", "still fixed steady"),
    _rule(Move.STATIC, "no without", "movement motion move"),
    _rule(Move.PULL_OUT, f"{_ZOOM} {_TRAVEL}", _OUT),
    _rule(Move.PUSH_IN, f"{_ZOOM} {_TRAVEL} {_PULL}", _IN),
    _rule(Move.ORBIT_LEFT, _AROUND, "left counterclockwise anticlockwise"),
    _rule(Move.ORBIT_RIGHT, _AROUND),
    _rule(Move.PAN_LEFT, f"{_TURN} {_TRAVEL}", "left leftward leftwards"),
    _rule(Move.PAN_RIGHT, f"{_TURN} {_TRAVEL}", "right rightward rightwards"),
    _rule(Move.TILT_UP, f"{_NOD} {_TURN} {_TRAVEL}", _UP),
    _rule(Move.TILT_DOWN, f"{_NOD} {_TURN} {_TRAVEL}", _DOWN),
    _rule(Move.TILT_UP, "camera", "rises ascends climbs"),
    _rule(Move.TILT_DOWN, "camera", "descends sinks lowers"),
    _rule(Move.PULL_OUT, "pull pulls pulling retreat retreats withdraws widen widens"),
    _rule(Move.PUSH_IN, "push pushes pushing zoom zooms zooming approach approaches closer"),
    _rule(Move.PAN_RIGHT, "pan pans panning"),
    _rule(Move.TILT_UP, "tilt tilts tilting crane"),
    _rule(Move.HANDHELD, "handheld shaky shakes shaking wobbly"),
    _rule(Move.HANDHELD, "hand", "held"),
    _rule(Move.DRIFT, "drift drifts drifting float floats floating hover hovers glide glides"),
)

_CALM = "slow slowly slower gentle gently subtle subtly calm calmer less slight"
_BOLD = "fast faster quick quickly swift swiftly rapid bold dramatic more"
_CALMER, _BOLDER = frozenset(_CALM.split()), frozenset(_BOLD.split())

_NOT = frozenset(("no", "without", "less", "remove"))
_WEATHER = {
    Weather.SNOW: "snow snows snowing snowfall snowflakes flakes blizzard flurries",
    Weather.RAIN: "rain rains raining rainfall raindrops drizzle drizzles downpour",
    Weather.DUST: "dust dusty motes pollen particles specks sand",
    Weather.EMBERS: "ember embers spark sparks fireflies cinders",
    Weather.MIST: "mist mists misty fog fogs foggy haze steam smoke vapour vapor",
    Weather.BUBBLES: "bubble bubbles",
}


def moves(text: str) -> tuple[Move, ...]:
    """The camera moves a text asks for, at most two: its last clause that names any decides."""
    for clause in reversed(re.split(r"[;.,\n]", text[-_LONGEST:])):
        words = _words(clause)
        found = dict.fromkeys(move for at in range(len(words)) for move in _at(words, at))
        if found:
            return tuple(found)[:2]
    return ()


def pace(text: str) -> float:
    """How bold a move is asked for: 1 as usual, less for calmer, more for bolder."""
    words = set(_words(text))
    if "too" in words:  # a person's note on the last take: "too fast" asks for the opposite
        return 0.75 if words & _BOLDER else 1.25 if words & _CALMER else 1.0
    return 0.8 if words & _CALMER else 1.25 if words & _BOLDER else 1.0


def weather(motion: str, note: str = "") -> tuple[Weather, ...]:
    """What falls or floats; a person's note adds to it, or takes away ("no snow")."""
    asked, unasked = _words(motion), set[str]()
    for before, word in pairwise(["", *_words(note)]):
        (unasked.add if before in _NOT else asked.append)(word)
    kinds = {kind: set(names.split()) for kind, names in _WEATHER.items()}
    return tuple(
        kind for kind, names in kinds.items() if names & set(asked) and not names & unasked
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text[-_LONGEST:].lower())


def _at(words: list[str], at: int) -> tuple[Move, ...]:
    after = set(words[at + 1 : at + 1 + _REACH])
    for rule in _RULES:
        if words[at] in rule.verbs and (not rule.ways or rule.ways & after):
            return (rule.move,)
    return ()
