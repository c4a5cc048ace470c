"""The board in Notion: where its databases are, and whether they are in step with us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction
from reelworks.orchestrator.engine.alerts import alert
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.models.notion_board import notion_boards, notion_pages
from reelworks.orchestrator.models.tables import ANY

LATE = timedelta(minutes=5)  # then a person hears that the board is out of step

_B, _P = notion_boards.c, notion_pages.c


@dataclass(frozen=True, slots=True)
class Board:
    """Ids are Notion's, without dashes. `videos`, `assets`: the properties' ids by their names."""

    page_id: str
    videos_id: str = ""
    videos_source: str = ""
    assets_id: str = ""
    assets_source: str = ""
    bot_id: str = ""
    workspace: str = ""
    upload_bytes: int = 5 * 2**20
    videos: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How the board stands: rows known, rows not yet as they should be, and since when."""

    rows: int
    dirty: int
    behind_since: datetime | None
    errors: tuple[str, ...]


async def board(context: Context) -> Board | None:
    """The board, where one was set up."""
    query = select(notion_boards).where(_B.tenant_id == context.tenant)
    async with snapshot(context.database) as tx:
        row = (await tx.execute(query)).one_or_none()
    if row is None:
        return None
    names = [name for name in Board.__slots__ if name != "channels"]
    return Board(**{name: getattr(row, name) for name in names}, channels=tuple(row.channels))


async def keep(context: Context, found: Board, actor: str) -> None:
    """Put the board on record; another one before it is forgotten, its rows stay known."""
    values = {**asdict(found), "channels": list(found.channels), "made_by": actor}
    saved = upsert(notion_boards).values(tenant_id=context.tenant, **values)
    async with transaction(context.database) as tx:
        await tx.execute(saved.on_conflict_do_update(index_elements=["tenant_id"], set_=values))
        facts = {"actor": actor, "page": found.page_id}
        await record(tx, (context.tenant, ANY), None, "notion_set_up", facts)


async def offered(context: Context, channels: tuple[str, ...]) -> None:
    """The options of Channel, as Notion has confirmed them."""
    await _set(context, channels=list(channels))


async def polled(context: Context, which: str) -> datetime | None:
    """Until when everything changed in `videos` or `assets` was read, by Notion's clock."""
    column = {"videos": _B.videos_polled, "assets": _B.assets_polled}[which]
    async with snapshot(context.database) as tx:
        found: datetime | None = await tx.scalar(
            select(column).where(_B.tenant_id == context.tenant)
        )
        return found


async def move_on(context: Context, which: str, until: datetime) -> None:
    """Everything that changed until then was read and acted upon; never back again."""
    name = f"{which}_polled"
    await _set(context, **{name: func.greatest(notion_boards.c[name], until)})


async def _set(context: Context, **values: object) -> None:
    mine = update(notion_boards).where(_B.tenant_id == context.tenant)
    async with transaction(context.database) as tx:
        await tx.execute(mine.values(**values))


async def keep_watch(context: Context) -> None:
    """Alert once when a row has been out of step for too long; say so when all are well again."""
    mine = (_P.tenant_id == context.tenant, _P.gone_at.is_(None))
    oldest = select(func.min(_P.dirty_since)).where(*mine, _P.dirty_since.is_not(None))
    async with transaction(context.database) as tx:
        since = await tx.scalar(oldest)
        now = (await tx.execute(select(func.clock_timestamp()))).scalar_one()
        before = await tx.scalar(
            select(_B.behind_since).where(_B.tenant_id == context.tenant).with_for_update()
        )
        late = since is not None and now - since > LATE
        if late == (before is not None):
            return
        its = update(notion_boards).where(_B.tenant_id == context.tenant)
        await tx.execute(its.values(behind_since=since if late else None))
        kind = "notion_out_of_step" if late else "notion_in_step"
        await record(tx, (context.tenant, ANY), None, kind, {})
        if late:
            why = await tx.scalar(
                select(_P.error).where(*mine, _P.error != "").order_by(_P.dirty_since).limit(1)
            )
            said = f"The board in Notion is out of step since {since:%F %H:%M} UTC"
            remedy = (
                "Nothing is lost: it catches up by itself. `reelworks notion status` says more."
            )
            message = f"{said}: {why or 'Notion has not been reached'}. {remedy}"
            await alert(tx, kind, f"{context.tenant} {since:%FT%T}", message)


async def standing(context: Context) -> Standing:
    """How far the board is from what it should be."""
    mine = (_P.tenant_id == context.tenant, _P.gone_at.is_(None))
    async with snapshot(context.database) as tx:
        counted = select(func.count(), func.count(_P.dirty_since)).where(*mine)
        rows, dirty = (await tx.execute(counted)).one()
        since = await tx.scalar(select(_B.behind_since).where(_B.tenant_id == context.tenant))
        errors = select(_P.error).where(*mine, _P.error != "").distinct().limit(5)
        return Standing(rows, dirty, since, tuple(await tx.scalars(errors)))
