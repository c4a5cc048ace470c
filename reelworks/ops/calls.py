"""One HTTP call to a vendor, made once: what its failing means, and what it answered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import closing
from time import monotonic
from typing import IO, TYPE_CHECKING, Any

from reelworks.domain.errors import BadInput, OutcomeUnknown, ReelworksError, VendorUnavailable
from reelworks.ops.retry_after import seconds

if TYPE_CHECKING:
    import httpx

# A gateway that gave up waiting does not know whether the request was carried out. Those that
# never reached a server, or found none, do.
_PERHAPS_CARRIED_OUT = frozenset({504, 524})
_LARGEST = 64 * 2**20  # bytes of an answer; files have links of their own
_OF_THE_WIRE = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
_SHOWN = 300  # characters of an answer that an error repeats
_TITLE = re.compile(r"<title>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SEARCHED = 10_000  # characters, for a title


def call(
    vendor: str,
    method: str,
    url: str,
    *,
    pays: bool = False,
    timeout_s: float = 60.0,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    body: object = None,
    content: bytes | None = None,
    data: Mapping[str, str] | None = None,
    files: Mapping[str, tuple[str, IO[bytes], str]] | None = None,
) -> httpx.Response:
    """Send one request; nothing is ever sent twice, no redirect is followed.

    `body` goes as JSON, `content` as it is.

    Raises VendorUnavailable when it surely did not cost (and may be sent again), OutcomeUnknown
    when it `pays` and nobody knows whether it was carried out. Any answer is returned, 4xx and 5xx
    too, but for a `pays` whose gateway gave up: that is unknown as well.
    """
    import httpx  # noqa: PLC0415  (takes 0.1 s, and only who calls a vendor needs it)

    what: Any = {"json": body, "content": content, "data": data, "files": files}
    try:
        with httpx.Client(timeout=timeout_s, follow_redirects=False) as client:
            asked = client.build_request(method, url, headers=headers, params=params, **what)
            answer = _whole(client.send(asked, stream=True), monotonic() + timeout_s)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
        raise BadInput(f"The address of {vendor} cannot be used.") from error
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise VendorUnavailable(f"{vendor} cannot be reached.") from error
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise _no_answer(vendor, type(error).__name__, pays=pays) from error
    if pays and answer.status_code in _PERHAPS_CARRIED_OUT:
        raise _no_answer(vendor, f"HTTP {answer.status_code}", pays=True)
    return answer


def _whole(answer: httpx.Response, deadline: float) -> httpx.Response:
    """The answer with its body, which may be neither endless nor endlessly slow."""
    import httpx  # noqa: PLC0415

    body = bytearray()
    with closing(answer):
        for part in answer.iter_bytes():
            body += part
            if len(body) > _LARGEST:
                raise httpx.ReadError(f"the answer is longer than {_LARGEST // 2**20} MB")
            if monotonic() > deadline:
                raise httpx.ReadTimeout("the answer took too long")
    sent = [(k, v) for k, v in answer.headers.raw if k.lower() not in _OF_THE_WIRE]
    return httpx.Response(
        answer.status_code, headers=sent, content=bytes(body), request=answer.request
    )


def _no_answer(vendor: str, how: str, *, pays: bool) -> ReelworksError:
    if pays:
        return OutcomeUnknown(f"{vendor} was asked, and did not answer ({how}).")
    return VendorUnavailable(f"{vendor} did not answer ({how}).")


def document(answer: httpx.Response) -> Any:
    """The JSON of an answer; None where it is none."""
    try:
        return json.loads(answer.content)
    except ValueError:
        return None


def words(answer: httpx.Response) -> str:
    """The beginning of an answer that is not what was expected, on one line; a page's title."""
    title = _TITLE.search(answer.text[:_SEARCHED])
    return clipped(title[1] if title else answer.text)


def clipped(text: str) -> str:
    """The beginning of what a vendor said, on one line: an error carries no more of it."""
    line = " ".join(text[: 4 * _SHOWN].split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def retry_after(answer: httpx.Response) -> float | None:
    """The vendor's own word on when to come back, in seconds."""
    return seconds(answer.headers.get("retry-after"))


def unavailable(vendor: str, answer: httpx.Response, said: str = "") -> VendorUnavailable:
    """The error for a vendor that cannot now, by its status and its words."""
    shown = said or words(answer)
    return VendorUnavailable(
        f"{vendor} answered {answer.status_code}: {shown}", retry_after_s=retry_after(answer)
    )
