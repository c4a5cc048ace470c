"""What stands for words that no drawing is named by: a closer kind of a thing, or an emblem."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reelworks.providers.local.painter.lexicon import Scene

# "palm tree" is a tree to its head noun, and a palm by the word before.
_KINDS: Mapping[str, Mapping[str, str]] = {
    "tree": {"palm": "palm", "coconut": "palm", "pine": "pine", "fir": "pine", "spruce": "pine",
             "conifer": "pine", "christmas": "pine"},
    "machine": {"steam": "steam-engine", "beam": "steam-engine", "printing": "press"},
    "wheel": {"gear": "gear", "cog": "gear", "toothed": "gear"},
    "ship": {"steam": "steamer", "container": "steamer"},
}  # fmt: skip
_EMBLEMS: Mapping[Scene, str] = {
    Scene.SEA: "ship", Scene.COAST: "lighthouse", Scene.HARBOUR: "anchor", Scene.FOREST: "tree",
    Scene.JUNGLE: "palm", Scene.DESERT: "camel", Scene.RIVER: "boat", Scene.LAKE: "boat",
    Scene.FIELDS: "wheat", Scene.VILLAGE: "church", Scene.CITY: "tower", Scene.RUINS: "temple",
    Scene.CASTLE: "castle", Scene.TEMPLE: "temple", Scene.BATTLEFIELD: "cannon",
    Scene.RAILWAY: "train", Scene.ROAD: "wheel", Scene.WORKSHOP: "anvil", Scene.LIBRARY: "book",
    Scene.LABORATORY: "flask", Scene.FACTORY: "gear", Scene.DESK: "scroll", Scene.SPACE: "planet",
    Scene.PLANET: "planet", Scene.UNDERWATER: "fish", Scene.SKY: "bird", Scene.NETWORK: "atom",
    Scene.WAVES: "antenna", Scene.GEOMETRY: "prism",
}  # fmt: skip
_TRADE = re.compile(r"\b\w{2,}(?:er|or|ist|ian|man|woman|men|ess|eur|teur)s?\b")
_NAME = re.compile(r"\S\s+[A-ZÀ-ÞА-Я]\w+")  # a capital that does not open the text
_HUMAN = frozenset(
    ["who", "his", "her", "their", "coat", "robe", "dress", "hat", "beard", "hair", "face",
     "portrait", "hands", "standing", "walking", "holding", "wearing", "dressed"]
)  # fmt: skip


def kind(name: str, words: tuple[str, ...]) -> str:
    """The closer kind of a thing that the words before it name; else the thing itself."""
    kinds = _KINDS.get(name, {})
    parts = [part for word in words for part in word.split("-")]
    return next((kinds[part] for part in parts if part in kinds), name)


def emblem(text: str, words: tuple[str, ...], scene: Scene | None) -> str:
    """A thing that stands for the place a text speaks of; "" when it reads like a person."""
    human = _HUMAN.intersection(words) or _NAME.search(text) or _TRADE.search(text.casefold())
    return "" if human or scene is None else _EMBLEMS.get(scene, "")
