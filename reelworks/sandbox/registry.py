"""The stand-ins there are, in the order of their ports: a new one goes to the end."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from reelworks.domain.errors import BadInput
from reelworks.sandbox.vendor import Vendor

VENDORS: tuple[str, ...] = (
    "reelworks.sandbox.slack:SLACK",
    "reelworks.sandbox.kie:KIE",
    "reelworks.sandbox.elevenlabs:ELEVENLABS",
    "reelworks.sandbox.llm:LLM",
    "reelworks.sandbox.gemini:GEMINI",
    "reelworks.sandbox.kling:KLING",
    "reelworks.sandbox.youtube:YOUTUBE",
    "reelworks.sandbox.catbox:CATBOX",
    "reelworks.sandbox.notion:NOTION",
)


def vendors(names: Sequence[str] = ()) -> tuple[Vendor, ...]:
    """All of them, or those of these names. Raises BadInput for a name that nobody has."""
    there = {vendor.name: vendor for vendor in map(_load, VENDORS)}
    if unknown := set(names) - set(there):
        raise BadInput(
            f"The sandbox has no {min(unknown)!r}.",
            remedy=f"It has: {', '.join(there)}.",
        )
    return tuple(vendor for name, vendor in there.items() if not names or name in names)


def _load(where: str) -> Vendor:
    module, _, name = where.partition(":")
    vendor: Vendor = getattr(import_module(module), name)
    return vendor
