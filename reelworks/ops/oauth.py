"""OAuth 2 as Google speaks it: a code or a refresh token in, an access token out.

Raises VendorUnavailable when it may be tried again, Disconnected when the grant is no good any
more, BadInput for a client that Google does not know. No error repeats a token.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from reelworks.domain.errors import BadInput, Disconnected, ReelworksError, VendorUnavailable
from reelworks.ops.retry_after import seconds

TOKEN_URL = "https://oauth2.googleapis.com"  # noqa: S105  (no secret)
CONSENT_URL = "https://accounts.google.com"
_TIMEOUT_S = 20.0
_GONE = frozenset({"invalid_grant", "unauthorized_client", "deleted_client"})


@dataclass(frozen=True, slots=True, repr=False)
class Client:
    """Who asks: the OAuth client of a Google Cloud project. `url` is the token server's base."""

    id: str
    secret: str
    url: str = TOKEN_URL


@dataclass(frozen=True, slots=True, repr=False)
class Grant:
    """What came back. `refresh_token` only where there is a new one."""

    access_token: str
    expires_at: datetime
    scopes: tuple[str, ...]
    refresh_token: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Challenge:
    """What ties an answer to our question: `state` to this flow, `verifier` to this process."""

    state: str
    verifier: str

    @property
    def code(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def challenge() -> Challenge:
    return Challenge(secrets.token_urlsafe(32), secrets.token_urlsafe(64))


def consent_url(client: Client, asked: Challenge, redirect: str, scopes: str, base: str) -> str:
    """The page on which a person allows it."""
    query = {
        "client_id": client.id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": scopes,
        "access_type": "offline",
        "prompt": "consent select_account",
        "state": asked.state,
        "code_challenge": asked.code,
        "code_challenge_method": "S256",
    }
    return f"{base.rstrip('/')}/o/oauth2/v2/auth?{urlencode(query)}"


def exchanged(client: Client, code: str, asked: Challenge, redirect: str) -> Grant:
    """The tokens for a code that the consent page gave."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": asked.verifier,
        "redirect_uri": redirect,
    }
    return _granted(client, form)


def refreshed(client: Client, refresh_token: str) -> Grant:
    """A new access token."""
    return _granted(client, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def _granted(client: Client, form: Mapping[str, str]) -> Grant:
    import httpx  # noqa: PLC0415  (takes 0.1 s; few commands need it)

    told = {"client_id": client.id, "client_secret": client.secret, **form}
    try:
        with httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False) as line:
            answer = line.post(f"{client.url.rstrip('/')}/token", data=told)
    except httpx.HTTPError as error:
        raise VendorUnavailable(
            f"Google's token server cannot be reached ({type(error).__name__}).",
            remedy="It is tried again.",
        ) from None
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not answer.is_success or not isinstance(said, dict) or "access_token" not in said:
        raise _refusal(answer.status_code, said, answer.headers.get("retry-after"))
    return _grant(said)


def _grant(said: Mapping[str, object]) -> Grant:
    lasts = timedelta(seconds=float(str(said.get("expires_in", 3600))))
    return Grant(
        access_token=str(said["access_token"]),
        expires_at=datetime.now(UTC) + lasts,
        scopes=tuple(str(said.get("scope", "")).split()),
        refresh_token=str(said["refresh_token"]) if said.get("refresh_token") else None,
    )


def _refusal(status: int, said: object, retry_after: str | None) -> ReelworksError:
    facts = said if isinstance(said, dict) else {}
    code = str(facts.get("error", ""))[:60]
    words = str(facts.get("error_description", ""))[:200]
    told = (
        f"Google answered {status} {code}: {words}" if words else f"Google answered {status} {code}"
    )
    if code in _GONE:
        return Disconnected(
            f"{told.rstrip('.')}.", remedy="`reelworks connect CHANNEL` connects it again."
        )
    if code == "invalid_client":
        return BadInput(
            f"{told.rstrip('.')}.", remedy="Correct YOUTUBE_CLIENT_ID and YOUTUBE_CLIENT_SECRET."
        )
    if (
        status == HTTPStatus.TOO_MANY_REQUESTS
        or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        or said is None
    ):
        return VendorUnavailable(f"{told.strip()}.", retry_after_s=seconds(retry_after))
    return BadInput(
        f"{told.rstrip('.')}.", remedy="Connect the channel again: `reelworks connect CHANNEL`."
    )
