"""The stand-in for YouTube against Google's own client and its own specification."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import googleapiclient
import httpx
import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseUpload
from starlette.routing import Route

from reelworks.domain.connections import SCOPES
from reelworks.ops import oauth
from reelworks.sandbox import server
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.server import Sandbox
from reelworks.sandbox.vendor import Desk
from reelworks.sandbox.youtube import YOUTUBE, checking

DOCUMENT = json.loads(
    (
        Path(googleapiclient.__file__).parent / "discovery_cache/documents/youtube.v3.json"
    ).read_text()
)
CHANNEL = "UC" + "t" * 22
FILM = bytes(range(256)) * 4 * 1024  # 1 MiB, four quanta


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with server.running(["youtube"], speed=1000.0) as found:
        found.desks["youtube"].dials["token_seconds"] = 3_600_000.0
        yield found


@pytest.fixture
def desk(sandbox: Sandbox) -> Desk:
    return sandbox.desks["youtube"]


def consented(desk: Desk, scopes: tuple[str, ...] = SCOPES, channel: str = CHANNEL) -> oauth.Grant:
    """A grant, by the way that a person's browser takes."""
    environment = YOUTUBE.environment(desk)
    client = oauth.Client(
        environment["YOUTUBE_CLIENT_ID"], environment["YOUTUBE_CLIENT_SECRET"], desk.url
    )
    asked, redirect = oauth.challenge(), "http://127.0.0.1:9/"
    page = oauth.consent_url(client, asked, redirect, " ".join(scopes), desk.url)
    answer = httpx.get(f"{page}&login_hint={channel}")
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["state"] == [asked.state]
    return oauth.exchanged(client, query["code"][0], asked, redirect)


@pytest.fixture
def google(desk: Desk) -> Any:
    """Google's own client, led to the stand-in."""
    document = {**DOCUMENT, "rootUrl": f"{desk.url}/", "baseUrl": f"{desk.url}/"}
    credentials = Credentials(consented(desk).access_token)
    return build_from_document(document, credentials=credentials)


def inserted(google: Any, **changes: Any) -> dict[str, Any]:
    body = {
        "snippet": {"title": "A", "description": "d", "tags": ["mark"], "categoryId": "22"},
        "status": {"privacyStatus": "private", "containsSyntheticMedia": True},
    }
    media = MediaIoBaseUpload(
        io.BytesIO(FILM), "video/mp4", chunksize=2 * 256 * 1024, resumable=True
    )
    asked = google.videos().insert(
        part="snippet,status", body={**body, **changes}, media_body=media
    )
    answer = None
    while answer is None:
        _, answer = asked.next_chunk()
    found: dict[str, Any] = answer
    return found


