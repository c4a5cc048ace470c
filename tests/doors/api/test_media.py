"""Files over HTTP: in ranges, never as something that a browser runs, never from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
