"""A rehearsal's hurry never reaches a real vendor."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelworks.domain.errors import BadInput
from reelworks.ops import channels, links, settings
from reelworks.ops.channels import ChannelsFile
from reelworks.wiring import studio

MIXED = "    providers: {speech: elevenlabs}"


def file(tmp_path: Path, profile: str, more: str = "") -> ChannelsFile:
    path = tmp_path / "channels.yaml"
    path.write_text(f"channels:\n  - id: tides\n    profile: {profile}\n{more}\n")
    return channels.read(path)


@pytest.mark.parametrize(("profile", "more"), [("production", ""), ("draft", MIXED)])
def test_it_is_refused_where_a_channel_calls_real_vendors(
    tmp_path: Path, profile: str, more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(links.SANDBOX_HOST, raising=False)
    asked = file(tmp_path, profile, more)
    with pytest.raises(BadInput, match="REELWORKS_SPEED is 60, and channel tides"):
        studio.speed(settings.read(speed=60), asked)
    assert studio.speed(settings.read(), asked) == 1
    monkeypatch.setenv(links.SANDBOX_HOST, "127.0.0.1")
    assert studio.speed(settings.read(speed=60), asked) == 60


@pytest.mark.parametrize("profile", ["draft", "sandbox"])
def test_it_is_taken_where_nobody_outside_hears_of_it(
    tmp_path: Path, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(links.SANDBOX_HOST, raising=False)
    assert studio.speed(settings.read(speed=60), file(tmp_path, profile)) == 60
