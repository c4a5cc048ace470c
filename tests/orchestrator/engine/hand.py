"""Working by hand: the test itself claims, pays, settles and loses steps, without scripts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import insert, select, text, update

from reelworks.domain.briefs import Brief, SourceKind
from reelworks.domain.channels import Channel
from reelworks.domain.errors import ReelworksError
from reelworks.domain.money import FREE, Usd, usd
from reelworks.domain.steps import Stored
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import capacity, failing, reconcile, settle
from reelworks.orchestrator.engine.claim import Claim, claim
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.services import reviews, tasks
from reelworks.storage.local import LocalStore
from tests.paid.pipeline import PAID, VERSIONS, story

SERVICES = ("cpu", "elevenlabs", "gemini", "kling", "youtube")
PLENTY = dict.fromkeys(SERVICES, 100)


class Hand:
    """An orchestrator on a real database, and a person who does all the work in it."""

    def __init__(self, context: Context) -> None:
        self.context = replace(
            context, pipelines={PAID.name: PAID}, versions=VERSIONS, lease_s=3600.0
        )
        self.worker = uuid4()

    async def enlist(self, slots: Mapping[str, int] = PLENTY) -> UUID:
        """A worker that offers these slots; it lives as long as this process."""
        worker = uuid4()
        await reconcile.enlist(self.context, worker, os.getpid(), slots)
        self.worker = worker
        return worker

    def channel(self, name: str, **more: object) -> Channel:
        """Add a channel, or change it."""
        made = replace(self.context.channels.get(name, Channel(name, name)), **more)
        self.context = replace(self.context, channels={**self.context.channels, name: made})
        return made

    async def make(self, title: str, channel: str = "plain", *, shots: int = 1) -> str:
        """A video whose story is to be written; nothing is released before its service has room."""
        brief = Brief(
            channel,
            Stored("0" * 64, ".md"),
            SourceKind.NOTES,
            name=title,
            title=title,
            shots=shots,
        )
        return await tasks.create(self.context, brief, "tester")

    async def planned(self, title: str, channel: str = "plain", *, shots: int = 1) -> str:
        """A video whose story is written: its images and voices may begin."""
        name = await self.make(title, channel, shots=shots)
        await self.finish(await self.claim("script/story", name))
        return name

    async def step(self, key: str, task: str | None = None) -> Record:
        s, t = tables.steps.c, tables.tasks.c
        query = select(tables.steps, t.name).join(tables.tasks, t.id == s.task_id)
        query = query.where(s.key == key)
        if task is not None:
            query = query.where(t.name == task)
        async with transaction(self.context.database) as tx:
            row: Record = (await tx.execute(query)).one()
        return row

    async def steps(self, *status: str, service: str | None = None) -> Sequence[Record]:
        s, t = tables.steps.c, tables.tasks.c
        query = select(tables.steps, t.name).join(tables.tasks, t.id == s.task_id)
        if status:
            query = query.where(s.status.in_(status))
        if service:
            query = query.where(s.service == service)
        async with transaction(self.context.database) as tx:
            return [*await tx.execute(query.order_by(s.released_at, s.id))]

    async def claim(self, key: str, task: str | None = None) -> Claim:
        """Take a step in hand, which must be released."""
        claimed = await self.take((await self.step(key, task)).id)
        assert claimed is not None, f"{key} is {(await self.step(key, task)).status}"
        return claimed

    async def take(self, step_id: int) -> Claim | None:
        return await claim(self.context, step_id, uuid4(), self.worker)

    async def finish(self, claimed: Claim, cost: Usd = FREE, words: str = "") -> bool:
        """Settle with one small file; its content is `words`, or the lease's own name."""
        folder = self.context.store.work_folder(claimed.channel, claimed.task, str(uuid4()))
        path = folder / "made.txt"
        path.write_text(words or str(claimed.lease))
        shots = str(claimed.spec.args.get("story") or "").count('"number"')
        facts = {"story": story(shots)} if shots else {}
        files = {"text": path} if claimed.spec.outputs else {}
        outcome = settle.Outcome(files, facts, cost, None, 1.0)
        installed = settle.install(self.context, claimed, outcome)
        return await settle.settle(self.context, claimed, outcome, installed)

    async def intend(self, claimed: Claim, price: Usd | None = None) -> object:
        estimate = claimed.spec.price if price is None else price
        return await settle.intend(self.context, claimed, claimed.spec.service, estimate)

    async def fail(self, claimed: Claim, error: ReelworksError) -> bool:
        return await failing.fail(self.context, claimed, error)

    async def lose_all(self) -> None:
        """Every worker is gone; a new one comes."""
        async with transaction(self.context.database) as tx:
            await tx.execute(tables.workers.delete())
        await reconcile.reconcile(self.context)
        await self.enlist()

    async def release(self, *services: str) -> None:
        async with transaction(self.context.database) as tx:
            await release(self.context, tx, services or SERVICES)

    async def reconcile(self) -> None:
        await reconcile.reconcile(self.context)

    async def limit(self, service: str, **limits: object) -> None:
        async with transaction(self.context.database) as tx:
            await capacity.add(tx, service)
            s = tables.services.c
            await tx.execute(update(tables.services).where(s.name == service).values(**limits))

    async def lane(self, service: str, channel: str, **limits: object) -> None:
        async with transaction(self.context.database) as tx:
            row = {"service": service, "tenant_id": "default", "channel_id": channel, **limits}
            await tx.execute(insert(tables.lanes).values(row))

    async def set(self, sql: str, **values: object) -> None:
        """Change the truth directly: priorities, the age of rows, a switch."""
        async with transaction(self.context.database) as tx:
            await tx.execute(text(sql), values)

    async def value(self, sql: str, **values: object) -> object:
        async with transaction(self.context.database) as tx:
            return await tx.scalar(text(sql), values)

    async def column(self, sql: str, **values: object) -> list[object]:
        async with transaction(self.context.database) as tx:
            return list(await tx.scalars(text(sql), values))

    async def spent(self) -> Usd:
        return usd(str(await self.value("select coalesce(sum(usd), 0) from costs")))

    async def alerts(self, kind: str) -> list[object]:
        return await self.column("select subject from alerts where kind = :kind", kind=kind)

    async def pass_time(self, by: timedelta) -> None:
        """All that has happened, and all that is to come, moves back: that long has passed."""
        for table, columns in _TIMES.items():
            moved = ", ".join(f"{c} = {c} - cast(:by as interval)" for c in columns)
            await self.set(f"update {table} set {moved}", by=by)  # noqa: S608
        await self.set(
            "update services set recent = array(select at - cast(:by as interval) "
            "from unnest(recent) at)",
            by=by,
        )

    async def approve(self, task: str) -> None:
        """Approve what is shown now."""
        view = await reviews.pending(self.context, task)
        assert view is not None, "nothing waits for a person"
        shown = {item.key: item.sha256 for item in view.items}
        await reviews.approve(self.context, task, shown, "mara")


_TIMES = {
    "steps": ("next_at", "released_at", "started_at", "settled_at", "intent_at"),
    "attempts": ("at", "started_at", "asleep_until"),
    "costs": ("at",),
    "lanes": ("served_at",),
    "services": ("paused_at", "cleared_at"),
}


def hand(context: Context, root: Path | None = None) -> Hand:
    if root is not None:
        context = replace(context, store=LocalStore(root))
    return Hand(context)
