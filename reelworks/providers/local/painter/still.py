"""Still lifes: things on a table, near, before a place out of focus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from reelworks.providers.local.painter import outdoors
from reelworks.providers.local.painter.arrays import Floats, blurred, grid, resized
from reelworks.providers.local.painter.cast import CAST
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.masonry import planks, plaster
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.solids import Material, Studio, face, paint
from reelworks.providers.local.painter.terrain import Lens

_TALL: Mapping[str, float] = {  # centimetres, of what is drawn with its own height elsewhere
    "book": 9, "scroll": 14, "lantern": 34, "candle": 24, "globe": 40, "flask": 26, "coin": 6,
    "crown": 18, "cup": 12, "bowl": 12, "compass": 12, "prism": 14, "microscope": 42, "plant": 26,
    "key": 14, "lens": 60, "clock": 40, "violin": 60, "flower": 40, "wheat": 60, "mushroom": 12,
    "gear": 30, "sword": 70, "anchor": 60, "machine": 60, "statue": 40, "telescope": 110,
    "bread": 15, "dough": 13, "pot": 26, "knife": 30, "jar": 24, "bottle": 30, "apple": 11,
    "egg": 11, "beans": 18, "chess": 20, "letters": 12, "quill": 22, "tablet": 22, "mask": 32,
    "trophy": 34, "ball": 22, "shoe": 15, "syringe": 16, "scales": 36,
}  # fmt: skip
_SHARE = {"close": 0.52, "low": 0.5, "above": 0.4, "wide": 0.36, "distant": 0.32, "eye": 0.45}
_EDGE = 690.0  # where the table ends, in thousandths from the top
_EYE = 0.5  # metres above the table
_USUAL = 20.0  # centimetres
_MOST, _LEAST = 1.25, 0.34  # of the first thing's height: what stands beside it
_WIDEST = 0.56  # of the picture
_MARGIN = 0.09  # of the canvas, which is a little wider than the picture
_AROUND = ((-1, 0.34, 1.32), (1, 0.3, 1.22), (-1, 0.18, 0.86))  # side, how far aside, how far back


def still_life(painting: Painting, behind: Floats) -> None:
    """Things on a table before `behind`, a picture of the place of any size."""
    painting.add("behind", 0.0, _out_of_focus(painting, behind))
    studio = _studio(painting)
    table = painting.sheet()
    _table(studio, table)
    painting.add("table", 0.45, table)
    names = [name for name in painting.wishes.things if name in _TALL][:4] or ["book", "candle"]
    _things(studio, names)
    painting.add("light", 0.9, _motes(painting))


def _out_of_focus(painting: Painting, behind: Floats) -> Sheet:
    """The place as the eye sees it that looks at something near."""
    p = painting.palette
    soft = blurred(behind, behind.shape[0] * 0.014)
    rgb = resized(soft, painting.height, painting.width)
    rows, columns = grid(painting.height, painting.width)
    side = (columns / painting.width - 0.5) * np.float32(p.side)
    dim = 0.8 + 0.16 * smoothstep(-0.5, 0.5, side) - 0.12 * smoothstep(0.2, 0.7, rows / len(rows))
    out = np.clip(rgb * dim[..., None], 0, 1).astype(np.float32)
    return Sheet(out, np.ones(out.shape[:2], np.float32))


def _studio(painting: Painting) -> Studio:
    """How the table is seen, and in what light: by night a lamp stands near."""
    focal = painting.width * 0.95
    lens = Lens(painting.width, painting.height, painting.px(430), focal, _EYE)
    side = painting.palette.side
    lamps = (
        (((side * 0.7, 0.8, _far(lens, painting) * 0.6), 1.9),) if outdoors.dark(painting) else ()
    )
    return outdoors.studio(painting, lens, 400.0, lamps)


def _far(lens: Lens, painting: Painting) -> float:
    """Metres to the table's far edge."""
    return lens.focal * lens.eye / (painting.px(_EDGE) - lens.horizon)


