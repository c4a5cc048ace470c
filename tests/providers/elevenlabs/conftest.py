"""A sandbox with ElevenLabs in it, and the environment that leads there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reelworks.sandbox import server
from reelworks.sandbox.server import Sandbox


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(["elevenlabs"], speed=1000) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(up: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Everything as it was in the beginning; what a test charged, it finds alone on the bill."""
    for name, value in up.environment.items():
        monkeypatch.setenv(name, value)
    up.ledger.charges.clear()
    up.ledger.received.clear()
    desk = up.desks["elevenlabs"]
    desk.dials.update(up.vendors[0].dials)
    yield up
    desk.faults.clear()
