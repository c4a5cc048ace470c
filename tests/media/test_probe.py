"""Probing tells what a file holds, and says clearly when it cannot be used."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from reelworks.domain.errors import BadInput
from reelworks.media import probe
from reelworks.media.wav import RATE
from reelworks.ops import ffmpeg
from tests.media import material


def test_picture_is_described(tmp_path: Path) -> None:
    clip = material.clip(tmp_path / "c.mp4", "testsrc2=s=320x180:r=24:d=2")
    media = probe.probe(clip)
    picture = media.picture
    assert picture is not None
    assert (picture.codec, picture.width, picture.height) == ("h264", 320, 180)
    assert (picture.fps, picture.frames, picture.pixels) == (Fraction(24), 48, "yuv420p")
    assert picture.seconds == pytest.approx(2.0, abs=1e-3)
    assert media.seconds == pytest.approx(2.0, abs=0.05)
    assert media.sound is None


@pytest.mark.parametrize(
    ("times", "steady"),
    [
        ("N", True),
        ("N+200", True),
        ("N+eq(N\\,47)", False),  # the last one late
        ("N*2-mod(N\\,2)", False),
    ],
)
def test_frames_are_steady_when_each_lasts_as_long(
    tmp_path: Path, times: str, steady: bool
) -> None:
    source = f"testsrc2=s=320x180:r=24:d=2,setpts={times}"
    between = ("-pix_fmt", "yuv420p", "-bf", "2", "-fps_mode", "vfr")  # frames out of order
    assert probe.probe_picture(material.clip(tmp_path / "c.mp4", source, codec=between)).steady is (
        steady
    )


@pytest.mark.parametrize(
    ("space", "levels", "codec", "described"),
    [
        ("bt709", "range=tv", ("-pix_fmt", "yuv420p"), True),
        ("smpte170m", "range=tv", ("-pix_fmt", "yuv420p"), True),
        ("", "", ("-pix_fmt", "yuv420p"), False),
        ("bt709", "range=pc", ("-pix_fmt", "yuv420p"), False),
        ("bt709", "range=tv", ("-pix_fmt", "yuv444p"), False),
        ("bt709", "range=tv", ("-pix_fmt", "yuv420p", "-bf", "2"), False),
    ],
)
def test_the_head_says_what_decoding_would(
    tmp_path: Path, space: str, levels: str, codec: tuple[str, ...], described: bool
) -> None:
    source = "testsrc2=s=320x180:r=24:d=2"
    if space:
        source += (
            f",setparams={levels}:color_primaries={space}:color_trc={space}:colorspace={space}"
        )
    clip = material.clip(tmp_path / "c.mp4", source, codec=codec)
    picture = probe.probe_picture(clip)
    assert picture.described is described
    assert replace(picture, described=False) == probe.probe(clip).picture


def test_what_a_cut_off_clip_says_at_its_head_is_not_believed(tmp_path: Path) -> None:
    tell = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    first = ("-pix_fmt", "yuv420p", "-movflags", "+faststart")
    clip = material.clip(tmp_path / "c.mp4", f"testsrc2=s=320x180:r=24:d=2,{tell}", codec=first)
    assert probe.probe_picture(clip).described
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    picture = probe.probe_picture(clip)
    assert picture == probe.probe(clip).picture
    assert picture.frames < 48


def test_sound_is_described(tmp_path: Path) -> None:
    media = probe.probe(material.sound(tmp_path / "s.wav", np.zeros((2, RATE * 3 // 2))))
    assert media.picture is None
    assert media.sound is not None
    assert (media.sound.codec, media.sound.rate, media.sound.channels) == ("pcm_s16le", RATE, 2)
    assert media.sound.seconds == pytest.approx(1.5)


def test_picture_is_asked_for_and_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"s\.wav has no picture"):
        probe.probe_picture(material.sound(tmp_path / "s.wav", np.zeros(RATE)))


@pytest.mark.parametrize(
    "content", [b"", b"not a film at all", b"\x00" * 5000], ids=["empty", "text", "zeros"]
)
def test_what_is_no_media_is_bad_input(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.mp4").write_bytes(content)
    with pytest.raises(BadInput, match=r"x\.mp4"):
        probe.probe(tmp_path / "x.mp4")


def test_missing_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.mp4"):
        probe.probe(tmp_path / "gone.mp4")


def test_cut_off_clip_is_bad_input(tmp_path: Path) -> None:
    clip = material.clip(tmp_path / "c.mp4", "testsrc2=s=320x180:r=30:d=1")
    clip.write_bytes(clip.read_bytes()[:-2000])  # its index is at the end
    with pytest.raises(BadInput, match=r"c\.mp4"):
        probe.probe(clip)


def test_playlist_does_not_make_us_open_addresses(tmp_path: Path) -> None:
    (tmp_path / "list.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n")
    with pytest.raises(BadInput, match=r"list\.m3u8"):
        probe.probe(tmp_path / "list.m3u8")


def test_name_that_looks_like_an_address_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = material.clip(tmp_path / "c.mp4", "testsrc2=s=128x96:r=30:d=0.2")
    clip.rename(tmp_path / "concat:a|b %03d.mp4")
    monkeypatch.chdir(tmp_path)
    assert probe.probe_picture(Path("concat:a|b %03d.mp4")).frames == 6


@pytest.mark.parametrize(("limit", "value"), [("MAX_SIDE", 200), ("MAX_SECONDS", 1)])
def test_what_is_beyond_our_bounds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    clip = material.clip(tmp_path / "c.mp4", "color=c=gray:s=320x180:r=30:d=2")
    monkeypatch.setattr(probe, limit, value)
    with pytest.raises(BadInput, match=f"the limit is {value}"):
        probe.probe(clip)


def test_frames_are_counted_even_where_the_file_does_not_say(tmp_path: Path) -> None:
    clip = material.clip(tmp_path / "c.mp4", "testsrc2=s=128x96:r=30:d=1")
    raw = tmp_path / "c.ts"
    ffmpeg.run([*ffmpeg.INPUT, "-i", clip, "-c", "copy", raw])
    assert probe.probe_picture(raw).frames == 30
