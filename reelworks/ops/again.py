"""What costs nothing and harms nothing is tried again at once: one bad answer is no failed step."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from reelworks.domain.errors import LinkGone, VendorUnavailable

T = TypeVar("T")

_TRIES = 3
_PAUSE_S, _LONGEST_S = 1.0, 10.0  # who asks for more patience than that is left to the ladder


def again(
    call: Callable[[], T], *, tries: int = _TRIES, sleep: Callable[[float], None] = time.sleep
) -> T:
    """What the call returns, which may be made several times. Raises what its last one raised."""
    for tried in range(1, tries):
        try:
            return call()
        except LinkGone:  # only a fresh link helps
            raise
        except VendorUnavailable as error:
            wait = error.retry_after_s or _PAUSE_S * tried
            if wait > _LONGEST_S or error.job_over:
                raise
            sleep(wait)
    return call()
