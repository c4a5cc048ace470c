"""Local sound: ambience from words, and a bed of music from a mood."""

from __future__ import annotations

import re
from pathlib import Path

from reelworks.domain.errors import BadInput
from reelworks.media import levels, wav
from reelworks.media.wav import Sound
from reelworks.ports.handshake import Handshake
from reelworks.ports.sound import SoundRequest
from reelworks.ports.spend import Spend
from reelworks.providers.local.sound import ambience, composition, instruments, moods
from reelworks.providers.local.sound.synthesis import generator, samples

_LONGEST_S = 1800.0
_EFFECT_LUFS, _EFFECT_PEAK_DB = -25.0, -12.0
_MUSIC_LUFS, _MUSIC_PEAK_DB = -22.0, -6.0
_MUSIC_FADES_S = 0.02, 1.2


class Ambience:
    """Synthesises the sound of a place. The same request gives the same bytes."""

    def make(self, request: SoundRequest, sound: Path, handshake: Handshake) -> Spend:
        rng = generator("effect", request.seed, request.prompt, request.note)
        prompt = f"{request.prompt} {request.note}"
        signal = ambience.render(rng, prompt, _length(request.seconds))
        handshake.progress(0.9)
        change = _change_db(request.note)
        loudness, peak = _EFFECT_LUFS + change, _EFFECT_PEAK_DB + change
        wav.write(sound, levels.within(Sound(signal), loudness, peak))
        return Spend()


class MusicBed:
    """Composes and plays a quiet piece in a mood. The same request gives the same bytes."""

    def make(self, request: SoundRequest, sound: Path, handshake: Handshake) -> Spend:
        length = _length(request.seconds)
        rng = generator("music", request.seed, request.prompt, request.note)
        prompt = f"{request.note} {request.prompt}"
        mood = moods.mood(prompt)
        notes = composition.compose(rng, mood, request.seconds, moods.pace(prompt))
        signal = instruments.play(rng, notes, length, mood.brightness)
        handshake.progress(0.9)
        fade_in, fade_out = (min(fade, request.seconds / 4) for fade in _MUSIC_FADES_S)
        faded = levels.faded(signal, wav.RATE, fade_in, fade_out)
        loudness = _MUSIC_LUFS + _change_db(request.note)
        wav.write(sound, levels.at_loudness(Sound(faded), loudness, _MUSIC_PEAK_DB))
        return Spend()


def _change_db(note: str) -> float:
    """How much louder or softer a person asked for."""
    if re.search(r"\b(quieter|softer|too loud)\b", note, re.IGNORECASE):
        return -6.0
    return 6.0 if re.search(r"\b(louder|too (quiet|soft))\b", note, re.IGNORECASE) else 0.0


def _length(seconds: float) -> int:
    if not 0.05 <= seconds <= _LONGEST_S:
        raise BadInput(
            f"A sound of {seconds:g} seconds cannot be made.",
            remedy=f"Ask for 0.05 to {_LONGEST_S:g} seconds.",
        )
    return samples(seconds)
