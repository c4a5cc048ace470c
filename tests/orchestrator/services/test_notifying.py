"""Alerts arrive, once, grouped, whatever happens to those who send them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from email.message import Message
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP
from sqlalchemy import func, select, text, update
from structlog.testing import capture_logs

from reelworks.domain.errors import RateLimited
from reelworks.domain.notices import Pace
from reelworks.domain.retention import Retention
from reelworks.ops.sinks import Mail, Webhook
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import capacity
from reelworks.orchestrator.engine.alerts import alert
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.notifying import notices
from reelworks.orchestrator.services import housekeeping, notifying, tasks
from reelworks.orchestrator.services.notifying import Desk
from tests.orchestrator.services.receiver import Receiver, receiving

if TYPE_CHECKING:
    from reelworks.orchestrator.context import Context
    from tests.orchestrator.conftest import Studio

NOW = timedelta()
AT_ONCE = Pace(gather=NOW, apart=NOW, first_wait=NOW, longest_wait=NOW)
PATIENCE_S = 60.0


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as found:
        yield found


@pytest.fixture
def desk(receiver: Receiver) -> Desk:
    return Desk({"webhook": Webhook(receiver.url)}, "https://reels.example", AT_ONCE)


async def raise_alerts(context: Context, *subjects: str, kind: str = "step_failed") -> None:
    async with transaction(context.database) as tx:
        for subject in subjects:
            await alert(tx, kind, subject, f"{subject} has failed.", owner=("default", "plain"))


async def until(reached: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await reached():
            await asyncio.sleep(0.02)


async def test_an_alert_says_title_channel_error_and_link(
    studio: Studio, desk: Desk, receiver: Receiver
) -> None:
    name = await studio.make("Lights")
    task = await tasks.task_id_of(studio.context, name)
    async with transaction(studio.context.database) as tx:
        said = "assets/1 has failed: no such voice"
        await alert(tx, "step_failed", "a", said, owner=("default", "plain"), task_id=task)
    assert await notifying.run(studio.context, desk) == 1
    (told,) = receiver.texts()
    for part in ("Lights", "plain", said, f"https://reels.example/videos/{name}"):
        assert part in told


async def test_without_a_dashboard_it_says_what_to_type(
    studio: Studio, desk: Desk, receiver: Receiver
) -> None:
    name = await studio.make()
    task = await tasks.task_id_of(studio.context, name)
    async with transaction(studio.context.database) as tx:
        await alert(tx, "step_failed", "a", "no", task_id=task)
    await notifying.run(studio.context, replace(desk, dashboard=""))
    assert f"`reelworks why {name}`" in receiver.texts()[0]


async def test_a_storm_is_one_message(context: Context, desk: Desk, receiver: Receiver) -> None:
    await raise_alerts(context, *(f"a{n}" for n in range(150)))
    await raise_alerts(context, *(f"b{n}" for n in range(50)), kind="retries_used_up")
    await notifying.run(context, desk)
    assert await notifying.run(context, desk) == 0
    (told,) = receiver.texts()
    assert "200 alerts" in told
    assert "And 190 more: 145 × failed for good, 45 × retries used up." in told


async def test_what_comes_soon_after_waits_for_the_next_message(
    context: Context, desk: Desk, receiver: Receiver
) -> None:
    slow = replace(desk, pace=replace(AT_ONCE, apart=timedelta(hours=1)))
    await raise_alerts(context, "first")
    assert await notifying.run(context, slow) == 1
    await raise_alerts(context, "second")
    assert await notifying.run(context, slow) == 0
    await raise_alerts(context, "third")
    assert await notifying.run(context, slow) == 0
    await _make_due(context)
    assert await notifying.run(context, slow) == 1
    assert "second" in receiver.texts()[1]
    assert "third" in receiver.texts()[1]


async def test_many_workers_tell_each_alert_once(
    context: Context, desk: Desk, receiver: Receiver
) -> None:
    for round_ in range(5):
        await raise_alerts(context, *(f"{round_}-{n}" for n in range(4)))
        await asyncio.gather(*(notifying.run(context, desk) for _ in range(4)))
    await notifying.run(context, desk)
    together = "\n".join(receiver.texts())
    for round_ in range(5):
        for n in range(4):
            assert together.count(f"{round_}-{n} has failed") == 1


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_hiccup_is_ridden_out(
    context: Context, desk: Desk, receiver: Receiver, status: int
) -> None:
    receiver.answers = [(status, ""), (status, "")]
    await raise_alerts(context, "a")
    assert [await notifying.run(context, desk) for _ in range(3)] == [0, 0, 1]
    assert "Perhaps you have read this before" not in receiver.texts()[2]


async def test_after_a_hiccup_it_tells_what_came_meanwhile_too(
    context: Context, desk: Desk, receiver: Receiver
) -> None:
    receiver.answers = [(503, "")]
    await raise_alerts(context, "a")
    await notifying.run(context, desk)
    await raise_alerts(context, "b")
    await notifying.run(context, desk)
    assert "2 alerts" in receiver.texts()[1]


async def test_retry_after_is_obeyed(context: Context, desk: Desk, receiver: Receiver) -> None:
    receiver.answers = [(429, "Retry-After: 120\r\n")]
    await raise_alerts(context, "a")
    await notifying.run(context, desk)
    assert await notifying.run(context, desk) == 0
    assert 110 < await _due_in_s(context) <= 120


def test_every_alert_is_sent_within_five_minutes_while_slack_hiccups() -> None:
    """Whatever attempt comes next, it is not further away than that."""
    pace = Pace()
    longest = max(pace.wait(attempt, None) for attempt in range(1, 50))
    assert pace.gather + pace.apart + longest < timedelta(minutes=5)


async def test_a_webhook_that_is_gone_stops_nothing_else(context: Context, desk: Desk) -> None:
    gone = Webhook("http://127.0.0.1:9/services/T000/B000/marked-secret-9f1c")
    async with receiving() as other:
        both = replace(desk, sinks={"webhook": gone, "other": Webhook(other.url)})
        await raise_alerts(context, "a")
        with capture_logs() as logs:
            assert await notifying.run(context, both) == 1
        assert len(other.bodies) == 1
    assert "marked-secret" not in str(logs)
    assert "cannot be reached" in str(logs)


@pytest.mark.parametrize("status", [400, 403, 404, 410, 500])
async def test_the_address_of_the_webhook_is_never_shown(
    context: Context, desk: Desk, receiver: Receiver, status: int
) -> None:
    receiver.answers = [(status, "")]
    await raise_alerts(context, "a")
    with capture_logs() as logs:
        await notifying.run(context, desk)
    async with transaction(context.database) as tx:
        kept = await tx.scalar(select(notices.c.error))
    assert str(status) in kept
    assert "marked-secret" not in f"{logs}{kept}{desk}"


async def test_words_of_others_mention_nobody(
    context: Context, desk: Desk, receiver: Receiver
) -> None:
    await raise_alerts(context, "<!channel> & <https://evil.example|here>")
    await notifying.run(context, desk)
    assert "&lt;!channel&gt; &amp; &lt;https" in receiver.texts()[0]


_SENDER = """
import asyncio, os, sys
from datetime import timedelta
from reelworks.domain.notices import Pace
from reelworks.ops.sinks import Webhook
from reelworks.orchestrator import database
from reelworks.orchestrator.services import notifying

