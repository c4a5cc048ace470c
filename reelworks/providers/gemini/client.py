"""Gemini's generateContent: one request, the last picture of its answer, every failure named once.

Wire: POST {base}/v1beta/models/{model}:generateContent; services.md section 4.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reelworks.domain.errors import (
    BadAnswer,
    BadInput,
    ContentRefused,
    KeyRefused,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.ops.calls import call, clipped, document, retry_after, words
from reelworks.providers import accounts

if TYPE_CHECKING:
    import httpx

KEY, ADDRESS, VERSION = "GEMINI_API_KEY", "GEMINI_BASE_URL", "GEMINI_API_VERSION"
USUAL_ADDRESS, USUAL_VERSION = "https://generativelanguage.googleapis.com", "v1beta"
TIMEOUT_S = 240.0

_BLAMED = ("SAFETY", "PROHIBITED_CONTENT", "RECITATION")  # each with and without IMAGE_
# What a candidate ends with when the content is at fault.
_REFUSALS = frozenset({*_BLAMED, *(f"IMAGE_{why}" for why in _BLAMED), "BLOCKLIST", "SPII"})
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_RETRY_IN = re.compile(r"retry in (\d+(?:\.\d+)?)\s*(ms|s)", re.IGNORECASE)
_DELAY = re.compile(r"(\d+(?:\.\d+)?)s")
_CHANGE = "Change the prompt: `reelworks edit TASK SHOT --scene ...`, or reject it with a note."

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it came, not yet looked at, and the vendor's id of the answer."""

    content: bytes
    type: str
    request_id: str | None


def generate(model: str, prompt: str, ratio: str, size: str) -> Picture:
    """Have one picture made. Raises what the answer means; no picture costs nothing."""
    body = {
        "contents": [{"role": "user", "parts": [{"text": prompt}]}],
        "generationConfig": {
            "responseModalities": ["TEXT", "IMAGE"],  # with text, so that a refusal has words
            "imageConfig": {"aspectRatio": ratio, "imageSize": size},
        },
    }
    if not _MODEL.fullmatch(model):
        raise BadInput(
            f"{model!r} is no model of Gemini.", remedy="Correct `models: {image: ...}`."
        )
    url = f"{_base()}/models/{model}:generateContent"
    reply = call("Gemini", "POST", url, pays=True, timeout_s=TIMEOUT_S, headers=_key(), body=body)
    told = document(reply)
    if not reply.is_success or not isinstance(told, dict) or "error" in told:
        raise _named(reply, told, model)
    return _picture(told)


def look(model: str) -> None:
    """Ask about the model, which costs nothing. Raises like `generate`."""
    reply = call("Gemini", "GET", f"{_base()}/models/{model}", timeout_s=20, headers=_key())
    if not reply.is_success:
        raise _named(reply, document(reply), model)


def _base() -> str:
    version = os.environ.get(VERSION, "").strip() or USUAL_VERSION
    return f"{accounts.address(ADDRESS, USUAL_ADDRESS)}/{version}"


def _key() -> Mapping[str, str]:
    key = os.environ.get(KEY, "").strip()
    if not key:
        raise KeyRefused(f"{KEY} is not set.", remedy="docs/production.md says how to get a key.")
    return {"x-goog-api-key": key}


