"""An intro or outro fits its film: joined as it is, its sound kept, all that follows moved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest

from reelworks.media import film, probe, wav
from reelworks.media.wav import RATE
from reelworks.ops import ffmpeg
from reelworks.scripts import assemble_video, export_timeline, protocol, render_card
from tests.media import material
from tests.scripts.test_assemble_video import SIZE, manifest, rendered

WIDTH, HEIGHT = 320, 180


def run(
    capsys: pytest.CaptureFixture[str], folder: Path, *more: str | Path
) -> tuple[int, dict[str, Any]]:
    out = (f"--output={folder / 'card.mp4'}", f"--sound={folder / 'card.wav'}", f"--size={SIZE}")
    code = render_card.main([*out, *map(str, more)])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def with_sound(path: Path, seconds: float = 2.0) -> Path:
    """A clip of the channel's own, of another size and rate, with a loud tone."""
    picture = ("-f", "lavfi", "-i", f"testsrc2=s=640x480:r=25:d={seconds}")
    tone = ("-f", "lavfi", "-i", f"sine=f=700:d={seconds}")
    ffmpeg.run([*picture, *tone, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", path])
    return path


def test_a_card_is_drawn_in_the_channels_colour(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ("--title=The {Keeper}", "--name=Tides", "--colour=#2020C0", "--seconds=2")
    code, result = run(capsys, tmp_path, *words)
    assert code == protocol.OK, result
    assert [file["role"] for file in result["files"]] == ["segment"]
    picture = probe.probe_picture(tmp_path / "card.mp4")
    assert (picture.width, picture.height, picture.frames) == (WIDTH, HEIGHT, 60)
    middle = material.frames(tmp_path / "card.mp4")[30]
    assert middle.max() > 220  # letters
    assert material.frames(tmp_path / "card.mp4")[0].max() < 60  # fades in


def test_own_clip_is_fitted_and_its_sound_is_kept(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, result = run(capsys, tmp_path, f"--clip={with_sound(tmp_path / 'own.mp4')}")
    assert code == protocol.OK, result
    picture = probe.probe_picture(tmp_path / "card.mp4")
    assert (picture.width, picture.height, picture.frames) == (WIDTH, HEIGHT, 60)
    sound = wav.read(tmp_path / "card.wav")
    assert sound.samples.shape == (2, 60 * RATE // 30)


@pytest.mark.parametrize("content", [b"", b"no clip", b"\0" * 4096])
def test_unusable_clip_is_told_and_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "own.mp4").write_bytes(content)
    code, result = run(capsys, tmp_path, f"--clip={tmp_path / 'own.mp4'}")
    assert code == protocol.OK
    assert result["files"] == []
    assert "goes on without" in result["facts"]["warnings"][0]


def test_clip_of_an_hour_is_left_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    long = material.clip(tmp_path / "long.mp4", "color=s=16x16:r=1:d=61")
    code, result = run(capsys, tmp_path, f"--clip={long}")
    assert code == protocol.OK
    assert result["files"] == []


@pytest.fixture
def branded(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> dict[str, Any]:
    """A film of two shots between an intro with sound and a drawn outro; the result's facts."""
    shots = [
        rendered(tmp_path, 1, "The river remembers every flood.", 1.6),
        rendered(tmp_path, 2, "Then people built again.", 1.2),
    ]
    shots[0]["chapter"], shots[1]["chapter"] = "One", "Two"
    shots[0]["clip"] = str(tmp_path / "c1.mp4")
    assert run(capsys, tmp_path, f"--clip={with_sound(tmp_path / 'own.mp4')}")[0] == protocol.OK
    for end in ("mp4", "wav"):
        (tmp_path / f"card.{end}").rename(tmp_path / f"intro.{end}")
    assert run(capsys, tmp_path, "--title=Tides", "--seconds=1")[0] == protocol.OK
    intro = {"segment": str(tmp_path / "intro.mp4"), "sound": str(tmp_path / "intro.wav")}
    outro = {"segment": str(tmp_path / "card.mp4"), "sound": None}
    told = manifest(tmp_path / "m.json", shots, intro=intro, outro=outro)
    files = {"output": "film.mp4", "srt": "film.srt"}
    paths = [f"--{name}={tmp_path / file}" for name, file in files.items()]
    assert assemble_video.main([f"--manifest={told}", *paths]) == protocol.OK
    result: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return dict(result["facts"])


def test_cards_are_joined_without_encoding_again(branded: dict[str, Any], tmp_path: Path) -> None:
    names = ("intro", "s1", "s2", "card")
    parts = [film.packet_hashes(tmp_path / f"{name}.mp4") for name in names]
    assert film.packet_hashes(tmp_path / "film.mp4") == sum(parts, ())
    assert branded["frames"] == sum(map(len, parts))


def test_all_that_follows_an_intro_is_moved(branded: dict[str, Any], tmp_path: Path) -> None:
    second = len(film.packet_hashes(tmp_path / "s1.mp4")) / 30
    assert branded["starts"] == [2.0, pytest.approx(2.0 + second)]
    assert [chapter["start"] for chapter in branded["chapters"]] == [0.0, branded["starts"][1]]
    first = (tmp_path / "film.srt").read_text("utf-8").splitlines()[1]
    assert first.startswith("00:00:02,")


def test_an_intros_sound_is_heard_as_loud_as_the_voice(
    branded: dict[str, Any], tmp_path: Path
) -> None:
    assert branded["lufs"] == pytest.approx(-14, abs=0.5)
    sound = material.heard(tmp_path / "film.mp4")
    intro = sound[:, RATE // 2 : RATE * 3 // 2]
    spectrum = np.abs(np.fft.rfft(intro[0]))
    assert np.argmax(spectrum) == 700
    voice = sound[:, round(2.7 * RATE) : round(3.4 * RATE)]
    levels = [10 * np.log10(np.mean(part**2)) for part in (intro, voice)]
    assert abs(levels[0] - levels[1]) < 8


def test_the_timeline_is_read_by_opentimelineio_and_is_as_long_as_the_film(
    branded: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "edit" / "film.otio"
    files = (f"--film={tmp_path / 'film.mp4'}", f"--srt={tmp_path / 'film.srt'}")
    argv = [f"--manifest={tmp_path / 'm.json'}", f"--output={out}", *files]
    assert export_timeline.main(argv) == protocol.OK
    facts = json.loads(capsys.readouterr().out.splitlines()[-1])["facts"]
    edited = otio.adapters.read_from_file(str(out))
    assert isinstance(edited, otio.schema.Timeline)
    assert facts["frames"] == branded["frames"]
    for track in edited.tracks:
        assert track.duration().rescaled_to(30).value == pytest.approx(branded["frames"], abs=1e-6)
    clips = edited.find_clips()
    for clip in clips:
        reference = clip.media_reference
        assert not reference.target_url.startswith(("/", "file:"))
        assert (out.parent / reference.target_url).is_file()
        used, there = clip.source_range, reference.available_range
        assert used.start_time >= there.start_time
        assert used.end_time_exclusive() <= there.end_time_exclusive(), clip.name
    assert [track.name for track in edited.tracks if track.enabled] == [
        *("Film", "Narration", "Effects")
    ]
    assert [m.name for m in edited.tracks.markers] == ["One", "Two"]


def test_the_words_of_a_timeline_begin_where_they_are_spoken(
    branded: dict[str, Any], tmp_path: Path
) -> None:
    out = tmp_path / "edit" / "film.otio"
    assert export_timeline.main([f"--manifest={tmp_path / 'm.json'}", f"--output={out}"]) == 0
    edited = otio.adapters.read_from_file(str(out))
    narration = next(track for track in edited.tracks if track.name == "Narration")
    spoken = [clip for clip in narration if "narration" in clip.name]
    begins = [clip.range_in_parent().start_time.to_seconds() for clip in spoken]
    assert begins == [pytest.approx(start + 0.3) for start in branded["starts"]]
    film_track = next(track for track in edited.tracks if track.name == "Film")
    assert film_track[1].markers[0].name == "The river remembers every flood."
