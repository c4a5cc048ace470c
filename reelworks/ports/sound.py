"""The need for sound effects and music."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reelworks.ports.handshake import Handshake
from reelworks.ports.spend import Spend


@dataclass(frozen=True, slots=True)
class SoundRequest:
    """What it should sound like, in words, and how long in seconds."""

    prompt: str
    seconds: float
    seed: int
    note: str = ""
    model: str = ""  # the vendor's; "" is the provider's usual one


class SoundMaker(Protocol):
    """Makes one sound: an effect or a piece of music."""

    def make(self, request: SoundRequest, sound: Path, handshake: Handshake) -> Spend:
        """Write `sound` as WAV, 48 kHz, stereo, 16 bit, of the requested length."""
