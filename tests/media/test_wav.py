"""Sound in memory and on disk."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from reelworks.domain.errors import BadInput
from reelworks.media import wav
from reelworks.media.wav import Sound


def tone(hertz: float, rate: int, seconds: float, level: float = 0.5) -> Sound:
    """A sine between two silences, so that no end is cut through."""
    at = np.arange(round(rate * seconds)) / rate
    swell = np.clip(10 * np.minimum(at, seconds - at) - 0.5, 0, 1)
    shape = 0.5 - 0.5 * np.cos(np.pi * swell)
    samples = level * shape * np.sin(2 * np.pi * hertz * at)
    return Sound(samples[None, :].astype(np.float32), rate)


def middle(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    return samples[0, samples.shape[1] // 4 : -samples.shape[1] // 4]


@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_written_is_read_again_to_the_last_bit(tmp_path: Path, channels: int) -> None:
    rng = np.random.default_rng(1)
    samples = rng.uniform(-1, 1, (channels, 1000)).astype(np.float32)
    wav.write(tmp_path / "a.wav", Sound(samples))
    again = wav.read(tmp_path / "a.wav")
    assert again.rate == wav.RATE
    assert again.samples.shape == (channels, 1000)
    assert np.abs(again.samples - samples).max() <= 1 / 32768
    wav.write(tmp_path / "b.wav", again)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_samples_beyond_full_scale_are_clipped_not_wrapped(tmp_path: Path) -> None:
    wav.write(tmp_path / "a.wav", Sound(np.array([[2.0, -2.0]], np.float32)))
    assert wav.read(tmp_path / "a.wav").samples.tolist() == [[32767 / 32768, -1.0]]


def test_eight_bits_are_refused_with_what_to_give_instead(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 100)
    with pytest.raises(BadInput, match=r"a\.wav is a WAV of 8 bits.*16-bit PCM"):
        wav.read(tmp_path / "a.wav")


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3\x03 not a wave at all", b"\0" * 100])
def test_what_is_no_wav_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(BadInput, match=r"a\.wav is not a WAV file"):
        wav.read(tmp_path / "a.wav")


def test_a_wav_cut_short_gives_the_frames_that_are_whole(tmp_path: Path) -> None:
    wav.write(tmp_path / "a.wav", Sound(np.full((2, 100), 0.25, np.float32)))
    content = (tmp_path / "a.wav").read_bytes()
    (tmp_path / "a.wav").write_bytes(content[:-3])
    assert wav.read(tmp_path / "a.wav").samples.tolist() == [[0.25] * 99] * 2


@pytest.mark.parametrize("hertz", [50, 1000, 7000])
@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100])
def test_resampling_keeps_a_tone_exactly(rate: int, hertz: float) -> None:
    made = wav.resampled(tone(hertz, rate, 1.0))
    assert made.rate == wav.RATE
    assert made.samples.shape[1] == wav.RATE
    error = made.samples - tone(hertz, wav.RATE, 1.0).samples
    assert 20 * np.log10(np.abs(error).max()) < -70


def test_resampling_down_removes_what_does_not_fit() -> None:
    made = wav.resampled(tone(15_000, 48_000, 1.0), 22_050)
    assert np.abs(middle(made.samples)).max() < 1e-4
    kept = wav.resampled(tone(3000, 48_000, 1.0), 22_050)
    assert np.abs(middle(kept.samples)).max() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("length", [0, 1, 146, 22_051])
def test_resampling_gives_the_length_in_time(length: int) -> None:
    made = wav.resampled(Sound(np.zeros((1, length), np.float32), 22_050))
    assert made.samples.shape == (1, round(length * 48_000 / 22_050))
