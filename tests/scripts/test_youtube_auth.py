"""Consent: only the answer to our own question counts, and only for the right account."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from reelworks.domain import connections
from reelworks.ops.sealing import Keys, Seal, new_key
from reelworks.sandbox.youtube import YOUTUBE
from tests.publishers.studio import CHANNEL, FarSide, far_side
from tests.publishers.supervisor import Event, Supervisor


@pytest.fixture
def far() -> Iterator[FarSide]:
    with far_side() as found:
        yield found


def auth(
    far: FarSide, folder: Path, answer: Callable[[str], None], *more: str
) -> tuple[Event, Path, str]:
    """Run the script, with a person who does `answer` with the page; its result."""
    key, bundle = new_key(), folder / "bundle"
    argv = ["--channel=tides", f"--account={CHANNEL}", f"--output={bundle}", *more]
    env = {**YOUTUBE.environment(far.desk), "REELWORKS_BUNDLE_KEY": key}
    script = Supervisor(argv, env, lambda _: "")
    script.on_event = lambda event: answer(event["note"]) if event.get("note") else None  # type: ignore[func-returns-value]
    result = script.run("youtube_auth")
    assert result is not None
    return result, bundle, key


def allow(channel: str = CHANNEL) -> Callable[[str], None]:
    """A person who allows it for this channel."""

    def browser(page: str) -> None:
        httpx.get(f"{page}&login_hint={channel}", follow_redirects=True).raise_for_status()

    return browser


def test_who_allows_it_gives_a_bundle_that_only_the_caller_can_open(
    far: FarSide, tmp_path: Path
) -> None:
    result, bundle, key = auth(far, tmp_path, allow())
    assert result["facts"] == {"id": CHANNEL, "name": "Channel tttttt"}
    assert bundle.stat().st_mode & 0o077 == 0
    found = connections.read(Seal(Keys((key,), Path(os.devnull))).open(bundle.read_text()))
    assert found.account_id == CHANNEL
    assert found.refresh_token
    said = json.dumps(result) + bundle.read_text()
    assert found.refresh_token not in said
    assert found.access_token not in said


def test_another_channel_than_the_configured_one_is_refused(far: FarSide, tmp_path: Path) -> None:
    result, bundle, _ = auth(far, tmp_path, allow("UC" + "x" * 22))
    assert "belong to 'Channel xxxxxx'" in result["error"]["message"]
    assert not bundle.exists()


def test_a_box_that_was_unticked_is_named(far: FarSide, tmp_path: Path) -> None:
    far.desk.dials["consents"] = 0
    result, bundle, _ = auth(far, tmp_path, allow())
    assert "youtube.force-ssl is missing" in result["error"]["message"]
    assert not bundle.exists()


def test_an_answer_to_another_question_is_refused_and_waited_past(
    far: FarSide, tmp_path: Path
) -> None:
    def browser(page: str) -> None:
        redirect = dict(httpx.QueryParams(httpx.URL(page).query))["redirect_uri"]
        forged = urlencode({"state": "forged", "code": "4/forged"})
        assert httpx.get(f"{redirect}?{forged}").status_code == 400
        allow()(page)

    result, _, _ = auth(far, tmp_path, browser)
    assert result["facts"]["id"] == CHANNEL


def test_who_refuses_is_understood(far: FarSide, tmp_path: Path) -> None:
    def browser(page: str) -> None:
        query = dict(httpx.QueryParams(httpx.URL(page).query))
        told = urlencode({"state": query["state"], "error": "access_denied"})
        httpx.get(f"{query['redirect_uri']}?{told}")

    result, _, _ = auth(far, tmp_path, browser)
    assert "access_denied" in result["error"]["message"]


def test_nobody_is_waited_for_for_ever(far: FarSide, tmp_path: Path) -> None:
    result, _, _ = auth(far, tmp_path, lambda _: None, "--patience=0.2")
    assert "Nobody answered" in result["error"]["message"]
