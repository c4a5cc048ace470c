"""Webhooks: who wants to be told of events, and the telling: each once, in order, with retries."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.errors import NotFound, ReelworksError
from reelworks.ops.telling import check_address
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction
from reelworks.orchestrator.engine.events import record, recorded
from reelworks.orchestrator.models import access, tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.pages import DeliveryView, Fact, WebhookView
from reelworks.orchestrator.services import feed
from reelworks.orchestrator.services.feed import Feed

_W, _D, _E = access.webhooks.c, access.deliveries.c, tables.events.c
_LADDER = [timedelta(seconds=s) for s in (10, 60, 300, 900, 3_600, 14_400, 43_200, 86_400)]
_TAKEN = timedelta(minutes=2)  # whoever sends has so long; then another one tries
_AT_ONCE = 20
_KEPT = timedelta(days=14)

Secret = Callable[[str], str]  # a webhook's secret, from its salt
Post = Callable[[str, str, str, Mapping[str, str]], int]  # url, body, secret, headers -> status


@dataclass(slots=True)
class Teller:
    """Tells what happens, for one server. Any number of them share the work."""

    secret: Secret
    post: Post
    _feeds: dict[int, Feed] = field(default_factory=dict)

    async def run(self, context: Context) -> int:
        """Put new events down for everybody who wants them, then send what is due; how many."""
        for hook in await _active(context):
            await self._collect(context, hook)
        due = await _due(context)
        for one in due:
            await self._send(context, one)
        return len(due)

    async def _collect(self, context: Context, hook: Record) -> None:
        reader = self._feeds.setdefault(hook.id, Feed(hook.after_event))
        if reader.after != hook.after_event:  # another server has told more
            reader = self._feeds[hook.id] = Feed(hook.after_event)
        facts = await reader.more(context)
        if reader.after == hook.after_event:
            return
        async with transaction(context.database) as tx:
            moved = update(access.webhooks).where(
                _W.id == hook.id, _W.after_event == hook.after_event
            )
            if not (await tx.execute(moved.values(after_event=reader.after))).rowcount:
                return
            wanted = [fact for fact in facts if _is_wanted(hook, fact)]
            if wanted:
                rows = [_delivery(context, hook, fact) for fact in wanted]
                await tx.execute(upsert(access.deliveries).on_conflict_do_nothing(), rows)

    async def _send(self, context: Context, one: Record) -> None:
        secret, status, error = self.secret(one.salt), None, ""
        facts = {"Reelworks-Event": one.kind, "Reelworks-Delivery": str(one.id)}
        try:
            status = await asyncio.to_thread(self.post, one.url, one.body, secret, facts)
        except ReelworksError as failed:
            error = failed.message
        told = status is not None and 200 <= status < 300
        if not told and not error:
            error = f"It answered {status}."
        wait = None if told or one.attempt > len(_LADDER) else _LADDER[one.attempt - 1]
        now = func.clock_timestamp()
        values = {
            "status": status,
            "error": error,
            "next_at": None if wait is None else now + wait,
            "delivered_at": now if told else None,
        }
        async with transaction(context.database) as tx:
            its = (_D.id == one.id, _D.attempt == one.attempt)
            await tx.execute(update(access.deliveries).where(*its).values(**values))


def _is_wanted(hook: Record, fact: Fact) -> bool:
    mine = hook.channel_id in (tables.ANY, fact.channel)
    return mine and (not hook.kinds or fact.kind in hook.kinds)


def _delivery(context: Context, hook: Record, fact: Fact) -> Mapping[str, object]:
    told = {
        "id": fact.id,
        "at": fact.at.isoformat(),
        "kind": fact.kind,
        "channel": fact.channel,
        "task": fact.task,
        "step": fact.step,
        "facts": dict(fact.facts),
    }
    body = {name: value for name, value in told.items() if value is not None}
    return {
        "tenant_id": context.tenant,
        "channel_id": fact.channel,
        "webhook_id": hook.id,
        "event_id": fact.id,
        "kind": fact.kind,
        "body": json.dumps(body, ensure_ascii=False),
        "next_at": fact.at,  # at once
    }


async def _active(context: Context) -> Sequence[Record]:
    async with snapshot(context.database) as tx:
        query = select(access.webhooks).where(_mine(context), _W.paused.is_(False))
        return [*await tx.execute(query.order_by(_W.id))]


async def _due(context: Context) -> Sequence[Record]:
    """Deliveries whose time has come, taken so that nobody else sends them now."""
    now = func.clock_timestamp()
    async with transaction(context.database) as tx:
        chosen = (
            select(_D.id)
            .where(_D.next_at <= now)
            .order_by(_D.next_at)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        taken = (
            update(access.deliveries)
            .where(_D.id.in_(chosen), _D.webhook_id == _W.id)
            .values(attempt=_D.attempt + 1, next_at=now + _TAKEN)
            .returning(_D.id, _D.kind, _D.body, _D.attempt, _W.url, _W.salt)
        )
        found = [*await tx.execute(taken)]
        old = delete(access.deliveries).where(_D.next_at.is_(None), _D.created_at < now - _KEPT)
        await tx.execute(old)
    return sorted(found, key=lambda one: int(one.id))


async def add(
    context: Context,
    url: str,
    kinds: Sequence[str],
    channel: str | None,
    actor: str,
    *,
    secret: Secret,
    private: bool = False,
) -> tuple[str, WebhookView]:
    """Tell somebody of what happens from now on; returns the secret that signs it. BadInput."""
    check_address(url, private=private)
    salt, newest = secrets.token_hex(16), await feed.newest(context)
    values = {"url": url, "kinds": list(kinds), "salt": salt, "created_by": actor}
    async with transaction(context.database) as tx:
        added = insert(access.webhooks).values(
            tenant_id=context.tenant,
            channel_id=channel or tables.ANY,
            after_event=newest,
            **values,
        )
        row = (await tx.execute(added.returning(access.webhooks))).one()
        await _tell(context, tx, "webhook_added", actor, {"webhook": row.id})
    return secret(salt), _view(row, 0, 0)


async def remove(context: Context, webhook_id: int, actor: str) -> None:
    """Tell nobody there any more; its log goes too. Raises NotFound."""
    async with transaction(context.database) as tx:
        its = delete(access.webhooks).where(_mine(context), _W.id == webhook_id)
        if not (await tx.execute(its)).rowcount:
            raise _none(webhook_id)
        await _tell(context, tx, "webhook_removed", actor, {"webhook": webhook_id})


async def pause(context: Context, webhook_id: int, actor: str, *, paused: bool) -> None:
    """Keep what happens for later, or tell it now. Raises NotFound."""
    async with transaction(context.database) as tx:
        its = update(access.webhooks).where(_mine(context), _W.id == webhook_id)
        if not (await tx.execute(its.values(paused=paused))).rowcount:
            raise _none(webhook_id)
        facts = {"webhook": webhook_id, "paused": paused}
        await _tell(context, tx, "webhook_changed", actor, facts)


async def test(context: Context, webhook_id: int, actor: str) -> int:
    """Tell something there that is only a test; whoever tells next sends it. Its delivery's id.

    Raises NotFound.
    """
    async with transaction(context.database) as tx:
        query = select(access.webhooks).where(_mine(context), _W.id == webhook_id)
        hook = (await tx.execute(query)).one_or_none()
        if hook is None:
            raise _none(webhook_id)
        facts: Mapping[str, object] = {"webhook": webhook_id, "actor": actor}
        told = recorded((context.tenant, hook.channel_id), None, "webhook_tested", facts)
        event = (await tx.execute(told.returning(_E.id, _E.at))).one()
        fact = Fact(event.id, event.at, "webhook_tested", hook.channel_id, None, None, facts)
        added = insert(access.deliveries).values(**_delivery(context, hook, fact))
        delivery: int = (await tx.execute(added.returning(_D.id))).scalar_one()
        return delivery


async def redeliver(context: Context, delivery_id: int, actor: str) -> None:
    """Send something again, from the first step of the ladder. Raises NotFound."""
    async with transaction(context.database) as tx:
        its = (_D.id == delivery_id, _D.tenant_id == context.tenant)
        again = update(access.deliveries).where(*its)
        values = {"attempt": 0, "next_at": func.clock_timestamp(), "delivered_at": None}
        if not (await tx.execute(again.values(**values))).rowcount:
            raise NotFound(f"There is no delivery {delivery_id}.")
        await _tell(context, tx, "redelivery_asked", actor, {"delivery": delivery_id})


async def webhooks(context: Context) -> tuple[WebhookView, ...]:
    """Who is told, and how much of it waits or fails."""
    waiting = func.count(_D.id).filter(_D.next_at.is_not(None))
    failing = func.count(_D.id).filter(_D.error != "", _D.delivered_at.is_(None))
    query: Select[tuple[object, ...]] = (
        select(access.webhooks, waiting.label("waiting"), failing.label("failing"))
        .outerjoin(access.deliveries, _D.webhook_id == _W.id)
        .where(_mine(context))
        .group_by(_W.id)
        .order_by(_W.id)
    )
    async with snapshot(context.database) as tx:
        return tuple(_view(row, row.waiting, row.failing) for row in await tx.execute(query))


async def deliveries(
    context: Context, webhook_id: int, *, limit: int = 50, before: int | None = None
) -> tuple[DeliveryView, ...]:
    """What was told there, the newest first."""
    query = select(access.deliveries).where(
        _D.webhook_id == webhook_id, _D.tenant_id == context.tenant
    )
    if before is not None:
        query = query.where(_D.id < before)
    async with snapshot(context.database) as tx:
        rows = await tx.execute(query.order_by(_D.id.desc()).limit(limit))
        return tuple(
            DeliveryView(
                row.id, row.event_id, row.kind, row.attempt, row.status, row.error,
                row.created_at, row.next_at, row.delivered_at,
            )
            for row in rows
        )  # fmt: skip


def _mine(context: Context) -> ColumnElement[bool]:
    return _W.tenant_id == context.tenant


def _none(webhook_id: int) -> NotFound:
    return NotFound(f"There is no webhook {webhook_id}.")


def _view(row: Record, waiting: int, failing: int) -> WebhookView:
    return WebhookView(
        row.id, row.url, tuple(row.kinds), row.channel_id, row.paused,
        row.created_at, row.created_by, waiting, failing,
    )  # fmt: skip


async def _tell(
    context: Context, tx: AsyncConnection, kind: str, actor: str, facts: Mapping[str, object]
) -> None:
    owner = (context.tenant, tables.ANY)
    await record(tx, owner, None, kind, {"actor": actor, **facts})
