"""A film that is stopped and begun again: nothing is lost or made twice, and it is the same."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.acceptance import homes
from tests.acceptance.film import Undisturbed, wish
from tests.acceptance.homes import Command, Ended, Home
from tests.acceptance.probing import stream_hash

pytestmark = pytest.mark.slow

BUSY, STOPPED = 75, 130
AT_MOST_S = 5.0
GO_ON = "Stopped. Run the same command again to go on."


def stopped(home: Home, number: int, when: str) -> Ended:
    """Begin the film, or go on with it, and tell it to stop as soon as it says this."""
    command = home.start(*wish(home))
    command.until_it_says(when)
    told = time.monotonic()
    command.process.send_signal(number)
    ended = command.ended(AT_MOST_S * 4)
    assert time.monotonic() - told < AT_MOST_S
    return ended


def test_another_home_makes_the_same_film_however_often_it_is_stopped(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    with homes.home_in(tmp_path / "another home", REELWORKS_CPU_SLOTS="3") as home:
        for number, when in (
            (signal.SIGINT, "-- Generating Assets"),
            (signal.SIGTERM, "-- Generating Video"),
        ):
            ended = stopped(home, number, when)
            assert GO_ON in ended.refusal
            assert ended.code == STOPPED
            assert home.processes() == []
            assert home.left_behind() == []
        made = while_a_second_command_is_refused(home)
        assert_the_same(home.film_of(made), undisturbed)
        assert homes.ran_again(made.events()) == []
        happened = {event["event"] for event in made.events()}
        assert happened >= {"step_returned", "task_finished"}


def while_a_second_command_is_refused(home: Home) -> Ended:
    first = home.start(*wish(home, "--json"))
    first.until_it_says("task_created")
    second = home.run(*wish(home))
    assert "is being made by another command right now. Watch it with" in second.refusal
    assert second.code == BUSY
    assert first.process.poll() is None, "the second command came too late to matter"
    return first.ended()


def assert_the_same(film: Path, undisturbed: Undisturbed) -> None:
    assert stream_hash(film) == undisturbed.hash
    for suffix in (".srt", ".vtt", ".txt", ".jpg"):
        theirs = undisturbed.film.beside(suffix)
        assert film.with_suffix(suffix).read_bytes() == theirs.read_bytes()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux tells what a process handles")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("later_s", [0.0, 0.4])
def test_stopped_before_it_has_begun_it_says_so(
    number: signal.Signals, later_s: float, tmp_path: Path
) -> None:
    with homes.home_in(tmp_path) as home:
        command = home.start("status")
        wait_until_it_listens(command)
        time.sleep(later_s)
        command.process.send_signal(number)
        ended = command.ended(AT_MOST_S * 4)
        assert GO_ON in ended.refusal
        assert ended.code == STOPPED
        assert home.processes() == []


def wait_until_it_listens(command: Command) -> None:
    """Until its own code runs: what comes before that is Python's."""
    deadline, ours = time.monotonic() + AT_MOST_S * 4, 1 << (signal.SIGTERM - 1)
    status = Path(f"/proc/{command.process.pid}/status")
    while not int(status.read_text().split("SigCgt:")[1].split()[0], 16) & ours:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_command_that_a_shell_started_deaf_to_ctrl_c_can_be_told_to_stop(tmp_path: Path) -> None:
    with homes.home_in(tmp_path) as home:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as `reelworks status &` does it
        try:
            command = home.start("status")
        finally:
            signal.signal(signal.SIGINT, before)
        wait_until_it_listens(command)
        command.process.send_signal(signal.SIGTERM)
        ended = command.ended(AT_MOST_S * 4)
        assert GO_ON in ended.refusal
        assert ended.code == STOPPED
