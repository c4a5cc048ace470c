"""Ambience and music from words."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from reelworks.domain.errors import BadInput
from reelworks.media import levels, wav
from reelworks.media.wav import RATE, Samples
from reelworks.ports.sound import SoundMaker, SoundRequest
from reelworks.providers.local.sound import Ambience, MusicBed, composition, moods, scenes
from reelworks.providers.local.sound.synthesis import generator
from tests.providers.local.test_voice import Quiet

MAKERS: tuple[SoundMaker, ...] = (Ambience(), MusicBed())


def made(
    maker: SoundMaker,
    folder: Path,
    prompt: str,
    *,
    seconds: float = 3.0,
    seed: int = 1,
    note: str = "",
) -> Samples:
    path = folder / "sound.wav"
    spend = maker.make(SoundRequest(prompt, seconds, seed, note), path, Quiet())
    assert spend.cost == 0
    sound = wav.read(path)
    assert sound.rate == 48_000
    return sound.samples


def spectrum(samples: Samples) -> NDArray[np.float64]:
    """Where the energy lies, in bands a third of an octave wide, in dB below their sum."""
    power = np.square(np.abs(np.fft.rfft(samples.mean(axis=0) * np.hanning(samples.shape[1]))))
    hz = np.fft.rfftfreq(samples.shape[1], 1 / RATE)
    edges = 40 * 2 ** (np.arange(28) / 3)
    bands = np.array([power[(hz >= a) & (hz < b)].sum() for a, b in pairwise(edges)])
    return np.asarray(10 * np.log10(bands / bands.sum() + 1e-12))


@pytest.mark.parametrize("maker", MAKERS, ids=["effect", "music"])
@pytest.mark.parametrize("seconds", [0.05, 0.4, 2.0, 5.533333, 12.0])
def test_a_sound_has_its_exact_length_and_quiet_ends(
    maker: SoundMaker, seconds: float, tmp_path: Path
) -> None:
    samples = made(maker, tmp_path, "wind and waves, calm", seconds=seconds)
    assert samples.shape == (2, round(seconds * RATE))
    assert np.isfinite(samples).all()
    assert samples.any()
    assert np.abs(samples[:, :2]).max() < 0.002
    assert np.abs(samples[:, -2:]).max() < 0.002


@pytest.mark.parametrize("maker", MAKERS, ids=["effect", "music"])
def test_the_same_request_gives_the_same_bytes_and_another_seed_others(
    maker: SoundMaker, tmp_path: Path
) -> None:
    first = made(maker, tmp_path, "birds in a forest, curious")
    assert np.array_equal(first, made(maker, tmp_path, "birds in a forest, curious"))
    other = made(maker, tmp_path, "birds in a forest, curious", seed=2)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("maker", MAKERS, ids=["effect", "music"])
@pytest.mark.parametrize("seconds", [0.0, -1.0, 0.01, 1e9, float("nan"), float("inf")])
def test_a_length_that_cannot_be_is_refused(
    maker: SoundMaker, seconds: float, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=r"Ask for 0\.05 to 1800 seconds"):
        made(maker, tmp_path, "wind", seconds=seconds)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", scenes.MAKERS)
def test_every_sound_is_audible_quiet_and_without_clicks(name: str) -> None:
    samples = scenes.MAKERS[name](generator(name), 4 * RATE)
    assert samples.shape == (2, 4 * RATE)
    assert samples.dtype == np.float32
    sound = levels.within(wav.Sound(samples), -25, -12)
    assert -38 < levels.loudness(sound) < -24.5
    assert levels.peak_db(sound) < -11.9
    assert np.abs(sound.samples.mean()) < 1e-3  # no offset
    assert np.abs(np.diff(sound.samples)).max() < 0.25  # no step of the size of a click


@pytest.mark.parametrize(
    "prompt", ["distant waves, gulls", "a fire crackling", "", "xyzzy", "💥 %s {wind}", "no sound"]
)
def test_an_effect_is_no_louder_than_a_bed_may_be(prompt: str, tmp_path: Path) -> None:
    samples = made(Ambience(), tmp_path, prompt)
    assert levels.peak_db(wav.Sound(samples)) <= -11.9
    assert -40 < levels.loudness(wav.Sound(samples)) < -24.5


def test_effects_differ_by_their_words(tmp_path: Path) -> None:
    prompts = ("sea waves", "birds singing", "fire", "rain", "deep rumble", "crickets at night")
    bands = [spectrum(made(Ambience(), tmp_path, prompt, seconds=4.0)) for prompt in prompts]
    for number, one in enumerate(bands):
        for other in bands[number + 1 :]:
            assert np.abs(np.clip(one, -60, 0) - np.clip(other, -60, 0)).mean() > 3


def test_birds_are_high_and_rumble_is_low(tmp_path: Path) -> None:
    def centre(prompt: str) -> float:
        power = 10 ** (spectrum(made(Ambience(), tmp_path, prompt)) / 10)
        return float(np.sum(power * np.arange(power.size)) / power.sum())

    assert centre("an earthquake rumble") < centre("wind") < centre("birds singing")


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("distant waves, gulls", {"sea", "gulls"}),
        ("Steam train passing", {"train", "engine", "roar"}),
        ("crowd murmur in a market", {"crowd", "footsteps"}),
        ("a quiet library, pages turning", {"paper", "air"}),
        ("church bells", {"bell", "air"}),
        ("no birds, just the forest", {"leaves"}),
        ("wind without rain or thunder", {"wind", "thunder"}),
        ("training a watchful star", {"space"}),
        ("", {"air"}),
        ("qwertz 123", {"air"}),
    ],
)
def test_words_call_for_their_sounds(prompt: str, names: set[str]) -> None:
    assert {layer.name for layer in scenes.layers(prompt)} == names


def test_every_word_of_the_vocabulary_has_a_maker() -> None:
    for words, recipe in scenes._VOCABULARY:
        for part in recipe.split():
            name, _, gain = part.partition("*")
            assert name in scenes.MAKERS, words
            assert 0 < float(gain or 1) <= 1


def test_a_note_makes_it_softer_or_leaves_something_out(tmp_path: Path) -> None:
    loud = levels.loudness(wav.Sound(made(Ambience(), tmp_path, "wind")))
    soft = levels.loudness(wav.Sound(made(Ambience(), tmp_path, "wind", note="too loud")))
    assert soft == pytest.approx(loud - 6, abs=0.6)
    names = {layer.name for layer in scenes.layers("sea, gulls, wind no gulls")}
    assert names == {"sea", "wind"}


@pytest.mark.parametrize("name", moods.MOODS)
def test_music_keeps_to_its_scale_begins_and_ends_on_the_tonic(name: str) -> None:
    mood = moods.MOODS[name]
    notes = composition.compose(generator(name), mood, 60.0, 1.0)
    pitched = [note for note in notes if note.voice is not moods.Voice.DRUM]
    bass = [note for note in pitched if note.voice is moods.Voice.BASS]
    tonic = bass[-1].pitch % 12
    assert {(note.pitch - tonic) % 12 for note in pitched} <= set(mood.scale)
    opening = [note for note in pitched if note.start < 0.1]
    assert tonic in {note.pitch % 12 for note in opening}
    assert max(note.start for note in notes) < 56.5  # the last chord has time to ring
    held = [note for note in notes if note.voice is moods.Voice.PAD]
    thirds = [
        np.mean([note.level for note in held if first <= note.start < first + 18.5])
        for first in (0, 18.5, 37)
    ]
    assert thirds[1] > thirds[0]  # it grows
    assert thirds[1] > thirds[2]  # and comes to rest


def test_music_comes_back_to_its_motif() -> None:
    mood = moods.MOODS["hopeful"]
    notes = composition.compose(generator("motif"), mood, 90.0, 1.0)
    lead = [n for n in notes if n.voice is mood.lead and n.pitch >= 67]
    bar = (90.0 - 4.5) / round((90 - 4.5) * mood.tempo / 60 / 4)
    rhythm: dict[int, set[int]] = {}
    for note in lead:
        rhythm.setdefault(int(note.start / bar) // 2, set()).add(
            round(note.start % (2 * bar) / bar * 8)
        )
    shapes = [frozenset(beats) for beats in rhythm.values()]
    assert max(shapes.count(shape) for shape in shapes) >= 2


def test_music_is_tonal_and_moods_differ(tmp_path: Path) -> None:
    bands = {}
    for name in ("calm", "dark", "playful", "epic"):
        samples = made(MusicBed(), tmp_path, name, seconds=20.0)
        sound = wav.Sound(samples)
        assert levels.loudness(sound) == pytest.approx(-22, abs=0.5)
        assert levels.peak_db(sound) <= -5.9
        power = np.square(np.abs(np.fft.rfft(samples.mean(axis=0))))[2000:40_000]
        flatness = np.exp(np.log(power + 1e-12).mean()) / power.mean()
        assert flatness < 0.02  # notes, not noise
        bands[name] = spectrum(samples)
    names = list(bands)
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            assert np.abs(bands[one] - bands[other]).mean() > 1.5


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("", "calm"),
        ("sombre, slow, low strings and a soft piano", "melancholic"),
        ("Documentary music bed: curious, steady, light plucked strings", "curious"),
        ("driving, steady, warm pulses, no drums", "driving"),
        ("epic orchestral battle", "epic"),
        ("stately, slow, warm strings", "stately"),
        ("hushed, floating ambient pads", "spacious"),
    ],
)
def test_words_choose_the_mood(prompt: str, name: str) -> None:
    assert moods.mood(prompt).progressions == moods.MOODS[name].progressions


def test_instruments_are_played_as_asked() -> None:
    assert moods.mood("calm harp").accompaniment is moods.Voice.PLUCK
    assert moods.mood("calm strings").sustained is moods.Voice.STRINGS
    assert moods.mood("calm plucked strings").sustained is moods.Voice.PAD
    assert moods.mood("epic").drums
    assert not moods.mood("epic, no drums").drums
