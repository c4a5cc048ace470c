"""A film's clock counts whole frames and whole samples, so nothing drifts."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelworks.media import timeline
from reelworks.media.manifest import Manifest, Shot
from reelworks.media.metadata import Chapter
from reelworks.media.timeline import Timeline
from reelworks.ports.speech import Word
from tests.media import material


def line(folder: Path, lengths: tuple[int, ...], **told: object) -> Timeline:
    words = material.words(folder / "w.json", [Word("one", 0.0, 0.4), Word("two.", 0.4, 0.9)])
    shots = [
        Shot(number=i, text=f"Line\n{i}", segment=folder, narration=folder, words=words)
        for i, _ in enumerate(lengths[: 2 if told.get("intro") else None], 1)
    ]
    shots[1] = shots[1].model_copy(update={"chapter": "Second"})
    manifest = Manifest.model_validate({"title": "T", "shots": shots, "lead": 0.3, **told})
    return Timeline(manifest, tuple(timeline._scenes(manifest)), lengths)


def test_a_thousand_shots_do_not_drift(tmp_path: Path) -> None:
    film = line(tmp_path, (161,) * 1000)
    last = list(film.parts())[-1]
    assert (last.start, last.speech) == (999 * 161 * 1600, 999 * 161 * 1600 + 14_400)
    assert film.samples == 1000 * 161 * 1600
    assert list(film.subtitles())[-1].start == pytest.approx(999 * 161 / 30 + 0.3, abs=1e-6)


@pytest.mark.parametrize(("fps", "samples"), [(24, 2000), (25, 1920), (30, 1600), (60, 800)])
def test_a_frame_is_a_whole_number_of_samples(tmp_path: Path, fps: int, samples: int) -> None:
    film = line(tmp_path, (3, 5), fps=fps)
    assert [(part.start, part.length) for part in film.parts()] == [
        (0, 3 * samples),
        (3 * samples, 5 * samples),
    ]


def test_chapters_and_transcript_follow_the_shots(tmp_path: Path) -> None:
    film = line(tmp_path, (30, 60, 90))
    assert film.chapters() == (Chapter("Second", 0, 180),)
    assert film.transcript() == "Line 1\nLine 2\nLine 3\n"
    assert film.seconds == 6


def test_an_intro_moves_everything_and_is_no_shot(tmp_path: Path) -> None:
    card = {"segment": tmp_path, "sound": tmp_path / "own.wav"}
    film = line(tmp_path, (75, 30, 60, 45), intro=card, outro={"segment": tmp_path})
    assert film.starts == (0, 75, 105, 165)
    assert film.shot_starts == (75, 105)
    assert [part.own for part in film.parts()] == [tmp_path / "own.wav", None, None, None]
    assert next(film.subtitles()).start == pytest.approx(75 / 30 + 0.3 - 0.08, abs=0.1)
    assert film.chapters() == (Chapter("Second", 0, 210),)
