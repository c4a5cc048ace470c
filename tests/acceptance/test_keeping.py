"""A film half made, lost with its machine and finished on another; then cleaned, and made again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import homes
from tests.acceptance.film import Undisturbed, wish
from tests.acceptance.homes import Home
from tests.acceptance.probing import stream_hash

pytestmark = pytest.mark.slow

BAD_INPUT = 65


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made while the film is being made. Then the machine is gone."""
    folder = tmp_path_factory.mktemp("first")
    target = tmp_path_factory.mktemp("backups") / "monday.tar"
    with homes.home_in(folder) as home:
        making = home.start(*wish(home))
        making.until_it_says("-- Generating Video")
        made = home.run("backup", target, "--json")
        assert made.code == 0, made.err
        assert making.process.poll() is None, "the backup came too late to matter"
        assert json.loads(made.out)["videos"] == 1
        assert home.kill() > 0
    return target


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Another machine."""
    with homes.home_in(tmp_path_factory.mktemp("second machine")) as home:
        yield home


def test_it_is_finished_elsewhere_as_if_nothing_had_happened(
    undisturbed: Undisturbed, home: Home, backup: Path
) -> None:
    told = home.run("restore", backup)
    assert told.code == 0, told.err
    assert "Restored 1 video" in told.out
    assert "Generating" in home.run("status").out
    made = home.run(*wish(home, "--json", "--output", "out/bridge.mp4"))
    assert stream_hash(home.film_of(made)) == undisturbed.hash
    events = made.events()
    assert homes.ran_again(events) == []
    begun = homes.started(events)
    assert len(begun) < 2 * len(set(begun))
    assert {"task_created", "step_lost", "task_finished"} <= {event["event"] for event in events}


def test_a_home_with_videos_is_not_overwritten(home: Home, backup: Path) -> None:
    refused = home.run("restore", backup)
    assert refused.code == BAD_INPUT
    assert "--replace" in refused.refusal


def test_cleaned_and_asked_for_again_it_is_the_same_film(
    undisturbed: Undisturbed, home: Home
) -> None:
    """The copy that was put outside is proof enough that the film may go."""
    store = home.path / "workspaces" / ".store"
    for path in store.rglob("*"):
        os.utime(path, (1, 1))
    at_once = {"REELWORKS_RETENTION_DAYS": "0.000001"}
    told = json.loads(home.run("clean", "--dry-run", "--json", env=at_once).out)
    assert told["bytes"] > 1_000_000
    done = json.loads(home.run("clean", "--json", env=at_once).out)
    assert {**done, "log_lines": 0} == {**told, "log_lines": 0}
    assert [path.suffix for path in store.rglob("*") if path.is_file()] == [".md"]
    assert "cleaned away" in home.run("status", home.task.name).out
    made = home.run(*wish(home, "--output", "out/again.mp4"))
    assert stream_hash(home.film_of(made)) == undisturbed.hash
