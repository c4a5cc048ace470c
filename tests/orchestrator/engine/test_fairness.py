"""Fair between channels: who waits with nothing in hand is passed over once by each other, at most.

REELWORKS_PROPERTIES=300 is a longer form.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelworks.domain.channels import Channel
from reelworks.domain.errors import VendorUnavailable
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import failing
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.storage.local import LocalStore
from tests.conftest import Databases
from tests.orchestrator.engine.hand import Hand
from tests.paid.pipeline import PAID, VERSIONS

EXAMPLES = int(os.environ.get("REELWORKS_PROPERTIES", "6"))
SHOTS = {"greedy": (12, 12), "middling": (6,), "modest": (4,), "small": (2,)}  # of its videos
Deed = tuple[str, int]


@asynccontextmanager
async def working_on(databases: Databases, name: str, folder: Path) -> AsyncIterator[Hand]:
    dsn = databases.dsn(name)
    context = Context(
        database=database.engine(dsn),
        carrier=PgQueuerCarrier(lambda: database.raw_connect(dsn)),
        store=LocalStore(folder),
        pipelines={PAID.name: PAID},
        channels={name: Channel(name, name) for name in SHOTS},
        branding={},
        versions=VERSIONS,
    )
    try:
        yield Hand(context)
    finally:
        await context.database.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def queued(databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """A database in which four channels have images to be painted, and no service has room."""
    name = f"fair_{os.urandom(6).hex()}"
    await databases.create(name, template=databases.template)
    async with working_on(databases, name, tmp_path) as hand:
        await hand.enlist()
        await hand.limit("gemini", concurrency=0)
        for channel, sizes in SHOTS.items():
            for number, shots in enumerate(sizes):
                await hand.planned(f"{channel} {number}", channel, shots=shots)
    yield name
    await databases.drop(name)


DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.tuples(st.just("finish"), st.integers(0, 20)),
    st.tuples(st.just("give back"), st.integers(0, 20)),
    st.tuples(st.just("fail"), st.integers(0, 20)),
    st.tuples(st.just("concurrency"), st.integers(1, 4)),
)


def test_who_waits_is_passed_over_once_by_each_other_channel_at_most(
    queued: str, databases: Databases, tmp_path: Path
) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(DEEDS, min_size=25, max_size=25))
    def fair(deeds: Sequence[Deed]) -> None:
        asyncio.run(play(databases, queued, tmp_path, deeds))

    fair()


async def play(databases: Databases, template: str, folder: Path, deeds: Sequence[Deed]) -> None:
    name = f"fair_{os.urandom(6).hex()}"
    await databases.create(name, template=template)
    try:
        async with working_on(databases, name, folder) as hand:
            await hand.enlist()
            await hand.limit("gemini", concurrency=2)
            passed: Counter[str] = Counter()
            before = await lanes(hand)
            for deed in [("release", 0), *deeds]:
                await do(hand, deed)
                now = await lanes(hand)
                passed = passed_over(passed, before, now)
                assert max(passed.values(), default=0) < len(SHOTS), (deed, passed, now)
                before = now
    finally:
        await databases.drop(name)


async def do(hand: Hand, deed: Deed) -> None:
    """One thing happens to one step that is released, or to the service."""
    what, number = deed
    rows = await hand.steps("released", service="gemini")
    if what == "concurrency":
        await hand.limit("gemini", concurrency=number)
    elif rows and what != "release":
        claimed = await hand.take(rows[number % len(rows)].id)
        assert claimed is not None
        match what:
            case "finish":
                await hand.finish(claimed)
            case "fail":
                await hand.fail(claimed, VendorUnavailable("Busy."))
            case _:
                await failing.give_back(hand.context, claimed)
    await hand.release("gemini")


Lanes = dict[str, tuple[bool, int]]


async def lanes(hand: Hand) -> Lanes:
    """By channel: is something ready and nothing in hand; how often something was released."""
    rows: Any = await hand.column(
        "select json_build_array(channel_id, "
        "  bool_or(status = 'ready' and hold is null) "
        "  and not bool_or(status in ('released', 'running')), sum(releases)) "
        "from steps where service = 'gemini' group by channel_id"
    )
    return {channel: (waits, int(begun)) for channel, waits, begun in rows}


def passed_over(passed: Counter[str], before: Lanes, now: Lanes) -> Counter[str]:
    """How many releases of others each channel has seen since it began to wait."""
    begun = {channel: now[channel][1] - before[channel][1] for channel in now}
    return Counter(
        {
            channel: passed[channel] + sum(begun.values())
            for channel, (waits, _) in now.items()
            if waits and before[channel][0] and not begun[channel]
        }
    )
