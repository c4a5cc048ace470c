"""Everything that can be shown by itself: which drawing a name stands for, and how it is put."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from reelworks.providers.local.painter import (
    aloft,
    animals,
    buildings,
    crafts,
    creatures,
    growth,
    instruments,
    keepsakes,
    landmarks,
    objects,
    sciences,
    tableware,
    vessels,
    wildlife,
)
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.people import Dress, Hat, Person, person

Chance = np.random.Generator
Maker = Callable[..., Drawing]


@dataclass(frozen=True, slots=True)
class Part:
    """How a subject fills its picture: `tall` and `lift` (off the ground) as shares of the height.

    `table`: it is small, and stands on one.
    """

    maker: Maker
    tall: float
    lift: float = 0.0
    table: bool = False


CAST: Mapping[str, Part] = {
    "lighthouse": Part(landmarks.lighthouse, 0.97),
    "house": Part(buildings.house, 0.62),
    "barn": Part(buildings.barn, 0.5),
    "church": Part(buildings.church, 0.86),
    "castle": Part(landmarks.castle, 0.72),
    "tower": Part(buildings.tower, 0.95),
    "temple": Part(landmarks.temple, 0.68),
    "pagoda": Part(landmarks.pagoda, 0.92),
    "pyramid": Part(landmarks.pyramid, 0.66),
    "windmill": Part(buildings.windmill, 0.84),
    "factory": Part(buildings.works, 0.66),
    "antenna": Part(buildings.antenna, 0.94),
    "crane": Part(buildings.crane, 0.88),
    "tent": Part(buildings.tent, 0.5),
    "ship": Part(vessels.sailing_ship, 0.52, 0.27),
    "steamer": Part(vessels.steamer, 0.34, 0.27),
    "boat": Part(vessels.rowing_boat, 0.2, 0.24),
    "train": Part(vessels.train, 0.5),
    "car": Part(vessels.car, 0.42),
    "bicycle": Part(vessels.bicycle, 0.5),
    "plane": Part(aloft.aeroplane, 0.36, 0.5),
    "rocket": Part(aloft.rocket, 0.78, 0.2),
    "balloon": Part(aloft.balloon, 0.66, 0.32),
    "probe": Part(aloft.probe, 0.56, 0.36),
    "satellite": Part(aloft.satellite, 0.44, 0.4),
    "horse": Part(animals.horse, 0.74),
    "cow": Part(animals.cow, 0.6),
    "sheep": Part(animals.sheep, 0.5),
    "dog": Part(animals.dog, 0.5),
    "cat": Part(animals.cat, 0.46),
    "deer": Part(animals.deer, 0.74),
    "camel": Part(animals.camel, 0.74),
    "elephant": Part(animals.elephant, 0.9),
    "bird": Part(animals.bird, 0.4, 0.46),
    "fish": Part(animals.fish, 0.4, 0.34),
    "whale": Part(animals.whale, 0.4, 0.34),
    "telescope": Part(instruments.telescope, 0.78),
    "microscope": Part(instruments.microscope, 0.46, table=True),
    "flask": Part(instruments.flask, 0.42, table=True),
    "machine": Part(instruments.machine, 0.72),
    "lens": Part(instruments.lens, 0.80),
    "clock": Part(instruments.clock, 0.92),
    "book": Part(objects.book, 0.27, table=True),
    "scroll": Part(objects.scroll, 0.3, table=True),
    "lantern": Part(objects.lantern, 0.46, table=True),
    "candle": Part(objects.candle, 0.42, table=True),
    "globe": Part(instruments.globe, 0.48, table=True),
    "key": Part(objects.key, 0.7),
    "sword": Part(objects.sword, 0.85),
    "cannon": Part(objects.cannon, 0.46),
    "anchor": Part(objects.anchor, 0.76),
    "flower": Part(objects.flower, 0.74),
    "plant": Part(objects.plant, 0.48, table=True),
    "statue": Part(objects.statue, 0.8),
    "wheel": Part(objects.cart, 0.46),
    "coin": Part(objects.coins, 0.34, table=True),
    "violin": Part(objects.violin, 0.8),
    "crown": Part(objects.crown, 0.34, table=True),
    "wolf": Part(wildlife.wolf, 0.54),
    "bear": Part(wildlife.bear, 0.62),
    "lion": Part(wildlife.lion, 0.58),
    "butterfly": Part(wildlife.butterfly, 0.3, 0.5),
    "bee": Part(wildlife.bee, 0.26, 0.52),
    "heron": Part(creatures.heron, 0.72),
    "penguin": Part(creatures.penguin, 0.6),
    "turtle": Part(creatures.turtle, 0.44, 0.3),
    "octopus": Part(creatures.octopus, 0.5, 0.26),
    "seal": Part(creatures.seal, 0.4),
    "rabbit": Part(creatures.rabbit, 0.42),
    "frog": Part(creatures.frog, 0.34),
    "pine": Part(growth.pine, 0.95),
    "palm": Part(growth.palm, 0.95),
    "wheat": Part(growth.wheat, 0.6),
    "mushroom": Part(growth.mushroom, 0.36),
    "gear": Part(crafts.gear, 0.7),
    "steam-engine": Part(crafts.steam_engine, 0.74),
    "press": Part(crafts.press, 0.82),
    "anvil": Part(crafts.anvil, 0.5),
    "barrel": Part(crafts.barrel, 0.46),
    "cup": Part(crafts.cup, 0.34, table=True),
    "bowl": Part(crafts.bowl, 0.26, table=True),
    "compass": Part(sciences.compass, 0.4, table=True),
    "prism": Part(sciences.prism, 0.38, table=True),
    "planet": Part(sciences.planet, 0.66, 0.26),
    "atom": Part(sciences.atom, 0.64, 0.22),
    **{
        name: Part(maker, 0.36, table=True)
        for name, maker in {**tableware.WARE, **keepsakes.KEEPSAKES}.items()
    },
}
_TABLE = 0.40  # of the picture's height

_WARDROBE: Mapping[str, Person] = {
    "anyone": Person(Dress.COAT),
    "keeper": Person(Dress.COAT, Hat.CAP, "lantern"),
    "sailor": Person(Dress.JACKET, Hat.CAP, cloth="cloth"),
    "engineer": Person(Dress.COAT, Hat.BRIM, "plans"),
    "scientist": Person(Dress.LABCOAT, Hat.NONE, "flask"),
    "astronomer": Person(Dress.ROBE, Hat.NONE, "telescope", cloth="cloth"),
    "ruler": Person(Dress.ROBE, Hat.CROWN, "staff", cloth="red"),
    "queen": Person(Dress.GOWN, Hat.CROWN, cloth="accent"),
    "farmer": Person(Dress.JACKET, Hat.BRIM, "staff", cloth="leather"),
    "monk": Person(Dress.ROBE, Hat.HOOD, cloth="bark"),
    "soldier": Person(Dress.SUIT, Hat.CAP, "rifle", cloth="forest"),
    "knight": Person(Dress.ARMOUR, Hat.HELMET, "spear"),
    "merchant": Person(Dress.COAT, Hat.TALL, "bag", cloth="brick"),
    "woman": Person(Dress.GOWN, Hat.BUN, cloth="cloth"),
    "nurse": Person(Dress.GOWN, Hat.BUN, cloth="white"),
    "child": Person(Dress.JACKET, Hat.CAP, cloth="red", young=True),
    "explorer": Person(Dress.COAT, Hat.BRIM, "staff", stride=0.7, cloth="leather"),
    "worker": Person(Dress.JACKET, Hat.CAP, "hammer", cloth="cloth"),
    "astronaut": Person(Dress.SPACESUIT),
}
_TOOLS: Mapping[str, str] = {
    "lantern": "lantern",
    "lamp": "lantern",
    "torch": "torch",
    "staff": "staff",
    "stick": "staff",
    "book": "book",
    "plans": "plans",
    "map": "book",
    "letter": "book",
    "telescope": "telescope",
    "spyglass": "telescope",
    "hammer": "hammer",
    "bag": "bag",
    "suitcase": "bag",
    "spear": "spear",
    "rifle": "rifle",
    "gun": "rifle",
    "flag": "flag",
    "scythe": "scythe",
    "oar": "oar",
    "flask": "flask",
    "instrument": "flask",
    "rod": "rod",
}
_HATS: Mapping[str, Hat] = {
    "hat": Hat.BRIM,
    "cap": Hat.CAP,
    "hood": Hat.HOOD,
    "hooded": Hat.HOOD,
    "helmet": Hat.HELMET,
    "crown": Hat.CROWN,
    "bareheaded": Hat.NONE,
    "top-hat": Hat.TALL,
    "oilskin": Hat.SOUWESTER,
    "raincoat": Hat.SOUWESTER,
    "sou'wester": Hat.SOUWESTER,
}
_DRESSES: Mapping[str, Dress] = {
    "robe": Dress.ROBE,
    "gown": Dress.GOWN,
    "dress": Dress.GOWN,
    "armour": Dress.ARMOUR,
    "armor": Dress.ARMOUR,
    "spacesuit": Dress.SPACESUIT,
    "suit": Dress.SUIT,
    "uniform": Dress.SUIT,
    "jacket": Dress.JACKET,
    "labcoat": Dress.LABCOAT,
    "coat": Dress.COAT,
}
_CLOTHS = ("coat", "cloth", "leather", "bark", "forest", "brick", "black")


def drawing_of(name: str, rng: Chance, *, lit: bool) -> Drawing:
    """The drawing that a name of the cast stands for, one unit tall."""
    return CAST[name].maker(rng, lit=lit)


def someone(role: str, words: tuple[str, ...], rng: Chance) -> Person:
    """A person of this role ("" for anyone), dressed as the words say and else by chance."""
    who = _WARDROBE.get(role) or _WARDROBE["anyone"]
    if role in ("", "anyone"):
        who = replace(who, cloth=str(rng.choice(_CLOTHS)), hat=_any_hat(rng))
    for word in words:
        if word in _DRESSES and who.dress not in (Dress.LABCOAT, Dress.SPACESUIT):
            who = replace(who, dress=_DRESSES[word])
        if word in _HATS:
            who = replace(who, hat=_HATS[word])
        if word in _TOOLS:
            who = replace(who, tool=_TOOLS[word])
        if word in ("walking", "walks", "marching", "running", "striding"):
            who = replace(who, stride=0.8)
    stride = who.stride or float(rng.choice((0.0, 0.0, 0.35)))
    return replace(who, stride=stride, broad=float(rng.uniform(0.94, 1.08)))


def _any_hat(rng: Chance) -> Hat:
    return (Hat.NONE, Hat.NONE, Hat.BRIM, Hat.CAP)[int(rng.integers(4))]


def crowd(rng: Chance, words: tuple[str, ...] = (), role: str = "") -> Drawing:
    """People together, those behind smaller and higher up, about one unit tall."""
    d = Drawing()
    roles = (
        [role] if role else ["anyone", "woman", "anyone", "merchant", "worker", "woman", "child"]
    )
    for row, (count, scale, y) in enumerate(((6, 0.80, 0.13), (6, 0.86, 0.06), (5, 0.93, 0.0))):
        span = 0.98 - 0.08 * row
        for i in range(count):
            x = -span + 2 * span * (i + 0.5 + float(rng.uniform(-0.22, 0.22))) / count
            who = someone(str(rng.choice(roles)), words, rng)
            if row < 2 or rng.random() < 0.7:
                who = replace(who, tool="")
            size = scale * float(rng.uniform(0.94, 1.04))
            d.put(person(who), x, y, size)
    return d


def on_table(d: Drawing, tall: float) -> Drawing:
    """A small thing on a round table; a unit is the thing's own height still."""
    table, high = Drawing(), _TABLE / tall
    left, _, right, _ = d.bounds()
    half = max(-left, right, 0.36 * high) * 1.1
    table.limb(
        [(0, high * 0.94, 0.11 * high), (0, 0.12 * high, 0.09 * high)], "darkwood", light=0.5
    )
    for side in (-1, 1):
        table.limb(
            [(0, 0.22 * high, 0.09 * high), (side * half * 0.55, 0.03 * high, 0.06 * high)],
            "darkwood",
            light=0.5 + 0.1 * side,
        )
    table.limb([(0, 0.2 * high, 0.09 * high), (0.02, 0.0, 0.07 * high)], "darkwood", light=0.4)
    table.oval(0, high * 0.95, half, 0.055 * high, "darkwood", light=0.35)
    table.oval(0, high * 0.98, half, 0.055 * high, "wood", light=0.75, soft=0.2)
    table.put(d, 0, high * 0.975, 1.0)
    return table
