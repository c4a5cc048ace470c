"""Files at Notion's stand-in: announced, sent, attached in time, and handed out for a while."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.sandbox.board import Board, opened, title

PNG = b"\x89PNG and so on"
MB = 1024 * 1024


@pytest.fixture(scope="module")
def board() -> Iterator[Board]:
    with opened(speed=60, largest_file_mb=50) as found:
        yield found


@pytest.fixture(scope="module")
def source(board: Board) -> str:
    return board.database("Videos")[1]


def announce(board: Board, **more: object) -> Any:
    return board.ask("POST", "/file_uploads", {"filename": "a.png", **more})


def send(board: Board, upload: str, body: bytes = PNG, kind: str = "image/png", part: str = "",
         ) -> httpx.Response:  # fmt: skip
    data = {"part_number": part} if part else {}
    files = {"file": ("a.png", body, kind)}
    return board.client.post(f"/file_uploads/{upload}/send", files=files, data=data)


def attach(board: Board, row: str, *uploads: str, status: int = 200) -> Any:
    files = [
        {"type": "file_upload", "file_upload": {"id": one}, "name": "a.png"} for one in uploads
    ]
    properties = {"Files": {"files": files}}
    return board.ask("PATCH", f"/pages/{row}", {"properties": properties}, status=status)


def test_an_upload_is_attached_and_handed_out(board: Board, source: str) -> None:
    upload = announce(board)
    assert (upload["status"], upload["content_type"]) == ("pending", "image/png")
    assert upload["upload_url"].endswith(f"/v1/file_uploads/{upload['id']}/send")
    assert send(board, upload["id"]).json()["status"] == "uploaded"
    row = board.row(source, Title=title("With a picture"))["id"]
    (file,) = attach(board, row, upload["id"])["properties"]["Files"]["files"]
    assert (file["type"], file["name"]) == ("file", "a.png")
    assert httpx.get(file["file"]["url"]).content == PNG
    assert board.ask("GET", f"/file_uploads/{upload['id']}")["expiry_time"] is None


def test_writing_files_replaces_all_of_them_unless_they_are_sent_along(
    board: Board, source: str
) -> None:
    one, two = announce(board)["id"], announce(board)["id"]
    send(board, one)
    send(board, two)
    row = board.row(source, Title=title("Two pictures"))["id"]
    (before,) = attach(board, row, one)["properties"]["Files"]["files"]
    assert len(attach(board, row, two)["properties"]["Files"]["files"]) == 1
    both = [before, {"file_upload": {"id": two}}]
    found = board.ask("PATCH", f"/pages/{row}", {"properties": {"Files": {"files": both}}})
    assert len(found["properties"]["Files"]["files"]) == 2


def test_links_to_files_end(board: Board, source: str) -> None:
    upload = announce(board)["id"]
    send(board, upload)
    row = board.row(source, Title=title("Later"))["id"]
    (file,) = attach(board, row, upload)["properties"]["Files"]["files"]
    board.desk.dials["link_s"] = -1
    gone = board.ask("GET", f"/pages/{row}")["properties"]["Files"]["files"][0]["file"]["url"]
    board.desk.dials["link_s"] = 3_600
    assert httpx.get(gone).status_code == 403
    assert httpx.get(file["file"]["url"].replace("signature=", "signature=0")).status_code == 403
    assert httpx.get(file["file"]["url"]).status_code == 200


def test_an_upload_that_nobody_attached_in_time_is_gone(board: Board, source: str) -> None:
    board.desk.dials["upload_s"] = 0
    upload = announce(board)["id"]
    board.desk.dials["upload_s"] = 3_600
    assert board.ask("GET", f"/file_uploads/{upload}")["status"] == "expired"
    assert "expired" in send(board, upload).json()["message"]
    row = board.row(source, Title=title("Too late"))["id"]
    assert "expired" in attach(board, row, upload, status=400)["message"]


def test_what_was_only_announced_cannot_be_attached(board: Board, source: str) -> None:
    row = board.row(source, Title=title("Too early"))["id"]
    said = attach(board, row, announce(board)["id"], status=400)
    assert "pending" in said["message"]


def test_a_large_file_comes_in_parts(board: Board) -> None:
    upload = announce(board, mode="multi_part", number_of_parts=2)
    assert upload["number_of_parts"] == {"total": 2, "sent": 0}
    small = send(board, upload["id"], b"x" * 100, part="1")
    assert "5 to 20 MB" in small.json()["message"]
    assert send(board, upload["id"], b"x" * 5 * MB, part="1").status_code == 200
    path = f"/file_uploads/{upload['id']}/complete"
    assert "1 of 2" in board.refused("POST", path)["message"]
    assert send(board, upload["id"], b"y", part="2").status_code == 200
    answer = board.client.post(path)  # no body, no Content-Type
    assert (answer.json()["status"], answer.json()["content_length"]) == ("uploaded", 5 * MB + 1)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"filename": "a.exe"}, "not supported"),
        ({"filename": "a.png", "content_type": "video/mp4"}, "does not match"),
        ({"mode": "multi_part", "filename": "a.png"}, "number_of_parts"),
        ({"filename": "a.png", "number_of_parts": 2}, "multi_part"),
        ({"mode": "external_url", "external_url": "https://example.com/a"}, "imports nothing"),
    ],
)
def test_what_cannot_be_announced(board: Board, asked: object, words: str) -> None:
    assert words in board.refused("POST", "/file_uploads", asked)["message"]


def test_what_is_sent_must_be_what_was_announced(board: Board) -> None:
    said = send(board, announce(board)["id"], kind="image/jpeg")
    assert (said.status_code, "as was announced" in said.json()["message"]) == (400, True)


def test_a_workspace_takes_files_up_to_its_own_size(board: Board) -> None:
    board.desk.dials["largest_file_mb"] = 1
    assert board.ask("GET", "/users/me")["bot"]["workspace_limits"] == {
        "max_file_upload_size_in_bytes": MB
    }
    said = send(board, announce(board)["id"], b"x" * (MB + 1))
    board.desk.dials["largest_file_mb"] = 50
    assert (said.status_code, "this workspace" in said.json()["message"]) == (400, True)
