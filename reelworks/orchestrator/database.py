"""Connections to PostgreSQL, transactions on them, and the schema they find."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from reelworks.domain.errors import (
    DatabaseUnavailable,
)

HEAD = "0001"  # the newest migration
Recover = Callable[[], str]  # starts the server again and says where it is now

_CONNECT_S = 10.0
_MIGRATING = 0x7265656C  # the key of the advisory lock: "reel"
# What libpq understands and PostgreSQL would refuse as a setting of its own.
_LIBPQ_ONLY = frozenset(
    {"channel_binding", "connect_timeout", "gssencmode", "keepalives", "keepalives_count"}
    | {"keepalives_idle", "keepalives_interval", "pgbouncer", "sslcompression", "tcp_user_timeout"}
)
_REFUSED = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.CannotConnectNowError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.ConnectionFailureError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
)


def engine(dsn: str, *, recover: Recover | None = None, size: int = 5) -> AsyncEngine:
    """A pool of at most `size` connections. Nothing connects before the first use.

    `recover` is asked once per failed connect: the embedded server's `ensure`.
    """

    async def connect(*_: object, **__: object) -> asyncpg.Connection:
        return await raw_connect(dsn, recover=recover)

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=True,
    )


async def raw_connect(dsn: str, *, recover: Recover | None = None) -> asyncpg.Connection:
    """A connection of one's own, for the carrier. Raises DatabaseUnavailable, BadInput."""
    try:
        return await _connect(dsn)
    except DatabaseUnavailable:
        if recover is None:
            raise
        return await _connect(await asyncio.to_thread(recover))


@asynccontextmanager
async def transaction(pool: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Committed when the block ends, rolled back when it raises. No network, no process inside."""
    with translated():
        async with pool.begin() as connection:
            yield connection
