"""Segments are joined as they are, or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelworks.domain.errors import BadInput
from reelworks.media import film
from tests.media import material


def test_packets_are_known_by_their_content(tmp_path: Path) -> None:
    one = film.packet_hashes(material.clip(tmp_path / "1.mp4", "testsrc2=s=64x64:r=30:d=0.5"))
    same = film.packet_hashes(material.clip(tmp_path / "2.mp4", "testsrc2=s=64x64:r=30:d=0.5"))
    other = film.packet_hashes(material.clip(tmp_path / "3.mp4", "testsrc=s=64x64:r=30:d=0.5"))
    assert one == same
    assert len(one) == len(set(one)) == 15
    assert set(one).isdisjoint(other)


@pytest.mark.parametrize("source", ["testsrc2=s=64x64:r=25:d=0.2", "testsrc2=s=96x64:r=30:d=0.2"])
def test_segment_of_another_kind_is_refused(tmp_path: Path, source: str) -> None:
    path = material.clip(tmp_path / "odd.mp4", source)
    with pytest.raises(BadInput, match=r"odd\.mp4"):
        film.frames(path, (64, 64), 30)


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no film")
    for name in ("text.mp4", "gone.mp4"):
        with pytest.raises(BadInput, match=name):
            film.packet_hashes(tmp_path / name)


def test_sound_alone_is_no_segment(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    material.ffmpeg.run(["-f", "lavfi", "-i", "sine=d=0.2", "-c:a", "aac", path])
    with pytest.raises(BadInput, match="no picture"):
        film.frames(path, (64, 64), 30)
