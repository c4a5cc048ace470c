"""KIE: Kling's clips as jobs, credits, and the upload of pictures."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from uuid import uuid4

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from PIL import Image

from reelworks.domain.errors import ReelworksError
from reelworks.sandbox import kie_upload, studio
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.kie_models import USD_PER_CREDIT, Order, parsed
from reelworks.sandbox.vendor import Desk, Saying, bare_app, fault_of

_POLICY = "Your request was flagged: the content violates the provider's content policy."
_BROKEN = "Internal Error, Please try again later."
_MOST_IMAGE_BYTES = 10 * 2**20
_WINDOW_S = 10.0  # in which so many tasks may be begun
_FETCH_S, _FETCH_TRIES = 30.0, 4
_POLL_S = 10.0  # of the vendor's seconds: how often to ask


@dataclass
class Job:
    """One task. `failure` is a code and words once it has failed; `said_501`: by an envelope."""

    id: str
    order: Order
    began: float  # on the vendor's clock
    due: float
    clip: Path
    made: bool = False
    failure: tuple[str, str] | None = None
    said_501: bool = False
    created_ms: int = field(default_factory=lambda: int(time() * 1000))

    def state(self, now: float) -> str:
        if self.failure and now >= self.due:
            return "fail"
        share = (now - self.began) / max(self.due - self.began, 1e-9)
        if share < 1:
            return ("waiting", "queuing", "generating")[min(int(share * 5), 2)]
        return "success" if self.made else "generating"


class _Kie:
    name = "kie"
    dials: Mapping[str, float] = {
        "credits": 100_000,
        "tasks_per_10s": 20,
        "concurrent": 100,
        "clip_s": 120,  # how long a clip takes
        "grace_s": 2,  # recordInfo knows nothing of a new task
        "links_s": 86_400,  # how long links live
        "widest": 1280,  # of a clip, in pixels; the vendor has no such dial
    }

    @property
    def faults(self) -> Mapping[Fault, Saying | None]:
        return {
            Fault.BUSY: lambda *_: envelope(429, "Too many requests", status=429),
            Fault.BUSY_WAIT: _wait,
            Fault.QUOTA: lambda *_: envelope(402, "Insufficient credits", status=402),
            Fault.MAINTENANCE: lambda *_: envelope(455, "Service is under maintenance"),
            Fault.EXPIRED: lambda *_: _unauthorized(),
            Fault.ERROR_IN_OK: None,
            Fault.REFUSED: None,
            Fault.JOB_FAILS: None,
            Fault.EMPTY: None,
            Fault.LINK_GONE: None,
        }

    def environment(self, desk: Desk) -> Mapping[str, str]:
        return {
            "KIE_API_KEY": desk.key,
            "KIE_BASE_URL": desk.url,
            "KIE_UPLOAD_URL": desk.url,
            "KIE_WEBHOOK_KEY": webhook_key(desk),
            "KIE_POLL_SECONDS": f"{max(_POLL_S / desk.speed, 0.2):.2f}",
        }

    def app(self, desk: Desk) -> FastAPI:
        door = bare_app("KIE")
        _routes(door, _Office(desk))
        kie_upload.routes(door, desk)
        return door


def _routes(door: FastAPI, office: _Office) -> None:
    @door.post("/api/v1/jobs/createTask", name="create")
    async def create(request: Request) -> Response:
        return office.refusal(request) or office.create(await request.body(), fault_of(request))

    @door.get("/api/v1/jobs/recordInfo", name="poll")
    async def poll(request: Request) -> Response:
        task = request.query_params.get("taskId", "")
        return office.refusal(request) or office.poll(task, fault_of(request))

    @door.get("/api/v1/chat/credit", name="credit")
    async def credit(request: Request) -> Response:
        left = office.desk.dials["credits"]
        return office.refusal(request) or envelope(200, "success", left)

    @door.post("/api/v1/common/download-url", name="download-url")
    async def download_url(request: Request) -> Response:
        return office.refusal(request) or office.link(await request.body())

    @door.get("/results/{name}", name="download")
    async def download(request: Request, name: str) -> Response:
        return office.download(name, fault_of(request))


class _Office:
    """Takes tasks, works on them, and tells how they stand."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._jobs: dict[str, Job] = {}
        self._begun: deque[float] = deque()
        self._at_work: set[asyncio.Task[None]] = set()

    def refusal(self, request: Request) -> Response | None:
        """For who has no key of ours, and for a fault that is said with 200."""
        if request.headers.get("authorization") != f"Bearer {self.desk.key}":
            return _unauthorized()
        said = fault_of(request) is Fault.ERROR_IN_OK and "recordInfo" not in request.url.path
        return envelope(500, "Server exception, please try again later") if said else None

    def create(self, body: bytes, fault: Fault | None) -> Response:
        try:
            order = parsed(body)
        except ValueError as error:
            return envelope(422, str(error))
        if not self._may_begin():
            return _busy("Your call frequency is too high. Please try again later.")
        if not self.desk.take("credits", float(order.credits)):
            return envelope(402, "Credits insufficient. Please top up to continue.")
        job = self._begin(order, fault)
        return envelope(200, "success", {"taskId": job.id})

    def _may_begin(self) -> bool:
        now = self.desk.clock()
        while self._begun and self._begun[0] <= now - _WINDOW_S:
            self._begun.popleft()
        running = sum(job.state(now) not in {"success", "fail"} for job in self._jobs.values())
        dials = self.desk.dials
        if len(self._begun) >= dials["tasks_per_10s"] or running >= dials["concurrent"]:
            return False
        self._begun.append(now)
        return True

    def _begin(self, order: Order, fault: Fault | None) -> Job:
        desk, now = self.desk, self.desk.clock()
        id_ = uuid4().hex
        job = Job(id_, order, now, now + desk.dials["clip_s"], desk.folder / f"{id_}.mp4")
        if fault in {Fault.REFUSED, Fault.JOB_FAILS}:
            job.failure = ("400", _POLICY) if fault is Fault.REFUSED else ("500", _BROKEN)
        self._jobs[id_] = job
        usd = order.credits * USD_PER_CREDIT
        desk.charge(order.model, order.credits, "credit", usd, job=id_, about=order.prompt)
        work = asyncio.get_running_loop().create_task(self._work(job))
        self._at_work.add(work)
        work.add_done_callback(self._at_work.discard)
        return job

    async def _work(self, job: Job) -> None:
        if job.failure is None:
            job.failure = await self._make(job)
        job.made = job.failure is None
        if job.failure is not None:
            self._give_back(job)
        await self.desk.wait(max(job.due - self.desk.clock(), 0))
        if job.order.callback is not None:
            await self._call_back(job)

    async def _make(self, job: Job) -> tuple[str, str] | None:
        """The clip of the task; what went wrong, if anything did."""
        still = self.desk.folder / f"{job.id}.still"
        try:
            _keep(await _fetched(job.order.image), still)
        except (httpx.HTTPError, OSError, ValueError) as error:
            return "422", f"The image could not be used: {error}"
        order, widest = job.order, int(self.desk.dials["widest"])
        try:
            await asyncio.to_thread(
                studio.clip, still, order.prompt, float(order.seconds), job.clip, widest=widest
            )
        except ReelworksError as error:
            return "500", f"{_BROKEN} ({error.message})"
        return None

    def _give_back(self, job: Job) -> None:
        self.desk.ledger.give_back(self.desk.name, job.id)
        with self.desk.lock:
            self.desk.dials["credits"] += float(job.order.credits)

    def poll(self, task: str, fault: Fault | None) -> Response:
        job = self._jobs.get(task)
        now = self.desk.clock()
        if job is None or now < job.began + self.desk.dials["grace_s"]:
            return envelope(422, "recordInfo is null")
        if fault is Fault.ERROR_IN_OK and job.failure is None:
            job.failure, job.due, job.said_501, job.made = ("501", _BROKEN), now, True, False
            self._give_back(job)
        if job.said_501:
            return envelope(501, "Generation failed. No credits were consumed.")
        return envelope(200, "success", self._record(job, empty=fault is Fault.EMPTY))

    def _record(self, job: Job, *, empty: bool = False) -> dict[str, object]:
        state = job.state(self.desk.clock())
        urls = [] if empty else [f"{self.desk.url}/results/{job.id}.mp4"]
        code, words = job.failure if job.failure and state == "fail" else (None, None)
        return {
            "taskId": job.id,
            "model": job.order.model,
            "state": state,
            "param": job.order.param,
            "resultJson": json.dumps({"resultUrls": urls}) if state == "success" else "",
            "failCode": code,
            "failMsg": words,
            "costTime": int(job.due - job.began) if state in {"success", "fail"} else None,
            "completeTime": int(time() * 1000) if state in {"success", "fail"} else None,
            "createTime": job.created_ms,
            "creditsConsumed": float(job.order.credits) if state == "success" else 0,
        }

    async def _call_back(self, job: Job) -> None:
        """Tell the given address, signed; a vendor does not mind when nobody is there."""
        stamp = str(int(time()))
        body = {"code": 200, "msg": "Task completed.", "data": self._record(job)}
        headers = {
            "X-Webhook-Timestamp": stamp,
            "X-Webhook-Signature": signature(webhook_key(self.desk), job.id, stamp),
        }
        async with httpx.AsyncClient(timeout=_FETCH_S, trust_env=False) as client:
            with suppress(httpx.HTTPError):
                await client.post(job.order.callback or "", json=body, headers=headers)

    def link(self, body: bytes) -> Response:
        try:
            url = str(json.loads(body)["url"])
        except (ValueError, LookupError, TypeError):
            return envelope(422, "url is required")
        if not url.startswith(f"{self.desk.url}/results/"):
            return envelope(422, "The url was not generated by KIE")
        return envelope(200, "success", url)

    def download(self, name: str, fault: Fault | None) -> Response:
        job = self._jobs.get(name.removesuffix(".mp4"))
        expired = job is not None and self.desk.clock() > job.due + self.desk.dials["links_s"]
        if job is None or expired or not job.made or fault is Fault.LINK_GONE:
            return Response("<Error><Code>NoSuchKey</Code></Error>", 404, media_type="text/xml")
        return FileResponse(job.clip, media_type="video/mp4")


