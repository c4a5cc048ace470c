"""Doorway: logging in and out, and the files that every page is dressed with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, Response

from reelworks.domain.errors import NotFound
from reelworks.doors.api import guard
from reelworks.doors.api.answers import Refused
from reelworks.doors.api.limits import LOGINS, Buckets
from reelworks.doors.api.routing import Studio
from reelworks.doors.dashboard.forms import Form, our_path
from reelworks.doors.dashboard.view import HERE, log_in, log_out, page
from reelworks.orchestrator.services import access

routes = APIRouter(include_in_schema=False)

_FONTS = {
    "HankenGrotesk": "font_hanken_grotesk",
    "SourceSerifPro": "font_source_serif_pro",
}
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
_tries = Buckets(LOGINS)


@routes.get("/login")
async def show_login(request: Request, to: Annotated[str, Query(alias="next")] = "/") -> Response:
    """The way in."""
    return page(request, "login.html", {"to": our_path(to), "wrong": ""})


@routes.post("/login")
async def enter(request: Request, context: Studio, form: Form) -> Response:
    """In, or a word that name and password do not go together; not too often."""
    address = request.client.host if request.client else ""
    name, to = form.text("name").strip().lower(), our_path(form.text("next"))
    if wait := max(_tries.take(f"at {address}"), _tries.take(f"as {name}")):
        raise Refused(
            429, "Too many tries; wait a minute.", headers={"Retry-After": str(int(wait))}
        )
    cookie = await access.log_in(context, name, form.text("password"), address)
    if cookie is None:
        wrong = {"to": to, "wrong": "Name and password do not go together."}
        return page(request, "login.html", wrong, status=403)
    return log_in(request, to, cookie)


@routes.post("/logout")
async def leave(request: Request, context: Studio, form: Form) -> Response:
    """Out, on this browser."""
    await access.log_out(context, request.cookies.get(guard.SESSION, ""))
    return log_out("/login")


@routes.get("/static/fonts/{name}")
async def font(name: str) -> Response:
    """A font, from the package that brings it."""
    path = Path(name)
    package = _FONTS.get(path.stem.partition("-")[0])
    if package is None or path.suffix != ".otf" or not path.stem.replace("-", "").isalnum():
        raise NotFound("There is no such font.")
    return _sent(Path(str(files(package))) / "files" / name, "font/otf")


@routes.get("/static/{name}")
async def static(name: str) -> Response:
    """A stylesheet, a script or a picture of ours."""
    kind = _KINDS.get(Path(name).suffix)
    if kind is None or "/" in name or "\\" in name:
        raise NotFound("There is no such file.")
    return _sent(HERE / "static" / name, kind)


def _sent(path: Path, kind: str) -> Response:
    if not path.is_file():
        raise NotFound("There is no such file.")
    return FileResponse(path, media_type=kind, headers=_KEPT)