def _picture(told: Json) -> Picture:
    """The last picture: a model that thinks sends its sketches first."""
    candidates = [c for c in told.get("candidates") or [] if isinstance(c, dict)]
    if not candidates:
        raise _blocked(told.get("promptFeedback"))
    parts = list(_parts(candidates[0]))
    pictures = [part for part in parts if part.get("data")]
    if not pictures:
        raise _no_picture(candidates[0], parts)
    last = pictures[-1]
    kind = str(last.get("mimeType") or last.get("mime_type") or "")
    try:
        content = base64.b64decode(str(last["data"]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadAnswer("Gemini's picture is not whole.", remedy="It is tried again.") from error
    request_id = told.get("responseId")
    return Picture(content, kind, request_id if isinstance(request_id, str) else None)


def _parts(candidate: Json) -> Iterator[dict[str, Any]]:
    """Its parts; of a picture, what stands inside."""
    content = candidate.get("content")
    parts = content.get("parts") if isinstance(content, dict) else None
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, dict):
            inline = part.get("inlineData") or part.get("inline_data")
            yield inline if isinstance(inline, dict) else part


def _blocked(feedback: object) -> ReelworksError:
    about = feedback if isinstance(feedback, dict) else {}
    reason = about.get("blockReason")
    if not reason:
        return BadAnswer("Gemini answered with nothing.", remedy="It is tried again.")
    said = clipped(str(about.get("blockReasonMessage") or "")) or "it gives no other reason"
    return ContentRefused(f"Gemini refused the prompt ({reason}): {said}.", remedy=_CHANGE)


def _no_picture(candidate: Json, parts: list[dict[str, Any]]) -> ReelworksError:
    """An answer without a picture: refused, or just not made this time."""
    reason = str(candidate.get("finishReason") or "no reason")
    text = " ".join(str(part["text"]) for part in parts if part.get("text")).strip()
    said = clipped(str(candidate.get("finishMessage") or text)) or "it says nothing more"
    if reason in _REFUSALS:
        return ContentRefused(f"Gemini refused the picture ({reason}): {said}", remedy=_CHANGE)
    return BadAnswer(
        f"Gemini answered without a picture ({reason}): {said}",
        remedy=f"It is tried again. If that does not help: {_CHANGE}",
    )


def _named(reply: httpx.Response, told: object, model: str) -> ReelworksError:
    """What an error of Google's is, by our names."""
    inside = told.get("error") if isinstance(told, dict) else None
    error: Json = inside if isinstance(inside, dict) else {}
    status = reply.status_code if not reply.is_success else int(error.get("code") or 502)
    message = clipped(str(error.get("message") or "")) or words(reply) or "nothing"
    said = f"Gemini said {status} {error.get('status') or ''}".rstrip() + f": {message}"
    details = [d for d in error.get("details") or [] if isinstance(d, dict)]
    if status in {401, 403} or any(d.get("reason") == "API_KEY_INVALID" for d in details):
        return KeyRefused(said, remedy=f"Check {KEY} and what it may use.")
    if status == 429:
        return _limited(said, message, details, retry_after(reply))
    if status in {408, 409} or status >= 500 or reply.is_success:
        return VendorUnavailable(
            said, remedy="It is tried again.", retry_after_s=retry_after(reply)
        )
    if status == 404:
        return BadInput(said, remedy=f"Is {model} retired? Name another under `models`.")
    return BadInput(said, remedy="Correct what it says, then `reelworks retry`.")


def _limited(
    said: str, message: str, details: list[dict[str, Any]], header: float | None
) -> ReelworksError:
    """Of a day: used up until midnight in California. Of a minute: come back as told."""
    violations = [v for d in details for v in d.get("violations") or [] if isinstance(v, dict)]
    of_a_day = any("PerDay" in str(v.get("quotaId", "")) for v in violations)
    none_at_all = any(str(v.get("quotaValue", "")) == "0" for v in violations)
    if of_a_day or none_at_all or re.search(r"\blimit: 0\b", message):
        remedy = "It goes on after the reset; a paid plan has higher limits."
        return QuotaExhausted(said, remedy=remedy)
    told = [header, *(_seconds(str(d.get("retryDelay", ""))) for d in details)]
    if found := _RETRY_IN.search(message):
        told.append(float(found[1]) / (1000 if found[2].lower() == "ms" else 1))
    wait = max((seconds for seconds in told if seconds is not None), default=None)
    return RateLimited(said, remedy="It is tried again.", retry_after_s=wait)


def _seconds(delay: str) -> float | None:
    found = _DELAY.fullmatch(delay)
    return float(found[1]) if found else None
