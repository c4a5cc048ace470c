"""Pictures in a bucket of one's own (S3, R2), behind links that are signed for a day."""

from __future__ import annotations

import os
from pathlib import Path

from reelworks.domain.errors import KeyRefused
from reelworks.providers.hosting.naming import fresh
from reelworks.storage import s3

_PREFIX = "HOST_S3"
_FOLDER = "reelworks-pictures"
_LINK_S = 86_400.0


class BucketHost:
    """Needs HOST_S3_BUCKET, _ENDPOINT, _REGION, _ACCESS_KEY and _SECRET_KEY."""

    def put(self, image: Path) -> str:
        account = s3.account(_PREFIX, os.environ)
        if account is None:
            raise KeyRefused(
                "There is no bucket for pictures.",
                remedy=f"Set {_PREFIX}_BUCKET and the others (docs/production.md).",
            )
        name = f"{_FOLDER}/{fresh(image)[0]}"
        bucket = s3.Bucket(account)
        bucket.put(image, name)
        return bucket.signed(name, _LINK_S)
