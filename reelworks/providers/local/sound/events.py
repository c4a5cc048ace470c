"""Sounds that happen: birds, bells, steps, clocks, thunder. Each is scattered over its length."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from reelworks.media.wav import RATE
from reelworks.providers.local.sound.synthesis import (
    Signal,
    add,
    band,
    decay,
    drift,
    hump,
    in_room,
    noise,
    panned,
    resonances,
    room,
    samples,
)

Partials = tuple[tuple[float, float, float], ...]  # (ratio of the pitch, gain, seconds)

_CHURCH_BELL: Partials = (
    (0.5, 0.7, 5.0),
    (1.0, 0.8, 3.6),
    (1.19, 0.6, 2.6),
    (1.5, 0.35, 2.0),
    (2.0, 0.6, 2.2),
    (2.51, 0.25, 1.2),
    (3.01, 0.2, 0.9),
    (4.1, 0.1, 0.5),
)
_CHIME: Partials = ((1.0, 1.0, 2.6), (2.76, 0.4, 1.4), (5.4, 0.2, 0.6), (8.9, 0.07, 0.3))


def birds(rng: np.random.Generator, length: int) -> Signal:
    """Several birds, each with a phrase of its own that it repeats."""
    total = _silence(length)
    for _ in range(4):
        pan, gain = rng.uniform(-0.9, 0.9), rng.uniform(0.25, 1.0)
        phrase = _phrase(rng)
        for at in _scattered(rng, length, 0.8, 3.2):
            add(total, panned(phrase, pan), at, gain * rng.uniform(0.6, 1.0))
    return in_room(total, room(rng, 1.1, dark_hz=7000), 0.35)


def _phrase(rng: np.random.Generator) -> Signal:
    pitch, bend = rng.uniform(2300, 5200), rng.uniform(-0.5, 0.7)
    notes = int(rng.integers(1, 5))
    note_s, gap_s = rng.uniform(0.05, 0.16), rng.uniform(0.03, 0.11)
    phrase = np.zeros(samples(notes * (note_s + gap_s)) + 64, np.float32)
    for number in range(notes):
        size = samples(note_s * rng.uniform(0.8, 1.2))
        way = np.linspace(0, 1, size)
        glide = pitch * 2 ** (bend * (way - 0.5) + 0.12 * number * np.sign(bend))
        trill = 1 + 0.015 * np.sin(2 * np.pi * rng.uniform(18, 45) * way * size / RATE)
        note = np.sin(np.cumsum(2 * np.pi * glide * trill / RATE)).astype(np.float32)
        at = samples(number * (note_s + gap_s))
        end = min(at + size, phrase.size)
        phrase[at:end] += (note * hump(size, 0.35))[: end - at]
    return phrase


def gulls(rng: np.random.Generator, length: int) -> Signal:
    """Sea birds: falling cries with a hoarse edge."""
    total = _silence(length)
    for at in _scattered(rng, length, 0.7, 2.6):
        pan = rng.uniform(-0.9, 0.9)
        pitch = rng.uniform(850, 1250)
        for number in range(int(rng.integers(1, 4))):
            size = samples(rng.uniform(0.28, 0.5))
            way = np.linspace(0, 1, size)
            glide = pitch * 2 ** (0.35 * np.sin(np.pi * way**0.6) - 0.45 * way)
            phase = np.cumsum(2 * np.pi * glide / RATE)
            cry = sum(np.sin(phase * k) * g for k, g in ((1, 1.0), (2, 0.55), (3, 0.3), (4, 0.12)))
            hoarse = 1 + 0.35 * noise(rng, size, band(40, 160))
            call = (cry * hoarse).astype(np.float32) * hump(size, 0.25)
            add(total, panned(call, pan), at + number * samples(0.5), rng.uniform(0.3, 0.8))
    return in_room(total, room(rng, 1.6, dark_hz=5000), 0.5)


def bell(rng: np.random.Generator, length: int) -> Signal:
    """A church bell, struck slowly."""
    total = _silence(length)
    pitch = rng.uniform(170, 240)
    for at in _steady(rng, length, 2.6, 0.02, start_s=0.3):
        add(total, panned(struck(rng, pitch, _CHURCH_BELL, 5.0), -0.2), at, rng.uniform(0.8, 1.0))
    return in_room(total, room(rng, 2.6, dark_hz=4500), 0.35)


def chimes(rng: np.random.Generator, length: int) -> Signal:
    """Small bells in the air."""
    total = _silence(length)
    scale = rng.uniform(900, 1300) * np.array([1, 9 / 8, 5 / 4, 3 / 2, 5 / 3, 2])
    for at in _scattered(rng, length, 0.15, 0.9):
        tone = struck(rng, float(rng.choice(scale)), _CHIME, 2.6)
        add(total, panned(tone, rng.uniform(-0.8, 0.8)), at, rng.uniform(0.2, 0.8))
    return in_room(total, room(rng, 2.0, dark_hz=8000), 0.3)


def struck(rng: np.random.Generator, pitch: float, partials: Partials, seconds: float) -> Signal:
    """One stroke of something that rings."""
    size = samples(seconds)
    at = np.arange(size, dtype=np.float64) * (2 * np.pi / RATE)
    tone = np.zeros(size, np.float32)
    for ratio, gain, ring in partials:
        if pitch * ratio < 0.45 * RATE:
            wave = np.sin(at * pitch * ratio + rng.uniform(0, 6.28)).astype(np.float32)
            tone += np.float32(gain) * wave * decay(size, ring)
    attack = samples(0.003)
    tone[:attack] *= np.linspace(0, 1, attack, dtype=np.float32)
    return tone * _closing(size)


def clock(rng: np.random.Generator, length: int) -> Signal:
    """Tick, tock."""
    total = _silence(length)
    sounds = [
        _knock(rng, ((pitch, 0.2, 1.0), (pitch * 2.3, 0.2, 0.5)), 0.05) for pitch in (2100, 1650)
    ]
    for number, at in enumerate(_steady(rng, length, 0.5, 0.0, start_s=0.1)):
        add(total, panned(sounds[number % 2], 0.15), at)
    return in_room(total, room(rng, 0.5, dark_hz=5000), 0.25)


def footsteps(rng: np.random.Generator, length: int) -> Signal:
    """Someone walks by on a hard floor."""
    total = _silence(length)
    for number, at in enumerate(_steady(rng, length, 0.56, 0.04, start_s=0.2)):
        heel = _knock(rng, ((95, 0.5, 1.0), (240, 0.6, 0.5), (900, 0.8, 0.15)), 0.12)
        scuff = noise(rng, samples(0.09), band(900, 5000)) * hump(samples(0.09), 0.3)
        pan = -0.5 + min(at / max(length, 1), 1.0)
        add(total, panned(heel, pan), at, 0.9 if number % 2 else 1.0)
        add(total, panned(scuff, pan), at + samples(0.05), 0.05)
    return in_room(total, room(rng, 0.9, dark_hz=4000), 0.3)


def hooves(rng: np.random.Generator, length: int) -> Signal:
    """A horse at a trot."""
    total = _silence(length)
    for at in _steady(rng, length, 0.62, 0.02, start_s=0.1):
        for number, offset in enumerate((0.0, 0.13, 0.31, 0.44)):
            pitch = rng.uniform(420, 560) if number % 2 else rng.uniform(300, 400)
            clop = _knock(rng, ((pitch, 0.35, 1.0), (pitch * 2.6, 0.4, 0.3)), 0.07)
            add(total, panned(clop, 0.2), at + samples(offset), rng.uniform(0.6, 1.0))
    return in_room(total, room(rng, 0.7, dark_hz=4000), 0.3)


def train(rng: np.random.Generator, length: int) -> Signal:
    """Wheels over the joints of a railway."""
    bed = noise(rng, length, band(60, 700, tilt=-3))
    total = panned(0.35 * bed, 0.0)
    for at in _steady(rng, length, 0.9, 0.01, start_s=0.1):
        for offset, gain in ((0.0, 1.0), (0.14, 0.8), (0.36, 0.5), (0.5, 0.4)):
            clack = _knock(rng, ((130, 0.7, 1.0), (420, 0.7, 0.6), (1700, 0.6, 0.2)), 0.14)
            add(total, panned(clack, rng.uniform(-0.3, 0.3)), at + samples(offset), 2.2 * gain)
    return in_room(total, room(rng, 0.8, dark_hz=3000), 0.3)


def thunder(rng: np.random.Generator, length: int) -> Signal:
    """A clap and its long roll."""
    total = _silence(length)
    at = samples(rng.uniform(0.15, 0.6))
    while at < length:
        size = samples(rng.uniform(3.5, 5.5))
        roll = noise(rng, size, band(26, 190, tilt=-2)) * decay(size, size / RATE)
        roll *= 10 ** (0.6 * drift(rng, size, 4.0))
        crack = noise(rng, size, band(200, 2200, tilt=-4)) * decay(size, 0.7)
        pan = rng.uniform(-0.4, 0.4)
        attack = samples(0.03)
        for part, gain in ((roll, 1.0), (crack, 0.35)):
            part[:attack] *= np.linspace(0, 1, attack, dtype=np.float32)
            add(total, panned(part * _closing(size), pan), at, gain)
        at += samples(rng.uniform(4.0, 8.0))
    return in_room(total, room(rng, 2.8, dark_hz=1200), 0.5)


def booms(rng: np.random.Generator, length: int) -> Signal:
    """Guns or blasts, far away."""
    total = _silence(length)
    for at in _scattered(rng, length, 0.5, 2.2):
        boom = _knock(rng, ((48, 0.8, 1.0), (110, 0.8, 0.5), (380, 0.8, 0.1)), 0.9)
        add(total, panned(boom, rng.uniform(-0.8, 0.8)), at, rng.uniform(0.4, 1.0))
    return in_room(total, room(rng, 2.4, dark_hz=1500), 0.8)


def hammer(rng: np.random.Generator, length: int) -> Signal:
    """Work on wood and iron."""
    total = _silence(length)
    for at in _steady(rng, length, 0.72, 0.06, start_s=0.2):
        thud = _knock(rng, ((180, 0.6, 1.0), (520, 0.6, 0.5)), 0.09)
        ring = struck(rng, rng.uniform(1450, 1650), _CHIME, 0.7)
        add(total, panned(thud, -0.2), at)
        add(total, panned(ring, -0.2), at, 0.22)
    return in_room(total, room(rng, 1.0, dark_hz=4500), 0.35)


def creaks(rng: np.random.Generator, length: int) -> Signal:
    """Old wood under load: a ship, a door, a stair."""
    total = _silence(length)
    body = resonances((330, 0.25, 1.0), (760, 0.2, 0.6), (1420, 0.2, 0.35))
    for at in _scattered(rng, length, 0.8, 2.4):
        size = samples(rng.uniform(0.5, 1.1))
        rate = rng.uniform(35, 70) * 2 ** (0.8 * drift(rng, size, 2.0))
        phase = np.cumsum(2 * np.pi * rate / RATE)
        slips = np.exp(14 * (np.cos(phase) - 1)).astype(np.float32)
        creak = noise(rng, size, body) * slips * hump(size, 0.4)
        add(total, panned(creak, rng.uniform(-0.7, 0.7)), at, rng.uniform(0.4, 1.0))
    return in_room(total, room(rng, 0.9, dark_hz=3000), 0.3)


def drips(rng: np.random.Generator, length: int) -> Signal:
    """Water in a cave."""
    total = _silence(length)
    for at in _scattered(rng, length, 0.35, 1.4):
        size = samples(0.12)
        rising = rng.uniform(700, 1500) * np.linspace(1, 1.35, size)
        drop = np.sin(np.cumsum(2 * np.pi * rising / RATE)).astype(np.float32)
        drop *= hump(size, 0.05) * decay(size, 0.1)
        add(total, panned(drop, rng.uniform(-0.8, 0.8)), at, rng.uniform(0.3, 1.0))
    return in_room(total, room(rng, 2.6, dark_hz=6000), 0.7)


def keys(rng: np.random.Generator, length: int) -> Signal:
    """Typing."""
    total = _silence(length)
    for at in _scattered(rng, length, 0.06, 0.24):
        pitch = rng.uniform(1300, 2600)
        click = _knock(rng, ((pitch, 0.6, 1.0), (320, 0.5, 0.5)), 0.035)
        add(total, panned(click, rng.uniform(-0.4, 0.4)), at, rng.uniform(0.4, 1.0))
    return in_room(total, room(rng, 0.4, dark_hz=5000), 0.2)


def paper(rng: np.random.Generator, length: int) -> Signal:
    """Pages turned, a pen that writes."""
    total = _silence(length)
    for at in _scattered(rng, length, 0.5, 1.6):
        size = samples(rng.uniform(0.25, 0.6))
        grain = np.clip(drift(rng, size, 40), 0, 1) * hump(size, 0.4)
        rustle = noise(rng, size, band(1800, 9000, tilt=-2)) * grain.astype(np.float32)
        add(total, panned(rustle, rng.uniform(-0.5, 0.5)), at, rng.uniform(0.4, 1.0))
    return in_room(total, room(rng, 0.5, dark_hz=6000), 0.15)


def beeps(rng: np.random.Generator, length: int) -> Signal:
    """Instruments that report: soft tones in a steady pattern."""
    total = _silence(length)
    pitches = rng.uniform(640, 760) * np.array([1.0, 4 / 3, 3 / 2])
    for at in _steady(rng, length, 1.1, 0.0, start_s=0.2):
        for number in range(int(rng.integers(1, 4))):
            tone = struck(
                rng, float(rng.choice(pitches)), ((1.0, 1.0, 0.35), (2.0, 0.15, 0.2)), 0.3
            )
            add(total, panned(tone, rng.uniform(-0.5, 0.5)), at + number * samples(0.14), 0.6)
    return in_room(total, room(rng, 1.2, dark_hz=6000), 0.3)


def heartbeat(rng: np.random.Generator, length: int) -> Signal:
    """A heart at rest."""
    total = _silence(length)
    for at in _steady(rng, length, 0.95, 0.01, start_s=0.2):
        for offset, gain in ((0.0, 1.0), (0.28, 0.7)):
            thump = _knock(rng, ((52, 0.5, 1.0), (90, 0.5, 0.4)), 0.22)
            add(total, panned(thump, 0.0), at + samples(offset), gain)
    return total


def horn(rng: np.random.Generator, length: int) -> Signal:
    """A fog horn or a ship's: long, low, answered by the coast."""
    total = _silence(length)
    pitch = rng.uniform(95, 125)
    for at in _steady(rng, length, 5.5, 0.05, start_s=0.4):
        size = samples(2.2)
        phase = np.arange(size) * (2 * np.pi * pitch / RATE)
        tone = sum(np.sin(phase * k + 0.3 * k) * k**-1.3 for k in range(1, 12))
        edge = np.clip(np.minimum(np.arange(size), np.arange(size)[::-1]) / samples(0.3), 0, 1)
        blast = np.asarray(tone * edge**1.5, np.float32)
        add(total, panned(blast, 0.25), at, 0.8)
    return in_room(total, room(rng, 3.0, dark_hz=2200), 0.5)


