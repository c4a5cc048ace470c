"""A paying script is killed at every border, as a worker's end kills it; then it goes on.

One job is bought, whenever it was killed after the job's id was on record. Killed between the order
and its answer, nobody can know: the far side shows what was bought.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from time import monotonic

import httpx
import pytest

from reelworks.domain.errors import OutcomeUnknown
from reelworks.media.probe import probe
from reelworks.sandbox import server
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.server import Sandbox
from reelworks.workers.tools import (
    Briefing,
    Intent,
    Progress,
    ScriptEvent,
    ScriptResult,
    Scripts,
    Submitted,
)
from tests.providers.asking import still
from tests.providers.writers import NOTES

pytestmark = pytest.mark.chaos

PATIENCE_S, SPEED = 60.0, 1000.0
CLIP, NARRATION = Decimal("0.125"), Decimal("0.0016")


class Killed(Exception):
    """The worker went away at this event."""


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(["kie", "elevenlabs", "openai", "gemini"], speed=SPEED) as sandbox:
        sandbox.desks["kie"].dials.update(widest=256)
        sandbox.desks["gemini"].dials.update(widest=512)
        yield sandbox


@pytest.fixture
def sandbox(up: Sandbox) -> Iterator[Sandbox]:
    up.ledger.charges.clear()
    up.ledger.received.clear()
    yield up
    for desk in up.desks.values():
        desk.faults.clear()
        desk.hasten(SPEED)


@pytest.fixture
async def scripts() -> AsyncIterator[Scripts]:
    async with Scripts() as started:
        yield started


Run = Callable[..., Awaitable[ScriptResult]]


@pytest.fixture
def video(scripts: Scripts, sandbox: Sandbox, tmp_path: Path) -> Run:
    picture = still(tmp_path / "still.png")
    options = {"image": picture, "motion": "waves roll", "seconds": 5, "size": "320x180"}
    return _run(scripts, "generate_video", sandbox, {**options, "provider": "kling"}, tmp_path)


@pytest.fixture
def audio(scripts: Scripts, sandbox: Sandbox, tmp_path: Path) -> Run:
    options = {"text": "Ships came home.", "provider": "elevenlabs", "words": "words.json"}
    return _run(scripts, "generate_audio", sandbox, options, tmp_path)


@dataclass(frozen=True)
class Call:
    """Something that a vendor answers with at once, without a job to wait for."""

    run: Run
    vendor: str
    operation: str


@pytest.fixture(params=["picture", "research"])
def call(
    request: pytest.FixtureRequest, scripts: Scripts, sandbox: Sandbox, tmp_path: Path
) -> Call:
    if request.param == "picture":
        options = {"prompt": "Dawn. A lighthouse", "size": "320x180", "provider": "gemini"}
        made = _run(scripts, "generate_asset", sandbox, options, tmp_path)
        return Call(made, "gemini", "generate")
    (tmp_path / "notes.md").write_text(NOTES, "utf-8")
    told = {"source": tmp_path / "notes.md", "provider": "openai", "model": "gpt-5-mini"}
    return Call(_run(scripts, "write_research", sandbox, told, tmp_path), "openai", "completion")


def _run(
    scripts: Scripts, script: str, sandbox: Sandbox, options: Mapping[str, object], folder: Path
) -> Run:
    suffix = {"generate_video": "mp4", "generate_audio": "wav"}.get(script, "out")
    argv = [f"--{name}={value}" for name, value in options.items()]
    env = {**sandbox.environment, "PATH": os.environ["PATH"], "HOME": str(folder)}

    async def run(
        on_event: Callable[[ScriptEvent], Awaitable[None]], resume: str | None = None
    ) -> ScriptResult:
        return await scripts.run(
            script,
            [*argv, f"--output=out.{suffix}"],
            cwd=folder,
            env=env,
            briefing=Briefing(resume),
            on_event=on_event,
            timeout_s=PATIENCE_S,
        )

    return run


class Watch:
    """Remembers events; kills at the first that it is told to."""

    def __init__(self, at: Callable[[ScriptEvent], bool] = lambda _: False) -> None:
        self.at, self.events = at, list[ScriptEvent]()

    async def __call__(self, event: ScriptEvent) -> None:
        self.events.append(event)
        if self.at(event):
            raise Killed

    @property
    def job(self) -> str | None:
        return next((e.job for e in self.events if isinstance(e, Submitted)), None)


async def until(happened: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE_S
    while not happened():
        assert monotonic() < deadline, "it never happened"
        await asyncio.sleep(0.01)


async def killed_when(
    run: Run, watch: Watch, happened: Callable[[], bool], resume: str | None = None
) -> None:
    """Start it, wait until something has happened at the far side, and end it there."""
    task = asyncio.ensure_future(run(watch, resume))
    await until(happened)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def late(sandbox: Sandbox, vendor: str, operation: str) -> None:
    """The next answer is twenty seconds late: whatever is killed now has not had it."""
    sandbox.desks[vendor].hasten(1.0)
    sandbox.desks[vendor].faults.order(Fault.SLOW, operation)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def is_done(sandbox: Sandbox, job: str | None) -> bool:
    desk = sandbox.desks["kie"]
    answer = httpx.get(
        f"{desk.url}/api/v1/jobs/recordInfo",
        params={"taskId": job or ""},
        headers={"Authorization": f"Bearer {desk.key}"},
    )
    return (answer.json()["data"] or {}).get("state") == "success"


async def finished(run: Run, sandbox: Sandbox, folder: Path, resume: str | None) -> Watch:
    """Run it to its end; the clip is whole and the job was bought once."""
    watch = Watch()
    result = await run(watch, resume)
    assert result.cost == CLIP
    assert probe(folder / "out.mp4").seconds >= 5
    assert sandbox.ledger.total() == CLIP
    assert len(sandbox.ledger.charges) == 1
    assert names(folder) == ["out.mp4", "still.png"]  # nothing half done
    return watch


async def test_killed_before_the_intent_is_on_record(
    video: Run, sandbox: Sandbox, tmp_path: Path
) -> None:
    with pytest.raises(Killed):
        await video(Watch(lambda event: isinstance(event, Intent)))
    assert sandbox.ledger.total() == 0
    await finished(video, sandbox, tmp_path, None)


async def test_killed_between_the_order_and_its_answer(
    video: Run, sandbox: Sandbox, tmp_path: Path
) -> None:
    late(sandbox, "kie", "create")
    watch = Watch()
    await killed_when(video, watch, lambda: sandbox.ledger.total() > 0)
    assert watch.job is None
    assert [type(event) for event in watch.events] == [Intent]
    assert sandbox.ledger.total() == CLIP  # the engine asks a person: KIE cannot be asked


async def test_killed_when_the_job_has_an_id(video: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    watch = Watch(lambda event: isinstance(event, Submitted))
    with pytest.raises(Killed):
        await video(watch)
    again = await finished(video, sandbox, tmp_path, watch.job)
    assert again.job is None


async def test_killed_while_it_waits(video: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    watch = Watch()
    watch.at = lambda event: isinstance(event, Progress) and watch.job is not None
    with pytest.raises(Killed):
        await video(watch)
    await finished(video, sandbox, tmp_path, watch.job)


async def test_killed_while_it_fetches(video: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    watch = Watch(lambda event: isinstance(event, Submitted))
    with pytest.raises(Killed):
        await video(watch)
    await until(lambda: is_done(sandbox, watch.job))
    late(sandbox, "kie", "download")
    faults = sandbox.desks["kie"].faults
    await killed_when(video, watch, lambda: not faults.ordered, watch.job)
    sandbox.desks["kie"].hasten(SPEED)
    await finished(video, sandbox, tmp_path, watch.job)


async def test_killed_before_the_worker_could_settle(
    video: Run, sandbox: Sandbox, tmp_path: Path
) -> None:
    watch = await finished(video, sandbox, tmp_path, None)
    first = (tmp_path / "out.mp4").read_bytes()
    await finished(video, sandbox, tmp_path, watch.job)
    assert (tmp_path / "out.mp4").read_bytes() == first


async def test_a_call_killed_before_the_intent_is_on_record_costs_nothing(
    call: Call, sandbox: Sandbox
) -> None:
    with pytest.raises(Killed):
        await call.run(Watch(lambda event: isinstance(event, Intent)))
    assert sandbox.ledger.total() == 0
    assert (await call.run(Watch())).cost == sandbox.ledger.total() > 0


async def test_a_call_killed_before_its_answer_is_paid_for_again(
    call: Call, sandbox: Sandbox
) -> None:
    late(sandbox, call.vendor, call.operation)
    sandbox.desks[call.vendor].dials.update(answer_s=0)
    watch = Watch()
    await killed_when(call.run, watch, lambda: sandbox.ledger.total() > 0)
    assert [type(event) for event in watch.events] == [Intent]
    sandbox.desks[call.vendor].hasten(SPEED)
    again = await call.run(Watch())
    assert sandbox.ledger.total() == 2 * again.cost  # so little is risked, and booked twice


async def test_speech_killed_before_the_intent_is_on_record(audio: Run, sandbox: Sandbox) -> None:
    with pytest.raises(Killed):
        await audio(Watch(lambda event: isinstance(event, Intent)))
    assert sandbox.ledger.total() == 0
    assert (await audio(Watch())).cost == sandbox.ledger.total() == NARRATION


async def test_speech_killed_between_the_order_and_its_answer(audio: Run, sandbox: Sandbox) -> None:
    sandbox.desks["elevenlabs"].dials.update(speech_s=0)
    late(sandbox, "elevenlabs", "speech")
    watch = Watch()
    await killed_when(audio, watch, lambda: sandbox.ledger.total() > 0)
    assert [type(event) for event in watch.events] == [Intent]
    await audio(Watch())
    assert sandbox.ledger.total() == 2 * NARRATION  # so little is bought again, and booked twice


async def test_a_lost_answer_is_said_to_the_worker(audio: Run, sandbox: Sandbox) -> None:
    sandbox.desks["elevenlabs"].faults.order(Fault.RESET, "speech")
    with pytest.raises(OutcomeUnknown):
        await audio(Watch())
    assert len(sandbox.ledger.calls("elevenlabs", "speech")) == 1


async def test_a_key_is_in_no_command_line_and_no_error(audio: Run, sandbox: Sandbox) -> None:
    key = sandbox.desks["elevenlabs"].key
    sandbox.desks["elevenlabs"].key = "another"
    try:
        with pytest.raises(Exception, match="refused it") as raised:
            await audio(Watch())
    finally:
        sandbox.desks["elevenlabs"].key = key
    assert key not in str(raised.value)
