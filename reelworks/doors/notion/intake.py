"""Intake: a page that was read becomes commands, and what came of them its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from reelworks.domain.errors import FailureKind, ReelworksError
from reelworks.doors.notion import commands, reading, wishes
from reelworks.doors.notion.commands import Asked, Done
from reelworks.doors.notion.desk import Desk, Hint, words_of
from reelworks.doors.notion.properties import ASSETS, STATUS, VIDEOS
from reelworks.doors.notion.reading import Sheet
from reelworks.doors.notion.wishes import Wish
from reelworks.orchestrator.services import notion_assets, notion_rows
from reelworks.orchestrator.services.notion_rows import Row

log = structlog.get_logger("notion")

Json = Any  # what Notion sends

_OUR_BUG = "This could not be done, through a fault of ours; the log says more."
_FAULTY = "The property "  # how words about the board itself begin
_PASSING = frozenset({FailureKind.TRANSIENT, FailureKind.EXHAUSTED})


async def take_in(desk: Desk, page: Json, hint: Hint, age: timedelta) -> bool:
    """Act upon a row of Videos as it was so long ago; whether anything was wished.

    Raises what is to be tried again. Whatever else goes wrong is said on the row.
    """
    context, sheet = desk.context, reading.sheet(page, VIDEOS, desk.board.videos)
    row = await notion_rows.find_row(context, sheet.page_id)
    if sheet.gone:
        if row is not None:
            await notion_rows.gone(context, sheet.page_id)
        return False
    before = Row(sheet.page_id) if row is None else row
    wished = wishes.of(row, sheet)
    done = await _all_done(desk, wished, before, sheet, hint) if wished else _idle(before, sheet)
    if row is None and not wished and not done.words:
        return False  # a draft: nothing of it is kept
    kept = {name: before.known.get(name) for name in done.kept}
    known = {**sheet.values, **kept}
    if not wished and known == before.known and done.words == before.answer and not before.gone:
        await notion_rows.unchanged(context, sheet.page_id, age)
        return False
    accepted = {**before.accepted, **done.accepted}
    await notion_rows.remember(
        context, sheet.page_id, known, done.words, age=age, accepted=accepted
    )
    return bool(wished)


def _idle(row: Row, sheet: Sheet) -> Done:
    """Nothing is wished: what is wrong with the board is said where it matters."""
    matters = row.task is not None or sheet.text(STATUS) == "Queued"
    wrong = next(iter(sheet.faults.values()), "") if matters else ""
    if wrong:
        return Done(f"{wrong} `reelworks notion setup` says how to mend it.")
    return Done("" if row.answer.startswith(_FAULTY) else row.answer)


async def _all_done(desk: Desk, wished: Sequence[Wish], row: Row, sheet: Sheet, hint: Hint) -> Done:
    """Do one after the other; the words of all."""
    asked = Asked(row, sheet, await _actor(desk, sheet, hint), _until(desk, row, sheet, hint))
    found = [
        await _answered(lambda wish=wish: commands.do(desk, wish, asked))  # type: ignore[misc]
        for wish in wished
    ]
    return Done(
        words=" ".join(done.words for done in found if done.words),
        accepted={name: value for done in found for name, value in done.accepted.items()},
        kept=frozenset(name for done in found for name in done.kept),
    )


async def _answered(doing: Callable[[], Awaitable[Done]]) -> Done:
    """What came of it, in words where it cannot be. Raises what passes by itself."""
    try:
        return await doing()
    except ReelworksError as error:
        if error.kind in _PASSING:
            raise
        return Done(words_of(error))
    except Exception as error:  # one row must not keep all others from being read
        log.exception("notion_command_crashed", exc_info=error)
        return Done(_OUR_BUG)


async def _actor(desk: Desk, sheet: Sheet, hint: Hint) -> str:
    """Who changed it: the delivery says so, or the page does."""
    if hint.person:
        return await desk.name_of(hint.person)
    return await desk.name_of(sheet.editor)


def _until(desk: Desk, row: Row, sheet: Sheet, hint: Hint) -> datetime | None:
    """What was shown by then could be seen by whoever changed the row.

    Certain are: that we last found it unchanged then; and when the change was, by Notion's word.
    """
    known = [row.seen_until, hint.at]
    if sheet.editor and not desk.is_us(sheet.editor):
        known.append(sheet.edited_at)
    certain = [at for at in known if at is not None]
    return min(max(certain), datetime.now(UTC)) if certain else None


async def take_in_asset(desk: Desk, page: Json, hint: Hint) -> bool:
    """Act upon a row of Assets; whether anything was wished. Raises what is to be tried again."""
    context, sheet = desk.context, reading.sheet(page, ASSETS, desk.board.assets)
    asset = await notion_assets.find_asset(context, sheet.page_id)
    if asset is None:
        return False
    if sheet.gone:
        await notion_assets.gone(context, asset)
        return False
    wish = wishes.of_asset(asset.known, sheet)
    if wish is None:
        if dict(sheet.values) != dict(asset.known):
            await notion_assets.answered(context, asset, sheet.values, asset.answer)
        return False
    actor = await _actor(desk, sheet, hint)
    done = await _answered(lambda: commands.do_with_asset(desk, asset, wish, actor))
    known = {**sheet.values, **{name: asset.known.get(name) for name in done.kept}}
    await notion_assets.answered(context, asset, known, done.words)
    return True
