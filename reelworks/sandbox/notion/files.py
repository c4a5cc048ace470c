"""Files on a page: links elsewhere, and uploads, which Notion hands out by links that end."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse

from reelworks.sandbox.faults import Fault
from reelworks.sandbox.notion.errors import Refused
from reelworks.sandbox.notion.workspace import Json, Upload, Workspace, stamp, uuid_of
from reelworks.sandbox.vendor import fault_of

_MOST, _LONGEST_NAME, _LONGEST_URL = 100, 100, 2_000
_PATH = "/files/"


def written(space: Workspace, where: str, value: Json) -> list[dict[str, Json]]:
    """Files as they are kept; what is sent takes the place of all that was there."""
    if not isinstance(value, list) or len(value) > _MOST:
        raise Refused(f"body failed validation: {where}.length should be ≤ `{_MOST}`.")
    return [_one(space, f"{where}[{place}]", one) for place, one in enumerate(value)]


def shown(space: Workspace, kept: dict[str, Json]) -> dict[str, Json]:
    """A file as a page shows it: an upload with a link that is good for a while."""
    if "upload" not in kept:
        return {"name": kept["name"], "type": "external", "external": {"url": kept["url"]}}
    return {"name": kept["name"], "type": "file", "file": link(space, kept["upload"])}


def link(space: Workspace, upload_id: str) -> dict[str, str]:
    """A link to an upload, which ends."""
    upload, lasts = space.uploads[upload_id], space.desk.dials["link_s"]
    until = space.desk.clock() + lasts
    ours = datetime.now(UTC) + timedelta(seconds=lasts / space.desk.speed)
    signed = _signature(space, upload_id, f"{until:.3f}")
    name = quote(upload.filename or "file")
    url = f"{space.desk.url}{_PATH}{upload_id}/{name}?until={until:.3f}&signature={signed}"
    return {"url": url, "expiry_time": stamp(ours)}


def attached(space: Workspace, where: str, given: Json) -> Upload:
    """An upload that is put somewhere. Raises Refused for one that is not ready, or too old."""
    if not isinstance(given, dict) or set(given) != {"id"}:
        raise Refused(f"body failed validation: {where}.file_upload.id should be defined.")
    upload = space.uploads.get(uuid_of(given["id"]))
    if upload is None:
        raise Refused(f"Could not find file_upload with ID: {given['id']}.", status=404,
                      code="object_not_found")  # fmt: skip
    if not upload.attached and upload.until < space.desk.clock():
        upload.status = "expired"
    if upload.status != "uploaded":
        raise Refused(
            f"File upload {upload.id} cannot be attached: its status is {upload.status}, "
            "expected uploaded."
        )
    upload.attached, upload.expires_at = True, None
    return upload


def routes(door: FastAPI, space: Workspace) -> None:
    @door.get("/files/{upload_id}/{name}", name="file")
    async def file(request: Request, upload_id: str, name: str) -> Response:
        asked = request.query_params
        until = asked.get("until", "0")
        signed = _signature(space, upload_id, until)
        good = hmac.compare_digest(signed.encode(), asked.get("signature", "").encode())
        if not good or float(until) < space.desk.clock() or _is_gone(request):
            return Response("<Error><Code>AccessDenied</Code></Error>", 403,
                            media_type="application/xml")  # fmt: skip
        upload = space.uploads[upload_id]
        return FileResponse(upload.path, media_type=upload.content_type)


def _is_gone(request: Request) -> bool:
    return fault_of(request) is Fault.LINK_GONE


def _one(space: Workspace, where: str, value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise Refused(f"body failed validation: {where} should be an object.")
    kinds = {"file_upload", "external", "file"} & set(value)
    if len(kinds) != 1 or set(value) - kinds - {"type", "name"}:
        raise Refused(f"body failed validation: {where} should be one kind of file.")
    kind = kinds.pop()
    name = value.get("name")
    if name is None and kind != "file_upload":
        raise Refused(f"body failed validation: {where}.name should be defined.")
    if name is not None and (not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME):
        raise Refused(f"body failed validation: {where}.name.length should be ≤ `100`.")
    if kind == "file_upload":
        upload = attached(space, where, value["file_upload"])
        return {"name": name or upload.filename or "file", "upload": upload.id}
    url = value[kind].get("url") if isinstance(value[kind], dict) else None
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise Refused(f"body failed validation: {where}.{kind}.url should be a valid URL.")
    if len(url) > _LONGEST_URL:
        raise Refused(f"body failed validation: {where}.{kind}.url.length should be ≤ `2000`.")
    if kind == "external":
        return {"name": name, "url": url}
    return {"name": name, "upload": _own(space, where, url)}


def _own(space: Workspace, where: str, url: str) -> str:
    """Which upload a link of ours leads to: files that are there may be sent along again."""
    parts = urlsplit(url)
    upload_id = parts.path.removeprefix(_PATH).partition("/")[0]
    asked = parse_qs(parts.query)
    until, signature = (asked.get(name, [""])[0] for name in ("until", "signature"))
    if upload_id not in space.uploads or signature != _signature(space, upload_id, until):
        raise Refused(f"body failed validation: {where}.file.url is not a file of this workspace.")
    return upload_id


def _signature(space: Workspace, upload_id: str, until: str) -> str:
    text = f"{upload_id}:{until}".encode()
    return hmac.new(space.id.encode(), text, hashlib.sha256).hexdigest()
