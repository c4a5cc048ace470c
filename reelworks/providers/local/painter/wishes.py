"""What a prompt asks of a picture: read word by word, never refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from reelworks.providers.local.painter import lexicon
from reelworks.providers.local.painter.emblems import emblem, kind
from reelworks.providers.local.painter.hues import HUES
from reelworks.providers.local.painter.lexicon import Hour, Scene, Weather
from reelworks.providers.local.painter.noise import generator
from reelworks.providers.local.painter.reading import HINT, Reading, Table

_SCENE = Table(lexicon.SCENES)
_HOUR = Table(lexicon.HOURS)
_WEATHER = Table(lexicon.WEATHERS)
_SEASON = Table(lexicon.SEASONS)
_MOOD = Table(lexicon.MOODS)
_THING = Table(lexicon.THINGS)
_ROLE = Table(lexicon.ROLES)
_FRAMING = Table(lexicon.FRAMINGS)
_INSIDE = frozenset(
    {Scene.ROOM, Scene.KITCHEN, Scene.LIBRARY, Scene.LABORATORY, Scene.WORKSHOP, Scene.FACTORY}
)
_ROOFED = _INSIDE | {Scene.DESK, Scene.CAVE}
_INSIDE_WEIGHT = 1.35  # "the library of a coastal town" is a library

# Where a thing is found when nothing else says where we are.
_HOMES: Mapping[str, Scene] = {
    "lighthouse": Scene.COAST,
    "ship": Scene.SEA,
    "steamer": Scene.SEA,
    "boat": Scene.LAKE,
    "train": Scene.RAILWAY,
    "car": Scene.ROAD,
    "bicycle": Scene.ROAD,
    "plane": Scene.SKY,
    "rocket": Scene.SPACE,
    "balloon": Scene.SKY,
    "satellite": Scene.SPACE,
    "probe": Scene.SPACE,
    "barn": Scene.FIELDS,
    "horse": Scene.FIELDS,
    "cow": Scene.FIELDS,
    "sheep": Scene.FIELDS,
    "dog": Scene.FIELDS,
    "cat": Scene.ROOM,
    "deer": Scene.FOREST,
    "camel": Scene.DESERT,
    "elephant": Scene.JUNGLE,
    "bird": Scene.SKY,
    "fish": Scene.UNDERWATER,
    "whale": Scene.SEA,
    "crowd": Scene.STREET,
    "house": Scene.VILLAGE,
    "church": Scene.VILLAGE,
    "castle": Scene.CASTLE,
    "tower": Scene.CITY,
    "temple": Scene.TEMPLE,
    "pagoda": Scene.TEMPLE,
    "pyramid": Scene.TEMPLE,
    "windmill": Scene.FIELDS,
    "factory": Scene.FACTORY,
    "antenna": Scene.MOUNTAINS,
    "crane": Scene.HARBOUR,
    "telescope": Scene.SPACE,
    "flower": Scene.FIELDS,
    "plant": Scene.FIELDS,
    "statue": Scene.TEMPLE,
    "tent": Scene.MOUNTAINS,
    "wheel": Scene.ROAD,
    "cannon": Scene.BATTLEFIELD,
    "microscope": Scene.LABORATORY,
    "flask": Scene.LABORATORY,
    "machine": Scene.FACTORY,
    "violin": Scene.ROOM,
    "crown": Scene.CASTLE,
    "sword": Scene.CASTLE,
    "wolf": Scene.FOREST,
    "bear": Scene.FOREST,
    "lion": Scene.FIELDS,
    "heron": Scene.RIVER,
    "penguin": Scene.SNOW,
    "turtle": Scene.UNDERWATER,
    "octopus": Scene.UNDERWATER,
    "seal": Scene.COAST,
    "rabbit": Scene.FIELDS,
    "frog": Scene.LAKE,
    "butterfly": Scene.FIELDS,
    "bee": Scene.FIELDS,
    "pine": Scene.FOREST,
    "palm": Scene.JUNGLE,
    "wheat": Scene.FIELDS,
    "mushroom": Scene.FOREST,
    "gear": Scene.FACTORY,
    "steam-engine": Scene.FACTORY,
    "press": Scene.WORKSHOP,
    "anvil": Scene.WORKSHOP,
    "compass": Scene.DESK,
    "prism": Scene.GEOMETRY,
    "planet": Scene.SPACE,
    "atom": Scene.NETWORK,
}
# Pictures for words that we do not know: landscapes and ideas that look well beside any others.
_ANYWHERE = (
    Scene.MOUNTAINS,
    Scene.LAKE,
    Scene.FIELDS,
    Scene.SEA,
    Scene.FOREST,
    Scene.RIVER,
    Scene.SKY,
    Scene.WAVES,
    Scene.GEOMETRY,
    Scene.COAST,
)
_STAYS = 0.6  # how often a picture without a place stays where the film is
_CLOUDY = 0.6
_HOURS = (Hour.GOLDEN, Hour.DAY, Hour.DAWN, Hour.DUSK)
_HOUR_ODDS = (0.38, 0.27, 0.2, 0.15)


@dataclass(frozen=True, slots=True)
class Wishes:
    """`things` are names of the cast in order of mention; factors of 1 leave things as they are."""

    scene: Scene
    hour: Hour
    weather: frozenset[Weather]
    season: str
    moods: frozenset[str]
    things: tuple[str, ...]
    banned: frozenset[str]
    words: tuple[str, ...]
    atmosphere: str
    exposure: float = 1.0
    warmth: float = 0.0
    zoom: float = 1.0
    framing: str = "eye"
    subject: str = ""  # the thing that a character picture shows
    role: str = ""
    lit: bool = False  # the words say that its lamp burns, whatever the hour
    hues: tuple[tuple[float, float], ...] = ()  # degrees and strength, as the film asked for them
    behind: Scene = Scene.ROOM  # where a still life stands

    @property
    def indoors(self) -> bool:
        """Whether the place, or that of a still life, has a roof."""
        return (self.behind if self.scene is Scene.STILL else self.scene) in _ROOFED

    def shows(self, thing: str) -> bool:
        return thing in self.things and thing not in self.banned

    def allows(self, thing: str) -> bool:
        return thing not in self.banned


def read(prompt: str, note: str = "", seed: int = 0) -> Wishes:
    """The wishes of a prompt, of the person's note on the take before, and of chance."""
    atmosphere, asset = parted(prompt)
    mood, subject, wish = Reading(atmosphere), Reading(asset), Reading(note)
    readings = (wish, subject, mood)
    still = "still-life" in _joined(subject.words) or "still-life" in _joined(wish.words)
    place = Reading(asset.rpartition(" in ")[2]) if still else subject
    behind = _scene(mood, place, wish, seed)
    return Wishes(
        scene=Scene.STILL if still else behind,
        behind=behind,
        hour=_hour(readings, atmosphere),
        weather=_weather(readings, atmosphere),
        season=next((s for s in (r.best(_SEASON) for r in readings) if s), ""),
        moods=frozenset((*mood.listed(_MOOD), *wish.listed(_MOOD))),
        things=tuple(dict.fromkeys((*wish.listed(_THING), *subject.listed(_THING)))),
        banned=_banned(readings),
        words=(*subject.words, *wish.words),
        atmosphere=atmosphere,
        exposure=_factor(wish, _BRIGHTER, _DARKER, 1.22),
        warmth=_factor(wish, _WARMER, _COOLER, 2.0) - 1,
        zoom=_factor(wish, _CLOSER, _WIDER, 1.35),
        framing=_framing((wish, subject), seed),
        subject=_subject(asset, subject, wish),
        role=wish.main(_ROLE) or subject.main(_ROLE) or "",
        lit=bool((subject.wanted | wish.wanted) & _SHINING),
        hues=tuple(HUES[word] for word in mood.words if word in HUES),
    )


