"""The doctor asks every vendor that a channel uses, each with its own key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reelworks.domain.channels import LOCAL, PROFILES, SANDBOX, Channel, Need
from reelworks.ops import settings
from reelworks.ops.secrets import VARIABLES
from reelworks.sandbox import server
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.server import Sandbox
from reelworks.wiring import vendors

DRAFT = Channel("draft", "Draft")
PRODUCTION = Channel("real", "Real", profile="production", providers=PROFILES["production"])
PLAYED = replace(PRODUCTION, id="played", profile=SANDBOX)


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(speed=1000) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(up: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sandbox]:
    for names in VARIABLES.values():
        for name in names:
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REELWORKS_SECRETS", str(tmp_path / "none"))
    monkeypatch.setenv("REELWORKS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("REELWORKS_SANDBOX_URL", up.url)
    yield up
    for vendor in up.vendors:
        up.desks[vendor.name].dials.update(vendor.dials)
        up.desks[vendor.name].faults.clear()


def test_each_vendor_is_named_once_with_its_models() -> None:
    dear = replace(PRODUCTION, models={Need.IMAGE: "gemini-3-pro-image"})
    found = vendors.used([DRAFT, PRODUCTION, dear, PLAYED])
    assert found["gemini"] == ("gemini-3.1-flash-lite-image", "gemini-3-pro-image")
    assert {name for name in found if not name.startswith("sandbox-")} == {
        *PROFILES["production"].values()
    } - {LOCAL}
    assert found["sandbox-gemini"] == ("gemini-3.1-flash-lite-image",)


def test_a_draft_asks_nobody() -> None:
    assert vendors.used([DRAFT]) == {}


async def test_accounts_that_can_be_used_are_told_as_they_are(sandbox: Sandbox) -> None:
    found = await vendors.checks(settings.read(), [PLAYED])
    assert [check.name for check in found if not check.ok] == []
    assert {check.name for check in found} == set(vendors.used([PLAYED]))
    assert [check.warning for check in found if check.warning] == []
    assert sandbox.ledger.total() == 0


async def test_what_is_wrong_or_nearly_used_up_is_told(sandbox: Sandbox) -> None:
    sandbox.desks["openai"].faults.order(Fault.EXPIRED, "models")
    sandbox.desks["kie"].dials.update(credits=100)
    sandbox.desks["elevenlabs"].dials.update(used=450_000)
    sandbox.desks["gemini"].faults.order(Fault.MAINTENANCE, "model")
    checks = {check.name: check for check in await vendors.checks(settings.read(), [PLAYED])}
    assert "Incorrect API key" in checks["sandbox-openai"].found
    assert "OPENAI_API_KEY" in checks["sandbox-openai"].remedy
    assert "overloaded" in checks["sandbox-gemini"].found
    assert checks["sandbox-kling"].ok
    assert "top up" in checks["sandbox-kling"].warning
    assert "90%" in checks["sandbox-elevenlabs"].warning


async def test_what_is_missing_is_named_with_its_variable(sandbox: Sandbox) -> None:
    checks = {check.name: check for check in await vendors.checks(settings.read(), [PRODUCTION])}
    assert not any(check.ok for check in checks.values())
    for vendor, variable in {
        "openai": "OPENAI_API_KEY",
        "gemini": "GEMINI_API_KEY",
        "kling": "KIE_API_KEY",
        "elevenlabs": "ELEVENLABS_API_KEY",
    }.items():
        assert variable in f"{checks[vendor].found} {checks[vendor].remedy}"


async def test_a_sandbox_that_is_down_is_told(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWORKS_SANDBOX_URL", "http://127.0.0.1:1")
    found = await vendors.checks(settings.read(), [PLAYED])
    assert {check.ok for check in found} == {False}
    assert all("reelworks sandbox up" in check.remedy for check in found)
