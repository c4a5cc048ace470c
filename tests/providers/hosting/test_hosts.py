"""One suite over every host: a picture that was put there is fetched by anybody, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from reelworks.domain.errors import BadInput, KeyRefused, ReelworksError, VendorUnavailable
from reelworks.providers import registry
from reelworks.sandbox import server
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.server import Sandbox
from tests.providers.asking import still
from tests.storage import buckets

KEYS = {"kie": "KIE_API_KEY", "catbox": "CATBOX_USERHASH"}


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(["kie", "catbox"], speed=1000) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(up: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    for name, value in up.environment.items():
        monkeypatch.setenv(name, value)
    yield up
    for desk in up.desks.values():
        desk.faults.clear()


@pytest.fixture(scope="module")
def bucket() -> Iterator[dict[str, str]]:
    with buckets.server() as url:
        account = buckets.bucket(url, "pictures")
        yield {
            "HOST_S3_BUCKET": account.bucket,
            "HOST_S3_ENDPOINT": account.endpoint,
            "HOST_S3_REGION": account.region,
            "HOST_S3_ACCESS_KEY": account.access_key,
            "HOST_S3_SECRET_KEY": account.secret_key,
        }


@pytest.fixture
def host(request: pytest.FixtureRequest, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "s3":
        for name, value in request.getfixturevalue("bucket").items():
            monkeypatch.setenv(name, value)
    return str(request.param)


every_host = pytest.mark.parametrize("host", sorted(registry.IMAGE_HOSTS), indirect=True)


@every_host
@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_anybody_can_fetch_the_picture(host: str, tmp_path: Path, suffix: str) -> None:
    picture = still(tmp_path / f"still{suffix}")
    answer = httpx.get(registry.image_host(host).put(picture))
    assert answer.content == picture.read_bytes()
    assert answer.headers["content-type"] == {".png": "image/png", ".jpg": "image/jpeg"}[suffix]


@every_host
def test_each_time_it_has_a_new_name(host: str, tmp_path: Path) -> None:
    picture = still(tmp_path / "still.png")
    links = {registry.image_host(host).put(picture).partition("?")[0] for _ in range(2)}
    assert len(links) == 2
    assert not any("still" in link for link in links)


@every_host
def test_what_is_no_picture_is_refused(host: str, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no picture", "utf-8")
    with pytest.raises(BadInput, match=r"notes\.txt cannot be hosted"):
        registry.image_host(host).put(text)


FAULTS = [
    ("kie", Fault.BUSY, VendorUnavailable),
    ("kie", Fault.EXPIRED, KeyRefused),
    ("kie", Fault.ERROR_IN_OK, VendorUnavailable),
    ("catbox", Fault.BUSY, VendorUnavailable),
    ("catbox", Fault.EXPIRED, KeyRefused),
    ("catbox", Fault.ERROR_IN_OK, VendorUnavailable),
    ("catbox", Fault.EMPTY, VendorUnavailable),
    *((host, fault, VendorUnavailable) for host in KEYS for fault in (Fault.HTML, Fault.RESET)),
]


@pytest.mark.parametrize(("where", "fault", "error"), FAULTS)
def test_what_goes_wrong_is_told(
    sandbox: Sandbox, tmp_path: Path, where: str, fault: Fault, error: type[ReelworksError]
) -> None:
    sandbox.desks[where].faults.order(fault, "upload")
    picture = still(tmp_path / "still.png")
    with pytest.raises(error):
        registry.image_host(where).put(picture)
    assert registry.image_host(where).put(picture)


@pytest.mark.parametrize(("where", "variable"), KEYS.items())
def test_without_its_key_nothing_is_sent(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, variable: str
) -> None:
    monkeypatch.delenv(variable)
    sandbox.ledger.received.clear()
    with pytest.raises(KeyRefused, match="no key"):
        registry.image_host(where).put(still(tmp_path / "still.png"))
    assert sandbox.ledger.received == []


def test_without_a_bucket_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOST_S3_BUCKET", raising=False)
    with pytest.raises(KeyRefused, match="no bucket for pictures"):
        registry.image_host("s3").put(still(tmp_path / "still.png"))


def test_an_unknown_host_is_said() -> None:
    with pytest.raises(BadInput, match=r"no provider 'ftp' for hosting pictures"):
        registry.image_host("ftp")
