"""What a provider's scripts are told: their own vendor's key, or a stand-in's."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from reelworks.domain.errors import VendorUnavailable
from reelworks.ops import settings
from reelworks.ops.secrets import VARIABLES
from reelworks.wiring import studio

STAND_INS = {
    "GEMINI_API_KEY": "sandbox-gemini-key",
    "GEMINI_BASE_URL": "http://127.0.0.1:9",
    "OPENAI_API_KEY": "sandbox-openai-key",
    "REELWORKS_SANDBOX_HOST": "127.0.0.1",
}


class _Sandbox(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/environment" else 404)
        self.end_headers()
        self.wfile.write(json.dumps(STAND_INS).encode())

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWORKS_SECRETS", "/nowhere/secrets.env")
    monkeypatch.delenv("REELWORKS_SANDBOX_HOST", raising=False)
    for names in VARIABLES.values():
        for name in names:
            monkeypatch.setenv(name, f"real value of {name}")


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = HTTPServer(("127.0.0.1", 0), _Sandbox)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("REELWORKS_SANDBOX_URL", f"http://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("provider", VARIABLES)
def test_a_script_knows_its_own_vendors_key_alone(provider: str) -> None:
    given = studio.vendor_env(provider)
    assert given == {name: f"real value of {name}" for name in VARIABLES[provider]}


def test_a_rehearsal_is_led_to_the_stand_in_whatever_keys_there_are(sandbox: None) -> None:
    given = studio.vendor_env("sandbox-gemini")
    assert given == {name: STAND_INS[name] for name in STAND_INS if "OPENAI" not in name}


def test_a_rehearsal_without_its_sandbox_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWORKS_SANDBOX_URL", "http://127.0.0.1:1")
    with pytest.raises(VendorUnavailable, match="sandbox does not answer") as refused:
        studio.vendor_env("sandbox-gemini")
    assert "reelworks sandbox up" in refused.value.remedy


def test_who_takes_the_sandboxs_variables_takes_its_host_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`eval "$(reelworks sandbox env)"` leads the profile production to the stand-ins."""
    assert "REELWORKS_SANDBOX_HOST" not in studio.script_env(settings.read())
    monkeypatch.setenv("REELWORKS_SANDBOX_HOST", "127.0.0.1")
    assert studio.script_env(settings.read())["REELWORKS_SANDBOX_HOST"] == "127.0.0.1"


def test_what_every_script_knows_holds_no_key() -> None:
    told = studio.script_env(settings.read())
    assert not set(told) & {name for names in VARIABLES.values() for name in names}
    assert not [value for value in told.values() if value.startswith("real value")]
