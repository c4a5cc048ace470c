"""The light and the weather of a shot, in words that the painter knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reelworks.providers.local.writer.places import Place

_LIGHTS = {
    "outdoors": (  # from dawn to night, as the film goes on
        "first light of dawn", "soft morning light", "clear daylight", "midday sun",
        "daylight under drifting clouds", "long afternoon light", "low evening sun",
        "sunset glow", "dusk with the last light", "deep twilight", "moonlit night",
        "drifting mist at daybreak",
        "dawn of a new day",
    ),
    "indoors": (
        "morning light through the window", "evening lamplight", "a shaft of afternoon light",
        "candlelight at night", "plain daylight", "firelight at dusk", "sunset through the window",
        "moonlight through the window",
    ),
    "space": (
        "sunrise glow along one side", "cold starlight", "sunlight from the left",
        "twilight colours", "darkness around it", "evening colours", "a thin crescent of daylight",
    ),
    "underwater": ("turquoise daylight", "deep twilight", "slanting evening sun", "night darkness"),
    "abstract": ("evening colours", "cold night colours", "daylight colours", "twilight colours"),
}  # fmt: skip
_NIGHTS = r"nights?|midnight|nightfall|darkness|stars"
_MORNINGS = r"dawn|sunrise|daybreak|mornings?"
_EVENINGS = r"dusk|sunset|evenings?|twilight"
_FIRES = r"fires?|burn\w*|flames?|bonfires?"
_DAYLIT_ASKED = (  # words that decide the light or the weather out of doors
    (
        r"storms?|gales?|tempests?|hurricanes?|bad weather",
        ("dark storm clouds and rain", "a storm breaking in grey daylight"),
    ),
    (r"fogs?|foggy|mists?|misty", ("thick fog in the morning", "drifting fog at dusk")),
    (r"snow\w*|blizzards?", ("snowfall in grey daylight", "snowfall at dusk")),
    (r"rain\w*|monsoons?", ("steady rain in grey daylight", "rain at dusk")),
    (_NIGHTS, ("starry night", "moonlit night")),
    (_MORNINGS, ("first light of dawn", "soft morning light")),
    (_EVENINGS, ("dusk with the last light", "sunset glow")),
    (r"noon|midday", ("midday sun", "clear daylight")),
    (_FIRES, ("dusk with a fire glowing", "night with a fire glowing")),
)
_INDOORS_ASKED = (
    (_NIGHTS, ("candlelight at night", "moonlight through the window")),
    (_MORNINGS, ("morning light through the window",)),
    (_EVENINGS, ("evening lamplight", "sunset through the window")),
    (_FIRES, ("firelight at dusk",)),
)


def lights_at(place: Place) -> Sequence[str]:
    """All that a place may be lit by; out of doors in the order of the day."""
    return _LIGHTS["outdoors" if place.daylit else place.setting]


def asked_for(line: str, place: Place) -> Iterator[Sequence[str]]:
    """The lights that a line asks for, the strongest wish first: a storm, a night, a fire."""
    asked = _DAYLIT_ASKED if place.daylit else _INDOORS_ASKED * (place.setting == "indoors")
    return (
        lights for words, lights in asked if re.search(rf"\b(?:{words})\b", line, re.IGNORECASE)
    )
