"""One suite over every provider of a port: what a script may count on, whoever does the work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from reelworks.domain.errors import BadInput, NotSupported
from reelworks.domain.money import FREE
from reelworks.media import levels, wav
from reelworks.media.probe import probe
from reelworks.ports.clip import ClipRequest
from reelworks.ports.sound import SoundRequest
from reelworks.ports.speech import SpeechRequest
from reelworks.providers import registry
from reelworks.sandbox import server
from reelworks.sandbox.server import Sandbox
from tests.providers.asking import Told, still

TEXT = "Ships came home; the light was lit."
LOCAL = "local"


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(["kie", "kling", "elevenlabs"], speed=1000) as sandbox:
        for name in ("kie", "kling"):
            sandbox.desks[name].dials.update(widest=256)
        yield sandbox


@pytest.fixture(autouse=True)
def sandbox(up: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    for name, value in up.environment.items():
        monkeypatch.setenv(name, value)
    up.ledger.charges.clear()
    return up


def clip_request(folder: Path, **changes: object) -> ClipRequest:
    asked: dict[str, object] = {
        "image": still(folder / "still.png"),
        "layers": None,
        "motion": "waves roll in; slow push in",
        "seconds": 2.4,
        "width": 320,
        "height": 180,
        "fps": 30,
        "seed": 1,
        **changes,
    }
    return ClipRequest(**asked)  # type: ignore[arg-type]


def paid_as_it_said(sandbox: Sandbox, provider: str, told: Told, cost: object) -> None:
    """Nobody spends without an intent, and what it says it cost is on the vendor's bill."""
    assert cost == sandbox.ledger.total()
    assert (cost == FREE) == (provider == LOCAL)
    assert bool(told.said) == (provider != LOCAL)
    assert [event for event, _ in told.said[:1]] == (["intent"] if told.said else [])


clip_makers = pytest.mark.parametrize("provider", sorted(registry.CLIP_MAKERS))
speakers = pytest.mark.parametrize("provider", sorted(registry.SPEAKERS))


@clip_makers
@pytest.mark.parametrize("size", [(320, 180), (180, 320)], ids=["wide", "tall"])
def test_a_clip_is_as_it_was_asked_for(
    sandbox: Sandbox, tmp_path: Path, provider: str, size: tuple[int, int]
) -> None:
    told, clip = Told(), tmp_path / "out" / "clip.mp4"
    request = clip_request(tmp_path, width=size[0], height=size[1], seed=size[0])
    spend = registry.clip_maker(provider).make(request, clip, told)
    media = probe(clip)
    assert media.picture is not None
    assert media.sound is None
    picture = media.picture
    assert (picture.codec, picture.width, picture.height, picture.fps) == ("h264", *size, 30)
    assert (picture.pixels, picture.space) == ("yuv420p", "bt709")
    assert picture.seconds >= 2.4
    assert [path.name for path in clip.parent.iterdir()] == ["clip.mp4"]
    paid_as_it_said(sandbox, provider, told, spend.cost)


@speakers
def test_speech_is_as_it_was_asked_for(sandbox: Sandbox, tmp_path: Path, provider: str) -> None:
    told, path = Told(), tmp_path / "out" / "a.wav"
    speech = registry.speaker(provider).speak(SpeechRequest(TEXT, "", "en", 1), path, told)
    sound = wav.read(path)
    assert (sound.rate, sound.samples.shape[0]) == (wav.RATE, 1)
    assert speech.seconds == pytest.approx(sound.seconds, abs=1e-3)
    assert [word.text for word in speech.words] == TEXT.split()
    times = [t for word in speech.words for t in (word.start, word.end)]
    assert all(a <= b for a, b in pairwise(times))
    assert 0 <= times[0] <= times[-1] <= speech.seconds
    assert levels.loudness(sound) == pytest.approx(-20, abs=1.5)
    assert [path.name for path in path.parent.iterdir()] == ["a.wav"]
    paid_as_it_said(sandbox, provider, told, speech.spend.cost)


@speakers
def test_nothing_to_speak_is_refused_before_anything_is_paid(
    sandbox: Sandbox, tmp_path: Path, provider: str
) -> None:
    told = Told()
    with pytest.raises(BadInput):
        registry.speaker(provider).speak(SpeechRequest(" … ", "", "en", 1), tmp_path / "a", told)
    assert told.said == []


@speakers
def test_a_language_is_checked_for_nothing(sandbox: Sandbox, provider: str) -> None:
    registry.speaker(provider).check("", "en")
    with pytest.raises(NotSupported):
        registry.speaker(provider).check("", "tlh")
    assert sandbox.ledger.charges == []


@pytest.mark.parametrize(
    ("port", "provider", "seconds"),
    [
        *(("effect", provider, 0.4) for provider in sorted(registry.EFFECT_MAKERS)),
        *(("effect", provider, 2.3) for provider in sorted(registry.EFFECT_MAKERS)),
        *(("music", provider, 2.3) for provider in sorted(registry.MUSIC_MAKERS)),
    ],
)
def test_a_sound_is_exactly_as_long_as_it_was_asked_for(
    sandbox: Sandbox,
    tmp_path: Path,
    port: str,
    provider: str,
    seconds: float,
) -> None:
    told, path = Told(), tmp_path / "out" / "a.wav"
    maker = {"effect": registry.effect_maker, "music": registry.music_maker}[port](provider)
    spend = maker.make(SoundRequest("distant waves, calm", seconds, 1), path, told)
    sound = wav.read(path)
    assert (sound.rate, sound.samples.shape) == (wav.RATE, (2, round(seconds * wav.RATE)))
    assert 0.001 < np.abs(sound.samples).max() < 1.0
    assert [path.name for path in path.parent.iterdir()] == ["a.wav"]
    paid_as_it_said(sandbox, provider, told, spend.cost)
