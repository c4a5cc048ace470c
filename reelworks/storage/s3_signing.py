"""Amazon's signature (version 4) of a request to S3: pure, for what the library does not offer."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    access_key: str
    secret_key: str
    region: str
    service: str = "s3"


def headers(signer: Signer, method: str, url: str, body: bytes, now: datetime) -> Mapping[str, str]:
    """The headers to send with the request; `url` has its query sorted and encoded already."""
    parts = urlsplit(url)
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.md5(body, usedforsecurity=False).digest()  # S3 asks for it
    signed = {
        **({"content-md5": base64.b64encode(digest).decode()} if body else {}),
        "host": parts.netloc,
        "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
        "x-amz-date": stamp,
    }
    names = ";".join(signed)
    request = "\n".join(
        [
            method,
            parts.path or "/",
            parts.query,
            *(f"{name}:{value}" for name, value in signed.items()),
            "",
            names,
            signed["x-amz-content-sha256"],
        ]
    )
    scope = f"{stamp[:8]}/{signer.region}/{signer.service}/aws4_request"
    text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(_key(signer, stamp[:8]), text.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={signer.access_key}/{scope}"
    authorization = f"{_ALGORITHM} {credential}, SignedHeaders={names}, Signature={signature}"
    return {**signed, "authorization": authorization}


def _key(signer: Signer, day: str) -> bytes:
    key = f"AWS4{signer.secret_key}".encode()
    for part in (day, signer.region, signer.service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
