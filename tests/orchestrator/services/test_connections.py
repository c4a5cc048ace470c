"""Tokens are sealed, renewed once for everybody, and a dead one pauses its own channel alone."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from sqlalchemy import func, select, text, update

from reelworks.domain.channels import Channel
from reelworks.domain.connections import SCOPES, Bundle
from reelworks.domain.errors import BadInput, Disconnected, VendorUnavailable
from reelworks.ops.sealing import Keys, Seal, is_sealed, new_key
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.connecting import connections as table
from reelworks.orchestrator.services import connections
from reelworks.orchestrator.services.connections import Tokens
from tests.orchestrator.services.token_server import TokenServer, serving

if TYPE_CHECKING:
    from reelworks.orchestrator.context import Context

ACCOUNT = "UC" + "a" * 22
PATIENCE_S = 60.0


@pytest_asyncio.fixture
async def server() -> AsyncIterator[TokenServer]:
    async with serving() as found:
        yield found


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return Seal(Keys((), tmp_path / "keys" / "secret.keys"))


@pytest.fixture
def tokens(seal: Seal) -> Tokens:
    return Tokens(seal)


@pytest.fixture
def context(context: Context, server: TokenServer) -> Context:
    context.channels["tides"] = Channel("tides", "Tides", youtube_channel=ACCOUNT)
    WHERE["url"] = server.url
    return context


WHERE: dict[str, str] = {}  # the token server of this test


def bundle(**changes: object) -> Bundle:
    plain = Bundle(
        service="youtube",
        account_id=ACCOUNT,
        account_name="Tides",
        client_id="client",
        client_secret="marked-client-secret",
        refresh_token="marked-refresh-token",
        access_token="ya29.first",
        expires_at=datetime.now(UTC) + timedelta(hours=1),
        scopes=SCOPES,
        token_url=WHERE["url"],
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


async def connected(context: Context, seal: Seal, **changes: object) -> None:
    async with transaction(context.database) as tx:
        from reelworks.orchestrator.services.tasks import keep_channel

        await keep_channel(context, tx, context.channels["tides"])
    await connections.connect(context, seal, "tides", bundle(**changes), "ines")


LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def test_a_good_token_is_handed_out_as_it_is(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer
) -> None:
    await connected(context, seal)
    assert (await tokens.access(context, "tides")).token == "ya29.first"
    assert server.asked == []


async def test_nothing_of_it_is_readable_in_the_database(context: Context, seal: Seal) -> None:
    await connected(context, seal)
    async with transaction(context.database) as tx:
        row = (await tx.execute(select(table))).one()
    assert is_sealed(row.sealed)
    assert "marked" not in str(row)
    assert "ya29" not in str(row)


async def test_a_token_is_renewed_before_it_expires(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer
) -> None:
    await connected(context, seal, expires_at=datetime.now(UTC) + timedelta(minutes=4))
    assert (await tokens.access(context, "tides")).token == "ya29.fresh-1"
    assert (await tokens.access(context, "tides")).token == "ya29.fresh-1"
    assert [form["refresh_token"] for form in server.asked] == ["marked-refresh-token"]


async def test_many_workers_renew_once(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer
) -> None:
    await connected(context, seal, expires_at=LONG_AGO)
    found = await asyncio.gather(*(tokens.access(context, "tides") for _ in range(12)))
    assert {access.token for access in found} == {"ya29.fresh-1"}
    assert len(server.asked) == 1


async def test_a_refused_token_is_renewed_once_for_all_who_had_it(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer
) -> None:
    await connected(context, seal)
    ask = [tokens.access(context, "tides", refused="ya29.first") for _ in range(6)]
    assert {access.token for access in await asyncio.gather(*ask)} == {"ya29.fresh-1"}
    assert len(server.asked) == 1


async def test_no_transaction_is_open_while_the_token_server_is_asked(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer
) -> None:
    await connected(context, seal, expires_at=LONG_AGO)
    server.held = asyncio.Event()
    renewing = asyncio.create_task(tokens.access(context, "tides"))
    await until(lambda: bool(server.asked))
    async with transaction(context.database) as tx:
        idle = text(
            "select count(*) from pg_stat_activity where datname = current_database() "
            "and state like 'idle in transaction%'"
        )
        assert await tx.scalar(idle) == 0
    server.held.set()
    await renewing


_RENEWER = """
import asyncio, os
from pathlib import Path
from reelworks.ops.sealing import Keys, Seal
from reelworks.orchestrator import database
from reelworks.orchestrator.services.connections import Tokens

class Only:
    database = database.engine(os.environ["DSN"])
    tenant = "default"

