"""Makes a clip with Kling: host the still, order, wait, fetch at once, look at it, fit it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reelworks.domain.channels import MODELS, Need
from reelworks.domain.errors import BadAnswer, BadInput, LinkGone, ReelworksError, VendorUnavailable
from reelworks.domain.money import Usd
from reelworks.media import own_clip, probe
from reelworks.ops import hints, links
from reelworks.ops.again import again
from reelworks.ports.clip import ClipRequest
from reelworks.ports.handshake import Handshake
from reelworks.ports.spend import Spend
from reelworks.providers import accounts, registry
from reelworks.providers.kling.job import Job, Order, Seller
from reelworks.providers.kling.kie import Kie
from reelworks.providers.kling.official import Official

_POLL_S, _LONGEST_POLL_S = 5.0, 15.0
_TYPICAL_S = 240.0  # how long a clip takes, for the bar
_WAIT_S = 1500.0  # then another attempt goes on waiting
_UNKNOWN_S = 90.0  # a job may be unknown for so long after it was ordered
_MOST_STUMBLES = 4  # answers in a row that are none, while a job is waited for
_LINKS_LIVE_S = 86_400.0  # then a clip that was not fetched is gone for good
_MOST_BYTES = 500 * 2**20
_LEAST_SIDE = 128  # no preview, no placeholder
_SHORTER_S = 0.5  # a clip may be so much shorter than it was sold


class KlingThroughKie:
    """Kling's clips, bought through KIE (KIE_API_KEY)."""

    def make(self, request: ClipRequest, clip: Path, handshake: Handshake) -> Spend:
        return make(Kie(), "kling", request, clip, handshake)


class OfficialKling:
    """Kling's clips, bought from Kling (KLING_API_KEY, or KLING_ACCESS_KEY and _SECRET_KEY)."""

    def make(self, request: ClipRequest, clip: Path, handshake: Handshake) -> Spend:
        return make(Official(), "kling-official", request, clip, handshake)


def make(
    seller: Seller, service: str, request: ClipRequest, clip: Path, handshake: Handshake
) -> Spend:
    """Write `clip`. A job that was bought before is waited for; nothing is bought twice.

    Raises what the seller's answers mean; OutcomeUnknown when nobody knows whether it was bought.
    """
    model = request.model or MODELS[service, Need.CLIP]
    table = accounts.price_table()
    seconds = table.clip_seconds(service, model, request.seconds)
    price = table.clip(service, model, seconds)
    job = handshake.resume
    if job is None:
        order = _order(request, model, seconds)
        job = _bought(seller, order, request.image, handshake, service=service, price=price)
    done = _awaited(seller, job, handshake)
    try:
        _keep(done.link, request, seconds, clip)
    except LinkGone as error:
        if done.ended is not None and time.time() - done.ended > _LINKS_LIVE_S:
            raise _gone(seller, job) from error
        raise
    handshake.progress(1.0)
    return Spend(price if done.cost is None else done.cost, job)


def _order(request: ClipRequest, model: str, seconds: float) -> Order:
    """The order but for the picture; its mark is the same for every attempt at the same take."""
    prompt = " ".join(part.strip() for part in (request.motion, request.note) if part.strip())
    marked = json.dumps([model, prompt, seconds, request.seed])
    digest = hashlib.sha256(request.image.read_bytes() + marked.encode()).hexdigest()
    return Order(model, prompt or "the scene comes alive", "", seconds, f"reelworks-{digest[:32]}")


def _bought(
    seller: Seller, order: Order, image: Path, handshake: Handshake, *, service: str, price: Usd
) -> str:
    found = seller.find(order) if handshake.unsure else None
    if found is None:
        where = _hosted(image) if seller.takes_links else _encoded(image)
        handshake.intent(service, price)
        found = seller.order(replace(order, image=where))
    handshake.submitted(found)
    return found


def _hosted(image: Path) -> str:
    host = registry.image_host(os.environ.get("REELWORKS_IMAGE_HOST", "").strip() or "kie")
    return again(lambda: host.put(image))


def _encoded(image: Path) -> str:
    return base64.b64encode(image.read_bytes()).decode()


def _awaited(seller: Seller, job: str, handshake: Handshake) -> Job:
    """The job when it is done. Waiting is free, so a few bad answers do not end it."""
    usual = accounts.seconds(seller.pace, _POLL_S)
    began, pause, stumbles = time.monotonic(), usual, 0
    while (waited := time.monotonic() - began) < _WAIT_S:
        try:
            found = seller.look(job)
        except VendorUnavailable as error:
            stumbles += 1
            if error.job_over or stumbles > _MOST_STUMBLES:
                raise
        else:
            stumbles = 0
            if found.done:
                return found
            if not found.known and waited > _UNKNOWN_S:
                raise _lost(seller, job)
        handshake.progress(min(waited / _TYPICAL_S, 0.9), "waiting for Kling")
        hinted = hints.wait(pause)  # the vendor may have said that it is done
        pause = usual if hinted else min(pause * 1.2, max(_LONGEST_POLL_S, pause))
    raise VendorUnavailable(
        f"{seller.name} still works on job {job} after {_WAIT_S / 60:.0f} minutes.",
        remedy="It is waited for again; nothing is bought twice.",
    )


def _lost(seller: Seller, job: str) -> ReelworksError:
    return BadInput(
        f"{seller.name} does not know job {job}.",
        remedy="Look at the vendor's account; `reelworks retry` buys the clip (again).",
    )


def _gone(seller: Seller, job: str) -> ReelworksError:
    return BadInput(
        f"The clip of job {job} was not fetched in time, and {seller.name} has it no more.",
        remedy="`reelworks retry` buys another.",
    )


def _keep(link: str, request: ClipRequest, seconds: float, clip: Path) -> None:
    """Fetch the clip, look at it, and fit it to the film."""
    sent = clip.with_name(f".{clip.stem}.sent.mp4")
    try:
        again(lambda: _fetch(link, sent, seconds))
        _as_vendors(lambda: own_clip.fit(sent, clip, (request.width, request.height), request.fps))
    finally:
        sent.unlink(missing_ok=True)


def _fetch(link: str, sent: Path, seconds: float) -> None:
    links.fetch(link, sent, most_bytes=_MOST_BYTES)
    _as_vendors(lambda: _believe(sent, seconds))


def _believe(sent: Path, seconds: float) -> None:
    """Raise BadInput unless it is the clip that was bought."""
    picture = probe.probe_picture(sent)
    if min(picture.width, picture.height) < _LEAST_SIDE:
        raise BadInput(f"it is only {picture.width}x{picture.height}")
    there = min(picture.seconds, picture.frames / float(picture.fps or 1))
    if there < seconds - _SHORTER_S:
        raise BadInput(f"it has {there:.1f} s of the {seconds:g} s that were bought")


def _as_vendors(look: Callable[[], None]) -> None:
    """A clip that cannot be used is the vendor's fault; it may come whole the next time."""
    try:
        look()
    except BadInput as error:
        raise BadAnswer(f"The clip that came cannot be used: {error.message}") from error
