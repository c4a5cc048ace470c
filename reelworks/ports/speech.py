"""The need for a voice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reelworks.ports.handshake import Handshake
from reelworks.ports.spend import Spend


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """`voice` is the provider's own name for a voice ("" is its default); `language` is BCP 47."""

    text: str
    voice: str
    language: str
    seed: int
    note: str = ""
    model: str = ""  # the vendor's; "" is the provider's usual one


@dataclass(frozen=True, slots=True)
class Word:
    """One word as written, punctuation attached; seconds from the start of the recording."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Speech:
    """`words` in order, together exactly the words of the text; `seconds` is the recording's."""

    words: tuple[Word, ...]
    seconds: float
    spend: Spend


class Speaker(Protocol):
    """Speaks one text."""

    def check(self, voice: str, language: str, model: str = "") -> None:
        """Return if it can speak this language with this voice, at no cost; else NotSupported.

        `model` is the vendor's; "" is the provider's usual one.
        """

    def speak(self, request: SpeechRequest, recording: Path, handshake: Handshake) -> Speech:
        """Write `recording` as WAV, 48 kHz, mono, 16 bit. NotSupported: no voice for it."""
