"""Camera moves: where the camera is at every frame of a clip."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    first, *more = (_PATHS[move](clock) for move in moves)
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
        """0 to 1, gentle at both ends and yet never still: six tenths of the speed there."""
        t = self.t
        return 0.6 * t + 0.4 * t * t * (3 - 2 * t)

    @property
    def sweep(self) -> Curve:
        """-1 to 1, eased alike."""
        return 2 * self.eased - 1

    def rest(self, **curves: Curve) -> Path:
        """The flat picture, but for these curves."""
        still = np.zeros_like(self.t)
        return replace(Path(1 + still, still, still, still, still, still), **curves)

    def close(self, **curves: Curve) -> Path:
        """Near enough to the scene that there is canvas to all sides."""
        still = np.zeros_like(self.t)
        return replace(self.rest(lens=1.065 + still, dolly=0.115 + still), **curves)

    def sign(self) -> float:
        return float(self.rng.choice((-1.0, 1.0)))

    def noise(self) -> Curve:
        """Smooth and aimless, within about 1: slow waves of seeded phase, slower ones larger."""
        hertz = np.array((0.13, 0.29, 0.47, 0.83))
        phase = self.rng.uniform(0, 2 * np.pi, hertz.size)
        angles = 2 * np.pi * np.outer(self.t * self.seconds, hertz) + phase
        return np.asarray(np.sin(angles) @ np.array((0.45, 0.3, 0.17, 0.08)))


def _zooming(clock: _Clock, near: Curve) -> Path:
    aside = near * 0.012 * clock.sign()  # a straight line to the middle looks like a machine
    return clock.rest(lens=1 + 0.06 * near, dolly=0.13 * near, truck_x=aside)


def _panning(clock: _Clock, way: int) -> Path:
    side = clock.sweep * way
    return clock.close(pan_x=0.024 * side, truck_x=0.050 * side)


def _tilting(clock: _Clock, way: int) -> Path:
    side = clock.sweep * way
    return clock.close(pan_y=0.024 * side, truck_y=0.050 * side)


def _orbiting(clock: _Clock, way: int) -> Path:
    """Around the middle depth: what is nearer goes one way, what is farther the other."""
    side = clock.sweep * way
    arc = replace(clock.close(), truck_x=0.06 * side, pan_x=-0.028 * side)
    return replace(arc, dolly=arc.dolly - 0.03 * side * side)


def _drifting(clock: _Clock) -> Path:
    angle, side = clock.rng.uniform(-0.5, 0.5), clock.sweep * clock.sign()
    x, y = side * np.cos(angle), side * np.sin(angle)
    near = 0.06 + 0.03 * clock.eased
    moved = clock.rest(lens=1.04 + 0.02 * clock.eased, dolly=near)
    return replace(moved, pan_x=0.013 * x, truck_x=0.03 * x, pan_y=0.013 * y, truck_y=0.03 * y)


def _resting(clock: _Clock) -> Path:
    """Nothing stands quite still: a picture that does looks like a fault of the film."""
    lens, dolly = 1.015 + 0.03 * clock.eased, 0.02 + 0.03 * clock.eased
    return clock.rest(lens=lens, dolly=dolly, truck_x=0.006 * clock.sweep * clock.sign())


def _handheld(clock: _Clock) -> Path:
    return clock.rest(
        lens=1.04 + 0.01 * clock.eased + 0.002 * clock.noise(),
        dolly=0.05 + 0.03 * clock.eased,
        pan_x=0.008 * clock.noise(),
        pan_y=0.008 * clock.noise(),
        truck_x=0.010 * clock.noise(),
        truck_y=0.006 * clock.noise(),
    )


_PATHS: Mapping[Move, Callable[[_Clock], Path]] = {
    Move.PUSH_IN: lambda clock: _zooming(clock, clock.eased),
    Move.PULL_OUT: lambda clock: _zooming(clock, 1 - clock.eased),
    Move.PAN_LEFT: lambda clock: _panning(clock, -1),
    Move.PAN_RIGHT: lambda clock: _panning(clock, 1),
    Move.TILT_UP: lambda clock: _tilting(clock, -1),
    Move.TILT_DOWN: lambda clock: _tilting(clock, 1),
    Move.ORBIT_LEFT: lambda clock: _orbiting(clock, -1),
    Move.ORBIT_RIGHT: lambda clock: _orbiting(clock, 1),
    Move.DRIFT: _drifting,
    Move.STATIC: _resting,
    Move.HANDHELD: _handheld,
}


def _scaled(path: Path, k: float) -> Path:
    return Path(
        1 + (path.lens - 1) * k,
        path.dolly * k,
        path.pan_x * k,
        path.pan_y * k,
        path.truck_x * k,
        path.truck_y * k,
    )
