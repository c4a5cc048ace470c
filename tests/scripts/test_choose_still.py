"""The best still of a film is a picture of its own, or a refusal that says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from reelworks.scripts import choose_still, protocol
from tests.media import material


def run(folder: Path, parts: str, size: str = "320x180") -> int:
    (folder / "parts.json").write_text(parts, "utf-8")
    paths = [f"--parts={folder / 'parts.json'}", f"--output={folder / 'still.png'}"]
    return choose_still.main([*paths, f"--size={size}"])


def test_the_liveliest_clip_is_shown(tmp_path: Path) -> None:
    dull = material.grey(tmp_path / "dull.mp4", 0.2)
    lively = material.clip(tmp_path / "lively.mp4", "testsrc2=s=320x180:r=30:d=0.2")
    assert run(tmp_path, json.dumps({"clips": [str(dull), str(lively)]})) == protocol.OK
    with Image.open(tmp_path / "still.png") as still:
        assert (still.format, still.mode, still.size) == ("PNG", "RGB", (1280, 720))
        assert still.getcolors(1000) is None, "more colours than a grey has"


@pytest.mark.parametrize("parts", ["", "{}", '{"clips": []}', '{"clips": ["/gone.mp4"]}'])
def test_no_clips_are_a_refusal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, parts: str
) -> None:
    assert run(tmp_path, parts) == protocol.BAD_INPUT
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]["message"]
    assert "gone.mp4" in error or "parts.json" in error
    assert not (tmp_path / "still.png").exists()
