"""Chance that is always the same: from a seed and a key."""

from __future__ import annotations

import hashlib


def chance(seed: int, *key: str) -> float:
    """A number from 0 to 1, the same for the same seed and key."""
    digest = hashlib.sha256("\0".join((str(seed), *key)).encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48
