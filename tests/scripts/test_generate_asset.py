"""One picture, exactly as asked, announced as the protocol wants it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from reelworks.media import layers
from reelworks.ops.files import sha256_of
from reelworks.scripts import generate_asset, protocol

PROMPT = "Misty dawn, muted blue. A lighthouse on a rocky coast"


def run(folder: Path, *more: str, prompt: str = PROMPT) -> int:
    out = f"--output={folder / 'a.png'}"
    return generate_asset.main([f"--prompt={prompt}", "--size=320x180", out, *more])


def result(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    results: list[dict[str, object]] = [line for line in lines if line["event"] == "result"]
    assert len(results) == 1
    return results[0]


def test_an_environment_comes_with_its_layers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, f"--layers={tmp_path / 'a.ora'}") == protocol.OK
    said = result(capsys)
    assert said["cost_usd"] == "0"
    files = said["files"]
    assert isinstance(files, list)
    assert [file["role"] for file in files] == ["image", "layers"]
    assert [file["sha256"] for file in files] == [
        sha256_of(tmp_path / name) for name in ("a.png", "a.ora")
    ]
    with Image.open(tmp_path / "a.png") as picture:
        assert (picture.size, picture.mode) == ((320, 180), "RGB")
    assert layers.read(tmp_path / "a.ora").width == 384


def test_a_character_is_clear_around_and_has_no_layers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "a.ora"
    stale.write_bytes(b"of an earlier run")
    code = run(tmp_path, "--kind=character", f"--layers={stale}", prompt="Dusk. an old keeper")
    assert code == protocol.OK
    files = result(capsys)["files"]
    assert isinstance(files, list)
    assert [file["role"] for file in files] == ["image"]
    assert not stale.exists()
    with Image.open(tmp_path / "a.png") as picture:
        assert (picture.size, picture.mode) == ((320, 180), "RGBA")


def test_seed_and_note_make_another_take(tmp_path: Path) -> None:
    made = set()
    for more in (["--seed=1"], ["--seed=2"], ["--seed=1", "--note=brighter"], ["--seed=1"]):
        assert run(tmp_path, *more) == protocol.OK
        made.add((tmp_path / "a.png").read_bytes())
    assert len(made) == 3


def test_a_prompt_may_begin_with_a_dash(tmp_path: Path) -> None:
    assert run(tmp_path, prompt="--size -x; $(reboot)") == protocol.OK


@pytest.mark.parametrize(
    "wrong", [["--size=321x180"], ["--size=big"], ["--kind=poster"], ["--seed=x"]]
)
def test_a_wrong_command_line_ends_with_usage(tmp_path: Path, wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(tmp_path, *wrong)
    assert left.value.code == protocol.USAGE


def test_an_unknown_provider_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--provider=nobody") == protocol.BAD_INPUT
    error = result(capsys)["error"]
    assert isinstance(error, dict)
    assert "nobody" in error["message"]
