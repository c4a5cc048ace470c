"""Raw frames become a clip that is nearly the same, tagged right, and the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from reelworks.domain.errors import BadInput, ProgramFailed, TimedOut
from reelworks.media import encode
from reelworks.media.encode import Frames, encode_clip
from reelworks.media.probe import probe_picture
from reelworks.ops import ffmpeg, programs

SHAPE = Frames(128, 96, 25)


def moving(count: int) -> list[bytes]:
    """A slope of grey that moves to the left, with colour."""
    x = np.arange(SHAPE.width)[None, :] + np.arange(SHAPE.height)[:, None]
    chroma = np.full(SHAPE.size - SHAPE.width * SHAPE.height, 90, np.uint8).tobytes()
    return [
        (40 + (x + 3 * number) % 160).astype(np.uint8).tobytes() + chroma for number in range(count)
    ]


def test_clip_keeps_every_frame_nearly_without_loss(tmp_path: Path) -> None:
    frames = moving(12)
    encode_clip(tmp_path / "c.mp4", SHAPE, frames, 12)
    with av.open(str(tmp_path / "c.mp4")) as container:
        seen = [frame.to_ndarray() for frame in container.decode(video=0)]
    assert len(seen) == 12
    for frame, got in zip(frames, seen, strict=True):
        wanted = np.frombuffer(frame, np.uint8).reshape(got.shape)
        error = np.mean((got.astype(float) - wanted) ** 2)
        assert 10 * np.log10(255**2 / error) > 42


def test_clip_says_what_it_is(tmp_path: Path) -> None:
    encode_clip(tmp_path / "c.mp4", SHAPE, moving(5), 5)
    picture = probe_picture(tmp_path / "c.mp4")
    assert (picture.codec, picture.pixels, picture.space) == ("h264", "yuv420p", "bt709")
    assert (picture.width, picture.height, picture.fps, picture.frames) == (128, 96, 25, 5)
    with av.open(str(tmp_path / "c.mp4")) as container:
        (stream,) = container.streams
        context = stream.codec_context
        assert (context.color_range, context.color_primaries, context.color_trc) == (1, 1, 1)
        assert stream.time_base.denominator == 25_000


def test_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.mp4", "two.mp4"):
        encode_clip(tmp_path / name, SHAPE, moving(10), 10)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


@pytest.mark.parametrize(
    "shape", [(63, 64, 30), (64, 63, 30), (0, 64, 30), (64, 64, 0), (64, 64, 999)]
)
def test_frames_that_cannot_be_encoded_are_refused(shape: tuple[int, int, int]) -> None:
    width, height, fps = shape
    with pytest.raises(BadInput, match=f"{width}x{height} at {fps} a second"):
        Frames(*shape)


def test_folder_that_looks_like_an_option_is_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    encode_clip(Path("-f null/c %03d.mp4"), SHAPE, moving(2), 2)
    assert probe_picture(tmp_path / "-f null" / "c %03d.mp4").frames == 2


def test_failure_while_drawing_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield from moving(2)
        raise BadInput("the third frame cannot be drawn")

    with pytest.raises(BadInput, match="third frame"):
        encode_clip(tmp_path / "c.mp4", SHAPE, broken(), 3)
    assert list(tmp_path.iterdir()) == []


def test_encoder_that_fails_is_told_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "NEAR_LOSSLESS", ("-c:v", "no-such-codec"))
    with pytest.raises(ProgramFailed, match="no-such-codec"):
        encode_clip(tmp_path / "c.mp4", SHAPE, moving(200), 200)
    assert list(tmp_path.iterdir()) == []


def test_program_that_reads_nothing_is_stopped_at_its_limit() -> None:
    with pytest.raises(TimedOut, match=r"sleep took longer than 0\.3 s"):
        programs.feed(["sleep", "30"], [bytes(10_000_000)], timeout_s=0.3)


def test_long_last_words_do_not_block_the_program(tmp_path: Path) -> None:
    noisy = "import sys; sys.stdin.buffer.read(); sys.stderr.write('x' * 1_000_000); sys.exit(3)"
    with pytest.raises(ProgramFailed, match="exit code 3"):
        programs.feed(["python3", "-c", noisy], [b"a" * 100_000], timeout_s=60)


def test_other_addresses_than_files_are_never_opened() -> None:
    with pytest.raises(ProgramFailed, match=r"(?i)whitelist"):
        ffmpeg.run([*ffmpeg.INPUT, "-i", "http://127.0.0.1:9/x.mp4", "-f", "null", "-"])