def _joined(words: tuple[str, ...]) -> str:
    return "-".join(words)


def _subject(asset: str, subject: Reading, wish: Reading) -> str:
    """What a character picture of these words shows; "" for a person."""
    name = wish.main(_THING) or subject.main(_THING)
    if name is None and subject.main(_ROLE) is None:
        return emblem(asset, subject.words, subject.main(_SCENE))
    return kind(name or "", (*subject.words, *wish.words))


def parted(prompt: str) -> tuple[str, str]:
    """The global atmosphere (the first sentence) and the asset's own words."""
    text = unicodedata.normalize("NFC", prompt).strip()
    head, stop, tail = text.partition(". ")
    return (head.strip(" ."), tail.strip()) if stop and tail.strip() else (text, text)


_BRIGHTER = frozenset(["brighter", "lighter", "heller", "luminous"])
_DARKER = frozenset(["darker", "dimmer", "dunkler", "sombre"])
_WARMER = frozenset(["warmer", "wärmer"])
_COOLER = frozenset(["cooler", "colder", "kälter", "kühler"])
_CLOSER = frozenset(["closer", "nearer", "bigger", "larger", "zoom", "näher", "größer", "closeup"])
_SHINING = frozenset(
    [
        "lit",
        "glowing",
        "burning",
        "shining",
        "lighted",
        "leuchtend",
        "brennend",
        "allumé",
        "allumée",
        "encendido",
        "acceso",
    ]
)
_WIDER = frozenset(["wider", "farther", "further", "smaller", "distant", "weiter", "kleiner"])


