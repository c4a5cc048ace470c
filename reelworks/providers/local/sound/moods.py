"""What a mood means in music: its scale, pace, harmony and instruments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Voice(StrEnum):
    """An instrument of the bed."""

    PAD = "pad"
    STRINGS = "strings"
    PIANO = "piano"
    PLUCK = "pluck"
    MARIMBA = "marimba"
    CELESTA = "celesta"
    BASS = "bass"
    DRUM = "drum"


MAJOR = (0, 2, 4, 5, 7, 9, 11)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)
PHRYGIAN = (0, 1, 3, 5, 7, 8, 10)


@dataclass(frozen=True, slots=True)
class Mood:
    """`progressions` are degrees of the scale, one chord a bar, counted from 0, four at a time.

    `figure` is the accompaniment of a bar: (beat, which note of the chord).
    """

    scale: tuple[int, ...]
    tempo: float  # beats a minute
    progressions: tuple[tuple[int, ...], ...]
    figure: tuple[tuple[float, int], ...]
    accompaniment: Voice
    lead: Voice
    sustained: Voice = Voice.PAD
    colour: int | None = 1  # a further step of the scale above the root in every chord
    melody: float = 0.7  # how much of the middle is sung
    drums: tuple[float, ...] = ()  # beats of a bar
    brightness: float = 1.0
    key: int = 0  # added to the seed's key, in semitones


_ROCKING = ((0.0, 0), (1.0, 2), (2.0, 1), (3.0, 2))
_RISING = ((0.0, 0), (0.5, 1), (1.0, 2), (1.5, 3), (2.0, 2), (3.0, 1))
_SPARSE = ((0.0, 0), (1.5, 2), (3.0, 3))
_PULSE = tuple((beat / 2, 0) for beat in range(8))
_SKIPPING = ((0.0, 0), (0.75, 2), (1.5, 1), (2.0, 3), (2.75, 2), (3.5, 1))

MOODS: Mapping[str, Mood] = {
    "calm": Mood(
        MAJOR,
        66,
        ((0, 4, 5, 3), (0, 2, 3, 0), (0, 5, 3, 4)),
        _SPARSE,
        Voice.PIANO,
        Voice.PIANO,
        melody=0.5,
        brightness=0.8,
    ),
    "hopeful": Mood(
        MAJOR,
        84,
        ((0, 4, 5, 3), (3, 0, 4, 5), (0, 2, 3, 4)),
        _RISING,
        Voice.PIANO,
        Voice.PIANO,
        melody=0.8,
        brightness=1.1,
    ),
    "dark": Mood(
        MINOR,
        60,
        ((0, 5, 0, 3), (0, 0, 5, 6), (0, 3, 5, 4)),
        ((0.0, 0), (2.5, 2)),
        Voice.PIANO,
        Voice.PIANO,
        melody=0.3,
        brightness=0.6,
        key=-4,
    ),
    "tense": Mood(
        PHRYGIAN,
        96,
        ((0, 0, 1, 0), (0, 5, 1, 0), (0, 3, 1, 1)),
        _PULSE,
        Voice.PLUCK,
        Voice.CELESTA,
        colour=None,
        melody=0.25,
        drums=(0.0, 2.0),
        brightness=0.75,
        key=-3,
    ),
    "playful": Mood(
        LYDIAN,
        108,
        ((0, 1, 3, 4), (0, 5, 1, 4), (0, 3, 0, 4)),
        _SKIPPING,
        Voice.PLUCK,
        Voice.MARIMBA,
        melody=0.85,
        brightness=1.2,
    ),
    "epic": Mood(
        MINOR,
        88,
        ((0, 5, 2, 6), (0, 3, 5, 6), (5, 6, 0, 0)),
        _RISING,
        Voice.PLUCK,
        Voice.STRINGS,
        sustained=Voice.STRINGS,
        colour=None,
        melody=0.8,
        drums=(0.0, 1.5, 2.0, 3.0),
        brightness=1.2,
        key=-2,
    ),
    "stately": Mood(
        MAJOR,
        68,
        ((0, 3, 4, 0), (0, 5, 3, 4), (0, 2, 5, 4)),
        ((0.0, 0), (2.0, 2)),
        Voice.PLUCK,
        Voice.STRINGS,
        sustained=Voice.STRINGS,
        colour=None,
        melody=0.6,
        brightness=0.85,
        key=-1,
    ),
    "spacious": Mood(
        LYDIAN,
        56,
        ((0, 0, 1, 0), (0, 4, 1, 5), (0, 2, 1, 1)),
        _SPARSE,
        Voice.CELESTA,
        Voice.PIANO,
        melody=0.35,
        brightness=0.8,
        key=-2,
    ),
    "warm": Mood(
        MAJOR,
        88,
        ((0, 3, 0, 4), (0, 5, 3, 4), (3, 0, 4, 0)),
        _RISING,
        Voice.PLUCK,
        Voice.PIANO,
        melody=0.6,
        brightness=0.9,
    ),
    "driving": Mood(
        DORIAN,
        112,
        ((0, 0, 3, 3), (0, 6, 3, 0), (0, 2, 6, 3)),
        _PULSE,
        Voice.PLUCK,
        Voice.MARIMBA,
        melody=0.5,
        drums=(0.0, 2.0),
        brightness=1.0,
        key=-2,
    ),
    "melancholic": Mood(
        MINOR,
        64,
        ((0, 5, 2, 6), (0, 3, 5, 4), (5, 3, 0, 4)),
        _ROCKING,
        Voice.PIANO,
        Voice.PIANO,
        melody=0.7,
        brightness=0.75,
    ),
    "curious": Mood(
        DORIAN,
        92,
        ((0, 3, 0, 6), (0, 2, 3, 3), (0, 1, 2, 3)),
        _SKIPPING,
        Voice.MARIMBA,
        Voice.CELESTA,
        melody=0.6,
        brightness=1.0,
    ),
}

_DEFAULT = "calm"
_WORDS: Mapping[str, str] = {
    "calm": """calm* peace* gentle soft serene quiet tranquil* ambient relax* thoughtful slow
        reflect* meditat* nature natural sleepy""",
    "hopeful": """hope* uplift* inspir* optimis* bright happy joy* triumph* positive sunny proud
        confident success* love""",
    "dark": """dark* ominous sinister grim horror haunt* eerie shadow* bleak foreboding menac*
        death""",
    "tense": """tens* suspens* urgent thrill* anxious danger* nervous crime investigat* threat*
        chase""",
    "playful": """playful fun funny light quirky cheer* whimsic* comic* bouncy child*""",
    "epic": """epic grand* heroic cinematic war battle power* dramatic monumental adventur*
        orchestral bold""",
    "stately": "stately majestic noble royal regal dignified ceremon* anthem*",
    "spacious": """spac* vast wide float* flow* hush* still airy luminous dream* contemplat* cosm*
        underwater""",
    "warm": "warm lively acoustic folk* unhurried friendly tender cosy rustic",
    "driving": "driving busy energetic pulsing rhythmic industri* modern urgent",
    "melancholic": """melanchol* sad* nostalg* lonely lone wistful bittersweet grief mourn* loss
        lost elegiac longing sorrow* emotional somber sombre solemn grave""",
    "curious": """curious* wonder* myster* science scientific discover* explor* technolog* think*
        question* inquisitive clever clear steady minimal electronic* puls*""",
}
_WEAK = frozenset(
    {"ambient", "gentle", "light", "puls*", "slow", "soft", "quiet", "steady", "warm", "wide"}
)
_SLOWER = re.compile(r"\b(slow\w*|calmer|quieter|unhurried)\b")
_FASTER = re.compile(r"\b(faster|quick\w*|livel\w+|energetic|upbeat)\b")
_NO_DRUMS = re.compile(r"\b(no|without|fewer|less) (drums?|percussion|beats?)\b")
_VOICES: tuple[
    tuple[re.Pattern[str], Callable[[Mood], Mood]], ...
] = (  # what a person may ask for by name, and what it then plays
    (re.compile(r"\bpiano\b"), lambda mood: replace(mood, accompaniment=Voice.PIANO)),
    (
        re.compile(r"\b(pluck\w*|guitar|harp|acoustic)\b"),
        lambda mood: replace(mood, accompaniment=Voice.PLUCK),
    ),
    (
        re.compile(r"\b(marimba|mallets?|xylophone)\b"),
        lambda mood: replace(mood, accompaniment=Voice.MARIMBA),
    ),
    (
        re.compile(r"(?<!plucked )\bstrings\b|\borchestra"),
        lambda mood: replace(mood, sustained=Voice.STRINGS),
    ),
    (
        re.compile(r"\b(celesta|glockenspiel|music box)\b"),
        lambda mood: replace(mood, lead=Voice.CELESTA),
    ),
)


def mood(prompt: str) -> Mood:
    """The mood that the words ask for most, calm when they ask for none, played as they say."""
    text = prompt.lower()
    scores = dict.fromkeys(MOODS, 0.0)
    for number, word in enumerate(re.findall(r"[a-z]+", text)):
        for name, terms in _WORDS.items():
            if term := next((term for term in terms.split() if _means(term, word)), None):
                scores[name] += (0.3 if term in _WEAK else 1.0) - number * 1e-3
    best = max(scores, key=lambda name: scores[name])
    found = MOODS[best if scores[best] else _DEFAULT]
    for pattern, scored in _VOICES:
        found = scored(found) if pattern.search(text) else found
    return replace(found, drums=()) if _NO_DRUMS.search(text) else found


def pace(prompt: str) -> float:
    """A factor for the tempo that words ask for."""
    text = prompt.lower()
    return 1.15 if _FASTER.search(text) else 0.9 if _SLOWER.search(text) else 1.0


def _means(term: str, word: str) -> bool:
    return word.startswith(term[:-1]) if term.endswith("*") else word == term
