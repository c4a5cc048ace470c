"""The worker is killed at every border of what pays or publishes; afterwards all is there, once.

One job was bought for each step, or nobody could know and that is on record: the bill of the
sandbox shows what was bought beyond, and the ledger has it as doubtful. In short by default (Kling
through KIE, ElevenLabs); REELWORKS_BORDERS=all kills at every vendor's (`make chaos`).
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from reelworks.orchestrator.services import status
from reelworks.sandbox.server import Sandbox
from tests.borders import worker_process
from tests.borders.studio import ACCEPTED, Studio, opened, quick_sandbox

pytestmark = [pytest.mark.chaos, pytest.mark.slow]

ALL = os.environ.get("REELWORKS_BORDERS") == "all"
BEFORE, AFTER, ID, SETTLES = worker_process.PLANTS
DOWNLOAD = "during the download"


@dataclass(frozen=True)
class Case:
    """A vendor, and for each of its two steps the borders at which its worker is killed.

    `doubts`: how many of these leave nobody knowing; `lost`: how many of those were bought.
    `order`: the operation that pays. `has_ids`: a job can be waited for by its id.
    """

    service: str
    vendor: str
    order: str
    borders: tuple[tuple[str, ...], tuple[str, ...]]
    doubts: int
    lost: int


KLING = Case(
    "kling",
    "kie",
    "create",
    ((BEFORE, AFTER, ACCEPTED), (ID, DOWNLOAD, SETTLES)),
    doubts=2,
    lost=1,
)
_CALL = ((BEFORE, AFTER), (ACCEPTED, SETTLES))
CALLS = [
    Case("elevenlabs", "elevenlabs", "speech", _CALL, doubts=3, lost=2),
    Case("openai", "openai", "completion", _CALL, doubts=3, lost=2),
    Case("gemini", "gemini", "generate", _CALL, doubts=3, lost=2),
]
CASES = [KLING, CALLS[0], *(CALLS[1:] if ALL else [])]
KEYS = {"kling": "video/", "elevenlabs": "audio/", "openai": "research/", "gemini": "assets/"}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with quick_sandbox() as found:
        yield found


@pytest.fixture
async def studio(dsn: str, tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[Studio]:
    async with opened(dsn, tmp_path, sandbox) as found:
        await found.make()
        yield found


async def test_whatever_kills_the_worker_all_is_bought_and_published_once(studio: Studio) -> None:
    for case in (*CALLS[1:], KLING, CALLS[0]):
        if case in CASES:
            await survives(studio, case)
        else:
            await studio.worked({case.service: 1}, studio.done(KEYS[case.service], 2))
        if case.service == "openai":
            await studio.worked({"cpu": 1}, studio.done("script/", 1))
    await studio.worked({"cpu": 1}, studio.done("final/", 1))
    await published(studio, (ACCEPTED, DOWNLOAD, SETTLES), films=1)
    if ALL:
        await studio.make(seed=2)
        slots = {"cpu": 1, "openai": 1, "gemini": 2, "kling": 2, "elevenlabs": 2}
        await studio.worked(slots, lambda: all_made(studio, films=2))
        await published(studio, (BEFORE, AFTER, ID), films=2)


async def all_made(studio: Studio, films: int) -> bool:
    """So many films are there, and nothing that was to be bought for them is missing."""
    if not await studio.done("final/", films)():
        return False
    return not any([await studio.number("status <> 'done'", key) for key in KEYS.values()])


async def survives(studio: Studio, case: Case) -> None:
    """Killed at each border in turn; afterwards both books tell the same story."""
    key = KEYS[case.service]
    await studio.put_off(f"{key}2", days=1)  # until it is its turn
    for number, borders in enumerate(case.borders, 1):
        await studio.put_off(f"{key}{number}", days=0)
        for border in borders:
            slow = "download" if border == DOWNLOAD else case.order
            await studio.killed(case.service, border, vendor=case.vendor, slow=slow)
        await studio.worked({case.service: 1}, studio.done(key, number))
    assert studio.paid(case.vendor) == 2 + case.lost
    booked = "select count(*) from costs where service = :service and state = :state"
    doubts = await studio.value(booked, service=case.service, state="unknown")
    paid = await studio.value(booked, service=case.service, state="settled")
    assert (paid, doubts) == (2, case.doubts)
    shown = (
        "select count(*) from events where kind = 'step_deferred' "
        "and facts ->> 'code' = 'outcome_unknown' and facts ->> 'key' like :key"
    )
    assert await studio.value(shown, key=f"{key}%") == case.doubts
    assert await studio.number("status = 'failed'", key) == 0


async def published(studio: Studio, borders: Sequence[str], films: int) -> None:
    """Killed before and after the session is on record, in the middle, or at the end."""
    for border in borders:
        slow = "session" if border == DOWNLOAD else "youtube.videos.insert"
        await studio.killed("youtube", border, vendor="youtube", slow=slow)
    await studio.worked({"youtube": 1, "youtube-data": 1, "cpu": 1}, studio.finished)
    view = await status.status(studio.context, studio.name)
    assert view.label == "Published"
    assert view.url is not None
    size = view.files["film"].stat().st_size
    uploads = [*studio.sandbox.desks["youtube"].folder.glob("*.mp4")]
    whole = [film for film in uploads if film.stat().st_size == size]
    assert len(whole) == films, "one video for each film"
