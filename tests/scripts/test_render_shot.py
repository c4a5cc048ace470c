"""A shot's segment is what the film needs, to the frame, whatever the clip and the text."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from reelworks.media import fonts, probe, wav
from reelworks.media.wav import RATE
from reelworks.scripts import protocol, render_shot
from tests.media import material

SAID = "The river remembers {every} flood; \\N 100% of them."
SIZE = ("--size", "320x180")


@pytest.fixture
def shot(tmp_path: Path) -> dict[str, Path]:
    """A grey clip of three seconds, and two seconds of speech."""
    return {
        "clip": material.grey(tmp_path / "clip.mp4", 3),
        "narration": material.sound(tmp_path / "n.wav", material.speech(2)),
        "words": material.words(tmp_path / "w.json", material.spoken(SAID, 1.9)),
        "output": tmp_path / "segment.mp4",
    }


def run(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path], *more: str | Path
) -> tuple[int, dict[str, Any]]:
    paths = [f"--{name}={path}" for name, path in shot.items()]
    code = render_shot.main([*paths, *SIZE, *map(str, more)])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def facts(capsys: pytest.CaptureFixture[str], shot: dict[str, Path], *more: str | Path) -> Any:
    code, result = run(capsys, shot, *more)
    assert code == protocol.OK, result
    return result["facts"]


@pytest.mark.parametrize("quality", ["draft", "master"])
def test_segment_is_what_every_player_expects(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path], quality: str
) -> None:
    told = facts(capsys, shot, "--quality", quality)
    with av.open(str(shot["output"])) as file:
        (stream,) = file.streams
        assert isinstance(stream, av.VideoStream)
        context = stream.codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (context.width, context.height) == (320, 180)
        assert stream.average_rate == stream.guessed_rate == 30
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
        assert context.color_range == 1
        packets = [packet for packet in file.demux(stream) if packet.size]
    assert packets[0].is_keyframe
    assert len(packets) == told["frames"] == 83  # (0.3 + 2 + 0.45) s at 30 is 82.5
    shown = sorted(packet.pts or 0 for packet in packets)
    assert shown == [1000 * number for number in range(83)]
    assert told["speech_start"] == 0.3


@pytest.mark.parametrize(
    ("margins", "samples", "frames"),
    [(("0", "0"), 1600, 1), (("0", "0"), 1601, 2), (("0.1", "0.2"), 33600, 30)],
)
def test_length_is_rounded_up_to_whole_frames(
    capsys: pytest.CaptureFixture[str],
    shot: dict[str, Path],
    margins: tuple[str, str],
    samples: int,
    frames: int,
) -> None:
    material.sound(shot["narration"], np.full(samples, 0.1, np.float32))
    assert facts(capsys, shot, "--lead", margins[0], "--tail", margins[1])["frames"] == frames
    assert probe.probe_picture(shot["output"]).frames == frames


def test_the_finished_voice_is_made_when_it_is_wanted(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path], tmp_path: Path
) -> None:
    _, plain = run(capsys, shot)
    assert {file["role"] for file in plain["files"]} == {"segment"}
    code, result = run(capsys, shot, "--voice", tmp_path / "voice.wav")
    assert code == protocol.OK
    assert {file["role"] for file in result["files"]} == {"segment", "voice"}
    assert wav.extent(tmp_path / "voice.wav") == (RATE, 2 * RATE)


def test_short_clip_is_slowed_down_and_never_stands_still(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path]
) -> None:
    material.clip(shot["clip"], "testsrc2=s=320x180:r=30:d=2")
    shot["words"].write_text("[]")
    assert facts(capsys, shot)["frames"] == 83
    shown = [frame.astype(int) for frame in material.frames(shot["output"])]
    still = [bool(np.abs(a - b).mean() < 0.05) for a, b in pairwise(shown)]
    assert sum(still) <= 23 + 1  # 60 frames shown as 83
    assert not any(a and b for a, b in pairwise(still))


def test_long_clip_is_cut(capsys: pytest.CaptureFixture[str], shot: dict[str, Path]) -> None:
    material.clip(shot["clip"], "testsrc2=s=320x180:r=30:d=4")
    shot["words"].write_text("[]")
    facts(capsys, shot)
    source, shown = material.frames(shot["clip"]), material.frames(shot["output"])
    for number in (0, 40, 82):
        assert np.abs(source[number].astype(int) - shown[number]).mean() < 3


@pytest.mark.parametrize(
    ("source", "codec"),
    [
        ("testsrc2=s=640x360:r=24:d=4", ("-pix_fmt", "yuv420p")),
        ("testsrc2=s=180x320:r=25:d=4", ("-pix_fmt", "yuv420p")),
        ("testsrc2=s=300x300:r=60:d=4", ("-pix_fmt", "yuv444p", "-crf", "0")),
        ("testsrc2=s=320x180:r=30:d=4", ("-pix_fmt", "yuvj420p")),
        ("testsrc2=s=320x180:r=30:d=4", ("-pix_fmt", "yuv420p", "-output_ts_offset", "3")),
    ],
)
def test_clips_of_any_kind_fit(
    capsys: pytest.CaptureFixture[str],
    shot: dict[str, Path],
    source: str,
    codec: tuple[str, ...],
) -> None:
    material.clip(shot["clip"], source, codec=codec)
    facts(capsys, shot)
    picture = probe.probe_picture(shot["output"])
    assert (picture.width, picture.height, picture.frames) == (320, 180, 83)
    assert (picture.pixels, picture.space) == ("yuv420p", "bt709")


def test_a_frame_that_cannot_be_decoded_is_made_up_for(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path], tmp_path: Path
) -> None:
    whole = material.clip(tmp_path / "whole.mp4", "testsrc2=s=320x180:r=30:d=3")
    nothing = bytes.fromhex("000000020910")  # says only that a frame begins
    with av.open(str(whole)) as source, av.open(str(shot["clip"]), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for number, packet in enumerate(source.demux(video=0)):
            if packet.size:
                kept = av.Packet(nothing) if number == 85 else packet
                kept.pts, kept.dts, kept.time_base = packet.pts, packet.dts, packet.time_base
                kept.duration, kept.stream = packet.duration, stream
                out.mux(kept)
    assert probe.probe_picture(shot["clip"]).steady
    material.sound(shot["narration"], material.speech(2.2))
    assert facts(capsys, shot)["frames"] == 89


def test_captions_change_while_words_are_spoken(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path]
) -> None:
    facts(capsys, shot)
    shown = [frame.astype(int) for frame in material.frames(shot["output"])]
    foot = [frame[110:] for frame in shown]
    assert foot[2].max() - foot[2].min() < 12  # nobody has spoken yet
    assert foot[40].max() > 200
    assert np.abs(foot[15] - foot[50]).max() > 40
    assert all(np.ptp(frame[:90]) < 12 for frame in shown)


def test_title_stands_over_the_first_seconds(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path]
) -> None:
    shot["words"].write_text("[]")
    facts(capsys, shot, "--title", 'Rivers: "a" {b} \\N 100% 🌊')
    shown = material.frames(shot["output"])
    assert np.ptp(shown[5]) < 12
    assert shown[40].max() > 200
    assert np.ptp(shown[82]) < 12


def test_watermark_stands_in_the_corner(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path], tmp_path: Path
) -> None:
    from PIL import Image

    mark = tmp_path / "mark's [x].png"
    Image.new("RGBA", (80, 40), (255, 255, 255, 255)).save(mark)
    facts(capsys, shot, "--watermark", mark)
    corner = material.frames(shot["output"])[2][10:24, 280:310]
    assert corner.min() > 200


@pytest.mark.parametrize("option", ["--watermark", "--font"])
@pytest.mark.parametrize("content", [None, b"", b"not what it says", b"\x00\x01\x00\x00" * 50])
def test_broken_extra_warns_and_the_shot_goes_on(
    capsys: pytest.CaptureFixture[str],
    shot: dict[str, Path],
    tmp_path: Path,
    option: str,
    content: bytes | None,
) -> None:
    extra = tmp_path / "extra"
    if content is not None:
        extra.write_bytes(content)
    (warning,) = facts(capsys, shot, option, extra)["warnings"]
    assert str(extra) in warning
    assert shot["output"].is_file()


def test_own_font_is_used(capsys: pytest.CaptureFixture[str], shot: dict[str, Path]) -> None:
    facts(capsys, shot)
    ours = material.frames(shot["output"])
    told = facts(capsys, shot, "--font", fonts.title_face().path)
    assert told["warnings"] == []
    theirs = material.frames(shot["output"])
    assert np.abs(ours[40].astype(int) - theirs[40]).max() > 60


def test_what_no_font_shows_is_told(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path]
) -> None:
    material.words(shot["words"], material.spoken("runes ᚠ and \U00013000 here", 1.5))
    assert facts(capsys, shot)["missing_glyphs"] == "ᚠ\U00013000"


def test_same_arguments_give_the_same_bytes(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path]
) -> None:
    first = run(capsys, shot, "--title", "Again")[1]["files"]
    assert run(capsys, shot, "--title", "Again")[1]["files"] == first


def test_any_path_will_do(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "it's a [odd], folder: 100% {x} = ;#"
    folder.mkdir()
    moved = {name: folder / f"-{name} 'x':[y],{path.suffix}" for name, path in shot.items()}
    for name in ("clip", "narration", "words"):
        shot[name].rename(moved[name])
    facts(capsys, moved)
    assert sorted(path.name for path in folder.iterdir()) == sorted(p.name for p in moved.values())


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("clip", b"no film", "clip.mp4"),
        ("narration", b"RIFF", "n.wav"),
        ("words", b"{}", "w.json"),
        ("words", b'[{"text": "a"}]', "0.start"),
    ],
)
def test_unusable_input_says_which(
    capsys: pytest.CaptureFixture[str],
    shot: dict[str, Path],
    name: str,
    content: bytes,
    says: str,
) -> None:
    shot[name].write_bytes(content)
    code, result = run(capsys, shot)
    assert code == protocol.BAD_INPUT
    assert says in result["error"]["message"]
    assert not shot["output"].exists()


def test_missing_input_says_which(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path]
) -> None:
    shot["clip"].unlink()
    code, result = run(capsys, shot)
    assert code == protocol.BAD_INPUT
    assert "clip.mp4" in result["error"]["message"]


@pytest.mark.parametrize("option", [("--fps", "29"), ("--lead", "-1"), ("--tail", "61")])
def test_impossible_numbers_are_refused(
    capsys: pytest.CaptureFixture[str], shot: dict[str, Path], option: tuple[str, str]
) -> None:
    code, result = run(capsys, shot, *option)
    assert code == protocol.BAD_INPUT
    assert option[0] in result["error"]["message"]


def test_rate_is_kept(capsys: pytest.CaptureFixture[str], shot: dict[str, Path]) -> None:
    told = facts(capsys, shot, "--fps", "25")
    assert told["frames"] == 69
    assert probe.probe_picture(shot["output"]).fps == 25
    assert RATE % 25 == 0
