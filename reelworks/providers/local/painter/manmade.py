"""Which function paints which scene of those that people built or that lie beyond the land."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reelworks.providers.local.painter.castle import castle
from reelworks.providers.local.painter.lexicon import Scene
from reelworks.providers.local.painter.painting import Painting
from reelworks.providers.local.painter.workshop import workshop

MANMADE: Mapping[Scene, Callable[[Painting], None]] = {
    Scene.CASTLE: castle,
    Scene.WORKSHOP: workshop,
}
