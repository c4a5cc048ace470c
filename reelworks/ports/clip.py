"""The need for a moving clip from a still."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reelworks.ports.handshake import Handshake
from reelworks.ports.spend import Spend


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """`motion` has the core action first and the camera last; `layers` is OpenRaster or None."""

    image: Path
    layers: Path | None
    motion: str
    seconds: float
    width: int
    height: int
    fps: int
    seed: int
    note: str = ""
    model: str = ""  # the vendor's; "" is the provider's usual one


class ClipMaker(Protocol):
    """Animates one still."""

    def make(self, request: ClipRequest, clip: Path, handshake: Handshake) -> Spend:
        """Write `clip` as MP4 (H.264, no sound) of at least the requested length."""
