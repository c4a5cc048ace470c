"""Measures the local camera: frames per CPU second drawn and encoded, and how steady it is.

Last line: one JSON object. `python -m benchmarks.camera [--size 1920x1080] [--seconds 3]`
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.media.encode import Frames, encode_clip
from reelworks.media.layers import Layer, Stack, canvas_size
from reelworks.providers.local.camera import maker, moves, planes
from reelworks.providers.local.camera.render import Renderer
from reelworks.providers.local.camera.words import Move
from reelworks.scripts.protocol import size

_SIGMA = 3.0  # of a dot, in canvas pixels


def landscape(width: int, height: int, seed: int = 1) -> Stack:
    """A sky, hills over the lower half, and trees at both sides: a scene of three grounds."""
    rng = np.random.default_rng(seed)
    w, h = canvas_size(width, height)
    rows = np.linspace(0, 1, h)[:, None]
    far = _textured(rng, w, h, (90, 130, 190)), np.ones((h, w))
    ridge = 0.5 + 0.05 * np.sin(np.linspace(0, 9, w))[None, :]
    hills = _textured(rng, w, h, (70, 110, 60)), np.clip((rows - ridge) * h, 0, 1)
    near = _textured(rng, w, h, (40, 50, 30)), _trees(rng, w, h)
    depths = (0.0, 0.45, 1.0)
    return Stack(
        w,
        h,
        tuple(_layer(*part, depth) for part, depth in zip((far, hills, near), depths, strict=True)),
    )


def dots(
    width: int, height: int, depth: float, every: int = 120
) -> tuple[Stack, NDArray[np.float64]]:
    """White dots on grey, and where their middles lie on the canvas: (n, 2) of x and y."""
    w, h = canvas_size(width, height)
    x, y = np.meshgrid(
        np.arange(every, w - every / 2, every), np.arange(every, h - every / 2, every)
    )
    places = np.stack((x.ravel(), y.ravel()), axis=1) + 0.37
    across, down = np.arange(w), np.arange(h)
    light = np.zeros((h, w))
    for px, py in places:
        light += np.outer(_bell(down - py), _bell(across - px))
    grey = np.rint(60 + 180 * np.clip(light, 0, 1)).astype(np.uint8)
    return Stack(w, h, (_layer(np.dstack([grey] * 3), np.ones((h, w)), depth),)), places


def found(
    luma: NDArray[np.uint8], near: NDArray[np.float64], reach: int = 11
) -> NDArray[np.float64]:
    """The dots' middles in a frame, each the centre of light around where it is looked for."""
    middles = []
    for x, y in np.rint(near).astype(int):
        part = luma[y - reach : y + reach + 1, x - reach : x + reach + 1].astype(float)
        weights = part - np.median(part)  # the ground's grey
        offsets = np.arange(-reach, reach + 1)
        total = weights.sum()
        middles.append((x + weights.sum(0) @ offsets / total, y + weights.sum(1) @ offsets / total))
    return np.array(middles)


def ideal(
    path: moves.Path, depth: float, places: NDArray[np.float64], width: int, height: int
) -> NDArray[np.float64]:
    """Where dots at these places of the canvas are to be seen: (frame, dot, 2)."""
    w, h = canvas_size(width, height)
    zoom, (x, y) = path.zoom(depth), path.shift(depth)
    seen = []
    for side, canvas, shift, place in ((width, w, x, places[:, 0]), (height, h, y, places[:, 1])):
        step = canvas / (side * zoom)
        middle = canvas * (0.5 + shift)
        seen.append((place[None, :] + 0.5 - middle[:, None]) / step[:, None] + side / 2 - 0.5)
    return np.stack(seen, axis=2)


def jitter(move: Move, width: int, height: int, count: int) -> tuple[float, float]:
    """(rms, largest) of how much further a dot goes from frame to frame than it should."""
    depth = 0.8
    stack, places = dots(width, height, depth)
    path = moves.path([move], 1.0, count / 30, count, np.random.default_rng(5)).within([depth], 1.2)
    target = ideal(path, depth, places, width, height)
    margin = 20
    inside = np.all((target > margin) & (target < np.array((width, height)) - margin), axis=(0, 2))
    frames = Renderer(planes.scene(stack, 1), path, width, height).frames()
    off = [
        found(_luma(frame, width, height), at[inside]) - at[inside]
        for frame, at in zip(frames, target, strict=True)
    ]
    steps = np.linalg.norm(np.diff(np.array(off), axis=0), axis=2)
    return float(np.sqrt((steps**2).mean())), float(steps.max())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=size, default=(1920, 1080))
    parser.add_argument("--seconds", type=float, default=3.0)
    args = parser.parse_args()
    (width, height), count = args.size, round(args.seconds * 30)
    scene = planes.scene(landscape(width, height), maker.MOST_GROUNDS)
    figures = {
        "fps_per_core": _drawn(scene, width, height, count),
        **_encoded(scene, width, height, count),
        **_steady(width, height),
        "size": f"{width}x{height}",
        "grounds": len(scene.grounds),
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(figures))


