"""ElevenLabs over real HTTP: what is bought is heard, measured and paid once."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from reelworks.domain.errors import (
    BadAnswer,
    BadInput,
    ContentRefused,
    KeyRefused,
    NotSupported,
    OutcomeUnknown,
    QuotaExhausted,
    ReelworksError,
    TooManyAtOnce,
    VendorUnavailable,
)
from reelworks.media import levels, wav
from reelworks.ports.account import Standing
from reelworks.ports.sound import SoundRequest
from reelworks.ports.speech import Speech, SpeechRequest
from reelworks.providers import registry
from reelworks.providers.elevenlabs.account import ElevenLabsAccount
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.server import Sandbox
from tests.providers.asking import Told

TEXT = "A light stood on the rock — and ships came home."


def speak(folder: Path, told: Told | None = None, **more: object) -> Speech:
    asked = {"text": TEXT, "voice": "", "language": "en", "seed": 5, **more}
    request = SpeechRequest(**asked)  # type: ignore[arg-type]
    return registry.speaker("elevenlabs").speak(request, folder / "a.wav", told or Told())


def test_a_narration_is_spoken_with_its_words(sandbox: Sandbox, tmp_path: Path) -> None:
    told = Told()
    speech = speak(tmp_path, told)
    sound = wav.read(tmp_path / "a.wav")
    assert (sound.rate, sound.samples.shape[0]) == (48_000, 1)
    assert speech.seconds == pytest.approx(sound.seconds)
    assert [word.text for word in speech.words] == TEXT.split()
    times = [t for word in speech.words for t in (word.start, word.end)]
    assert all(a <= b for a, b in pairwise(times))
    assert times[-1] <= speech.seconds
    assert levels.loudness(sound) == pytest.approx(-20, abs=1)
    price = Decimal(len(TEXT)) * Decimal("0.0001")
    assert told.said == [("intent", f"elevenlabs {price.normalize()}")]
    assert speech.spend.cost == sandbox.ledger.total() == price
    assert speech.spend.request_id == sandbox.ledger.charges[0].job
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_the_words_are_where_they_are_heard(sandbox: Sandbox, tmp_path: Path) -> None:
    speech = speak(tmp_path, text="Stop. Then listen.")
    sound = wav.read(tmp_path / "a.wav").samples[0]
    stop, then, _ = speech.words
    spoken = np.abs(sound[round(stop.start * 48_000) : round(stop.end * 48_000)]).max()
    pause = np.abs(sound[round((stop.end + 0.06) * 48_000) : round((then.start - 0.06) * 48_000)])
    assert pause.size > 1000
    assert pause.max() < spoken / 10


def test_an_effect_and_music_are_as_long_as_asked(sandbox: Sandbox, tmp_path: Path) -> None:
    effect, music = tmp_path / "e.wav", tmp_path / "m.wav"
    spend = registry.effect_maker("elevenlabs").make(
        SoundRequest("distant waves, gulls", 3.3, 1), effect, Told()
    )
    assert spend.cost == Decimal("0.0132")
    spend = registry.music_maker("elevenlabs").make(
        SoundRequest("calm, hopeful", 4.0, 1), music, Told()
    )
    assert spend.cost == Decimal("0.05")  # ten seconds are the least that is sold
    assert sandbox.ledger.total() == Decimal("0.0632")
    for path, seconds, loudest in ((effect, 3.3, -24.0), (music, 4.0, -20.0)):
        sound = wav.read(path)
        assert (sound.rate, sound.samples.shape) == (48_000, (2, round(seconds * 48_000)))
        assert -60 < levels.loudness(sound) < loudest


FAULTS = [
    (Fault.BUSY, VendorUnavailable),
    (Fault.BUSY_WAIT, VendorUnavailable),
    (Fault.QUOTA, QuotaExhausted),
    (Fault.EXPIRED, KeyRefused),
    (Fault.REFUSED, ContentRefused),
    (Fault.HTML, VendorUnavailable),
    (Fault.ERROR_IN_OK, OutcomeUnknown),
    (Fault.EMPTY, BadAnswer),
    (Fault.TORN, OutcomeUnknown),
    (Fault.RESET, OutcomeUnknown),
]


@pytest.mark.parametrize(("fault", "error"), FAULTS)
def test_what_goes_wrong_with_a_narration(
    sandbox: Sandbox, tmp_path: Path, fault: Fault, error: type[ReelworksError]
) -> None:
    sandbox.desks["elevenlabs"].faults.order(fault, "speech")
    with pytest.raises(error) as raised:
        speak(tmp_path, text="Ships came home.")
    assert type(raised.value) is error
    assert raised.value.spent == (sandbox.ledger.total() if error is BadAnswer else 0)
    assert (sandbox.ledger.total() > 0) == (fault in {Fault.EMPTY, Fault.TORN, Fault.RESET})
    assert len(sandbox.ledger.calls("elevenlabs", "speech")) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.EMPTY, BadAnswer),
        (Fault.ERROR_IN_OK, OutcomeUnknown),
        (Fault.RESET, OutcomeUnknown),
    ],
)
def test_what_goes_wrong_with_an_effect(
    sandbox: Sandbox, tmp_path: Path, fault: Fault, error: type[ReelworksError]
) -> None:
    sandbox.desks["elevenlabs"].faults.order(fault, "effect")
    request = SoundRequest("waves", 1.0, 1)
    with pytest.raises(error):
        registry.effect_maker("elevenlabs").make(request, tmp_path / "e.wav", Told())
    assert list(tmp_path.iterdir()) == []


def test_half_an_effect_is_no_effect(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.desks["elevenlabs"].faults.order(Fault.TRUNCATED, "effect")
    request = SoundRequest("waves", 4.0, 1)
    with pytest.raises(BadAnswer, match=r"s of 4\.0 s") as raised:
        registry.effect_maker("elevenlabs").make(request, tmp_path / "e.wav", Told())
    assert raised.value.spent == sandbox.ledger.total() > 0


def test_own_slots_are_told_from_a_busy_vendor(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.desks["elevenlabs"].dials.update(concurrent=0)
    with pytest.raises(TooManyAtOnce) as raised:
        speak(tmp_path)
    assert raised.value.fault.value == "user"  # no reason to open the breaker


def test_a_quota_sleeps_until_the_account_says(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.desks["elevenlabs"].dials.update(used=499_990)
    with pytest.raises(QuotaExhausted, match="have 10 credits remaining") as raised:
        speak(tmp_path)
    assert raised.value.retry_after_s == 604_800  # the longest that a step sleeps: it asks again
    sandbox.desks["elevenlabs"].faults.order(Fault.QUOTA, "speech")
    sandbox.desks["elevenlabs"].faults.order(Fault.HTML, "subscription")
    with pytest.raises(QuotaExhausted) as raised:
        speak(tmp_path)
    assert raised.value.retry_after_s is None


@pytest.mark.parametrize(
    ("model", "price"),
    [("eleven_flash_v2_5", "0.0024"), ("eleven_v3", "0.0048")],
)
def test_each_model_is_asked_as_it_wants(
    sandbox: Sandbox, tmp_path: Path, model: str, price: str
) -> None:
    assert speak(tmp_path, model=model).spend.cost == Decimal(price)


def test_what_cannot_be_bought_is_not_asked_for(sandbox: Sandbox, tmp_path: Path) -> None:
    told = Told()
    with pytest.raises(BadInput, match="nothing to speak"):
        speak(tmp_path, told, text=" … ")
    with pytest.raises(BadInput, match="no price"):
        speak(tmp_path, told, model="eleven_v9")
    long = SoundRequest("waves", 60.0, 1)
    with pytest.raises(BadInput, match="60 seconds"):
        registry.effect_maker("elevenlabs").make(long, tmp_path / "e.wav", told)
    with pytest.raises(BadInput, match="nothing to make a sound of"):
        registry.effect_maker("elevenlabs").make(
            SoundRequest(" ", 2.0, 1), tmp_path / "e.wav", told
        )
    assert told.said == []
    assert sandbox.ledger.received == []


def test_a_voice_and_a_language_are_checked_for_nothing(sandbox: Sandbox) -> None:
    speaker = registry.speaker("elevenlabs")
    speaker.check("", "en")
    speaker.check("A" * 20, "de-AT")
    with pytest.raises(NotSupported, match="no voice 'Nobody'"):
        speaker.check("Nobody", "en")
    speaker.check("", "hu", "eleven_v3")
    with pytest.raises(NotSupported, match="multilingual_v2 does not speak 'hu'"):
        speaker.check("", "hu")
    with pytest.raises(NotSupported, match="no model 'eleven_v9'"):
        speaker.check("", "en", "eleven_v9")
    with pytest.raises(NotSupported, match="does not speak 'tlh'"):
        speaker.check("", "tlh")
    assert sandbox.ledger.total() == 0


def test_a_voice_that_is_gone_is_said(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="voice_not_found") as raised:
        speak(tmp_path, voice="gone")
    assert "channels.yaml" in raised.value.remedy


def test_the_account_is_told_in_a_few_words(sandbox: Sandbox) -> None:
    sandbox.desks["elevenlabs"].dials.update(used=1234)
    told = ElevenLabsAccount().check(())
    assert told == Standing("plan pro, 1,234 of 500,000 credits used")
    sandbox.desks["elevenlabs"].dials.update(used=400_000)
    assert ElevenLabsAccount().check(()).warning == "80% of the month's credits are used."
    sandbox.desks["elevenlabs"].dials.update(used=500_000)
    with pytest.raises(QuotaExhausted):
        ElevenLabsAccount().check(())
