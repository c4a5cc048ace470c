"""A home for the commands of a test module, with a film in it that has to survive them all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import homes
from tests.acceptance.homes import Home

SMALL = ("--size", "320x180")
TITLE = 'A "100%" {title}: it\'s C:\\odd 🚢'
NARRATION = (
    "He said: \"It's 100% {safe} at C:\\temp, isn't it?\" 🚢",
    "Rock & roll <b>costs</b> $5; [see #3] \\N {\\an8} 50% off, 'quoted' — naïve café!",
)
CHANNELS = """\
channels:
  - id: plain
  - id: bare
    branding:
      font: nowhere.ttf
      watermark: broken.png
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with homes.home_in(tmp_path_factory.mktemp("home"), REELWORKS_CHANNELS="channels.yaml") as home:
        (home.desk / "channels.yaml").write_text(CHANNELS, "utf-8")
        broken = home.desk / "channels" / "bare" / "broken.png"
        broken.parent.mkdir(parents=True)
        broken.write_bytes(b"no picture")
        with homes.served(home):
            yield home


def make_odd(home: Home, *more: str | Path) -> homes.Ended:
    """Make a film that says odd things, for a channel that lacks its font and has no watermark."""
    script = home.desk / "odd.txt"
    script.write_text("\n\n".join(NARRATION), "utf-8")
    words = ("--script", "--channel", "bare", "--title", TITLE, *SMALL)
    return home.run("make", script, *words, *more)
