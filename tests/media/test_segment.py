"""A shot is a whole number of frames, counted without rounding on the way."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from reelworks.domain.errors import BadInput
from reelworks.media import segment

LEAD, TAIL = Fraction("0.3"), Fraction("0.45")


@pytest.mark.parametrize(
    ("samples", "fps", "frames"),
    [
        (0, 30, 23),  # 0.75 s are 22.5 frames
        (48_000 * 9 // 4, 30, 90),  # exactly three seconds
        (48_000 * 9 // 4 + 1, 30, 91),  # one sample more
        (48_000, 24, 42),
        (48_000 * 600, 60, 36_045),
    ],
)
def test_frames_hold_lead_speech_and_tail(samples: int, fps: int, frames: int) -> None:
    assert segment.frames_of(Fraction(samples, 48_000), LEAD, TAIL, fps) == frames


def test_a_shot_has_a_frame_at_least() -> None:
    assert segment.frames_of(Fraction(0), Fraction(0), Fraction(0), 30) == 1


def test_watermark_must_be_png_of_a_sensible_size(tmp_path: Path) -> None:
    good, large, other = (tmp_path / name for name in ("good.png", "large.png", "other.png"))
    Image.new("RGBA", (40, 20)).save(good)
    Image.new("1", (5000, 10)).save(large)
    Image.new("RGB", (40, 20)).save(other, "JPEG")
    assert segment.watermark(good) == good
    for path in (large, other, tmp_path / "gone.png"):
        with pytest.raises(BadInput, match=path.name):
            segment.watermark(path)
