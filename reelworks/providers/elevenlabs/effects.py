"""ElevenLabs' effects and music, as loud and as long as ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reelworks.domain.channels import MODELS, Need
from reelworks.domain.errors import BadInput
from reelworks.domain.prices import Unit
from reelworks.media import levels, wav
from reelworks.media.wav import Sound
from reelworks.ports.handshake import Handshake
from reelworks.ports.sound import SoundRequest
from reelworks.ports.spend import Spend
from reelworks.providers import accounts
from reelworks.providers.elevenlabs import client, sounds

_EFFECT_S, _MUSIC_S = (0.5, 30.0), (10.0, 300.0)  # by their own OpenAPI document
_LONGEST_PROMPT = {Need.EFFECTS: 450, Need.MUSIC: 2000}
_SHORT = 0.5  # the least part of an ordered length that counts as delivered
# As loud as the local providers' sounds: the mix expects it.
_EFFECT_LUFS, _EFFECT_PEAK_DB = -25.0, -12.0
_MUSIC_LUFS, _MUSIC_PEAK_DB, _MUSIC_FADE_S = -22.0, -6.0, 1.2


class ElevenLabsEffects:
    """An effect from a description of it (ELEVENLABS_API_KEY)."""

    def make(self, request: SoundRequest, sound: Path, handshake: Handshake) -> Spend:
        """Buy it. An answer that was charged and is no good is BadAnswer."""
        seconds = _length(request, *_EFFECT_S)
        body = {"text": _prompt(request, Need.EFFECTS), "duration_seconds": round(seconds, 1)}
        order = _Order("/v1/sound-generation", _model(request, Need.EFFECTS), seconds, body)
        made, spend = _bought(order, sound.parent, handshake)
        fitted = sounds.of_length(made, request.seconds)
        wav.write(sound, levels.within(fitted, _EFFECT_LUFS, _EFFECT_PEAK_DB))
        return spend


class ElevenLabsMusic:
    """A piece of music without voices from a mood in words (ELEVENLABS_API_KEY)."""

    def make(self, request: SoundRequest, sound: Path, handshake: Handshake) -> Spend:
        """Buy it. An answer that was charged and is no good is BadAnswer."""
        seconds = _length(request, *_MUSIC_S)
        body = {
            "prompt": _prompt(request, Need.MUSIC),
            "music_length_ms": round(seconds * 1000),
            "force_instrumental": True,
        }
        order = _Order("/v1/music", _model(request, Need.MUSIC), seconds, body)
        made, spend = _bought(order, sound.parent, handshake)
        fitted = sounds.of_length(made, request.seconds, min(_MUSIC_FADE_S, request.seconds / 4))
        wav.write(sound, levels.at_loudness(fitted, _MUSIC_LUFS, _MUSIC_PEAK_DB))
        return spend


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked of which endpoint, and how long it will be."""

    path: str
    model: str
    seconds: float
    body: Mapping[str, object]


def _bought(order: _Order, folder: Path, handshake: Handshake) -> tuple[Sound, Spend]:
    usage = {Unit.SECOND: order.seconds}
    expected = accounts.price_table().cost(client.SERVICE, order.model, usage)
    handshake.intent(client.SERVICE, expected)
    answer = client.post(order.path, {**order.body, "model_id": order.model})
    made = sounds.opened(answer, answer.content, folder, channels=2)
    if made.seconds < order.seconds * _SHORT:
        raise client.useless(answer, f"{made.seconds:.1f} s of {order.seconds:.1f} s")
    return made, Spend(client.cost(answer, expected), client.request_id(answer))


def _model(request: SoundRequest, need: Need) -> str:
    return request.model or MODELS[client.SERVICE, need]


def _length(request: SoundRequest, shortest: float, longest: float) -> float:
    """How much to order. Raises BadInput for more than there is."""
    if not 0 < request.seconds <= longest:
        raise BadInput(
            f"ElevenLabs makes no such sound of {request.seconds:g} seconds.",
            remedy=f"Ask for at most {longest:g} seconds, or use the local provider for this.",
        )
    return max(request.seconds, shortest)


def _prompt(request: SoundRequest, need: Need) -> str:
    words = ". ".join(part.strip(" .") for part in (request.prompt, request.note) if part.strip())
    if not words:
        raise BadInput("There is nothing to make a sound of.", remedy="Say what is heard.")
    return words[: _LONGEST_PROMPT[need]]
