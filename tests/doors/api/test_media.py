"""Files over HTTP: in ranges, never as something that a browser runs, never from elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from reelworks.domain.access import Role
from reelworks.doors.api import guard
from reelworks.orchestrator.services import access
from tests.doors.api.conftest import HOST, client_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doors.api.conftest import Asked

HTML = b"<script>alert(1)</script>"


def kept(asked: Asked, folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    stored = asked.context.store.put(path)
    return f"/media/{stored.sha256}{stored.suffix}"


async def test_a_part_of_a_film_is_sent_when_it_is_asked_for(asked: Asked, tmp_path: Path) -> None:
    where = kept(asked, tmp_path, "film.mp4", bytes(range(256)))
    answer = await asked.client.get(where, headers={"Range": "bytes=10-19"})
    assert answer.status_code == 206
    assert answer.content == bytes(range(10, 20))
    assert answer.headers["Content-Range"] == "bytes 10-19/256"
    assert answer.headers["Content-Type"] == "video/mp4"
    assert "immutable" in answer.headers["Cache-Control"]
    wrong = await asked.client.get(where, headers={"Range": "bytes=900-"})
    assert wrong.status_code == 416


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xml", "a.js", "a.pdf", "a", "a.ora"])
async def test_what_could_run_is_only_saved(asked: Asked, tmp_path: Path, name: str) -> None:
    answer = await asked.client.get(kept(asked, tmp_path, name, HTML))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_html_that_calls_itself_a_picture_stays_one(asked: Asked, tmp_path: Path) -> None:
    answer = await asked.client.get(kept(asked, tmp_path, "a.png", HTML))
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/x",
        "f" * 64 + "/../../x",
        "f" * 64 + ".png%2f..",
        "f" * 64 + ".png\\..\\x",
        "f" * 63,
        "F" * 64,
        "f" * 64 + ".p\u00f1g",
        "f" * 64,  # a proper name of nothing
    ],
)
async def test_no_name_leads_out_of_the_store(asked: Asked, name: str) -> None:
    answer = await asked.client.get(f"/media/{name}")
    assert answer.status_code == 404
    assert answer.json()["success"] is False


async def test_a_film_is_saved_under_a_plain_name(asked: Asked, tmp_path: Path) -> None:
    where = kept(asked, tmp_path, "film.mp4", b"film")
    answer = await asked.client.get(where, params={"save": 'A "film"; of/../x\r\ny.exe'})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="x-y.mp4"'


async def test_a_shared_link_opens_one_file_until_it_ends(
    asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = kept(asked, tmp_path, "film.mp4", b"film")
    other = kept(asked, tmp_path, "other.png", b"picture")
    link = await asked.ask("GET", f"/api{film}/link", params={"hours": 2})
    assert link["url"].startswith(f"http://{HOST}{film}?until=")
    query = link["url"].partition("?")[2]
    await access.add_user(asked.context, "ines", "correct horse battery", Role.ADMIN, "test")
    asked.site._asked = -9.0
    async with client_of(asked.app) as stranger:
        answer = await stranger.get(f"{film}?{query}", headers={"Range": "bytes=1-2"})
        assert (answer.status_code, answer.content) == (206, b"il")
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "immutable" not in answer.headers["Cache-Control"]
        for path in (
            film,
            f"{other}?{query}",
            f"{film}?{query[:-1]}",
            f"{film}?{query.replace('until=', 'until=9')}",
            f"{film}?until=x&signature=y",
            f"/api{film}/link?{query}",
            f"/api/tasks?{query}",
        ):
            assert (await stranger.get(path)).status_code == 401, path
        assert (await stranger.post(f"{film}?{query}")).status_code == 401
        late = datetime.fromisoformat(link["until"]).timestamp() + 1
        monkeypatch.setattr(guard, "time", lambda: late)
        assert (await stranger.get(f"{film}?{query}")).status_code == 401


async def test_only_a_file_that_is_there_is_shared(asked: Asked) -> None:
    await asked.ask("GET", f"/api/media/{'f' * 64}.png/link", 404)
    await asked.ask("GET", f"/api/media/{'f' * 64}.png/link", 422, params={"hours": 9_999})
