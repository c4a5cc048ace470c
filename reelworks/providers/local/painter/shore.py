"""The open sea, and coasts of cliffs, headlands, islands and beaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.cast import drawing_of
from reelworks.providers.local.painter.details import afloat, birds, falling, lit
from reelworks.providers.local.painter.flora import grass
from reelworks.providers.local.painter.lexicon import Weather
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.scenery import (
    Frame,
    covered,
    framed,
    lens,
    reach,
    stage,
    stand,
)
from reelworks.providers.local.painter.sky import place, sky
from reelworks.providers.local.painter.terrain import Land, Lens, Look
from reelworks.providers.local.painter.water import Waves, water

_ROUGH = frozenset(
    [
        "wave",
        "waves",
        "rolling",
        "heavy",
        "rough",
        "high",
        "surf",
        "breaking",
        "white",
        "crests",
        "troughs",
    ]
)
_SEABED = -6.0  # metres: deep enough that nothing of it shows


def sea(painting: Painting) -> None:
    """Water to the horizon, perhaps with a sail, seen from a rock or a beach."""
    frame, rng = framed(painting), painting.rng("sea")
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    birds(painting, frame.horizon * 0.4, frame.horizon * 0.85)
    view = lens(painting, frame, float(rng.uniform(4, 7)) * frame.lift**1.6)
    _sails(painting, view, frame)
    painting.add(
        "sea", 0.3, water(painting, view, _waves(painting, 6.0), place(painting, frame.horizon))
    )
    _stand_on(painting, str(rng.choice(("rock", "sand", "rock", "grass"))))
    falling(painting)


def _waves(painting: Painting, length: float) -> Waves:
    rng, wishes = painting.rng("waves"), painting.wishes
    swell = float(rng.uniform(0.18, 0.5))
    if Weather.STORM in wishes.weather or "storm" in wishes.words:
        return Waves(1.0, length * 2.2, 0.95)
    if set(wishes.words) & _ROUGH:
        return Waves(float(rng.uniform(0.6, 0.85)), length * 1.7, float(rng.uniform(0.55, 0.8)))
    return Waves(swell, length * float(rng.uniform(0.8, 1.4)), 0.0)


def _sails(painting: Painting, view: Lens, frame: Frame) -> None:
    wishes, rng = painting.wishes, painting.rng("sails")
    for name in ("ship", "steamer", "boat"):
        if wishes.shows(name):
            size = 120 * frame.near if name == "ship" else 60 * frame.near
            afloat(painting, name, view.horizon + painting.px(3), size, 0.2)
            return
    if wishes.allows("ship") and rng.random() < 0.3:
        afloat(painting, "ship", view.horizon + painting.px(2), 46 * frame.near, 0.15)


def _stand_on(painting: Painting, surface: str) -> None:
    """The near ground: rocks, sand or the grass of a cliff."""
    rng = painting.rng("shore")
    crest = float(rng.uniform(845, 885))
    second = {"rock": "cliff", "sand": "cliff", "grass": "earth"}[surface]
    sheet = stage(
        painting,
        surface,
        crest=crest,
        second=second,
        rough={"rock": 2.6, "sand": 0.5}.get(surface, 1.0),
    )
    if surface == "grass":
        skyline = (sheet.alpha > 0.5).argmax(axis=0).astype(np.float32)
        grass(painting, sheet, skyline, height=26, count=2600, drop=120)
    painting.add("ground", 0.68, sheet)


@dataclass(frozen=True, slots=True)
class _Rocks:
    """Parts of a coast, the highest of which is the land at each point."""

    parts: Sequence[Callable[[Floats, Floats], Floats]]

    def __call__(self, x: Floats, z: Floats) -> Floats:
        high: Floats = np.full(x.shape, _SEABED, np.float32)
        for part in self.parts:
            high = np.maximum(high, part(x, z))
        return high


def coast(painting: Painting) -> None:
    """Land meeting the sea, as the words say or by chance."""
    frame, rng = framed(painting), painting.rng("coast")
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    birds(painting, frame.horizon * 0.4, frame.horizon * 0.9)
    eye = float(rng.uniform(9, 14)) * frame.lift**1.7
    view = lens(painting, frame, eye)
    _sails(painting, view, frame)
    sun = place(painting, frame.horizon)
    painting.add("sea", 0.22, water(painting, view, _waves(painting, 5.0 + eye * 0.2), sun))
    kind = _kind(painting)
    heights, land_on = _COASTS[kind](painting, eye)
    land = terrain.survey(painting, view, heights, near=eye * 2.2, far=2600, slices=420)
    _shore_sheets(painting, land, kind)
    _crowned(painting, land, land_on)
    _stand_on(painting, {"beach": "sand", "cliffs": "grass", "bay": "grass"}.get(kind, "rock"))
    falling(painting)


def _kind(painting: Painting) -> str:
    for word in painting.wishes.words:
        kind = _KINDS.get(word)
        if kind is not None:
            return kind
    return str(painting.rng("kind").choice(("headland", "cliffs", "rocks", "beach")))


_KINDS: Mapping[str, str] = {
    "beach": "beach",
    "sand": "beach",
    "sandy": "beach",
    "island": "island",
    "isle": "island",
    "lonely": "island",
    "headland": "headland",
    "cape": "headland",
    "lighthouse": "headland",
    "cliff": "cliffs",
    "cliffs": "cliffs",
    "bay": "bay",
    "reef": "rocks",
    "rocks": "rocks",
    "rocky": "rocks",
}
Coast = tuple[_Rocks, tuple[float, float]]  # the land, and where (x, z) a building may stand


def _headland(painting: Painting, eye: float) -> Coast:
    rng, side = painting.rng("headland"), _land_side(painting)
    z0, tall = float(rng.uniform(90, 150)) + 5 * eye, float(rng.uniform(15, 24)) + eye * 0.5
    tip = z0 * float(rng.uniform(-0.02, 0.08))
    parts = [
        _cape(painting, side, z0, tip, tall),
        _cape(painting, side, z0 * 3.6, z0 * 0.3, tall * 1.7),
    ]
    return _Rocks([*parts, _reef(painting, side, z0 * 0.55, eye)]), (side * (tip + tall * 1.9), z0)


def _cliffs(painting: Painting, eye: float) -> Coast:
    rng, side = painting.rng("cliffs"), _land_side(painting)
    tall = float(rng.uniform(26, 40)) + eye * 0.8
    parts = [
        _cape(
            painting,
            side,
            60 + 130 * i + 6 * eye,
            (16 + 26 * i) - eye * 0.5,
            tall * (0.9 + 0.12 * i),
        )
        for i in range(5)
    ]
    return _Rocks([*parts, _reef(painting, side, 70, eye)]), (
        side * (tall * 1.3 + 40),
        200 + 6 * eye,
    )


def _island(painting: Painting, eye: float) -> Coast:
    rng, noise = painting.rng("island"), painting.noise
    z0 = float(rng.uniform(110, 170)) + 4 * eye
    x0, wide, tall = (
        float(rng.uniform(-14, 14)),
        float(rng.uniform(34, 48)),
        float(rng.uniform(16, 26)),
    )

    def rock(x: Floats, z: Floats) -> Floats:
        away = np.hypot((x - x0) / wide, (z - z0) / (wide * 0.8)) + 0.22 * noise.at(
            x / 18, z / 18, 4
        )
        crag = noise.ridged(x / 22 + 5, z / 22, 5) * 0.8 + 0.45
        out: Floats = tall * crag * smoothstep(1.0, 0.35, away) - 5 * smoothstep(0.9, 1.1, away)
        return out

    far = _cape(painting, _land_side(painting), 1500, 220, 60)
    return _Rocks([rock, far, _reef(painting, 1, z0 * 0.6, eye)]), (x0, z0)


def _beach(painting: Painting, eye: float) -> Coast:
    rng, noise, side = painting.rng("beach"), painting.noise, _land_side(painting)
    bend, wide = float(rng.uniform(0.10, 0.22)), float(rng.uniform(6, 14))

    def sand(x: Floats, z: Floats) -> Floats:
        water_line = (
            wide
            - eye * 1.2
            + z * bend * 0.35
            - np.sqrt(z) * 1.4
            + noise.at(z / 60, z / 60 + 3, 3) * 5
        )
        inland = x * side + water_line * -1.0 + 22
        dune = smoothstep(30, 70, inland) * (6 + 5 * noise.at(x / 26, z / 26, 4))
        out: Floats = np.minimum(inland * 0.06, 2.4) + dune
        return out

    far = _cape(painting, side, 1300, 160, 70)
    return _Rocks([sand, far]), (side * 150.0, 420.0)


def _bay(painting: Painting, eye: float) -> Coast:
    rng, noise = painting.rng("bay"), painting.noise
    z0, tall = float(rng.uniform(700, 950)), float(rng.uniform(70, 120))

    def ring(x: Floats, z: Floats) -> Floats:
        away = z - z0 + 0.0009 * x * x + 60 * noise.at(x / 260, z / 400, 4)
        hills = tall * (0.55 + 0.6 * noise.at(x / 300 + 8, z / 500, 5))
        out: Floats = -4 + (4 + hills * smoothstep(40, 700, away)) * smoothstep(-8, 14, away)
        return out

    side = _land_side(painting)
    return _Rocks(
        [ring, _cape(painting, side, 260, 70, 24), _cape(painting, -side, 420, 150, 30)]
    ), (0.0, z0 + 60)


def _rocks(painting: Painting, eye: float) -> Coast:
    side = _land_side(painting)
    z0 = 60 + 4 * eye
    parts = [_reef(painting, side, z0 * share, eye) for share in (0.7, 1.3, 2.3)]
    cape = _cape(painting, side, z0 * 3.2, z0 * 0.55, 26 + eye * 0.6)
    return _Rocks([*parts, cape]), (side * (z0 * 0.55 + 34), z0 * 3.2)


_COASTS: Mapping[str, Callable[[Painting, float], Coast]] = {
    "headland": _headland,
    "cliffs": _cliffs,
    "island": _island,
    "beach": _beach,
    "bay": _bay,
    "rocks": _rocks,
}


def _land_side(painting: Painting) -> int:
    """The land rises opposite the light, which then falls on it over the water."""
    away = painting.rng("side").random() < 0.8
    return -painting.palette.side if away else painting.palette.side


def _cape(
    painting: Painting, side: int, z0: float, tip: float, tall: float
) -> Callable[[Floats, Floats], Floats]:
    """Land from one side whose tip reaches to `tip` metres beside the middle at distance z0."""
    noise = painting.noise

    def part(x: Floats, z: Floats) -> Floats:
        rag = noise.at(x / (tall * 1.1) + z0, z / (tall * 1.1), 4, 0.5) * tall * 0.42
        inland = x * side - tip - ((z - z0) / (0.34 * z0)) ** 2 * z0 * 0.16 + rag
        foot = smoothstep(-1.0, tall * 0.22, inland)
        slope = smoothstep(0, tall * 4.5, inland)
        crag = noise.ridged(x / (tall * 0.7), z / (tall * 0.7) + z0, 3)
        body = tall * (
            foot * (0.42 + 0.16 * crag)
            + slope * (0.55 + 0.2 * noise.at(x / (tall * 2), z / (tall * 2), 4))
        )
        out: Floats = body - 4 * smoothstep(0.5, -3.0, inland)
        return out

    return part


def _reef(
    painting: Painting, side: int, z0: float, eye: float
) -> Callable[[Floats, Floats], Floats]:
    """Low rocks scattered in the water."""
    noise = painting.noise

    def part(x: Floats, z: Floats) -> Floats:
        band = np.exp(-(((z - z0) / (z0 * 0.28)) ** 2)) * smoothstep(-z0 * 0.5, z0 * 0.55, x * side)
        lumps = noise.ridged(x / 13 + z0, z / 13, 5) * 1.3 + 0.35 * noise.at(x / 30, z / 30 + z0, 3)
        out: Floats = (lumps - 0.62) * (4.5 + eye * 0.1) * band - 1.2 * (1 - band) - 0.4
        return out

    return part


def _shore_sheets(painting: Painting, land: Land, kind: str) -> None:
    noise, depth = painting.noise, land.depth
    steep: Floats = np.hypot(land.slope_x, land.slope_z)
    patch = noise.at(land.x / 9, depth / 9 + 0 * land.x, 4)
    high = smoothstep(5.0, 9.0, land.heights + 2 * patch)
    green: Floats = smoothstep(1.3, 0.6, steep + 0.25 * patch) * high
    if kind == "beach":
        green = smoothstep(2.6, 4.5, land.heights + 1.4 * patch)
    base, soak = ("sand", 0.35) if kind == "beach" else ("cliff", 0.55)
    strata = noise.at(land.x / 60, land.heights / 2.2, 3) * smoothstep(0.4, 1.2, steep)
    land.light = np.clip(land.light * (1 + 0.3 * strata), 0, 1)
    rgb: Floats = covered(
        painting, land, (base, None), ("rock", smoothstep(0, 0.6, strata)), ("grass", green)
    )
    wet: Floats = smoothstep(1.3, 0.1, land.heights) * np.float32(soak)
    rgb = rgb * np.asarray(1 - wet)[..., None]
    foam = _surf(painting, land)
    rgb = terrain.hazed(painting, land, rgb, reach(painting, 1500), low=0.2)
    bare = smoothstep(0.7, 1.6, steep) * np.exp(-depth / 700)
    look = Look(rough=bare, ends=True, foam=foam)
    first, overlap = terrain.at(land, 420), 24
    far = slice(max(first - overlap, 0), len(land.z))
    painting.add("far shore", 0.32, terrain.render(painting, land, rgb, far, look=look))
    painting.add("shore", 0.5, terrain.render(painting, land, rgb, slice(0, first), look=look))


def _surf(painting: Painting, land: Land) -> Floats:
    """Foam in the shallows; what is under water is laid down to its level."""
    noise = painting.noise
    torn = noise.at(land.x / 2.4, land.depth / 1.2 + 0 * land.x, 4, 0.6)
    broad = noise.at(land.x / 14, land.depth / 7 + 0 * land.x, 3)
    edge = land.heights + 0.5 * torn
    foam = smoothstep(-1.5, -0.2, edge + 0.6 * broad) * smoothstep(0.85, 0.1, edge)
    gentle = smoothstep(2.0, 0.8, np.hypot(land.slope_x, land.slope_z))
    level = land.lens.row(0.0, land.depth)
    land.rows = np.where(land.heights < 0, level, land.rows).astype(np.float32)
    return foam * smoothstep(-0.5, 0.5, torn + 0.4) * gentle


def _crowned(painting: Painting, land: Land, where: tuple[float, float]) -> None:
    """A lighthouse or houses on the land, where words or chance want them."""
    wishes, rng = painting.wishes, painting.rng("crowned")
    names = [
        name
        for name in ("lighthouse", "castle", "church", "tower", "windmill")
        if wishes.shows(name)
    ]
    if {"village", "houses", "town"} & set(wishes.words):
        names += ["house"] * 8 + ["church"]
    if not names and wishes.allows("lighthouse") and rng.random() < 0.3:
        names = ["lighthouse"]
    sheet = painting.sheet()
    for number, name in enumerate(names[:9]):
        spread = 0.0 if len(names) == 1 else float(rng.uniform(-1, 1)) * where[1] * 0.2
        _on_land(painting, sheet, land, name, (where[0] + spread, where[1] + number * 3))
    painting.add("buildings", 0.5, sheet)


_METRES = {
    "lighthouse": 26.0,
    "castle": 30.0,
    "church": 24.0,
    "tower": 30.0,
    "windmill": 14.0,
    "house": 8.0,
}


def _on_land(
    painting: Painting, sheet: Sheet, land: Land, name: str, where: tuple[float, float]
) -> None:
    slice_ = min(terrain.at(land, where[1]), len(land.z) - 1)
    z = float(land.z[slice_])
    column = int(np.clip(land.lens.column(where[0], z), 0, land.lens.width - 1))
    height = float(land.heights[slice_, column])
    if height < 1.0:
        column = int(np.argmax(land.heights[slice_]))
        height = float(land.heights[slice_, column])
    row = float(land.lens.row(height, z))
    size = _METRES[name] * land.lens.focal / z
    rng = painting.rng("building", name, where[0])
    haze = 1 - float(np.exp2(-((z / reach(painting, 1500)) ** 1.1)))
    foot = (float(column), row + size * 0.03)
    stand(painting, sheet, drawing_of(name, rng, lit=lit(painting)), foot, size=size, haze=haze)
