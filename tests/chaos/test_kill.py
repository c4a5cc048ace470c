"""Everything that makes a film is killed at a random moment; started again, it ends as ever.

REELWORKS_KILLS=20 is the long form; REELWORKS_KILL_SEED chooses other moments.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.acceptance import homes
from tests.acceptance.film import Undisturbed, wish
from tests.acceptance.homes import Home
from tests.acceptance.probing import stream_hash

pytestmark = [pytest.mark.chaos, pytest.mark.slow]

RUNS = int(os.environ.get("REELWORKS_KILLS", "5"))
SEED = os.environ.get("REELWORKS_KILL_SEED", "1")


@pytest.mark.parametrize("run", range(RUNS))
def test_a_killed_film_is_finished_and_the_same(
    run: int, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    chance = Random(f"{SEED} {run}")
    moment = (run + chance.random()) / RUNS  # of the time it takes; each run has its own part
    with homes.home_in(tmp_path) as home:
        killed = interrupt(home, moment * undisturbed.seconds, chance)
        made = home.run(*wish(home, "--json"))
        events = made.events()
        sys.stdout.write(f"Killed {killed} processes at {moment:.3f} of the time; {made.err}\n")
        assert stream_hash(home.film_of(made)) == undisturbed.hash
        assert homes.ran_again(events) == []
        assert sorted(set(homes.started(events))) == sorted(homes.started(undisturbed.events))
        assert home.left_behind() == []
        assert home.processes() == []


def interrupt(home: Home, seconds: float, chance: Random) -> int:
    """Begin the film and kill all of it then, or sooner when it is finished sooner."""
    while True:
        command = home.start(*wish(home))
        try:
            command.ended(seconds)
        except subprocess.TimeoutExpired:
            killed = home.kill(chance)
            command.process.wait()
            return killed
        home.remove()
        seconds *= 0.8
