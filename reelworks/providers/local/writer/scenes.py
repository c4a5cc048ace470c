"""What each shot shows: its place, framing and light, its subject, camera and sound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reelworks.domain.story import Placement
from reelworks.providers.local.writer.cast import cast, fits
from reelworks.providers.local.writer.chance import chance
from reelworks.providers.local.writer.grammar import subject_of
from reelworks.providers.local.writer.hours import asked_for, lights_at
from reelworks.providers.local.writer.lexis import content_stems, stem, words_of
from reelworks.providers.local.writer.look import seasons_of
from reelworks.providers.local.writer.places import PLACES, calls, home
from reelworks.providers.local.writer.props import STILL_LIFE, on_tables, still_life
from reelworks.providers.local.writer.referents import of_the_hive, spoken_of
from reelworks.providers.local.writer.salience import leans
from reelworks.providers.local.writer.subjects import ANIMALS, SUBJECTS, VEHICLES, named


@dataclass(frozen=True, slots=True)
class Scene:
    """A shot's picture and sound in words; `subject` is a key of SUBJECTS.

    `around` is the place; that of a still life is what is seen behind it.
    """

    place: str
    around: str
    view: str
    framing: str
    light: str
    camera: str
    subject: str | None = None
    placement: Placement = Placement.CENTER
    action: str = ""
    sound: str = ""
    season: str = ""

    @property
    def environment(self) -> str:
        season = f" in {self.season}" if self.season else ""
        return f"{self.framing} of {self.view}, {self.light}{season}"

    @property
    def motion(self) -> str:
        return f"{self.action[0].upper()}{self.action[1:]}; {self.camera}"


@dataclass(frozen=True, slots=True)
class _Film:
    """What is known of the whole film: `old` tells of times before steel and glass."""

    words: frozenset[str]
    old: bool
    day: tuple[float, float]  # where in the day it begins, and how much of one it lasts


@dataclass(frozen=True, slots=True)
class _Told:
    """What a line says, whom it speaks of, and when in the year."""

    line: str
    names: Sequence[str]
    season: str


@dataclass(frozen=True, slots=True)
class _Shot:
    """What is known of a shot before its scene is; `turn` shifts what may as well be another."""

    line: str
    place: str
    around: str
    things: tuple[str, ...]
    subject: str | None
    film: _Film
    progress: float  # 0 at the first shot, 1 at the last
    turn: int


_FRAMINGS = (  # each with the cameras that suit it
    ("wide view", ("the camera pushes in", "slow pan right", "the camera pans left")),
    ("low angle view", ("the camera tilts up", "slow orbit right", "slow push in")),
    ("distant view", ("the camera pushes in", "slow pan left", "slow tilt down")),
    ("view from above", ("the camera pulls back", "gentle drift", "slow tilt down")),
    ("close view", ("gentle drift", "the camera pulls back", "slow orbit left")),
    ("eye-level view", ("the camera orbits left", "gentle handheld", "slow pan right")),
)
_ASKED_SOUNDS = (
    (r"storms?|thunder|lightning|gales?|bad weather", "thunder and rain"),
    (r"bells?", "a bell"),
    (r"fires?|burn\w*|flames?|bonfires?|roast\w*", "fire crackling"),
    (r"rain\w*|monsoons?", "steady rain"),
    (r"clocks?|pendulum", "a clock ticking"),
    (r"trains?|locomotives?|railways?", "a train passing"),
    (r"crowds?|people|customers|markets?", "crowd murmur"),
    (r"machines?|engines?|steam", "machine hum"),
    (r"rockets?|launch\w*", "a rocket roar"),
    (r"stairs|steps|climb\w*|walk\w*|march\w*", "footsteps"),
    (r"horses?|carriages?|riders?", "hooves"),
    (r"signals?|radio", "radio beeps"),
    (r"nights?|midnight", "night insects"),
)
_FROM_ABOVE, _EYE_LEVEL = "view from above", _FRAMINGS[-1]
_OPENING = ("wide view", ("the camera pushes in",))
_CLOSING = ("distant view", ("the camera pulls back",))
_ANYWHERE = ("a rocket roar", "radio beeps")
_ECHOING = frozenset(("lighthouse", "ship", "castle", "train", "windmill"))
_LOOKING = ANIMALS | VEHICLES
_HOME = 0.3  # a film begins and ends where it plays
_DAYS = ((0.0, 1.0), (0.08, 0.5), (0.45, 0.55), (0.8, 0.7), (0.25, 0.45))
_CANALS = frozenset({"canal", "canals", "lagoon", "gondola", "gondolas"})
_WATERS = {"sea": "underwater", "river": "riverbed", "lake": "riverbed"}  # what lies under each
_MODERN = 1900
_CALLED = 0.9  # one word that names a place, or two that hint at it
_LIKENESS = re.compile(  # "the shape of an old oak": not a place to be in
    r"\b(?:like|(?:shape|form|size|colour|color|kind|sort) of|as if|than) [^,.;]*"
)
_UNDER_WATER = re.compile(r"\b(?:under|below) (?:the )?water\b", re.IGNORECASE)
_OF_WOOD = r"wood|wooden|piles|pilings|stilts|posts|timbers?|trunks?|beams?"
_POLAR = r"glaciers?|arctic|antarctic\w*|polar|icebergs?|tundra"
_INLAND = frozenset({"city", "village", "fields", "forest", "jungle", "river", "lake"})
_FIGURES = re.compile(
    r"\b(?:streams?|clouds?|trees?|roots?|leaf|leaves|branch(?:es)?|forests?|ports?|bridges?|gates?"
    r"|windows?|walls?|fields?|mines?|mining|pools?|lakes?|rivers?|bugs?|buses|traffic|shells?)\b",
    re.IGNORECASE,
)
_STAY, _STAY_NAMED, _LEANING = 1.1, 0.3, 0.3  # what keeps a shot where the last one was
_MISPLACED = 1.0
_WEARY = 0.25  # for every shot there: the eye wants somewhere new


def stage(lines: Sequence[str], text: str, seed: int, note: str) -> list[Scene]:
    """A scene for every line; `text` is all that the page says."""
    lines, text = of_the_hive(lines, text)
    (main, pull), spoken = home(text), spoken_of(lines)
    seasons = seasons_of(lines)
    told = [
        _Told(_literal(line, main), names, season)
        for line, names, season in zip(lines, spoken, seasons, strict=True)
    ]
    around = _with_waters(_places(told, main, pull), spoken)
    things = on_tables(lines, around)
    places = [STILL_LIFE if shown else place for shown, place in zip(things, around, strict=True)]
    subjects = cast(spoken, places, text)
    film = _Film(frozenset(words_of(text)), _is_old(text), _day(text, seed))
    turn = int(chance(seed, note, "scene") * 1_000)
    scenes: list[Scene] = []
    for at, line in enumerate(lines):
        progress = at / max(len(lines) - 1, 1)
        shot = _Shot(
            line, places[at], around[at], things[at], subjects[at], film, progress, turn + at
        )
        outside = PLACES[around[at]].daylit
        scenes.append(replace(_scene(shot, scenes), season=seasons[at] if outside else ""))
    return scenes


def _literal(line: str, main: str) -> str:
    """Without the words that are figures of speech where all is abstract: a stream of bytes."""
    return _FIGURES.sub("", line) if PLACES[main].setting == "abstract" else line


def _day(text: str, seed: int) -> tuple[float, float]:
    """Not every film goes from dawn to night."""
    return _DAYS[int(chance(seed, text, "day") * len(_DAYS))]


def _is_old(text: str) -> bool:
    """Whether most years that a page names are long past."""
    years = [int(year) for year in re.findall(r"\b1[0-9]\d\d\b|\b20[0-4]\d\b", text)]
    return bool(years) and sum(year < _MODERN for year in years) > len(years) / 2


def _places(told: Sequence[_Told], main: str, pull: float) -> list[str]:
    """What the words call for; else where we are, and after a while the film's main setting."""
    places: list[str] = []
    for at, said in enumerate(told):
        found = _called(said, main)
        stay = _STAY_NAMED if found else _STAY
        ends = at in (0, len(told) - 1)
        found[main] = found.get(main, 0.0) + pull + _HOME * ends
        if places:
            stay += _LEANING * leans(said.line) - _WEARY * _run(places)
            stay -= _MISPLACED * _is_misplaced(said, places[-1])
            found[places[-1]] = found.get(places[-1], 0.0) + max(stay, -1.0)
        places.append(max(found, key=lambda name: found[name]))
    return places


