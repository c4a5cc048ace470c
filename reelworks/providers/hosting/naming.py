"""Names of hosted pictures: new ones each time, because hosts cache what once had a name."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from reelworks.domain.errors import BadInput
from reelworks.ops.files import sha256_of

TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def fresh(image: Path) -> tuple[str, str]:
    """A name that nobody has used, and the picture's type. Raises BadInput for no PNG or JPEG."""
    suffix = image.suffix.lower()
    if suffix not in TYPES:
        raise BadInput(f"{image.name} cannot be hosted.", remedy="Give a PNG or a JPEG.")
    return f"{sha256_of(image)[:16]}-{uuid4().hex[:12]}{suffix}", TYPES[suffix]
