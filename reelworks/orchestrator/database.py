"""Connections to PostgreSQL: a pool, single ones, transactions, and what their errors mean."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from reelworks.domain.errors import (
    BadInput,
    DatabaseUnavailable,
    DiskFull,
    MachineError,
    ReelworksError,
)

Recover = Callable[[], str]  # starts the server again and says where it is now

_CONNECT_S = 10.0
# A process that was frozen in the midst of a transaction holds its locks; the server ends it. It
# does not count as idle between the two messages that make a statement which it sends for the first
# time, so there is a limit to the whole of it too (since PostgreSQL 17).
_IDLE_IN_TRANSACTION, _TRANSACTION = "10s", "20s"
_LIMIT = (
    "select set_config('transaction_timeout', {}, {}) "
    "where current_setting('transaction_timeout', true) is not null"
)
_EACH_LIMITED = _LIMIT.format(f"'{_TRANSACTION}'", "false")
_UNLIMITED = text(_LIMIT.format("'0'", ":local"))
# What libpq understands and asyncpg would pass on to the server, which knows nothing of it.
_LIBPQ_ONLY = frozenset(
    {"channel_binding", "connect_timeout", "gssencmode", "keepalives", "keepalives_count"}
    | {"keepalives_idle", "keepalives_interval", "pgbouncer", "sslcompression", "tcp_user_timeout"}
)
_REFUSED = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)
_AWAY = (
    OSError,  # and with it TimeoutError
    asyncpg.AdminShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.TransactionTimeoutError,
)


def engine(dsn: str, *, recover: Recover | None = None, size: int = 5) -> AsyncEngine:
    """A pool of at most `size` connections. Nothing connects before the first use.

    No transaction may last longer than 20 seconds, unless it is `unlimited`.
    `recover` is asked once for each failed connect: the embedded server's `ensure`.
    """

    async def connect(*_: object, **__: object) -> asyncpg.Connection:
        connection = await raw_connect(dsn, recover=recover)
        try:
            await connection.execute(_EACH_LIMITED)
        except _AWAY as error:
            raise _lost(error) from error
        return connection

    pool = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=size,
        max_overflow=0,
    )
    event.listen(pool.sync_engine, "checkout", _refuse_closed)
    event.listen(pool.sync_engine, "handle_error", _mark_lost)
    return pool


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


@asynccontextmanager
async def transaction_of_one(pool: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """For one statement, committed when it returns: one way to the server instead of three."""
    with translated():
        async with pool.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")


@asynccontextmanager
async def snapshot(pool: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Read only, and everything as it was at one moment, however many statements ask."""
    with translated():
        async with pool.connect() as connection:
            at_once = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            await connection.execution_options(**at_once)
            async with connection.begin():
                yield connection


async def unlimited(connection: AsyncConnection, *, local: bool = True) -> None:
    """Let a transaction take its time (`local`), or all that come on this connection."""
    await connection.execute(_UNLIMITED, {"local": local})


@contextmanager
def translated() -> Iterator[None]:
    """A lost server, a full disk and a missing right become errors of ours; others pass."""
    try:
        yield
    except DBAPIError as error:
        meaning = _meaning(error.driver_exception or error)
        if meaning is None:
            raise
        raise meaning from error
    except ConnectionError as error:
        raise _lost(error) from error


async def _connect(dsn: str) -> asyncpg.Connection:
    settings = {
        "application_name": "reelworks",
        "idle_in_transaction_session_timeout": _IDLE_IN_TRANSACTION,
    }
    try:
        return await asyncpg.connect(plain(dsn), timeout=_CONNECT_S, server_settings=settings)
    except _REFUSED as error:
        raise DatabaseUnavailable(
            f"PostgreSQL at {shown(dsn)} refused us: {error}.",
            remedy="Check user, password and database in DATABASE_URL.",
        ) from error
    except (asyncpg.InterfaceError, ValueError) as error:
        # Other ValueErrors may quote a part of a password that was not escaped.
        reason = error if isinstance(error, asyncpg.InterfaceError) else "it is not a proper URL"
        raise BadInput(
            f"The address of the database cannot be used: {reason}.",
            remedy="Write DATABASE_URL as postgresql://user:password@host:5432/database, with "
            "%40 for @, %2F for / and %3A for : in the password.",
        ) from None
    except _AWAY as error:
        raise DatabaseUnavailable(
            f"PostgreSQL at {shown(dsn)} does not answer: {error or 'no reply in time'}.",
            remedy="Start it, or correct DATABASE_URL; without it, Reelworks uses its own.",
        ) from error


def plain(dsn: str) -> str:
    """What asyncpg understands: no driver in the scheme, none of libpq's own options."""
    parts = urlsplit(dsn)
    kept = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key not in _LIBPQ_ONLY
    ]
    scheme = parts.scheme.partition("+")[0]
    return urlunsplit((scheme, parts.netloc, parts.path, urlencode(kept), ""))


def shown(dsn: str) -> str:
    """Host and database for people; never the password."""
    parts = urlsplit(dsn)
    if "@" in parts.path or "@" in parts.query:  # a / or ? in the password that was not escaped
        return "the given address"
    hosts = parts.netloc.rpartition("@")[2] or dict(parse_qsl(parts.query)).get("host", "localhost")
    return f"{hosts}{parts.path}"


def _meaning(error: BaseException) -> ReelworksError | None:
    if isinstance(error, asyncpg.DiskFullError):
        return DiskFull(
            f"PostgreSQL has no space left: {error}.",
            remedy="Free some space and run the same command again; nothing finished is lost.",
        )
    if isinstance(error, asyncpg.InsufficientPrivilegeError):
        return MachineError(
            f"The database user may not do what Reelworks needs: {error}.",
            remedy="Make it the owner of its database: ALTER DATABASE ... OWNER TO ...",
        )
    if isinstance(error, asyncpg.DeadlockDetectedError):
        return DatabaseUnavailable(
            f"PostgreSQL ended one of two transactions that waited for each other: {error}.",
            remedy="It is tried again; run the command again if this one has ended.",
        )
    return _lost(error) if _is_lost(error) else None


def _lost(error: BaseException) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The connection to PostgreSQL was lost: {error}.",
        remedy="It is tried again; run the command again if this one has ended.",
    )


def _refuse_closed(connection: DBAPIConnection, *_: object) -> None:
    """A connection that the server has closed is replaced before anybody uses it.

    asyncpg hears of it at once, so nothing needs to be asked: a ping costs three round trips.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _mark_lost(context: ExceptionContext) -> None:
    """The pool must drop these connections; SQLAlchemy knows only some of the errors."""
    cause = context.original_exception.__cause__
    if cause is not None and _is_lost(cause):
        context.is_disconnect = True


def _is_lost(error: BaseException) -> bool:
    """A connection that dies under an operation is also found closed, or in an odd state."""
    closed = isinstance(error, asyncpg.InterfaceError) and "closed" in str(error)
    return closed or isinstance(error, (*_AWAY, asyncpg.InternalClientError))
