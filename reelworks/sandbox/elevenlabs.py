"""ElevenLabs: speech with the time of every character, effects and music, credits and slots."""

from __future__ import annotations

import asyncio
import base64
import math
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from time import time
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError

from reelworks.domain.errors import ReelworksError
from reelworks.ports.speech import SpeechRequest
from reelworks.sandbox import studio
from reelworks.sandbox.elevenlabs_requests import (
    FORMATS,
    MODELS,
    VOICE,
    Effect,
    Music,
    Speech,
    alignment,
)
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import Desk, Saying, bare_app, fault_of

# A thousand credits are ten cents by the list of 2026. An effect of a known length is 40 credits a
# second, one without 200; music 50 a second. Not confirmed with a paid account.
_USD_PER_CREDIT = Decimal("0.0001")
_EFFECT_PER_S, _EFFECT, _MUSIC_PER_S = 40, 200, 50
_MONTH_S = 30 * 86_400


class _ElevenLabs:
    name = "elevenlabs"
    dials: Mapping[str, float] = {
        "credits": 500_000,
        "used": 0,
        "concurrent": 10,  # speech and effects at once
        "concurrent_music": 3,
        "speech_s": 2,  # how long an answer takes at least
        "music_s": 20,
    }

    @property
    def faults(self) -> Mapping[Fault, Saying | None]:
        return {
            Fault.BUSY: lambda *_: _refused(429, "system_busy", "The system is busy, try again."),
            Fault.BUSY_WAIT: _wait,
            Fault.QUOTA: lambda *_: _no_quota(10, 200, 10_000),
            Fault.EXPIRED: lambda *_: _bad_key(),
            Fault.REFUSED: lambda *_: _refused(
                400, "content_against_policy", "This text violates our Terms of Service."
            ),
            Fault.ERROR_IN_OK: lambda *_: _refused(200, "internal_error", "Something went wrong."),
            Fault.EMPTY: None,
        }

    def environment(self, desk: Desk) -> Mapping[str, str]:
        return {"ELEVENLABS_API_KEY": desk.key, "ELEVENLABS_BASE_URL": desk.url}

    def app(self, desk: Desk) -> FastAPI:
        door = bare_app("ElevenLabs")
        office = _Office(desk)
        _sounds(door, office)
        _account(door, office)
        return door


def _sounds(door: FastAPI, office: _Office) -> None:
    @door.post("/v1/text-to-speech/{voice}/with-timestamps", name="speech")
    async def speech(request: Request, voice: str) -> Response:
        return await office.answer(request, Speech, lambda asked: office.speech(asked, voice))

    @door.post("/v1/sound-generation", name="effect")
    async def effect(request: Request) -> Response:
        return await office.answer(request, Effect, office.effect)

    @door.post("/v1/music", name="music")
    async def music(request: Request) -> Response:
        return await office.answer(request, Music, office.music)


def _account(door: FastAPI, office: _Office) -> None:
    @door.get("/v1/user/subscription", name="subscription")
    async def subscription(request: Request) -> Response:
        return office.refusal(request) or JSONResponse(office.subscription())

    @door.get("/v1/voices/{voice}", name="voice")
    async def voice(request: Request, voice: str) -> Response:
        return office.refusal(request) or office.voice(voice)

    @door.get("/v1/models", name="models")
    async def models(request: Request) -> Response:
        return office.refusal(request) or JSONResponse(
            [
                {
                    "model_id": name,
                    "name": name,
                    "can_do_text_to_speech": True,
                    "languages": [{"language_id": code, "name": code} for code in languages],
                }
                for name, (languages, _, _) in MODELS.items()
            ]
        )


class _Order:
    """What is to be made: how, what it costs in credits, whose slots it takes."""

    def __init__(self, make: Callable[[Path], object], credits_: int, slots: str, least: str):
        self.make, self.credits, self.slots, self.least = make, credits_, slots, least


# What the vendor's answer has, too: this account has no voices, no invoices, and buys nothing more.
_NOT_USED_HERE: Mapping[str, object] = {
    "max_credit_limit_extension": 0,
    "can_extend_character_limit": False,
    "allowed_to_extend_character_limit": False,
    "voice_slots_used": 0,
    "professional_voice_slots_used": 0,
    "professional_voice_slots_used_in_workspace": 0,
    "voice_limit": 160,
    "voice_add_edit_counter": 0,
    "professional_voice_limit": 1,
    "can_extend_voice_limit": False,
    "can_use_instant_voice_cloning": True,
    "can_use_professional_voice_cloning": True,
    "current_overage": {"amount": "0", "currency": "usd"},
    "open_invoices": [],
    "has_open_invoices": False,
}


