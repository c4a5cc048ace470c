"""A scene: videos at every point of their way, as people and pages find them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from reelworks.doors.api.asks import NewVideo
from reelworks.doors.api.tasks import make
from reelworks.orchestrator.services import reviews, status
from tests.doors.browser.hands import notes

if TYPE_CHECKING:
    from tests.doors.browser.conftest import Shown


@dataclass(frozen=True)
class Scene:
    """Names of videos: a finished one, one whose images wait, one without a worker, a stopped."""

    film: str
    waits: str
    idle: str
    stopped: str


async def begun(shown: Shown, seed: int, *, shots: int = 1, **more: Any) -> str:
    """A video that was asked for elsewhere."""
    ask = {"channel": "lights", "text": notes(), "shots": shots, "width": 640, "height": 360}
    return await make(shown.context, NewVideo(**{**ask, "seed": seed, **more}), "francis")


async def until(shown: Shown, name: str, label: str) -> None:
    async with asyncio.timeout(180):
        while (await status.status(shown.context, name)).label != label:
            await asyncio.sleep(0.1)


async def built(shown: Shown, *, shots: int = 2, **more: Any) -> Scene:
    """Two videos with real files, two without, and a month of costs."""
    kitchen = {"channel": "kitchen", "text": notes("bread"), "shots": shots, **more}
    film = await begun(shown, 1, **kitchen)
    waits = await begun(shown, 1, shots=shots, **more)
    idle = await begun(shown, 1, channel="harbour", text=notes("salmon"), shots=12)
    stopped = await begun(shown, 2, channel="harbour", text=notes("venice"), shots=12)
    await until(shown, waits, "Assets Ready")
    await reviews.reject(shown.context, waits, "assets/environment-01", "at dusk, warmer", "mara")
    await until(shown, film, "Approved")
    await until(shown, waits, "Assets Ready")
    async with shown.context.database.begin() as tx:
        await tx.execute(text(_STOPS), {"name": stopped, "error": json.dumps(_ERROR)})
        await tx.execute(text(_LABEL), {"name": stopped})
        await tx.execute(text(_PAID), {"name": film})
        await tx.execute(text(_ALERT), {"name": stopped})
    return Scene(film, waits, idle, stopped)


_ERROR = {
    "code": "content_refused",
    "kind": "refused",
    "message": "OpenAI will not write about this: the notes name a living person.",
    "remedy": "Take the name out of the notes, or write that part yourself.",
    "details": '{"error": {"code": "content_policy_violation", "param": "input"}}',
    "attempt": "1",
    "at": "2026-11-20T09:41:00+00:00",
    "next_at": None,
}
_STOPS = """
update steps set status = 'failed', error = cast(:error as jsonb)
where task_id = (select id from tasks where name = :name) and status = 'ready'
"""
_LABEL = "update tasks set label = 'Asset Error' where name = :name"
_PAID = """
insert into costs (tenant_id, channel_id, task_id, step_id, service, attempt, estimated_usd,
  actual_usd, state, at)
select s.tenant_id, (array['harbour', 'lights', 'kitchen'])[1 + n % 3], s.task_id, s.id,
  'kling', 1, 0.2, 0.02 + 0.12 * abs(sin(n * 1.7)), 'settled', now() - n * interval '15 hours'
from generate_series(1, 44) n
cross join (select s.* from steps s join tasks t on t.id = s.task_id
  where t.name = :name order by s.id limit 1) s
"""
_ALERT = """
insert into alerts (tenant_id, channel_id, task_id, kind, subject, message)
select tenant_id, channel_id, id, 'step_failed', name,
  'A step of ' || title || ' has stopped: the content was refused.' from tasks where name = :name
"""
