"""channels.yaml is changed by one channel, and everything else in it stays as somebody wrote it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from reelworks.domain.errors import BadChannels, BadInput, NotAllowed, NotFound
from reelworks.ops import channels_edit

WRITTEN = """\
# What we make.
services:
  kling:
    concurrency: 4   # not more
channels:
  - id: tides        # the first
    name: "Tides"
  - id: bread
    gates: human
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "channels.yaml"
    path.write_text(WRITTEN, "utf-8")
    return path


def test_a_channel_is_added_and_all_else_stays(file: Path) -> None:
    found = channels_edit.add(file, {"id": "venice", "brand": "golden light", "gates": "human"})
    assert [channel.id for channel in found.channels] == ["tides", "bread", "venice"]
    assert found.channels[2].brand == "golden light"
    text = file.read_text("utf-8")
    assert text.startswith(WRITTEN)
    assert channels_edit.remove(file, "venice").channels == found.channels[:2]
    assert file.read_text("utf-8") == WRITTEN


@pytest.mark.parametrize(
    "entry", [{"id": "Tides!"}, {"id": "bread"}, {"id": "a", "profile": "dear"}, {"id": "../x"}]
)
def test_what_would_be_a_bad_file_is_not_written(file: Path, entry: dict[str, str]) -> None:
    with pytest.raises(BadChannels):
        channels_edit.add(file, entry)
    assert file.read_text("utf-8") == WRITTEN
    assert [path.name for path in file.parent.iterdir()] == ["channels.yaml"]


def test_one_channel_stays(file: Path) -> None:
    with pytest.raises(NotFound):
        channels_edit.remove(file, "nobody")
    channels_edit.remove(file, "tides")
    with pytest.raises(BadInput, match="only channel"):
        channels_edit.remove(file, "bread")


def test_the_file_of_the_package_is_not_ours_to_change() -> None:
    packaged = Path(str(files("reelworks"))) / "data" / "channels.yaml"
    with pytest.raises(NotAllowed, match="come with the package"):
        channels_edit.add(packaged, {"id": "a"})
