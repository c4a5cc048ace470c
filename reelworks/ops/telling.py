"""Telling: one signed message to somebody's address, sent once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from contextlib import closing
from time import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reelworks.domain.errors import BadInput, VendorUnavailable
from reelworks.ops import links

if TYPE_CHECKING:
    import httpx

_TIMEOUT_S = 10.0


def tell(url: str, body: str, secret: str, facts: Mapping[str, str], *, private: bool) -> int:
    """Post a body; returns the status of the answer. Redirects are not followed.

    `private`: addresses of one's own network are allowed, and plain HTTP. Raises UnsafeLink,
    VendorUnavailable.
    """
    import httpx  # noqa: PLC0415  (takes 0.1 s, and only who tells needs it)

    moment = int(time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Reelworks",
        "Reelworks-Signature": f"t={moment},v1={signature(secret, moment, body)}",
        **facts,
    }
    try:
        with httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False) as client:
            request = client.build_request("POST", url, content=body.encode(), headers=headers)
            if not private:
                _pin(request, links.checked(url))
            with closing(client.send(request, stream=True)) as answer:
                return answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise VendorUnavailable(f"No answer: {type(error).__name__}.") from error


def signature(secret: str, moment: int, body: str) -> str:
    """What proves that a message is ours, and of this moment."""
    return hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()


def check_address(url: str, *, private: bool) -> None:
    """Whether somebody could be told there at all. Raises BadInput."""
    parts = urlsplit(url)
    schemes = {"https", "http"} if private else {"https"}
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.fragment:
        raise BadInput(
            "That is no address to tell anybody at.",
            remedy=f"Write {'http:// or ' if private else ''}https://host/path.",
        )


def _pin(request: httpx.Request, address: str) -> None:
    """To the very address that was looked at: looked up again, the name could lead elsewhere."""
    host, name = request.headers["host"], request.url.host
    request.url = request.url.copy_with(host=address)
    request.headers["host"] = host
    request.extensions = {**request.extensions, "sni_hostname": name}
