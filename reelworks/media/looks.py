"""The looks that captions can have, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """How captions look; `scale`, `outline` and `blur` in ems of the usual size.

    `waiting` is how bright a word is before it is spoken; `lights`: the word that is being
    spoken has the channel's colour; `box` is how dark the ground behind the lines is.
    """

    scale: float = 1.0
    outline: float = 0.075
    blur: float = 0.045
    waiting: float = 1.0
    lights: bool = False
    box: float = 0.0


NONE = "none"  # no captions in the picture: they are in the files beside the film

LOOKS: Mapping[str, Look | None] = {
    "classic": Look(waiting=0.74),
    "bold": Look(scale=1.28, outline=0.11, blur=0.02, lights=True),
    "boxed": Look(scale=0.94, outline=0.1, blur=0.0, box=0.68),
    "quiet": Look(scale=0.84, outline=0.05, blur=0.06),
    NONE: None,
}
