"""The `youtube` of a channel: read whole, or refused with the line and the reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reelworks.domain.channels import Youtube
from reelworks.domain.errors import BadChannels
from reelworks.ops import channels

ACCOUNT = "UC" + "a" * 22


def loaded(folder: Path, *lines: str) -> Youtube | None:
    path = folder / "channels.yaml"
    text = "\n".join(f"    {line}" for line in lines)
    path.write_text(f"channels:\n  - id: tides\n{text}\n")
    return channels.load(path)[0].youtube


def test_without_it_films_stay_here(tmp_path: Path) -> None:
    assert loaded(tmp_path, f"youtube_channel: {ACCOUNT}") is None


def test_an_empty_one_publishes_with_every_default(tmp_path: Path) -> None:
    assert loaded(tmp_path, f"youtube_channel: {ACCOUNT}", "youtube: {}") == Youtube()


def test_every_setting_is_read(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        f"youtube_channel: {ACCOUNT}",
        "privacy: public",
        "youtube:",
        '  description: "{title}: {description}"',
        "  tags: the sea,  lighthouses",
        "  category: 22",
        "  playlist: PLxxxxxxxxxxxx",
        "  project: second",
        "  schedule: 18:00 Europe/Berlin",
        "  per_day: 3",
        "  made_for_kids: yes",
        "  synthetic: no",
        "  notify: no",
    )
    assert found == Youtube(
        description="{title}: {description}",
        tags=("the sea", "lighthouses"),
        category="22",
        playlist="PLxxxxxxxxxxxx",
        project="second",
        schedule="18:00 Europe/Berlin",
        per_day=3,
        made_for_kids=True,
        synthetic=False,
        notify=False,
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["youtube: {}"], "needs youtube_channel"),
        (["youtube: {schedule: 18:00}"], "needs privacy: public"),
        (["youtube: {schedule: noon}", "privacy: public"], "18:00 Europe/Berlin"),
        (["youtube: {playlist: mine}"], "PL..."),
        (["youtube: {category: news}"], "category"),
        (['youtube: {description: "{titel}"}'], "cannot name {titel}"),
        (["youtube: {per_day: 0}"], "per_day"),
        (["youtube: {colour: red}"], "colour"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, lines: list[str], told: str) -> None:
    account = [] if lines == ["youtube: {}"] else [f"youtube_channel: {ACCOUNT}"]
    with pytest.raises(BadChannels) as refused:
        loaded(tmp_path, *account, *lines)
    assert told in str(refused.value)
    assert "line" in str(refused.value)


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "channels.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `youtube\.(\w+)` \|", page, re.MULTILINE))
    assert documented == set(Youtube.__slots__)


@pytest.mark.parametrize("gates", [[], ["gates: automatic"], ["gates: {final: automatic}"]])
def test_production_needs_a_person_at_its_final_gate(tmp_path: Path, gates: list[str]) -> None:
    lines = [f"youtube_channel: {ACCOUNT}", "profile: production", "youtube: {}", *gates]
    with pytest.raises(BadChannels, match="final must be human"):
        loaded(tmp_path, *lines)
    lines = [line for line in lines if line not in gates]
    assert loaded(tmp_path, *lines, "gates: {final: human}") == Youtube()
