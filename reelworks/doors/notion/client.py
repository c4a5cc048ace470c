"""Notion's API over HTTP: every request in its slot, every error named.

Wire facts: Notion's reference of November 2026 for the version below.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog

from reelworks.domain.errors import (
    BadAnswer,
    BadInput,
    KeyRefused,
    NotFound,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.ops import calls, secrets
from reelworks.ops.redaction import BORDER
from reelworks.ops.secrets import Secrets
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import notion_pace
from reelworks.orchestrator.services.notion_pace import Slot

if TYPE_CHECKING:
    import httpx

log = structlog.get_logger("notion")

VENDOR = "Notion"
BASE_URL = "https://api.notion.com"
VERSION = "2026-03-11"
_TIMEOUT_S, _FILE_TIMEOUT_S = 25.0, 120.0
_SPARE = timedelta(seconds=10)  # a slot is held longer than any request can last
_OVERLOADED = 529  # Notion's own; http.HTTPStatus does not know it
_LONGEST_NAP_S = 1.0
_POLL_S = "5"
_LEAST_POLL_S, _MOST_POLL_S = 0.2, 3600.0
_PAUSE_S = 5.0  # after a refusal that does not say how long to wait

Json = Any  # what Notion sends


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """Who we are to Notion, and where it is; `repr` shows no token."""

    token: str
    base_url: str = BASE_URL
    version: str = VERSION
    poll_s: float = 5.0  # how often it is asked what has changed, while it tells us nothing


def account(given: Secrets | None = None) -> Account | None:
    """The account that the environment names; None: there is none. Raises BadInput."""
    known = (secrets.read() if given is None else given).of("notion")
    token = known.get("NOTION_TOKEN", "")
    if not token:
        return None
    BORDER.know([token])
    base = known.get("NOTION_BASE_URL", BASE_URL).rstrip("/")
    if urlsplit(base).scheme not in {"http", "https"}:
        raise BadInput(f"NOTION_BASE_URL={base!r} is no address.", remedy=f"Usually {BASE_URL}.")
    return Account(token, base, known.get("NOTION_VERSION", VERSION), _poll_s(known))


def _poll_s(known: Mapping[str, str]) -> float:
    said = known.get("NOTION_POLL_SECONDS") or _POLL_S
    try:
        seconds = float(said)
    except ValueError:
        seconds = 0.0
    if not _LEAST_POLL_S <= seconds <= _MOST_POLL_S:
        raise BadInput(
            f"NOTION_POLL_SECONDS={said!r} is no number of seconds from {_LEAST_POLL_S} to "
            f"{_MOST_POLL_S}."
        )
    return seconds


@dataclass(frozen=True, slots=True)
class Line:
    """A line to Notion. Who is in a hurry goes before who is not."""

    context: Context
    account: Account

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        params: Mapping[str, str] | None = None,
        hurry: bool = False,
    ) -> Json:
        """One request, sent once. Raises what Notion's answer means."""
        what = {"params": params, "body": body, "timeout_s": _TIMEOUT_S}
        return await self._ask(method, path, what, hurry=hurry)

    async def send_file(
        self, path: str, name: str, content: bytes, kind: str, *, part: int | None = None
    ) -> Json:
        """A file, or a part of one."""
        what = {
            "files": {"file": (name, BytesIO(content), kind)},
            "data": None if part is None else {"part_number": str(part)},
            "timeout_s": _FILE_TIMEOUT_S,
        }
        return await self._ask("POST", path, what, hurry=False)

    async def _ask(self, method: str, path: str, what: Mapping[str, Any], *, hurry: bool) -> Json:
        slot = await self._slot(timedelta(seconds=what["timeout_s"]) + _SPARE, hurry=hurry)
        try:
            answer = await asyncio.to_thread(self._call, method, path, what)
        except ReelworksError as error:
            log.warning("notion_call_failed", endpoint=f"{method} {path}", reason=str(error))
            raise
        finally:
            await asyncio.shield(notion_pace.give(self.context, slot))
        if answer.is_success:
            return _said(answer)
        raise await self._refused(f"{method} {path}", answer)

    async def _refused(self, endpoint: str, answer: httpx.Response) -> ReelworksError:
        """The error, told to the log; one that asks us to wait holds for all processes."""
        found = meaning(answer)
        log.warning(
            "notion_call_refused",
            endpoint=endpoint,
            status=answer.status_code,
            request_id=_of(answer, "request_id"),
            reason=BORDER.text(found.message),
        )
        if isinstance(found, RateLimited):
            wait = _PAUSE_S if found.retry_after_s is None else found.retry_after_s
            await notion_pace.close(self.context, timedelta(seconds=wait))
        return found

    def _call(self, method: str, path: str, what: Mapping[str, Any]) -> httpx.Response:
        headers = {
            "authorization": f"Bearer {self.account.token}",
            "notion-version": self.account.version,
        }
        url = f"{self.account.base_url}/v1/{path}"
        return calls.call(VENDOR, method, url, headers=headers, **what)

    async def _slot(self, hold: timedelta, *, hurry: bool) -> Slot:
        while True:
            found = await notion_pace.take(self.context, hold=hold, hurry=hurry)
            if isinstance(found, Slot):
                return found
            await asyncio.sleep(min(max(found, 0.01), _LONGEST_NAP_S))


def _said(answer: httpx.Response) -> Json:
    found = calls.document(answer)
    if not isinstance(found, dict) or found.get("object") == "error":
        raise BadAnswer(f"{VENDOR} answered {calls.words(answer)!r}, which is no answer.")
    return found


def _of(answer: httpx.Response, name: str) -> str:
    said = calls.document(answer)
    return str(said.get(name) or "") if isinstance(said, dict) else ""


def meaning(answer: httpx.Response) -> ReelworksError:
    """The error that an answer of Notion's stands for."""
    status, said = answer.status_code, calls.clipped(_of(answer, "message"))
    if status in {HTTPStatus.TOO_MANY_REQUESTS, _OVERLOADED}:
        wait = calls.retry_after(answer)
        return RateLimited(f"{VENDOR} asks us to wait: {said or status}", retry_after_s=wait)
    if status == HTTPStatus.UNAUTHORIZED:
        return KeyRefused(
            f"{VENDOR} does not take the token: {said}",
            remedy="Copy the integration's secret into NOTION_TOKEN again (docs/notion.md).",
        )
    if status == HTTPStatus.FORBIDDEN:
        return KeyRefused(
            f"{VENDOR} does not let the integration do this: {said}",
            remedy="Give it the capabilities that docs/notion.md lists.",
        )
    if status == HTTPStatus.NOT_FOUND:
        return NotFound(
            f"{VENDOR} does not show us this: {said}",
            remedy="Share the page with the integration (its menu, Connections).",
        )
    if status == HTTPStatus.BAD_REQUEST:
        return BadInput(f"{VENDOR} refuses the request: {said or calls.words(answer)}")
    if status == HTTPStatus.CONFLICT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return calls.unavailable(VENDOR, answer, said)
    return VendorUnavailable(f"{VENDOR} answered {status}: {said or calls.words(answer)}")
