"""Which function paints which scene of those that people built or that lie beyond the land."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reelworks.providers.local.painter.battlefield import battlefield
from reelworks.providers.local.painter.beyond import planet, space
from reelworks.providers.local.painter.castle import castle
from reelworks.providers.local.painter.chambers import desk, parlour
from reelworks.providers.local.painter.city import city, street
from reelworks.providers.local.painter.deep import underwater
from reelworks.providers.local.painter.factory import factory
from reelworks.providers.local.painter.ideas import geometry, network, waves
from reelworks.providers.local.painter.kitchen import kitchen
from reelworks.providers.local.painter.laboratory import laboratory
from reelworks.providers.local.painter.lexicon import Scene
from reelworks.providers.local.painter.library import library
from reelworks.providers.local.painter.painting import Painting
from reelworks.providers.local.painter.ruins import ruins, temple
from reelworks.providers.local.painter.village import village
from reelworks.providers.local.painter.ways import bridge, railway, road
from reelworks.providers.local.painter.workshop import workshop

MANMADE: Mapping[Scene, Callable[[Painting], None]] = {
    Scene.CASTLE: castle,
    Scene.FACTORY: factory,
    Scene.CITY: city,
    Scene.STREET: street,
    Scene.VILLAGE: village,
    Scene.SPACE: space,
    Scene.PLANET: planet,
    Scene.UNDERWATER: underwater,
    Scene.ROOM: parlour,
    Scene.KITCHEN: kitchen,
    Scene.LIBRARY: library,
    Scene.LABORATORY: laboratory,
    Scene.DESK: desk,
    Scene.RUINS: ruins,
    Scene.TEMPLE: temple,
    Scene.NETWORK: network,
    Scene.WAVES: waves,
    Scene.GEOMETRY: geometry,
    Scene.ROAD: road,
    Scene.RAILWAY: railway,
    Scene.BRIDGE: bridge,
    Scene.BATTLEFIELD: battlefield,
    Scene.WORKSHOP: workshop,
}
