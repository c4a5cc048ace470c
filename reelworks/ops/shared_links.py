"""Shared links: an address of one file that anybody may fetch who has it, until it ends.

For what cannot log in: a mail, a board elsewhere, a program that is told by webhook.
"""

from __future__ import annotations

import hmac

from reelworks.ops import server_key

LONGEST_S = 30 * 86_400
_PURPOSE = "shared link"


def query(key: bytes, name: str, until: int) -> str:
    """What to put behind the address of a file of this name; good until then (Unix seconds)."""
    return f"until={until}&signature={_signature(key, name, until)}"


def is_good(key: bytes, name: str, until: str, signature: str, now: float) -> bool:
    """Whether a link's query is ours, of this very file, and has not ended."""
    if not (until.isascii() and until.isdecimal() and len(until) < 12):
        return False
    wanted = _signature(key, name, int(until))
    return hmac.compare_digest(wanted.encode(), signature.encode()) and now < int(until)


def _signature(key: bytes, name: str, until: int) -> str:
    return server_key.signed(key, _PURPOSE, f"{until}:{name}")
