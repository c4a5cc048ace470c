"""What ElevenLabs' endpoints take, which models and voices there are, and how times are told.

Fields and bounds as in ElevenLabs' OpenAPI document of August 2025, and what its SDK 2.78 sends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reelworks.ports.speech import Word

_WORLDWIDE = ("en", "ja", "zh", "de", "hi", "fr", "ko", "pt", "it", "es", "id", "ar", "ru")
_EUROPE = ("nl", "tr", "pl", "sv", "bg", "ro", "cs", "el", "fi", "hr", "sk", "da", "uk")
_V2 = (*_WORLDWIDE, *_EUROPE, "fil", "ms", "ta")
_V25 = (*_V2, "hu", "no", "vi")

# Languages, the most characters of a request, and credits a character.
MODELS: Mapping[str, tuple[Sequence[str], int, float]] = {
    "eleven_multilingual_v2": (_V2, 10_000, 1.0),
    "eleven_v3": ((*_V25, "he", "fa", "th", "sw"), 5_000, 1.0),
    "eleven_flash_v2_5": (_V25, 40_000, 0.5),
    "eleven_turbo_v2_5": (_V25, 40_000, 0.5),
}
_TAKE_A_LANGUAGE = frozenset({"eleven_v3", "eleven_flash_v2_5", "eleven_turbo_v2_5"})
VOICE = re.compile(r"[A-Za-z0-9]{20}")  # each account has its own: any name of this form is there
FORMATS: Mapping[str, tuple[int, int]] = {  # Hz and kbps that the plan allows
    "mp3_22050_32": (22_050, 32),
    "mp3_44100_64": (44_100, 64),
    "mp3_44100_96": (44_100, 96),
    "mp3_44100_128": (44_100, 128),
}


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Settings(_Asked):
    stability: Annotated[float, Field(ge=0, le=1)] | None = None
    similarity_boost: Annotated[float, Field(ge=0, le=1)] | None = None
    style: Annotated[float, Field(ge=0, le=1)] | None = None
    use_speaker_boost: bool | None = None
    speed: Annotated[float, Field(ge=0.7, le=1.2)] | None = None


class Speech(_Asked):
    """The body of text-to-speech."""

    text: Annotated[str, Field(min_length=1)]
    model_id: Literal[
        "eleven_multilingual_v2", "eleven_v3", "eleven_flash_v2_5", "eleven_turbo_v2_5"
    ] = "eleven_multilingual_v2"
    language_code: str | None = None
    voice_settings: _Settings | None = None
    seed: Annotated[int, Field(ge=0, le=4_294_967_295)] | None = None
    previous_text: str | None = None
    next_text: str | None = None
    previous_request_ids: Annotated[list[str], Field(max_length=3)] | None = None
    next_request_ids: Annotated[list[str], Field(max_length=3)] | None = None
    apply_text_normalization: Literal["auto", "on", "off"] | None = None

    @model_validator(mode="after")
    def _fits_the_model(self) -> Speech:
        if self.language_code is not None and self.model_id not in _TAKE_A_LANGUAGE:
            raise ValueError(f"Model '{self.model_id}' does not support the language_code")
        stability = self.voice_settings.stability if self.voice_settings else None
        if self.model_id == "eleven_v3" and stability not in {None, 0.0, 0.5, 1.0}:
            raise ValueError("Invalid TTD stability value. Must be one of: [0.0, 0.5, 1.0]")
        return self


class Effect(_Asked):
    """The body of sound-generation."""

    text: Annotated[str, Field(min_length=1, max_length=450)]
    duration_seconds: Annotated[float, Field(ge=0.5, le=30)] | None = None
    prompt_influence: Annotated[float, Field(ge=0, le=1)] | None = None
    loop: bool | None = None
    model_id: Literal["eleven_text_to_sound_v2"] = "eleven_text_to_sound_v2"


class Music(_Asked):
    """The body of music, made from a prompt."""

    prompt: Annotated[str, Field(min_length=1, max_length=2000)]
    music_length_ms: Annotated[int, Field(ge=10_000, le=300_000)]
    model_id: Literal["music_v1"] = "music_v1"
    force_instrumental: bool = False


def alignment(text: str, words: Sequence[Word]) -> dict[str, list[float] | list[str]]:
    """The time of every character of the text, spaces included, from the times of its words."""
    starts: list[float] = []
    ends: list[float] = []
    at, clock = 0, 0.0
    for word in words:
        begin = text.index(word.text, at)
        _spread(starts, ends, begin - at, clock, word.start)
        _spread(starts, ends, len(word.text), word.start, word.end)
        at, clock = begin + len(word.text), word.end
    _spread(starts, ends, len(text) - at, clock, clock)
    return {
        "characters": list(text),
        "character_start_times_seconds": starts,
        "character_end_times_seconds": ends,
    }


def _spread(starts: list[float], ends: list[float], count: int, first: float, last: float) -> None:
    """So many characters, evenly between two moments."""
    each = (last - first) / count if count else 0.0
    starts += [round(first + each * n, 3) for n in range(count)]
    ends += [round(first + each * (n + 1), 3) for n in range(count)]