def whales(rng: np.random.Generator, length: int) -> Signal:
    """Long calls from the deep."""
    total = _silence(length)
    for at in _scattered(rng, length, 1.2, 3.0):
        size = samples(rng.uniform(1.4, 2.6))
        glide = rng.uniform(160, 340) * 2 ** (0.8 * drift(rng, size, 0.8))
        phase = np.cumsum(2 * np.pi * glide / RATE)
        call = (np.sin(phase) + 0.35 * np.sin(2 * phase) + 0.12 * np.sin(3 * phase)) * hump(size)
        add(total, panned(call.astype(np.float32), rng.uniform(-0.7, 0.7)), at, 0.7)
    return in_room(total, room(rng, 3.5, dark_hz=2000), 0.9)


def drums(rng: np.random.Generator, length: int) -> Signal:
    """Large drums, slow."""
    total = _silence(length)
    for at in _steady(rng, length, 1.2, 0.01, start_s=0.1):
        for offset, gain in ((0.0, 1.0), (0.6, 0.55), (0.9, 0.4)):
            beat = _knock(rng, ((62, 0.35, 1.0), (105, 0.4, 0.5), (420, 0.9, 0.08)), 0.7)
            add(total, panned(beat, rng.uniform(-0.2, 0.2)), at + samples(offset), gain)
    return in_room(total, room(rng, 1.8, dark_hz=2500), 0.4)


