"""Camera moves: where the camera is at every frame of a clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reelworks.providers.local.camera.words import Move

Curve = NDArray[np.float64]  # one value a frame

GOOD = (
    (Move.PUSH_IN,),
    (Move.PUSH_IN, Move.DRIFT),
    (Move.PULL_OUT,),
    (Move.ORBIT_LEFT,),
    (Move.ORBIT_RIGHT,),
    (Move.PAN_LEFT,),
    (Move.PAN_RIGHT,),
)
_USUAL = 0.8  # how much of the room on the canvas an unhurried move takes
_FULL_SECONDS = 5.0  # a shorter clip moves less, so that it does not move faster
_SECOND = 0.6  # how much of the second of two moves at once is done


@dataclass(frozen=True, slots=True)
class Path:
    """A camera's path over a clip. Lengths are parts of the picture's width or height.

    `lens` enlarges everything alike, `dolly` the nearest layer most and the farthest not at all;
    `pan` shifts the view over everything alike, `truck` over the nearest layer most.
    """

    lens: Curve
    dolly: Curve
    pan_x: Curve
    pan_y: Curve
    truck_x: Curve
    truck_y: Curve

    def zoom(self, depth: float) -> Curve:
        """How much larger than in the flat picture a layer at `depth` is shown."""
        return self.lens * (1 + self.dolly * depth)

    def shift(self, depth: float) -> tuple[Curve, Curve]:
        """Where the middle of the view lies on a layer at `depth`, from the canvas's middle."""
        return self.pan_x + self.truck_x * depth, self.pan_y + self.truck_y * depth

    def joined(self, other: Path) -> Path:
        """Both moves at once."""
        return Path(
            self.lens * other.lens,
            self.dolly + other.dolly,
            self.pan_x + other.pan_x,
            self.pan_y + other.pan_y,
            self.truck_x + other.truck_x,
            self.truck_y + other.truck_y,
        )

    def within(self, depths: Sequence[float], zoom_max: float) -> Path:
        """The same move made smaller until no layer is enlarged too much or shows its edge."""
        largest = max(float(self.zoom(depth).max()) for depth in depths)
        k = min(1.0, (zoom_max - 1) / max(largest - 1, 1e-9))
        path = replace(self, lens=1 + (self.lens - 1) * k, dolly=self.dolly * k)
        k = min(path.room(depth) for depth in depths)
        x, y = (path.pan_x * k, path.truck_x * k), (path.pan_y * k, path.truck_y * k)
        return replace(path, pan_x=x[0], truck_x=x[1], pan_y=y[0], truck_y=y[1])

    def room(self, depth: float) -> float:
        """How many times its shifts this path could take before a layer ends, at most 1."""
        margin = (1 - 1 / self.zoom(depth)) / 2  # canvas beyond the view, in canvases
        furthest = np.maximum(*(np.abs(axis) for axis in self.shift(depth)))
        moving = furthest > 1e-9
        return float(np.min(margin[moving] / furthest[moving], initial=1.0))


def path(
    moves: Sequence[Move], pace: float, seconds: float, frames: int, rng: np.random.Generator
) -> Path:
    """The path of one or two moves at once."""
    clock = _Clock(np.linspace(0.0, 1.0, frames) if frames > 1 else np.zeros(1), seconds, rng)
    amount = _USUAL * pace * min(1.0, seconds / _FULL_SECONDS)
    first, *more = (_of(move, clock) for move in moves)
    whole = _scaled(first, amount)
    for other in more:
        whole = whole.joined(_scaled(other, amount * _SECOND))
    return whole


@dataclass(frozen=True, slots=True)
class _Clock:
    """`t` runs from 0 to 1 over the clip."""

    t: Curve
    seconds: float
    rng: np.random.Generator

    @property
    def eased(self) -> Curve:
        """0 to 1, gentle at both ends and yet never standing still: half the speed there."""
        t = self.t
        return 0.5 * t + 0.5 * t * t * (3 - 2 * t)

    @property
    def sweep(self) -> Curve:
        """-1 to 1, eased alike."""
        return 2 * self.eased - 1

    def sign(self) -> float:
        return float(self.rng.choice((-1.0, 1.0)))

    def noise(self) -> Curve:
        """Smooth and aimless, within about 1: slow waves of seeded phase, slower ones larger."""
        hertz = np.array((0.13, 0.29, 0.47, 0.83))
        phase = self.rng.uniform(0, 2 * np.pi, hertz.size)
        angles = 2 * np.pi * np.outer(self.t * self.seconds, hertz) + phase
        return np.asarray(np.sin(angles) @ np.array((0.45, 0.3, 0.17, 0.08)))


def _of(move: Move, clock: _Clock) -> Path:
    still = np.zeros_like(clock.t)
    rest = Path(1 + still, still, still, still, still, still)
    match move:
        case Move.PUSH_IN | Move.PULL_OUT:
            near = clock.eased if move is Move.PUSH_IN else 1 - clock.eased
            aside = near * 0.012 * clock.sign()
            return replace(rest, lens=1 + 0.06 * near, dolly=0.13 * near, truck_x=aside)
        case Move.PAN_LEFT | Move.PAN_RIGHT:
            side = clock.sweep * (1 if move is Move.PAN_RIGHT else -1)
            return replace(_close(rest), pan_x=0.024 * side, truck_x=0.050 * side)
        case Move.TILT_UP | Move.TILT_DOWN:
            side = clock.sweep * (1 if move is Move.TILT_DOWN else -1)
            return replace(_close(rest), pan_y=0.024 * side, truck_y=0.050 * side)
        case Move.ORBIT_LEFT | Move.ORBIT_RIGHT:
            side = clock.sweep * (1 if move is Move.ORBIT_RIGHT else -1)
            dolly = 0.115 - 0.03 * side * side
            return replace(
                rest, lens=1.065 + still, dolly=dolly, truck_x=0.06 * side, pan_x=-0.028 * side
            )
        case Move.DRIFT:
            angle = clock.rng.uniform(-0.5, 0.5)
            side = clock.sweep * clock.sign()
            far, near = 0.010 * side, 0.028 * side
            x, y = float(np.cos(angle)), float(np.sin(angle))
            moved = replace(rest, pan_x=far * x, truck_x=near * x, pan_y=far * y, truck_y=near * y)
            return replace(moved, lens=1.03 + 0.02 * clock.eased, dolly=0.06 + 0.03 * clock.eased)
        case Move.STATIC:
            creep = clock.sweep * clock.sign()
            lens = 1.012 + 0.012 * clock.eased
            return replace(rest, lens=lens, dolly=0.02 + 0.015 * clock.eased, truck_x=0.006 * creep)
        case Move.HANDHELD:
            return replace(
                rest,
                lens=1.04 + 0.01 * clock.eased + 0.002 * clock.noise(),
                dolly=0.05 + 0.03 * clock.eased,
                pan_x=0.008 * clock.noise(),
                pan_y=0.008 * clock.noise(),
                truck_x=0.010 * clock.noise(),
                truck_y=0.006 * clock.noise(),
            )


def _close(path: Path) -> Path:
    """Near enough to the scene that there is canvas to both sides."""
    return replace(path, lens=path.lens * 1.065, dolly=path.dolly + 0.115)


def _scaled(path: Path, k: float) -> Path:
    return Path(
        1 + (path.lens - 1) * k,
        path.dolly * k,
        path.pan_x * k,
        path.pan_y * k,
        path.truck_x * k,
        path.truck_y * k,
    )
