"""Rooms in perspective: shell, windows with the weather outside, and the light that falls in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, blurred, vec
from reelworks.providers.local.painter.blocks import Plan, block
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.lexicon import Hour, Weather
from reelworks.providers.local.painter.masonry import planks
from reelworks.providers.local.painter.outdoors import shadow
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.palette import Palette
from reelworks.providers.local.painter.solids import (
    Face,
    Lamp,
    Lighting,
    Material,
    Point3,
    Studio,
)
from reelworks.providers.local.painter.stamp import stamped
from reelworks.providers.local.painter.terrain import Lens


@dataclass(frozen=True, slots=True)
class Opening:
    """A window in a wall ("back", "left" or "right"): where along it, and its size in metres."""

    wall: str
    along: float
    sill: float
    wide: float
    tall: float
    panes: tuple[int, int] = (2, 3)
    arched: bool = False


@dataclass(frozen=True, slots=True)
class Walls:
    """What a room is made of."""

    wall: Material
    floor: Material
    ceiling: Material


@dataclass(frozen=True, slots=True)
class Room:
    """A room on its plan: across 0 to `wide`, up 0 to `tall`, deep 0 to `deep`."""

    studio: Studio
    plan: Plan
    wide: float
    tall: float
    deep: float
    openings: tuple[Opening, ...]
    toward: Floats

    def side(self, name: str) -> Face:
        """One of the walls, its first edge along it as seen from inside, its other edge up."""
        up = (0.0, self.tall, 0.0)
        if name == "back":
            return self.plan.face((0, 0, self.deep), (self.wide, 0, 0), up)
        across = 0.0 if name == "left" else self.wide
        return self.plan.face((across, 0, 0), (0, 0, self.deep), up)

    def pixels(self, across: float, up: float, deep: float) -> tuple[float, float, float]:
        """Where a point is seen, and how many pixels a metre has there."""
        x, y, z = self.plan.at(across, up, deep)
        lens = self.studio.lens
        z = max(z, 0.3)
        return lens.column(x, z), float(lens.row(y, z)), lens.focal / z


_VIEWS = {  # eye, horizon, turn (degrees), room's size, spread
    "wide": (1.65, (500, 545), (4, 10), 1.1, 1.3),
    "low": (0.75, (640, 700), (6, 16), 1.0, 1.15),
    "above": (2.75, (300, 350), (8, 18), 1.05, 1.15),
    "close": (1.5, (490, 540), (18, 30), 0.74, 1.15),
    "distant": (1.75, (500, 540), (2, 6), 1.35, 1.2),
    "eye": (1.6, (480, 520), (12, 22), 0.92, 1.15),
}


def room(
    painting: Painting,
    size: Point3,
    openings: Sequence[Opening],
    lamps: Sequence[tuple[Point3, float]],
) -> Room:
    """A room as the words frame it. `lamps` are (across, up, deep) as shares of it, and reach."""
    rng = painting.rng("room")
    eye, rows, turns, scale, spread = _VIEWS[painting.wishes.framing]
    wide, tall, deep = size[0] * scale, size[1] * (0.6 + 0.4 * scale), size[2] * scale
    turn = np.deg2rad(float(rng.uniform(*turns))) * float(rng.choice((-1, 1)))
    focal = painting.width / spread * painting.wishes.zoom
    horizon = painting.px(float(rng.uniform(*rows)))
    lens = Lens(painting.width, painting.height, horizon, focal, min(eye, tall * 0.72))
    stand = float(rng.uniform(0.42, 0.58)) * wide
    plan = Plan(turn=turn)
    x, _, z = plan.at(stand, 0, deep * 0.06)
    plan = Plan(-x, -z, turn)
    fitted = tuple(
        replace(o, along=o.along * (wide if o.wall == "back" else deep)) for o in openings
    )
    toward = _toward(painting)
    shell = Room(Studio(painting, lens, _dark(painting)), plan, wide, tall, deep, fitted, toward)
    placed = [(plan.at(a * wide, y * tall, b * deep), reach) for (a, y, b), reach in lamps]
    return replace(shell, studio=Studio(painting, lens, _lit(shell, placed)))


def _toward(painting: Painting) -> Floats:
    """Sunlight comes from behind the back wall, on the light's side: it rakes the room."""
    p = painting.palette
    line = vec(p.side * 0.5, 0.36 + 0.3 * p.height, 0.62)
    out: Floats = line / np.linalg.norm(line)
    return out


def daylight(painting: Painting) -> float:
    """How bright it is outside, 0 to 1."""
    share = {Hour.DAY: 1.0, Hour.GOLDEN: 0.9, Hour.DAWN: 0.8, Hour.DUSK: 0.4, Hour.NIGHT: 0.16}
    dull = painting.wishes.weather & {Weather.STORM, Weather.RAIN, Weather.FOG, Weather.SNOWFALL}
    return share[painting.palette.hour] * (0.75 if dull else 1.0)