tokens = Tokens(Seal(Keys((), Path(os.environ["KEYS"]))))
asyncio.run(tokens.access(Only, "tides"))
"""


async def test_who_is_killed_while_renewing_is_replaced(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer, dsn: str
) -> None:
    await connected(context, seal, expires_at=LONG_AGO)
    server.held = asyncio.Event()
    about = {"DSN": dsn, "KEYS": str(seal.keys.file)}
    env = {**os.environ, **about}
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", _RENEWER, env=env)
    await until(lambda: bool(server.asked))
    other.send_signal(signal.SIGKILL)
    await other.wait()
    waiting = asyncio.create_task(tokens.access(context, "tides"))
    server.held.set()
    async with transaction(context.database) as tx:
        assert await tx.scalar(select(table.c.refreshing)) is not None
        lapsed = {"refreshing_until": func.clock_timestamp()}  # as time will do it
        await tx.execute(update(table).values(**lapsed))
    assert (await asyncio.wait_for(waiting, PATIENCE_S)).token == "ya29.fresh-2"


async def test_a_hiccup_of_the_token_server_kills_nothing(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer
) -> None:
    await connected(context, seal, expires_at=LONG_AGO)
    server.says = [(503, {"error": "backend"}), (500, "<html>")]
    for _ in range(2):
        with pytest.raises(VendorUnavailable):
            await tokens.access(context, "tides")
    assert (await tokens.access(context, "tides")).token == "ya29.fresh-3"


REVOKED = (400, {"error": "invalid_grant", "error_description": "Token has been revoked."})


async def test_a_dead_token_alerts_once_and_pauses_its_channel_alone(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer
) -> None:
    await connected(context, seal, expires_at=LONG_AGO)
    server.says = [REVOKED]
    outcomes = await asyncio.gather(
        *(tokens.access(context, "tides") for _ in range(5)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [Disconnected] * 5
    assert len(server.asked) == 1
    assert await _paused(context) == {("youtube", "tides")}
    async with transaction(context.database) as tx:
        (alert,) = await tx.execute(select(tables.alerts))
    assert (alert.kind, alert.channel_id) == ("disconnected", "tides")
    assert "Token has been revoked" in alert.message
    assert "reelworks connect tides" in alert.message


async def test_connecting_again_lets_its_uploads_go_on(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer
) -> None:
    await connected(context, seal, expires_at=LONG_AGO)
    server.says = [REVOKED]
    with pytest.raises(Disconnected):
        await tokens.access(context, "tides")
    await connected(context, seal)
    assert await _paused(context) == set()
    assert (await tokens.access(context, "tides")).token == "ya29.first"


async def test_a_channel_that_was_never_connected_waits_for_it(
    context: Context, seal: Seal, tokens: Tokens
) -> None:
    with pytest.raises(Disconnected, match="reelworks connect tides"):
        await tokens.access(context, "tides")
    assert await _paused(context) == {("youtube", "tides")}
    await connected(context, seal)
    assert await _paused(context) == set()


async def test_what_a_person_paused_stays_paused(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer
) -> None:
    await connected(context, seal, expires_at=LONG_AGO)
    async with transaction(context.database) as tx:
        lane = {"service": "youtube", "tenant_id": "default", "channel_id": "tides"}
        await tx.execute(tables.lanes.insert().values(**lane, paused=True))
    server.says = [REVOKED]
    with pytest.raises(Disconnected):
        await tokens.access(context, "tides")
    await connected(context, seal)
    assert await _paused(context) == {("youtube", "tides")}


async def test_an_idle_connection_is_tried_so_that_a_dead_one_is_told_early(
    context: Context, seal: Seal, tokens: Tokens, server: TokenServer
) -> None:
    await connected(context, seal, expires_at=LONG_AGO)
    await tokens.keep(context)
    assert server.asked == []  # connected a moment ago
    async with transaction(context.database) as tx:
        await tx.execute(text("update connections set connected_at = now() - interval '7 hours'"))
    server.says = [REVOKED]
    await tokens.keep(context)
    await tokens.keep(context)
    assert len(server.asked) == 1
    (view,) = await connections.listed(context)
    assert view.dead_at is not None


async def test_tokens_of_another_account_are_refused(context: Context, seal: Seal) -> None:
    with pytest.raises(BadInput, match=r"belong to 'Other' \(UCb"):
        await connected(context, seal, account_id="UC" + "b" * 22, account_name="Other")
    assert await connections.listed(context) == ()


async def test_missing_scopes_are_named(context: Context, seal: Seal) -> None:
    with pytest.raises(BadInput, match=r"youtube\.force-ssl is missing"):
        await connected(context, seal, scopes=SCOPES[:1])


async def test_rotated_keys_open_what_the_old_ones_sealed(
    context: Context, seal: Seal, tokens: Tokens
) -> None:
    await connected(context, seal)
    seal.keys.add()
    assert (await tokens.access(context, "tides")).token == "ya29.first"
    assert await connections.reseal(context, seal) == 1
    seal.keys.forget()
    assert len(seal.keys.read()) == 1
    assert (await tokens.access(context, "tides")).token == "ya29.first"


async def test_keys_may_be_given_and_rotated_by_hand(context: Context, tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    nowhere = tmp_path / "none"
    await connected(context, Seal(Keys((old,), nowhere)))
    both = Seal(Keys((new, old), nowhere))
    await connections.reseal(context, both)
    only = Tokens(Seal(Keys((new,), nowhere)))
    assert (await only.access(context, "tides")).token == "ya29.first"
    with pytest.raises(BadInput, match="sealed with a key that is not here"):
        await Tokens(Seal(Keys((old,), nowhere))).access(context, "tides")
    assert not nowhere.exists()


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not reached():
            await asyncio.sleep(0.02)


async def _paused(context: Context) -> set[tuple[str, str]]:
    n = tables.lanes.c
    async with transaction(context.database) as tx:
        rows = await tx.execute(select(n.service, n.channel_id).where(n.paused))
        return {(row.service, row.channel_id) for row in rows}
