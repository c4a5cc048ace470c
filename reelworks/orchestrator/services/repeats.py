"""Repeats: a request that is sent again under its key is answered as before, and done once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from reelworks.domain.errors import Busy, NotAllowed
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.models.access import repeats

_KEPT = timedelta(days=1)
_ABANDONED = timedelta(minutes=2)  # whoever worked on it is not there any more
_LOOKS, _LOOK_S = 50, 0.1

Answer = Mapping[str, object]


async def once(
    context: Context, actor: str, key: str, request: bytes, doing: Callable[[], Awaitable[Answer]]
) -> Answer:
    """What `doing` answers, or answered when the same request was made under this key before.

    Raises NotAllowed when the key was another request's, Busy while that is being worked on still.
    A request that fails may be sent again.
    """
    asked = hashlib.sha256(request).hexdigest()
    known = await _begin(context, actor, key, asked)
    if known is not None:
        return known
    try:
        answer = await doing()
    except BaseException:
        await _forget(context, actor, key)
        raise
    async with transaction(context.database) as tx:
        await tx.execute(update(repeats).where(*_its(context, actor, key)).values(answer=answer))
    return answer


async def _begin(context: Context, actor: str, key: str, asked: str) -> Answer | None:
    """None: it is ours to do. Waits a little for somebody else who does it at this moment."""
    for _ in range(_LOOKS):
        async with transaction(context.database) as tx:
            now = func.clock_timestamp()
            await tx.execute(delete(repeats).where(repeats.c.at < now - _KEPT))
            stale = (repeats.c.answer.is_(None), repeats.c.at < now - _ABANDONED)
            await tx.execute(delete(repeats).where(*_its(context, actor, key), *stale))
            values = {"tenant_id": context.tenant, "actor": actor, "key": key, "digest": asked}
            added = upsert(repeats).values(**values).on_conflict_do_nothing()
            if (await tx.execute(added)).rowcount:
                return None
            query = select(repeats).where(*_its(context, actor, key))
            row = (await tx.execute(query)).one_or_none()
        if row is None:  # it has failed just now
            continue
        if row.digest != asked:
            raise NotAllowed(
                f"The key {key!r} was another request's.", remedy="Use a new one for a new request."
            )
        if row.answer is not None:
            answer: Answer = row.answer
            return answer
        await asyncio.sleep(_LOOK_S)
    raise Busy("The same request is being worked on.", remedy="Send it again in a moment.")


async def _forget(context: Context, actor: str, key: str) -> None:
    async with transaction(context.database) as tx:
        await tx.execute(delete(repeats).where(*_its(context, actor, key)))


def _its(context: Context, actor: str, key: str) -> Sequence[ColumnElement[bool]]:
    return repeats.c.tenant_id == context.tenant, repeats.c.actor == actor, repeats.c.key == key
