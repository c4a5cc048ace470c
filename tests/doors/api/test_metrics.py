"""Numbers for Prometheus: read back by its own parser, for nobody who is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.parser import text_string_to_metric_families

from reelworks.domain.access import Role
from tests.doors.api.conftest import client_of

if TYPE_CHECKING:
    from tests.doors.api.conftest import Asked


def read(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_what_waits_is_counted(asked: Asked) -> None:
    await asked.make()
    await asked.make(seed=2)
    await asked.ask("POST", "/api/spending/stop")
    answer = await asked.client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = read(answer.text)
    assert found["reelworks_videos", ("Queued",)] == 2
    assert found["reelworks_service_steps", ("cpu", "waiting")] == 2
    assert found["reelworks_channel_steps", ("plain", "waiting")] == 2
    assert found["reelworks_service_works", ("kling",)] == 1
    assert found["reelworks_spending_stopped", ()] == 1
    assert found["reelworks_http_requests_total", ("201",)] == 2
    assert found["reelworks_http_seconds_total", ()] > 0


async def test_numbers_are_for_who_may_look(asked: Asked) -> None:
    async with asked.as_(Role.VIEWER) as viewer:
        asked.site._asked = -9.0
        assert (await viewer.get("/metrics")).status_code == 200
        async with client_of(asked.app, Accept="text/html") as nobody:
            answer = await nobody.get("/metrics")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_logged_in"
