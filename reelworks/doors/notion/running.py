"""Running: one process of all keeps the board, the others stand by."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.errors import BadInput, DatabaseUnavailable, ReelworksError
from reelworks.domain.stages import LABEL_READY, Label
from reelworks.doors.notion import assets, inbox, outbox, setup
from reelworks.doors.notion.client import Account, Line, account
from reelworks.doors.notion.desk import Desk, Hint, Previews
from reelworks.doors.notion.properties import STATUS
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import translated
from reelworks.orchestrator.services import (
    notion_assets,
    notion_board,
    notion_post,
    notion_rows,
)
from reelworks.orchestrator.services.notion_rows import Row

log = structlog.get_logger("notion")

_TICK_S = 0.25
_STAND_BY_S = 2.0
_TOLD_POLL_S = 20.0  # while Notion tells us what happens, it is asked less often
_TOLD_FOR_S = 600.0
_WATCH_S = 10.0
_WORST_NAP_S = 15.0
_OUR_FAULT = "a fault of ours; the log says more"
_AT_ONCE = 2  # rows of Assets
_BUSY_S = 3.0  # so old may be what we know of a row whose status is written
# But where people act the row is read right before: nobody's word is written over.
_RESTING = frozenset(
    {label.value for label in LABEL_READY.values()}
    | {label.value for label in Label if label.value.endswith("Error")}
    | {Label.DRAFT.value, ""}
)


Pictures = Callable[[], AbstractAsyncContextManager[Previews]]


@dataclass(slots=True)
class Keeper:
    """Keeps one board in step, until it is told to stop. Nothing is lost where it is killed."""

    desk: Desk
    poll_s: float
    _polled: dict[str, float] = field(default_factory=dict)  # when the asking began
    _told_at: float = float("-inf")
    _followed: float = float("-inf")
    _trouble: int = 0
    _busy: bool = False  # there was something to show

    async def rows(self, stop: asyncio.Event) -> None:
        """What people say, and what they are told."""
        while not stop.is_set():
            self._trouble = 0 if await self._well(self.tick) else self._trouble + 1
            await _pause(stop, min(_TICK_S * 2 ** min(self._trouble, 9), _WORST_NAP_S))

    async def assets(self, stop: asyncio.Event) -> None:
        """What there is to see."""
        while not stop.is_set():
            self._busy = False
            well = await self._well(self.exhibit)
            await _pause(stop, _TICK_S if well and self._busy else _STAND_BY_S)

    async def _well(self, doing: Callable[[], Awaitable[object]]) -> bool:
        """Whether it went well. A database that is away ends the keeping: so does our lock."""
        try:
            await doing()
        except DatabaseUnavailable:
            raise
        except ReelworksError as error:
            log.warning("notion_keeping_failed", reason=str(error))
            if isinstance(error, BadInput):
                await self._rebuild()
            return False
        except Exception as error:  # a fault of ours in one row must not end all
            log.exception("notion_keeping_crashed", exc_info=error)
            return False
        return True

    async def tick(self) -> None:
        """Once through: read the post, ask where it is time, write what is due."""
        await self._follow()
        count, rebuilt = await inbox.read_post(self.desk)
        if count:
            self._told_at = monotonic()
        if rebuilt:
            await self._rebuild()
        told = monotonic() - self._told_at < _TOLD_FOR_S
        every = max(self.poll_s, _TOLD_POLL_S) if told else self.poll_s
        for which in ("videos", "assets"):
            if self._age(which) >= every and await self._is_wanted(which):
                await self.ask(which)
        await self.write()

    async def _is_wanted(self, which: str) -> bool:
        return which == "videos" or await notion_post.reviews_wait(self.desk.context)

    def _age(self, which: str) -> float:
        return monotonic() - self._polled.get(which, float("-inf"))

    async def ask(self, which: str) -> None:
        """Ask Notion what has changed."""
        began = monotonic()
        await inbox.poll(self.desk, which)
        self._polled[which] = began

    async def write(self) -> None:
        """Write every row that does not say what is true, statuses first."""
        context = self.desk.context
        rows = await notion_rows.due(context)
        stale = [row for row in rows if not (self._is_fresh(row) or _rests(row))]
        if len(stale) >= 2:  # one question for all is cheaper
            await self.ask("videos")
        refused = False
        for row in rows:
            try:
                await self._write(row.page_id)
            except BadInput as error:  # this row's own trouble, and no other's
                refused = True
                log.warning("notion_row_refused", page=row.page_id, reason=str(error))
                await inbox.read_page(self.desk, row.page_id, Hint())  # it may be deleted
            except ReelworksError:  # the next row would fare no better
                raise
            except Exception as error:  # nor does a fault of ours in one row end all
                await notion_rows.failed(context, row, _OUR_FAULT)
                log.exception("notion_row_crashed", page=row.page_id, exc_info=error)
        if refused:
            await self._rebuild()

    async def _write(self, page_id: str) -> None:
        """Write one row as it must be now."""
        draft = await outbox.wanted(self.desk, page_id)
        if draft is None:
            return
        # Written by us last, a row does not tell any more which person changed it before.
        old = STATUS in draft.changes and not self._is_fresh(draft.row)
        if draft.changes and (old or _rests(draft.row)):
            if await inbox.read_page(self.desk, page_id, Hint()):
                return  # a person has changed it: what is to be written now is another thing
            draft = await outbox.wanted(self.desk, page_id)  # that took its time
            if draft is None:
                return
        await outbox.write(self.desk, draft)

    def _is_fresh(self, row: Row) -> bool:
        """We know what a person may have written there a moment ago."""
        if row.task is not None and row.known.get(STATUS) == row.label:
            return True  # its status is not written
        return not _rests(row) and self._age("videos") <= _BUSY_S

    async def exhibit(self) -> bool:
        """Show what has been made since; whether there was anything that could be."""
        context = self.desk.context
        await notion_assets.discover(context)
        due = await notion_assets.due(context, most=_AT_ONCE)
        self._busy = bool(due)
        shown = await asyncio.gather(*(self._show(asset) for asset in due))
        return any(shown)

    async def _show(self, asset: notion_assets.Asset) -> bool:
        try:
            await assets.show(self.desk, asset)
        except DatabaseUnavailable:
            raise
        except ReelworksError as error:
            await notion_assets.failed(self.desk.context, asset, str(error))
            log.warning("notion_asset_failed", asset=asset.key, reason=str(error))
            return False
        except Exception as error:  # a fault of ours in one must not end all
            await notion_assets.failed(self.desk.context, asset, _OUR_FAULT)
            log.exception("notion_asset_crashed", asset=asset.key, exc_info=error)
            return False
        return True

    async def watch(self, stop: asyncio.Event) -> None:
        """Whether the board is in step, however long Notion lets us wait."""
        while not stop.is_set():
            await notion_rows.due(self.desk.context)
            await notion_board.keep_watch(self.desk.context)
            await _pause(stop, _WATCH_S)

    async def _follow(self) -> None:
        """The board as it is on record, and the options that channels.yaml has now."""
        if monotonic() - self._followed >= _WATCH_S:
            self._followed = monotonic()
            found = await notion_board.board(self.desk.context)
            self.desk.board = found or self.desk.board
            await setup.offer_channels(self.desk.line, self.desk.board)

    async def _rebuild(self) -> None:
        """The board's properties may be others now."""
        try:
            self.desk.board = await setup.refreshed(self.desk.line, self.desk.board)
        except DatabaseUnavailable:
            raise
        except ReelworksError as error:
            log.warning("notion_board_unreadable", reason=str(error))


