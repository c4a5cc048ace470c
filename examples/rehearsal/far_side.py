"""What is to be seen at the far side: the channels' videos, and the messages that told people."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from PIL import Image

from examples.rehearsal.place import Place, account
from reelworks.ops import sealing
from reelworks.ops.sealing import Seal
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services.connections import Tokens

_REPEATED = "Perhaps you have read this before"
_PARTS = "snippet,status,contentDetails"


@dataclass(frozen=True, slots=True)
class Shown:
    """A video as its channel shows it. `sha256`: of the film that a viewer is sent."""

    id: str
    channel: str
    title: str
    description: str
    tags: Sequence[str]
    privacy: str
    synthetic: bool
    captions: bool
    thumbnail: tuple[int, int]  # (0, 0): none
    sha256: str

    def faults(self) -> list[str]:
        """What it lacks."""
        lacks = {
            "title": not self.title,
            "description": not self.description,
            "tags": "rehearsal" not in self.tags,
            "privacy": self.privacy != "unlisted",
            "disclosure of AI": not self.synthetic,
            "captions": not self.captions,
            "thumbnail": min(self.thumbnail) == 0,
        }
        return [name for name, missing in lacks.items() if missing]


async def videos(place: Place, context: Context, channel: str) -> list[Shown]:
    """All videos of a channel, read by YouTube's own calls with the channel's token."""
    tokens = Tokens(Seal(sealing.keys(place.settings)))
    token = (await tokens.access(context, channel)).token
    base = place.sandbox.desks["youtube"].url
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, trust_env=False) as client:
        uploads = {"playlistId": f"UU{account(channel)[2:]}", "part": "snippet", "maxResults": "50"}
        listed = await _json(client, "/youtube/v3/playlistItems", uploads)
        ids = [item["snippet"]["resourceId"]["videoId"] for item in listed["items"]]
        return [await _shown(client, channel, id_) for id_ in ids]


async def _shown(client: httpx.AsyncClient, channel: str, id_: str) -> Shown:
    found = await _json(client, "/youtube/v3/videos", {"id": id_, "part": _PARTS})
    (video,) = found["items"]
    film = (await client.get("/watch", params={"v": id_})).raise_for_status().content
    snippet, status = video["snippet"], video["status"]
    return Shown(
        id=id_,
        channel=channel,
        title=snippet["title"],
        description=snippet["description"],
        tags=snippet.get("tags", []),
        privacy=status["privacyStatus"],
        synthetic=status.get("containsSyntheticMedia") is True,
        captions=video["contentDetails"]["caption"] == "true",
        thumbnail=await _thumbnail(client, id_),
        sha256=hashlib.sha256(film).hexdigest(),
    )


async def _thumbnail(client: httpx.AsyncClient, id_: str) -> tuple[int, int]:
    answer = await client.get(f"/vi/{id_}.jpg")
    if answer.status_code != httpx.codes.OK:
        return 0, 0
    with Image.open(io.BytesIO(answer.content)) as picture:
        return picture.size


async def messages(place: Place) -> tuple[list[str], list[str]]:
    """What Slack was told, oldest first; and what it was told once more, and said so."""
    desk = place.sandbox.desks["slack"]
    headers = {"Authorization": f"Bearer {desk.key}"}
    async with httpx.AsyncClient(base_url=desk.url, headers=headers, trust_env=False) as client:
        told = await _json(client, "/api/conversations.history", {})
    texts = [str(message["text"]) for message in reversed(told["messages"])]
    return [t for t in texts if _REPEATED not in t], [t for t in texts if _REPEATED in t]


async def _json(client: httpx.AsyncClient, path: str, params: Mapping[str, str]) -> Any:
    return (await client.get(path, params=params)).raise_for_status().json()
