"""Loudness, peaks, limiting and fades of sound in memory."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from reelworks.media import levels
from reelworks.media.wav import RATE, Sound


def bursts(seconds: float, level: float, channels: int = 1) -> Sound:
    """Something like speech: coloured noise in syllables, with silences."""
    rng = np.random.default_rng(7)
    length = round(seconds * RATE)
    noise = np.cumsum(rng.normal(0, 1, (channels, length)), axis=1)
    noise -= np.convolve(noise[0], np.ones(400) / 400, "same")
    at = np.arange(length) / RATE
    gate = np.clip(np.sin(2 * np.pi * 2.7 * at), 0, 1) * (np.sin(2 * np.pi * 0.3 * at) > -0.5)
    samples = noise * gate
    return Sound((level * samples / np.abs(samples).max()).astype(np.float32))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("seconds", [1.5, 3.0, 12.0])
def test_loudness_agrees_with_another_meter(seconds: float, channels: int) -> None:
    sound = bursts(seconds, 0.5, channels)
    expected = pyloudnorm.Meter(RATE).integrated_loudness(sound.samples.T.astype(np.float64))
    assert levels.loudness(sound) == pytest.approx(expected, abs=0.1)


def test_silence_has_no_loudness_and_stays_silent() -> None:
    silence = Sound(np.zeros((1, RATE), np.float32))
    assert levels.loudness(silence) == float("-inf")
    assert levels.peak_db(silence) == float("-inf")
    assert not levels.at_loudness(silence, -18, -3).samples.any()
    assert not levels.within(silence, -18, -3).samples.any()


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
def test_any_level_comes_to_the_same_loudness(level: float) -> None:
    made = levels.at_loudness(bursts(6.0, level), -20, -3)
    assert levels.loudness(made) == pytest.approx(-20, abs=0.3)
    assert levels.peak_db(made) <= -3


def test_the_limiter_holds_every_peak_and_leaves_the_rest() -> None:
    samples = np.full((2, RATE), 0.1, np.float32)
    samples[:, RATE // 2] = 1.0
    samples[0, RATE // 2 + 30] = -0.9
    made = levels.limited(Sound(samples), -6.0).samples
    assert np.abs(made).max() <= 10 ** (-6 / 20) + 1e-6
    far = int(0.02 * RATE)
    assert np.array_equal(made[:, : RATE // 2 - far], samples[:, : RATE // 2 - far])
    assert np.array_equal(made[:, RATE // 2 + far :], samples[:, RATE // 2 + far :])
    gain = made[1] / samples[1]
    assert np.abs(np.diff(gain)).max() < 0.01  # it turns down, it does not click


def test_a_sound_within_bounds_is_as_loud_as_both_allow() -> None:
    steady = Sound(np.random.default_rng(1).normal(0, 0.01, (2, RATE)).astype(np.float32))
    assert levels.loudness(levels.within(steady, -30, -1)) == pytest.approx(-30, abs=0.05)
    assert levels.peak_db(levels.within(steady, -10, -12)) == pytest.approx(-12, abs=0.05)


def test_fades_begin_and_end_in_silence_and_leave_the_middle() -> None:
    made = levels.faded(np.ones((2, 1000), np.float32), 1000, 0.1, 0.2)
    assert made[0, 0] < 0.001
    assert made[0, -1] < 0.001
    assert np.all(np.diff(made[0, :100]) > 0)
    assert np.all(np.diff(made[0, -200:]) < 0)
    assert np.all(made[:, 100:800] == 1)


def test_fades_longer_than_the_sound_still_fit() -> None:
    assert levels.faded(np.ones((1, 10), np.float32), 1000, 1.0, 1.0).shape == (1, 10)
