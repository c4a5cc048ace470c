"""Real media for the stand-ins to hand out, made by the local providers."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PIL import Image

from reelworks.domain.money import Usd
from reelworks.ops import ffmpeg
from reelworks.ops.files import sha256_of, whole
from reelworks.ports.clip import ClipRequest
from reelworks.ports.image import ImageRequest
from reelworks.ports.sound import SoundRequest
from reelworks.ports.speech import SpeechRequest, Word
from reelworks.providers import registry

T = TypeVar("T")

CLIP_FPS = 24  # as Kling's clips; ours are fitted from it
_LOCAL = "local"
_AT_ONCE = threading.BoundedSemaphore(2)  # a vendor has many machines, this one has not
_ENCODE_S = 120.0
_CLIPS: dict[tuple[str, str, float, int], Path] = {}


class _Quiet:
    """A handshake for work that costs nothing and tells nobody."""

    resume: str | None = None
    unsure = False

    def intent(self, service: str, estimate: Usd) -> None:
        """Nothing is paid."""

    def submitted(self, job: str) -> None:
        """There is no job."""

    def progress(self, done: float, note: str = "") -> None:
        """Nobody asked."""


QUIET = _Quiet()


def picture(request: ImageRequest, target: Path) -> None:
    """Paint what is described, as PNG; a figure stands on clear ground."""
    _made(lambda: registry.image_maker(_LOCAL).make(request, target, None, QUIET))


def clip(image: Path, motion: str, seconds: float, target: Path, *, widest: int) -> None:
    """Write a moving clip of a still: its shape, at most so wide, 24 frames a second.

    One that was made before is written again as it was.
    """
    key = (sha256_of(image), motion, seconds, widest)
    made = _CLIPS.get(key)
    if made is not None and made.is_file():
        shutil.copyfile(made, target)
        return
    with Image.open(image) as opened:
        width, height = opened.size
    scale = min(1.0, widest / width)
    request = ClipRequest(
        image=image,
        layers=None,
        motion=motion,
        seconds=seconds,
        width=_even(width * scale),
        height=_even(height * scale),
        fps=CLIP_FPS,
        seed=1,
    )
    _made(lambda: registry.clip_maker(_LOCAL).make(request, target, _Quiet()))
    _CLIPS[key] = target


def speech(request: SpeechRequest, target: Path) -> tuple[Word, ...]:
    """Speak a text into a WAV; when each of its words is heard."""
    local = replace(request, voice="")
    return _made(lambda: registry.speaker(_LOCAL).speak(local, target, _Quiet())).words


def effect(prompt: str, seconds: float, seed: int, target: Path) -> None:
    """Write the sound of what is described, as WAV."""
    request = SoundRequest(prompt, seconds, seed)
    _made(lambda: registry.effect_maker(_LOCAL).make(request, target, _Quiet()))


def music(prompt: str, seconds: float, seed: int, target: Path) -> None:
    """Write a piece of music, as WAV."""
    request = SoundRequest(prompt, seconds, seed)
    _made(lambda: registry.music_maker(_LOCAL).make(request, target, _Quiet()))


def mp3(sound: Path, target: Path, *, rate: int, kbps: int) -> None:
    """Encode a WAV as vendors send sound."""
    with whole(target) as partial:
        ffmpeg.run(
            [
                *("-f", "wav", "-i", sound.absolute(), "-c:a", "libmp3lame"),
                *("-ar", str(rate), "-b:a", f"{kbps}k", "-f", "mp3", "-y", partial.absolute()),
            ],
            timeout_s=_ENCODE_S,
        )


def _made(make: Callable[[], T]) -> T:
    with _AT_ONCE:
        return make()


def _even(side: float) -> int:
    return max(64, round(side / 2) * 2)
