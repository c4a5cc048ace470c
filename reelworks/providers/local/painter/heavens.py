"""The sky itself as the subject: above a sea of clouds, or wide over low dark land."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.arrays import Floats, blurred, strokes
from reelworks.providers.local.painter.cast import CAST, drawing_of
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.details import birds, falling, lit
from reelworks.providers.local.painter.flora import grass
from reelworks.providers.local.painter.lexicon import Weather
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting
from reelworks.providers.local.painter.scenery import Frame, framed, lens, reach, stage, stand
from reelworks.providers.local.painter.sky import sky

_ABOVE = frozenset(
    [
        "ocean",
        "above",
        "over",
        "flight",
        "flying",
        "plane",
        "aeroplane",
        "airplane",
        "wing",
        "wings",
        "pilot",
        "sea",
    ]
)
_FLYERS = ("plane", "balloon", "rocket", "bird")


def heavens(painting: Painting) -> None:
    """A wide sky."""
    frame, rng = framed(painting), painting.rng("heavens")
    words = set(painting.wishes.words)
    storm = Weather.STORM in painting.wishes.weather
    over = not storm and (bool(_ABOVE & words and "land" not in words) or rng.random() < 0.3)
    low = Frame(
        float(rng.uniform(620, 740)) if not over else float(rng.uniform(470, 580)), 1.0, frame.near
    )
    painting.add(
        "sky",
        0.0,
        sky(painting, low.horizon, clouds=0.34 if over else float(rng.uniform(0.5, 0.75))),
    )
    birds(painting, low.horizon * 0.3, low.horizon * 0.8)
    if storm or {"lightning", "thunder"} & words:
        _lightning(painting, low.horizon)
    _cloud_sea(painting, low) if over else _low_land(painting, low)
    _flyers(painting, low.horizon)
    _hilltop(painting)
    falling(painting)


def _cloud_sea(painting: Painting, frame: Frame) -> None:
    """Clouds from above, like a white country."""
    noise = painting.noise
    view = lens(painting, frame, 420.0)

    def heights(x: Floats, z: Floats) -> Floats:
        puffs = 1 - np.abs(noise.at(x / 900, z / 900, 5, 0.5))
        towers = smoothstep(0.35, 1.1, noise.at(x / 2400 + 4, z / 2400, 3)) * 520
        out: Floats = puffs**2 * 170 + towers * (0.5 + 0.5 * puffs)
        return out

    land = terrain.survey(painting, view, heights, near=520, far=30000, slices=280)
    p = painting.palette
    soft = np.clip(0.2 + land.light * 0.8, 0, 1)[..., None]
    rgb = p.cloud_shade + (p.cloud - p.cloud_shade) * soft
    hollow = smoothstep(120, 20, land.heights)[..., None]
    rgb = rgb + (mix(p.cloud_shade, p.upper, 0.5) - rgb) * hollow * np.float32(0.6)
    rgb = terrain.hazed(painting, land, rgb, reach(painting, 15000), low=0.2)
    for name, depth, (near, far) in (
        ("far clouds", 0.15, (5000, 1e9)),
        ("clouds", 0.35, (0, 5000)),
    ):
        part = slice(terrain.at(land, near), min(terrain.at(land, far), len(land.z)))
        sheet = terrain.render(painting, land, rgb.astype(np.float32), part)
        edge = blurred(sheet.alpha, painting.px(2.2))
        sheet.rgb *= (edge / np.maximum(sheet.alpha, 1e-3)).clip(0, 1)[..., None]
        sheet.alpha *= (edge / np.maximum(sheet.alpha, 1e-3)).clip(0, 1)
        painting.add(name, depth, sheet)


def _low_land(painting: Painting, frame: Frame) -> None:
    """Hills far below a great sky."""
    p, noise = painting.palette, painting.noise
    columns = np.arange(painting.width, dtype=np.float32)[None, :]
    rows = np.arange(painting.height, dtype=np.float32)[:, None]
    for number, depth in enumerate((0.15, 0.3, 0.45)):
        u = columns / painting.px(900 - 200 * number)
        line = noise.at(u, np.full_like(u, 3.3 * number), 6)[0]
        top = painting.px(frame.horizon + 4 + 52 * number) - line * painting.px(26 + 12 * number)
        sheet = painting.sheet()
        cover = np.clip(rows - top[None, :] + 1, 0, 1)
        share = np.clip((rows - top[None, :]) / painting.px(150), 0, 1)[..., None]
        body = mix(p.lit("forest", 0.45 - 0.1 * number), p.haze, 0.62 - 0.25 * number)
        foot = mix(p.lit("grass", 0.5 - 0.1 * number), p.haze, 0.78 - 0.25 * number)
        sheet.over((body + (foot - body) * share) * cover[..., None], cover)
        painting.add(f"hills {number}", depth, sheet)


def _flyers(painting: Painting, horizon: float) -> None:
    """Aeroplanes, balloons and the like, where the words have them."""
    for name in _FLYERS:
        if not painting.wishes.shows(name) or name == "bird":
            continue
        rng, sheet = painting.rng("flyers", name), painting.sheet()
        for _ in range(3 if name == "balloon" else 1):
            size = painting.px(float(rng.uniform(70, 190)) * CAST[name].tall * 1.6)
            x = float(rng.uniform(0.2, 0.8)) * painting.width
            y = painting.px(float(rng.uniform(0.35, 0.7)) * horizon)
            drawing = drawing_of(name, rng, lit=lit(painting))
            stand(
                painting,
                sheet,
                drawing,
                (x, y),
                size=size,
                haze=0.12,
                mirrored=bool(rng.random() < 0.5),
            )
        painting.add(name, 0.5, sheet)


def _lightning(painting: Painting, horizon: float) -> None:
    """A bolt and its light in the clouds."""
    rng, sheet, p = painting.rng("lightning"), painting.sheet(), painting.palette
    lines: list[Floats] = []
    start = (float(rng.uniform(0.2, 0.8)) * painting.width, painting.px(-20))
    _bolt(rng, lines, start, painting.px(horizon), painting.px(30))
    for thick, strength in ((7, 0.16), (3, 0.5), (1, 1.0)):
        cover = strokes(painting.height, painting.width, lines, max(round(painting.px(thick)), 1))
        cover = blurred(cover, painting.px(thick * 1.4)) if thick > 1 else cover
        sheet.wash(p.sun, np.clip(cover * np.float32(strength * (1.6 if thick > 1 else 1)), 0, 1))
    painting.add("lightning", 0.08, sheet)


def _bolt(
    rng: np.random.Generator,
    lines: list[Floats],
    start: tuple[float, float],
    floor: float,
    step: float,
) -> None:
    x, y = start
    line = [(x, y)]
    while y < floor:
        x, y = x + float(rng.normal(0, step * 0.75)), y + step * float(rng.uniform(0.5, 1.1))
        line.append((x, min(y, floor)))
        if rng.random() < 0.13 and step > 8:
            _bolt(rng, lines, (x, y), min(floor, y + step * 6), step * 0.6)
    lines.append(np.array(line, np.float32))


def _hilltop(painting: Painting) -> None:
    rng = painting.rng("hilltop")
    sheet = stage(painting, "grass", crest=float(rng.uniform(850, 890)), second="earth")
    skyline = (sheet.alpha > 0.5).argmax(axis=0).astype(np.float32)
    grass(painting, sheet, skyline, height=34, count=2800, drop=130)
    painting.add("ground", 0.68, sheet)
