"""`up` and `serve` as programs: where to look is printed, everything answers, they stop cleanly."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import signal
import socket
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from reelworks.domain.errors import BadInput
from reelworks.doors.api import server
from reelworks.ops import settings
from tests.acceptance import homes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.homes import Command, Home

STOPS_S = 20.0
OTHERS_PATIENCE_S = 6.0  # a line that is silent for longer than this must still be open


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with homes.home_in(tmp_path_factory.mktemp("home")) as found, homes.served(found):
        yield found


def address(command: Command) -> str:
    """What it prints once it listens."""
    command.until_it_says("Reelworks is up: ")
    found = re.search(r"Reelworks is up: (http://\S+)", command.out)
    assert found
    return found[1]


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  (our own server)
        return json.load(answer)["data"]


def post(url: str, body: object) -> Any:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return json.load(answer)["data"]


def asked_on(line: http.client.HTTPConnection) -> str:
    line.request("GET", "/ready")
    return str(json.load(line.getresponse())["data"]["status"])


@pytest.mark.slow
def test_up_makes_a_film_move_and_stops_cleanly(home: Home) -> None:
    running = home.start("up", "--port", "0")
    where = address(running)
    line = http.client.HTTPConnection(where.removeprefix("http://"), timeout=20)
    assert asked_on(line) == "ok"
    quiet_since = time.monotonic()
    asks = {"channel": "demo", "text": "# Rain\n\nRain falls on the hills.", "shots": 1}
    size = {"width": 64, "height": 64}
    name = post(f"{where}/api/tasks", {**asks, **size})["name"]
    with urllib.request.urlopen(f"{where}/api/events/stream?task={name}", timeout=60) as live:  # noqa: S310
        assert any(b"step_settled" in told for told in live)  # a worker is there
        time.sleep(max(0.0, quiet_since + OTHERS_PATIENCE_S - time.monotonic()))
        assert asked_on(line) == "ok"  # a line that a proxy still trusts was not closed
        running.process.send_signal(signal.SIGTERM)
        ended = running.ended(STOPS_S)
    assert ended.code == 0, ended.err
    assert "Traceback" not in ended.err


async def test_small_answers_are_sent_at_once() -> None:
    """Nagle's algorithm would hold the second half of an answer back for 40 ms."""
    at_once: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def came(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = writer.get_extra_info("socket")
        at_once.set_result(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with server.listening("127.0.0.1", 0) as listener:
        async with await asyncio.start_server(came, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            assert await at_once
            writer.close()


@pytest.mark.slow
def test_serve_says_what_is_in_its_way(home: Home) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert "is in use" in home.run("serve", "--port", port).refusal
    assert "no accounts" in home.run("serve", "--host", "0.0.0.0", "--port", "0").refusal  # noqa: S104


def test_a_name_that_is_no_address_of_ours_is_refused() -> None:
    with pytest.raises(BadInput, match="no address"), server.listening("nowhere.invalid", 0):
        raise AssertionError
    with pytest.raises(BadInput, match="REELWORKS_PUBLIC_URL"):
        settings.read(public_url="films.example.com")
