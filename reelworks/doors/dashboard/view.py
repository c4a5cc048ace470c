"""View: a template with what every page is given, as an answer."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from reelworks.domain.access import Role, may
from reelworks.domain.stages import Phase
from reelworks.doors.api import guard
from reelworks.doors.api.shapes import link
from reelworks.doors.api.site import Site, site_of
from reelworks.doors.dashboard import words
from reelworks.orchestrator.schemas.pages import State

HERE = Path(str(files("reelworks.doors.dashboard")))
_SAID = "rw_said"
_YEAR = 365 * 86_400

_FILTERS: Mapping[str, Callable[..., Any]] = {
    "ago": words.ago,
    "clock": words.clock,
    "far": words.how_far,
    "link": link,
    "mark": words.mark_word,
    "kind": words.kind_of,
    "money": words.money,
    "phase": words.phase_word,
    "seconds": words.seconds,
    "sentence": words.sentence,
    "stage": words.stage_word,
    "step": words.step_word,
    "event": words.event_word,
    "reason": words.reason,
}


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= _FILTERS
    found.globals |= {
        "asset": asset,
        "plural": words.plural,
        "State": State,
        "Phase": Phase,
        "Role": Role,
        "may": may,
    }
    return found


@cache
def asset(name: str) -> str:
    """Where a file of ours is; the address changes with what is in it."""
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?{digest}"


def page(
    request: Request, template: str, facts: Mapping[str, Any], *, status: int = 200
) -> Response:
    """A page for whoever asks."""
    site = site_of(request)
    visitor = _visitor(request)
    said = request.cookies.get(_SAID, "")
    given = {
        "person": request.scope["state"].get("person"),
        "accounts": guard.SESSION in request.cookies,
        "csrf": guard.csrf_of(site, request),
        "path": request.url.path,
        "said": unquote(said),
        **facts,
    }
    html = _templates().get_template(template).render(given)
    answer = HTMLResponse(html, status_code=status)
    if visitor:
        _keep(answer, site, guard.VISITOR, visitor, _YEAR)
    if said:
        answer.delete_cookie(_SAID)
    return answer


def _visitor(request: Request) -> str:
    """A name for a browser that has none yet; forms that it is given belong to it alone."""
    if guard.SESSION in request.cookies or guard.VISITOR in request.cookies:
        return ""
    visitor = secrets.token_urlsafe(24)
    request.scope["state"]["visitor"] = visitor
    return visitor


def back(request: Request, to: str, said: str = "") -> Response:
    """To the page that shows what came of it, with a word about it."""
    answer = RedirectResponse(to, status_code=303)
    if said:
        _keep(answer, site_of(request), _SAID, quote(said[:600]), 60)
    return answer


def _keep(answer: Response, site: Site, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name, value, max_age=seconds, httponly=True, secure=site.secure, samesite="lax"
    )


def log_in(request: Request, to: str, cookie: str) -> Response:
    """To where somebody wanted to go, as who they are."""
    answer = RedirectResponse(to, status_code=303)
    _keep(answer, site_of(request), guard.SESSION, cookie, 30 * 86_400)
    return answer


def log_out(to: str) -> Response:
    answer = RedirectResponse(to, status_code=303)
    answer.delete_cookie(guard.SESSION)
    return answer
