"""What vendors charge: one table of prices, and what a piece of work costs by it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reelworks.domain.errors import BadInput
from reelworks.domain.money import Usd, usd

LONGEST_STRETCH = 1.25  # a clip may be slowed so far to fill its shot before a longer one is bought


class Unit(StrEnum):
    """What a vendor counts."""

    IMAGE = "image"
    CLIP = "clip"  # of the length that the price names
    SECOND = "second"
    CHARACTER = "character"
    INPUT_TOKEN = "input_token"  # noqa: S105  (no secret)
    OUTPUT_TOKEN = "output_token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Price:
    """`usd` dollars for `per` units of a service's model; `seconds` is the length of a clip.

    `lengths`: the shortest and the longest clip, where clips are sold by the second.
    `seen` is when the price was read (ISO date), `source` where.
    """

    service: str
    model: str
    unit: Unit
    usd: Decimal
    seen: str
    source: str
    per: int = 1
    seconds: int | None = None
    lengths: tuple[int, int] | None = None

    @property
    def key(self) -> tuple[str, str, Unit, int | None]:
        """There is one price for this."""
        return self.service, self.model, self.unit, self.seconds


Usage = Mapping[Unit, float]


@dataclass(frozen=True, slots=True)
class Prices:
    """The whole table. What is not in it has no price, and is never bought."""

    entries: tuple[Price, ...] = ()

    def of(self, service: str, model: str) -> tuple[Price, ...]:
        """Every price of a model."""
        return tuple(p for p in self.entries if (p.service, p.model) == (service, model))

    def known(self, service: str, model: str) -> bool:
        return bool(self.of(service, model))

    def cost(self, service: str, model: str, usage: Usage) -> Usd:
        """What so many units cost. Raises BadInput for what the table has no price for."""
        found = {price.unit: price for price in self.of(service, model)}
        total = Decimal(0)
        for unit, count in usage.items():
            if unit not in found:
                raise unpriced(service, model, unit)
            total += found[unit].usd * Decimal(str(count)) / found[unit].per
        return usd(total)

    def clip_seconds(self, service: str, model: str, wanted: float) -> float:
        """How long a clip to buy for a shot of `wanted` seconds: the cheapest that can fill it.

        A model that is not in the table is asked for what is wanted.
        """
        entries = self.of(service, model)
        sold = sorted(p.seconds for p in entries if p.unit is Unit.CLIP and p.seconds)
        if sold:
            return float(next((s for s in sold if s * LONGEST_STRETCH >= wanted), sold[-1]))
        for price in entries:
            if price.lengths is not None:
                least, most = price.lengths
                return float(min(max(math.ceil(wanted), least), most))
        return wanted

    def clip(self, service: str, model: str, seconds: float) -> Usd:
        """What a clip of this length costs. Raises BadInput where it has no price."""
        for price in self.of(service, model):
            if price.unit is Unit.CLIP and price.seconds == seconds:
                return usd(price.usd)
            if price.unit is Unit.SECOND:
                return self.cost(service, model, {Unit.SECOND: seconds})
        raise unpriced(service, model, Unit.CLIP)

    def merged(self, own: Prices) -> Prices:
        """The same with a person's own prices in place of ours, and beside them."""
        theirs = {price.key for price in own.entries}
        kept = (price for price in self.entries if price.key not in theirs)
        return Prices((*kept, *own.entries))


def unpriced(service: str, model: str, unit: Unit) -> BadInput:
    """The refusal of what nobody knows the price of."""
    return BadInput(
        f"There is no price for {service} {model or 'without a model'}, per {unit.value}.",
        remedy="Add it to prices.yaml in REELWORKS_HOME; docs/production.md shows how.",
    )
