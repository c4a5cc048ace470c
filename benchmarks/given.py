"""What the film benchmark is given: clips from the camera, spoken words, effects, music, a mark."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.camera import landscape
from reelworks.media import segment, wav, words
from reelworks.media.encode import Frames, encode_clip
from reelworks.media.segment import Quality
from reelworks.ports.speech import Word
from reelworks.providers.local.camera import maker, moves, planes
from reelworks.providers.local.camera.render import Renderer
from reelworks.providers.local.camera.words import Move
from reelworks.workers.tools import Briefing, ScriptEvent, Scripts

FPS = 30
LEAD, TAIL = Fraction("0.3"), Fraction("0.45")
TITLE = "The river and the town"
_SCENES = 3  # painted once each; every clip is another move over one of them
_MOVES = (Move.PUSH_IN, Move.PAN_LEFT, Move.ORBIT_RIGHT, Move.PULL_OUT, Move.HANDHELD)
_WORDS_A_SECOND = 2.5
_TALE = """
In the spring of eighteen hundred and two the river rose in a single night, and by dawn the three
bridges of the town were gone. Nobody had heard them fall. People stood on the banks with lanterns
and counted what was left: a mill, a row of lime trees, the tower of the old church. They built
again, higher up, in yellow stone that still glows after rain. Today the water is calm, and boats
pass under arches that remember every flood.
""".split()  # noqa: SIM905


@dataclass(frozen=True)
class Shot:
    """The files of one shot, and what is said in it."""

    text: str
    clip: Path
    narration: Path
    words: Path
    effect: Path

    @property
    def frames(self) -> int:
        sound = wav.read(self.narration)
        return segment.frames_of(Fraction(sound.samples.shape[1], sound.rate), LEAD, TAIL, FPS)


@dataclass(frozen=True)
class Given:
    """A film before it is made."""

    shots: tuple[Shot, ...]
    music: Path
    watermark: Path
    size: tuple[int, int]
    quality: Quality

    @property
    def starts(self) -> Iterator[int]:
        """The frame of the film at which each shot begins."""
        at = 0
        for shot in self.shots:
            yield at
            at += shot.frames

    @property
    def frames(self) -> int:
        return sum(shot.frames for shot in self.shots)

    def spoken(self) -> tuple[Word, ...]:
        """Every word on the film's clock, from the first narration's beginning."""
        return tuple(
            Word(word.text, word.start + start / FPS, word.end + start / FPS)
            for shot, start in zip(self.shots, self.starts, strict=True)
            for word in words.read(shot.words)
        )


async def run(scripts: Scripts, script: str, folder: Path, *argv: str | Path) -> None:
    """Run a script as a worker runs it."""
    await scripts.run(
        script,
        [str(word) for word in argv],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        briefing=Briefing(),
        on_event=_ignored,
        timeout_s=3600,
    )


async def _ignored(event: ScriptEvent) -> None:
    """Nobody wants to know."""


async def material(
    scripts: Scripts, folder: Path, count: int, seconds: float, size: tuple[int, int]
) -> tuple[Shot, ...]:
    """So many shots, each a spoken sentence of about `seconds` and a clip as long."""
    texts = [_text(number, seconds) for number in range(count)]
    await asyncio.gather(*(_heard(scripts, folder, n, text) for n, text in enumerate(texts)))
    shots = tuple(_shot(folder, number, text) for number, text in enumerate(texts))
    music = max(round(sum(shot.frames for shot in shots) / FPS), 10)
    await run(
        *(scripts, "generate_music", folder, "--prompt=calm piano and strings"),
        *(f"--seconds={music}", f"--output={folder / 'music.wav'}"),
    )
    _mark(folder / "watermark.png")
    return shots


def filmed(shots: Sequence[Shot], size: tuple[int, int]) -> float:
    """Write every shot's clip; returns how many frames a second and core were drawn."""
    scenes = [planes.scene(landscape(*size, seed), maker.MOST_GROUNDS) for seed in range(_SCENES)]
    began = time.process_time()
    for number, shot in enumerate(shots):
        scene = scenes[number % _SCENES]
        path = _path(scene, _MOVES[number % len(_MOVES)], shot.frames + 5, number)
        frames = Renderer(scene, path, *size).frames()
        encode_clip(shot.clip, Frames(*size, FPS), frames, shot.frames + 5)
    return sum(shot.frames + 5 for shot in shots) / (time.process_time() - began)


def _text(number: int, seconds: float) -> str:
    count = max(round(seconds * _WORDS_A_SECOND), 2)
    first = number * count % len(_TALE)
    return " ".join((_TALE * 3)[first : first + count]).rstrip(",;:.") + "."


def _shot(folder: Path, number: int, text: str) -> Shot:
    return Shot(text, *(folder / f"{number:02}{end}" for end in (".mp4", ".wav", ".json", "e.wav")))


async def _heard(scripts: Scripts, folder: Path, number: int, text: str) -> None:
    shot = _shot(folder, number, text)
    out = (f"--output={shot.narration}", f"--words={shot.words}")
    await run(scripts, "generate_audio", folder, f"--text={text}", *out)
    effect = ("--prompt=water over stones", "--seconds=6", f"--output={shot.effect}")
    await run(scripts, "generate_sound_effects", folder, *effect, f"--seed={number}")


def _path(scene: planes.Scene, move: Move, count: int, seed: int) -> moves.Path:
    depths = [ground.depth for ground in scene.grounds]
    rng = np.random.default_rng(seed)
    return moves.path([move], 1.0, count / FPS, count, rng).within(depths, 1.2)


def _mark(path: Path) -> None:
    mark = Image.new("RGBA", (480, 160))
    draw = ImageDraw.Draw(mark)
    draw.ellipse((10, 10, 150, 150), fill=(255, 200, 60, 200))
    draw.rectangle((180, 50, 470, 110), fill=(255, 255, 255, 160))
    mark.save(path)


def manifest(given: Given, segments: Sequence[Path], still: Path, path: Path) -> Path:
    """What assemble_video is told."""
    shots = [
        {
            "number": number,
            "text": shot.text,
            "segment": str(part),
            "narration": str(shot.narration),
            "voice": str(part.with_suffix(".wav")),
            "words": str(shot.words),
            "effect": str(shot.effect),
        }
        for number, (shot, part) in enumerate(zip(given.shots, segments, strict=True), 1)
    ]
    size = "x".join(map(str, given.size))
    files = {"music": str(given.music), "still": str(still)}
    told = {"title": TITLE, "fps": FPS, "size": size, **files, "shots": shots}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path
