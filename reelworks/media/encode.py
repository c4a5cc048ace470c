"""Raw frames into FFmpeg: a clip written once, cheaply and nearly without loss."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reelworks.domain.errors import BadInput
from reelworks.ops import ffmpeg, programs
from reelworks.ops.files import whole

# Both clips of a busy machine run at once, so one thread each; and the bytes depend on the count.
_THREADS = "1"
_MOST_FPS = 120
_SECONDS_PER_FRAME = 2.0  # far above what a loaded machine needs; a hung encoder is found by it

COLOUR = ("-color_range", "tv", "-colorspace", "bt709")
TRANSFER = ("-color_primaries", "bt709", "-color_trc", "bt709")
BITEXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact")

# A clip is decoded once, by the one encode that ends in the film: cheap to write and to read
# counts, size does not. `ultrafast` has no CABAC, no deblocking and no B frames, so both are;
# half-pixel motion on top (subme) costs the writer nothing, and spares a quarter of the bits and
# a tenth of the reader's work. A first frame no finer than the next (ipratio) keeps slow moves
# from standing still until the rest has caught up. Measured: about 50 dB.
NEAR_LOSSLESS = (
    *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14"),
    *("-x264-params", "subme=1:ipratio=1.0", "-threads", _THREADS),
)


@dataclass(frozen=True, slots=True)
class Frames:
    """What raw frames look like: I420 (Y, U and V planes one after the other), BT.709 limited."""

    width: int
    height: int
    fps: int

    def __post_init__(self) -> None:
        odd = self.width % 2 or self.height % 2
        if odd or min(self.width, self.height) < 2 or not 1 <= self.fps <= _MOST_FPS:
            raise BadInput(
                f"Frames of {self.width}x{self.height} at {self.fps} a second cannot be encoded.",
                remedy=f"Use an even width and height, and 1 to {_MOST_FPS} frames a second.",
            )

    @property
    def size(self) -> int:
        """Bytes of one frame."""
        return self.width * self.height * 3 // 2


def encode_clip(
    clip: Path, shape: Frames, frames: Iterable[bytes | memoryview], count: int
) -> None:
    """Write `frames` as H.264 in MP4 without sound; the same frames give the same bytes.

    `count` is how many there will be. Raises ProgramFailed, DiskFull, TimedOut.
    """
    with whole(clip) as partial:
        programs.feed(
            ffmpeg.command(
                [*raw_input(shape), *NEAR_LOSSLESS, *_container(shape), partial.absolute()]
            ),
            frames,
            timeout_s=60 + count * _SECONDS_PER_FRAME,
        )


def raw_input(shape: Frames) -> list[str]:
    """FFmpeg's options for reading such frames from its standard input."""
    size = ("-video_size", f"{shape.width}x{shape.height}", "-framerate", str(shape.fps))
    pixels = ("-f", "rawvideo", "-pixel_format", "yuv420p", *size)
    return [*pixels, *COLOUR, *TRANSFER, *ffmpeg.INPUT, "-i", "pipe:0"]


def _container(shape: Frames) -> list[str]:
    # a time scale of 1000 ticks a frame: every frame time is a whole number
    scale = ("-video_track_timescale", str(shape.fps * 1000))
    return ["-pix_fmt", "yuv420p", *COLOUR, *TRANSFER, *BITEXACT, "-an", *scale, "-f", "mp4"]
