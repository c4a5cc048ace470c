"""A manifest is complete, or says what it lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reelworks.domain.errors import BadInput
from reelworks.media import manifest

SHOT = {"number": 1, "text": "a", "segment": "/s.mp4", "narration": "/n.wav", "words": "/w.json"}
WHOLE = {"title": "T", "shots": [SHOT]}


def test_what_is_left_out_has_its_usual_value(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(json.dumps(WHOLE))
    told = manifest.read(tmp_path / "m.json")
    assert (told.fps, told.pixels, told.lead, told.tail) == (30, (1920, 1080), 0.3, 0.45)
    assert (told.music, told.shots[0].effect, told.shots[0].chapter) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"shots": []}, "shots"),
        ({"shots": [{**SHOT, "words": None}]}, r"shots\.0\.words"),
        ({"fps": 0}, "fps"),
        ({"lead": -1}, "lead"),
        ({"size": "1920×1080"}, "size"),
        ({"title": 7}, "title"),
    ],
)
def test_fault_is_said_with_its_place(tmp_path: Path, change: dict[str, Any], place: str) -> None:
    (tmp_path / "m.json").write_text(json.dumps({**WHOLE, **change}))
    with pytest.raises(BadInput, match=place):
        manifest.read(tmp_path / "m.json")


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe"])
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.json").write_bytes(content)
    with pytest.raises(BadInput, match=r"m\.json"):
        manifest.read(tmp_path / "m.json")
