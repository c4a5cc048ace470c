"""A place in layers: the grammar that the words ask for, composed by chance."""

from __future__ import annotations

from dataclasses import replace

from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.cavern import cave
from reelworks.providers.local.painter.farmland import fields
from reelworks.providers.local.painter.haven import harbour
from reelworks.providers.local.painter.heavens import heavens
from reelworks.providers.local.painter.inland import lake, river
from reelworks.providers.local.painter.lexicon import Scene
from reelworks.providers.local.painter.manmade import MANMADE
from reelworks.providers.local.painter.painting import Painting
from reelworks.providers.local.painter.palette import palette
from reelworks.providers.local.painter.shore import coast, sea
from reelworks.providers.local.painter.still import still_life
from reelworks.providers.local.painter.uplands import mountains
from reelworks.providers.local.painter.wilds import desert, snow, volcano
from reelworks.providers.local.painter.wishes import Wishes
from reelworks.providers.local.painter.woods import forest, jungle

_GRAMMARS = {
    Scene.SEA: sea,
    Scene.COAST: coast,
    Scene.HARBOUR: harbour,
    Scene.LAKE: lake,
    Scene.RIVER: river,
    Scene.MOUNTAINS: mountains,
    Scene.SNOW: snow,
    Scene.VOLCANO: volcano,
    Scene.DESERT: desert,
    Scene.SKY: heavens,
    Scene.CAVE: cave,
    Scene.FIELDS: fields,
    Scene.FOREST: forest,
    Scene.JUNGLE: jungle,
    **MANMADE,
}
_SMALL = 3


def environment(wishes: Wishes, seed: int, width: int, height: int) -> Painting:
    """The finished painting of a place."""
    painting = Painting(wishes, palette(wishes), seed, width, height)
    if wishes.scene is Scene.STILL:
        still_life(painting, _behind(wishes, seed, width, height))
    else:
        _GRAMMARS.get(wishes.scene, mountains)(painting)
    return painting


def _behind(wishes: Wishes, seed: int, width: int, height: int) -> Floats:
    """The place of a still life, small: it is out of focus."""
    place = Scene.ROOM if wishes.behind in (Scene.STILL, Scene.DESK) else wishes.behind
    seen = replace(wishes, scene=place, framing="eye", zoom=1.0, things=())
    return environment(seed=seed, wishes=seen, width=width // _SMALL, height=height // _SMALL).flat
