"""The need for a place from where a vendor can fetch a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class ImageHost(Protocol):
    """Puts pictures where vendors reach them. Costs nothing; safe to repeat."""

    def put(self, image: Path) -> str:
        """A link to the picture (PNG or JPEG) that works for at least some hours, for anybody.

        Raises VendorUnavailable, QuotaExhausted, BadInput.
        """