def _factor(wish: Reading, more: frozenset[str], less: frozenset[str], by: float) -> float:
    if wish.wanted & more:
        return by
    return 1 / by if wish.wanted & less else 1.0


def _scene(mood: Reading, subject: Reading, wish: Reading, seed: int) -> Scene:
    scores = subject.scores(_SCENE, heads=True)
    for scene, score in wish.scores(_SCENE, heads=True).items():
        scores[scene] = scores.get(scene, 0.0) + 2 * score
    for scene in scores:
        scores[scene] *= _INSIDE_WEIGHT if scene in _INSIDE else 1.0
    if scores and max(scores.values()) > HINT:
        return max(scores, key=lambda scene: (scores[scene], scene.value))
    for thing in (*wish.listed(_THING), *subject.listed(_THING)):
        if thing in _HOMES:
            return _HOMES[thing]
    if scores:
        return max(scores, key=lambda scene: (scores[scene], scene.value))
    rng = generator("scene", " ".join(subject.words), seed)
    general = mood.best(_SCENE)
    if general is not None and rng.random() < _STAYS:
        return general
    return _ANYWHERE[int(rng.integers(len(_ANYWHERE)))]


def _hour(readings: tuple[Reading, ...], atmosphere: str) -> Hour:
    for reading in readings:
        hour = reading.best(_HOUR)
        if hour is not None:
            return hour
    rng = generator("hour", atmosphere)
    return _HOURS[int(rng.choice(len(_HOURS), p=_HOUR_ODDS))]


def _banned(readings: tuple[Reading, ...]) -> frozenset[str]:
    """What is not to be shown; people are people, one or many."""
    banned = frozenset[str]().union(*(reading.refused(_THING) for reading in readings))
    people = frozenset({"person", "crowd"})
    return banned | people if banned & people else banned


def _framing(readings: tuple[Reading, ...], seed: int) -> str:
    for reading in readings:
        framing = reading.best(_FRAMING)
        if framing is not None:
            return framing
    framings = tuple(lexicon.FRAMINGS)
    return framings[int(generator("framing", seed).integers(len(framings)))]


def _weather(readings: tuple[Reading, ...], atmosphere: str) -> frozenset[Weather]:
    """The last word wins: the note over the asset over the film."""
    refused = frozenset[Weather]().union(*(reading.refused(_WEATHER) for reading in readings))
    for reading in readings:
        scores = reading.scores(_WEATHER)
        sure = frozenset(name for name, score in scores.items() if score > HINT)
        if scores:
            return (sure or frozenset(scores)) - refused
    cloudy = generator("weather", atmosphere).random() < _CLOUDY
    return frozenset({Weather.CLOUDS} if cloudy else ()) - refused