def _with_waters(places: Sequence[str], spoken: Sequence[Sequence[str]]) -> list[str]:
    """Under the water where a line speaks of those who live in it: a salmon in its river.

    Two shots later at the soonest, so that the river itself is seen as well.
    """
    seen: list[str] = []
    for place, names in zip(places, spoken, strict=True):
        below = _WATERS.get(place, "")
        dives = below and names and fits(names[0], below) and below not in seen[-2:]
        above = any(fits(name, place) for name in names)
        seen.append(below if dives and not above else place)
    return seen


def _is_misplaced(said: _Told, place: str) -> bool:
    """Whether those of whom the words speak could not be seen there: a keeper on the open sea."""
    if place == "snow" and _says(said.line, "spring|summer|autumn"):
        return True
    who = [name for name in said.names if name in ANIMALS] or named(said.line)
    return bool(who) and not any(fits(name, place) for name in who)


def _called(said: _Told, main: str) -> dict[str, float]:
    """Places that the words call for; what the sentence is about counts more than the rest."""
    line = _LIKENESS.sub("", said.line)
    found, about = calls(line), calls(subject_of(said.line) or "")
    if said.season == "winter" and main in _INLAND and not _says(line, _POLAR):
        found.pop("snow", None)  # it lies where we are
    if _UNDER_WATER.search(line):
        below = _below(line, main)
        found[below] = found.get(below, 0.0) + 1.0
    return {
        place: pull + about.get(place, 0.0) / 2 for place, pull in found.items() if pull >= _CALLED
    }