def methods(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every method of the specification by its id."""
    found = {m["id"]: m for m in resource.get("methods", {}).values()}
    for inner in resource.get("resources", {}).values():
        found |= methods(inner)
    return found


METHODS = methods(DOCUMENT)


def paths(method: dict[str, Any]) -> set[str]:
    media = method.get("mediaUpload", {}).get("protocols", {})
    return {f"/{method['path']}", *(protocol["path"] for protocol in media.values())}


def test_every_route_is_in_googles_specification(desk: Desk) -> None:
    routes = [r for r in YOUTUBE.app(desk).routes if isinstance(r, Route)]
    ours = {r.name: r for r in routes if r.name.startswith("youtube.")}
    assert len(ours) >= 9
    for name, route in ours.items():
        method = METHODS[name]
        assert method["httpMethod"] in (route.methods or set())
        assert route.path in paths(method)


@pytest.mark.parametrize(
    ("model", "schema"), [(checking.Snippet, "VideoSnippet"), (checking.Status, "VideoStatus")]
)
def test_every_field_it_takes_is_in_googles_specification(model: Any, schema: str) -> None:
    fields = DOCUMENT["schemas"][schema]["properties"]
    assert set(model.model_fields) <= set(fields)


def conforms(value: Any, schema: dict[str, Any], where: str = "") -> None:
    """Nothing is answered that the specification does not know, nor of another kind."""
    schema = DOCUMENT["schemas"].get(schema.get("$ref", ""), schema)
    if isinstance(value, dict):
        known = schema.get("properties")
        if known is None:
            return
        for name, inner in value.items():
            assert name in known, f"{where}.{name}"
            conforms(inner, known[name], f"{where}.{name}")
    elif isinstance(value, list):
        for inner in value:
            conforms(inner, schema["items"], f"{where}[]")
    else:
        kind = schema.get("type", "any")
        wanted = {"string": str, "boolean": bool, "integer": int, "number": float}
        assert kind == "any" or isinstance(value, wanted[kind]), where
        assert "enum" not in schema or value in schema["enum"], where


def test_googles_own_client_uploads_and_dresses_a_video(google: Any, desk: Desk) -> None:
    video = inserted(google)
    srt = MediaIoBaseUpload(io.BytesIO(b"1\n00:00:00,000 --> 00:00:01,000\nHi\n"), "text/plain")
    jpeg = MediaIoBaseUpload(io.BytesIO(b"\xff\xd8\xff\xe0"), "image/jpeg")
    resource = {"kind": "youtube#video", "videoId": video["id"]}
    snippet = {"playlistId": "PLa", "resourceId": resource}
    caption = {"snippet": {"videoId": video["id"], "language": "en", "name": ""}}
    answers = {
        "VideoListResponse": google.videos().list(
            part="snippet,status,processingDetails,contentDetails", id=video["id"]
        ),
        "ThumbnailSetResponse": google.thumbnails().set(videoId=video["id"], media_body=jpeg),
        "Caption": google.captions().insert(part="snippet", body=caption, media_body=srt),
        "CaptionListResponse": google.captions().list(part="snippet", videoId=video["id"]),
        "PlaylistItem": google.playlistItems().insert(part="snippet", body={"snippet": snippet}),
        "PlaylistItemListResponse": google.playlistItems().list(
            part="snippet,contentDetails", playlistId="UU" + CHANNEL[2:]
        ),
        "ChannelListResponse": google.channels().list(part="id,snippet,contentDetails", mine=True),
    }
    conforms(video, {"$ref": "Video"})
    for schema, asked in answers.items():
        conforms(asked.execute(), {"$ref": schema}, schema)
    watched = httpx.get(f"{desk.url}/watch?v={video['id']}")
    assert watched.content == FILM


def reason(error: pytest.ExceptionInfo[HttpError]) -> str:
    found: str = error.value.error_details[0]["reason"]
    return found


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        ({"title": "x" * 101}, "invalidTitle"),
        ({"title": "<b>"}, "invalidTitle"),
        ({"title": "a", "description": "é" * 2501}, "invalidDescription"),
        ({"title": "a", "tags": ["x" * 300, "y" * 300]}, "invalidTags"),
        ({"title": "a", "colour": "red"}, "badRequest"),
    ],
)
def test_what_youtube_would_refuse_is_refused(
    google: Any, snippet: dict[str, Any], expected: str
) -> None:
    with pytest.raises(HttpError) as error:
        inserted(google, snippet=snippet)
    assert reason(error) == expected


def test_a_schedule_needs_a_private_video(google: Any) -> None:
    with pytest.raises(HttpError) as error:
        inserted(
            google,
            status={"privacyStatus": "public", "publishAt": "2027-01-01T10:00:00Z"},
        )
    assert reason(error) == "invalidPublishAt"


def test_quotas_are_buckets_of_their_own(google: Any, desk: Desk) -> None:
    desk.dials["uploads"] = 1
    inserted(google)
    with pytest.raises(HttpError) as error:
        inserted(google)
    assert reason(error) == "quotaExceeded"
    google.channels().list(part="id", mine=True).execute()
    desk.dials["units"] = 0
    with pytest.raises(HttpError) as error:
        google.channels().list(part="id", mine=True).execute()
    assert reason(error) == "quotaExceeded"


def test_a_partial_chunk_and_an_expired_token_do_not_stop_googles_client(
    google: Any, desk: Desk
) -> None:
    desk.faults.order(Fault.PARTIAL, "session")
    assert httpx.get(f"{desk.url}/watch?v={inserted(google)['id']}").content == FILM
    desk.faults.order(Fault.EXPIRED, "youtube.channels.list")
    with pytest.raises(Exception, match="refresh"):  # it has nothing to renew its token with
        google.channels().list(part="id", mine=True).execute()


def test_a_code_is_good_once_and_for_its_verifier_alone(desk: Desk) -> None:
    environment = YOUTUBE.environment(desk)
    client = oauth.Client(
        environment["YOUTUBE_CLIENT_ID"], environment["YOUTUBE_CLIENT_SECRET"], desk.url
    )
    asked, other, redirect = oauth.challenge(), oauth.challenge(), "http://127.0.0.1:9/"
    page = oauth.consent_url(client, asked, redirect, SCOPES[0], desk.url)
    location = httpx.get(f"{page}&login_hint={CHANNEL}").headers["location"]
    code = parse_qs(urlsplit(location).query)["code"][0]
    for challenge in (other, asked):  # the first try has used it up
        with pytest.raises(Exception, match="invalid_grant"):
            oauth.exchanged(client, code, challenge, redirect)


def test_without_a_channel_the_consent_page_asks_for_one(desk: Desk) -> None:
    client = oauth.Client(YOUTUBE.environment(desk)["YOUTUBE_CLIENT_ID"], desk.key)
    page = oauth.consent_url(client, oauth.challenge(), "http://127.0.0.1:9/", "a", desk.url)
    answer = httpx.get(page)
    assert answer.status_code == 200
    assert "which channel?" in answer.text


def test_a_revoked_grant_is_dead(desk: Desk) -> None:
    grant = consented(desk)
    assert grant.refresh_token is not None
    httpx.post(f"{desk.url}/revoke", data={"token": grant.refresh_token}).raise_for_status()
    client = oauth.Client(YOUTUBE.environment(desk)["YOUTUBE_CLIENT_ID"], desk.key, desk.url)
    with pytest.raises(Exception, match="expired or revoked"):
        oauth.refreshed(client, grant.refresh_token)
    headers = {"authorization": f"Bearer {grant.access_token}"}
    asked = {"part": "id", "mine": "true"}
    answer = httpx.get(f"{desk.url}/youtube/v3/channels", params=asked, headers=headers)
    assert answer.status_code == 401
