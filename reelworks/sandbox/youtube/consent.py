"""Google's consent page and token server: PKCE, codes used once, refresh tokens that can die.

The page asks which channel it is for; `login_hint` with a channel's id answers for a person.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from reelworks.sandbox.youtube.shelf import Grant, Shelf, Token, new_id

CLIENT = "sandbox-client.apps.googleusercontent.com"
_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_NEEDED = ("client_id", "redirect_uri", "scope", "state", "code_challenge")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PAGE = """<!doctype html><title>Sandbox consent</title>
<h1>Sandbox: which channel?</h1><p>An application asks for: {scopes}</p>
<form>{hidden}<input name="login_hint" placeholder="UC..." pattern="UC[A-Za-z0-9_-]{{22}}" required>
<button>Allow</button></form>"""


def routes(door: FastAPI, shelf: Shelf) -> None:
    @door.get("/o/oauth2/v2/auth", name="consent")
    def consent(request: Request) -> Response:
        asked = dict(request.query_params)
        if wrong := _wrong(asked):
            return HTMLResponse(f"<h1>Error 400: {escape(wrong)}</h1>", 400)
        if not _CHANNEL.fullmatch(asked.get("login_hint", "")):
            return HTMLResponse(_page(asked))
        return RedirectResponse(_allowed(shelf, asked), 302)

    @door.post("/token", name="token")
    async def token(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, shelf.desk.key):
            return _error(401, "invalid_client", "The OAuth client was not found.")
        match form.get("grant_type"):
            case "authorization_code":
                return _exchanged(shelf, form)
            case "refresh_token":
                return _refreshed(shelf, form)
        return _error(400, "unsupported_grant_type", "Invalid grant_type.")

    @door.post("/revoke", name="revoke")
    async def revoke(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        grant = shelf.grants.pop(form.get("token", ""), None)
        if grant is None:
            return _error(400, "invalid_token", "Token expired or revoked")
        grant.revoked = True
        return JSONResponse({})


def _wrong(asked: Mapping[str, str]) -> str:
    """What Google's page would complain of; "" for nothing."""
    missing = [name for name in _NEEDED if not asked.get(name)]
    if missing:
        return f"invalid_request: {missing[0]} is missing"
    if asked["client_id"] != CLIENT:
        return "invalid_client"
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if asked.get("code_challenge_method") != "S256":
        return "invalid_request: code_challenge_method"
    redirect = urlsplit(asked["redirect_uri"])
    if redirect.scheme != "http" or redirect.hostname not in _LOOPBACK:
        return "redirect_uri_mismatch"
    return ""


def _page(asked: Mapping[str, str]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in asked.items()
        if name != "login_hint"
    )
    return _PAGE.format(scopes=escape(asked["scope"]), hidden=hidden)


def _allowed(shelf: Shelf, asked: dict[str, str]) -> str:
    """Where the browser is sent, with a code."""
    if not shelf.desk.dials["consents"]:
        asked["scope"] = asked["scope"].split(" ")[0]  # a box was unticked
    code = f"4/{new_id(40)}"
    shelf.codes[code] = asked
    told = {"state": asked["state"], "code": code, "scope": asked["scope"]}
    return f"{asked['redirect_uri']}?{urlencode(told)}"


def _exchanged(shelf: Shelf, form: Mapping[str, str]) -> Response:
    asked = shelf.codes.pop(form.get("code", ""), None)
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
        return _error(400, "invalid_grant", "Malformed auth code.")
    if asked["code_challenge"] != proof:
        return _error(400, "invalid_grant", "Invalid code verifier.")
    grant = Grant(asked["login_hint"], tuple(asked["scope"].split()))
    refresh = f"1//{new_id(60)}"
    offline = asked.get("access_type") == "offline"
    if offline:
        shelf.grants[refresh] = grant
    return _token(shelf, grant, {"refresh_token": refresh} if offline else {})


def _refreshed(shelf: Shelf, form: Mapping[str, str]) -> Response:
    grant = shelf.grants.get(form.get("refresh_token", ""))
    if grant is None or grant.revoked:
        return _error(400, "invalid_grant", "Token has been expired or revoked.")
    return _token(shelf, grant, {})


def _token(shelf: Shelf, grant: Grant, more: Mapping[str, str]) -> Response:
    token, lasts = f"ya29.{new_id(60)}", shelf.desk.dials["token_seconds"]
    shelf.tokens[token] = Token(grant, shelf.desk.clock() + lasts)
    ours = lasts / shelf.desk.speed  # a client counts its own seconds
    told = {"access_token": token, "expires_in": int(ours), "token_type": "Bearer"}
    return JSONResponse({**told, "scope": " ".join(grant.scopes), **more})


def _error(status: int, code: str, words: str) -> Response:
    return JSONResponse({"error": code, "error_description": words}, status)