def whoosh(rng: np.random.Generator, length: int) -> Signal:
    """Something goes past, once, and the air closes behind it."""
    size = min(length, samples(2.4))
    low = noise(rng, size, band(90, 600)) * hump(size, 0.6) ** 2
    high = noise(rng, size, band(1200, 6000, tilt=-3)) * hump(size, 0.62) ** 5
    way = np.linspace(0, np.pi / 2, size)
    total = _silence(length)
    rush = low + 0.6 * high
    sides = np.stack([rush * np.cos(way), rush * np.sin(way)]).astype(np.float32)
    add(total, sides, samples(0.1))
    return in_room(total, room(rng, 2.0, dark_hz=3000), 0.4)


def _knock(rng: np.random.Generator, peaks: Partials, seconds: float) -> Signal:
    """A dull stroke: noise through resonances (centre, octaves, gain) that dies away."""
    size = samples(seconds * 2)
    stroke = noise(rng, size, resonances(*peaks)) * decay(size, seconds)
    attack = samples(0.0015)
    stroke[:attack] *= np.linspace(0, 1, attack, dtype=np.float32)
    return stroke * _closing(size)


def _closing(size: int) -> Signal:
    """A last moment of fade, so that nothing ends with a step."""
    gain = np.ones(size, np.float32)
    fade = min(samples(0.01), size)
    gain[size - fade :] = np.linspace(1, 0, fade, dtype=np.float32)
    return gain


def _silence(length: int) -> Signal:
    return np.zeros((2, length), np.float32)


def _scattered(
    rng: np.random.Generator, length: int, shortest_s: float, longest_s: float
) -> Iterator[int]:
    """Moments with chance between them; the first comes soon."""
    at = samples(rng.uniform(0.05, shortest_s))
    while at < length:
        yield at
        at += samples(rng.uniform(shortest_s, longest_s))


def _steady(
    rng: np.random.Generator, length: int, every_s: float, jitter_s: float, *, start_s: float
) -> Iterator[int]:
    """Moments in a beat, each a little early or late."""
    beat = start_s
    while samples(beat) < length:
        yield max(samples(beat + rng.normal(0, 1) * jitter_s), 0)
        beat += every_s


Event = Callable[[np.random.Generator, int], Signal]
