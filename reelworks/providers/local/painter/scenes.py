"""A place in layers: the grammar that the words ask for, composed by chance."""

from __future__ import annotations

from reelworks.providers.local.painter.lexicon import Scene
from reelworks.providers.local.painter.manmade import MANMADE
from reelworks.providers.local.painter.painting import Painting
from reelworks.providers.local.painter.palette import palette
from reelworks.providers.local.painter.shore import sea
from reelworks.providers.local.painter.uplands import mountains
from reelworks.providers.local.painter.wishes import Wishes

_GRAMMARS = {Scene.SEA: sea, Scene.COAST: sea, Scene.HARBOUR: sea, Scene.LAKE: sea, **MANMADE}


def environment(wishes: Wishes, seed: int, width: int, height: int) -> Painting:
    """The finished painting of a place."""
    painting = Painting(wishes, palette(wishes), seed, width, height)
    _GRAMMARS.get(wishes.scene, mountains)(painting)
    return painting
