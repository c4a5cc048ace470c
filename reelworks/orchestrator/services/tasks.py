"""Videos: ask for one, find it, retry it, cancel it."""

from __future__ import annotations

import re
import stat
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.advancing import GatesSwitched, RetryAsked
from reelworks.domain.briefs import Brief, SourceKind
from reelworks.domain.channels import Channel, Gate, Privacy
from reelworks.domain.errors import BadInput, Busy, NotAllowed, NotFound, UnknownChannel
from reelworks.domain.stages import Label, Stage
from reelworks.domain.steps import Stored
from reelworks.ops.files import document_kind
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction
from reelworks.orchestrator.engine import codec
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.loading import lock
from reelworks.orchestrator.engine.transitions import begin, change
from reelworks.orchestrator.engine.undoing import cancellation
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.views import TaskLine

_MAX_SOURCE_BYTES = 1_000_000
_MAX_MEDIA_BYTES = 2_000_000_000
_MAX_SHOTS = 60
_A_TEXT = "a text file"
_A_MEDIUM = "a picture, clip or recording"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for at a door. `shots` None: the channel's; 0: as many as a script has."""

    channel: str
    source: Path
    kind: SourceKind = SourceKind.NOTES
    title: str = ""
    shots: int | None = None
    width: int = 1920
    height: int = 1080
    seed: int = 1
    privacy: Privacy | None = None  # None: the channel's


def brief(context: Context, wish: Wish) -> Brief:
    """The brief that a wish stands for; its source is kept in the store. Raises BadInput."""
    channel = channel_of(context, wish.channel)
    shots = wish.shots
    if shots is None:
        shots = 0 if wish.kind is SourceKind.SCRIPT else channel.shots
    _check(wish, shots)
    return Brief(
        channel=channel.id,
        source=context.store.put(_readable(wish.source)),
        kind=wish.kind,
        name=wish.source.stem,
        title=wish.title.strip(),
        shots=shots,
        width=wish.width,
        height=wish.height,
        seed=wish.seed,
        profile=channel.profile,
        privacy=wish.privacy,
    )


def channel_of(context: Context, channel_id: str) -> Channel:
    """The channel with this id. Raises UnknownChannel, naming those there are."""
    try:
        return context.channels[channel_id]
    except KeyError:
        known = ", ".join(sorted(context.channels)) or "none"
        raise UnknownChannel(
            f"There is no channel {channel_id!r} in channels.yaml.",
            remedy=f"Use one of these, or add it there: {known}.",
        ) from None


def _check(wish: Wish, shots: int) -> None:
    least = 0 if wish.kind is SourceKind.SCRIPT else 1
    if not least <= shots <= _MAX_SHOTS:
        raise BadInput(
            f"{shots} shots cannot be made.", remedy=f"Ask for {least} to {_MAX_SHOTS} shots."
        )
    for side in (wish.width, wish.height):
        if side % 2 or not 64 <= side <= 4096:
            raise BadInput(
                f"A picture of {wish.width}x{wish.height} cannot be encoded.",
                remedy="Both sides must be even numbers from 64 to 4096, such as 1920x1080.",
            )


def stored(context: Context, path: Path) -> Stored:
    """A person's own picture, clip or recording, kept in the store. Raises BadInput."""
    size = _size(path, _A_MEDIUM)
    if size > _MAX_MEDIA_BYTES:
        raise BadInput(
            f"{path} has {size:,} bytes; a file may have {_MAX_MEDIA_BYTES:,}.",
            remedy="Cut it to what the shot needs.",
        )
    return context.store.put(path)


def _size(path: Path, wanted: str) -> int:
    """Of a plain file that is not empty. Raises BadInput."""
    try:
        mode, size = path.stat().st_mode, path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error, wanted) from error
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "no plain file"
        raise BadInput(f"{path} is {kind}.", remedy=f"Give the path of {wanted}.")
    if size == 0:
        notes = "Write down what the video is about."
        remedy = notes if wanted == _A_TEXT else f"Give the path of {wanted}."
        raise BadInput(f"{path} is empty.", remedy=remedy)
    return size


def _readable(source: Path) -> Path:
    size = _size(source, _A_TEXT)
    if size > _MAX_SOURCE_BYTES:
        raise BadInput(
            f"{source} has {size:,} bytes; notes may have {_MAX_SOURCE_BYTES:,}.",
            remedy="Give the part that the video is about.",
        )
    _check_text(source)
    return source


