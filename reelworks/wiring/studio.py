"""What every door and worker needs: database, carrier, store, channels, made from settings."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from reelworks.domain.channels import LOCAL, S3, SANDBOX, Channel
from reelworks.domain.errors import BadChannels, BadInput, UnsafePath
from reelworks.domain.notices import Pace
from reelworks.domain.prices import Prices
from reelworks.domain.retention import Retention
from reelworks.ops import channels, links, postgres, prices, prompts, sandbox_access, secrets, sinks
from reelworks.ops.redaction import BORDER
from reelworks.ops.sealing import Seal, keys
from reelworks.ops.settings import Settings
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.migrations import migrate
from reelworks.orchestrator.services import configuration, housekeeping, notifying, storing
from reelworks.orchestrator.services.connections import Tokens
from reelworks.pipelines.documentary import PIPELINES
from reelworks.storage import s3
from reelworks.storage.local import LocalStore
from reelworks.storage.s3 import Bucket
from reelworks.workers.worker import Worker

log = structlog.get_logger("studio")

_BRANDING = ("watermark", "font", "intro", "outro")
_REHEARSED = f"{SANDBOX}-"
_BUCKET = "REELWORKS_S3"
_PRICES = "prices.yaml in REELWORKS_HOME (docs/production.md)"
_SPARE_CONNECTIONS = 6  # beside one for each step at work: heartbeat, reconcile, a door's reads
_SCRIPTS_MAY_KNOW = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "REELWORKS_VOICES",
    links.SANDBOX_HOST,
)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Context]:
    """Everything that a door needs, ready to use; closed again at the end.

    Raises BadChannels, BadInput, DatabaseUnavailable, DiskFull.
    """
    age = _changed_at(settings.channels)
    file = channels.read(settings.channels)
    branding = _all_branding(settings, file)
    store = LocalStore(settings.home / "workspaces")  # before there is a database to fail in
    async with AsyncExitStack() as stack:
        dsn, recover = _database(settings, stack)
        await migrate(dsn)
        pool = database.engine(dsn, recover=recover, size=settings.cpu_slots + _SPARE_CONNECTIONS)
        stack.push_async_callback(pool.dispose)
        context = Context(
            database=pool,
            carrier=PgQueuerCarrier(partial(database.raw_connect, dsn, recover=recover)),
            store=store,
            pipelines=PIPELINES,
            channels={channel.id: channel for channel in file.channels},
            branding={id_: found for id_, (found, _) in branding.items()},
            warnings={id_: missing for id_, (_, missing) in branding.items()},
            lease_s=settings.lease_seconds,
            retention=_retention(settings),
            prices=_prices(settings, file),
            bucket=_bucket(file),
            prompts=prompts.Living(settings.home),
            channels_file=settings.channels,
            speed=speed(settings, file),
        )
        await configuration.apply(context, file, age)
        yield context


def _bucket(file: channels.ChannelsFile) -> Bucket | None:
    """Where films are stored. Raises BadInput when a channel wants one and none is named."""
    account = s3.account(_BUCKET, secrets.read().values)
    if account is None and any(channel.storage == S3 for channel in file.channels):
        raise BadInput(
            f"A channel has `storage: s3`, and {_BUCKET}_BUCKET is not set.",
            remedy="docs/production.md lists what a bucket needs.",
        )
    return None if account is None else Bucket(account)


def _prices(settings: Settings, file: channels.ChannelsFile) -> Prices:
    """The table in force. Raises BadInput when it does not price what a channel uses."""
    table = prices.table(settings.home)
    for channel in file.channels:
        check_models(channel, table)
    return table


def check_models(channel: Channel, table: Prices) -> None:
    """Raise BadInput for a model without a price: budgets would know nothing of what it costs."""
    for need, model in channel.models.items():
        if not table.known(provider := channel.providers[need], model):
            raise BadInput(
                f"Channel {channel.id} uses {model} of {provider} to {need.value}, which has no "
                "price.",
                remedy=f"Add it to {_PRICES}, or name another under `models` in channels.yaml.",
            )


def speed(settings: Settings, file: channels.ChannelsFile) -> float:
    """How fast our waits pass. Raises BadInput where that would hammer a real vendor."""
    rehearsed = bool(os.environ.get(links.SANDBOX_HOST))
    real = [channel.id for channel in file.channels if _is_real(channel)]
    if settings.speed > 1 and real and not rehearsed:
        raise BadInput(
            f"REELWORKS_SPEED is {settings.speed:g}, and channel {real[0]} calls real vendors.",
            remedy="It is for rehearsals with the sandbox: unset it.",
        )
    return settings.speed


def _is_real(channel: Channel) -> bool:
    """Somebody outside this machine hears of its work."""
    asks_vendors = set(channel.providers.values()) != {LOCAL} or channel.youtube is not None
    return channel.profile != SANDBOX and asks_vendors


def _retention(settings: Settings) -> Retention:
    return Retention(
        workspace=_days(settings.retention_days),
        events=_days(settings.events_days),
        carrier_log=_days(settings.carrier_log_days),
    )


def _days(number: float) -> timedelta | None:
    return timedelta(days=number) if number else None


def worker(
    context: Context, settings: Settings, slots: Mapping[str, int], grace_s: float
) -> Worker:
    """A worker that also follows changes of channels.yaml."""
    tokens = Tokens(Seal(keys(settings)))
    return Worker(
        context,
        tokens=tokens,
        slots=slots,
        grace_s=grace_s,
        chores=[
            follower(context, settings),
            partial(housekeeping.run, context),
            partial(notifying.run, context, _desk(settings)),
            storing.chore(context),
            partial(tokens.keep, context),
        ],
        script_env=script_env(settings),
        vendor_env=vendor_env,
        script_timeout_s=settings.script_seconds,
    )


def script_env(settings: Settings) -> Mapping[str, str]:
    """What every script may know: no secret."""
    known = {name: os.environ[name] for name in _SCRIPTS_MAY_KNOW if name in os.environ}
    return {**known, "REELWORKS_HOME": str(settings.home)}


def vendor_env(provider: str) -> Mapping[str, str]:
    """What a provider's scripts may know beside that: their own vendor's key and address.

    In the sandbox these are a stand-in's, whatever the environment holds.
    """
    given = secrets.read()
    BORDER.know(given.hidden())
    if not provider.startswith(_REHEARSED):
        return given.of(provider)
    told = sandbox_access.variables(given.values)
    standins = secrets.Secrets(told)
    BORDER.know(standins.hidden())
    own = standins.of(provider.removeprefix(_REHEARSED))
    return {**own, links.SANDBOX_HOST: told.get(links.SANDBOX_HOST, "")}


def _desk(settings: Settings) -> notifying.Desk:
    pace = Pace().hastened(settings.speed)
    return notifying.Desk(sinks.configured(settings), settings.public_url, pace)


def follower(context: Context, settings: Settings) -> Callable[[], Awaitable[None]]:
    """A chore that takes over channels.yaml when it has changed; a broken one changes nothing."""
    seen = _changed_at(settings.channels)

    async def follow() -> None:
        nonlocal seen
        age = _changed_at(settings.channels)
        if age == seen:
            return
        seen = age
        try:
            file = channels.read(settings.channels)
            branding = _all_branding(settings, file)
        except (BadChannels, UnsafePath) as error:
            log.warning("studio_channels_refused", reason=str(error))
            return
        await configuration.apply(context, file, age)
        for kept in (context.branding, context.warnings):
            kept.clear()
        context.branding.update({id_: found for id_, (found, _) in branding.items()})
        context.warnings.update({id_: missing for id_, (_, missing) in branding.items()})

    return follow


def _all_branding(
    settings: Settings, file: channels.ChannelsFile
) -> Mapping[str, tuple[Mapping[str, Path], Sequence[str]]]:
    """Every channel's files, and what is missing of them. Raises UnsafePath."""
    return {channel.id: _branding(settings.channels, channel) for channel in file.channels}


def _changed_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:  # being replaced at this moment
        return datetime.fromtimestamp(0, UTC)


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
