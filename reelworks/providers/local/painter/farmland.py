"""Fields, meadows, orchards and farms under a wide sky."""

from __future__ import annotations

import cv2
import numpy as np

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.arrays import Floats, single
from reelworks.providers.local.painter.details import birds, falling
from reelworks.providers.local.painter.flora import flowers, grass
from reelworks.providers.local.painter.groves import METRES, Grove, Spot, build
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.scenery import covered, cut, framed, lens, reach, stage
from reelworks.providers.local.painter.sky import sky
from reelworks.providers.local.painter.terrain import Land

_WHEAT = frozenset(
    [
        "wheat",
        "corn",
        "grain",
        "harvest",
        "barley",
        "rye",
        "crop",
        "crops",
        "weizen",
        "blé",
        "trigo",
        "grano",
    ]
)
_TREES = frozenset(["orchard", "plantation", "vineyard", "olive", "apple", "coffee", "grove"])
_FLOWERS = frozenset(
    ["meadow", "flower", "flowers", "blossom", "lavender", "poppy", "poppies", "garden", "spring"]
)


def fields(painting: Painting) -> None:
    """Rows of crops running to far hills, with trees and perhaps a farm."""
    frame, rng = framed(painting), painting.rng("fields")
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    birds(painting, frame.horizon * 0.35, frame.horizon * 0.85)
    eye = float(rng.uniform(7, 11)) * frame.lift**1.5
    view = lens(painting, frame, eye)
    roll, phase = float(rng.uniform(0.6, 1.3)), float(rng.uniform(0, 60))

    def heights(x: Floats, z: Floats) -> Floats:
        near = (
            painting.noise.at(x / 170 + phase, z / 170, 3, 0.45) * 7 * roll * smoothstep(15, 160, z)
        )
        far = smoothstep(700, 2600, z)
        hills = (0.35 + 0.5 * painting.noise.at(x / 900 + phase, z / 900, 4)) * 190 * far
        out: Floats = near + np.maximum(hills, 0)
        return out

    land = terrain.survey(painting, view, heights, near=eye * 1.5, far=5200, slices=330)
    rgb = _patchwork(painting, land)
    sight = reach(painting, 2300)
    rgb = terrain.hazed(painting, land, rgb, sight, low=0.25)
    far, middle = cut(painting, land, rgb, (420,))
    _hedges(painting, far, land, sight, span=(420, 2200), count=90)
    painting.add("hills", 0.18, far)
    _farm(painting, middle, land, sight)
    _hedges(painting, middle, land, sight, span=(70, 420), count=16)
    painting.add("fields", 0.4, middle)
    _headland(painting)
    falling(painting)


def _patchwork(painting: Painting, land: Land) -> Floats:
    """Fields of several crops with furrows along them."""
    noise, words = painting.noise, set(painting.wishes.words)
    x, z = land.x, land.depth + 0 * land.x
    bend = noise.at(x / 240, z / 240, 2) * 50
    cell_x, cell_z = np.floor((x + bend) / 120 + 0.5), np.floor((z + bend * 0.6) / 210)
    kind = np.abs(np.sin(cell_x * 12.9 + cell_z * 78.2) * 43758.5) % 1.0
    along = np.where(kind > 0.5, x + z * 0.25, x - z * 0.1) + bend * 0.3
    furrow = np.sin(along * (2 * np.pi / 2.2)) * np.exp(-z / 150)
    far_furrow = np.sin(along * (2 * np.pi / 14)) * np.exp(-z / 900) * 0.6
    land.light = np.clip(land.light * (1 + 0.28 * furrow + 0.16 * far_furrow), 0, 1)
    wheat_share = 0.62 if words & _WHEAT else 0.08 if words & _FLOWERS else 0.3
    wheat = smoothstep(1 - wheat_share, 1 - wheat_share + 0.06, kind)
    soil = smoothstep(0.14, 0.1, kind) * (0.0 if words & _FLOWERS else 0.8)
    meadow = smoothstep(0.35, 0.3, kind)
    tuft = smoothstep(-0.2, 0.8, noise.at(x / 6, z / 3, 3)) * 0.35
    woods = smoothstep(0.05, 0.3, noise.at(x / 420 + 30, z / 420, 4)) * smoothstep(900, 1900, z)
    return covered(
        painting,
        land,
        ("grass", None),
        ("meadow", _soft(painting, meadow)),
        ("wheat", _soft(painting, wheat)),
        ("earth", _soft(painting, soil)),
        ("forest", np.maximum(tuft * (1 - wheat), woods)),
    )


