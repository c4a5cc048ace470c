"""The need for a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reelworks.domain.story import AssetKind
from reelworks.ports.handshake import Handshake
from reelworks.ports.spend import Spend


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """`prompt` is the global atmosphere and the asset's own words; sizes are pixels.

    `note` is what a person asked for when they rejected the take before.
    """

    prompt: str
    kind: AssetKind
    width: int
    height: int
    seed: int
    note: str = ""
    model: str = ""  # the vendor's; "" is the provider's usual one


class ImageMaker(Protocol):
    """Makes one picture. Safe to repeat when free; otherwise the handshake decides."""

    def make(
        self, request: ImageRequest, image: Path, layers: Path | None, handshake: Handshake
    ) -> Spend:
        """Write `image` as PNG (RGB; RGBA for a character) of exactly the requested size.

        A maker that has them also writes `layers` (OpenRaster, see `media.layers`); one that has
        none leaves that path alone. Raises ContentRefused, QuotaExhausted, VendorUnavailable.
        """
