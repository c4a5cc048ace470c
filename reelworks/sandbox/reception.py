"""Where every request to a stand-in comes in: it is written down, and may go wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import time
from uuid import uuid4

from fastapi import FastAPI, Response
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from reelworks.sandbox.faults import BEFORE, ON_THE_LINE, Fault
from reelworks.sandbox.ledger import Received
from reelworks.sandbox.vendor import REQUEST, Desk, Saying

Hang = Callable[[Scope, bool], None]  # ends a request's connection; True: by a reset

_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>"
)
_LATE_S, _PIECES = 20.0, 8  # of the vendor's seconds; how a slow answer comes
_MEDIA = ("video/", "audio/", "image/")


@dataclass
class _Answer:
    """A whole answer, kept back to do something to it."""

    start: Message = field(default_factory=dict)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = dict(message)
        else:
            self.body += message.get("body", b"")

    @property
    def is_media(self) -> bool:
        kinds = [v.decode() for k, v in self.start["headers"] if k.lower() == b"content-type"]
        return bool(kinds) and kinds[0].startswith(_MEDIA)

    def began(self, length: int) -> Message:
        """The start of an answer of so many bytes."""
        kept = [(k, v) for k, v in self.start["headers"] if k.lower() != b"content-length"]
        return {**self.start, "headers": [*kept, (b"content-length", b"%d" % length)]}


class Reception:
    """One vendor's application with its faults and its ledger around it."""

    def __init__(
        self, desk: Desk, app: FastAPI, faults: Mapping[Fault, Saying | None], hang: Hang
    ) -> None:
        self._desk, self._app, self._faults, self._hang = desk, app, faults, hang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        operation = self._operation(scope)
        fault = self._desk.faults.draw(operation, self._desk.clock())
        request_id = uuid4().hex
        scope["state"] = {"fault": fault, "request_id": request_id}
        REQUEST.set(request_id)
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._answer(scope, receive, noted, operation, fault)
        finally:
            self._write_down(scope, operation, fault, request_id, status)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, operation: str, fault: Fault | None
    ) -> None:
        if fault is Fault.REFUSED_LINE:
            self._hang(scope, True)
            return
        if fault is None or (fault not in ON_THE_LINE and self._faults.get(fault) is None):
            await self._app(scope, receive, send)
            return
        if fault in BEFORE or fault not in ON_THE_LINE:
            await self._said(fault, operation)(scope, receive, send)
            return
        answer = _Answer()
        await self._app(scope, receive, answer.take)
        await self._spoiled(answer, fault, scope, send)

    def _said(self, fault: Fault, operation: str) -> Response:
        saying = self._faults.get(fault)
        if saying is None:
            return Response(_PAGE, 502, media_type="text/html")
        return saying(self._desk, operation)

    async def _spoiled(self, answer: _Answer, fault: Fault, scope: Scope, send: Send) -> None:
        body = answer.body
        if fault is Fault.RESET:
            self._hang(scope, True)
        elif fault is Fault.TORN:
            await send(answer.began(len(body) + (len(body) < 2)))
            half = {"type": "http.response.body", "body": body[: len(body) // 2]}
            await send({**half, "more_body": True})
            self._hang(scope, False)
        elif fault is Fault.SLOW:
            await self._slowly(answer, send)
        else:
            body = body[: len(body) // 2] if answer.is_media else body
            await send(answer.began(len(body)))
            await send({"type": "http.response.body", "body": body})

    async def _slowly(self, answer: _Answer, send: Send) -> None:
        await self._desk.wait(_LATE_S)
        await send(answer.began(len(answer.body)))
        size = max(1, -(-len(answer.body) // _PIECES))
        for first in range(0, len(answer.body), size):
            piece = answer.body[first : first + size]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await self._desk.wait(_LATE_S / _PIECES)
        await send({"type": "http.response.body", "body": b""})

    def _operation(self, scope: Scope) -> str:
        """The name of the route that answers; its path, where none does."""
        for route in self._app.routes:
            if route.matches(scope)[0] is Match.FULL:
                return str(getattr(route, "name", scope["path"]))
        return str(scope["path"])

    def _write_down(
        self, scope: Scope, operation: str, fault: Fault | None, request_id: str, status: int
    ) -> None:
        self._desk.ledger.receive(
            Received(
                at=time(),
                vendor=self._desk.name,
                operation=operation,
                method=scope["method"],
                path=scope["path"].replace(self._desk.key, "KEY"),
                status=status,
                fault="" if fault is None else fault.value,
                request_id=request_id,
            )
        )
