"""Notion's token is taken once, while somebody waits for it; a delivery is put down once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from reelworks.domain.errors import NotAllowed
from reelworks.ops.sealing import Keys, Seal
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.models.notion_inbox import notion_arming, notion_deliveries
from reelworks.orchestrator.services import connections, notion_inbox
from reelworks.orchestrator.services.notion_inbox import INBOX, Delivery, Secrets, Source

TOKEN = "secret_" + "a" * 43
AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PATIENCE_S = 60.0


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return Seal(Keys((), tmp_path / "keys" / "secret.keys"))


def delivery(event_id: str = "e-1", source: Source = Source.WEBHOOK) -> Delivery:
    return Delivery(source, event_id, "p-1", "page.properties_updated", AT, {"id": event_id})


async def test_token_is_taken_while_armed_and_kept_sealed(context: Context, seal: Seal) -> None:
    until = await notion_inbox.arm(context, "francis")
    assert timedelta(minutes=9) < until - datetime.now(UTC) <= timedelta(minutes=10)
    assert (await notion_inbox.known(context, seal)).armed
    assert await notion_inbox.take_token(context, seal, TOKEN)
    found = await notion_inbox.known(context, seal)
    assert (found.token, found.armed) == (TOKEN, False)
    async with transaction(context.database) as tx:
        row = (await tx.execute(select(notion_arming))).one()
    assert TOKEN not in str(row)
    assert row.armed_by == "francis"


async def test_nobody_waits_and_no_token_is_taken(context: Context, seal: Seal) -> None:
    assert not await notion_inbox.take_token(context, seal, TOKEN)
    await notion_inbox.arm(context, "francis")
    async with transaction(context.database) as tx:
        await tx.execute(text("update notion_arming set armed_until = clock_timestamp()"))
    assert not await notion_inbox.take_token(context, seal, TOKEN)
    found = await notion_inbox.known(context, seal)
    assert (found.token, found.armed) == (None, False)


async def test_of_many_tokens_at_once_one_is_taken(context: Context, seal: Seal) -> None:
    await notion_inbox.arm(context, "francis")
    tokens = [f"{TOKEN}{n}" for n in range(4)]
    taken = await asyncio.gather(*(notion_inbox.take_token(context, seal, t) for t in tokens))
    assert sorted(taken) == [False, False, False, True]
    assert (await notion_inbox.known(context, seal)).token == tokens[taken.index(True)]


async def test_a_token_is_never_replaced_but_may_be_forgotten(context: Context, seal: Seal) -> None:
    await notion_inbox.arm(context, "francis")
    await notion_inbox.take_token(context, seal, TOKEN)
    with pytest.raises(NotAllowed, match="never replaced"):
        await notion_inbox.arm(context, "francis")
    assert not await notion_inbox.take_token(context, seal, "secret_other")
    await notion_inbox.forget(context, "francis")
    assert await notion_inbox.known(context, seal) == Secrets()
    await notion_inbox.arm(context, "francis")
    assert await notion_inbox.take_token(context, seal, "secret_other")


async def test_automation_secret_is_made_once(context: Context, seal: Seal) -> None:
    first = await notion_inbox.automation_secret(context, seal)
    await notion_inbox.arm(context, "francis")
    await notion_inbox.take_token(context, seal, TOKEN)
    await notion_inbox.forget(context, "francis")
    assert await notion_inbox.automation_secret(context, seal) == first
    assert len(first) > 40


async def test_secrets_are_sealed_anew_with_the_newest_key(context: Context, seal: Seal) -> None:
    automation = await notion_inbox.automation_secret(context, seal)
    await notion_inbox.arm(context, "francis")
    await notion_inbox.take_token(context, seal, TOKEN)
    seal.keys.add()
    assert await connections.reseal(context, seal) == 2
    seal.keys.forget()
    assert await notion_inbox.known(context, seal) == Secrets(TOKEN, automation)


async def test_each_delivery_is_put_down_once(context: Context) -> None:
    told = [delivery(), delivery(), delivery("e-2"), delivery(source=Source.AUTOMATION)]
    each = await asyncio.gather(*(notion_inbox.deliver(context, [one]) for one in told))
    assert sorted(len(new) for new in each) == [0, 1, 1, 1]
    more = [delivery("e-2"), delivery("e-3"), delivery("e-3")]
    assert await notion_inbox.deliver(context, more) == {(Source.WEBHOOK, "e-3")}
    async with transaction(context.database) as tx:
        rows = [*await tx.execute(select(notion_deliveries).order_by(notion_deliveries.c.id))]
    keys = {(row.source, row.event_id) for row in rows}
    assert keys == {
        ("webhook", "e-1"),
        ("webhook", "e-2"),
        ("webhook", "e-3"),
        ("automation", "e-1"),
    }
    assert {(row.page_id, row.occurred_at, row.handled_at) for row in rows} == {("p-1", AT, None)}
    assert rows[0].body == {"id": rows[0].event_id}


async def test_each_tenant_has_an_inbox_of_its_own(context: Context, seal: Seal) -> None:
    other = replace(context, tenant="other")
    await notion_inbox.arm(context, "francis")
    assert not await notion_inbox.take_token(other, seal, TOKEN)
    assert await notion_inbox.deliver(context, [delivery()])
    assert await notion_inbox.deliver(other, [delivery()])


async def test_only_what_is_new_wakes_whoever_acts_on_it(context: Context, dsn: str) -> None:
    async with _listening(dsn) as heard:
        await notion_inbox.deliver(context, [delivery()])
        await notion_inbox.deliver(context, [delivery()])
        await notion_inbox.deliver(context, [delivery(), delivery("e-2")])
        async with asyncio.timeout(PATIENCE_S):
            while len(heard) < 2:
                await asyncio.sleep(0.01)
        await notion_inbox.deliver(context, [delivery("e-3")])
        async with asyncio.timeout(PATIENCE_S):
            while len(heard) < 3:
                await asyncio.sleep(0.01)
    assert heard == [INBOX] * 3  # had the second of e-1 woken anybody, there would be four


@asynccontextmanager
async def _listening(dsn: str) -> AsyncIterator[list[str]]:
    heard: list[str] = []
    connection = await database.raw_connect(dsn)
    await connection.add_listener(INBOX, lambda *told: heard.append(told[2]))
    try:
        yield heard
    finally:
        await connection.close()


async def test_only_what_was_handled_long_ago_goes(context: Context) -> None:
    names = ("new", "handled", "old")
    await notion_inbox.deliver(context, [delivery(name) for name in names])
    ages = {"handled": "13 days", "old": "15 days"}
    async with transaction(context.database) as tx:
        for name, age in ages.items():
            await tx.execute(
                text(
                    "update notion_deliveries set handled_at = clock_timestamp() - "
                    "cast(cast(:age as text) as interval) where event_id = :name"
                ),
                {"age": age, "name": name},
            )
    assert await notion_inbox.prune(context) == 1
    async with transaction(context.database) as tx:
        left = [*await tx.scalars(select(notion_deliveries.c.event_id))]
    assert sorted(left) == ["handled", "new"]
