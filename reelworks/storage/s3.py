"""A bucket: Amazon S3, Cloudflare R2, or anything that speaks S3."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelworks.domain.errors import (
    BadInput,
    KeyRefused,
    NotFound,
    UnsafePath,
    VendorUnavailable,
)
from reelworks.ops import calls
from reelworks.ops.files import sha256_of, whole
from reelworks.storage import s3_signing

if TYPE_CHECKING:
    from obstore.store import S3Store

LONGEST_LINK_S = 7 * 86_400  # that S3 signs for
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_HASH = "sha256"  # the metadata that says what the bytes are
_RULE = re.compile(r"<Rule>.*?</Rule>", re.DOTALL)
_NO_RETRIES: Any = {"max_retries": 0, "retry_timeout": timedelta(seconds=0)}  # that policy is ours
_TIMEOUT = "120s"


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """Where a bucket is, and who may use it. For R2 the region is `auto`."""

    bucket: str
    endpoint: str
    region: str
    access_key: str
    secret_key: str


def account(prefix: str, known: Mapping[str, str]) -> Account | None:
    """The account that PREFIX_BUCKET, _ENDPOINT, _REGION, _ACCESS_KEY, _SECRET_KEY name, if any.

    Raises BadInput when only a part of it is named.
    """
    parts = ("BUCKET", "ENDPOINT", "REGION", "ACCESS_KEY", "SECRET_KEY")
    given = {part: known.get(f"{prefix}_{part}", "").strip() for part in parts}
    if not any(given.values()):
        return None
    region = given["REGION"] or "auto"
    endpoint = given["ENDPOINT"].rstrip("/") or f"https://s3.{region}.amazonaws.com"
    missing = [part for part in ("BUCKET", "ACCESS_KEY", "SECRET_KEY") if not given[part]]
    if missing or (region == "auto" and not given["ENDPOINT"]):
        name = missing[0] if missing else "ENDPOINT"
        raise BadInput(f"{prefix}_{name} is not set.", remedy="docs/production.md lists all five.")
    return Account(given["BUCKET"], endpoint, region, given["ACCESS_KEY"], given["SECRET_KEY"])


@dataclass(frozen=True, slots=True)
class Kept:
    """An object: its size, and what its bytes hash to (None: not put by us)."""

    bytes: int
    sha256: str | None


class Bucket:
    """Files by name. Every method raises VendorUnavailable, KeyRefused or NotFound.

    Names are letters, digits, `. _ -` and single slashes between them.
    """

    def __init__(self, account_: Account) -> None:
        self._account = account_

    def put(self, path: Path, name: str) -> Kept:
        """Keep a file under a name, whole or not at all; nothing is sent that is there already."""
        import obstore  # noqa: PLC0415  (only who uses a bucket loads it)

        sha256, there = sha256_of(path), self.find(name)
        if there is not None and (there.sha256, there.bytes) == (sha256, path.stat().st_size):
            return there
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        with self._store(f"{name} could not be kept") as store:
            obstore.put(store, name, path, attributes={"Content-Type": kind, _HASH: sha256})
        kept = self.find(name)
        if kept is None or (kept.sha256, kept.bytes) != (sha256, path.stat().st_size):
            raise VendorUnavailable(f"{name} was sent, and is not in the bucket as it was sent.")
        return kept

    def find(self, name: str) -> Kept | None:
        """What is kept under a name; None: nothing."""
        import obstore  # noqa: PLC0415

        try:
            with self._store(f"{name} could not be looked at") as store:
                found = obstore.get(store, _checked(name), options={"head": True})
        except NotFound:
            return None
        attributes: Mapping[str, str] = found.attributes
        return Kept(found.meta["size"], attributes.get(_HASH))

    def get(self, name: str, target: Path) -> None:
        """Bring a file back, whole or not at all. Raises NotFound."""
        import obstore  # noqa: PLC0415

        with (
            self._store(f"{name} could not be fetched") as store,
            whole(target) as partial,
            partial.open("wb") as file,
        ):
            for chunk in obstore.get(store, _checked(name)).stream():
                file.write(chunk)

    def delete(self, name: str) -> None:
        """Remove a file; nothing happens when it is not there."""
        import obstore  # noqa: PLC0415

        with self._store(f"{name} could not be removed") as store:
            obstore.delete(store, _checked(name))

    def signed(self, name: str, seconds: float) -> str:
        """A link with which anybody may fetch a file for so long (a week at most)."""
        import obstore  # noqa: PLC0415

        expires = timedelta(seconds=min(seconds, LONGEST_LINK_S))
        with self._store(f"{name} could not be signed") as store:
            link: str = obstore.sign(store, "GET", _checked(name), expires)
        return link

    def expire(self, prefix: str, days: int) -> None:
        """Let the bucket remove what begins with `prefix` after so many days; 0: keep it.

        Other rules of the bucket stay as they are. Uploads that were never finished go after a day.
        """
        id_ = f"reelworks-{_checked(prefix.rstrip('/')).replace('/', '-')}"
        kept = [rule for rule in self._rules() if f"<ID>{id_}</ID>" not in rule]
        rules = "".join([*kept, *([_rule(id_, prefix, days)] if days else [])])
        if not rules:
            self._lifecycle("DELETE", b"")
            return
        body = f"<LifecycleConfiguration>{rules}</LifecycleConfiguration>"
        self._lifecycle("PUT", body.encode())

    def expiries(self) -> tuple[str, ...]:
        """The ids of the bucket's rules."""
        found = (re.search(r"<ID>(.*?)</ID>", rule) for rule in self._rules())
        return tuple(match[1] for match in found if match)

    def _rules(self) -> list[str]:
        return _RULE.findall(self._lifecycle("GET", b""))

    def _lifecycle(self, method: str, body: bytes) -> str:
        """The bucket's rules, which obstore knows nothing of."""
        url = f"{self._account.endpoint}/{self._account.bucket}?lifecycle="
        signer = s3_signing.Signer(
            self._account.access_key, self._account.secret_key, self._account.region
        )
        headers = s3_signing.headers(signer, method, url, body, datetime.now(UTC))
        answer = calls.call("The bucket", method, url, headers=headers, content=body or None)
        if answer.status_code == 404 and "NoSuchLifecycleConfiguration" in answer.text:
            return ""
        if answer.status_code in {401, 403}:
            raise self._refused(calls.words(answer))
        if answer.status_code == 404:
            raise self._missing()
        if not answer.is_success:
            raise calls.unavailable("The bucket", answer)
        return answer.text

    @contextmanager
    def _store(self, what: str) -> Iterator[S3Store]:
        """The library's store; its errors become ours."""
        from obstore import exceptions  # noqa: PLC0415
        from obstore.store import S3Store  # noqa: PLC0415

        whose = self._account
        store = S3Store(
            whose.bucket,
            endpoint=whose.endpoint,
            region=whose.region,
            access_key_id=whose.access_key,
            secret_access_key=whose.secret_key,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": whose.endpoint.startswith("http://"),
                "timeout": _TIMEOUT,
            },
            retry_config=_NO_RETRIES,
        )
        try:
            yield store
        except (FileNotFoundError, exceptions.NotFoundError) as error:
            raise NotFound(f"{what}: it is not in the bucket {whose.bucket}.") from error
        except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError) as error:
            raise self._refused(what) from error
        except exceptions.BaseError as error:
            if "InvalidAccessKeyId" in str(error) or "SignatureDoesNotMatch" in str(error):
                raise self._refused(what) from error
            raise VendorUnavailable(f"{what}: {_said(error)}") from error

    def _refused(self, what: str) -> KeyRefused:
        return KeyRefused(
            f"The bucket {self._account.bucket} does not let us in: {what}.",
            remedy="Check its access key, secret key, and what they may do.",
        )

    def _missing(self) -> NotFound:
        return NotFound(f"There is no bucket {self._account.bucket}.", remedy="Make it first.")


def _rule(id_: str, prefix: str, days: int) -> str:
    return (
        f"<Rule><ID>{id_}</ID><Filter><Prefix>{prefix}</Prefix></Filter><Status>Enabled</Status>"
        f"<Expiration><Days>{days}</Days></Expiration><AbortIncompleteMultipartUpload>"
        "<DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>"
    )


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name) or ".." in name or len(name) > 900:
        raise UnsafePath(f"{name!r} cannot name a file in a bucket.")
    return name


def _said(error: Exception) -> str:
    """The library's words without the debug that follows them."""
    return " ".join(str(error).split("\n", 1)[0].split())[:200]
