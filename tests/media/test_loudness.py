"""What leaves here is at -14 LUFS with its peaks under -1 dBTP, as two meters agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from reelworks.media import loudness, rooms, tracks
from reelworks.media.wav import RATE, Samples
from tests.media import material


def finished(folder: Path, mix: Samples) -> tuple[loudness.Loudness, Samples]:
    with rooms.room(folder) as room:
        tracks.write(room.path("mix.f32"), [mix])
        told = loudness.finish(room, "mix.f32", "sound.m4a")
        return told, material.heard(room.path("sound.m4a"))


def speech(seconds: float, level: float) -> Samples:
    samples = material.speech(seconds, level=level)
    return np.stack([samples, samples])


@pytest.mark.parametrize("level", [0.03, 0.1, 0.5])
@pytest.mark.parametrize("seconds", [2.0, 8.0])
def test_loudness_is_right_whatever_came_in(tmp_path: Path, seconds: float, level: float) -> None:
    told, heard = finished(tmp_path, speech(seconds, level))
    assert told.lufs == pytest.approx(-14, abs=0.3)
    assert pyloudnorm.Meter(RATE).integrated_loudness(heard.T) == pytest.approx(-14, abs=0.4)
    assert told.true_peak_db < -1
    assert heard.shape[1] == round(seconds * RATE)


def test_peaks_are_caught_between_the_samples(tmp_path: Path) -> None:
    """A quarter of the rate, off the samples: its true peak is 3 dB over what is sampled."""
    times = np.arange(4 * RATE)
    tone = np.sin(2 * np.pi * (RATE / 4) * times / RATE + np.pi / 4) * (times % RATE < RATE // 4)
    told, _ = finished(tmp_path, np.stack([tone, tone]).astype(np.float32))
    assert told.true_peak_db < -1


def test_clicks_over_quiet_speech_do_not_break_the_ceiling(tmp_path: Path) -> None:
    mix = speech(4, 0.02)
    mix[:, :: RATE // 2] = 0.99
    told, _ = finished(tmp_path, mix)
    assert told.true_peak_db < -1


def test_silence_is_told_as_such(tmp_path: Path) -> None:
    told, heard = finished(tmp_path, np.zeros((2, RATE), np.float32))
    assert told.lufs == -np.inf
    assert np.abs(heard).max() < 1e-4


def test_sound_stays_in_time(tmp_path: Path) -> None:
    mix = speech(3, 0.05)
    mix[:, RATE : RATE + RATE // 4] = 0
    mix[:, RATE + RATE // 8] = 0.9
    _, heard = finished(tmp_path, mix)
    near = np.abs(heard[0, RATE + 2400 : RATE + RATE // 4 - 2400])
    assert abs(int(np.argmax(near)) + 2400 - RATE // 8) <= 24
