"""Everything that can befall a studio befalls it at once, and nothing is lost or bought twice.

The long form: REELWORKS_STORM=220 incidents over 10 channels of 4 videos in full size
(`make chaos`). REELWORKS_STORM_SEED chooses other moments.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from reelworks.domain.channels import Channel
from reelworks.ops import postgres, settings
from reelworks.wiring import studio
from tests.chaos.storm import Storm, VendorLine, small_disk
from tests.paid.pipeline import PAID, VERSIONS

pytestmark = [pytest.mark.chaos, pytest.mark.slow]

Report = Mapping[str, Mapping[str, object]]

INCIDENTS = int(os.environ.get("REELWORKS_STORM", "10"))
SEED = int(os.environ.get("REELWORKS_STORM_SEED", "1"))
LONG = INCIDENTS >= 200
CHANNELS, VIDEOS, SHOTS = (10, 4, 19) if LONG else (4, 1, 5)
WORKERS = 4 if LONG else 3
PAUSE_S = (1.0, 4.0) if LONG else (0.5, 2.0)
SLOTS = {"cpu": 2, "gemini": 6, "kling": 4, "elevenlabs": 3, "youtube": 2}


@asynccontextmanager
async def stormy(home: Path, failing: float = 0.1) -> AsyncIterator[Storm]:
    """A studio without workers, its vendor, and its own embedded server."""
    vendor = VendorLine(failing, SEED)
    channels = {f"channel-{n}": Channel(f"channel-{n}", f"Channel {n}") for n in range(CHANNELS)}
    try:
        async with studio.opened(settings.read(home=home, database_url=None)) as context:
            made = replace(
                context, pipelines={PAID.name: PAID}, versions=VERSIONS, channels=channels
            )
            storm = Storm(made, home, vendor, SEED)
            try:
                yield storm
            finally:
                await storm.close()
    finally:
        vendor.close()
        postgres.remove(home)


async def befall(storm: Storm, *, disk: bool) -> None:
    """One incident, chosen by chance."""
    kinds = ["kill", "kill", "freeze", "database", "carrier", *(["disk"] if disk else [])]
    kind = storm.chance.choice(kinds)
    match kind:
        case "kill":
            await storm.kill(storm.chance.choice(await storm.until_living(2)), SLOTS)
        case "freeze":
            name = storm.chance.choice(await storm.until_living(2))
            storm.freeze_meanwhile(name, storm.chance.uniform(6, 8))
        case "disk":
            await storm.fill_disk(storm.chance.uniform(0.5, 2))
        case "carrier":
            await storm.empty_carrier()
        case _:
            await storm.stop_database()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    return made


async def test_a_storm_loses_nothing_and_buys_nothing_twice(home: Path) -> None:
    with small_disk(home / "workspaces", 64) as disk:
        async with stormy(home) as storm:
            for _ in range(WORKERS):
                storm.start(SLOTS)
            for number in range(VIDEOS):
                for channel in storm.context.channels:
                    await storm.make(channel, f"Video {number}", SHOTS)
            await rage(storm, disk=disk)
            await storm.until_calm(1200 if LONG else 150)
            report, faults = storm.vendor.ask("/report"), await storm.faults()
            tell(storm, report)
            assert faults.found == {}
            assert len(report["orders"]) == CHANNELS * VIDEOS * (SHOTS + 1)


async def rage(storm: Storm, *, disk: bool) -> None:
    """The incidents, one after the other, one vendor's outage among them."""
    for number in range(INCIDENTS):
        await asyncio.sleep(storm.chance.uniform(*PAUSE_S))
        if number % 20 == INCIDENTS % 20 // 2:
            await storm.outage("kling", 5)
        await befall(storm, disk=disk)
        await storm.hurry()
        await storm.help()


def tell(storm: Storm, report: Mapping[str, Mapping[str, int]]) -> None:
    again = sum(count - 1 for count in report["calls"].values())
    sys.stdout.write(
        f"\n{storm.incidents.total()} incidents {dict(storm.incidents)}; "
        f"{report['failed']} calls failed, {again} calls without an id were made again; "
        f"most at once by living workers {report['most']}, with zombies "
        f"{report['most_with_zombies']}\n"
    )


@pytest.mark.parametrize("plant", ["", "intent"])
async def test_a_worker_that_dies_between_order_and_answer_buys_twice_only_without_an_intent(
    plant: str, home: Path
) -> None:
    async with stormy(home, failing=0) as storm:
        name = storm.start(SLOTS, plant)
        storm.vendor.ask("/hold", seconds="3")
        await storm.make("channel-0", "One", 1)
        await until(storm, lambda report: any("/video/" in ref for ref in report["orders"]))
        storm.vendor.ask("/hold", seconds="0")
        await storm.kill(name, SLOTS, plant)
        await storm.until_calm(90)
        found = (await storm.faults()).found
        assert set(found) == ({"bought twice"} if plant else set()), found


@pytest.mark.parametrize("plant", ["", "lease"])
async def test_a_worker_that_slept_too_long_changes_something_only_without_a_lease_check(
    plant: str, home: Path
) -> None:
    """It wakes with a finished script in its hands; another worker is at that step by now."""

    def found_at(report: Report) -> dict[str, str]:
        """Who is at which composite, the last one to come counting."""
        return {ref: str(w) for ref, w in report["there"].items() if "/composites/" in ref}

    async with stormy(home, failing=0) as storm:
        for _ in range(2):
            storm.start({**SLOTS, "cpu": 4}, plant)
        await storm.until_living(2)
        storm.vendor.ask("/hold", seconds="3")
        await storm.make("channel-0", "One", 4)
        report = await until(storm, found_at)
        ref, name = next(iter(found_at(report).items()))
        storm.vendor.ask("/hold", seconds="8")
        taken_over = until(storm, lambda report: found_at(report).get(ref, name) != name)
        await storm.freeze(name, taken_over)
        storm.vendor.ask("/hold", seconds="0")
        await storm.until_calm(90)
        found = (await storm.faults()).found
        assert bool(found) == bool(plant), found


async def until(storm: Storm, reached: Callable[[Report], object]) -> Report:
    """The vendor's report as soon as it says so."""
    async with asyncio.timeout(90):
        while not reached(report := storm.vendor.ask("/report")):
            await asyncio.sleep(0.1)
        return report