def _soft(painting: Painting, share: Floats) -> Floats:
    """A field's share with its edge softened across: slices would give it steps."""
    reach = 2 * round(painting.px(7)) + 1
    return np.asarray(cv2.GaussianBlur(single(share), (reach, 3), 0), np.float32)


def _hedges(
    painting: Painting,
    sheet: Sheet,
    land: Land,
    sight: float,
    *,
    span: tuple[float, float],
    count: int,
) -> None:
    """Trees in lines between the fields and in loose groups."""
    if not painting.wishes.allows("tree"):
        return
    rng, words = painting.rng("hedges", span), set(painting.wishes.words)
    near, far = span
    spots = []
    for _ in range(count):
        z = near * (far / near) ** float(rng.random())
        x = (float(rng.random()) - 0.5) * z * 1.25
        group = int(rng.integers(1, 7))
        lined = rng.random() < 0.6
        for i in range(group):
            gap = 9.0 * i if lined else float(rng.normal(0, 10))
            spots.append(Spot(x + gap, z + (0.0 if lined else float(rng.normal(0, 8)))))
    if words & _TREES and near < 200:
        spots += [Spot(-70.0 + 13 * i, 46.0 + 15 * j) for i in range(11) for j in range(9)]
    kind = str(rng.choice(("broadleaf", "broadleaf", "cypress")))
    metres = 4.8 if words & _TREES and near < 200 else 9.5
    Grove(painting, kind, metres).plant(sheet, land, spots, sight)


_FARM = ("barn", "house", "church", "windmill", "castle", "tower", "factory", "tent", "antenna")
_BEASTS = ("horse", "cow", "sheep", "deer", "dog", "elephant", "wheel", "car")


def _farm(painting: Painting, sheet: Sheet, land: Land, sight: float) -> None:
    wishes, rng = painting.wishes, painting.rng("farm")
    names = [name for name in _FARM if wishes.shows(name)]
    if {"farm", "farmhouse", "village"} & set(wishes.words):
        names += ["barn", "house"]
    if not names and rng.random() < 0.45 and wishes.allows("house"):
        names = [str(rng.choice(("barn", "house", "windmill", "house")))]
    x0 = float(rng.choice((-1, 1))) * float(rng.uniform(0.12, 0.3))
    z0 = float(rng.uniform(120, 190))
    for number, name in enumerate(dict.fromkeys(names)):
        far = z0 * (1.0 + METRES[name] / 60)
        build(
            painting, sheet, land, name, Spot(x0 * far + number * 22, far + 6 * number), sight=sight
        )
    for name in _BEASTS:
        count = 1 if name in ("wheel", "car", "dog") else int(rng.integers(3, 8))
        for _ in range(count if wishes.shows(name) else 0):
            z = float(rng.uniform(34, 80)) * land.lens.eye / 9
            spot = Spot(float(rng.uniform(-0.4, 0.4)) * z, z)
            build(painting, sheet, land, name, spot, sight=sight)


def _headland(painting: Painting) -> None:
    """The grassy edge of the field that one stands on."""
    rng, words = painting.rng("headland"), set(painting.wishes.words)
    surface = "wheat" if words & _WHEAT else "grass"
    sheet = stage(painting, surface, crest=float(rng.uniform(830, 870)), second="earth")
    skyline = (sheet.alpha > 0.5).argmax(axis=0).astype(np.float32)
    tall = 62 if surface == "wheat" else 34
    grass(painting, sheet, skyline, height=tall, count=3000, surface=surface, drop=150)
    if words & _FLOWERS or rng.random() < 0.25:
        flowers(painting, sheet, skyline, count=320)
    painting.add("ground", 0.68, sheet)
    front = painting.sheet()
    low = np.full(painting.width, painting.px(1012), np.float32)
    grass(painting, front, low, height=tall * 1.9, count=1100, surface=surface, drop=30)
    painting.add("front", 0.95, front)
