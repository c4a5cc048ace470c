"""From an approved film to the far side: the product's own stage, worker, scripts and tokens."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.channels import Channel, Gate, Privacy, Youtube
from reelworks.domain.connections import SCOPES, Bundle
from reelworks.domain.errors import NotAllowed
from reelworks.domain.pipelines import Opening, Pipeline, Plan
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Output, StepSpec
from reelworks.ops.sealing import Keys, Seal
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.schemas.views import TaskView
from reelworks.orchestrator.services import auditing, connections, reviews, status, tasks
from reelworks.orchestrator.services.connections import Tokens
from reelworks.pipelines.publishing import likeness, publish
from reelworks.sandbox.faults import Fault
from reelworks.storage.local import LocalStore
from reelworks.workers.worker import Worker
from tests.publishers.studio import CHANNEL, FarSide, far_side
from tests.tiny.pipeline import STORY

PACKAGE = "tests.publishing.scripts"
PATIENCE_S = 90.0
SCRIPTS = ("film", "describe_film", "publish_youtube", "finish_youtube", "unpublish_youtube")


def script(opening: Opening) -> tuple[StepSpec, ...]:
    told = {"story": json.dumps({**STORY, "title": "Lights", "description": "About them."})}
    made = (Output("story", "output", "story.json"),)
    return (StepSpec("script/story", Stage.SCRIPT, "film", "cpu", told, made),)


def final(plan: Plan) -> tuple[StepSpec, ...]:
    made = (
        Output("film", "output", "film.mp4"),
        Output("srt", "srt", "film.srt"),
        Output("thumbnail", "thumbnail", "film.jpg"),
        Output("transcript", "transcript", "film.txt"),
    )
    seed = plan.opening.brief.seed
    return (StepSpec("final/film", Stage.FINAL, "film", "cpu", {}, made, seed=seed),)


def assembly(plan: Plan) -> tuple[StepSpec, ...]:
    """Shots, for channels whose films are compared; every one here is like every other one."""
    if not plan.opening.channel.id.startswith("alike"):
        return ()
    made = (Output("segment", "output", "segment.mp4"),)
    shots = (
        StepSpec(f"assembly/{shot.key}", Stage.ASSEMBLY, "film", "cpu", {}, made)
        for shot in plan.story.shots
    )
    return (*shots, *likeness(plan))


SHORT = Pipeline(
    "documentary",
    opening={Stage.SCRIPT: script},
    rest={Stage.ASSEMBLY: assembly, Stage.FINAL: final, Stage.PUBLISH: publish},
    publishes_if_asked=True,
)
TIDES = Channel(
    "tides",
    "Tides",
    privacy=Privacy.UNLISTED,
    youtube_channel=CHANNEL,
    youtube=Youtube(tags=("sea",), playlist="PLtides"),
)


class Studio:
    """A context, a worker with tokens, and the far side."""

    def __init__(self, context: Context, far: FarSide, source: Path, seal: Seal) -> None:
        self.context, self.far, self.source, self.seal = context, far, source, seal

    async def connect(self, channel: str = "tides") -> None:
        grant = self.far.grant
        assert grant.refresh_token is not None
        bundle = Bundle(
            service="youtube",
            account_id=CHANNEL,
            account_name="Tides",
            client_id=self.far.client.id,
            client_secret=self.far.client.secret,
            refresh_token=grant.refresh_token,
            access_token=grant.access_token,
            expires_at=grant.expires_at,
            scopes=SCOPES,
            token_url=self.far.client.url,
        )
        await connections.connect(self.context, self.seal, channel, bundle, "ines")

    async def make(self, seed: int = 1, channel: str = "tides") -> str:
        wish = tasks.Wish(channel, self.source, shots=2, seed=seed)
        return await tasks.create(self.context, tasks.brief(self.context, wish), "ines")

    def _env(self, provider: str) -> Mapping[str, str]:
        told = {"YOUTUBE_BASE_URL": self.far.line.url, "YOUTUBE_POLL_SECONDS": "0.05"}
        return {**told, "YOUTUBE_CHUNK_BYTES": "524288"} if provider == "youtube" else {}

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        slots = {"cpu": 2, "youtube": 2, "youtube-data": 2}
        env = {k: v for k, v in os.environ.items() if not k.startswith("YOUTUBE")}
        tokens = Tokens(self.seal)
        worker = Worker(
            self.context, slots, env, vendor_env=self._env, package=PACKAGE, tokens=tokens
        )
        stop = asyncio.Event()
        running = asyncio.create_task(worker.run(stop))
        try:
            yield
        finally:
            stop.set()
            await running

    async def until(self, name: str, reached: Callable[[TaskView], bool]) -> TaskView:
        async with asyncio.timeout(PATIENCE_S):
            while not reached(view := await status.status(self.context, name)):
                await asyncio.sleep(0.05)
        return view

    async def job(self) -> str | None:
        query = select(tables.steps.c.vendor_job).where(tables.steps.c.key == "publish/video")
        async with transaction(self.context.database) as tx:
            found: str | None = await tx.scalar(query)
            return found


@pytest.fixture
def far() -> Iterator[FarSide]:
    with far_side() as found:
        yield found


@pytest.fixture
def studio(dsn: str, engine: AsyncEngine, tmp_path: Path, far: FarSide) -> Studio:
    paced = replace(TIDES, id="paced", youtube=Youtube(per_day=1))
    human = {**TIDES.gates, Stage.FINAL: Gate.HUMAN}
    serious = replace(TIDES, id="serious", profile="production", gates=human)
    plain = Channel("plain", "Plain")
    alike, looked_at = replace(TIDES, id="alike"), replace(serious, id="alike-too")
    known = (TIDES, paced, serious, plain, alike, looked_at)
    context = Context(
        database=engine,
        carrier=PgQueuerCarrier(lambda: database.raw_connect(dsn)),
        store=LocalStore(tmp_path / "workspaces"),
        pipelines={SHORT.name: SHORT},
        channels={channel.id: channel for channel in known},
        branding={},
        versions=dict.fromkeys(SCRIPTS, "1"),
        lease_s=5.0,
    )
    source = tmp_path / "notes.md"
    source.write_text("# Notes\nSome words.")
    return Studio(context, far, source, Seal(Keys((), tmp_path / "keys" / "secret.keys")))


def finished(view: TaskView) -> bool:
    return view.finished_at is not None


async def test_a_finished_film_is_published_and_dressed_and_its_address_is_kept(
    studio: Studio, far: FarSide
) -> None:
    await studio.make()
    name = await studio.make()  # asked twice
    async with transaction(studio.context.database):
        pass
    await studio.connect()
    async with studio.working():
        view = await studio.until(name, finished)
    (video,) = far.videos()
    assert view.label == "Published"
    assert view.url == f"{far.line.url}/watch?v={video['id']}"
    assert video["snippet"]["title"] == "Lights"
    assert "0:00 Fires on the shore" in video["snippet"]["description"]
    assert "sea" in video["snippet"]["tags"]
    assert video["status"]["privacyStatus"] == "unlisted"
    assert video["contentDetails"]["caption"] == "true"
    bill = {line.operation: line.times for line in far.desk.ledger.bill("youtube")}
    assert (bill["videos.insert"], bill["thumbnails.set"], bill["playlistItems.insert"]) == (
        1,
        1,
        1,
    )


async def test_a_channel_that_does_not_publish_ends_with_its_film(
    studio: Studio, far: FarSide
) -> None:
    name = await studio.make(channel="plain")
    async with studio.working():
        view = await studio.until(name, finished)
    assert view.label == "Approved"
    assert Stage.PUBLISH not in {stage.stage for stage in view.stages}
    assert far.videos() == []


async def test_uploads_wait_for_the_channel_to_be_connected_and_then_go_on(
    studio: Studio, far: FarSide
) -> None:
    name = await studio.make()
    async with studio.working():
        await studio.until(name, lambda view: any("paused for this channel" in w for w in view.why))
        async with transaction(studio.context.database) as tx:
            kinds = [*await tx.scalars(select(tables.alerts.c.kind))]
        assert kinds == ["disconnected"]
        await studio.connect()
        view = await studio.until(name, finished)
    assert view.label == "Published"
    upload = next(step for step in view.steps if step.key == "publish/video")
    assert upload.attempt == 1


async def test_an_upload_that_broke_off_goes_on_with_its_sealed_session(
    studio: Studio, far: FarSide
) -> None:
    await studio.connect()
    name = await studio.make()
    far.desk.faults.order(Fault.QUOTA, "session", times=1)
    async with studio.working():
        await studio.until(
            name, lambda view: any("again at" in w or "quota" in w for w in view.why)
        )
    kept = await studio.job()
    assert kept is not None
    assert kept.startswith("sealed:")
    assert "upload_id" not in kept
    async with studio.working():
        async with transaction(studio.context.database) as tx:
            await tx.execute(text("update attempts set asleep_until = null"))
        await tasks.retry(studio.context, name, [], "ines")
        view = await studio.until(name, finished)
    assert view.label == "Published"
    assert len(far.videos()) == 1
    bill = {line.operation: line.times for line in far.desk.ledger.bill("youtube")}
    assert bill["videos.insert"] == 1


async def test_a_channel_publishes_so_many_a_day_and_the_next_one_waits(
    studio: Studio, far: FarSide
) -> None:
    await studio.connect("paced")
    first, second = await studio.make(1, "paced"), await studio.make(2, "paced")
    async with studio.working():
        async with asyncio.timeout(PATIENCE_S):
            while True:
                views = [await status.status(studio.context, name) for name in (first, second)]
                if any(map(finished, views)) and any(view.stands for view in views):
                    break
                await asyncio.sleep(0.1)
    assert len(far.videos()) == 1
    waiting = next(view for view in views if not finished(view))
    assert "publishes 1 videos a day" in waiting.why[0]
    upload = next(step for step in waiting.steps if step.key == "publish/video")
    assert upload.attempt == 0
    async with transaction(studio.context.database) as tx:
        used = select(tables.services.c.units_used).where(tables.services.c.name == "youtube")
        assert await tx.scalar(used) == 1


async def test_what_was_published_is_private_once_its_video_is_cancelled(
    studio: Studio, far: FarSide
) -> None:
    await studio.connect()
    name = await studio.make()
    async with studio.working():
        await studio.until(name, finished)
        await tasks.cancel(studio.context, name, "ines")
        await studio.until(name, lambda view: view.cancelled and finished(view))
    (video,) = far.videos()
    assert video["status"]["privacyStatus"] == "private"


async def test_production_publishes_nothing_that_no_named_person_has_approved(
    studio: Studio, far: FarSide
) -> None:
    await studio.connect("serious")
    name = await studio.make(channel="serious")
    async with studio.working():
        view = await studio.until(name, lambda view: view.label == "Final Review")
        shown = await reviews.pending(studio.context, name)
        assert shown is not None
        seen = {item.key: item.sha256 for item in shown.items}
        for nobody in ("root", "somebody", " "):
            with pytest.raises(NotAllowed, match="nobody in particular"):
                await reviews.approve(studio.context, name, seen, nobody)
        assert far.videos() == []
        await reviews.approve(studio.context, name, seen, "Ines")
        view = await studio.until(name, finished)
    assert view.label == "Published"


@pytest.mark.slow
async def test_a_film_that_is_like_another_is_not_published_unless_a_person_has_seen_that(
    studio: Studio, far: FarSide
) -> None:
    for channel in ("alike", "alike-too"):
        await studio.connect(channel)
    first = await studio.make(1, "alike")
    async with studio.working():
        await studio.until(first, finished)
        second = await studio.make(2, "alike")
        view = await studio.until(second, lambda view: view.label == "Upload Error")
        upload = next(step for step in view.steps if step.key == "publish/video")
        assert upload.error is not None
        assert upload.error.code == "not_unique"
        assert first in upload.error.message
        assert "100% of its words, 100% of its pictures" in upload.error.message
        assert len(far.videos()) == 1

        other = await studio.make(3, "alike-too")
        await studio.until(other, lambda view: view.label == "Final Review")
        shown = await reviews.pending(studio.context, other)
        assert shown is not None
        assert {alike.task for alike in shown.alike} == {first, second}
        assert all(alike.too_alike for alike in shown.alike)
        seen = {item.key: item.sha256 for item in shown.items}
        await reviews.approve(studio.context, other, seen, "Ines")
        await studio.until(other, finished)
    assert len(far.videos()) == 2


async def test_the_audit_says_who_approved_what_and_where_it_went(
    studio: Studio, far: FarSide
) -> None:
    await studio.connect("serious")
    name = await studio.make(channel="serious")
    async with studio.working():
        await studio.until(name, lambda view: view.label == "Final Review")
        await reviews.reject(studio.context, name, "final/film", "brighter", "Francis")
        view = await studio.until(name, lambda view: view.label == "Final Review")
        shown = await reviews.pending(studio.context, name)
        assert shown is not None
        seen = {item.key: item.sha256 for item in shown.items}
        await reviews.approve(studio.context, name, seen, "Ines")
        view = await studio.until(name, finished)
    found = await auditing.audit(studio.context, name)
    said = [
        (r["by"], r["verdict"], r["take"], r["still_the_current_take"]) for r in found["reviews"]
    ]
    assert said == [("Francis", "rejected", 1, False), ("Ines", "approved", 2, True)]
    film = next(r for r in found["results"] if r["step"] == "final/film")
    assert found["reviews"][1]["seen_sha256"] == film["sha256"] == seen["final/film"]
    assert found["reviews"][1]["files"]["film"] == far.film(far.videos()[0]["id"])
    assert found["publication"]["url"] == view.url
    assert found["publication"]["said"]["synthetic"] is True
    assert found["publication"]["said"]["privacy"] == "unlisted"
    assert [gate["mode"] for gate in found["gates"] if gate["stage"] == "final"] == ["human"]
    rest = {key: value for key, value in found.items() if key != "sha256"}
    digest = hashlib.sha256(auditing.canonical(rest).encode()).hexdigest()
    assert found["sha256"] == digest
    assert "sealed:" not in auditing.canonical(found)
    assert "ya29" not in auditing.canonical(found)


@pytest.mark.slow
async def test_another_worker_goes_on_with_an_upload_that_is_under_way(
    studio: Studio, far: FarSide
) -> None:
    await studio.connect()
    name = await studio.make()
    far.desk.speed = 2.0  # every answer to a chunk takes ten seconds and more
    far.desk.faults.order(Fault.SLOW, "session", times=8)
    async with studio.working():
        async with asyncio.timeout(PATIENCE_S):
            while await studio.job() is None:
                await asyncio.sleep(0.02)
    kept = await studio.job()
    assert kept is not None
    assert kept.startswith("sealed:")
    far.desk.faults.clear()
    far.desk.speed = 1000.0
    async with studio.working():
        view = await studio.until(name, finished)
    (video,) = far.videos()
    assert view.url is not None
    assert view.url.endswith(video["id"])
    bill = {line.operation: line.times for line in far.desk.ledger.bill("youtube")}
    assert bill["videos.insert"] == 1
    film = next(s for s in view.steps if s.key == "publish/video")
    assert film.take == 1
