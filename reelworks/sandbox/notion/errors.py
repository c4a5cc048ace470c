"""How Notion says that something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from fastapi import Response
from fastapi.responses import JSONResponse


class Refused(Exception):
    """A route refuses; the answer says how. Without a status it is a matter of validation."""

    def __init__(self, message: str, *, status: int = 400, code: str = "validation_error") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def answer(self) -> Response:
        return said(self.status, self.code, self.message)


def missing(kind: str, id_: str) -> Refused:
    """It is not there, or nobody shared it with us: Notion does not say which."""
    return Refused(
        f"Could not find {kind} with ID: {id_}. Make sure the relevant pages and databases are "
        'shared with your integration "Reelworks".',
        status=404,
        code="object_not_found",
    )


def said(
    status: int,
    code: str,
    message: str,
    *,
    wait: str = "",
    more: Mapping[str, str] | None = None,
) -> Response:
    """An error as Notion words it; `wait` is its Retry-After."""
    body: dict[str, object] = {
        "object": "error",
        "status": status,
        "code": code,
        "message": message,
        "request_id": str(uuid4()),
    }
    if more:
        body["additional_data"] = dict(more)
    return JSONResponse(body, status, {"Retry-After": wait} if wait else None)
