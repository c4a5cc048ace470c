"""Sound that ElevenLabs sent: opened, looked at, and brought to length."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reelworks.domain.errors import BadInput
from reelworks.media import levels
from reelworks.media.decoding import decoded
from reelworks.media.wav import RATE, Sound
from reelworks.providers.elevenlabs import client

if TYPE_CHECKING:
    import httpx

_LONGEST_S = 1800.0
_SILENCE = 1e-4  # of full scale
_FADES_S = (0.01, 0.05)


def opened(answer: httpx.Response, content: bytes, folder: Path, *, channels: int) -> Sound:
    """The sound in these bytes at 48 kHz. Raises BadAnswer for none, with what it cost."""
    if not content:
        raise client.useless(answer, "no sound")
    sent = folder / ".sent.mp3"
    try:
        sent.parent.mkdir(parents=True, exist_ok=True)
        sent.write_bytes(content)
        sound = decoded(sent, channels=channels, longest_s=_LONGEST_S)
    except BadInput as error:
        raise client.useless(answer, f"what is no sound: {error.message}") from error
    finally:
        sent.unlink(missing_ok=True)
    if np.abs(sound.samples).max(initial=0.0) <= _SILENCE:
        raise client.useless(answer, "silence")
    return sound


def of_length(sound: Sound, seconds: float, fade_out_s: float = _FADES_S[1]) -> Sound:
    """The same for exactly so long: cut and faded, or with silence after it."""
    wanted = round(seconds * RATE)
    faded = levels.faded(sound.samples[:, :wanted], RATE, _FADES_S[0], fade_out_s)
    return Sound(np.pad(faded, ((0, 0), (0, max(wanted - faded.shape[1], 0)))))
