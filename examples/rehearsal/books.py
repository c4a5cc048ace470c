"""Two books of the same business: what the product says it paid, and what the sandbox charged.

An answer that was lost on the line was paid for all the same, or it was not: nobody on our side of
the line can know, so the product books what the call was expected to cost as doubtful. The sandbox
knows. So three things must hold, to the last digit: what we booked as paid is what was charged for
answers that arrived; there are as many doubtful bookings as there are calls without an answer; and
what was charged for those is no more than what was booked for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text

from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.ledger import Charge, Ledger, Received

VENDORS = {"openai": "openai", "gemini": "gemini", "kie": "kling", "elevenlabs": "elevenlabs"}
_PAYING = frozenset({"completion", "generate", "create", "speech", "effect", "music"})
_SOUND = frozenset({"effect", "music"})  # their answers are media, which can come half
_LOST = frozenset({Fault.RESET.value, Fault.TORN.value})
_NO_ANSWER = _LOST | {Fault.REFUSED_LINE.value}

_BOOKED = text(
    """
    select coalesce(sum(actual_usd) filter (where state = 'settled'), 0) as paid,
      coalesce(sum(usd) filter (where state = 'unknown'), 0) as doubtful,
      count(*) filter (where state = 'unknown') as doubts,
      count(*) filter (where state = 'reserved') as reserved,
      count(distinct step_id) filter (where state = 'settled' and actual_usd > 0) as steps
    from costs where service = :service
    """
)


@dataclass(frozen=True, slots=True)
class Account:
    """A vendor in both books, in US dollars. `spoiled`: paid answers that came, and were no good.

    `unanswered`: calls that pay and had no answer; `lost_usd` was charged for `lost` of them.
    """

    vendor: str
    requests: int
    faults: int
    charged_usd: Decimal
    lost_usd: Decimal
    purchases: int
    lost: int
    spoiled: int
    unanswered: int
    paid_usd: Decimal
    doubtful_usd: Decimal
    doubts: int
    reserved: int
    steps: int

    @property
    def agrees(self) -> bool:
        """The bill and the ledger say the same, as far as anybody could know it."""
        return (
            self.paid_usd == self.charged_usd - self.lost_usd
            and self.doubts == self.unanswered
            and self.doubtful_usd >= self.lost_usd
            and self.reserved == 0
        )

    @property
    def bought_once(self) -> bool:
        """Whatever was bought beyond one of each is what never arrived, or arrived spoiled."""
        return self.purchases == self.steps + self.lost + self.spoiled


async def accounts(context: Context, ledger: Ledger) -> list[Account]:
    """Every vendor that is paid."""
    return [await _account(context, ledger, *pair) for pair in VENDORS.items()]


async def _account(context: Context, ledger: Ledger, vendor: str, service: str) -> Account:
    received = ledger.calls(vendor)
    faults = {request.request_id: request.fault for request in received}
    kept = _kept([charge for charge in ledger.charges if charge.vendor == vendor])
    lost = [charge for charge in kept if faults[charge.request] in _LOST]
    async with snapshot(context.database) as tx:
        row = (await tx.execute(_BOOKED, {"service": service})).one()
    return Account(
        vendor=vendor,
        requests=len(received),
        faults=sum(bool(fault) for fault in faults.values()),
        charged_usd=ledger.total(vendor),
        lost_usd=sum((charge.usd for charge in lost), Decimal(0)),
        purchases=len(kept),
        lost=len(lost),
        spoiled=_spoiled(received),
        unanswered=_unanswered(received),
        paid_usd=row.paid,
        doubtful_usd=row.doubtful,
        doubts=row.doubts,
        reserved=row.reserved,
        steps=row.steps,
    )


def _kept(charges: Sequence[Charge]) -> list[Charge]:
    """Without what was given back."""
    given_back = {charge.job for charge in charges if charge.usd < 0}
    return [charge for charge in charges if charge.job not in given_back and charge.usd > 0]


def _spoiled(received: Sequence[Received]) -> int:
    half = Fault.TRUNCATED.value
    return sum(r.operation in _SOUND and r.fault == half and r.status == 200 for r in received)


def _unanswered(received: Sequence[Received]) -> int:
    """Torn answers that were no success anyway had bought nothing, and said so in their status."""
    paying = [r for r in received if r.operation in _PAYING and r.fault in _NO_ANSWER]
    return sum(r.fault != Fault.TORN.value or r.status == 200 for r in paying)