async def _fetched(url: str) -> bytes:
    """What a link leads to; a vendor, too, tries more than once."""
    async with httpx.AsyncClient(timeout=_FETCH_S, trust_env=False) as client:
        for _ in range(_FETCH_TRIES - 1):
            with suppress(httpx.HTTPError):
                return await _content(client, url)
        return await _content(client, url)


async def _content(client: httpx.AsyncClient, url: str) -> bytes:
    answer = await client.get(url)
    answer.raise_for_status()
    return answer.content


def _keep(content: bytes, target: Path) -> None:
    """The picture to animate, checked as the vendor checks it. ValueError: it will not do."""
    if len(content) > _MOST_IMAGE_BYTES:
        raise ValueError("it is larger than 10 MB")
    target.write_bytes(content)
    with Image.open(target) as image:
        if image.format not in {"PNG", "JPEG"}:
            raise ValueError(f"{image.format} is not supported")


def webhook_key(desk: Desk) -> str:
    """What callbacks are signed with."""
    return f"{desk.key}-hmac"


def signature(key: str, task: str, stamp: str) -> str:
    """KIE's signature of a callback: over the task and the time, not over the body."""
    digest = hmac.new(key.encode(), f"{task}.{stamp}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def envelope(code: int, words: str, data: object = None, *, status: int = 200) -> Response:
    """How KIE answers: the code that counts is inside."""
    return JSONResponse({"code": code, "msg": words, "data": data}, status)


def _unauthorized() -> Response:
    return envelope(401, "You do not have access permissions", status=401)


def _busy(words: str) -> Response:
    return envelope(429, words, status=429)


def _wait(desk: Desk, operation: str) -> Response:
    answer = _busy("Too many requests")
    answer.headers["Retry-After"] = desk.retry_after(10)
    return answer


KIE = _Kie()
