"""Only what KIE signed lately counts as a hint, and of that only which job it is about."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from time import time

import pytest

from reelworks.ops.kie_callback import job_of
from reelworks.ports.clip import ClipRequest
from reelworks.providers import registry
from reelworks.sandbox.server import Sandbox
from tests.providers.asking import Told

KEY, NOW = "hmac-key", 1_795_000_000.0
BODY = json.dumps({"code": 200, "data": {"taskId": "job-1", "state": "success"}}).encode()


def signed(job: str = "job-1", stamp: str = "1795000000", key: str = KEY) -> dict[str, str]:
    digest = hmac.new(key.encode(), f"{job}.{stamp}".encode(), hashlib.sha256).digest()
    return {
        "x-webhook-timestamp": stamp,
        "x-webhook-signature": base64.b64encode(digest).decode(),
    }


def test_a_signed_one_names_its_job() -> None:
    assert job_of(BODY, signed(), KEY, NOW) == "job-1"
    other = json.dumps({"data": {"task_id": "job-1"}}).encode()
    assert job_of(other, signed(), KEY, NOW + 299) == "job-1"


@pytest.mark.parametrize(
    ("headers", "body", "key", "now"),
    [
        ({}, BODY, KEY, NOW),
        (signed(key="guessed"), BODY, KEY, NOW),
        (signed(job="job-2"), BODY, KEY, NOW),
        (signed(), BODY.replace(b"job-1", b"job-2"), KEY, NOW),
        (signed(), BODY, "", NOW),
        (signed(key=""), BODY, "", NOW),
        (signed(), BODY, KEY, NOW + 301),
        (signed(), BODY, KEY, NOW - 301),
        ({**signed(), "x-webhook-timestamp": "1795000001"}, BODY, KEY, NOW),
        ({**signed(), "x-webhook-timestamp": "soon"}, BODY, KEY, NOW),
        ({**signed(), "x-webhook-signature": "no base64!"}, BODY, KEY, NOW),
        ({**signed(), "x-webhook-signature": ""}, BODY, KEY, NOW),
        (signed(), b"no json", KEY, NOW),
        (signed(), b"[]", KEY, NOW),
        (signed(), b'{"data": null}', KEY, NOW),
        (signed(job="7"), b'{"data": {"taskId": 7}}', KEY, NOW),
        (signed(job=""), b'{"data": {"taskId": ""}}', KEY, NOW),
        (signed(), BODY + b" " * 1_000_000, KEY, NOW),
    ],
)
def test_anything_else_is_nothing(
    headers: dict[str, str], body: bytes, key: str, now: float
) -> None:
    assert job_of(body, headers, key, now) is None


class _Ear(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append((body, dict(self.headers.items())))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()
        self.server.rang.set()  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def test_the_stand_in_calls_back_signed_as_we_check(
    sandbox: Sandbox, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = HTTPServer(("127.0.0.1", 0), _Ear)
    ear.heard, ear.rang = [], threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=ear.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("KIE_CALLBACK_URL", f"http://127.0.0.1:{ear.server_port}/kie")
    told = Told()
    request = ClipRequest(
        image=picture, layers=None, motion="a", seconds=5, width=320, height=180, fps=30, seed=1
    )
    try:
        registry.clip_maker("kling").make(request, tmp_path / "clip.mp4", told)
        assert ear.rang.wait(30)  # type: ignore[attr-defined]
    finally:
        ear.shutdown()
        ear.server_close()
        thread.join()
    body, headers = ear.heard[0]  # type: ignore[attr-defined]
    lower = {name.lower(): value for name, value in headers.items()}
    key = sandbox.environment["KIE_WEBHOOK_KEY"]
    assert job_of(body, lower, key, time()) == told.said[1][1]
