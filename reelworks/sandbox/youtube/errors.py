"""How Google's APIs say that something is wrong."""

from __future__ import annotations

from fastapi import Response
from fastapi.responses import JSONResponse

_STATUS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED"}
_STATUS |= {404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}


class Refused(Exception):
    """A route refuses; the answer says how."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status, self.reason, self.message = status, reason, message

    def answer(self) -> Response:
        return said(self.status, self.reason, self.message)


def said(status: int, reason: str, message: str) -> Response:
    """An error with its reason, as clients tell them apart."""
    quota = "youtube.quota" if reason == "quotaExceeded" else "youtube"
    detail = {"message": message, "domain": quota, "reason": reason}
    error = {"code": status, "message": message, "errors": [detail]}
    return JSONResponse({"error": {**error, "status": _STATUS.get(status, "UNKNOWN")}}, status)
