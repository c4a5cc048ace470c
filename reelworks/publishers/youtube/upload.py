"""A resumable upload: it goes on from the last byte, in another process, on another machine.

The session is on record, sealed, before the first byte is sent: without it no byte can be, so where
none is on record there is no video. That the last byte is about to be sent is on record too. A
session that has expired after that proves nothing: the video may be there, so it is looked for by
its marker; and where it is not found, nobody sends it again until a person has looked.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx

from reelworks.domain.errors import BadInput, OutcomeUnknown, ScriptBroken, VendorUnavailable
from reelworks.domain.money import FREE
from reelworks.ports.publish import Publication, Published, UploadHandshake
from reelworks.publishers.youtube.client import Account, Json, YouTube, unreachable
from reelworks.publishers.youtube.refusals import meaning
from reelworks.publishers.youtube.wording import resource

SERVICE = "youtube"
_QUANTUM = 256 * 1024  # what is kept of an upload, and so the size of a chunk, is a multiple of it
CHUNK = 32 * _QUANTUM  # YOUTUBE_CHUNK_BYTES gives another size


def chunk_size() -> int:
    """As the environment says, in whole quanta."""
    given = os.environ.get("YOUTUBE_CHUNK_BYTES", "")
    wanted = int(given) if given.isascii() and given.isdecimal() else CHUNK
    return max(wanted // _QUANTUM, 1) * _QUANTUM


_SENDING = httpx.Timeout(120.0, connect=15.0)
_MOST_FAILURES = 6  # in a row, without a byte more kept: then it is the ladder's turn
_LOOKS = 6  # for a video whose session is gone, before it is left to the ladder
_DOUBT_S = 5400.0  # so long after its last byte a video that is not there is a person's affair
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_PERMANENT = 308  # "resume incomplete", as Google uses it

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """An upload session as it is on record. `ending_at`: when its last byte was first sent."""

    url: str
    size: int
    sha256: str
    account: str
    marker: str
    ending_at: float | None = None

    def written(self) -> str:
        return json.dumps(asdict(self))


def on_record(job: str) -> Session:
    """A session from what `written` wrote."""
    try:
        return Session(**json.loads(job))
    except (ValueError, TypeError):
        raise ScriptBroken("The upload session on record cannot be read.") from None


class Gone(Exception):
    """The session is not known any more."""


@dataclass(slots=True)
class Upload:
    """One film on its way."""

    youtube: YouTube
    said: Publication
    handshake: UploadHandshake
    sleep: Sleep = time.sleep
    now: Callable[[], float] = time.time
    chunk: int = field(default_factory=chunk_size)

    def run(self) -> Published:
        """The video, once it is there. Safe to repeat: it is uploaded once.

        Raises what YouTube's errors mean, and OutcomeUnknown when nobody can know.
        """
        account = self.youtube.check_account(self.said.account)
        session = self._on_record()
        if session is None and (video := self._found(account)):
            return self._published(video, found=True)
        while True:
            session = session or self._begin()
            try:
                return self._published(self._sent(session))
            except Gone:
                session = self._on_record() or session
                video = self._expired(account, session)
            if video is not None:
                return self._published(video, found=True)
            session = None

    def _on_record(self) -> Session | None:
        """The session of an earlier attempt. A film that has changed since has none."""
        job = self._told or self.handshake.resume
        if not job:
            return None
        session = on_record(job)
        return session if session.sha256 == self.said.sha256 else None

    _told: str = ""

    def _keep(self, session: Session) -> Session:
        self._told = session.written()
        self.handshake.submitted(self._told, secret=True)
        return session

    def _begin(self) -> Session:
        """A new session, on record."""
        self.handshake.intent(SERVICE, FREE)
        size = self.said.film.stat().st_size
        asked = {
            "uploadType": "resumable",
            "part": "snippet,status",
            "notifySubscribers": str(self.said.notify).lower(),
        }
        headers = {
            "content-type": "application/json; charset=utf-8",
            "x-upload-content-type": "video/mp4",
            "x-upload-content-length": str(size),
        }
        body = json.dumps(resource(self.said)).encode()
        url = f"{self.youtube.base}/upload/youtube/v3/videos"
        try:
            answer = self.youtube.send("POST", url, params=asked, headers=headers, content=body)
        except httpx.TransportError as error:
            raise unreachable(error) from None
        if not answer.is_success:
            raise meaning(answer)
        link = answer.headers.get("location", "")
        if not self._trusted(link):
            raise VendorUnavailable("YouTube gave no upload session.", remedy="It is tried again.")
        about = (self.said.sha256, self.said.account, self.said.marker)
        return self._keep(Session(link, size, *about))

    def _trusted(self, link: str) -> bool:
        """The film and the token go nowhere but to YouTube itself."""
        ours, theirs = urlsplit(self.youtube.base), urlsplit(link)
        if theirs.scheme == ours.scheme == "https":
            return (theirs.hostname or "").endswith((".googleapis.com", ".google.com"))
        return (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)

    def _sent(self, session: Session) -> Json:
        """Send what is missing; the video. Raises Gone."""
        failures, kept = 0, -1
        with self.said.film.open("rb") as film:
            offset = self._asked(session)
            while isinstance(offset, int):
                failures = 0 if offset > kept else failures + 1
                kept = max(kept, offset)
                if failures:
                    self._pause(failures)
                if offset + self.chunk >= session.size and session.ending_at is None:
                    session = self._keep(replace(session, ending_at=self.now()))
                self.handshake.progress(offset / session.size, "uploading")
                offset = self._put(session, film, offset)
            return offset

    def _pause(self, failures: int) -> None:
        if failures > _MOST_FAILURES:
            raise VendorUnavailable(
                "YouTube takes no more bytes of this upload now.",
                remedy="It is tried again, from the last byte that was kept.",
            )
        self.sleep(min(2.0 ** (failures - 1), 30.0))

    def _put(self, session: Session, film: BinaryIO, offset: int) -> int | Json:
        """Send a chunk; from where to go on, or the video."""
        film.seek(offset)
        part = film.read(min(self.chunk, session.size - offset))
        if not part:
            raise BadInput(f"{self.said.film} is shorter than it was when its upload began.")
        last = offset + len(part) - 1
        headers = {
            "content-range": f"bytes {offset}-{last}/{session.size}",
            "content-type": "video/mp4",
        }
        try:
            answer = self.youtube.send(
                "PUT", session.url, headers=headers, content=part, timeout=_SENDING
            )
        except httpx.TransportError:
            return self._asked(session)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self._asked(session)
        return self._heard(session, answer)

    def _asked(self, session: Session) -> int | Json:
        """What YouTube has of it: from where to go on, or the video. Raises Gone."""
        headers = {"content-range": f"bytes */{session.size}"}
        for attempt in range(_MOST_FAILURES):
            if attempt:
                self._pause(attempt)
            try:
                answer = self.youtube.send("PUT", session.url, headers=headers, content=b"")
            except httpx.TransportError:
                continue
            if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                return self._heard(session, answer)
        raise VendorUnavailable(
            "YouTube does not say how far this upload is.", remedy="It is tried again."
        )

    def _heard(self, session: Session, answer: httpx.Response) -> int | Json:
        if answer.status_code == _PERMANENT:
            held = answer.headers.get("range", "")
            last = held.rpartition("-")[2]
            return int(last) + 1 if last.isdecimal() else 0
        if answer.is_success:
            return self._whole(answer)
        if answer.status_code in _GONE:
            raise Gone
        raise meaning(answer)

    def _whole(self, answer: httpx.Response) -> Json:
        """The video of an upload that is complete; looked for if the answer came in pieces."""
        try:
            video = answer.json()
            return {**video, "id": str(video["id"])}
        except (ValueError, LookupError, TypeError):
            raise Gone from None

    def _expired(self, account: Account, session: Session) -> Json | None:
        """The video of a session that is gone; None: there cannot be one, another may begin."""
        for look in range(_LOOKS):
            if look:
                self.sleep(min(2.0**look, 30.0))
            if video := self._found(account):
                return video
            if session.ending_at is None:
                return None  # its last byte was never sent by anybody
        if self.now() - session.ending_at < _DOUBT_S if session.ending_at else False:
            raise VendorUnavailable(
                "The upload session is gone and the video is not among the channel's uploads yet.",
                remedy="It is looked for again; nothing is sent meanwhile.",
            )
        raise OutcomeUnknown(
            f"Every byte of {self.said.title!r} was sent, the session is gone, and no upload of "
            "the channel has its mark.",
            remedy="Look into YouTube Studio. If it is not there: "
            '`reelworks reject VIDEO publish/video --note "upload again"`.',
        )

    def _found(self, account: Account) -> Json | None:
        return self.youtube.marked(account, self.said.marker)

    def _published(self, video: Json, *, found: bool = False) -> Published:
        privacy = "private" if self.said.schedule else self.said.privacy
        return Published(
            id=video["id"],
            url=self.youtube.watch(video["id"]),
            privacy=video.get("status", {}).get("privacyStatus", privacy),
            account=self.said.account,
            schedule=self.said.schedule,
            found=found,
        )