def _check_text(source: Path) -> None:
    """UTF-8, or UTF-16 that says so: better refused now, by its own name, than by a script."""
    try:
        content = source.read_bytes()
    except OSError as error:
        raise _unreadable(source, error, _A_TEXT) from error
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return
    if kind := document_kind(content):
        raise BadInput(
            f"{source} is {kind}, not a text.",
            remedy="Open it, save its text as a plain text or Markdown file, and give that.",
        )
    if b"\0" in content:
        raise BadInput(
            f"{source} is not a text file: it has zero bytes in it.",
            remedy="Give Markdown or plain text; save a document as text first.",
        )
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(
            f"{source} is not UTF-8: line {line} has the byte {content[error.start]:#04x}.",
            remedy="Save it with the encoding UTF-8 and try again.",
        ) from error


def _unreadable(path: Path, error: OSError, wanted: str) -> BadInput:
    return BadInput(
        f"{path} cannot be read: {error.strerror}.", remedy=f"Give the path of {wanted}."
    )


async def create(context: Context, asked: Brief, actor: str) -> str:
    """Make the task of this brief and set it going; returns its name. Asked twice, made once."""
    async with transaction(context.database) as tx:
        channel = channel_of(context, asked.channel)
        await keep_channel(context, tx, channel)
        t = tables.tasks.c
        mine = (t.tenant_id == context.tenant, t.channel_id == channel.id)
        known = (
            await tx.execute(select(tables.tasks).where(*mine, t.brief_hash == asked.hash()))
        ).one_or_none()
        if known is not None:
            return await _again(context, tx, known, channel)
        name = f"{_slug(asked.title or asked.name)}-{asked.hash()[:6]}"
        task_id = await _insert(context, tx, asked, channel, name)
        owner = (context.tenant, channel.id)
        await record(tx, owner, task_id, "task_created", {"actor": actor, "name": name})
        await begin(context, tx, task_id)
        return name


async def keep_channel(context: Context, tx: AsyncConnection, channel: Channel) -> None:
    """Put a channel on record as channels.yaml has it now."""
    await tx.execute(
        upsert(tables.tenants)
        .values(tenant_id=context.tenant, name=context.tenant)
        .on_conflict_do_nothing()
    )
    settings = codec.channel_to_json(channel)
    added = upsert(tables.channels).values(
        tenant_id=context.tenant, channel_id=channel.id, settings=settings
    )
    await tx.execute(
        added.on_conflict_do_update(
            index_elements=["tenant_id", "channel_id"],
            set_={"settings": added.excluded.settings, "changed_at": func.clock_timestamp()},
            where=tables.channels.c.settings != added.excluded.settings,
        )
    )


async def _again(context: Context, tx: AsyncConnection, known: Record, channel: Channel) -> str:
    """The task exists: gates that were switched since then count, if they still are ahead."""
    if known.cancelled:
        raise NotAllowed(
            f"This video was made before and cancelled: {known.name}.",
            remedy="To make it anew, give another --seed or --title.",
        )
    if known.finished_at is None:
        await _switch_gates(context, tx, known, channel)
    name: str = known.name
    return name


async def _switch_gates(
    context: Context, tx: AsyncConnection, known: Record, channel: Channel
) -> None:
    await lock(tx, known.id)
    g = tables.gates.c
    switched: dict[Stage, Gate] = {}
    for stage, gate in channel.gates.items():
        ahead = (g.task_id == known.id, g.stage == stage.value, g.passed_at.is_(None))
        changed = update(tables.gates).where(*ahead, g.mode != gate.value)
        if (await tx.execute(changed.values(mode=gate.value))).rowcount:
            switched[stage] = gate
            facts = {"stage": stage.value, "mode": gate.value}
            owner = (known.tenant_id, known.channel_id)
            await record(tx, owner, known.id, "gate_switched", facts)
    if switched:
        await change(context, tx, known.id, GatesSwitched(switched))


async def _insert(
    context: Context, tx: AsyncConnection, asked: Brief, channel: Channel, name: str
) -> int:
    branding = dict(context.branding.get(channel.id, {}))
    kept = {use: context.store.put(path) for use, path in branding.items()}
    added = await tx.execute(
        insert(tables.tasks)
        .values(
            tenant_id=context.tenant,
            channel_id=channel.id,
            name=name,
            title=asked.title or asked.name.replace("-", " "),
            pipeline=channel.pipeline,
            brief=codec.brief_to_json(asked),
            brief_hash=asked.hash(),
            settings={
                "channel": codec.channel_to_json(channel),
                "branding": {use: [file.sha256, file.suffix] for use, file in kept.items()},
            },
            label=Label.QUEUED.value,
        )
        .returning(tables.tasks.c.id)
    )
    task_id: int = added.scalar_one()
    await _insert_gates(context, tx, task_id, channel)
    return task_id


