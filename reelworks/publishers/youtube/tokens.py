"""Where scripts get the channel's token: from their worker, or by hand from a sealed bundle."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from reelworks.domain import connections
from reelworks.domain.connections import EARLY, YOUTUBE, Bundle
from reelworks.domain.errors import BadInput
from reelworks.ops import oauth, sealing, settings
from reelworks.ops.sealing import Keys, Seal

BUNDLE, BUNDLE_KEY = "YOUTUBE_BUNDLE", "REELWORKS_BUNDLE_KEY"


class Asks(Protocol):
    def token(self, service: str, *, refused: bool = False) -> str | None:
        """From the worker; None by hand."""


def seal(environment: Mapping[str, str]) -> Seal:
    """What a bundle is sealed with: the key of whoever called us, or this machine's."""
    given = environment.get(BUNDLE_KEY)
    if given:
        return Seal(Keys((given,), Path(os.devnull)))
    return Seal(sealing.keys(settings.read()))


class ChannelTokens:
    """The channel's access token."""

    def __init__(self, session: Asks) -> None:
        self._session = session
        self._bundle: Bundle | None = None

    def token(self, *, refused: bool = False) -> str:
        told = self._session.token(YOUTUBE, refused=refused)
        return told if told is not None else self._by_hand(refused=refused)

    def _by_hand(self, *, refused: bool) -> str:
        """The token of a bundle that `youtube_auth` wrote, renewed in this process alone."""
        bundle = self._bundle or _opened()
        if refused or bundle.expires_at - datetime.now(UTC) < EARLY:
            client = oauth.Client(bundle.client_id, bundle.client_secret, bundle.token_url)
            grant = oauth.refreshed(client, bundle.refresh_token)
            bundle = bundle.renewed(grant.access_token, grant.expires_at, grant.refresh_token)
        self._bundle = bundle
        return bundle.access_token


def _opened() -> Bundle:
    path = os.environ.get(BUNDLE)
    if not path:
        raise BadInput(
            "There is no token: by hand, a script needs the bundle that youtube_auth wrote.",
            remedy=f"Name that file by {BUNDLE}.",
        )
    try:
        return connections.read(seal(os.environ).open(Path(path).read_text()))
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read: {error.strerror}.", remedy=f"Correct {BUNDLE}."
        ) from error
