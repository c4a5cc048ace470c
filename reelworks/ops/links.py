"""Links that come from outside: looked at before they are followed, and what they lead to, kept."""

from __future__ import annotations

import ipaddress
import os
import socket
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reelworks.domain.errors import LinkGone, UnsafeLink, VendorUnavailable
from reelworks.ops.files import whole

if TYPE_CHECKING:
    import httpx

SANDBOX_HOST = "REELWORKS_SANDBOX_HOST"  # the one host that may be private, and plain HTTP
_MOST_HOPS = 3
_GONE = frozenset({403, 404, 410})  # 403: what a bucket says of a link that has expired
_CHUNK = 1 << 16
_SILENT_S = 60.0  # without a byte


def checked(url: str) -> str:
    """The address (IP) to ask for a link: public, over https, as a vendor's link must be.

    Raises UnsafeLink for another, VendorUnavailable when its host has no address now. The address
    is to be asked by itself: looked up a second time, a name could lead somewhere else.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    trusted = os.environ.get(SANDBOX_HOST, "")
    if trusted and host == trusted and parts.scheme in {"http", "https"}:
        return host
    if parts.scheme != "https" or not host or parts.username or parts.password:
        raise UnsafeLink(f"The link to {host or 'nowhere'} is not plain https.")
    try:
        found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise VendorUnavailable(f"There is no address for {host} now.") from error
    addresses = {str(entry[4][0]) for entry in found}
    if private := [address for address in addresses if not _public(address)]:
        raise UnsafeLink(f"The link to {host} leads to {private[0]}, which is not public.")
    return min(addresses)


def _public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    return ip.is_global and not ip.is_multicast


def fetch(url: str, target: Path, *, most_bytes: int, timeout_s: float = 600.0) -> str:
    """Keep what a link leads to, whole, and return its type. Safe to repeat.

    Raises UnsafeLink (also for a redirect to such a place, or too many bytes) and
    VendorUnavailable.
    """
    import httpx  # noqa: PLC0415  (takes 0.1 s)

    deadline = monotonic() + timeout_s
    try:
        with httpx.Client(timeout=_SILENT_S, follow_redirects=False) as client:
            for _ in range(_MOST_HOPS + 1):
                with closing(client.send(_asked(client, url), stream=True)) as answer:
                    if not answer.has_redirect_location:
                        return _kept(answer, target, most_bytes, deadline)
                    url = str(httpx.URL(url).join(answer.headers["location"]))
    except httpx.HTTPError as error:
        raise VendorUnavailable(
            f"The file at {urlsplit(url).hostname} did not come whole ({type(error).__name__})."
        ) from error
    raise UnsafeLink(f"The link to {urlsplit(url).hostname} leads on and on.")


def _asked(client: httpx.Client, url: str) -> httpx.Request:
    """The request for a link, to be sent to the very address that was looked at."""
    address, asked = checked(url), client.build_request("GET", url)
    host, name = asked.headers["host"], asked.url.host
    asked.url = asked.url.copy_with(host=address)
    asked.headers["host"] = host
    asked.extensions = {**asked.extensions, "sni_hostname": name}
    return asked


def _kept(answer: httpx.Response, target: Path, most_bytes: int, deadline: float) -> str:
    if answer.status_code in _GONE:
        raise LinkGone(f"There is nothing behind the link to the result ({answer.status_code}).")
    if answer.status_code != 200:
        raise VendorUnavailable(
            f"The link to the result answered {answer.status_code}.",
            remedy="It is asked for again.",
        )
    size = 0
    with whole(target) as partial, partial.open("wb") as file:
        for chunk in answer.iter_bytes(_CHUNK):
            size += len(chunk)
            if size > most_bytes:
                raise UnsafeLink(f"The file is larger than {most_bytes:,} bytes.")
            if monotonic() > deadline:
                raise VendorUnavailable("The file came too slowly.")
            file.write(chunk)
    return str(answer.headers.get("content-type", "")).partition(";")[0].strip().lower()
