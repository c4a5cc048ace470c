"""Answers: the one envelope that everything comes in, and what each error becomes over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import uuid4

import structlog
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from reelworks.domain.errors import (
    BadInput,
    Busy,
    Fault,
    MachineError,
    NotAllowed,
    NotFound,
    OutOfDate,
    ReelworksError,
    VendorUnavailable,
)

log = structlog.get_logger("api")

T = TypeVar("T")
Sorry = Callable[[Request, int, Exception, str], Response]

_STATUS: Mapping[type[ReelworksError], int] = {
    NotFound: 404,
    OutOfDate: 409,
    NotAllowed: 409,
    Busy: 409,
    BadInput: 422,
    MachineError: 503,
    VendorUnavailable: 503,
}
_CODES = {
    400: "bad_request",
    401: "not_logged_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
    421: "wrong_host",
    422: "bad_input",
    429: "too_many_requests",
}
_MOST_FAULTS = 20


class Refused(Exception):
    """The door itself says no: who asks may not, or asks too often, too much, from elsewhere."""

    def __init__(self, status: int, message: str, *, headers: Mapping[str, str] | None = None):
        super().__init__(message)
        self.status, self.message, self.headers = status, message, dict(headers or {})


class Page(BaseModel):
    """How to go on in a list; `next` is missing at its end."""

    limit: int
    next: str | None = Field(default=None, examples=["41"])


class Success(BaseModel, Generic[T]):
    success: Literal[True] = True
    data: T
    page: Page | None = None


class Wrong(BaseModel):
    code: str = Field(examples=["out_of_date"])
    message: str = Field(examples=["Changed since you looked: assets/environment-03."])
    details: dict[str, Any] = Field(
        default_factory=dict, examples=[{"changed": {"assets/environment-03": "9f2c..."}}]
    )
    request_id: str
    timestamp: datetime


class Failure(BaseModel):
    success: Literal[False] = False
    error: Wrong


_SAID = {
    400: "The request cannot be read.",
    401: "Nobody is logged in, or the token is not valid.",
    403: "Who asks may not do this, or asks from another site.",
    404: "There is no such thing.",
    409: "It does not fit the state of things, or they have changed since they were seen.",
    413: "It is too large.",
    415: "It is of a type that is not read here.",
    421: "The Host header names another site.",
    422: "Something in it cannot be used.",
    429: "Too many requests; Retry-After says when there may be more.",
    503: "The database, or this machine, is not able to now.",
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Failure, "description": said} for status, said in _SAID.items()
}


def ok(data: T) -> Success[T]:
    return Success(data=data)


def request_id(connection: HTTPConnection) -> str:
    """The id of this request: in its answer, its headers and the log."""
    known: str = connection.scope.setdefault("reelworks.request_id", uuid4().hex)
    return known


def failure(
    connection: HTTPConnection,
    status: int,
    message: str,
    *,
    code: str = "",
    details: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The envelope of what went wrong."""
    wrong = Wrong(
        code=code or _CODES.get(status, "error"),
        message=message,
        details=dict(details or {}),
        request_id=request_id(connection),
        timestamp=datetime.now(UTC),
    )
    body = Failure(error=wrong).model_dump(mode="json", exclude_none=True)
    return JSONResponse(body, status_code=status, headers=dict(headers or {}))


def status_of(error: ReelworksError) -> int:
    """The HTTP status of an error: that of its class, or of the nearest one above."""
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


def details_of(error: ReelworksError) -> Mapping[str, object]:
    """What a program can use of an error, beside its words."""
    told: dict[str, object] = {"remedy": error.remedy} if error.remedy else {}
    if isinstance(error, OutOfDate):
        told["changed"] = {key: now or "" for key, now in error.changed.items()}
    return told


def faults_of(error: RequestValidationError) -> list[dict[str, str]]:
    """Where a request is wrong and why; never what it said there, which may be a secret."""
    return [
        {"where": ".".join(str(part) for part in fault["loc"]), "reason": str(fault["msg"])}
        for fault in error.errors()[:_MOST_FAULTS]
    ]


def answer_for(connection: HTTPConnection, error: Exception) -> Response:
    """What is said of whatever went wrong: the envelope, or a page to who looks at pages."""
    answer = _enveloped(connection, error)
    sorry: Sorry | None = getattr(connection.app.state, "sorry", None)
    if sorry is None or not _looks_at_pages(connection):
        return answer
    message: str = json.loads(bytes(answer.body))["error"]["message"]
    return sorry(Request(connection.scope), answer.status_code, error, message)


def _looks_at_pages(connection: HTTPConnection) -> bool:
    programs = (
        "/api",
        "/media",
        "/static",
        "/callbacks",
        "/webhook",
        "/health",
        "/ready",
        "/metrics",
    )
    ours = connection.url.path.startswith(programs)
    return not ours and "text/html" in connection.headers.get("accept", "")


def _enveloped(connection: HTTPConnection, error: Exception) -> JSONResponse:
    """The envelope of it. What has no name is a bug: logged, not shown."""
    match error:
        case Refused():
            return failure(connection, error.status, error.message, headers=error.headers)
        case ReelworksError():
            return _named(connection, error)
        case RequestValidationError():
            details = {"faults": jsonable_encoder(faults_of(error))}
            return failure(connection, 422, "Something in the request is wrong.", details=details)
        case HTTPException():
            return failure(
                connection, error.status_code, str(error.detail), headers=error.headers or {}
            )
        case _:
            log.error("api_request_crashed", request_id=request_id(connection), exc_info=error)
            return failure(connection, 500, "This is a bug of ours.", code="bug")


def _named(connection: HTTPConnection, error: ReelworksError) -> JSONResponse:
    status = status_of(error)
    if status >= 500:
        facts = {"code": error.code, "why": error.message}
        log.warning("api_request_failed", request_id=request_id(connection), **facts)
    shown = error.message if error.fault is not Fault.OURS or status < 500 else "A bug of ours."
    headers = {"Retry-After": "5"} if status == 503 else {}
    return failure(
        connection, status, shown, code=error.code, details=details_of(error), headers=headers
    )
