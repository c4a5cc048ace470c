"""FFmpeg works in a folder of our own names, and nothing of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelworks.domain.errors import ProgramFailed
from reelworks.media import fonts, rooms, typeset


def test_room_is_gone_afterwards_and_what_moved_out_stays(tmp_path: Path) -> None:
    with rooms.room(tmp_path / "new") as room:
        room.path("made.txt").write_text("x")
        room.path("made.txt").replace(tmp_path / "new" / "kept.txt")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["kept.txt"]


def test_room_is_gone_after_a_failure_too(tmp_path: Path) -> None:
    with pytest.raises(ProgramFailed), rooms.room(tmp_path) as room:
        room.ffmpeg(["-i", "nothing.mp4", "out.mp4"])
    assert list(tmp_path.iterdir()) == []


def test_links_lead_to_files_of_any_name(tmp_path: Path) -> None:
    odd = tmp_path / "it's [a]: 'b', %d.txt"
    odd.write_text("content")
    with rooms.room(tmp_path) as room:
        room.link("plain.txt", odd)
        assert room.path("plain.txt").read_text() == "content"


def test_only_the_fonts_of_a_text_are_laid_out(tmp_path: Path) -> None:
    script = typeset.poster(320, 180, "River النهر", language="en")
    with rooms.room(tmp_path) as room:
        room.furnish(script)
        found = {path.resolve() for path in room.path("fonts").iterdir()}
    assert len(found) == 2
    assert fonts.title_face().path.resolve() in found
