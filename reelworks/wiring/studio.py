"""What every door and worker needs: database, carrier, store, channels, made from settings."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg

from reelworks.domain.channels import Channel
from reelworks.domain.retention import Retention
from reelworks.ops import channels, postgres
from reelworks.ops.settings import Settings
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.migrations import migrate
from reelworks.pipelines.documentary import CPU, PIPELINES
from reelworks.storage.local import LocalStore
from reelworks.workers.worker import Worker

_BRANDING = ("watermark", "font")
_SPARE_CONNECTIONS = 4  # beside one for each step at work: heartbeat, reconcile, a door's reads
_SCRIPTS_MAY_KNOW = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "REELWORKS_VOICES")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Context]:
    """Everything that a door needs, ready to use; closed again at the end.

    Raises BadChannels, BadInput, DatabaseUnavailable, DiskFull.
    """
    known = channels.load(settings.channels)
    branding = {channel.id: _branding(settings.channels, channel) for channel in known}
    store = LocalStore(settings.home / "workspaces")
    async with AsyncExitStack() as stack:
        dsn, recover = _database(settings, stack)
        await migrate(dsn)
        pool = database.engine(dsn, recover=recover, size=settings.cpu_slots + _SPARE_CONNECTIONS)
        stack.push_async_callback(pool.dispose)

        async def connect() -> asyncpg.Connection:
            return await database.raw_connect(dsn, recover=recover)

        yield Context(
            database=pool,
            carrier=PgQueuerCarrier(connect),
            store=store,
            pipelines=PIPELINES,
            channels={channel.id: channel for channel in known},
            branding={id_: found for id_, (found, _) in branding.items()},
            warnings={id_: missing for id_, (_, missing) in branding.items()},
            lease_s=settings.lease_seconds,
            retention=_retention(settings),
        )


def _retention(settings: Settings) -> Retention:
    return Retention(
        workspace=_days(settings.retention_days),
        events=_days(settings.events_days),
        carrier_log=_days(settings.carrier_log_days),
    )


def _days(number: float) -> timedelta | None:
    return timedelta(days=number) if number else None


def worker(context: Context, settings: Settings) -> Worker:
    """A worker for our own CPU."""
    return Worker(
        context,
        slots={CPU: settings.cpu_slots},
        script_env={name: os.environ[name] for name in _SCRIPTS_MAY_KNOW if name in os.environ},
        script_timeout_s=settings.script_seconds,
    )


def _database(settings: Settings, stack: AsyncExitStack) -> tuple[str, database.Recover | None]:
    """The DSN of the given server, or of the embedded one, which we can also start again."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value(), None
    server = stack.enter_context(postgres.server(settings.home))
    return server.dsn, server.ensure


def _branding(channels_file: Path, channel: Channel) -> tuple[Mapping[str, Path], Sequence[str]]:
    """The channel's files that are there, by use, and a warning for each that is missing."""
    files = {u: channels.branding_file(channels_file.parent, channel, u) for u in _BRANDING}
    found = {use: file.path for use, file in files.items() if file.path}
    return found, [file.warning for file in files.values() if file.warning]
