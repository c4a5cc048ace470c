"""The sandbox answers over real HTTP, writes everything down, and goes wrong when told to."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import httpx
import pytest

from reelworks.domain.errors import BadInput
from reelworks.sandbox import server
from reelworks.sandbox.faults import ON_THE_LINE, Fault
from reelworks.sandbox.registry import vendors
from reelworks.sandbox.server import Sandbox


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(["slack"], speed=1000) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(up: Sandbox) -> Iterator[Sandbox]:
    desk = up.desks["slack"]
    desk.dials.update(messages_per_second=1e9)
    yield up
    desk.faults.clear()
    desk.faults.calls.clear()


def send(sandbox: Sandbox, body: object = None, **more: object) -> httpx.Response:
    url = sandbox.environment["REELWORKS_ALERT_WEBHOOK"]
    return httpx.post(url, json={"text": "hello"} if body is None else body, **more)  # type: ignore[arg-type]


def order(sandbox: Sandbox, fault: Fault, times: int = 1) -> None:
    sandbox.desks["slack"].faults.order(fault, "message", times)


def test_a_request_is_answered_and_written_down(sandbox: Sandbox) -> None:
    assert (send(sandbox).status_code, send(sandbox).text) == (200, "ok")
    assert sandbox.ledger.bill("slack")[0].times >= 2
    assert sandbox.ledger.charges[-1].about == "hello"
    last = sandbox.ledger.calls("slack", "message")[-1]
    assert (last.method, last.status, last.fault) == ("POST", 200, "")
    assert last.path.endswith("/KEY")  # what is shown holds no key


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("nonsense", 400, "invalid_payload"),
        ({"text": " "}, 400, "no_text"),
        ({"text": "a", "blocks": [{}]}, 400, "invalid_blocks"),
        ({"text": "a", "blocks": [{"type": "divider"}] * 51}, 400, "invalid_blocks"),
    ],
)
def test_a_bad_request_is_refused_in_the_vendors_words(
    sandbox: Sandbox, body: object, status: int, said: str
) -> None:
    answer = send(sandbox, body)
    assert (answer.status_code, answer.text) == (status, said)


def test_small_answers_are_sent_at_once(sandbox: Sandbox) -> None:
    """asyncio does so for sockets that say they are TCP; else every answer takes 40 ms longer."""
    assert {listening.proto for listening in sandbox.sockets} == {socket.IPPROTO_TCP}


def test_another_key_is_refused(sandbox: Sandbox) -> None:
    url = sandbox.environment["REELWORKS_ALERT_WEBHOOK"]
    assert httpx.post(f"{url}x", json={"text": "a"}).status_code == 403


def test_a_limit_holds_in_the_vendors_own_time(sandbox: Sandbox) -> None:
    sandbox.desks["slack"].dials.update(messages_per_second=0)
    answer = send(sandbox)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.BUSY, 429),
        (Fault.BUSY_WAIT, 429),
        (Fault.HTML, 502),
        (Fault.QUOTA, 410),
        (Fault.EXPIRED, 404),
        (Fault.REFUSED, 403),
        (Fault.SLOW, 200),
    ],
)
def test_a_fault_comes_once_and_then_all_is_well(
    sandbox: Sandbox, fault: Fault, status: int
) -> None:
    order(sandbox, fault)
    answer = send(sandbox)
    assert answer.status_code == status
    assert ("retry-after" in answer.headers) == (fault is Fault.BUSY_WAIT)
    assert send(sandbox).status_code == 200
    assert [r.fault for r in sandbox.ledger.calls("slack")[-2:]] == [fault.value, ""]


@pytest.mark.parametrize(
    ("fault", "seen", "carried_out"),
    [
        (Fault.RESET, httpx.TransportError, True),
        (Fault.REFUSED_LINE, httpx.TransportError, False),
        (Fault.TORN, httpx.RemoteProtocolError, True),
    ],
)
def test_the_line_goes_dead(
    sandbox: Sandbox, fault: Fault, seen: type[Exception], carried_out: bool
) -> None:
    order(sandbox, fault)
    before = len(sandbox.ledger.charges)
    with pytest.raises(seen):
        send(sandbox)
    assert len(sandbox.ledger.charges) - before == carried_out
    assert send(sandbox).status_code == 200


def test_chance_is_the_same_for_the_same_seed(sandbox: Sandbox) -> None:
    faults = sandbox.desks["slack"].faults
    faults.rate = 0.5
    first = [faults.draw("message", 0.0) for _ in range(200)]
    faults.calls.clear()
    other = [faults.draw("other", 0.0) for _ in range(50)]
    again = [faults.draw("message", 0.0) for _ in range(200)]
    assert first == again
    assert first[:50] != other
    assert 60 < sum(fault is not None for fault in first) < 140


def test_an_outage_ends_when_its_time_is_over(sandbox: Sandbox) -> None:
    desk = sandbox.desks["slack"]
    desk.faults.out_until = desk.clock() + 500  # half a second of ours
    assert send(sandbox).status_code == 502
    deadline = monotonic() + 20
    while send(sandbox).status_code != 200:
        assert monotonic() < deadline


def test_the_control_turns_faults_and_dials(sandbox: Sandbox) -> None:
    control = httpx.Client(base_url=sandbox.url)
    assert control.get("/environment").json() == sandbox.environment
    wrong = {"vendor": "slack", "fault": "html", "times": 2, "rate": 0.0}
    assert control.post("/faults", json=wrong).json()["slack"]["ordered"] == ["html", "html"]
    assert [send(sandbox).status_code for _ in range(3)] == [502, 502, 200]
    assert control.post("/dials/slack", json={"messages_per_second": 0}).status_code == 200
    assert send(sandbox).status_code == 429
    assert control.post("/dials/slack", json={"nonsense": 0}).status_code == 422
    assert control.post("/faults", json={"vendor": "nobody"}).status_code == 404
    refused = control.post("/faults", json={"vendor": "slack", "fault": "partial"})
    assert "knows no fault 'partial'" in refused.json()["detail"]


def test_every_vendor_knows_what_happens_on_a_line_and_has_a_name_of_its_own() -> None:
    there = vendors()
    assert len({vendor.name for vendor in there}) == len(there)
    for vendor in there:
        assert not {f for f in vendor.faults if vendor.faults[f]} & (ON_THE_LINE - {Fault.HTML})


def test_every_stand_in_its_dials_and_every_fault_are_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text("utf-8")
    rows = {
        name: set(re.findall(r"`(\w+)`", row.rpartition("| ")[2] or row.rsplit("|", 2)[1]))
        for name, row in re.findall(r"^\| `(\w+)` (\|.*)\|$", page, re.MULTILINE)
    }
    assert {vendor.name: set(vendor.dials) for vendor in vendors()} == {
        name: dials for name, dials in rows.items() if name not in {*Fault}
    }
    told = re.findall(r"`([a-z-]+)`", "".join(re.findall(r"^\| (`[^|]*) \|", page, re.MULTILINE)))
    assert {fault.value for fault in Fault} <= set(told)


def test_a_port_in_use_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(BadInput, match=f"cannot listen on port {port}"),
            server.opened(["slack"], port=port),
        ):
            pass


def test_an_unknown_vendor_is_said() -> None:
    with pytest.raises(BadInput, match="has no 'nobody'"), server.opened(["nobody"]):
        pass


def test_it_stops_when_told() -> None:
    with server.opened(["slack"]) as sandbox:
        thread = threading.Thread(target=sandbox.serve)
        thread.start()
        deadline = monotonic() + 20
        while not (sandbox.server and sandbox.server.started):
            assert monotonic() < deadline
        sandbox.stop()
        thread.join(20)
        assert not thread.is_alive()