class Only:
    database = database.engine(os.environ["DSN"])

now = timedelta()
pace = Pace(gather=now, apart=now, hold=timedelta(seconds=1))
desk = notifying.Desk({"webhook": Webhook(os.environ["URL"])}, "https://reels.example", pace)
asyncio.run(notifying.run(Only, desk))
"""


async def test_killed_between_the_sending_and_the_record_it_is_told_again_and_says_so(
    context: Context, desk: Desk, receiver: Receiver, dsn: str
) -> None:
    receiver.held = asyncio.Event()
    await raise_alerts(context, "a", "b")
    env = {**os.environ, "DSN": dsn, "URL": receiver.url}
    sender = await asyncio.create_subprocess_exec(sys.executable, "-c", _SENDER, env=env)
    await until(_received(receiver))
    sender.send_signal(signal.SIGKILL)
    await sender.wait()
    receiver.held.set()
    await raise_alerts(context, "c")  # while nobody knows, it waits for a message of its own
    await until(_sent(context, desk, 2))
    first, *later = receiver.texts()
    new, again = sorted(later, key=lambda told: "Perhaps you have read this before" in told)
    assert again == f"{first}\n" + again.rpartition("\n")[2]
    assert "c has failed" in new
    assert "Perhaps" not in new


async def test_a_sender_whose_lease_is_gone_changes_nothing(
    context: Context, desk: Desk, receiver: Receiver
) -> None:
    receiver.held = asyncio.Event()
    await raise_alerts(context, "a")
    frozen = asyncio.create_task(notifying.run(context, desk))
    await until(_received(receiver))
    async with transaction(context.database) as tx:
        taken_over = {"lease": func.gen_random_uuid(), "error": "somebody else has it"}
        await tx.execute(update(notices).values(**taken_over))
    receiver.held.set()
    await frozen
    async with transaction(context.database) as tx:
        assert await tx.scalar(select(notices.c.sent_at)) is None


class Inbox:
    """What the mail server was given; `codes` are answered first, in their order."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.codes: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.codes:
            return self.codes.pop(0)
        from email import message_from_bytes

        self.mails.append(message_from_bytes(envelope.content))
        return "250 taken"


