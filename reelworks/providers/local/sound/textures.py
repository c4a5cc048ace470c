"""Sounds that go on: wind, water, fire, crowds, machines. Each fills its whole length."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reelworks.media.wav import RATE
from reelworks.providers.local.sound.synthesis import (
    Signal,
    add,
    band,
    decay,
    drift,
    hump,
    noise,
    panned,
    resonances,
    samples,
    swell,
    unit,
    wide_noise,
)

Texture = Callable[[np.random.Generator, int], Signal]

_LOOP = 1 << 16  # samples of a breath in the crowd


def air(rng: np.random.Generator, length: int) -> Signal:
    """A quiet place: hardly more than its air."""
    body = wide_noise(rng, length, band(40, 500, tilt=-4), width=0.8)
    breath = wide_noise(rng, length, band(900, 6000, tilt=-6), width=0.9)
    return body * swell(rng, length, 0.3, 3) + 0.22 * breath * swell(rng, length, 0.2, 4)


def wind(rng: np.random.Generator, length: int) -> Signal:
    """Gusts: bands that swell one after another, so that the pitch of the air moves."""
    total = 0.8 * wide_noise(rng, length, band(50, 260, tilt=-3)) * swell(rng, length, 0.35, 9)
    for centre in (240, 420, 720, 1150):
        curve = resonances((centre, 0.45, 1.0), (centre * 2.1, 0.6, 0.15))
        gust = swell(rng, length, 0.45, 22) * swell(rng, length, 2.5, 4)
        total += (250 / centre) ** 0.6 * wide_noise(rng, length, curve, width=0.6) * gust
    return np.asarray(total, np.float32)


def howl(rng: np.random.Generator, length: int) -> Signal:
    """Wind in a gap: a breathy note that glides."""
    glide = 420 * 2 ** (0.55 * drift(rng, length, 0.4))
    phase = np.cumsum(2 * np.pi * glide / RATE)
    breath = noise(rng, length, band(2, 18))  # as a modulation it makes the note breathy
    voice = np.cos(phase).astype(np.float32) * breath * swell(rng, length, 0.5, 24)
    return panned(unit(voice), 0.3) + 0.9 * wind(rng, length)


def sea(rng: np.random.Generator, length: int) -> Signal:
    """Waves that rise, break and run out on a shore."""
    total = 0.35 * wide_noise(rng, length, band(40, 350, tilt=-3)) * swell(rng, length, 0.2, 5)
    at = -samples(rng.uniform(1.5, 3.5))
    while at < length:
        size = samples(rng.uniform(5.0, 7.5))
        strength, pan = rng.uniform(0.6, 1.0), rng.uniform(-0.5, 0.5)
        surge = panned(noise(rng, size, band(60, 700, tilt=-3)), pan) * hump(size, 0.42)
        foam = wide_noise(rng, size, band(900, 7000, tilt=-2), width=0.8) * hump(size, 0.55) ** 2
        add(total, surge, at, 1.1 * strength)
        add(total, foam, at, 0.45 * strength)
        at += round(size * rng.uniform(0.62, 0.85))
    return total


def lapping(rng: np.random.Generator, length: int) -> Signal:
    """Small waves against wood or stone."""
    total = 0.3 * wide_noise(rng, length, band(80, 900, tilt=-4)) * swell(rng, length, 0.5, 6)
    at = 0
    while at < length:
        size = samples(rng.uniform(0.35, 0.8))
        slap = noise(rng, size, band(180, 1600, tilt=-4)) * hump(size, 0.2)
        add(total, panned(slap, rng.uniform(-0.7, 0.7)), at, rng.uniform(0.25, 0.9))
        at += samples(rng.uniform(0.3, 1.1))
    return total


def rain(rng: np.random.Generator, length: int) -> Signal:
    """A steady fall with single drops in front of it."""
    fall = wide_noise(rng, length, band(700, 9000, tilt=-2), width=0.9)
    low = wide_noise(rng, length, band(150, 700, tilt=-3))
    total = fall * swell(rng, length, 0.4, 3) + 0.35 * low
    for _ in range(int(length / RATE * 55)):
        size = samples(rng.uniform(0.004, 0.02))
        drop = noise(rng, size, band(1500, 7000)) * decay(size, size / RATE)
        add(
            total,
            panned(drop, rng.uniform(-1, 1)),
            int(rng.integers(length)),
            rng.uniform(0.3, 1.8) ** 2,
        )
    return total


def river(rng: np.random.Generator, length: int) -> Signal:
    """Running water: a rush, and the bubbles in it that give it pitch."""
    rush = wide_noise(rng, length, band(250, 3200, tilt=-3), width=0.8)
    total = 0.8 * rush * swell(rng, length, 5.0, 4) * swell(rng, length, 0.4, 3)
    for _ in range(int(length / RATE * 28)):
        size = samples(rng.uniform(0.02, 0.09))
        start = rng.uniform(350, 1500)
        rising = start * (1 + 0.5 * np.linspace(0, 1, size) ** 2)
        bubble = np.sin(np.cumsum(2 * np.pi * rising / RATE)).astype(np.float32)
        bubble *= hump(size, 0.1) * decay(size, size / RATE)
        at = int(rng.integers(length))
        add(total, panned(bubble, rng.uniform(-0.9, 0.9)), at, rng.uniform(0.2, 1.1) ** 2)
    return total


def underwater(rng: np.random.Generator, length: int) -> Signal:
    """Below the surface: everything low and slow, bubbles now and then."""
    deep = wide_noise(rng, length, band(30, 220, tilt=-3), width=0.9) * swell(rng, length, 0.4, 8)
    total = deep + 0.15 * wide_noise(rng, length, band(300, 900, tilt=-6))
    for _ in range(max(int(length / RATE * 1.6), 1)):
        at = int(rng.integers(length))
        for k in range(int(rng.integers(2, 6))):
            size = samples(rng.uniform(0.05, 0.12))
            rising = rng.uniform(280, 620) * np.linspace(1, 1.7, size)
            bubble = np.sin(np.cumsum(2 * np.pi * rising / RATE)).astype(np.float32)
            add(
                total,
                panned(bubble * hump(size, 0.2), rng.uniform(-0.5, 0.5)),
                at + k * samples(0.07),
                0.35,
            )
    return total


def leaves(rng: np.random.Generator, length: int) -> Signal:
    """A wood in a light wind."""
    rustle = wide_noise(rng, length, band(1600, 8000, tilt=-3), width=0.9)
    gusts = swell(rng, length, 0.4, 16) * swell(rng, length, 6.0, 8)
    ground = wide_noise(rng, length, band(60, 300, tilt=-3))
    return np.asarray(rustle * gusts + 0.5 * ground, np.float32)


def fire(rng: np.random.Generator, length: int) -> Signal:
    """A low roar and the crackle of wood."""
    roar = wide_noise(rng, length, band(90, 600, tilt=-2)) * swell(rng, length, 3.0, 7)
    hiss = wide_noise(rng, length, band(1500, 7000, tilt=-4)) * swell(rng, length, 2.0, 6)
    total = 0.35 * roar + 0.2 * hiss
    at = 0
    while at < length:
        size = samples(rng.uniform(0.003, 0.018))
        snap = noise(rng, size, band(900, 5000)) * decay(size, size / RATE) * hump(size, 0.1)
        add(total, panned(snap, rng.uniform(-0.7, 0.7)), at, 0.4 + 3.4 * rng.uniform(0, 1) ** 4)
        at += samples(rng.exponential(0.055))
    return total


def crowd(rng: np.random.Generator, length: int) -> Signal:
    """Voices too many to be understood."""
    total = 0.25 * wide_noise(rng, length, band(120, 1200, tilt=-4))
    for _ in range(12):
        pitch = rng.uniform(95, 230)
        vowel = resonances(
            (rng.uniform(320, 750), 0.4, 1.0),
            (rng.uniform(900, 2000), 0.35, 0.45),
            (rng.uniform(2300, 2900), 0.3, 0.12),
        )
        breath = np.resize(noise(rng, _LOOP, vowel), length)  # comes round unnoticed among many
        glide = pitch * 2 ** (0.25 * drift(rng, length, 1.5))
        buzz = np.exp(2.5 * (np.cos(np.cumsum(2 * np.pi * glide / RATE)) - 1)).astype(np.float32)
        syllables = np.clip(drift(rng, length, rng.uniform(3.0, 4.5)) + 0.15, 0, 1)
        phrases = np.clip(1.6 * drift(rng, length, 0.45) + 0.5, 0, 1)
        voice = breath * buzz * (syllables * phrases).astype(np.float32)
        add(total, panned(voice, rng.uniform(-0.9, 0.9)), 0, rng.uniform(0.25, 0.6))
    return total


def traffic(rng: np.random.Generator, length: int) -> Signal:
    """A street: a low bed and single cars that pass."""
    bed = wide_noise(rng, length, band(40, 320, tilt=-4)) * swell(rng, length, 0.3, 4)
    total = 0.8 * bed + 0.12 * wide_noise(rng, length, band(400, 2500, tilt=-4))
    at = -samples(1.0)
    while at < length:
        size = samples(rng.uniform(2.4, 4.2))
        tyres = noise(rng, size, band(200, 1400, tilt=-2)) * hump(size, 0.5) ** 2
        side = rng.choice([-0.8, 0.8])
        way = np.linspace(0, 1, size, dtype=np.float32)
        left = tyres * np.cos((0.5 + side * (way - 0.5)) * np.pi / 2).astype(np.float32)
        right = tyres * np.sin((0.5 + side * (way - 0.5)) * np.pi / 2).astype(np.float32)
        add(total, np.stack([left, right]), at, rng.uniform(0.4, 0.9))
        at += samples(rng.uniform(1.4, 3.5))
    return total


def hum(rng: np.random.Generator, length: int) -> Signal:
    """A machine at rest: a mains hum with its overtones, and a fan."""
    at = np.arange(length, dtype=np.float64) * (2 * np.pi / RATE)
    total = 0.5 * wide_noise(rng, length, band(100, 1200, tilt=-5)) * swell(rng, length, 0.3, 2)
    base = rng.uniform(48, 62)
    for partial, gain in ((1, 0.7), (2, 1.0), (3, 0.3), (4, 0.45), (6, 0.22), (8, 0.12)):
        tone = np.sin(at * base * partial * (1 + rng.normal(0, 2e-4)) + rng.uniform(0, 6.28))
        level = gain * swell(rng, length, 0.25, 4)
        add(total, panned(tone.astype(np.float32) * level, rng.uniform(-0.4, 0.4)), 0)
    return total


def engine(rng: np.random.Generator, length: int) -> Signal:
    """A motor that turns: pulses, their rumble, a rattle."""
    turning = 23 * 2 ** (0.06 * drift(rng, length, 0.5))
    phase = np.cumsum(2 * np.pi * turning / RATE)
    total = 0.6 * wide_noise(rng, length, band(50, 500, tilt=-4))
    for partial, gain in ((1, 0.9), (2, 1.0), (3, 0.7), (4, 0.5), (6, 0.3), (9, 0.15)):
        tone = np.sin(phase * partial + rng.uniform(0, 6.28)).astype(np.float32)
        add(total, panned(tone, rng.uniform(-0.3, 0.3)), 0, gain)
    pulses = np.exp(4 * (np.cos(phase) - 1)).astype(np.float32)
    rattle = noise(rng, length, band(500, 3000, tilt=-3)) * pulses
    return total + panned(0.4 * rattle, 0.0)


def roar(rng: np.random.Generator, length: int) -> Signal:
    """Something vast and near: a rocket, a fall of water, a furnace."""
    body = wide_noise(rng, length, band(30, 900, tilt=-2), width=0.7) * swell(rng, length, 4.0, 4)
    return body + 0.3 * wide_noise(rng, length, band(900, 5000, tilt=-4), width=0.9)


def rumble(rng: np.random.Generator, length: int) -> Signal:
    """The ground itself: an earthquake, a volcano, far guns."""
    deep = wide_noise(rng, length, band(24, 110, tilt=-2), width=0.6)
    stones = wide_noise(rng, length, band(150, 900, tilt=-5), width=0.9)
    return deep * swell(rng, length, 0.8, 14) + 0.3 * stones * swell(rng, length, 5.0, 14)


def space(rng: np.random.Generator, length: int) -> Signal:
    """Emptiness as films have it: a deep drone with a slow shimmer."""
    at = np.arange(length, dtype=np.float64) * (2 * np.pi / RATE)
    total = 0.3 * wide_noise(rng, length, band(40, 240, tilt=-3), width=1.0)
    base = rng.uniform(46, 58)
    for ratio, gain in ((1, 1.0), (1.5, 0.55), (2, 0.5), (3, 0.2), (4, 0.12), (6, 0.05)):
        for pan in (-0.7, 0.7):
            tone = np.sin(at * base * ratio * (1 + rng.normal(0, 1.5e-3)) + rng.uniform(0, 6.28))
            level = gain * swell(rng, length, 0.25, 10)
            add(total, panned(tone.astype(np.float32) * level, pan), 0)
    shimmer = wide_noise(rng, length, resonances((1900, 0.05, 1), (2850, 0.05, 0.7)), width=1.0)
    return total + 0.06 * shimmer * swell(rng, length, 0.5, 24)


def insects(rng: np.random.Generator, length: int) -> Signal:
    """A warm night: crickets, each with a pitch and a pulse of its own."""
    at = np.arange(length, dtype=np.float64) / RATE
    total = 0.12 * wide_noise(rng, length, band(80, 900, tilt=-4))
    for _ in range(6):
        pitch, pulse = rng.uniform(3600, 5200), rng.uniform(22, 34)
        chirps, phase = rng.uniform(1.4, 2.6), rng.uniform(0, 1)
        gate = np.clip(np.sin(2 * np.pi * (at * chirps + phase)) * 6 - 1.5, 0, 1)
        trill = np.clip(np.sin(2 * np.pi * at * pulse), 0, 1) ** 0.7
        song = (np.sin(2 * np.pi * pitch * at) * gate * trill).astype(np.float32)
        add(total, panned(song, rng.uniform(-0.95, 0.95)), 0, rng.uniform(0.1, 0.5))
    return total


def applause(rng: np.random.Generator, length: int) -> Signal:
    """Many hands."""
    total = 0.2 * wide_noise(rng, length, band(700, 4000, tilt=-2), width=0.9)
    for _ in range(int(length / RATE * 110)):
        size = samples(rng.uniform(0.008, 0.02))
        centre = rng.uniform(800, 2200)
        clap = noise(rng, size, resonances((centre, 0.6, 1.0))) * decay(size, size / RATE)
        at = int(rng.integers(length))
        add(total, panned(clap, rng.uniform(-0.9, 0.9)), at, rng.uniform(0.3, 1.2))
    return total
