"""A video's resource as YouTube checks it; unknown fields are refused, as Google's APIs do."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from reelworks.sandbox.youtube.errors import Refused
from reelworks.sandbox.youtube.shelf import Json


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Snippet(_Strict):
    title: str
    description: str = ""
    tags: list[str] = []
    categoryId: str = "22"  # noqa: N815  (YouTube's names)
    defaultLanguage: str | None = None  # noqa: N815
    defaultAudioLanguage: str | None = None  # noqa: N815


class Status(_Strict):
    privacyStatus: Literal["private", "unlisted", "public"] = "public"  # noqa: N815
    publishAt: str | None = None  # noqa: N815
    selfDeclaredMadeForKids: bool | None = None  # noqa: N815
    containsSyntheticMedia: bool | None = None  # noqa: N815
    license: Literal["youtube", "creativeCommon"] = "youtube"
    embeddable: bool = True
    publicStatsViewable: bool = True  # noqa: N815


class Resource(_Strict):
    id: str | None = None
    snippet: Snippet | None = None
    status: Status = Status()


def checked_video(body: bytes, parts: str) -> Json:
    """The resource as it is kept. Raises Refused with YouTube's reason."""
    told = {part.strip() for part in parts.split(",")}
    try:
        found = Resource.model_validate_json(body or b"{}")
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Refused(400, "badRequest", f'Invalid JSON payload received at "{where}".') from error
    given = set(json.loads(body or b"{}")) - {"id"}
    if given - told:
        raise Refused(400, "unexpectedPart", f"The part {min(given - told)} was not named.")
    if found.snippet is not None:
        _check_snippet(found.snippet)
    elif "snippet" in told:
        raise Refused(400, "invalidTitle", "The request metadata has no title.")
    _check_status(found.status)
    return found.model_dump(exclude_none=True)


def _check_snippet(snippet: Snippet) -> None:
    title, description, tags = snippet.title, snippet.description, snippet.tags
    if not 1 <= len(title) <= 100 or {"<", ">"} & set(title):
        raise Refused(400, "invalidTitle", "The request metadata specifies an invalid title.")
    if len(description.encode()) > 5_000 or {"<", ">"} & set(description):
        raise Refused(400, "invalidDescription", "The description is invalid.")
    count = sum(len(tag) + (2 if " " in tag else 0) for tag in tags) + max(len(tags) - 1, 0)
    if count > 500 or any({"<", ">"} & set(tag) for tag in tags):
        raise Refused(400, "invalidTags", "The request metadata specifies invalid keywords.")
    if not snippet.categoryId.isdecimal():
        raise Refused(400, "invalidCategoryId", "The category is invalid.")


def _check_status(status: Status) -> None:
    if status.publishAt is None:
        return
    try:
        at = datetime.fromisoformat(status.publishAt)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or status.privacyStatus != "private":
        raise Refused(400, "invalidPublishAt", "The scheduled publishing time is invalid.")
