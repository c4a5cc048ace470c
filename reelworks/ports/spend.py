"""What a provider's call cost, by the vendor's own account."""

from __future__ import annotations

from dataclasses import dataclass

from reelworks.domain.money import FREE, Usd


@dataclass(frozen=True, slots=True)
class Spend:
    """`request_id` is the vendor's, for asking them later."""

    cost: Usd = FREE
    request_id: str | None = None
