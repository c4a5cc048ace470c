"""The need to know whether an account can be used, before anything is bought with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

NEARLY = 0.8  # of a quota: time to tell a person


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as its vendor tells it; `warning` is what a person should see to soon."""

    found: str
    warning: str = ""


class Account(Protocol):
    """An account at a vendor."""

    def check(self, models: Sequence[str]) -> Standing:
        """Ask the vendor by its cheapest call; nothing is bought.

        Raises KeyRefused or BadInput for a key or model that cannot be used, QuotaExhausted when
        nothing is left, VendorUnavailable.
        """
