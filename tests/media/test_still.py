"""A film's still is the liveliest picture of its clips, in the film's shape."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from reelworks.domain.errors import BadInput
from reelworks.media import still
from tests.media import material

WIDE = (320, 180)


def colour(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    """How far the channels of its pixels lie apart."""
    return float(np.ptp(picture.astype(int), axis=2).mean())


def test_lively_picture_wins_over_black_white_and_grey(tmp_path: Path) -> None:
    dull = [material.grey(tmp_path / f"{level}.mp4", 0.5, level) for level in (0, 255, 120)]
    lively = material.clip(tmp_path / "lively.mp4", "testsrc2=s=320x180:r=30:d=0.5")
    assert colour(still.best([*dull, lively], WIDE)) > 80


def test_clips_that_begin_black_are_judged_by_what_follows(tmp_path: Path) -> None:
    fade = "fade=in:start_frame=0:nb_frames=20"
    looks = ("color=c=0x606060:", "testsrc2=", "color=c=white:")
    paths = [
        material.clip(tmp_path / f"{number}.mp4", f"{look}s=320x180:r=30:d=1.2,{fade}")
        for number, look in enumerate(looks)
    ]
    assert colour(still.best(paths, WIDE)) > 80


def test_a_clip_that_stays_black_is_shown_as_it_is(tmp_path: Path) -> None:
    assert still.best([material.grey(tmp_path / "c.mp4", 0.3, 0)], WIDE).max() < 16


@pytest.mark.parametrize(
    ("film", "shape"),
    [((320, 180), (720, 1280)), ((180, 320), (1280, 720)), ((200, 200), (1280, 1280))],
)
def test_still_has_the_films_shape_whatever_the_clips_have(
    tmp_path: Path, film: tuple[int, int], shape: tuple[int, int]
) -> None:
    frame = "drawbox=w=iw/9:h=ih:t=fill:c=red,drawbox=x=iw*8/9:w=iw/9:h=ih:t=fill:c=red"
    source = f"color=c=lime:s=640x360:r=30:d=0.1,{frame}"
    picture = still.best([material.clip(tmp_path / "c.mp4", source)], film)
    assert picture.shape == (*shape, 3)
    cut_off = film[0] < film[1] * 16 / 9
    assert (picture[:, 5, 0].mean() < 100) == cut_off  # the red edges are outside of it


def test_colours_are_those_that_the_film_shows(tmp_path: Path) -> None:
    """FFmpeg takes a clip that does not say its colours for BT.601; a film is BT.709."""
    green = "color=c=0x20a040:s=320x180:r=30:d=0.1,format=gbrp"
    untold = "scale=out_color_matrix=bt709,format=yuv420p,setparams=colorspace=unknown"
    clip = material.clip(tmp_path / "c.mp4", f"{green},{untold}")
    with av.open(str(clip)) as file:
        assert file.streams.video[0].codec_context.colorspace == still._UNSPECIFIED
    found = still.best([clip], WIDE)[360, 640].astype(int)
    assert np.abs(found - (0x20, 0xA0, 0x40)).max() <= 4


@pytest.mark.parametrize("content", [b"", b"no clip", b"\0\0\0\x18ftypmp42"])
def test_what_is_no_clip_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.mp4").write_bytes(content)
    with pytest.raises(BadInput, match=r"odd\.mp4"):
        still.best([tmp_path / "odd.mp4"], WIDE)
