"""ElevenLabs' narrator: a recording, and when each of its words is heard."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import TYPE_CHECKING

from reelworks.domain.channels import MODELS, Need
from reelworks.domain.errors import BadInput, NotSupported
from reelworks.domain.prices import Unit
from reelworks.media import levels, recording, wav
from reelworks.media.wav import Sound
from reelworks.ops import calls
from reelworks.ports.handshake import Handshake
from reelworks.ports.speech import Speech, SpeechRequest
from reelworks.ports.spend import Spend
from reelworks.providers import accounts
from reelworks.providers.elevenlabs import client, sounds, timing

if TYPE_CHECKING:
    import httpx

USUAL_VOICE = "JBFqnCBsd6RMkjVDRZzb"  # George, whom every account has
_TOLD_THE_LANGUAGE = ("eleven_v3", "eleven_flash", "eleven_turbo")  # others refuse to be told
_MOST_SEED = 2**32 - 1
_CUT_OFF_S = 0.5  # a recording that ends so much before its last word was cut off


class ElevenLabsVoice:
    """Speaks with a voice of the account (ELEVENLABS_API_KEY)."""

    def check(self, voice: str, language: str, model: str = "") -> None:
        """Ask for the voice and for the model's languages; neither costs."""
        name = voice or USUAL_VOICE
        try:
            client.get(f"/v1/voices/{name}")
        except BadInput as error:
            if "voice_not_found" not in error.message:
                raise
            raise NotSupported(
                f"ElevenLabs has no voice {name!r} in this account.",
                remedy="Set `voice` in channels.yaml to an id of your voice list.",
            ) from error
        _check_language(model or MODELS[client.SERVICE, Need.SPEECH], language)

    def speak(self, request: SpeechRequest, recording_: Path, handshake: Handshake) -> Speech:
        """Buy the recording. An answer that was charged and is no good is BadAnswer."""
        text = request.text.strip()
        if not any(letter.isalnum() for letter in text):
            raise BadInput("There is nothing to speak.", remedy="Write the narration in letters.")
        model = request.model or MODELS[client.SERVICE, Need.SPEECH]
        usage = {Unit.CHARACTER: len(text)}
        expected = accounts.price_table().cost(client.SERVICE, model, usage)
        handshake.intent(client.SERVICE, expected)
        voice = request.voice or USUAL_VOICE
        answer = client.post(f"/v1/text-to-speech/{voice}/with-timestamps", _body(request, model))
        said = calls.document(answer)
        sound = _sound(answer, said, recording_.parent)
        found = timing.words(text, _alignment(said), sound.seconds)
        wav.write(recording_, sound)
        return Speech(
            words=recording.placed(text, sound) if found is None else found,
            seconds=round(sound.seconds, 6),
            spend=Spend(client.cost(answer, expected), client.request_id(answer)),
        )


def _body(request: SpeechRequest, model: str) -> dict[str, object]:
    told = model.startswith(_TOLD_THE_LANGUAGE)
    return {
        "text": request.text.strip(),
        "model_id": model,
        "language_code": request.language.partition("-")[0] if told else None,
        "seed": request.seed & _MOST_SEED,
    }


def _alignment(said: object) -> object:
    return said.get("alignment") if isinstance(said, dict) else None


def _sound(answer: httpx.Response, said: object, folder: Path) -> Sound:
    """The recording in the answer, looked at, and as loud as our own voices are."""
    coded = said.get("audio_base64") if isinstance(said, dict) else None
    try:
        content = base64.b64decode(coded, validate=True) if isinstance(coded, str) else b""
    except binascii.Error:
        content = b""
    sound = sounds.opened(answer, content, folder, channels=1)
    if (end := timing.end(_alignment(said))) is not None and end > sound.seconds + _CUT_OFF_S:
        raise client.useless(answer, f"{sound.seconds:.1f} s of a recording of {end:.1f} s")
    return levels.at_loudness(sound, recording.LOUDNESS_LUFS, recording.PEAK_DBFS)


def _check_language(model: str, language: str) -> None:
    """Whether the model speaks it, by ElevenLabs' own list."""
    wanted = language.partition("-")[0].lower()
    listed = client.get("/v1/models")
    models = {m.get("model_id"): m for m in listed if isinstance(m, dict)}
    if model not in models:
        raise NotSupported(
            f"ElevenLabs has no model {model!r} for this account.",
            remedy="Name another under `models` in channels.yaml.",
        )
    known = {str(one.get("language_id", "")).lower() for one in models[model].get("languages", ())}
    if known and wanted not in known:
        raise NotSupported(
            f"{model} does not speak {language!r}.",
            remedy="Name another model under `models` in channels.yaml.",
        )
