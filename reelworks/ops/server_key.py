"""The server's key: signs cookies, links and webhooks; from the environment, or made once."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from reelworks.domain.errors import BadInput
from reelworks.ops.settings import Settings

_NAME = "server.key"
_SHORTEST = 32


def server_key(settings: Settings) -> bytes:
    """The same for every server of one database. Raises BadInput for one that is too short."""
    if settings.server_key is not None:
        given = settings.server_key.get_secret_value().encode()
        if len(given) < _SHORTEST:
            raise BadInput(
                "REELWORKS_SERVER_KEY is too short.",
                remedy=f"Give {_SHORTEST} random characters or more: `openssl rand -hex 32`.",
            )
        return given
    return _kept(settings.home / _NAME)


def signed(key: bytes, purpose: str, text: str) -> str:
    """What only a server with this key could have said of a text."""
    return hmac.new(key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


def webhook_secret(key: bytes, salt: str) -> str:
    """What signs the messages of a webhook; nobody needs to keep it."""
    return f"whsec_{signed(key, 'webhook', salt)}"


def _kept(path: Path) -> bytes:
    """What the file holds; made by whoever comes first, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        path.hardlink_to(partial)
    except FileExistsError:
        pass
    finally:
        partial.unlink(missing_ok=True)
    return path.read_bytes()
