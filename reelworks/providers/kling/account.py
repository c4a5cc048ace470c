"""The accounts that clips are bought with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reelworks.domain.channels import MODELS, Need
from reelworks.domain.errors import QuotaExhausted
from reelworks.domain.money import shown, usd
from reelworks.ports.account import Standing
from reelworks.providers import accounts
from reelworks.providers.kling.job import Order
from reelworks.providers.kling.kie import USD_PER_CREDIT, Kie
from reelworks.providers.kling.official import Official

_A_FILM = 18  # clips


class KieAccount:
    """Asks what credit is left."""

    def check(self, models: Sequence[str]) -> Standing:
        left = usd(Decimal(str(Kie().credits())) * USD_PER_CREDIT)
        if left <= 0:
            raise QuotaExhausted("There is no credit left at KIE.", remedy="Top up at kie.ai.")
        table = accounts.price_table()
        model = next(iter(models), MODELS["kling", Need.CLIP])
        length = table.clip_seconds("kling", model, 1)
        film = usd(table.clip("kling", model, length) * _A_FILM)
        low = f"That is less than a film of {_A_FILM} clips takes ({shown(film)} USD): top up soon."
        return Standing(f"credit for {shown(left)} USD", low if left < film else "")


class OfficialAccount:
    """Asks for a job that was never ordered, which costs nothing. Kling tells no balance here."""

    def check(self, models: Sequence[str]) -> Standing:
        Official().find(Order("", "", "", 0, "reelworks-doctor"))
        return Standing("the key is good")
