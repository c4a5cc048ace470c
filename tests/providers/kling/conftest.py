"""A sandbox with KIE in it, and the environment that leads there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reelworks.sandbox import server
from reelworks.sandbox.server import Sandbox
from tests.providers.asking import still

SPEED = 2000.0


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(["kie"], speed=SPEED) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(up: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Everything as it was in the beginning; what a test charged, it finds alone on the bill."""
    for name, value in up.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KIE_POLL_SECONDS", "0.03")
    monkeypatch.setattr("reelworks.ops.again._PAUSE_S", 0.01)
    up.ledger.charges.clear()
    up.ledger.received.clear()
    for vendor in up.vendors:
        up.desks[vendor.name].dials.update(vendor.dials, widest=256)
    up.desks["kie"].dials.update(tasks_per_10s=1000)
    yield up
    for desk in up.desks.values():
        desk.faults.clear()
        desk.hasten(SPEED)


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return still(tmp_path_factory.mktemp("still") / "still.png")