def _drawn(scene: planes.Scene, width: int, height: int, count: int) -> float:
    print(f"{'move':14}{'frames per CPU s':>18}")
    speeds = []
    for move in (Move.PUSH_IN, Move.PAN_LEFT, Move.ORBIT_RIGHT, Move.STATIC, Move.HANDHELD):
        frames = Renderer(scene, _path(scene, move, count), width, height).frames()
        speed = count / _cpu(lambda frames=frames: [None for _ in frames])
        speeds.append(speed)
        print(f"{move.value:14}{speed:18.1f}")
    return round(float(np.median(speeds)), 1)


def _encoded(scene: planes.Scene, width: int, height: int, count: int) -> dict[str, float]:
    renderer = Renderer(scene, _path(scene, Move.PUSH_IN, count), width, height)
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.mp4"
        shape = Frames(width, height, 30)
        children = _children()
        encode_clip(clip, shape, renderer.frames(), count)
        speed = count / (_children() - children)
        bits = clip.stat().st_size * 8 / (count / 30) / 1e6
    print(f"{'encoder':14}{speed:18.1f}   {bits:.1f} Mbit/s")
    return {"encode_fps_per_core": round(speed, 1), "clip_mbit_s": round(bits, 1)}


def _steady(width: int, height: int) -> dict[str, float]:
    print(f"{'move':14}{'jitter rms px':>18}{'largest':>10}")
    results = []
    for move in (Move.PUSH_IN, Move.PAN_LEFT, Move.TILT_UP, Move.STATIC, Move.HANDHELD):
        rms, largest = jitter(move, width, height, 60)
        results.append((rms, largest))
        print(f"{move.value:14}{rms:18.4f}{largest:10.4f}")
    worst = np.max(results, axis=0)
    return {"jitter_rms_px": round(float(worst[0]), 4), "jitter_max_px": round(float(worst[1]), 4)}


def _path(scene: planes.Scene, move: Move, count: int) -> moves.Path:
    depths = [ground.depth for ground in scene.grounds]
    return moves.path([move], 1.0, count / 30, count, np.random.default_rng(1)).within(depths, 1.2)


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _luma(frame: memoryview, width: int, height: int) -> NDArray[np.uint8]:
    return np.frombuffer(frame, np.uint8)[: width * height].reshape(height, width)


def _layer(rgb: NDArray[np.uint8], alpha: NDArray[np.float64], depth: float) -> Layer:
    return Layer("", depth, np.dstack((rgb, np.rint(alpha * 255).astype(np.uint8))))


def _bell(offsets: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.exp(-((offsets / _SIGMA) ** 2) / 2)


def _textured(
    rng: np.random.Generator, w: int, h: int, colour: tuple[int, int, int]
) -> NDArray[np.uint8]:
    """One colour, mottled from coarse to fine as painted things are."""
    mottle = np.zeros((h, w), np.float32)
    for cells, amount in ((4, 30), (12, 18), (40, 9), (160, 5)):
        grains = rng.standard_normal((cells, cells * 16 // 9)).astype(np.float32)
        mottle += amount * cv2.resize(grains, (w, h), interpolation=cv2.INTER_CUBIC)
    mottle += 0.5 * rng.standard_normal((h, w))
    return np.clip(np.array(colour, np.float32) + mottle[..., None], 0, 255).astype(np.uint8)


def _trees(rng: np.random.Generator, w: int, h: int) -> NDArray[np.float64]:
    leaves = np.zeros((h, w), np.uint8)
    for side in (0.05, 0.95):
        for _ in range(200):
            at = (int((side + rng.normal(0, 0.035)) * w), int(abs(rng.normal(0, 0.2)) * h))
            cv2.circle(leaves, at, int(rng.uniform(0.004, 0.02) * w), 255, -1, cv2.LINE_AA)
    return leaves / 255


if __name__ == "__main__":
    main()
