"""Connecting a channel, as `reelworks connect` does it, and what the doctor says of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from reelworks.domain.channels import Channel, Youtube
from reelworks.domain.errors import BadInput
from reelworks.ops import settings
from reelworks.ops.sealing import Seal, keys
from reelworks.ops.settings import Settings
from reelworks.orchestrator.services import connections
from reelworks.sandbox.youtube import YOUTUBE
from reelworks.wiring import connecting, studio
from tests.publishers.studio import CHANNEL, FarSide, far_side

TIDES = Channel("tides", "Tides", youtube_channel=CHANNEL, youtube=Youtube())


@pytest.fixture
def far() -> Iterator[FarSide]:
    with far_side() as found:
        yield found


@pytest.fixture
def given(tmp_path: Path, dsn: str, far: FarSide, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """This machine's settings, led to the stand-in."""
    for name, value in YOUTUBE.environment(far.desk).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("REELWORKS_SECRETS", str(tmp_path / "none.env"))
    file = tmp_path / "channels.yaml"
    file.write_text(
        f"channels:\n  - id: tides\n    youtube_channel: {CHANNEL}\n    youtube: {{}}\n"
    )
    return settings.read(
        home=tmp_path / "home",
        database_url=dsn,
        channels=file,
        secret_key_file=tmp_path / "keys" / "secret.keys",
    )


def browser(page: str) -> None:
    """A person who allows it in a browser on this machine."""
    httpx.get(f"{page}&login_hint={CHANNEL}", follow_redirects=True).raise_for_status()


def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A person whose browser runs elsewhere: they paste the address at which it ends."""
    typed, pasted = os.pipe()
    monkeypatch.setattr("sys.stdin", os.fdopen(typed))

    def tell(page: str) -> None:
        ended = httpx.get(f"{page}&login_hint={CHANNEL}").headers["location"]
        os.write(pasted, f"what?\n{ended}\n".encode())

    return tell


async def test_a_person_allows_it_in_their_browser(given: Settings) -> None:
    bundle = await connecting.consent(given, TIDES, browser)
    assert bundle.account_id == CHANNEL


async def test_a_person_pastes_the_address_of_a_browser_elsewhere(
    given: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = await connecting.consent(given, TIDES, elsewhere(monkeypatch))
    assert bundle.account_id == CHANNEL


async def test_without_a_client_it_says_how_to_get_one(
    given: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YOUTUBE_CLIENT_ID")
    with pytest.raises(BadInput, match="There is no OAuth client"):
        await connecting.consent(given, TIDES, browser)


async def test_the_doctor_says_who_is_connected_and_whose_grant_is_dead(
    given: Settings, far: FarSide
) -> None:
    (found,) = await connecting.checks(given, [TIDES])
    assert (found.ok, found.found) == (False, "it is not connected")
    assert "reelworks connect tides" in found.remedy
    bundle = await connecting.consent(given, TIDES, browser)
    async with studio.opened(given) as context:
        await connections.connect(context, Seal(keys(given)), "tides", bundle, "ines")
    (found,) = await connecting.checks(given, [TIDES])
    assert (found.ok, found.found) == (True, f"connected as Channel tttttt ({CHANNEL})")

    async with httpx.AsyncClient() as google:
        await google.post(f"{far.desk.url}/revoke", data={"token": bundle.refresh_token})
    async with studio.opened(given) as context, context.database.begin() as tx:
        await tx.exec_driver_sql("update connections set expires_at = now()")
    (found,) = await connecting.checks(given, [TIDES])
    assert not found.ok
    assert "expired or revoked" in found.found


async def test_who_publishes_nothing_needs_no_connection(given: Settings) -> None:
    assert await connecting.checks(given, [Channel("plain", "Plain")]) == ()
