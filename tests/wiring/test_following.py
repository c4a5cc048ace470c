"""A channels.yaml that changes is taken over without a restart, with the files that it names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reelworks.ops import settings
from reelworks.wiring import studio
from tests.orchestrator.conftest import context

if TYPE_CHECKING:
    from pathlib import Path

    from reelworks.orchestrator.context import Context

__all__ = ["context"]

BRANDED = "channels:\n  - id: tides\n    branding: {watermark: logo.png}\n"


def write(file: Path, text: str, moment: int) -> None:
    file.write_text(text, "utf-8")
    os.utime(file, (moment, moment))


async def test_a_channel_that_is_added_tells_what_it_lacks(
    context: Context, tmp_path: Path
) -> None:
    file = tmp_path / "channels.yaml"
    write(file, "channels:\n  - id: plain\n", 1_000)
    follow = studio.follower(context, settings.read(channels=file, home=tmp_path / "home"))
    write(file, BRANDED, 2_000)
    await follow()
    assert set(context.channels) == {"tides"}
    assert "watermark of channel tides is missing" in context.warnings["tides"][0]
    logo = tmp_path / "channels" / "tides" / "logo.png"
    logo.parent.mkdir(parents=True)
    logo.write_bytes(b"a picture")
    write(file, BRANDED, 3_000)
    await follow()
    assert context.branding["tides"] == {"watermark": logo}
    assert context.warnings["tides"] == []


async def test_a_file_that_leads_out_of_the_channels_folder_changes_nothing(
    context: Context, tmp_path: Path
) -> None:
    file = tmp_path / "channels.yaml"
    write(file, "channels:\n  - id: plain\n", 1_000)
    follow = studio.follower(context, settings.read(channels=file, home=tmp_path / "home"))
    folder = tmp_path / "channels" / "tides"
    folder.mkdir(parents=True)
    (folder / "logo.png").symlink_to("/etc/hostname")
    before = dict(context.channels)
    write(file, BRANDED, 2_000)
    await follow()
    assert context.channels == before
