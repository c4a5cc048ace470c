"""A finished voice is as loud in every shot, and in time with what was spoken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reelworks.media import envelope, voice, wav
from reelworks.media.wav import RATE, Samples, Sound
from tests.media import material


def finished(folder: Path, narration: Path) -> Samples:
    voice.finish(narration, folder / "voice.wav")
    sound = wav.read(folder / "voice.wav")
    assert (sound.rate, sound.samples.shape[0]) == (RATE, 1)
    samples: Samples = sound.samples[0]
    return samples


@pytest.mark.parametrize("level", [0.003, 0.03, 0.3])
def test_soft_and_loud_speakers_come_out_alike(tmp_path: Path, level: float) -> None:
    narration = material.sound(tmp_path / "n.wav", material.speech(3, level=level))
    heard = finished(tmp_path, narration)
    assert envelope.loud_db(heard) == pytest.approx(-20, abs=1)
    assert np.abs(heard).max() <= 10 ** (-6 / 20) * 1.01


def test_every_sample_stays_where_it_was(tmp_path: Path) -> None:
    samples = material.speech(2)
    samples[: RATE // 3] = 0
    samples[24] = 0.9
    heard = finished(tmp_path, material.sound(tmp_path / "n.wav", samples))
    assert heard.size == samples.size
    assert abs(int(np.argmax(np.abs(heard[:480]))) - 24) <= 24  # half a millisecond


def test_rumble_is_taken_out(tmp_path: Path) -> None:
    rumble = 0.1 * np.sin(np.arange(2 * RATE) * (2 * np.pi * 20 / RATE)).astype(np.float32)
    plain = finished(tmp_path, material.sound(tmp_path / "n.wav", material.speech(2)))
    heard = finished(tmp_path, material.sound(tmp_path / "n.wav", material.speech(2) + rumble))
    low = [np.abs(np.fft.rfft(sound))[40] for sound in (plain, heard)]  # 20 Hz
    assert low[1] < 0.1 * np.abs(np.fft.rfft(rumble))[40] + low[0]


def test_other_rates_and_two_channels_are_brought_to_one(tmp_path: Path) -> None:
    both = np.stack([material.speech(2)[::2], np.zeros(RATE, np.float32)])
    wav.write(tmp_path / "n.wav", Sound(both, RATE // 2))
    heard = finished(tmp_path, tmp_path / "n.wav")
    assert heard.size == 2 * RATE
    assert envelope.loud_db(heard) == pytest.approx(-20, abs=1)


@pytest.mark.parametrize("seconds", [0, 0.01, 1])
def test_silence_stays_silent_and_as_long(tmp_path: Path, seconds: float) -> None:
    silent = np.zeros((1, round(seconds * RATE)), np.float32)
    heard = finished(tmp_path, material.sound(tmp_path / "n.wav", silent))
    assert heard.size == silent.size
    assert not heard.any()
