"""Every sound lies where and as loud as it should, before the film's loudness is set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reelworks.media import envelope, mix, rooms, voice
from reelworks.media.mix import Part
from reelworks.media.wav import RATE, Samples
from tests.media import material


def tone(seconds: float, hertz: float = 300, level: float = 0.2) -> Samples:
    times = np.arange(round(seconds * RATE)) * np.float32(2 * np.pi * hertz / RATE)
    return (np.sin(times) * level).astype(np.float32)


def db(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


def band(samples: Samples, hertz: float) -> float:
    """The level of one frequency, in dB."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size))) / samples.size * 4
    at = round(hertz * samples.size / RATE)
    return float(20 * np.log10(spectrum[at - 2 : at + 3].max() + 1e-12))


def part(folder: Path, start_s: float, speech: Samples, *, effect: Path | None = None) -> Part:
    path = folder / f"voice-{start_s}.wav"
    voice.finish(material.sound(folder / f"n{start_s}.wav", speech), path)
    begin = round(start_s * RATE)
    length = speech.shape[-1] + RATE // 2
    return Part(begin, length, begin + RATE // 4, path, effect)


def mixed(folder: Path, parts: list[Part], seconds: float, music: Path | None = None) -> Samples:
    with rooms.room(folder) as room:
        name = mix.soundtrack(parts, round(seconds * RATE), music, room)
        return np.fromfile(room.path(name), np.float32).reshape(-1, 2).T


def test_narration_begins_on_its_sample(tmp_path: Path) -> None:
    clicks = [np.zeros(RATE, np.float32) for _ in range(2)]
    for samples in clicks:
        samples[0] = 0.9
        samples[RATE // 2 :] = material.speech(0.5)
    parts = [part(tmp_path, 0.5, clicks[0]), part(tmp_path, 2.7, clicks[1])]
    out = np.abs(mixed(tmp_path, parts, 4.5)).max(axis=0)
    for begin in (0.75, 2.95):
        at = round(begin * RATE)
        assert abs(int(np.argmax(out[at - 480 : at + 480])) - 480) <= 24  # half a millisecond


def test_quiet_and_loud_narrations_come_out_alike(tmp_path: Path) -> None:
    parts = [
        part(tmp_path, 0.0, material.speech(2, level=0.01)),
        part(tmp_path, 3.0, material.speech(2, level=0.3)),
    ]
    out = mixed(tmp_path, parts, 6)
    quiet, loud = out[0, RATE // 2 : 2 * RATE], out[0, RATE * 7 // 2 : 5 * RATE]
    assert db(quiet) == pytest.approx(db(loud), abs=1.5)


def test_music_goes_down_under_the_voice_and_comes_back(tmp_path: Path) -> None:
    music = material.sound(tmp_path / "m.wav", np.stack([tone(20, 997)] * 2))
    speech = part(tmp_path, 8.0, material.speech(4))
    out = mixed(tmp_path, [speech], 20, music)[0]
    before, under, after = (
        band(out[round(t * RATE) : round((t + 1) * RATE)], 997) for t in (5, 10, 14.5)
    )
    assert before - under == pytest.approx(8, abs=1.5)
    assert after == pytest.approx(before, abs=1)


def test_ducking_is_slow_enough_not_to_be_noticed(tmp_path: Path) -> None:
    spoken = np.zeros(10 * RATE, np.float32)
    spoken[4 * RATE : 6 * RATE] = material.speech(2)
    gain = mix._gain(mix._speaking(envelope.power([spoken[None]])), -8, 0, spoken.size)
    steps = np.abs(np.diff(20 * np.log10(gain[:: RATE // 100])))
    assert steps.max() < 0.6  # dB in a hundredth of a second
    assert gain[4 * RATE] == pytest.approx(10 ** (-8 / 20), rel=0.05)  # down before the first word


def test_music_stays_down_in_the_pause_between_two_shots(tmp_path: Path) -> None:
    spoken = np.zeros(8 * RATE, np.float32)
    spoken[RATE : 3 * RATE] = material.speech(2)
    spoken[round(3.75 * RATE) : 6 * RATE] = material.speech(2.25)
    gain = mix._gain(mix._speaking(envelope.power([spoken[None]])), -8, 0, spoken.size)
    assert gain[3 * RATE : 4 * RATE].max() < 10 ** (-7.5 / 20)


@pytest.mark.parametrize("seconds", [0.5, 3.0, 30.0])
def test_music_of_any_length_fills_the_film(tmp_path: Path, seconds: float) -> None:
    music = material.sound(tmp_path / "m.wav", np.stack([tone(seconds)] * 2))
    out = mixed(tmp_path, [], 12, music)
    seconds_each = [db(out[:, i * RATE : (i + 1) * RATE]) for i in range(12)]
    assert max(seconds_each[1:9]) - min(seconds_each[1:9]) < 4
    assert db(out[:, :480]) < max(seconds_each) - 20  # fades in
    assert db(out[:, -480:]) < max(seconds_each) - 20  # and out


def test_effect_stays_under_the_voice_and_near_its_shot(tmp_path: Path) -> None:
    hiss = np.random.default_rng(2).standard_normal((2, 10 * RATE)).astype(np.float32)
    effect = material.sound(tmp_path / "e.wav", hiss * 0.2)
    silent = np.zeros(2 * RATE, np.float32)
    parts = [
        part(tmp_path, 0.0, material.speech(2)),
        part(tmp_path, 2.5, silent, effect=effect),
        part(tmp_path, 5.0, silent),
    ]
    out = mixed(tmp_path, parts, 7.5)[0]
    spoken = db(out[RATE // 2 : 2 * RATE])
    assert spoken - 30 < db(out[3 * RATE : 4 * RATE]) < spoken - 12
    assert db(out[6 * RATE : 7 * RATE]) < spoken - 40
    joint = np.abs(out[round(2.5 * RATE) : round(2.52 * RATE)])
    assert joint.max() < np.abs(out[3 * RATE : 4 * RATE]).max() / 2  # fades in


def test_no_pause_is_digitally_silent(tmp_path: Path) -> None:
    out = mixed(tmp_path, [part(tmp_path, 0, material.speech(1))], 4)
    pause = out[:, 2 * RATE :]
    assert -90 < db(pause) < -55
    assert np.abs(np.diff(pause[0].astype(np.float64))).max() < 0.01


def test_silence_everywhere_is_no_fault(tmp_path: Path) -> None:
    silent = np.zeros(RATE, np.float32)
    music = material.sound(tmp_path / "m.wav", np.zeros((2, RATE), np.float32))
    effect = material.sound(tmp_path / "e.wav", np.zeros((2, RATE), np.float32))
    out = mixed(tmp_path, [part(tmp_path, 0, silent, effect=effect)], 2, music)
    assert np.isfinite(out).all()
    assert np.abs(out).max() < 0.01


def test_sounds_may_be_of_another_rate_empty_or_longer_than_the_film(tmp_path: Path) -> None:
    from reelworks.media import wav

    slow = tmp_path / "slow.wav"
    wav.write(slow, wav.Sound(tone(1)[None, ::2], RATE // 2))
    empty = material.sound(tmp_path / "empty.wav", np.zeros((2, 0), np.float32))
    long = material.sound(tmp_path / "long.wav", material.speech(5))
    parts = [Part(0, RATE, 0, slow, empty), Part(RATE, RATE, RATE, long, long)]
    out = mixed(tmp_path, parts, 2, empty)
    assert out.shape == (2, 2 * RATE)
    assert band(out[0, RATE // 4 : RATE // 2], 300) > -30


def test_same_sounds_give_the_same_mix(tmp_path: Path) -> None:
    parts = [part(tmp_path, 0, material.speech(1))]
    assert np.array_equal(mixed(tmp_path, parts, 2), mixed(tmp_path, parts, 2))
