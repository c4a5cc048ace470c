"""Where the consent page sends the browser: a port on loopback that takes one answer, ours."""

from __future__ import annotations

import hmac
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from reelworks.domain.errors import BadInput, TimedOut

_DONE = b"<!doctype html><title>Reelworks</title><p>Thank you. You may close this page."
_NOT_OURS = b"<!doctype html><title>Reelworks</title><p>This answer is not to our question."


class Redirect:
    """Listens in its context. Answers whose state is not ours are refused, and we go on waiting."""

    def __init__(self, state: str, port: int = 0) -> None:
        self._state = state
        self._answers: queue.SimpleQueue[str | BadInput] = queue.SimpleQueue()
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        except OSError as error:
            raise BadInput(
                f"Port {port} is taken: {error.strerror}.", remedy="Choose another --port."
            ) from error
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def code(self, patience_s: float) -> str:
        """The code that the person's consent gave. Raises BadInput when they refused."""
        try:
            found = self._answers.get(timeout=patience_s)
        except queue.Empty:
            raise TimedOut(
                f"Nobody answered the consent page within {patience_s:g} s.",
                remedy="Run it again, and open the page that it names.",
            ) from None
        if isinstance(found, BadInput):
            raise found
        return found

    def take(self, address: str) -> str:
        """Take the address at which the browser ended; what is wrong with it, "" if nothing."""
        query = parse_qs(urlsplit(address).query)
        state, code = (query.get(name, [""])[0] for name in ("state", "code"))
        if not hmac.compare_digest(state.encode(), self._state.encode()):
            return "This address does not answer our question: is it the newest page's?"
        if refusal := query.get("error", [""])[0]:
            self._answers.put(
                BadInput(
                    f"The consent page said {refusal[:60]!r}.", remedy="Allow it and try again."
                )
            )
            return ""
        if not code:
            return "This address has no code: copy all of it."
        self._answers.put(code)
        return ""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self.take

        class Handler(BaseHTTPRequestHandler):
            """One request, nothing in the log: its address holds the code."""

            def do_GET(self) -> None:
                wrong = take(self.path)
                self.send_response(400 if wrong else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Referrer-Policy", "no-referrer")
                self.end_headers()
                self.wfile.write(_NOT_OURS if wrong else _DONE)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nothing."""

        return Handler