def _below(line: str, main: str) -> str:
    """What is under water there: no corals in a city."""
    if main not in _INLAND:
        return "underwater"
    return "piles" if _says(line, _OF_WOOD) else "riverbed"


def _run(places: Sequence[str]) -> int:
    """How many shots in a row have played where the last one did."""
    return next(
        (run for run, place in enumerate(reversed(places)) if place != places[-1]), len(places)
    )


def _scene(shot: _Shot, before: Sequence[Scene]) -> Scene:
    framing, cameras = _framing(shot, before)
    scene = Scene(
        place=shot.place,
        around=shot.around,
        view=_view(shot, before),
        framing=framing.capitalize(),
        light=_light(shot, before),
        camera=_camera(cameras, before, shot.turn),
        subject=shot.subject,
        placement=_placement(shot.subject, before),
    )
    scene = replace(scene, action=_action(scene, shot.turn), sound=_sound(shot))
    return _told_apart(scene, before)


def _framing(shot: _Shot, before: Sequence[Scene]) -> tuple[str, Sequence[str]]:
    """A film opens wide and ends at a distance; nobody near is seen from above."""
    if not before:
        return _OPENING
    if shot.progress == 1:
        return _CLOSING
    framing = _FRAMINGS[shot.turn % len(_FRAMINGS)]
    return _EYE_LEVEL if shot.subject and framing[0] == _FROM_ABOVE else framing


def _view(shot: _Shot, before: Sequence[Scene]) -> str:
    """The place's view that was shown least, and fits the words best; with what else they name."""
    if shot.things:
        return still_life(shot.things, shot.around)
    return _aged(_fitting(shot, before), shot)


def _aged(view: str, shot: _Shot) -> str:
    """A city of times before steel has no skyline; one in a lagoon has canals for streets."""
    if shot.place == "city" and shot.film.words & _CANALS:
        view = re.sub(r"\bstreet\b(?! lamps)", "canal street", view, count=1)
    if not shot.film.old or shot.place != "city" or " old " in view:
        return view
    return view.replace("a city skyline", "a city").replace("a city", "an old city", 1)