def _table(studio: Studio, sheet: Sheet) -> None:
    """Boards or stone across the whole picture, darker towards us."""
    rng = studio.painting.rng("table")
    stone = not studio.painting.wishes.indoors
    surface = "stone" if stone else str(rng.choice(("wood", "darkwood", "wood")))
    pattern = plaster(0.3, 9.0) if stone else planks(0.16, 2.4)
    far, low = (
        _far(studio.lens, studio.painting),
        studio.lens.focal * studio.lens.eye / studio.painting.height * 0.9,
    )
    top = face((-4, 0, low), (8, 0, 0), (0, 0, far - low))
    paint(
        studio, sheet, top, Material(surface, pattern, None, float(rng.uniform(0, 9))), shade=0.95
    )
    edge = face((-4, -0.045, far), (8, 0, 0), (0, 0.045, 0))
    paint(studio, sheet, edge, Material(surface), shade=0.7)
    rows = np.arange(sheet.alpha.shape[0], dtype=np.float32)[:, None] / studio.painting.unit
    near = smoothstep(_EDGE, 1050, rows) * np.float32(0.42) + 0 * sheet.alpha
    sheet.tint(studio.painting.palette.deep, near)


def _things(studio: Studio, names: Sequence[str]) -> None:
    """The first thing in the middle, the others around it; the farthest first."""
    painting, rng = studio.painting, studio.painting.rng("things")
    first = _TALL.get(names[0], _USUAL)
    share = _SHARE[painting.wishes.framing] * min(painting.wishes.zoom, 1.3)
    distance = _far(studio.lens, painting) * 0.8
    turned = -1 if rng.random() < 0.5 else 1
    places = [(names[0], 0.06 * turned, 1.0)]
    for name, (side, aside, back) in zip(names[1:], _AROUND, strict=False):
        places.append((name, side * turned * aside, back))
    for name, aside, back in sorted(places, key=lambda one: -one[2]):
        drawing = CAST[name].maker(painting.rng("thing", name), lit=True)
        ratio = float(np.clip(_TALL.get(name, _USUAL) / first, _LEAST, _MOST))
        tall = share * (1 if name == names[0] and back == 1.0 else ratio) * painting.height
        sheet = painting.sheet()
        _put(studio, sheet, drawing, aside, distance * (0.55 + 0.45 * back), tall)
        soft = painting.px(2.2) * abs(back - 1) * 3
        blurry = Sheet(blurred(sheet.rgb, soft), blurred(sheet.alpha, soft)) if soft else sheet
        painting.add(name, 0.76 - 0.2 * (back - 1), blurry)


def _put(
    studio: Studio, sheet: Sheet, drawing: Drawing, aside: float, z: float, pixels: float
) -> None:
    """A drawing on the table, `pixels` tall, its foot a share of the width from the middle."""
    painting = studio.painting
    left, _, right, _ = drawing.bounds()
    pixels = min(pixels, _WIDEST * painting.width / (right - left))
    metres = pixels / (studio.lens.focal / z)
    room = max(0.5 - _MARGIN - pixels * (right - left) / 2 / painting.width, 0.0)
    aside = float(np.clip(aside, -room, room))
    x = float(studio.lens.x(painting.width * (0.5 + aside), z)) - metres * (left + right) / 2
    _cast_shadow(studio, sheet, (x + metres * (left + right) / 2, z), metres * (right - left))
    outdoors.put(studio, sheet, drawing, (x, 0.0, z), tall=metres, grounded=True)


def _cast_shadow(studio: Studio, sheet: Sheet, at: tuple[float, float], wide: float) -> None:
    """A soft shadow on the side away from the light."""
    x, z = at
    aside = x - studio.painting.palette.side * wide * 0.42
    spot = (studio.lens.column(aside, z), float(studio.lens.row(0.0, z * 0.985)))
    outdoors.shadow(studio.painting, sheet, spot, wide * 1.5 * studio.lens.focal / z)


def _motes(painting: Painting) -> Sheet:
    """Light that falls across the picture from its side."""
    p, rng = painting.palette, painting.rng("motes")
    height, width = painting.height // 8, painting.width // 8
    rows, columns = grid(height, width)
    across = columns / width if p.side < 0 else 1 - columns / width
    line = across - 0.55 * rows / height
    beam = np.exp(-(((line - float(rng.uniform(0.05, 0.3))) / 0.2) ** 2)) * (1 - rows / height)
    sheet = painting.sheet()
    light = resized((beam * np.float32(0.16)).astype(np.float32), painting.height, painting.width)
    sheet.glow(mix(p.glow, p.sun, 0.5), light)
    return sheet
