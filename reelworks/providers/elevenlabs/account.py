"""The account at ElevenLabs."""

from __future__ import annotations

from collections.abc import Sequence

from reelworks.domain.errors import QuotaExhausted
from reelworks.ports.account import NEARLY, Standing
from reelworks.providers.elevenlabs import client


class ElevenLabsAccount:
    """Asks for the subscription: what was used of this month's credits."""

    def check(self, models: Sequence[str]) -> Standing:
        account = client.get(client.ACCOUNT)
        used, most = (_count(account, name) for name in ("character_count", "character_limit"))
        found = f"plan {account.get('tier', 'unknown')}, {used:,} of {most:,} credits used"
        if used >= most and not account.get("can_extend_character_limit"):
            raise QuotaExhausted(f"{found}.", remedy="Wait for the month's reset, or upgrade.")
        low = f"{used / most:.0%} of the month's credits are used." if most else ""
        return Standing(found, low if most and used >= NEARLY * most else "")


def _count(account: object, name: str) -> int:
    found = account.get(name) if isinstance(account, dict) else None
    return int(found) if isinstance(found, int | float) else 0
