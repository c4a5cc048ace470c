"""The script that makes a shot's clip: its options, its result and its errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reelworks.media import layers
from reelworks.media.probe import probe_picture
from reelworks.ops.files import sha256_of
from reelworks.scripts import generate_video, protocol


@pytest.fixture
def still(tmp_path: Path) -> Path:
    rows, columns = np.mgrid[0:90, 0:160]
    picture = np.dstack((rows * 2, columns, rows + columns)).astype(np.uint8)
    (tmp_path / "still.png").write_bytes(layers.png(picture))
    return tmp_path / "still.png"


def run(
    capsys: pytest.CaptureFixture[str], still: Path, clip: Path, *more: str
) -> tuple[int, list[dict[str, Any]]]:
    wanted = [f"--image={still}", f"--output={clip}", "--size=160x90", *more]
    code = generate_video.main(wanted)
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_clip_and_its_facts_are_told(
    capsys: pytest.CaptureFixture[str], still: Path, tmp_path: Path
) -> None:
    clip = tmp_path / "c.mp4"
    motion = "--motion=-waves roll in; slow push in"
    code, events = run(capsys, still, clip, motion, "--seconds=1.05", "--seed=3")
    assert code == protocol.OK
    assert {event["event"] for event in events[:-1]} == {"progress"}
    result = events[-1]
    assert result["files"][0]["role"] == "clip"
    assert result["files"][0]["sha256"] == sha256_of(clip)
    assert result["facts"] == {"seconds": pytest.approx(32 / 30, abs=1e-6), "frames": 32}
    assert result["cost_usd"] == "0"
    picture = probe_picture(clip)
    assert (picture.width, picture.height, picture.fps, picture.frames) == (160, 90, 30, 32)


def test_frame_rate_can_be_chosen(
    capsys: pytest.CaptureFixture[str], still: Path, tmp_path: Path
) -> None:
    code, events = run(capsys, still, tmp_path / "c.mp4", "--seconds=0.5", "--fps=24")
    assert code == protocol.OK
    assert events[-1]["facts"]["frames"] == 12


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--seconds=0", "seconds"),
        ("--fps=0", "0 a second"),
        ("--image=gone.png", "gone.png"),
        ("--layers=gone.ora", "gone.ora"),
        ("--provider=nobody", "nobody"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_value(
    capsys: pytest.CaptureFixture[str], still: Path, tmp_path: Path, option: str, words: str
) -> None:
    code, events = run(capsys, still, tmp_path / "c.mp4", "--seconds=0.2", option)
    assert code == protocol.BAD_INPUT
    assert words in events[-1]["error"]["message"]
    assert not (tmp_path / "c.mp4").exists()


@pytest.mark.parametrize("option", ["--size=161x90", "--seconds=long", "--nonsense"])
def test_wrong_command_line_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], still: Path, tmp_path: Path, option: str
) -> None:
    with pytest.raises(SystemExit) as end:
        run(capsys, still, tmp_path / "c.mp4", "--seconds=0.2", option)
    assert end.value.code == protocol.USAGE