def _dark(painting: Painting) -> Lighting:
    p, day = painting.palette, daylight(painting)
    ambient = mix(p.ambient, p.lower, 0.3) * np.float32(0.30 + 0.2 * day)
    haze = mix(mix(p.deep, p.lower, 0.25 + 0.3 * day), p.lamp, 0.12)
    nothing: Floats = np.zeros(3, np.float32)
    return Lighting(ambient, nothing, vec(0, 1, 0), haze, 60.0)


def _lit(shell: Room, lamps: Sequence[tuple[Point3, float]]) -> Lighting:
    """The room's light: what comes in through its windows, and its lamps."""
    p, dark = shell.studio.painting.palette, shell.studio.lighting
    day = daylight(shell.studio.painting)
    colour = mix(p.lower, p.sunlight, 0.35) * np.float32(0.25 + 0.75 * day)
    glow = np.float32(0.95 - 0.45 * day)
    lights = []
    for opening in shell.openings:
        flat = shell.side(opening.wall)
        middle = flat.at(vec(opening.along), vec(opening.sill + opening.tall * 0.5))[0]
        inward = vec(*shell.plan.at(shell.wide / 2, shell.tall / 2, shell.deep / 2)) - middle
        spot = middle + inward * np.float32(0.16)
        reach = 0.9 * float(np.sqrt(opening.wide * opening.tall)) + 0.4
        lights.append(Lamp((float(spot[0]), float(spot[1]), float(spot[2])), colour, reach))
    wider = 1.45 - 0.45 * day
    lights += [Lamp(at, p.lamp * glow, reach * wider) for at, reach in lamps]
    return replace(dark, lamps=tuple(lights))


def local(room_: Room, across: float, up: float, deep: float, gain: float = 1.0) -> Palette:
    """The palette as it looks at a place of the room."""
    light = room_.studio.lighting.around(room_.plan.at(across, up, deep)) * np.float32(gain)
    p = room_.studio.painting.palette
    return replace(p, ambient=light * np.float32(0.72), sunlight=light * np.float32(0.62))


def put(
    room_: Room,
    sheet: Sheet,
    drawing: Drawing,
    at: Point3,
    *,
    tall: float = 1.0,
    mirrored: bool = False,
    gain: float = 1.0,
    grounded: bool = False,
) -> None:
    """A figure in the room, its foot at (across, up, deep), one unit of it `tall` metres."""
    x, y, metre = room_.pixels(*at)
    left, _, right, _ = drawing.bounds()
    half = metre * tall * max(right, -left)
    if (
        metre * tall < 2
        or not -half < x < room_.studio.painting.width + half
        or half > 3 * room_.studio.painting.width
    ):
        return
    if grounded:
        shadow(room_.studio.painting, sheet, (x, y), metre * tall * (right - left))
    stamp = stamped(drawing, local(room_, *at, gain), metre * tall, mirrored=mirrored)
    sheet.over(stamp.rgb, stamp.alpha, round(x) - stamp.foot_x, round(y) - stamp.foot_y)


def beams(
    room_: Room, sheet: Sheet, count: int, *, thick: float = 0.24, lengthwise: bool = False
) -> None:
    """Beams under the ceiling, from the far one to the near one."""
    wood = Material("darkwood", planks(thick, 5.0))
    for i in reversed(range(count)):
        share = (i + 0.7) / count
        if lengthwise:
            a = room_.wide * share
            box = (
                a - thick / 2,
                room_.tall - thick * 1.2,
                0.0,
                a + thick / 2,
                room_.tall,
                room_.deep,
            )
        else:
            b = room_.deep * share
            box = (
                0.0,
                room_.tall - thick * 1.2,
                b - thick / 2,
                room_.wide,
                room_.tall,
                b + thick / 2,
            )
        block(room_.studio, sheet, room_.plan, box, wood)


def framed(
    painting: Painting,
    drawing: Drawing,
    *,
    size: float,
    x: float,
    y: float,
    blur: float = 3.0,
    mirrored: bool = False,
) -> Sheet:
    """A dark thing close to the eye, out of focus; its foot at (x, y) as shares of the canvas."""
    p = painting.palette
    dim = replace(
        p,
        ambient=p.deep * np.float32(0.8) + p.ambient * np.float32(0.14),
        sunlight=p.sunlight * np.float32(0.16),
        sun=p.sun * np.float32(0.4),
    )
    stamp = stamped(drawing, dim, size * painting.height, mirrored=mirrored)
    sheet = painting.sheet()
    left, top = round(x * painting.width) - stamp.foot_x, round(y * painting.height) - stamp.foot_y
    sheet.over(stamp.rgb, stamp.alpha, left, top)
    soft = painting.px(blur)
    return Sheet(blurred(sheet.rgb, soft), blurred(sheet.alpha, soft))
