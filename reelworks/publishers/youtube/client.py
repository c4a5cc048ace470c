"""YouTube's Data API over HTTP: every call with the channel's token, every error named.

Wire facts: googleapis' discovery document of youtube v3; services of the API as of November 2026.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from reelworks.domain.errors import BadAnswer, BadInput, NotFound, VendorUnavailable
from reelworks.ops.again import again
from reelworks.ports.publish import Tokens
from reelworks.publishers.youtube.refusals import meaning

BASE_URL = "https://youtube.googleapis.com"
_WATCH = "https://www.youtube.com"
_TIMEOUT = httpx.Timeout(60.0, connect=15.0)
_PAGE = 50
_KIND = "youtube#"  # every answer names its kind

Json = Any  # what YouTube sends


@dataclass(frozen=True, slots=True)
class Account:
    """The channel that the token speaks for; `uploads` is the playlist of all its videos."""

    id: str
    name: str
    uploads: str


class YouTube:
    """A line to YouTube; closed at the end of its context."""

    def __init__(self, tokens: Tokens, base_url: str | None = None) -> None:
        self._tokens = tokens
        self.base = (base_url or os.environ.get("YOUTUBE_BASE_URL") or BASE_URL).rstrip("/")
        self._line = httpx.Client(timeout=_TIMEOUT, follow_redirects=False)
        self._token = ""

    def watch(self, video: str) -> str:
        """Where it can be seen: at YouTube, or in a rehearsal at the stand-in."""
        live = (urlsplit(self.base).hostname or "").endswith(".googleapis.com")
        return f"{_WATCH if live else self.base}/watch?v={video}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        timeout: httpx.Timeout = _TIMEOUT,
    ) -> httpx.Response:
        """One request, again with a new token when the old one is refused; the answer as it is.

        Raises httpx.TransportError when there is none.
        """
        told = {**(headers or {}), "authorization": ""}

        def once() -> httpx.Response:
            self._token = self._token or self._tokens.token()
            told["authorization"] = f"Bearer {self._token}"
            return self._line.request(
                method, url, params=params, headers=told, content=content, timeout=timeout
            )

        answer = once()
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            self._token = self._tokens.token(refused=True)
            answer = once()
        return answer

    def call(
        self,
        method: str,
        path: str,
        params: Mapping[str, str],
        *,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Json:
        """One call whose answer is JSON and says of what kind it is. Raises what its error means.

        An answer that does not is no answer: an empty list of videos would mean that none is there.
        Only what reads is tried again at once.
        """
        told = dict(headers or {})
        if body is not None:
            content, told["content-type"] = json.dumps(body).encode(), "application/json"

        def once() -> Json:
            try:
                answer = self.send(
                    method, f"{self.base}{path}", params=params, headers=told, content=content
                )
            except httpx.TransportError as error:
                raise unreachable(error) from None
            if not answer.is_success:
                raise meaning(answer)
            return _told(answer, f"{method} {path}")

        return again(once) if method == "GET" else once()

    def account(self) -> Account:
        """The channel that the token belongs to. Raises BadInput when it has none."""
        said = self.call(
            "GET", "/youtube/v3/channels", {"part": "id,snippet,contentDetails", "mine": "true"}
        )
        items = said.get("items") or []
        if not items:
            raise BadInput(
                "This Google account has no YouTube channel.",
                remedy="Make one on YouTube, or choose another account, then connect again.",
            )
        mine = items[0]
        uploads = mine["contentDetails"]["relatedPlaylists"]["uploads"]
        return Account(mine["id"], mine["snippet"]["title"], uploads)

    def check_account(self, expected: str) -> Account:
        """Raises BadInput when the token belongs to another channel than it should."""
        mine = self.account()
        if mine.id != expected:
            raise BadInput(
                f"The token belongs to {mine.name!r} ({mine.id}), not to {expected}: "
                "nothing is sent.",
                remedy="`reelworks connect CHANNEL` with the right account, or correct "
                "channels.yaml.",
            )
        return mine

    def video(self, video_id: str, parts: str) -> Json:
        """One video. Raises NotFound."""
        said = self.call("GET", "/youtube/v3/videos", {"part": parts, "id": video_id})
        if not said.get("items"):
            raise NotFound(f"YouTube has no video {video_id}.", remedy="Was it deleted there?")
        return said["items"][0]

    def playlist(self, playlist: str, *, pages: int, **params: str) -> Iterator[list[Json]]:
        """Pages of a playlist's items, the newest first in a channel's uploads."""
        asked = {"part": "snippet,contentDetails", "playlistId": playlist, "maxResults": str(_PAGE)}
        token = ""
        for _ in range(pages):
            page = {"pageToken": token} if token else {}
            said = self.call("GET", "/youtube/v3/playlistItems", {**asked, **params, **page})
            yield said.get("items") or []
            token = said.get("nextPageToken", "")
            if not token:
                return

    def marked(self, account: Account, marker: str, *, pages: int = 4) -> Json | None:
        """The newest upload with this marker among its tags; None if none of the last 200 has."""
        for items in self.playlist(account.uploads, pages=pages):
            ids = [item["contentDetails"]["videoId"] for item in items]
            if not ids:
                return None
            asked = {"part": "snippet,status", "id": ",".join(ids), "maxResults": str(_PAGE)}
            said = self.call("GET", "/youtube/v3/videos", asked)
            for video in said.get("items") or []:
                if marker in (video["snippet"].get("tags") or []):
                    return video
        return None


def _told(answer: httpx.Response, what: str) -> Json:
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict) or not str(said.get("kind", "")).startswith(_KIND):
        raise BadAnswer(f"YouTube's answer to {what} says nothing.", remedy="It is tried again.")
    return said


def unreachable(error: httpx.TransportError) -> VendorUnavailable:
    """No answer came; the address stays unsaid, for it may be a secret."""
    return VendorUnavailable(
        f"YouTube does not answer ({type(error).__name__}).", remedy="It is tried again."
    )
