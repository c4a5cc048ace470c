"""A vendor that repeats our key to us: it reaches that vendor, and no other place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from reelworks.domain.channels import LOCAL, Channel, Need
from reelworks.domain.steps import StepStatus
from reelworks.ops import prices, prompts, settings
from reelworks.ops.secrets import VARIABLES
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.services import status, tasks
from reelworks.pipelines.documentary import PIPELINES
from reelworks.wiring import studio
from reelworks.workers.worker import Worker
from tests.orchestrator.conftest import PATIENCE_S, context
from tests.providers.loopback import Asked, Loopback, Say, loopback
from tests.providers.writers import NOTES

__all__ = ["context"]

MARK = "marked-7Q2"  # in every key, and nowhere else


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Loopback]:
    monkeypatch.setenv("REELWORKS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("REELWORKS_SECRETS", str(tmp_path / "none"))
    for names in VARIABLES.values():
        for name in names:
            monkeypatch.setenv(name, f"{name.lower()}-{MARK}")

    def repeats(asked: Asked) -> Say:
        words = f"Incorrect API key provided: {asked.headers['authorization']}"
        return Say({"error": {"message": words, "code": "invalid_api_key"}}, 401)

    with loopback(repeats) as found:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{found.url}/v1")
        yield found


async def test_a_key_that_a_vendor_repeats_is_seen_by_nobody(
    context: Context, vendor: Loopback, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    providers = {**dict.fromkeys(Need, LOCAL), Need.WRITE: "openai"}
    channel = Channel("written", "Written", providers=providers)
    context = replace(
        context,
        channels={channel.id: channel},
        pipelines=PIPELINES,
        versions=dict.fromkeys(("write_research", "check_voice", "write_story"), "1"),
        prices=prices.table(),
        prompts=prompts.in_force(),
    )
    (tmp_path / "notes.md").write_text(NOTES, "utf-8")
    wish = tasks.Wish(channel.id, tmp_path / "notes.md", shots=2)
    name = await tasks.create(context, tasks.brief(context, wish), "tester")
    await _worked_until_it_stands(context, name)

    (asked,) = vendor.asked
    assert asked.headers["authorization"] == f"Bearer openai_api_key-{MARK}"
    (failed,) = [s for s in (await status.status(context, name)).steps if s.error]
    assert failed.status is StepStatus.FAILED
    assert failed.error is not None
    assert "Incorrect API key provided" in failed.error.message
    assert MARK not in await _everything(context)
    assert MARK not in "".join(capfd.readouterr())
    written = [path for path in (tmp_path / "workspaces").rglob("*") if path.is_file()]
    assert [path for path in written if MARK.encode() in path.read_bytes()] == []


async def _worked_until_it_stands(context: Context, name: str) -> None:
    worker = Worker(
        context,
        {"cpu": 1, "openai": 1},
        script_env=studio.script_env(settings.read()),
        vendor_env=studio.vendor_env,
    )
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not (await status.status(context, name)).stands:
                await asyncio.sleep(0.05)
    finally:
        stop.set()
        await running


async def _everything(context: Context) -> str:
    """All rows of all tables, as text."""
    async with transaction(context.database) as tx:
        tables = await tx.scalars(
            text("select tablename from pg_tables where schemaname = current_schema()")
        )
        rows = [
            str(row)
            for table in tables.all()
            for row in await tx.execute(text(f'select * from "{table}"'))  # noqa: S608
        ]
    return "\n".join(rows)
