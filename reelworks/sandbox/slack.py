"""Slack's incoming webhook: a message in, `ok` out, errors as plain words; what came is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from time import time

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import Desk, Saying, bare_app

_PATH = "T00000000/B00000000"
_MOST_BLOCKS, _MOST_TEXT = 50, 3000


class _Slack:
    name = "slack"
    dials: Mapping[str, float] = {"messages_per_second": 1}

    @property
    def faults(self) -> Mapping[Fault, Saying | None]:
        return {
            Fault.BUSY: lambda desk, _: _busy(desk, wait=False),
            Fault.BUSY_WAIT: lambda desk, _: _busy(desk, wait=True),
            Fault.EXPIRED: lambda _, __: _said("no_service", 404),
            Fault.REFUSED: lambda _, __: _said("action_prohibited", 403),
            Fault.QUOTA: lambda _, __: _said("channel_is_archived", 410),
        }

    def environment(self, desk: Desk) -> Mapping[str, str]:
        return {"REELWORKS_ALERT_WEBHOOK": f"{desk.url}/services/{_PATH}/{desk.key}"}

    def app(self, desk: Desk) -> FastAPI:
        door = bare_app("Slack")
        sent: list[float] = []  # the vendor's seconds at which a message was taken
        taken: list[dict[str, str]] = []

        @door.post("/services/{team}/{hook}/{token}", name="message")
        async def message(request: Request, team: str, hook: str, token: str) -> Response:
            if (f"{team}/{hook}", token) != (_PATH, desk.key):
                return _said("invalid_token", 403)
            body = await request.body()
            wrong = fault_in(body)
            if wrong:
                return _said(wrong, 400)
            now = desk.clock()
            with desk.lock:
                sent[:] = [at for at in sent if at > now - 1]
                if len(sent) >= desk.dials["messages_per_second"]:
                    return _busy(desk, wait=True)
                sent.append(now)
            text = str(json.loads(body).get("text", ""))
            taken.append({"type": "message", "ts": f"{time():.6f}", "text": text})
            desk.charge("message", Decimal(1), "message", Decimal(0), job="", about=text)
            return _said("ok", 200)

        _reading(door, desk, taken)
        return door


def _reading(door: FastAPI, desk: Desk, taken: list[dict[str, str]]) -> None:
    """What was taken can be read, the newest first."""

    @door.get("/api/conversations.history", name="history")
    async def history(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {desk.key}":
            return JSONResponse({"ok": False, "error": "invalid_auth"})
        return JSONResponse({"ok": True, "messages": taken[::-1], "has_more": False})


def fault_in(body: bytes) -> str:
    """Slack's word for what is wrong with a message; "" for nothing."""
    try:
        message = json.loads(body)
    except ValueError:
        return "invalid_payload"
    if not isinstance(message, dict):
        return "invalid_payload"
    text, blocks = message.get("text"), message.get("blocks")
    if not (isinstance(text, str) and text.strip()) and not blocks:
        return "no_text"
    return _fault_in_blocks(blocks) if blocks is not None else ""


def _fault_in_blocks(blocks: object) -> str:
    if not isinstance(blocks, list) or len(blocks) > _MOST_BLOCKS:
        return "invalid_blocks"
    for block in blocks:
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            return "invalid_blocks"
        text = block.get("text")
        words = text.get("text", "") if isinstance(text, dict) else ""
        if block["type"] == "section" and len(words) > _MOST_TEXT:
            return "invalid_blocks"
    return ""


def _busy(desk: Desk, *, wait: bool) -> Response:
    headers = {"Retry-After": desk.retry_after(1)} if wait else {}
    return Response("rate_limited", 429, headers, "text/plain")


def _said(words: str, status: int) -> Response:
    return Response(words, status, media_type="text/plain")


SLACK = _Slack()
