"""A connection: a channel's account at a service, with the tokens that speak for it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from reelworks.domain.errors import BadInput

YOUTUBE = "youtube"
_GOOGLE = "https://www.googleapis.com/auth/"
SCOPES = (  # what an upload needs, with thumbnail, captions and playlist
    f"{_GOOGLE}youtube.upload",
    f"{_GOOGLE}youtube.force-ssl",
)
EARLY = timedelta(minutes=5)  # a token is renewed so long before it expires
LOOK = timedelta(hours=6)  # an idle connection is tried as often, so that a dead one is told early


@dataclass(frozen=True, slots=True, repr=False)
class Bundle:
    """Everything that speaks for an account: all of it secret but the account itself.

    `token_url`: the base of the token server that renews it.
    """

    service: str
    account_id: str
    account_name: str
    client_id: str
    client_secret: str
    refresh_token: str
    access_token: str
    expires_at: datetime
    scopes: tuple[str, ...]
    token_url: str

    def renewed(
        self, access_token: str, expires_at: datetime, refresh_token: str | None = None
    ) -> Bundle:
        """With a new access token, and a new refresh token where the service turned it over."""
        kept = refresh_token or self.refresh_token
        return replace(self, access_token=access_token, expires_at=expires_at, refresh_token=kept)


@dataclass(frozen=True, slots=True, repr=False)
class Access:
    """A token to call a service with, good until then."""

    token: str
    expires_at: datetime


def written(bundle: Bundle) -> str:
    """A bundle as text, to be sealed."""
    facts = {**asdict(bundle), "expires_at": bundle.expires_at.isoformat()}
    return json.dumps(facts)


def read(text: str) -> Bundle:
    """A bundle from what `written` wrote. Raises BadInput."""
    try:
        facts = json.loads(text)
        at = datetime.fromisoformat(facts.pop("expires_at"))
        return Bundle(**{**facts, "scopes": tuple(facts["scopes"])}, expires_at=at)
    except (ValueError, LookupError, TypeError, AttributeError):
        raise BadInput(
            "This is no bundle of tokens.", remedy="Connect the channel again."
        ) from None


def check_scopes(granted: Collection[str], needed: Collection[str] = SCOPES) -> None:
    """Raises BadInput naming what the person did not allow."""
    missing = sorted(set(needed) - set(granted))
    if missing:
        names = ", ".join(scope.removeprefix(_GOOGLE) for scope in missing)
        raise BadInput(
            f"The account did not allow everything that is needed: {names} is missing.",
            remedy="Connect again and leave every box on the consent page ticked.",
        )


def check_account(found: str, name: str, configured: str | None, channel: str) -> None:
    """Raises BadInput when the tokens belong to another account than channels.yaml names."""
    if configured is not None and found != configured:
        raise BadInput(
            f"These tokens belong to {name!r} ({found}), but channel {channel} is {configured}.",
            remedy="Choose the right channel on the consent page, or correct `youtube_channel`.",
        )
