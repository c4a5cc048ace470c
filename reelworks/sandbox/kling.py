"""Kling itself: both ways to sign in, jobs that can be asked for by the customer's own id."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from time import time
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reelworks.domain.errors import ReelworksError
from reelworks.sandbox import studio
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import Desk, Saying, bare_app, fault_of

# Dollars a second by model and mode: background knowledge of the price list, not confirmed.
_PER_SECOND: Mapping[tuple[str, str], Decimal] = {
    ("kling-v2-5-turbo", "std"): Decimal("0.042"),
    ("kling-v2-5-turbo", "pro"): Decimal("0.07"),
}
_PATH = "/v1/videos/image2video"
_MOST_IMAGE_BYTES = 10 * 2**20
_POLL_S = 10.0


class Create(BaseModel):
    """The body of image2video."""

    model_config = ConfigDict(extra="forbid", strict=True)

    model_name: str
    mode: Literal["std", "pro"] = "std"
    image: Annotated[str, Field(min_length=16)]
    prompt: Annotated[str, Field(max_length=2500)] = ""
    negative_prompt: Annotated[str, Field(max_length=2500)] = ""
    cfg_scale: Annotated[float, Field(ge=0, le=1)] = 0.5
    duration: Literal["5", "10"] = "5"
    callback_url: str | None = None
    external_task_id: Annotated[str, Field(min_length=1, max_length=128)] | None = None


@dataclass
class _Job:
    id: str
    asked: Create
    began: float
    due: float
    clip: Path
    usd: Decimal
    made: bool = False
    failure: str = ""
    created_ms: int = 0

    def status(self, now: float) -> str:
        if now < self.due:
            return "submitted" if now < self.began + 2 else "processing"
        if self.failure:
            return "failed"
        return "succeed" if self.made else "processing"


class _Kling:
    name = "kling"
    dials: Mapping[str, float] = {
        "dollars": 1_000,
        "concurrent": 5,
        "clip_s": 120,
        "widest": 1280,
    }

    @property
    def faults(self) -> Mapping[Fault, Saying | None]:
        return {
            Fault.BUSY: lambda *_: refused(1302, "request too frequent", 429),
            Fault.BUSY_WAIT: lambda *_: refused(
                1303, "parallel task over resource pack limit", 429
            ),
            Fault.QUOTA: lambda *_: refused(1102, "resource pack exhausted", 429),
            Fault.MAINTENANCE: lambda *_: refused(5001, "service under maintenance", 503),
            Fault.EXPIRED: lambda *_: refused(1004, "authorization expired", 401),
            Fault.ERROR_IN_OK: lambda *_: refused(5000, "server internal error", 200),
            Fault.REFUSED: lambda *_: refused(1301, "trigger the content policy", 400),
            Fault.JOB_FAILS: None,
            Fault.EMPTY: None,
            Fault.LINK_GONE: None,
        }

    def environment(self, desk: Desk) -> Mapping[str, str]:
        return {
            "KLING_API_KEY": desk.key,
            "KLING_ACCESS_KEY": f"{desk.key}-access",
            "KLING_SECRET_KEY": f"{desk.key}-secret-of-more-than-32-bytes",
            "KLING_BASE_URL": desk.url,
            "KLING_POLL_SECONDS": f"{max(_POLL_S / desk.speed, 0.2):.2f}",
        }

    def app(self, desk: Desk) -> FastAPI:
        door, office = bare_app("Kling"), _Office(desk, self.environment(desk))

        @door.post(_PATH, name="create")
        async def create(request: Request) -> Response:
            wrong = office.stranger(request)
            return wrong or office.create(await request.body(), fault_of(request))

        @door.get(f"{_PATH}/{{task}}", name="poll")
        async def poll(request: Request, task: str) -> Response:
            return office.stranger(request) or office.poll(task, fault_of(request))

        @door.get("/results/{task}", name="download")
        async def download(request: Request, task: str) -> Response:
            return office.download(task, fault_of(request))

        return door


class _Office:
    """Takes jobs, works on them, and tells how they stand."""

    def __init__(self, desk: Desk, environment: Mapping[str, str]) -> None:
        self.desk, self._environment = desk, environment
        self._jobs: dict[str, _Job] = {}
        self._at_work: set[asyncio.Task[None]] = set()

    def stranger(self, request: Request) -> Response | None:
        """For who is neither signed in by a key nor by a token that its secret signed."""
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or not given:
            return refused(1000, "authorization is empty", 401)
        if given == self.desk.key:
            return None
        access, secret = (self._environment[f"KLING_{n}_KEY"] for n in ("ACCESS", "SECRET"))
        code = fault_in_token(given, access, secret, time())
        return None if code == 0 else refused(code, "authorization is invalid", 401)

    def create(self, body: bytes, fault: Fault | None) -> Response:
        try:
            asked = Create.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            return refused(1201, f"{'.'.join(map(str, first['loc']))}: {first['msg']}", 400)
        price = _PER_SECOND.get((asked.model_name, asked.mode))
        if price is None:
            return refused(1201, f"model is not supported: {asked.model_name}", 400)
        if any(job.asked.external_task_id == asked.external_task_id for job in self._known()):
            return refused(1201, "external_task_id is used already", 400)
        now = self.desk.clock()
        running = sum(job.status(now) in {"submitted", "processing"} for job in self._known())
        if running >= self.desk.dials["concurrent"]:
            return refused(1303, "parallel task over resource pack limit", 429)
        usd = price * int(asked.duration)
        if not self.desk.take("dollars", float(usd)):
            return refused(1101, "account in arrears", 429)
        job = self._begin(asked, usd, fault)
        return said({"task_id": job.id, "task_status": "submitted", "created_at": job.created_ms})

    def _known(self) -> list[_Job]:
        return list(self._jobs.values())

    def _begin(self, asked: Create, usd: Decimal, fault: Fault | None) -> _Job:
        desk, id_, now = self.desk, str(self.desk.number() + 10**17), self.desk.clock()
        clip = desk.folder / f"{id_}.mp4"
        job = _Job(id_, asked, now, now + desk.dials["clip_s"], clip, usd)
        job.created_ms = int(time() * 1000)
        job.failure = "internal error" if fault is Fault.JOB_FAILS else ""
        self._jobs[id_] = job
        units = Decimal(asked.duration)
        desk.charge(
            f"{asked.model_name}:{asked.mode}", units, "second", usd, job=id_, about=asked.prompt
        )
        work = asyncio.get_running_loop().create_task(self._work(job))
        self._at_work.add(work)
        work.add_done_callback(self._at_work.discard)
        return job

    async def _work(self, job: _Job) -> None:
        still = self.desk.folder / f"{job.id}.still"
        asked, widest = job.asked, int(self.desk.dials["widest"])
        try:
            _keep(asked.image, still)
            seconds, motion = float(asked.duration), asked.prompt
            if not job.failure:
                await asyncio.to_thread(
                    studio.clip, still, motion, seconds, job.clip, widest=widest
                )
                job.made = True
        except (ValueError, UnidentifiedImageError, ReelworksError) as error:
            job.failure = f"the image cannot be used: {error}"
        if job.failure:
            self.desk.ledger.give_back(self.desk.name, job.id)

    def poll(self, task: str, fault: Fault | None) -> Response:
        found = self._jobs.get(task) or next(
            (job for job in self._known() if job.asked.external_task_id == task), None
        )
        if found is None:
            return refused(1203, "Task not found", 404)
        status = found.status(self.desk.clock())
        link = f"{self.desk.url}/results/{found.id}"
        videos = [{"id": found.id, "url": link, "duration": found.asked.duration}]
        facts: dict[str, object] = {
            "task_id": found.id,
            "task_status": status,
            "task_status_msg": found.failure if status == "failed" else "",
            "task_info": {"external_task_id": found.asked.external_task_id},
            "created_at": found.created_ms,
            "updated_at": int(time() * 1000),
        }
        if status == "succeed":
            facts["task_result"] = {"videos": [] if fault is Fault.EMPTY else videos}
        return said(facts)

    def download(self, task: str, fault: Fault | None) -> Response:
        job = self._jobs.get(task)
        if job is None or not job.made or fault is Fault.LINK_GONE:
            return Response("not found", 404, media_type="text/plain")
        return FileResponse(job.clip, media_type="video/mp4")


def fault_in_token(token: str, access: str, secret: str, now: float) -> int:
    """Kling's code for what is wrong with a token (HS256); 0 for nothing."""
    try:
        head, claims, signature = token.split(".")
        signed = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        header, told = json.loads(_bytes(head)), json.loads(_bytes(claims))
        if header.get("alg") != "HS256" or not hmac.compare_digest(signed, _bytes(signature)):
            return 1002
        if told.get("iss") != access:
            return 1002
        if now < float(told["nbf"]):
            return 1003
        return 1004 if now >= float(told["exp"]) else 0
    except (ValueError, LookupError, TypeError, binascii.Error):
        return 1001


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _keep(image: str, target: Path) -> None:
    """The picture, which comes as base64. ValueError: it will not do."""
    content = base64.b64decode(image, validate=True)
    if len(content) > _MOST_IMAGE_BYTES:
        raise ValueError("it is larger than 10 MB")
    target.write_bytes(content)
    with Image.open(target) as opened:
        if opened.format not in {"PNG", "JPEG"}:
            raise ValueError(f"{opened.format} is not supported")


def said(data: Mapping[str, object]) -> Response:
    """A good answer."""
    body = {"code": 0, "message": "SUCCEED", "request_id": uuid4().hex, "data": data}
    return JSONResponse(body)


def refused(code: int, words: str, status: int) -> Response:
    """A bad one: the code that counts is in the body."""
    body = {"code": code, "message": words, "request_id": uuid4().hex, "data": None}
    return JSONResponse(body, status)


KLING = _Kling()
