"""Whom a film shows: words that name a subject, how it looks, what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from reelworks.providers.local.writer.lexis import stem, words_of


@dataclass(frozen=True, slots=True)
class Subject:
    """`settings` are where it may be shown; `echoes` is a word that a view must not repeat then."""

    words: str
    looks: tuple[str, ...]
    actions: tuple[str, ...]
    settings: tuple[str, ...] = ("outdoors", "indoors")
    echoes: str = ""
    glimpse: str = ""  # how it is seen when it is not what the shot is about


_OUT = ("outdoors",)
_ANY = ("outdoors", "indoors", "abstract")

SUBJECTS: Mapping[str, Subject] = {
    "keeper": Subject(
        "keeper keepers lightkeeper watchman guard guardian",
        ("an old keeper, a man in a dark coat with a lantern",),
        ("the keeper raises the lantern", "the keeper looks out and waits"),
    ),
    "engineer": Subject(
        "engineer engineers architect architects builder builders mason masons inventor inventors"
        " fresnel craftsman craftsmen designer",
        ("an engineer, a man in a long coat with rolled plans",),
        ("the engineer studies the plans", "the engineer turns his head"),
    ),
    "scientist": Subject(
        "scientist scientists physicist astronomer astronomers researcher researchers professor"
        " chemist doctor doctors scholar scholars philosopher biologist botanist mathematician",
        ("a scientist, a man in a plain coat with an instrument in hand",),
        ("the scientist leans forward", "the scientist looks closer"),
    ),
    "ruler": Subject(
        "king kings queen queens emperor sultan pope prince duke pharaoh tsar",
        ("a king, a man in a long royal robe with a crown",),
        ("the king lifts his head", "the king turns slowly"),
    ),
    "farmer": Subject(
        "farmer farmers herder herders goatherd shepherd peasant peasants grower growers planter"
        " planters",
        ("a farmer, a man in simple clothes with a staff",),
        ("the farmer walks a few steps", "the farmer looks over the land"),
    ),
    "monk": Subject(
        "monk monks priest priests sufi sufis pilgrim pilgrims abbot saint",
        ("a monk, a man in a long hooded robe",),
        ("the monk bows his head", "the monk walks slowly"),
    ),
    "soldier": Subject(
        "soldier soldiers knight knights officer general army troops commander",
        ("a soldier, a man standing in uniform",),
        ("the soldier stands and watches",),
    ),
    "merchant": Subject(
        "merchant merchants trader traders dealer dealers banker businessman smuggler smugglers",
        ("a merchant, a man in a rich coat with a bag",),
        ("the merchant weighs the bag in his hand",),
    ),
    "sailor": Subject(
        "sailor sailors captain captains mariner mariners fisherman fishermen pilot pilots crew"
        " navigator explorer explorers",
        ("a sailor, a man in a heavy sea coat",),
        ("the sailor looks to the horizon", "the sailor shields his eyes"),
    ),
    "woman": Subject(
        "woman women mother wife daughter girl lady she actress nurse housewife",
        ("a woman in a long plain dress",),
        ("the woman turns to the light", "the woman looks up"),
    ),
    "child": Subject(
        "child children boy boys kid kids son pupil pupils",
        ("a child with a bright scarf",),
        ("the child looks up in wonder",),
    ),
    "crowd": Subject(
        "people crowd crowds citizens workers customers guests drinkers inhabitants public visitors"
        " audience families men team tourists revolutionaries",
        ("a crowd of people, seen full figure",),
        ("the crowd stirs and murmurs", "people turn their heads"),
    ),
    "man": Subject(
        "man he person writer artist painter composer poet author musician leader president worker"
        " gentleman father brother human",
        ("a man in a plain dark coat",),
        ("the man turns to the light", "the man takes a slow breath"),
    ),
    "probe": Subject(
        "voyager probe probes spacecraft satellite craft antenna",
        ("a space probe with a large dish",),
        ("the spacecraft turns in the light", "the spacecraft glides on"),
        ("space",),
        glimpse="a distant probe",
    ),
    "rocket": Subject(
        "rocket rockets launch launched shuttle capsule missile canaveral",
        ("a tall rocket",),
        ("the rocket rises on its flame", "vapour streams from the rocket"),
        ("outdoors", "space"),
        glimpse="a distant rocket",
    ),
    "ship": Subject(
        "ship ships vessel vessels fleet galleon frigate steamer navy warship",
        ("a sailing ship with tall sails",),
        ("the ship sails on", "the ship rides the swell"),
        _OUT,
        glimpse="a distant ship",
    ),
    "boat": Subject(
        "boat boats ferry canoe fishing lifeboat",
        ("a small wooden boat",),
        ("the boat rocks on the water",),
        _OUT,
        glimpse="a small boat",
    ),
    "lighthouse": Subject(
        "lighthouse lighthouses beacon tower towers cordouan pharos",
        ("a tall stone lighthouse with its light lit",),
        ("the lighthouse beam sweeps round", "the light at the top of the tower glows"),
        _OUT,
        "lighthouse",
        glimpse="a distant lighthouse",
    ),
    "train": Subject(
        "train trains locomotive locomotives railway",
        ("a steam train locomotive",),
        ("the train rolls on",),
        _OUT,
        glimpse="a distant train",
    ),
    "car": Subject(
        "car cars automobile automobiles taxi bus truck",
        ("an old car",),
        ("the car rolls on",),
        _OUT,
        glimpse="an old car",
    ),
    "aeroplane": Subject(
        "aeroplane airplane aircraft plane planes glider jet",
        ("an aeroplane in flight",),
        ("the aeroplane glides on",),
        _OUT,
        glimpse="a distant plane",
    ),
    "telescope": Subject(
        "telescope telescopes observatory",
        ("a brass telescope on a stand",),
        ("the telescope turns to the stars",),
        glimpse="a telescope",
    ),
    "lens": Subject(
        "lens lenses prism prisms optic optics lamp lamps lantern lanterns candle candles flame"
        " light-bulb wick oil",
        ("a glowing lantern of brass and glass",),
        ("the lantern glows and flickers", "light spreads from the lantern"),
        _ANY,
        glimpse="a lit lantern",
    ),
    "machine": Subject(
        "machine machines engine engines mechanism device devices computer computers press printer"
        " espresso roaster grinder mill instrument instruments camera cameras recorder",
        ("a machine of brass and steel with dials",),
        ("the machine's wheels turn", "the machine hums and shakes a little"),
        _ANY,
        glimpse="a machine",
    ),
    "clock": Subject(
        "clock clocks watch hour hours chronometer pendulum",
        ("a tall clock with a pendulum",),
        ("the pendulum swings",),
        _ANY,
        glimpse="a clock",
    ),
    "book": Subject(
        "book books manuscript manuscripts treatise letter letters poem novel ",
        ("an open old book",),
        ("the pages of the book stir",),
        _ANY,
        glimpse="an open book",
    ),
    "bird": Subject(
        "bird birds gull gulls eagle pigeon crow owl hawk swallow goose geese",
        ("a bird with spread wings",),
        ("the bird glides past",),
        _OUT,
        glimpse="birds",
    ),
    "fish": Subject(
        "fish fishes salmon tuna cod shark sharks herring",
        ("a large fish",),
        ("the fish swims by",),
        ("underwater",),
    ),
    "whale": Subject(
        "whale whales dolphin dolphins", ("a whale",), ("the whale glides by",), ("underwater",)
    ),
    "horse": Subject(
        "horse horses pony mule donkey carriage camel camels cavalry",
        ("a horse standing in profile",),
        ("the horse tosses its head",),
        _OUT,
        glimpse="a distant horse",
    ),
    "dog": Subject(
        "dog dogs wolf wolves fox", ("a dog standing alert",), ("the dog lifts its head",), _OUT
    ),
    "cat": Subject(
        "cat cats lion lions tiger tigers", ("a cat sitting upright",), ("the cat blinks",)
    ),
    "tree": Subject(
        "tree trees plant plants shrub shrubs bush seedling seedlings oak coffee bean beans cherries"
        " berries",
        ("a small leafy tree",),
        ("the leaves of the tree stir",),
        _OUT,
    ),
    "flower": Subject(
        "flower flowers rose roses tulip tulips blossom blossoms bloom",
        ("a flower in bloom",),
        ("the flower sways",),
        glimpse="flowers",
    ),
}

STAND_INS: Mapping[str, tuple[str, ...]] = {  # when the words name too few subjects
    "outdoors": ("man", "bird", "crowd", "tree", "woman", "child", "horse", "dog", "flower"),
    "indoors": ("man", "book", "lens", "clock", "woman", "crowd", "machine", "child", "flower"),
    "space": ("probe", "rocket", "scientist", "telescope", "engineer", "man", "book", "clock"),
    "underwater": ("fish", "whale", "boat", "sailor", "bird", "scientist", "man", "lens"),
    "abstract": ("machine", "lens", "scientist", "clock", "book", "man", "woman", "crowd"),
}


@lru_cache(maxsize=1)
def _index() -> Mapping[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for name, subject in SUBJECTS.items():
        for word in subject.words.split():
            index.setdefault(stem(word), []).append(name)
    return {word: tuple(names) for word, names in index.items()}


def named(text: str) -> list[str]:
    """The subjects that these words name, in order, each once."""
    found: dict[str, None] = {}
    for word in words_of(text):
        for name in _index().get(stem(word), ()):
            found.setdefault(name)
    return list(found)


_PERSONS = ("keeper", "engineer", "scientist", "ruler", "farmer", "monk", "soldier", "merchant")
_MORE_PERSONS = ("sailor", "woman", "child", "crowd", "man")
PEOPLE = frozenset(
    stem(word) for name in (*_PERSONS, *_MORE_PERSONS) for word in SUBJECTS[name].words.split()
)
