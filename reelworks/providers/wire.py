"""One call to a vendor over HTTP: no retries, bounded in time and size, its failures named.

What a broken line says of a paid call: never sent is safe to repeat; sent and unanswered is not
known. Everything above that is the vendor's own client's to translate.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Self

import httpx

from reelworks.domain.errors import BadInput, OutcomeUnknown, VendorUnavailable

_CONNECT_S = 15.0
_LARGEST = 64 * 2**20
_SHOWN = 300  # characters of an answer that an error repeats
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> object:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def shown(self) -> str:
        """The beginning of the body, for an error."""
        return " ".join(self.body[: 4 * _SHOWN].decode(errors="replace").split())[:_SHOWN]


class Line:
    """A vendor's address and the headers that every call to it carries.

    `vendor` is what errors call it, `variable` what sets the address.
    """

    def __init__(
        self, vendor: str, base_url: str, headers: Mapping[str, str], *, variable: str
    ) -> None:
        if not base_url.startswith(("https://", "http://")):
            raise BadInput(
                f"{base_url!r} is no address for {vendor}.", remedy=f"Correct {variable}."
            )
        self._vendor, self._variable = vendor, variable
        self._client = httpx.Client(
            base_url=base_url.rstrip("/") + "/",
            headers=dict(headers),
            transport=httpx.HTTPTransport(retries=0),
            follow_redirects=False,
            trust_env=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def post(self, path: str, body: object, *, timeout_s: float) -> Reply:
        """Send JSON. Raises VendorUnavailable (never sent) and OutcomeUnknown (no whole answer)."""
        return self._ask("POST", path, timeout_s, lambda: {"json": body})

    def get(self, path: str, *, timeout_s: float) -> Reply:
        """Ask for something; nothing is bought, so a broken line is only a busy vendor."""
        try:
            return self._ask("GET", path, timeout_s, dict)
        except OutcomeUnknown as error:
            raise VendorUnavailable(error.message) from error

    def _ask(
        self, method: str, path: str, timeout_s: float, content: Callable[[], Mapping[str, object]]
    ) -> Reply:
        deadline = monotonic() + timeout_s
        limits = httpx.Timeout(timeout_s, connect=min(timeout_s, _CONNECT_S))
        try:
            with self._client.stream(method, path, timeout=limits, **content()) as answer:  # type: ignore[arg-type]
                body = self._whole(answer, deadline)
                return Reply(answer.status_code, _lower(answer.headers), body)
        except _NEVER_SENT as error:
            raise VendorUnavailable(
                f"{self._vendor} cannot be reached ({type(error).__name__}).",
                remedy="It is tried again.",
            ) from error
        except httpx.TransportError as error:
            raise self._unknown(f"the line went dead ({type(error).__name__})") from error
        except httpx.InvalidURL as error:
            raise BadInput(
                f"The address of {self._vendor} cannot be used.",
                remedy=f"Correct {self._variable}.",
            ) from error

    def _whole(self, answer: httpx.Response, deadline: float) -> bytes:
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > _LARGEST:
                raise self._unknown(f"its answer is longer than {_LARGEST // 2**20} MB")
            if monotonic() > deadline:
                raise self._unknown("its answer took too long")
        return bytes(body)

    def _unknown(self, why: str) -> OutcomeUnknown:
        return OutcomeUnknown(f"{self._vendor} was asked, and nobody knows what came of it: {why}.")


def _lower(headers: httpx.Headers) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}
