"""A vendor of the test's own on loopback: it says what it is told, and remembers requests."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Say:
    """One answer. `how`: whole, torn (half of it), dead (nothing at all), drip (in pieces)."""

    body: object = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    how: str = "whole"

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body).encode()


@dataclass(frozen=True)
class Asked:
    """A request as it came in; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


Saying = Say | Callable[[Asked], Say]


@dataclass
class Loopback:
    """`script` gives an answer for each request in turn; the last one is given for ever."""

    url: str
    script: list[Saying]
    asked: list[Asked] = field(default_factory=list)

    def next(self, asked: Asked) -> Say:
        self.asked.append(asked)
        say = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return say if isinstance(say, Say) else say(asked)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Who hangs up in the middle of an answer has had enough of it."""


@contextmanager
def loopback(*script: Saying) -> Iterator[Loopback]:
    """A server that answers so, until the block ends."""
    server = _Server(("127.0.0.1", 0), _handler(lambda: vendor))
    vendor = Loopback(f"http://127.0.0.1:{server.server_port}", [*script] or [Say()])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(vendor: Callable[[], Loopback]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("content-length") or 0))
            names = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, names, json.loads(sent) if sent else None)
            self._say(vendor().next(asked))

        def do_GET(self) -> None:
            self.do_POST()

        def _say(self, say: Say) -> None:
            content = say.content()
            if say.how == "dead":
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(say.status)
            for name, value in {"content-type": "application/json", **say.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            if say.how == "torn":
                self.wfile.write(content[: len(content) // 2])
                self.close_connection = True
                return
            step = 64 if say.how == "drip" else len(content) or 1
            for start in range(0, len(content), step):
                self.wfile.write(content[start : start + step])
                self.wfile.flush()
                if say.how == "drip":
                    time.sleep(0.001)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    return Handler
