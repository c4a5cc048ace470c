"""The scripts that fit what a person gave: pictures, clips, recordings."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reelworks.media import levels, recording, wav
from reelworks.media.probe import probe_picture
from reelworks.ops import ffmpeg
from reelworks.scripts import fit_clip, fit_picture, fit_recording

BAD_INPUT = 65


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return dict(json.loads(capsys.readouterr().out.splitlines()[-1]))


def test_a_picture_fills_the_frame_and_keeps_its_middle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = Image.new("RGB", (900, 300), "red")
    picture.paste("blue", (300, 0, 600, 300))
    picture.save(tmp_path / "wide.jpg", quality=95)
    out = tmp_path / "still.png"
    argv = [f"--source={tmp_path / 'wide.jpg'}", "--size=320x180", f"--output={out}"]
    assert fit_picture.main(argv) == 0
    with Image.open(out) as fitted:
        assert (fitted.size, fitted.mode) == ((320, 180), "RGB")
        red, _, blue = fitted.getpixel((160, 90))  # type: ignore[misc]
        assert blue - red > 140
    assert told(capsys)["facts"] == {"warnings": []}


def test_a_small_picture_is_used_and_said_to_be_small(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (64, 48), "green").save(tmp_path / "s.png")
    out = tmp_path / "o.png"
    fit_picture.main([f"--source={tmp_path / 's.png'}", "--size=640x360", f"--output={out}"])
    assert "64x48" in str(told(capsys)["facts"])


def clip(path: Path, *, size: str = "200x300", rate: int = 25, seconds: float = 1.2) -> Path:
    source = f"testsrc=size={size}:rate={rate}:duration={seconds}"
    tone = f"sine=frequency=440:duration={seconds}"
    inputs = ["-f", "lavfi", "-i", source, "-f", "lavfi", "-i", tone]
    ffmpeg.run([*inputs, "-pix_fmt", "yuv420p", path])
    return path


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_clip_gets_the_films_size_and_rate_and_loses_its_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    source, out = clip(tmp_path / f"-tall.{suffix}"), tmp_path / "clip.mp4"
    argv = [f"--source={source}", "--size=320x180", "--fps=30", f"--output={out}"]
    assert fit_clip.main(argv) == 0
    picture = probe_picture(out)
    assert (picture.width, picture.height, picture.fps) == (320, 180, 30)
    assert picture.seconds == pytest.approx(1.2, abs=0.05)
    assert told(capsys)["facts"] == {"seconds": picture.seconds, "frames": picture.frames}


def test_what_is_no_clip_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    playlist = tmp_path / "list.mp4"
    playlist.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    out = tmp_path / "clip.mp4"
    argv = [f"--source={playlist}", "--size=320x180", f"--output={out}"]
    assert fit_clip.main(argv) == BAD_INPUT
    assert not out.exists()
    assert "Traceback" not in capsys.readouterr().err


def spoken(path: Path, *parts: float) -> Path:
    """A tone for each part in seconds, a pause for each that is negative."""
    rate = 44_100
    pieces = []
    for seconds in parts:
        time = np.arange(round(abs(seconds) * rate)) / rate
        tone = 0.2 * np.sin(2 * np.pi * 220 * time) if seconds > 0 else 0 * time
        pieces.append(tone)
    wav.write(path, wav.Sound(np.concatenate(pieces)[None].astype(np.float32), rate))
    return path


def test_a_recording_is_levelled_cut_and_its_words_placed_where_it_speaks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = spoken(tmp_path / "me.wav", -0.8, 1.0, -0.6, 1.0, -0.5)
    out, words = tmp_path / "n.wav", tmp_path / "w.json"
    text = "alpha beta gamma delta"
    argv = [f"--source={source}", f"--text={text}", f"--output={out}", f"--words={words}"]
    assert fit_recording.main(argv) == 0
    sound = wav.read(out)
    assert sound.rate == 48_000
    assert sound.seconds == pytest.approx(2.72, abs=0.06)
    assert levels.loudness(sound) == pytest.approx(recording.LOUDNESS_LUFS, abs=0.6)
    placed = json.loads(words.read_text())
    assert [word["text"] for word in placed] == text.split()
    assert placed[1]["end"] == pytest.approx(1.06, abs=0.12), "the pause comes after beta"
    assert placed[2]["start"] == pytest.approx(1.66, abs=0.12)
    assert all(a["end"] <= b["start"] + 0.001 for a, b in pairwise(placed))
    assert told(capsys)["facts"] == {"seconds": sound.seconds}


def test_silence_is_no_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = spoken(tmp_path / "nothing.wav", -1.0)
    argv = [f"--source={source}", "--text=a", f"--output={tmp_path / 'n.wav'}"]
    assert fit_recording.main([*argv, f"--words={tmp_path / 'w.json'}"]) == BAD_INPUT
    assert "silent" in str(told(capsys)["error"])
