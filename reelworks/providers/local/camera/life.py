"""What lives in a still: the weather that its words name, and its water."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from reelworks.providers.local.camera.flock import KINDS, Flock, Room
from reelworks.providers.local.camera.moves import Path
from reelworks.providers.local.camera.planes import PAD, Scene
from reelworks.providers.local.camera.render import Overlay
from reelworks.providers.local.camera.swell import Swell
from reelworks.providers.local.camera.veil import Veil
from reelworks.providers.local.camera.words import Weather


def overlays(
    kinds: Iterable[Weather], scene: Scene, path: Path, shape: tuple[int, int, int], seed: int
) -> list[Overlay]:
    """What is in the air; `shape` is width, height and frames a second."""
    width, height, fps = shape
    room = Room(width, height, fps, _luma(scene))
    found: list[Overlay] = []
    for kind in kinds:
        if kind is Weather.MIST:
            found.append(Veil(room, _chance(seed, kind)))
        else:
            rng = _chance(seed, kind)
            found += [Flock(part, path, room, rng) for part in KINDS[kind]]
    return found


def swells(scene: Scene, fps: int, seed: int) -> list[Swell]:
    """Water moves wherever there is some, asked for or not."""
    wet = [(ground, ground.water) for ground in scene.grounds]
    return [
        Swell(ground, mask, fps, _chance(seed, "water")) for ground, mask in wet if mask is not None
    ]


def _luma(scene: Scene) -> int:
    """How bright the scene's back is."""
    return int(scene.grounds[0].y[PAD:-PAD:8, PAD:-PAD:8].mean())


def _chance(seed: int, key: str) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed} {key}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16])))
