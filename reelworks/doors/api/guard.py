"""Guard: looks at a request before anything of it is read: host, origin, size, pace, person."""

from __future__ import annotations

import hmac
import math
from collections.abc import Awaitable, Callable
from time import monotonic, time
from typing import cast
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reelworks.domain.access import Role, may
from reelworks.doors.api.answers import Refused, answer_for, request_id
from reelworks.doors.api.limits import READS, TOLD, WRITES, Buckets
from reelworks.doors.api.site import Site, site_of
from reelworks.ops import shared_links
from reelworks.orchestrator.services import access
from reelworks.orchestrator.services.access import Person

SESSION, VISITOR = "rw_session", "rw_visitor"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PROBES = ("/health", "/ready")
_SIGNED = "/webhook/"  # each call proves itself; by what name we were reached does not matter
_MEDIA = "/media/"
_GUEST = Person("who has the link", Role.VIEWER)
_OPEN = ("/login", "/static/", "/callbacks/", _SIGNED, *_PROBES)  # for who is not logged in
_LARGEST, _LARGEST_UPLOAD = 2_500_000, 2_000_000_000
_OUR_SITES = frozenset({"same-origin", "none"})

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class Guard:
    """Around the whole application: refuses early, and adds what every answer must carry."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._reads, self._writes, self._told = Buckets(READS), Buckets(WRITES), Buckets(TOLD)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        connection = HTTPConnection(scope)
        sending, began = _Sending(connection, send), monotonic()
        try:
            answer = await self._looked_at(connection) or self._app
            await answer(scope, _measured(connection, receive), sending)
        except Exception as error:  # the last border
            if sending.begun:
                raise
            await answer_for(connection, error)(scope, receive, sending)
        finally:
            site_of(connection).tally.seconds += monotonic() - began

    async def _looked_at(self, connection: HTTPConnection) -> Response | None:
        """What to answer instead; None: it may pass. Raises Refused."""
        site, path = site_of(connection), connection.url.path
        _check_text(connection)
        if path not in _PROBES and not path.startswith(_SIGNED):
            _check_host(site, connection)
        person = await person_asking(site, connection)
        connection.scope["state"]["person"] = person
        self._check_pace(connection, person)
        if connection.scope["method"] not in _SAFE:
            _check_origin(site, connection)
        if person is not None or path.startswith(_OPEN):
            return None
        if _has_shared_link(site, connection):
            connection.scope["state"]["person"] = _GUEST
            return None
        if path.startswith(("/api", "/media", "/metrics")):
            raise Refused(401, "Log in, or send a token.", headers={"WWW-Authenticate": "Bearer"})
        return RedirectResponse(f"/login?next={quote(path)}", status_code=303)

    def _check_pace(self, connection: HTTPConnection, person: Person | None) -> None:
        client = connection.client.host if connection.client else ""
        safe = connection.scope["method"] in _SAFE
        told = connection.url.path.startswith(_SIGNED)
        buckets = self._told if told else self._reads if safe else self._writes
        for who in {f"at {client}", client if person is None else f"by {person.name}"}:
            if wait := buckets.take(who):
                after = {"Retry-After": str(math.ceil(wait))}
                raise Refused(429, "Too many requests; wait a moment.", headers=after)


def _has_shared_link(site: Site, connection: HTTPConnection) -> bool:
    """Whether it is one file that is asked for, by an address that we gave out."""
    path, asked = connection.url.path, connection.query_params
    if connection.scope["method"] not in _SAFE or not path.startswith(_MEDIA):
        return False
    until, signature = asked.get("until", ""), asked.get("signature", "")
    return shared_links.is_good(site.key, path[len(_MEDIA) :], until, signature, time())


def _check_text(connection: HTTPConnection) -> None:
    """No zero bytes and nothing that is not UTF-8: the database would not take it either."""
    raw = connection.scope.get("query_string", b"")
    try:
        connection.scope["path"].encode()
    except UnicodeEncodeError:
        raise Refused(400, "The address is not UTF-8.") from None
    if "\0" in connection.scope["path"] or b"%00" in raw or b"\0" in raw:
        raise Refused(400, "The address has a zero byte in it.")


def _check_host(site: Site, connection: HTTPConnection) -> None:
    """A name that somebody made lead here is not ours: DNS rebinding ends at this point."""
    if connection.headers.get("host", "").lower() not in site.hosts:
        raise Refused(421, "This server does not go by that name.")


def _check_origin(site: Site, connection: HTTPConnection) -> None:
    """What changes something must not come from another site's page.

    A browser says where a request comes from; a program that is no browser says nothing, and
    carries no cookie that somebody else could use.
    """
    origin, fetch = connection.headers.get("origin"), connection.headers.get("sec-fetch-site")
    if origin is not None and origin.lower() not in site.origins:
        raise Refused(403, "The request comes from another site.")
    if fetch is not None and fetch not in _OUR_SITES:
        raise Refused(403, "The request comes from another site.")
    if bearer_of(connection) or (origin is None and fetch is None and not _has_cookie(connection)):
        return
    told = connection.headers.get("x-csrf-token")
    if told is not None and not is_token(site, connection, told):
        raise Refused(403, "The page is too old. Load it again.")
    if told is None and connection.url.path.startswith("/api"):
        raise Refused(403, "The header X-CSRF-Token is missing.")


def _has_cookie(connection: HTTPConnection) -> bool:
    return SESSION in connection.cookies or VISITOR in connection.cookies


def csrf_of(site: Site, connection: HTTPConnection) -> str:
    """What a form of ours must carry: known only to pages that this browser was given."""
    cookie = connection.cookies.get(SESSION) or connection.cookies.get(VISITOR) or ""
    visitor = connection.scope["state"].get("visitor", cookie)
    return site.sign("csrf", visitor)


def is_token(site: Site, connection: HTTPConnection, told: str) -> bool:
    """Whether a form or a script was made by a page of ours."""
    return hmac.compare_digest(csrf_of(site, connection).encode(), told.encode())


def bearer_of(connection: HTTPConnection) -> str:
    """The token that a program sends; "" when it sends none."""
    kind, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def person_asking(site: Site, connection: HTTPConnection) -> Person | None:
    """Who asks: by token, by session, or whoever sits at this machine while nobody has a key."""
    if connection.url.path.startswith(("/static/", _SIGNED, *_PROBES)):
        return None
    if token := bearer_of(connection):
        return await access.of_token(site.context, token)
    if cookie := connection.cookies.get(SESSION):
        found = await access.of_session(site.context, cookie)
        if found is not None:
            return found
    return None if await site.accounts() else site.local


def asker(connection: HTTPConnection) -> Person:
    """Who asks. Raises Refused when nobody is known to."""
    person = cast(Person | None, connection.scope["state"].get("person"))
    if person is None:
        raise Refused(401, "Log in, or send a token.", headers={"WWW-Authenticate": "Bearer"})
    return person


def needs(role: Role) -> Callable[[HTTPConnection], Awaitable[Person]]:
    """A dependency: who asks, if they may do what needs this role. Raises Refused."""

    async def checked(connection: HTTPConnection) -> Person:
        person = asker(connection)
        if not may(person.role, role):
            raise Refused(403, f"This needs the role {role.value}; you are {person.role.value}.")
        return person

    return checked


def _measured(connection: HTTPConnection, receive: Receive) -> Receive:
    """No more of a body than its kind may have. Raises Refused for one that says it is larger."""
    kind = connection.headers.get("content-type", "")
    known = connection.scope["state"].get("person") is not None  # strangers upload nothing
    most = _LARGEST_UPLOAD if known and kind.startswith("multipart/") else _LARGEST
    declared = connection.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > most:
        raise Refused(413, f"At most {most:,} bytes are read here.")
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise Refused(413, f"At most {most:,} bytes are read here.")
        return message

    return receiving


class _Sending:
    """Sends on, with what every answer must carry. `begun`: it is too late to say anything else."""

    def __init__(self, connection: HTTPConnection, send: Send) -> None:
        self._connection, self._send = connection, send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            site_of(self._connection).tally.answers[message["status"]] += 1
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", _POLICY)
            headers.setdefault("Cache-Control", "no-store")
            headers["X-Request-ID"] = request_id(self._connection)
        await self._send(message)
