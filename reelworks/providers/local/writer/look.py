"""The look and the sound of the whole film, from what it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reelworks.providers.local.writer.places import PLACES

_MEDIUM = "Painterly documentary illustration"


@dataclass(frozen=True, slots=True)
class _Look:
    """Mood of the pictures, palette, mood of the music."""

    mood: str
    palette: str
    music: str


_PALETTE = "soft blue and amber"
_CALM = _Look("calm and attentive", _PALETTE, "calm, thoughtful, slow piano and soft pads")
_SOMBRE = _Look("grave and quiet", "slate blue and rust", "sombre, slow, low strings, soft piano")
_CURIOUS = _Look("curious and clear", "teal and brass", "curious, steady, light pulses, warm pads")
_BY_WORDS: Mapping[str, _Look] = {
    r"wars?|battles?|killed|massacre|famine|plague|deaths?|slave\w*|prison\w*": _SOMBRE,
    r"invent\w*|discover\w*|machines?|engin\w*|patent\w*|experiments?|scien\w*": _CURIOUS,
    r"kings?|queens?|empires?|emperors?|palaces?|castles?|dynasty|sultans?": _Look(
        "stately and rich", "royal blue and old gold", "stately, slow, warm strings"
    ),
    r"markets?|coffee|food|caf\w+|festival\w*|dance\w*|spices?|wine|tea|bread": _Look(
        "warm and lively", "dusty blue and caramel brown", "warm, gentle, lively acoustic guitar"
    ),
}
_BY_PLACE: Mapping[str, _Look] = {
    "coast": _Look("calm and steadfast", "sea blue and amber", "calm, wide, slow piano, strings"),
    "sea": _Look("wide and restless", "deep blue and pale gold", "wide, flowing, slow strings"),
    "space": _Look("vast and wondering", "indigo and pale gold", "wondering, spacious pads"),
    "underwater": _Look("hushed and weightless", "teal and coral", "hushed, floating pads"),
    "snow": _Look("still and austere", "ice blue and rose", "still, sparse piano, cold pads"),
    "desert": _Look("dry and luminous", "clear blue and ochre", "luminous, slow, warm drones"),
    "battlefield": _SOMBRE,
    "forest": _Look("fresh and secretive", "soft blue and honey", "gentle, airy, soft pads"),
    "fields": _Look(
        "warm and patient", "soft blue and wheat gold", "warm, gentle, unhurried guitar"
    ),
    "kitchen": _Look("cosy and fresh", "moss green and honey", "cosy, light, unhurried guitar"),
    "abstract": _Look("clear and precise", "cobalt blue and gold", "clear, steady, minimal pulses"),
    "laboratory": _CURIOUS,
    "factory": _Look("busy and bright", "steel blue and copper", "driving, steady, warm pulses"),
}
_USUAL_SEASON = {"coast": "autumn", "sea": "autumn", "forest": "autumn", "snow": "winter"}
_SEASONS = {
    "winter": r"winter|snow|ice|frozen|polar|arctic",
    "spring": r"spring|blossom\w*|seedling\w*",
    "summer": r"summer|tropic\w*|heat",
    "autumn": r"autumn|harvest\w*|october|november",
}
_NAMED = {  # by name: snow lies on mountains in summer too
    "winter": r"winter\w*|(?:the|first) snow (?:comes|falls|came|fell)",
    "spring": r"(?:in|every|next|that|this|the|until|by) spring|springtime",
    "summer": r"summer\w*",
    "autumn": r"autumn\w*|in (?:the )?fall",
}
_WEATHERS = {
    "drifting fog": r"fog\w*|mist\w*|smoke",
    "broken clouds": r"storms?|gales?|winds?|waves?",
    "soft rain": r"rain\w*|monsoon|floods?",
}
_OFTEN = 2  # words that it takes to colour a whole film


def atmosphere(text: str, place: str, brand: str) -> str:
    """The global look in words: medium, mood, palette, light, season, weather, and the brand.

    One sentence without an end: whoever paints takes the first full stop for its end.
    """
    look = _look(text, place)
    parts = [_MEDIUM, f"{look.mood} mood", f"palette of {look.palette}"]
    if PLACES[place].daylit:
        season = season_of(text) or _USUAL_SEASON.get(place, "summer")
        parts += [f"low sun in {season}", _most(text, _WEATHERS) or "thin clouds"]
    style = re.sub(r"[.;]\s+", ", ", " ".join(brand.split())).strip(" .,")
    parts += [style] if style else []
    return ", ".join(parts)


def season_of(text: str) -> str:
    """The season that all of a text plays in; "" when it names none, or several."""
    said = [name for name, words in _SEASONS.items() if _said(text, words)]
    return said[0] if len(said) == 1 and _said(text, _SEASONS[said[0]]) >= _OFTEN else ""


def seasons_of(lines: Sequence[str]) -> list[str]:
    """The season of every line: the last one that was named, when the film goes through several."""
    named = [
        next((name for name, words in _NAMED.items() if _said(line, words)), "") for line in lines
    ]
    if len(set(named) - {""}) < 2:
        return [""] * len(lines)
    return [next((name for name in named[at::-1] if name), "") for at in range(len(lines))]


def music(text: str, place: str) -> str:
    """The mood of the music in words."""
    return f"Documentary music bed: {_look(text, place).music}, no drums, no vocals"


def _look(text: str, place: str) -> _Look:
    """That of the place; where the place says nothing, that of the words said most."""
    words = _most(text, {words: words for words in _BY_WORDS}, least=_OFTEN)
    return _BY_PLACE.get(place) or (_BY_WORDS[words] if words else _CALM)


def _most(text: str, kinds: Mapping[str, str], *, least: int = 1) -> str | None:
    """The kind whose words are said most, if they are said at least so often."""
    counts = {kind: _said(text, words) for kind, words in kinds.items()}
    kind = max(counts, key=lambda name: counts[name])
    return kind if counts[kind] >= least else None


def _said(text: str, words: str) -> int:
    return len(re.findall(rf"\b(?:{words})\b", text, re.IGNORECASE))
