"""The look and the sound of the whole film, from what it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reelworks.providers.local.writer.places import PLACES

_MEDIUM = "Painterly documentary illustration"
_MOODS: Sequence[tuple[str, str, str]] = (  # words, mood of the pictures, mood of the music
    (
        r"\b(?:wars?|battles?|killed|massacre|genocide|plague|famine|died|deaths?|slave\w*|prison\w*)\b",
        "grave and quiet",
        "sombre, slow, low strings and a soft piano",
    ),
    (
        r"\b(?:invent\w*|discover\w*|machines?|engin\w*|patent\w*|experiments?|scien\w*)\b",
        "curious and clear",
        "curious, steady, light plucked strings and warm pads",
    ),
    (
        r"\b(?:kings?|queens?|empires?|emperors?|palaces?|castles?|dynasty|sultans?)\b",
        "stately and rich",
        "stately, slow, warm strings",
    ),
    (
        r"\b(?:markets?|coffee|food|caf\w+|festival\w*|music|dance\w*|friends?|spices?|wine|tea)\b",
        "warm and lively",
        "warm, gentle, lively acoustic guitar and soft percussion",
    ),
)
_CALM = ("calm and attentive", "calm, thoughtful, slow piano and soft pads")
_BY_PLACE: Mapping[str, tuple[str, str, str]] = {  # mood, palette, music
    "coast": ("calm and steadfast", "sea blue and warm amber", "calm, wide, slow piano and soft strings"),
    "sea": ("wide and restless", "deep blue and silver", "wide, flowing, slow strings"),
    "space": ("vast and wondering", "deep indigo and pale gold", "wondering, spacious, slow ambient pads"),
    "underwater": ("hushed and weightless", "teal and deep blue", "hushed, floating ambient pads"),
    "snow": ("still and austere", "ice blue and slate", "still, sparse piano and cold pads"),
    "desert": ("dry and luminous", "ochre and rose", "luminous, slow, warm drones and plucked strings"),
    "battlefield": ("grave and quiet", "ash grey and rust", "sombre, slow, low strings and a soft piano"),
    "forest": ("fresh and secretive", "moss green and honey", "gentle, airy, soft woodwinds and pads"),
    "fields": ("warm and patient", "leaf green and warm brown", "warm, gentle, acoustic and unhurried"),
    "abstract": ("clear and precise", "cool blue and white gold", "clear, steady, minimal electronic pulses"),
    "laboratory": ("curious and clear", "teal and brass", "curious, steady, light pulses and warm pads"),
    "factory": ("busy and bright", "iron grey and copper", "driving, steady, warm pulses"),
}  # fmt: skip
_PALETTE = "muted blue and warm amber"
_SEASONS = {"winter": r"winter|snow|ice|frozen|polar|arctic", "spring": r"spring|blossom\w*|seedling\w*",
            "summer": r"summer|tropic\w*|heat", "autumn": r"autumn|harvest\w*|october|november"}  # fmt: skip
_WEATHERS = {"drifting haze": r"fog\w*|mist\w*|smoke|haze", "broken clouds and wind": r"storms?|gales?|winds?|waves?",
             "soft rain": r"rain\w*|monsoon|floods?"}  # fmt: skip


def atmosphere(text: str, place: str, brand: str) -> str:
    """The global look in words: medium, mood, light, season, weather, palette, and the brand.

    One sentence without an end: whoever paints takes the first full stop for its end.
    """
    mood, palette, _ = _BY_PLACE.get(place, (_mood(text)[0], _PALETTE, ""))
    parts = [_MEDIUM, f"{mood} mood", f"palette of {palette}"]
    if PLACES[place].daylit:
        season = _most(text, _SEASONS) or "autumn"
        weather = _most(text, _WEATHERS) or "thin clouds"
        parts += [f"low sun in {season}", weather]
    style = re.sub(r"[.;]\s+", ", ", " ".join(brand.split())).strip(" .,")
    parts += [style] if style else []
    return ", ".join(parts)


def music(text: str, place: str) -> str:
    """The mood of the music in words."""
    _, _, fitting = _BY_PLACE.get(place, ("", "", ""))
    return f"Documentary music bed: {fitting or _mood(text)[1]}, no drums, no vocals"


def _mood(text: str) -> tuple[str, str]:
    counted = [
        (len(re.findall(words, text, re.IGNORECASE)), mood, tune) for words, mood, tune in _MOODS
    ]
    count, mood, tune = max(counted, key=lambda found: found[0])
    return (mood, tune) if count >= 2 else _CALM


def _most(text: str, kinds: Mapping[str, str]) -> str | None:
    counts = {
        kind: len(re.findall(rf"\b(?:{words})\b", text, re.IGNORECASE))
        for kind, words in kinds.items()
    }
    kind = max(counts, key=lambda name: counts[name])
    return kind if counts[kind] else None