def _rests(row: Row) -> bool:
    """A person is asked for something there."""
    return str(row.known.get(STATUS) or "") in _RESTING


async def catch_up(context: Context, pictures: Pictures, dashboard: str, us: Account) -> bool:
    """Read and write everything once, here; False: another process keeps the board, and does it."""
    board = await notion_board.board(context)
    await notion_rows.all_dirty(context)
    async with alone(context) as lock:
        if lock is None or board is None:
            return False
        async with pictures() as previews:
            keeper = Keeper(Desk(Line(context, us), board, previews, dashboard), us.poll_s)
            await inbox.read_post(keeper.desk)
            for which in ("videos", "assets"):
                await keeper.ask(which)
            await keeper.write()
            while await keeper.exhibit():
                await keeper.write()
    return True


@asynccontextmanager
async def kept(context: Context, pictures: Pictures, dashboard: str) -> AsyncIterator[None]:
    """The board is kept until the end of the block, here or by another process."""
    stop = asyncio.Event()
    keeping = asyncio.create_task(keep(context, pictures, dashboard, stop))
    try:
        yield
    finally:
        stop.set()
        await keeping


async def keep(
    context: Context,
    pictures: Pictures,
    dashboard: str,
    stop: asyncio.Event,
    who: Callable[[], Account | None] = account,
) -> None:
    """Keep the board until told to stop, when Notion is configured and nobody else does."""
    while not stop.is_set():
        try:
            await _keep_if_alone(context, pictures, dashboard, stop, who)
        except (ReelworksError, OSError) as error:
            log.warning("notion_keeping_ended", reason=str(error))
        await _pause(stop, _STAND_BY_S)


async def _keep_if_alone(
    context: Context,
    pictures: Pictures,
    dashboard: str,
    stop: asyncio.Event,
    who: Callable[[], Account | None],
) -> None:
    us = await asyncio.to_thread(who)
    board = await notion_board.board(context) if us is not None else None
    if us is None or board is None:
        return
    async with alone(context) as lock:
        if lock is None:
            return
        log.info("notion_keeping_started", workspace=board.workspace)
        over = asyncio.Event()
        async with pictures() as previews, asyncio.TaskGroup() as group:
            keeper = Keeper(Desk(Line(context, us), board, previews, dashboard), us.poll_s)
            loops = [
                group.create_task(loop(over)) for loop in (keeper.rows, keeper.assets, keeper.watch)
            ]
            await _until(stop, lock, loops)
            over.set()
            _, late = await asyncio.wait(loops, timeout=_STAND_BY_S)
            for loop in late:  # waits for Notion: whatever was sent is found out again
                loop.cancel()


async def _until(
    stop: asyncio.Event, lock: AsyncConnection, loops: list[asyncio.Task[None]]
) -> None:
    """Until told to stop, or a loop has ended, or the lock is gone."""
    while not (stop.is_set() or any(loop.done() for loop in loops)):
        await _pause(stop, _STAND_BY_S)
        with translated():
            await lock.execute(select(1))
            await lock.commit()


@asynccontextmanager
async def alone(context: Context) -> AsyncIterator[AsyncConnection | None]:
    """Be the only one who keeps this tenant's board; None: somebody else does."""
    with translated():
        async with context.database.connect() as connection:
            key = func.hashtextextended(f"notion:{context.tenant}", 0)
            if not await connection.scalar(select(func.pg_try_advisory_lock(key))):
                yield None
                return
            await connection.commit()
            try:
                yield connection
            finally:
                await connection.invalidate()  # ends the session, and the lock with it


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
