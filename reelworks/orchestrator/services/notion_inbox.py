"""Notion's inbox: what it tells us is put down once, and how we come to know that it is Notion.

Notion makes up the token that it signs with and sends it in the clear, once. So a token is taken
only while a person has armed us for it, and never in the place of another one.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Interval, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from reelworks.domain.errors import NotAllowed
from reelworks.ops.sealing import Seal
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction, transaction_of_one
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.models.notion_inbox import notion_arming
from reelworks.orchestrator.models.tables import ANY

INBOX = "reelworks_notion_inbox"  # what PostgreSQL's NOTIFY calls it when something new lies there
ARMED = timedelta(minutes=10)
KEPT = timedelta(days=14)  # a delivery that was handled; Notion tries again for about a day

_A = notion_arming.c


class Source(StrEnum):
    """How it came: by the integration's subscription, or from a button or database automation."""

    WEBHOOK = "webhook"
    AUTOMATION = "automation"


Told = tuple[Source, str]  # what makes two deliveries the same: how it came, and Notion's id


@dataclass(frozen=True, slots=True)
class Delivery:
    """That something happened at Notion; `occurred_at` is by Notion's clock."""

    source: Source
    event_id: str
    page_id: str | None
    kind: str
    occurred_at: datetime
    body: Mapping[str, object]

    @property
    def told(self) -> Told:
        return self.source, self.event_id


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What proves that it is Notion; None where there is none yet. `armed`: a token may come."""

    token: str | None = None
    automation: str | None = None
    armed: bool = False


async def arm(context: Context, actor: str) -> datetime:
    """Take the verification token that comes next, until the time that is returned.

    Raises NotAllowed when there is a token: `forget` comes first.
    """
    until = func.clock_timestamp() + ARMED
    values = {"armed_until": until, "armed_by": actor}
    asked = upsert(notion_arming).values(tenant_id=context.tenant, **values)
    free = asked.on_conflict_do_update(
        index_elements=[_A.tenant_id], set_=values, where=_A.token_sealed.is_(None)
    )
    async with transaction(context.database) as tx:
        found: datetime | None = await tx.scalar(free.returning(_A.armed_until))
        if found is None:
            raise NotAllowed(
                "Notion's verification token is known already, and is never replaced by another.",
                remedy="`reelworks notion forget` first, if the subscription was made anew.",
            )
        await record(tx, (context.tenant, ANY), None, "notion_armed", {"actor": actor})
    return found


async def take_token(context: Context, seal: Seal, token: str) -> bool:
    """Keep Notion's verification token, sealed; False when nobody armed us, or we have one."""
    sealed = seal.seal(token)
    taken = update(notion_arming).where(
        _A.tenant_id == context.tenant,
        _A.token_sealed.is_(None),
        _A.armed_until > func.clock_timestamp(),
    )
    values = {"token_sealed": sealed, "token_at": func.clock_timestamp(), "armed_until": None}
    async with transaction(context.database) as tx:
        if not (await tx.execute(taken.values(**values))).rowcount:
            return False
        await record(tx, (context.tenant, ANY), None, "notion_token_taken", {})
    return True


async def forget(context: Context, actor: str) -> None:
    """Forget the verification token: whatever is signed with it is refused from now on."""
    its = update(notion_arming).where(_A.tenant_id == context.tenant)
    values = {"token_sealed": None, "token_at": None, "armed_until": None}
    async with transaction(context.database) as tx:
        if (await tx.execute(its.values(**values))).rowcount:
            await record(
                tx, (context.tenant, ANY), None, "notion_token_forgotten", {"actor": actor}
            )


async def known(context: Context, seal: Seal) -> Secrets:
    """The secrets as they are now. Raises BadInput when they were sealed with keys of others."""
    armed = func.coalesce(_A.armed_until > func.clock_timestamp(), False)
    query = select(_A.token_sealed, _A.automation_sealed, armed.label("armed"))
    async with transaction(context.database) as tx:
        row = (await tx.execute(query.where(_A.tenant_id == context.tenant))).one_or_none()
    if row is None:
        return Secrets()
    token, automation = (None if text is None else seal.open(text) for text in row[:2])
    return Secrets(token, automation, bool(row.armed) and token is None)


async def automation_secret(context: Context, seal: Seal) -> str:
    """What automations and buttons must send in a header; made when it is first asked for."""
    made = {"automation_sealed": seal.seal(f"rwn_{secrets.token_hex(24)}")}
    asked = upsert(notion_arming).values(tenant_id=context.tenant, **made)
    first = asked.on_conflict_do_update(
        index_elements=[_A.tenant_id], set_=made, where=_A.automation_sealed.is_(None)
    )
    async with transaction(context.database) as tx:
        await tx.execute(first)
    found = (await known(context, seal)).automation
    assert found is not None  # noqa: S101  (it was just made, and is never taken away)
    return found


# All at once, however many came together; whoever acts on them is woken if any of them is new.
_PUT = text(
    f"""
    with told as (
      select * from unnest(
        cast(:sources as text[]), cast(:events as text[]), cast(:pages as text[]),
        cast(:kinds as text[]), cast(:times as timestamptz[]), cast(:bodies as text[])
      ) as t (source, event_id, page_id, kind, occurred_at, body)
    ), put as (
      insert into notion_deliveries
        (tenant_id, source, event_id, page_id, kind, occurred_at, body)
      select :tenant, source, event_id, page_id, kind, occurred_at, cast(body as jsonb) from told
      on conflict do nothing returning source, event_id
    ), woken as (select pg_notify('{INBOX}', '') where exists (select from put))
    select put.source, put.event_id from put left join woken on true
    """  # noqa: S608  (the name is a constant)
)


async def deliver(context: Context, deliveries: Sequence[Delivery]) -> frozenset[Told]:
    """Put deliveries down and wake who acts on them; which of them are new.

    One statement is a transaction by itself: begin and commit would be two more ways to the server.
    """
    asked = {
        "tenant": context.tenant,
        "sources": [one.source.value for one in deliveries],
        "events": [one.event_id for one in deliveries],
        "pages": [one.page_id for one in deliveries],
        "kinds": [one.kind for one in deliveries],
        "times": [one.occurred_at for one in deliveries],
        "bodies": [json.dumps(one.body) for one in deliveries],
    }
    async with transaction_of_one(context.database) as tx:
        found = await tx.execute(_PUT, asked)
        return frozenset((Source(row.source), row.event_id) for row in found)


async def reseal(context: Context, seal: Seal) -> int:
    """Seal the secrets with the newest key; how many they were."""
    count = 0
    async with transaction(context.database) as tx:
        for row in [*await tx.execute(select(notion_arming).with_for_update())]:
            sealed = {"token_sealed": row.token_sealed, "automation_sealed": row.automation_sealed}
            again = {name: seal.again(value) for name, value in sealed.items() if value is not None}
            if again:
                its = update(notion_arming).where(_A.tenant_id == row.tenant_id)
                await tx.execute(its.values(**again))
            count += len(again)
    return count


_OLD = text(
    """
    delete from notion_deliveries where id in (
      select id from notion_deliveries
      where handled_at < clock_timestamp() - cast(:age as interval)
      order by handled_at limit :lines)
    """
).bindparams(bindparam("age", type_=Interval))


async def prune(context: Context, *, most: int = 5_000) -> int:
    """Remove deliveries that were handled long ago; how many."""
    async with transaction(context.database) as tx:
        return (await tx.execute(_OLD, {"age": KEPT, "lines": most})).rowcount