def _fitting(shot: _Shot, before: Sequence[Scene]) -> str:
    views = [
        view
        for view in PLACES[shot.place].views
        if shot.subject not in _twice(view) and _names(view) <= shot.film.words
    ]
    shown = Counter(view for view in views for scene in before if scene.view.startswith(view))
    words = set(content_stems(shot.line))
    words |= {"ship"} if "sailor" in named(shot.line) else set()
    words |= {stem("lighthouse")} if "lighthouse" in named(shot.line) else set()

    def unfit(view: str) -> tuple[float, int]:
        fitting = len(words & set(content_stems(view)))
        return shown[view] - 0.6 * fitting, (views.index(view) - shot.turn) % len(views)

    return _with_glimpse(min(views, key=unfit), shot)


def _names(view: str) -> set[str]:
    """The proper names in a view: Mars is seen in films that speak of it."""
    return set(re.findall(r"\b[A-Z][a-z]+", view)) - {"Earth"}


def _twice(view: str) -> frozenset[str]:
    """Subjects that a view shows already: a lighthouse need not stand before a lighthouse."""
    return frozenset(named(view)) & _ECHOING


def _with_glimpse(view: str, shot: _Shot) -> str:
    """The view with one more thing that the words name, where it can be seen there."""
    setting = PLACES[shot.place].setting
    for name in named(shot.line):
        thing = SUBJECTS[name].glimpse
        seen = name == shot.subject or thing.split(" ")[-1].rstrip("s") in view
        if thing and not seen and setting in SUBJECTS[name].settings:
            return f"{view}, with {thing}"
    return view


def _light(shot: _Shot, before: Sequence[Scene]) -> str:
    """What the words say of light and weather; else the hour that the film has come to."""
    place = PLACES[shot.around]
    lights, recent = lights_at(place), [scene.light for scene in before[-2:]]
    at = shot.turn % len(lights)
    for wishes in asked_for(shot.line, place):
        if fresh := [one for one in wishes if one not in recent]:
            return fresh[0]
    if place.daylit:
        begins, lasts = shot.film.day
        at = round((begins + shot.progress * lasts) * (len(lights) - 1)) % len(lights)
    nearest = sorted(range(len(lights)), key=lambda one: (abs(one - at), one))
    return next(lights[one] for one in nearest if lights[one] not in recent)


def _says(line: str, words: str) -> bool:
    return re.search(rf"\b(?:{words})\b", line, re.IGNORECASE) is not None


def _camera(cameras: Sequence[str], before: Sequence[Scene], turn: int) -> str:
    """One that suits the framing and differs from the last two."""
    used = [scene.camera for scene in before[-2:]]
    ordered = [cameras[(turn + step) % len(cameras)] for step in range(len(cameras))]
    return next((camera for camera in ordered if camera not in used), ordered[0])


def _placement(subject: str | None, before: Sequence[Scene]) -> Placement:
    """In turns; a beast or a ship, which looks to the right, never where it looks out."""
    looks = subject in _LOOKING
    order = (Placement.RIGHT, Placement.LEFT, Placement.CENTER)[1 if looks else 0 :]
    alike = [one.subject for one in before if one.subject and (one.subject in _LOOKING) == looks]
    return order[len(alike) % len(order)]


def _action(scene: Scene, at: int) -> str:
    moves = PLACES[scene.place].actions
    around = moves[at % len(moves)]
    if scene.subject is None:
        return around
    acts = SUBJECTS[scene.subject].actions
    return f"{acts[at % len(acts)]} while {around}"


def _sound(shot: _Shot) -> str:
    """The sound of the place, after the one that the words name; space knows no rain."""
    place = PLACES[shot.around]
    here = place.sounds[shot.turn % len(place.sounds)]
    earthly = place.daylit or place.setting == "indoors"
    asked = [
        sound
        for words, sound in _ASKED_SOUNDS
        if _says(shot.line, words) and sound not in here and (earthly or sound in _ANYWHERE)
    ]
    return ", ".join([*asked[:1], here])


def _told_apart(scene: Scene, before: Sequence[Scene]) -> Scene:
    """No two pictures of a film are asked for in the same words."""
    taken = {earlier.environment for earlier in before}
    for light in (scene.light, *lights_at(PLACES[scene.around])):
        for framing in (scene.framing, *(name.capitalize() for name, _ in _FRAMINGS)):
            varied = replace(scene, light=light, framing=framing)
            if varied.environment not in taken:
                return varied
    return scene