async def test_mail_arrives_with_the_same_identity_when_it_is_sent_again(context: Context) -> None:
    inbox = Inbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(inbox), "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        mail = Mail(f"smtp://127.0.0.1:{port}", ["ines@example.org"], "reels@example.org")
        desk = Desk({"email": mail}, "", AT_ONCE)
        inbox.codes = ["451 greylisted, come back", "554 no"]
        await raise_alerts(context, "a")
        assert [await notifying.run(context, desk) for _ in range(3)] == [0, 0, 1]
        async with transaction(context.database) as tx:
            await tx.execute(update(notices).values(sent_at=None))  # as if the record was lost
        assert await notifying.run(context, desk) == 1
    finally:
        server.close()
    first, again = inbox.mails
    assert first["Message-ID"] == again["Message-ID"]
    assert first["To"] == "ines@example.org"
    assert "a has failed" in str(first.get_payload())
    assert "Reelworks: failed for good (plain)" in first["Subject"]


async def test_old_alerts_are_not_told_when_a_sink_is_new(
    context: Context, desk: Desk, receiver: Receiver
) -> None:
    await raise_alerts(context, "a")
    async with transaction(context.database) as tx:
        await tx.execute(text("update alerts set at = at - interval '2 days'"))
    assert await notifying.run(context, desk) == 0
    assert receiver.bodies == []


async def test_a_rate_limit_is_told_once_an_hour(context: Context) -> None:
    async with transaction(context.database) as tx:
        for _ in range(3):
            await capacity.tell_rate_limited(tx, "kling", str(RateLimited("20 in 10 s.")))
    async with transaction(context.database) as tx:
        (row,) = await tx.execute(select(tables.alerts.c.kind, tables.alerts.c.message))
    assert row.kind == "rate_limited"
    assert "20 in 10 s." in row.message


async def test_old_alerts_and_their_notices_go_with_the_events(
    context: Context, desk: Desk, receiver: Receiver
) -> None:
    await raise_alerts(context, "a")
    await notifying.run(context, desk)
    kept = replace(context, retention=Retention(events=timedelta(days=1)))
    await housekeeping.clean(kept)
    assert await _count(context) == (1, 1)
    await housekeeping.clean(replace(context, retention=Retention(events=timedelta())))
    assert await _count(context) == (0, 0)


async def test_a_worker_tells_alerts_beside_its_work(
    studio: Studio, desk: Desk, receiver: Receiver
) -> None:
    worker = studio.worker()
    worker.chores = [lambda: notifying.run(studio.context, desk)]
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    await raise_alerts(studio.context, "a")
    await until(_received(receiver))
    stop.set()
    await running
    assert "a has failed" in receiver.texts()[0]


def _received(receiver: Receiver) -> Callable[[], Awaitable[bool]]:
    async def received() -> bool:
        return bool(receiver.bodies)

    return received


def _sent(context: Context, desk: Desk, count: int) -> Callable[[], Awaitable[bool]]:
    async def sent() -> bool:
        await notifying.run(context, desk)
        async with transaction(context.database) as tx:
            done = select(func.count()).where(notices.c.sent_at.is_not(None))
            return await tx.scalar(done) == count

    return sent


async def _make_due(context: Context) -> None:
    async with transaction(context.database) as tx:
        await tx.execute(update(notices).values(next_at=func.clock_timestamp()))


async def _due_in_s(context: Context) -> float:
    async with transaction(context.database) as tx:
        due = func.extract("epoch", notices.c.next_at - func.clock_timestamp())
        return float(await tx.scalar(select(due)))


async def _count(context: Context) -> tuple[int, int]:
    async with transaction(context.database) as tx:
        counts = [
            await tx.scalar(select(func.count()).select_from(table))
            for table in (tables.alerts, notices)
        ]
    return counts[0], counts[1]
