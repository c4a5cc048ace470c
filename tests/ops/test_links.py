"""A link from outside is followed only to a public https address, and never beyond a size."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from reelworks.domain.errors import LinkGone, UnsafeLink, VendorUnavailable
from reelworks.ops import links

PUBLIC, PRIVATE = "93.184.215.14", "10.0.0.7"


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(host: str, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_public_https_link_is_asked_at_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolving(monkeypatch, PUBLIC)
    assert links.checked("https://files.example.com/a.mp4") == PUBLIC


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example.com/a.mp4",
        "ftp://files.example.com/a.mp4",
        "file:///etc/passwd",
        "https:///a.mp4",
        "https://user:password@files.example.com/a.mp4",
        "//files.example.com/a.mp4",
        "",
    ],
)
def test_another_scheme_is_not_followed(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    resolving(monkeypatch, PUBLIC)
    with pytest.raises(UnsafeLink, match="not plain https"):
        links.checked(url)


@pytest.mark.parametrize(
    "address",
    [
        PRIVATE,
        "127.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.7",
    ],
)
def test_a_name_that_leads_inside_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    resolving(monkeypatch, PUBLIC, address)
    with pytest.raises(UnsafeLink, match="not public"):
        links.checked("https://files.example.com/a.mp4")


def test_a_name_without_an_address_is_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    with pytest.raises(VendorUnavailable, match=r"no address for files\.example\.com"):
        links.checked("https://files.example.com/a.mp4")


class _Files(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        moved = {"/moved": "/film.mp4", "/round": "/round", "/inside": f"http://{PRIVATE}/"}
        if self.path in moved:
            self.send_response(302)
            self.send_header("Location", moved[self.path])
            self.end_headers()
            return
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Type", "video/mp4; codecs=avc1")
        short = 10 if self.path == "/short" else 0
        self.send_header("Content-Length", str(1000 + short))
        self.end_headers()
        self.wfile.write(b"x" * 1000)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("REELWORKS_SANDBOX_HOST", "127.0.0.1")
    server = HTTPServer(("127.0.0.1", 0), _Files)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("path", ["/film.mp4", "/moved"])
def test_what_a_link_leads_to_is_kept_whole(base: str, tmp_path: Path, path: str) -> None:
    target = tmp_path / "film.mp4"
    assert links.fetch(f"{base}{path}", target, most_bytes=1000) == "video/mp4"
    assert target.read_bytes() == b"x" * 1000


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("/film.mp4", UnsafeLink, "larger than 999 bytes"),
        ("/inside", UnsafeLink, f"link to {PRIVATE} is not plain https"),
        ("/round", UnsafeLink, "on and on"),
        ("/gone", LinkGone, r"nothing behind the link to the result \(404\)"),
        ("/short", VendorUnavailable, "did not come whole"),
    ],
)
def test_what_cannot_be_kept_leaves_nothing(
    base: str, tmp_path: Path, path: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        links.fetch(f"{base}{path}", tmp_path / "film.mp4", most_bytes=999 + (path == "/short"))
    assert list(tmp_path.iterdir()) == []


def test_the_sandbox_is_trusted_only_where_it_is_named(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REELWORKS_SANDBOX_HOST")
    with pytest.raises(UnsafeLink):
        links.fetch(f"{base}/film.mp4", tmp_path / "film.mp4", most_bytes=1000)
