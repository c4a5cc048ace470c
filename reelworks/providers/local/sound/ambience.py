"""An ambience: the layers that words ask for, mixed, placed near or far, faded at both ends."""

from __future__ import annotations

import numpy as np

from reelworks.media import levels
from reelworks.media.wav import RATE
from reelworks.providers.local.sound import scenes, textures
from reelworks.providers.local.sound.synthesis import (
    Signal,
    band,
    filtered,
    in_room,
    room,
    unit,
)

_FADE_S = 0.35  # at both ends, or a sixth of a short sound
_FLOOR = 0.06  # of room air under everything: digital silence sounds like a fault


def render(rng: np.random.Generator, prompt: str, length: int) -> Signal:
    """A stereo ambience of this many samples."""
    total = np.float32(_FLOOR) * unit(textures.air(rng, length))
    for layer in scenes.layers(prompt):
        total += np.float32(layer.gain) * _placed(rng, layer, length)
    fade = min(_FADE_S, length / RATE / 6)
    return levels.faded(total.astype(np.float32), RATE, fade, fade)


def _placed(rng: np.random.Generator, layer: scenes.Layer, length: int) -> Signal:
    signal = unit(scenes.MAKERS[layer.name](rng, length))
    if not layer.distant:
        return signal
    return unit(in_room(filtered(signal, band(30, 1800)), room(rng, 2.0, dark_hz=2500), 0.8))
