"""A site: what every request is answered from, put together when the server starts."""

from __future__ import annotations

import ipaddress
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Protocol, cast
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from reelworks.domain.access import Role
from reelworks.domain.errors import NotAllowed
from reelworks.domain.steps import Stored
from reelworks.ops import server_key
from reelworks.ops.sealing import Keys, Seal, keys
from reelworks.ops.settings import Settings
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import access
from reelworks.orchestrator.services.access import Person

_NO_KEYS = Seal(Keys((), Path(os.devnull)))  # opens nothing
_FRESH_S = 2.0  # so long nobody asks again whether there are accounts


class Previews(Protocol):
    """Small pictures of large files."""

    async def of(self, stored: Stored, width: int) -> Path | None:
        """A WebP of this width at most; None where the file has no picture."""


@dataclass(slots=True)
class Tally:
    """What a server has answered since it was started: by status, and in how much time."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0


class NoPreviews:
    """Files are shown as they are."""

    async def of(self, stored: Stored, width: int) -> Path | None:
        return None


@dataclass(slots=True)
class Site:
    """`hosts` and `origins` it answers to; `local`: who asks while there are no accounts.

    `key` signs what must come back unchanged. `secure`: it is reached by https. `seal` opens what
    is sealed in the database.
    """

    context: Context
    key: bytes
    hosts: frozenset[str]
    origins: frozenset[str]
    local: Person | None
    seal: Seal = _NO_KEYS
    secure: bool = False
    private_webhooks: bool = False
    version: str = ""
    public_url: str = ""
    previews: Previews = field(default_factory=NoPreviews)
    tally: Tally = field(default_factory=Tally)
    _asked: float = field(default=-_FRESH_S)
    _accounts: bool = field(default=False)

    async def accounts(self) -> bool:
        """Whether people must log in."""
        if monotonic() - self._asked >= _FRESH_S:
            self._accounts = await access.anybody(self.context)
            self._asked = monotonic()
        return self._accounts

    @property
    def origin(self) -> str:
        """Where people find it: what they type, else how this machine calls it."""
        return self.public_url or min(self.origins)

    def webhook_secret(self, salt: str) -> str:
        """What signs the messages of a webhook; nobody needs to keep it."""
        return server_key.webhook_secret(self.key, salt)

    def sign(self, purpose: str, text: str) -> str:
        """What only this server could have said of a text."""
        return server_key.signed(self.key, purpose, text)


def site_of(connection: HTTPConnection) -> Site:
    return cast(Site, connection.app.state.site)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def addresses(host: str, port: int, public_url: str) -> tuple[frozenset[str], frozenset[str]]:
    """The Host headers and the origins that are our own."""
    names = [f"[{host}]" if ":" in host else host]
    if is_loopback(host):
        names += ["localhost", "127.0.0.1", "[::1]"]
    hosts = {f"{name}:{port}" for name in names} | ({*names} if port == 80 else set())
    origins = {f"http://{name}" for name in hosts}
    if public_url:
        parts = urlsplit(public_url)
        hosts |= {parts.netloc, f"{parts.hostname}"} if parts.port is None else {parts.netloc}
        origins.add(public_url)
    return frozenset(hosts), frozenset(origins)


async def check_lock(context: Context, settings: Settings) -> None:
    """Beyond loopback nobody is let in without a key. Raises NotAllowed, and says what to do."""
    if is_loopback(settings.host):
        return
    if not await access.anybody(context):
        raise NotAllowed(
            f"{settings.host} can be reached from other machines, and there are no accounts.",
            remedy="Make one first: `reelworks users add NAME --role admin`.",
        )
    if not settings.public_url:
        raise NotAllowed(
            f"{settings.host} can be reached from other machines under names we do not know.",
            remedy="Say what people type: --public-url https://reelworks.example.com",
        )


def made(
    context: Context,
    settings: Settings,
    port: int,
    key: bytes,
    actor: str,
    version: str,
    previews: Previews,
) -> Site:
    """The site that these settings ask for; `actor` is whoever sits at this machine."""
    hosts, origins = addresses(settings.host, port, settings.public_url)
    return Site(
        context=context,
        key=key,
        hosts=hosts,
        origins=origins,
        local=Person(actor, Role.ADMIN) if is_loopback(settings.host) else None,
        seal=Seal(keys(settings)),
        secure=settings.public_url.startswith("https:"),
        private_webhooks=settings.private_webhooks,
        version=version,
        public_url=settings.public_url,
        previews=previews,
    )
