"""A channel whose images a person must approve, from the first stop to the finished film."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.acceptance import homes
from tests.acceptance.homes import Ended, Event, Home

pytestmark = pytest.mark.slow

CHANNELS = """\
channels:
  - id: gated
    gates:
      assets: human
"""
NOTES = """\
# Rain

Rain falls on the hills all winter. In spring the river carries it down to the sea.
"""
BAD_INPUT = 65
BEHIND = ("composites", "video", "audio", "sfx", "assembly", "final")


class Board:
    """The commands of a person who decides."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._seen = 0

    def make(self, *more: str) -> Ended:
        size = ("--shots", "2", "--size", "320x180")
        return self.home.run("make", "rain.md", "--channel", "gated", *size, *more)

    def went_on(self) -> tuple[Event, list[Event]]:
        """Go on with the film: how that ended, and what has happened since the last time."""
        made = self.make("--json")
        assert made.code == 0, made.err
        *told, end = made.events()
        since, self._seen = told[self._seen :], len(told)
        return end, since

    def said(self, *words: str) -> str:
        ended = self.home.run(*words)
        assert ended.code == 0, ended.err
        return ended.out

    def review(self) -> dict[str, Event]:
        """What waits, by key; the sheet is a real picture."""
        shown = json.loads(self.said("review", "rain", "--json"))
        with Image.open(shown["sheet"]) as sheet:
            sheet.load()
            assert sheet.format == "JPEG"
            assert min(sheet.size) > 200
        return {item["key"]: item for item in shown["review"]["items"]}


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    with homes.home_in(tmp_path, REELWORKS_CHANNELS="channels.yaml") as home:
        (home.desk / "channels.yaml").write_text(CHANNELS, "utf-8")
        (home.desk / "rain.md").write_text(NOTES, "utf-8")
        with homes.served(home):
            yield Board(home)


def test_nothing_behind_a_gate_begins_before_a_person_has_approved(board: Board) -> None:
    it_stops_at_the_gate_and_says_what_to_do(board)
    shown = approval_needs_a_look(board)
    second = a_rejected_image_is_made_again_alone(board, shown)
    approved_it_goes_on_to_the_film(board)
    later_only_what_depends_on_a_rejected_image_is_made_again(board, second)


def it_stops_at_the_gate_and_says_what_to_do(board: Board) -> None:
    stopped = board.make()
    assert stopped.code == 0
    assert "Waits for you: Assets Ready (" in stopped.out
    task = board.home.task.name
    for word in ("review", "approve", "reject"):
        assert f"reelworks {word} {task}" in stopped.out


def approval_needs_a_look(board: Board) -> dict[str, Event]:
    """Returns what was looked at."""
    blind = board.home.run("approve", "rain")
    assert "have not been shown to you. Look first: `reelworks review" in blind.refusal
    assert blind.code == BAD_INPUT
    shown = board.review()
    assert not any(item["approved"] for item in shown.values())
    return shown


def a_rejected_image_is_made_again_alone(board: Board, shown: dict[str, Event]) -> str:
    """Returns the image of the second shot, which was not rejected."""
    story = json.loads((board.home.task / "story.json").read_text("utf-8"))
    first, second = (f"assets/{shot['environment']}" for shot in story["shots"])
    board.said("reject", "rain", "1", "--note", "darker, at dusk")
    end, events = board.went_on()
    assert (end["event"], end["label"]) == ("waits", "Assets Ready")
    rejected = [event["event"] for event in events].index("step_rejected")
    assert not [step for step in homes.started(events) if step.startswith(BEHIND)]
    assert homes.started(events[rejected:]) == [first]
    stale = board.home.run("approve", "rain")
    assert f"Changed since you looked: {first}." in stale.refusal
    assert stale.code == BAD_INPUT
    again = board.review()
    assert (again[first]["take"], again[first]["note"]) == (2, "darker, at dusk")
    assert again[first]["sha256"] != shown[first]["sha256"]
    assert {**again, first: shown[first]} == shown
    return second


def approved_it_goes_on_to_the_film(board: Board) -> None:
    board.said("approve", "rain")
    end, events = board.went_on()
    assert Path(end["path"]).is_file()
    happened = [event["event"] for event in events]
    assert "step_started" in happened
    assert happened.index("gate_opened") < happened.index("step_started")


def later_only_what_depends_on_a_rejected_image_is_made_again(board: Board, second: str) -> None:
    board.said("reject", "rain", second, "--note", "brighter")
    end, events = board.went_on()
    assert end["event"] == "waits"
    assert homes.started(events) == [second]
    assert [key for key, item in board.review().items() if not item["approved"]] == [second]
    board.said("approve", "rain")
    end, events = board.went_on()
    assert end["event"] == "film"
    *shot, last = homes.started(events)
    assert shot[:2] == ["composites/shot-02", "video/shot-02"]
    assert set(shot[2:]) == {"assembly/shot-02", "assembly/still"}
    assert last == "final/film"
