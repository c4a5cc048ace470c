"""Money: exact US dollars."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import NewType

Usd = NewType("Usd", Decimal)

FREE = Usd(Decimal(0))
_MICRO = Decimal("0.000001")


def usd(amount: str | int | Decimal) -> Usd:
    """An exact amount; more than six decimals are rounded half to even."""
    return Usd(Decimal(amount).quantize(_MICRO, rounding=ROUND_HALF_EVEN))


def shown(amount: Usd) -> str:
    """For people: two decimals, more only where the cents would hide the amount."""
    cents = amount.quantize(Decimal("0.01"))
    return str(cents if cents == amount else amount.normalize())
