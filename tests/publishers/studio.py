"""What tests of publishing work with: a film with chapters, a connected channel, its far side."""

from __future__ import annotations

import hashlib
import json
import random
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from reelworks.domain.connections import SCOPES
from reelworks.ops import ffmpeg, oauth
from reelworks.sandbox import server
from reelworks.sandbox.vendor import Desk
from reelworks.sandbox.youtube import consent
from tests.publishers.line import Line, laid
from tests.publishers.supervisor import Supervisor

CHANNEL = "UC" + "t" * 22


@dataclass
class FarSide:
    """The stand-in behind a line that can be cut, with a channel that has allowed everything."""

    desk: Desk
    line: Line
    grant: oauth.Grant
    client: oauth.Client
    token: str = field(default="")

    def renewed(self, refused: bool = True) -> str:
        """The channel's token as its worker would hand it out."""
        if refused or not self.token:
            assert self.grant.refresh_token is not None
            self.token = oauth.refreshed(self.client, self.grant.refresh_token).access_token
        return self.token

    def videos(self) -> list[dict[str, Any]]:
        """The channel's uploads, as YouTube lists them."""
        headers = {"authorization": f"Bearer {self.renewed()}"}
        asked = {"part": "contentDetails", "playlistId": f"UU{CHANNEL[2:]}", "maxResults": "50"}
        items = self._get("playlistItems", asked, headers)
        ids = [item["contentDetails"]["videoId"] for item in items]
        asked = {"part": "snippet,status,contentDetails", "id": ",".join(ids)}
        return self._get("videos", asked, headers) if ids else []

    def _get(self, what: str, asked: Mapping[str, str], headers: Mapping[str, str]) -> Any:
        url = f"{self.desk.url}/youtube/v3/{what}"
        answer = httpx.get(url, params=dict(asked), headers=dict(headers))
        return answer.raise_for_status().json()["items"]

    def film(self, video: str) -> str:
        """The sha256 of a video's bytes at the far side."""
        digest = hashlib.sha256()
        with httpx.stream("GET", f"{self.desk.url}/watch?v={video}") as answer:
            for part in answer.iter_bytes():
                digest.update(part)
        return digest.hexdigest()


@contextmanager
def far_side(speed: float = 1000.0) -> Iterator[FarSide]:
    with server.running(["youtube"], speed=speed) as sandbox:
        desk = sandbox.desks["youtube"]
        desk.dials["token_seconds"] = 3_600.0 * speed
        with laid(desk.url) as line:
            desk.url = line.url
            client = oauth.Client(consent.CLIENT, desk.key, desk.url)
            yield FarSide(desk, line, allowed(desk, client), client)


def allowed(desk: Desk, client: oauth.Client, channel: str = CHANNEL) -> oauth.Grant:
    """What the consent page gives once a person has allowed everything."""
    asked, redirect = oauth.challenge(), "http://127.0.0.1:9/"
    page = oauth.consent_url(client, asked, redirect, " ".join(SCOPES), desk.url)
    location = httpx.get(f"{page}&login_hint={channel}").headers["location"]
    code = parse_qs(urlsplit(location).query)["code"][0]
    return oauth.exchanged(client, code, asked, redirect)


CHAPTERS = (("Fires on the shore", 0), ("Towers in the sea", 12), ("The lens", 25))
_SECONDS = 36


def film(folder: Path, size: int = 0) -> Path:
    """A film of 36 seconds with three chapters, made as large by what players skip."""
    path, about = folder / "film.mp4", folder / "chapters.txt"
    starts = [start for _, start in CHAPTERS] + [_SECONDS]
    marks = [
        f"[CHAPTER]\nTIMEBASE=1/1\nSTART={start}\nEND={starts[n + 1]}\ntitle={title}"
        for n, (title, start) in enumerate(CHAPTERS)
    ]
    about.write_text("\n".join([";FFMETADATA1", *marks]))
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", f"testsrc=s=64x64:r=2:d={_SECONDS}"),
            *("-f", "ffmetadata", "-i", str(about), "-map_metadata", "1", "-y", str(path)),
        ],
        timeout_s=60,
    )
    missing = size - path.stat().st_size
    if missing > 0:
        with path.open("ab") as file:
            file.write(struct.pack(">I4s", missing, b"free"))
            file.write(random.Random(7).randbytes(missing - 8))
    return path


DETAILS: Mapping[str, object] = {
    "task": "default/tides/lights-1a2b3c",
    "account": CHANNEL,
    "title": "Lights of the <coast>",
    "description": "What the towers were for.",
    "template": "{description}\n\n{chapters}\n\n{channel}",
    "tags": ["lighthouses", "the sea"],
    "category": "27",
    "language": "en",
    "privacy": "unlisted",
    "made_for_kids": False,
    "synthetic": True,
    "notify": False,
    "words": {"channel": "Tides and Lights"},
}


def publisher(far: FarSide, folder: Path, film_: Path, **changes: object) -> Supervisor:
    """The script that publishes, about to be run."""
    details = folder / "details.json"
    details.write_text(json.dumps({**DETAILS, **changes}))
    argv = [f"--film={film_}", f"--details={details}", f"--output={folder / 'publication.json'}"]
    env = {"YOUTUBE_BASE_URL": far.line.url, "YOUTUBE_CHUNK_BYTES": "524288"}
    return Supervisor([*argv, "--seed=1"], env, far.renewed)