class _Office:
    """Checks, counts, charges, and makes the sound."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._busy = {"concurrent": 0, "concurrent_music": 0}

    def refusal(self, request: Request) -> Response | None:
        return None if request.headers.get("xi-api-key") == self.desk.key else _bad_key()

    async def answer(
        self,
        request: Request,
        form: type[BaseModel],
        order: Callable[..., _Order | Response],
    ) -> Response:
        """What every endpoint that makes sound does."""
        if (refusal := self.refusal(request)) is not None:
            return refusal
        try:
            asked = form.model_validate_json(await request.body())
        except ValidationError as error:
            return _invalid(error)
        sound = FORMATS.get(request.query_params.get("output_format", "mp3_44100_128"))
        if sound is None:
            return _refused(403, "output_format_not_allowed", "Your plan has no such format.")
        ordered = order(asked)
        if isinstance(ordered, Response):
            return ordered
        async with self._slot(ordered.slots) as free:
            if not free:
                return _refused(
                    429, "too_many_concurrent_requests", "Too many concurrent requests."
                )
            return await self._made(request, ordered, sound, about=str(asked))

    @asynccontextmanager
    async def _slot(self, kind: str) -> AsyncIterator[bool]:
        if self._busy[kind] >= self.desk.dials[kind]:
            yield False
            return
        self._busy[kind] += 1
        try:
            yield True
        finally:
            self._busy[kind] -= 1

    async def _made(
        self, request: Request, order: _Order, sound: tuple[int, int], about: str
    ) -> Response:
        desk = self.desk
        left = int(desk.dials["credits"] - desk.dials["used"])
        if left < order.credits:
            return _no_quota(left, order.credits, int(desk.dials["credits"]))
        id_ = uuid4().hex
        wav, mp3 = desk.folder / f"{id_}.wav", desk.folder / f"{id_}.mp3"
        try:
            said = await asyncio.to_thread(order.make, wav)
        except ReelworksError as error:
            return _refused(400, "invalid_request", error.message)
        await asyncio.to_thread(studio.mp3, wav, mp3, rate=sound[0], kbps=sound[1])
        await desk.wait(desk.dials[order.least])
        operation = str(request.scope["route"].name)
        usd = order.credits * _USD_PER_CREDIT
        desk.charge(operation, Decimal(order.credits), "credit", usd, job=id_, about=about)
        with desk.lock:
            desk.dials["used"] += order.credits
        content = b"" if fault_of(request) is Fault.EMPTY else mp3.read_bytes()
        for made in (wav, mp3):
            made.unlink()
        return _sent(content, said, self._headers(order, id_))

    def _headers(self, order: _Order, id_: str) -> dict[str, str]:
        return {
            "request-id": id_,
            "character-cost": str(order.credits),
            "history-item-id": id_[:20],
            "current-concurrent-requests": str(self._busy[order.slots]),
            "maximum-concurrent-requests": str(int(self.desk.dials[order.slots])),
        }

    def speech(self, asked: Speech, voice: str) -> _Order | Response:
        if not VOICE.fullmatch(voice):
            return _no_voice(voice)
        languages, most, share = MODELS[asked.model_id]
        if len(asked.text) > most:
            return _refused(
                400, "max_character_limit_exceeded", f"At most {most} characters a request."
            )
        language = asked.language_code or "en"
        if language not in languages:
            return _refused(400, "unsupported_language", f"{asked.model_id}: no {language!r}.")
        spoken = SpeechRequest(asked.text, "", language, asked.seed or 0)

        def make(wav: Path) -> object:
            return alignment(asked.text, studio.speech(spoken, wav))

        return _Order(make, math.ceil(len(asked.text) * share), "concurrent", "speech_s")

    def effect(self, asked: Effect) -> _Order:
        known = asked.duration_seconds
        cost = _EFFECT if known is None else math.ceil(known * _EFFECT_PER_S)

        def make(wav: Path) -> None:
            studio.effect(asked.text, known or 5.0, 1, wav)

        return _Order(make, cost, "concurrent", "speech_s")

    def music(self, asked: Music) -> _Order:
        seconds = asked.music_length_ms / 1000

        def make(wav: Path) -> None:
            studio.music(asked.prompt, seconds, 1, wav)

        return _Order(make, math.ceil(seconds * _MUSIC_PER_S), "concurrent_music", "music_s")

    def subscription(self) -> dict[str, object]:
        return {
            "tier": "pro",
            "character_count": int(self.desk.dials["used"]),
            "character_limit": int(self.desk.dials["credits"]),
            "next_character_count_reset_unix": int(time()) + _MONTH_S,
            "status": "active",
            **_NOT_USED_HERE,
        }

    @staticmethod
    def voice(voice: str) -> Response:
        if not VOICE.fullmatch(voice):
            return _no_voice(voice)
        return JSONResponse({"voice_id": voice, "name": "A voice", "category": "premade"})


def _sent(content: bytes, said: object, headers: Mapping[str, str]) -> Response:
    """Speech comes as JSON with its times, everything else as the sound itself."""
    if said is None:
        return Response(content, 200, headers, "audio/mpeg")
    audio = base64.b64encode(content).decode()
    body = {"audio_base64": audio, "alignment": said, "normalized_alignment": said}
    return JSONResponse(body, 200, headers)


def _refused(status: int, word: str, message: str) -> Response:
    return JSONResponse({"detail": {"status": word, "message": message}}, status)


def _invalid(error: ValidationError) -> Response:
    detail = [
        {"loc": ["body", *fault["loc"]], "msg": fault["msg"], "type": fault["type"]}
        for fault in error.errors(include_url=False)
    ]
    return JSONResponse({"detail": detail}, 422)


def _bad_key() -> Response:
    return _refused(401, "invalid_api_key", "Invalid API key")


def _no_voice(voice: str) -> Response:
    return _refused(404, "voice_not_found", f"A voice with voice_id {voice} was not found.")


def _no_quota(left: int, needed: int, limit: int) -> Response:
    return _refused(
        401,
        "quota_exceeded",
        f"This request exceeds your quota of {limit}. You have {left} credits remaining, while "
        f"{needed} credits are required for this request.",
    )


def _wait(desk: Desk, _: str) -> Response:
    answer = _refused(429, "system_busy", "The system is experiencing heavy traffic.")
    answer.headers["Retry-After"] = desk.retry_after(5)
    return answer


ELEVENLABS = _ElevenLabs()
