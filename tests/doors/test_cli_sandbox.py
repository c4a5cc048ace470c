"""The sandbox at the command line: up, its variables, its bill, its faults, its dials."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from typer.testing import CliRunner

from reelworks.domain.errors import BadInput
from reelworks.doors.cli.sandbox import app
from reelworks.sandbox import server
from reelworks.sandbox.server import Sandbox


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(["slack", "kie"], speed=1000) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(up: Sandbox) -> Iterator[Sandbox]:
    yield up
    for desk in up.desks.values():
        desk.faults.clear()


def run(sandbox: Sandbox, *words: str) -> str:
    port = str(urlsplit(sandbox.url).port)
    done = CliRunner().invoke(app, [*words, "--port", port], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def send(sandbox: Sandbox, text: str) -> int:
    url = sandbox.environment["REELWORKS_ALERT_WEBHOOK"]
    return httpx.post(url, json={"text": text}).status_code


def test_the_variables_can_be_taken_by_a_shell(sandbox: Sandbox) -> None:
    said = run(sandbox, "env")
    told = dict(re.findall(r"^export (\w+)=(\S+)$", said, re.MULTILINE))
    assert told == sandbox.environment
    assert json.loads(run(sandbox, "env", "--json")) == sandbox.environment


def test_the_bill_and_what_was_received(sandbox: Sandbox) -> None:
    sandbox.desks["slack"].dials.update(messages_per_second=1000)
    assert send(sandbox, "hello") == 200
    assert re.search(r"slack +message +1 ", run(sandbox, "bill"))
    found = json.loads(run(sandbox, "bill", "slack", "--json"))
    assert [line["vendor"] for line in found["lines"]] == ["slack"]
    assert json.loads(run(sandbox, "bill", "kie", "--json"))["lines"] == []
    assert re.search(r"slack +message +200", run(sandbox, "received"))
    assert len(json.loads(run(sandbox, "received", "--last", "1", "--json"))) == 1


def test_faults_come_and_go(sandbox: Sandbox) -> None:
    said = run(sandbox, "faults", "slack", "--next", "html", "--on", "message", "--times", "2")
    assert "next: html message, html message" in said
    assert [send(sandbox, "a"), send(sandbox, "a")] == [502, 502]
    run(sandbox, "faults", "slack", "--outage", "100000")
    assert "out for" in run(sandbox, "faults", "slack")
    assert send(sandbox, "a") == 502
    said = run(sandbox, "faults", "--rate", "0.25", "--kinds", "busy,html", "--clear")
    assert "slack: 25% of calls go wrong" in said
    assert "by chance: busy, html" in said
    assert json.loads(run(sandbox, "faults", "kie", "--json"))["kie"]["rate"] == 0.25
    assert "0% of calls" in run(sandbox, "faults", "--clear")


def test_dials_are_turned(sandbox: Sandbox) -> None:
    assert "credits=7" in run(sandbox, "set", "kie", "credits=7", "concurrent=1")
    assert sandbox.desks["kie"].dials["credits"] == 7


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("set", "kie", "credits"), "'credits' sets nothing"),
        (("set", "kie", "luck=1"), "kie has no 'luck'"),
        (("set", "nobody", "a=1"), "no 'nobody'"),
        (("faults", "slack", "--next", "partial"), "knows no fault 'partial'"),
        (("faults", "slack", "--next", "nonsense"), "fault"),
        (("faults", "--rate", "2"), "rate"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    sandbox: Sandbox, words: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(BadInput, match=reason):
        run(sandbox, *words)


def test_no_sandbox_is_said() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(BadInput, match=f"No sandbox answers on port {port}"):
            CliRunner().invoke(app, ["bill", "--port", str(port)], catch_exceptions=False)


def test_it_serves_until_it_is_stopped(tmp_path: Path) -> None:
    program = [str(Path(sys.executable).parent / "reelworks"), "sandbox", "up"]
    process = subprocess.Popen(
        [*program, "--only", "slack", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "REELWORKS_HOME": str(tmp_path)},
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.fullmatch(r"The sandbox is up at (\S+)\. Ctrl-C ends it\.\n", said)
        assert found, said
        assert httpx.get(f"{found[1]}/health", timeout=30).json()["ok"] is True
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert "export REELWORKS_ALERT_WEBHOOK=http://127.0.0.1:" in out
    assert "Traceback" not in err
    assert process.returncode == 130
