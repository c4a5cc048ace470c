"""Connections: channels' accounts, their tokens sealed, renewed early and by one worker at a time.

No transaction is open while Google is asked: who renews puts a lease on record first, the others
wait for what comes of it, and when it is lost the next one takes over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain import connections as bundles
from reelworks.domain.connections import EARLY, LOOK, YOUTUBE, Access, Bundle
from reelworks.domain.errors import (
    Disconnected,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.ops import oauth
from reelworks.ops.sealing import Seal
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction
from reelworks.orchestrator.engine.alerts import alert
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.models.connecting import connections
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.views import ConnectionView
from reelworks.orchestrator.services import notion_inbox
from reelworks.orchestrator.services.tasks import channel_of

_LEASE = timedelta(seconds=45)  # longer than one call of the token server can take
_LOOK_S, _PATIENCE_S = 0.2, 100.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """Renews and hands out tokens."""

    seal: Seal

    async def access(
        self, context: Context, channel: str, service: str = YOUTUBE, *, refused: str = ""
    ) -> Access:
        """A token that is good for a while yet. `refused`: one that the service took no more.

        Raises Disconnected when a person must connect the channel (again): its uploads are paused
        then; VendorUnavailable when the token server cannot be asked now.
        """
        deadline = monotonic() + _PATIENCE_S
        while True:
            row = await _read(context, channel, service)
            if row is None:
                raise await _never(context, channel, service)
            bundle = bundles.read(self.seal.open(row.sealed))
            if row.expires_at - row.now > EARLY and bundle.access_token != refused:
                return Access(bundle.access_token, row.expires_at)
            lease = await _lease(context, row)
            if lease is not None:
                return await self._renew(context, row, bundle, lease)
            if monotonic() > deadline:
                raise VendorUnavailable(f"Nobody could renew the tokens of {channel} in time.")
            await asyncio.sleep(_LOOK_S)

    async def keep(self, context: Context) -> None:
        """Renew one connection that nobody has used for hours, so that a dead one is told early."""
        c = connections.c
        idle = func.coalesce(c.refreshed_at, c.connected_at) < func.clock_timestamp() - LOOK
        expired = c.expires_at < func.clock_timestamp() + EARLY
        mine = (c.tenant_id == context.tenant, c.dead_at.is_(None))
        query = select(c.channel_id, c.service).where(*mine, idle, expired)
        async with transaction(context.database) as tx:
            row = (await tx.execute(query.order_by(c.expires_at).limit(1))).one_or_none()
        if row is not None:
            try:
                await self.access(context, row.channel_id, row.service)
            except Disconnected:
                return  # it is told by its alert

    async def _renew(self, context: Context, row: Record, bundle: Bundle, lease: UUID) -> Access:
        client = oauth.Client(bundle.client_id, bundle.client_secret, bundle.token_url)
        try:
            grant = await asyncio.to_thread(oauth.refreshed, client, bundle.refresh_token)
        except Disconnected as error:
            await _die(context, row, lease, error)
            raise
        except ReelworksError:
            await _set(context, row, lease, refreshing=None, refreshing_until=None)
            raise
        renewed = bundle.renewed(grant.access_token, grant.expires_at, grant.refresh_token)
        await _set(
            context,
            row,
            lease,
            sealed=self.seal.seal(bundles.written(renewed)),
            version=connections.c.version + 1,
            expires_at=grant.expires_at,
            refreshed_at=func.clock_timestamp(),
            refreshing=None,
            refreshing_until=None,
        )
        return Access(grant.access_token, grant.expires_at)


async def _read(context: Context, channel: str, service: str) -> Record | None:
    query = select(connections, func.clock_timestamp().label("now"))
    async with transaction(context.database) as tx:
        found = await tx.execute(query.where(_its(context, channel, service)))
        row: Record | None = found.one_or_none()
    if row is not None and row.dead_at is not None:
        raise _dead(channel, row.dead_why)
    return row


async def _never(context: Context, channel: str, service: str) -> Disconnected:
    """The channel has no account there yet: its uploads wait for one."""
    error = Disconnected(
        f"Channel {channel} is not connected to {service} yet.",
        remedy=f"`reelworks connect {channel}`; its uploads wait until then.",
    )
    async with transaction(context.database) as tx:
        await _pause(tx, context.tenant, channel, service)
        subject = f"{context.tenant} {channel} {service} never"
        await alert(tx, "disconnected", subject, str(error), owner=(context.tenant, channel))
    return error


def _its(context: Context, channel: str, service: str) -> ColumnElement[bool]:
    c = connections.c
    return (c.tenant_id == context.tenant) & (c.channel_id == channel) & (c.service == service)


def _dead(channel: str, why: str) -> Disconnected:
    return Disconnected(
        f"Channel {channel} must be connected again: {why}",
        remedy=f"`reelworks connect {channel}`; its uploads wait until then.",
    )


async def _lease(context: Context, row: Record) -> UUID | None:
    """Be the one who renews these very tokens; None when somebody else is, or has."""
    c, lease = connections.c, uuid4()
    free = c.refreshing_until.is_(None) | (c.refreshing_until < func.clock_timestamp())
    mine = update(connections).where(
        _its(context, row.channel_id, row.service),
        c.version == row.version,
        c.dead_at.is_(None),
        free,
    )
    until = func.clock_timestamp() + _LEASE
    async with transaction(context.database) as tx:
        done = await tx.execute(mine.values(refreshing=lease, refreshing_until=until))
    return lease if done.rowcount else None


async def _set(context: Context, row: Record, lease: UUID, **values: object) -> None:
    its = _its(context, row.channel_id, row.service) & (connections.c.refreshing == lease)
    async with transaction(context.database) as tx:
        await tx.execute(update(connections).where(its).values(**values))


async def _die(context: Context, row: Record, lease: UUID, error: Disconnected) -> None:
    """The grant is no good: tell a person, and pause the uploads of this channel alone."""
    channel, service = row.channel_id, row.service
    its = _its(context, channel, service) & (connections.c.refreshing == lease)
    dead = update(connections).where(its)
    async with transaction(context.database) as tx:
        done = await tx.execute(
            dead.values(
                dead_at=func.clock_timestamp(),
                dead_why=error.message,
                refreshing=None,
                refreshing_until=None,
            )
        )
        if done.rowcount:
            paused = await _pause(tx, context.tenant, channel, service)
            await tx.execute(
                update(connections).where(_its(context, channel, service)).values(paused=paused)
            )
            said = f"{_dead(channel, error.message)} Everything else goes on."
            subject = f"{context.tenant} {channel} {service} {row.version}"
            await alert(tx, "disconnected", subject, said, owner=(context.tenant, channel))


# The lanes of a channel at a service and its quotas; those that a person paused stay that person's.
_PAUSE = text(
    """
    insert into lanes (service, tenant_id, channel_id, paused)
    select name, :tenant, :channel, true from unnest(cast(:names as text[])) name
    on conflict (service, tenant_id, channel_id) do update set paused = true
      where not lanes.paused
    """
)
_RESUME = text(
    """
    update lanes set paused = false
    where tenant_id = :tenant and channel_id = :channel and service = any (:names)
    """
)
_NAMES = text(
    """
    select :service union select distinct service from steps
    where tenant_id = :tenant and channel_id = :channel and stage = 'publish'
      and service like :service || '%'
    """
)


async def _names(tx: AsyncConnection, tenant: str, channel: str, service: str) -> Sequence[str]:
    about = {"tenant": tenant, "channel": channel, "service": service}
    return [*await tx.scalars(_NAMES, about)]


async def _pause(tx: AsyncConnection, tenant: str, channel: str, service: str) -> bool:
    """Whether it was us who paused it."""
    names = await _names(tx, tenant, channel, service)
    about = {"tenant": tenant, "channel": channel, "names": list(names)}
    return bool((await tx.execute(_PAUSE, about)).rowcount)


async def connect(context: Context, seal: Seal, channel: str, bundle: Bundle, actor: str) -> None:
    """Keep an account's tokens for a channel; what waited for them goes on.

    Raises UnknownChannel; BadInput when they are another account's than channels.yaml names.
    """
    configured = channel_of(context, channel).youtube_channel
    bundles.check_account(bundle.account_id, bundle.account_name, configured, channel)
    bundles.check_scopes(bundle.scopes)
    row = {"tenant_id": context.tenant, "channel_id": channel, "service": bundle.service}
    kept: dict[str, object] = {
        "account_id": bundle.account_id,
        "account_name": bundle.account_name,
        "sealed": seal.seal(bundles.written(bundle)),
        "expires_at": bundle.expires_at,
        "connected_by": actor,
    }
    async with transaction(context.database) as tx:
        its = _its(context, channel, bundle.service)
        known = select(connections.c.paused).where(its).with_for_update()
        paused = (await tx.execute(known)).scalar_one_or_none()
        added = upsert(connections).values(**row, **kept)
        anew = added.on_conflict_do_update(index_elements=[*row], set_={**kept, **_anew()})
        await tx.execute(anew)
        if paused is not False:  # by us, or because there was none
            await _resume(context, tx, channel, bundle.service)


def _anew() -> dict[str, object]:
    """What becomes of a connection that is made again."""
    gone = ("refreshed_at", "refreshing", "refreshing_until", "dead_at")
    fresh = {"version": connections.c.version + 1, "connected_at": func.clock_timestamp()}
    return {**dict.fromkeys(gone), **fresh, "dead_why": "", "paused": False}


async def _resume(context: Context, tx: AsyncConnection, channel: str, service: str) -> None:
    names = await _names(tx, context.tenant, channel, service)
    about = {"tenant": context.tenant, "channel": channel, "names": list(names)}
    await tx.execute(_RESUME, about)
    await release(context, tx, names)


async def listed(context: Context) -> tuple[ConnectionView, ...]:
    """Every connection, with nothing secret of it."""
    c = connections.c
    mine = select(connections).where(c.tenant_id == context.tenant)
    async with snapshot(context.database) as tx:
        return tuple(_view(row) for row in await tx.execute(mine.order_by(c.channel_id)))


def _view(row: Record) -> ConnectionView:
    return ConnectionView(
        channel=row.channel_id,
        service=row.service,
        account_id=row.account_id,
        account_name=row.account_name,
        connected_by=row.connected_by,
        connected_at=row.connected_at,
        expires_at=row.expires_at,
        dead_at=row.dead_at,
        dead_why=row.dead_why,
    )


async def reseal(context: Context, seal: Seal) -> int:
    """Seal everything that is sealed with the newest key; how many secrets that were.

    Safe to repeat, and beside running workers: a secret that changes meanwhile is sealed anew.
    """
    found = [
        await one(context, seal) for one in (_reseal_tokens, _reseal_jobs, notion_inbox.reseal)
    ]
    return sum(found)


_JOBS = text(
    "select id, vendor_job from steps where vendor_job like 'sealed:%' order by id for update"
)
_SET_JOB = text("update steps set vendor_job = :job where id = :id")


async def _reseal_tokens(context: Context, seal: Seal) -> int:
    c = connections.c
    async with transaction(context.database) as tx:
        rows = [
            *await tx.execute(
                select(c.tenant_id, c.channel_id, c.service, c.sealed).with_for_update()
            )
        ]
        for row in rows:
            its = (
                (c.tenant_id == row.tenant_id)
                & (c.channel_id == row.channel_id)
                & (c.service == row.service)
            )
            await tx.execute(update(connections).where(its).values(sealed=seal.again(row.sealed)))
    return len(rows)


async def _reseal_jobs(context: Context, seal: Seal) -> int:
    """Upload sessions of steps in hand."""
    async with transaction(context.database) as tx:
        rows = [*await tx.execute(_JOBS)]
        for row in rows:
            await tx.execute(_SET_JOB, {"id": row.id, "job": seal.again(row.vendor_job)})
    return len(rows)
