"""A callback of KIE's: is it signed by them, and about which job? A hint, never the truth.

The signature covers the job's id and the time, not the body: whoever gets a good one asks KIE how
the job stands (`Kie.look`) and believes nothing else of it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping

STAMP, SIGNATURE = "x-webhook-timestamp", "x-webhook-signature"  # headers, in lower case
LONGEST_S = 300.0  # an older one may be a replay
_MOST_BYTES = 1_000_000


def job_of(body: bytes, headers: Mapping[str, str], key: str, now: float) -> str | None:
    """The id of the job that it is about; None for what KIE did not sign, or not lately.

    `headers` have names in lower case; `now` is in Unix seconds. Without a key nothing is good.
    """
    job, stamp = _job(body), headers.get(STAMP, "")
    if not key or job is None or not _is_fresh(stamp, now):
        return None
    try:
        given = base64.b64decode(headers.get(SIGNATURE, ""), validate=True)
    except (binascii.Error, ValueError):
        return None
    wanted = hmac.new(key.encode(), f"{job}.{stamp}".encode(), hashlib.sha256).digest()
    return job if hmac.compare_digest(given, wanted) else None


def _is_fresh(stamp: str, now: float) -> bool:
    known = stamp.isascii() and stamp.isdecimal() and len(stamp) < 13
    return known and abs(now - int(stamp)) <= LONGEST_S


def _job(body: bytes) -> str | None:
    if len(body) > _MOST_BYTES:
        return None
    try:
        data = json.loads(body)["data"]
        job = data.get("taskId") or data.get("task_id")
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return job if isinstance(job, str) and 0 < len(job) <= 200 else None
