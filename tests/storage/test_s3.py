"""Files in a bucket, against a real S3 server: whole, found again, signed for a while."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from reelworks.domain.errors import BadInput, NotFound, UnsafePath, VendorUnavailable
from reelworks.ops.files import sha256_of
from reelworks.storage import s3_signing
from reelworks.storage.s3 import Account, Bucket, account
from tests.storage import buckets

MB = 2**20


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with buckets.server() as address:
        yield address


@pytest.fixture
def whose(url: str) -> Account:
    return buckets.bucket(url, f"films-{uuid4().hex[:8]}")


@pytest.fixture
def bucket(whose: Account) -> Bucket:
    return Bucket(whose)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(os.urandom(12 * MB))  # more than one part
    return path


def test_a_file_comes_back_as_it_went(bucket: Bucket, film: Path, tmp_path: Path) -> None:
    kept = bucket.put(film, "tides/one/film.mp4")
    assert (kept.bytes, kept.sha256) == (12 * MB, sha256_of(film))
    bucket.get("tides/one/film.mp4", tmp_path / "back.mp4")
    assert (tmp_path / "back.mp4").read_bytes() == film.read_bytes()


def test_what_is_there_is_not_sent_again(
    bucket: Bucket, film: Path, whose: Account, url: str, tmp_path: Path
) -> None:
    bucket.put(film, "film.mp4")
    # Somebody else's bytes of the same size and claim would be replaced if it were sent again.
    other = bytes(12 * MB)
    claim = {"x-amz-meta-sha256": sha256_of(film)}
    assert httpx.put(f"{url}/{whose.bucket}/film.mp4", content=other, headers=claim).is_success
    bucket.put(film, "film.mp4")
    bucket.get("film.mp4", tmp_path / "back.mp4")
    assert (tmp_path / "back.mp4").read_bytes() == other


def test_other_bytes_take_the_place_of_what_had_the_name(bucket: Bucket, film: Path) -> None:
    bucket.put(film, "film.mp4")
    film.write_bytes(b"another film")
    assert bucket.put(film, "film.mp4").bytes == 12
    found = bucket.find("film.mp4")
    assert found is not None
    assert found.sha256 == sha256_of(film)


def test_a_signed_link_serves_the_file_to_anybody(
    bucket: Bucket, film: Path, whose: Account
) -> None:
    bucket.put(film, "tides/film.mp4")
    link = bucket.signed("tides/film.mp4", 600)
    answer = httpx.get(link)
    assert answer.content == film.read_bytes()
    assert answer.headers["content-type"] == "video/mp4"
    assert "X-Amz-Expires=600" in link
    assert whose.secret_key not in link
    assert "X-Amz-Expires=604800" in bucket.signed("tides/film.mp4", 10**9)


def test_what_was_removed_is_gone(bucket: Bucket, film: Path, tmp_path: Path) -> None:
    bucket.put(film, "film.mp4")
    bucket.delete("film.mp4")
    bucket.delete("film.mp4")
    assert bucket.find("film.mp4") is None
    with pytest.raises(NotFound, match=r"film\.mp4 could not be fetched"):
        bucket.get("film.mp4", tmp_path / "back.mp4")
    assert not (tmp_path / "back.mp4").exists()


def test_a_rule_removes_ours_and_leaves_other_rules(bucket: Bucket) -> None:
    assert bucket.expiries() == ()
    bucket.expire("tides/", 30)
    bucket.expire("stars/", 7)
    bucket.expire("tides/", 14)
    assert sorted(bucket.expiries()) == ["reelworks-stars", "reelworks-tides"]
    rule = next(rule for rule in bucket._rules() if "reelworks-tides" in rule)
    assert "<Days>14</Days>" in rule
    assert "<Prefix>tides/</Prefix>" in rule
    bucket.expire("tides/", 0)
    assert bucket.expiries() == ("reelworks-stars",)
    bucket.expire("stars/", 0)
    assert bucket.expiries() == ()


def test_no_bucket_is_said(whose: Account, film: Path) -> None:
    nowhere = Bucket(replace(whose, bucket="nowhere-at-all"))
    with pytest.raises((NotFound, VendorUnavailable)):
        nowhere.put(film, "film.mp4")
    with pytest.raises(NotFound, match="no bucket nowhere-at-all"):
        nowhere.expire("tides/", 1)


def test_no_server_is_tried_later(whose: Account, film: Path) -> None:
    down = Bucket(replace(whose, endpoint="http://127.0.0.1:1"))
    with pytest.raises(VendorUnavailable):
        down.put(film, "film.mp4")
    with pytest.raises(VendorUnavailable):
        down.expire("tides/", 1)


@pytest.mark.parametrize(
    "name", ["", "/film.mp4", "../film.mp4", "a//b", "a/../b", "a b", "ä", "-x"]
)
def test_a_name_that_leads_elsewhere_is_refused(whose: Account, name: str) -> None:
    with pytest.raises(UnsafePath):
        Bucket(whose).signed(name, 60)


def test_an_account_is_whole_or_not_there() -> None:
    told = {
        "X_BUCKET": "films",
        "X_ENDPOINT": "https://abc.r2.cloudflarestorage.com/",
        "X_ACCESS_KEY": "a",
        "X_SECRET_KEY": "s",
    }
    assert account("X", {}) is None
    found = account("X", told)
    assert found == Account("films", "https://abc.r2.cloudflarestorage.com", "auto", "a", "s")
    assert "cloudflare" not in repr(found)  # nothing of an account is shown
    amazon = account("X", {**told, "X_ENDPOINT": "", "X_REGION": "eu-west-1"})
    assert amazon is not None
    assert amazon.endpoint == "https://s3.eu-west-1.amazonaws.com"
    for name in ("X_BUCKET", "X_ACCESS_KEY", "X_SECRET_KEY", "X_ENDPOINT"):
        with pytest.raises(BadInput, match=f"{name} is not set"):
            account("X", {**told, name: ""})


def test_the_signature_is_amazons() -> None:
    """The example in Amazon's own pages: GET Bucket Lifecycle."""
    signer = s3_signing.Signer(
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1"
    )
    url = "https://examplebucket.s3.amazonaws.com/?lifecycle="
    told = s3_signing.headers(signer, "GET", url, b"", datetime(2013, 5, 24, tzinfo=UTC))
    signature = "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
    assert told["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        f"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}"
    )