async def _insert_gates(
    context: Context, tx: AsyncConnection, task_id: int, channel: Channel
) -> None:
    owner = {"task_id": task_id, "tenant_id": context.tenant, "channel_id": channel.id}
    stages = set(context.pipelines[channel.pipeline].stages())
    gates = [
        {**owner, "stage": stage.value, "mode": gate.value}
        for stage, gate in channel.gates.items()
        if stage in stages
    ]
    if gates:
        await tx.execute(insert(tables.gates), gates)


def _slug(text: str) -> str:
    """Lower-case letters, digits and dashes; at most 40, never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "video"


async def find(context: Context, tx: AsyncConnection, ref: str) -> Record:
    """The task with this name, id, or unmistakable beginning of a name. Raises NotFound."""
    t = tables.tasks.c
    query = select(tables.tasks).where(t.tenant_id == context.tenant)
    exact = [t.name == ref, *([t.id == int(ref)] if ref.isdecimal() and len(ref) < 19 else [])]
    found = (await tx.execute(query.where(or_(*exact)))).all()
    if not found:
        begins = t.name.startswith(ref, autoescape=True)
        found = (await tx.execute(query.where(begins).limit(5))).all()
    if len(found) == 1:
        row: Record = found[0]
        return row
    if not found:
        raise NotFound(
            f"There is no video called {ref!r}.", remedy="`reelworks status` lists them."
        )
    names = ", ".join(row.name for row in found)
    raise NotFound(f"{ref!r} could be several videos: {names}.", remedy="Write more of the name.")


async def task_id_of(context: Context, ref: str) -> int:
    """The id of the task that goes by this name."""
    async with snapshot(context.database) as tx:
        return int((await find(context, tx, ref)).id)


async def lines(context: Context, limit: int = 50) -> tuple[TaskLine, ...]:
    """The newest videos first."""
    t = tables.tasks.c
    query = (
        select(*line_columns())
        .where(t.tenant_id == context.tenant)
        .order_by(t.id.desc())
        .limit(limit)
    )
    async with snapshot(context.database) as tx:
        return tuple(TaskLine(**row) for row in (await tx.execute(query)).mappings())


def line_columns() -> Sequence[ColumnElement[Any]]:
    """What a `TaskLine` is made of."""
    t = tables.tasks.c
    channel = t.channel_id.label("channel")
    return [t.id, t.name, channel, t.title, t.label, t.created_at, t.finished_at]


async def retry(context: Context, ref: str, keys: Sequence[str], actor: str) -> None:
    """Try steps again now, whatever their ladder says; none named: all that failed or wait."""
    async with transaction(context.database) as tx:
        row = await find(context, tx, ref)
        owner = (row.tenant_id, row.channel_id)
        facts = {"actor": actor, "keys": list(keys)}
        await record(tx, owner, row.id, "retry_asked", facts)
        await change(context, tx, row.id, RetryAsked(frozenset(keys)))


async def cancel(context: Context, ref: str, actor: str) -> None:
    """Stop a video for good: what was begun outside is undone. What is finished stays on disk."""
    async with transaction(context.database) as tx:
        row = await find(context, tx, ref)
        owner = (row.tenant_id, row.channel_id)
        await lock(tx, row.id)
        await record(tx, owner, row.id, "cancel_asked", {"actor": actor})
        await change(context, tx, row.id, await cancellation(context, tx, row.id))


@asynccontextmanager
async def alone(context: Context, ref: str) -> AsyncIterator[None]:
    """Be the only one who makes this video here and now. Raises Busy when somebody else does."""
    async with context.database.connect() as connection:
        row = await find(context, connection, ref)
        key = func.hashtextextended(f"make:{row.id}", 0)
        if not await connection.scalar(select(func.pg_try_advisory_lock(key))):
            raise Busy(
                f"{row.name} is being made by another command right now.",
                remedy=f"Watch it with `reelworks status {row.name} --watch`, or stop that one.",
            )
        await connection.commit()
        try:
            yield
        finally:
            await connection.invalidate()  # ends the session, and the lock with it
