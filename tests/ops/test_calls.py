"""A call to a vendor is made once, and its end has one meaning."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from reelworks.domain.errors import BadInput, OutcomeUnknown, VendorUnavailable
from reelworks.ops import calls


class _Vendor(BaseHTTPRequestHandler):
    asked: list[str]

    def do_POST(self) -> None:
        self.asked.append(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/dead":
            self.close_connection = True
            return
        if self.path == "/torn":
            self._head(200, 100)
            self.wfile.write(b"half")
            return
        if self.path == "/trickle":
            with suppress(OSError):
                self._head(200, 100)
                for _ in range(100):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    threading.Event().wait(0.05)
            return
        status = int(self.path.strip("/")) if self.path != "/moved" else 307
        self._head(status, len(body), {"Location": "/200"} if self.path == "/moved" else {})
        self.wfile.write(body)

    def _head(self, status: int, length: int, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(length), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def vendor() -> Iterator[str]:
    _Vendor.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Vendor)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("status", [200, 400, 401, 429, 500, 502, 503])
def test_any_answer_is_returned(vendor: str, status: int) -> None:
    answer = calls.call("V", "POST", f"{vendor}/{status}", pays=True, body={"a": "ü"})
    assert (answer.status_code, calls.document(answer)) == (status, {"a": "ü"})


@pytest.mark.parametrize("path", ["/dead", "/torn", "/504", "/trickle"])
def test_no_answer_to_what_pays_is_unknown_and_asked_once(vendor: str, path: str) -> None:
    with pytest.raises(OutcomeUnknown, match="did not answer"):
        calls.call("V", "POST", f"{vendor}{path}", pays=True, body={}, timeout_s=0.5)
    assert _Vendor.asked == [path]


@pytest.mark.parametrize("path", ["/dead", "/torn", "/trickle"])
def test_no_answer_to_what_is_free_may_be_asked_again(vendor: str, path: str) -> None:
    with pytest.raises(VendorUnavailable, match="did not answer"):
        calls.call("V", "POST", f"{vendor}{path}", body={}, timeout_s=0.5)
    assert _Vendor.asked == [path]


def test_who_cannot_be_reached_was_not_asked() -> None:
    with pytest.raises(VendorUnavailable, match="V cannot be reached"):
        calls.call("V", "POST", "http://127.0.0.1:1/", pays=True)


def test_a_redirect_is_not_followed(vendor: str) -> None:
    assert calls.call("V", "POST", f"{vendor}/moved", pays=True).status_code == 307
    assert _Vendor.asked == ["/moved"]


@pytest.mark.parametrize("url", ["nowhere", "ftp://127.0.0.1/", "http://[::1"])
def test_an_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(BadInput, match="address of V cannot be used"):
        calls.call("V", "GET", url)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<html><head><TITLE>502\n Bad  Gateway</TITLE></head>...", "502 Bad Gateway"),
        ("slow\n down", "slow down"),
        ("x" * 400, "x" * 300 + "…"),
        ("", ""),
    ],
)
def test_the_words_of_an_answer_are_short(text: str, words: str) -> None:
    assert calls.words(httpx.Response(502, text=text)) == words


def test_what_is_no_json_is_none() -> None:
    assert calls.document(httpx.Response(200, text="<html>")) is None
    assert calls.document(httpx.Response(200, text=json.dumps([1]))) == [1]
