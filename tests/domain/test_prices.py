"""What work costs by the table of prices."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reelworks.domain.errors import BadInput
from reelworks.domain.money import usd
from reelworks.domain.prices import LONGEST_STRETCH, Price, Prices, Unit


def price(model: str, unit: Unit, amount: str, **more: object) -> Price:
    return Price("vendor", model, unit, Decimal(amount), "2026-11-26", "a page", **more)  # type: ignore[arg-type]


TABLE = Prices(
    (
        price("words", Unit.INPUT_TOKEN, "0.25", per=1_000_000),
        price("words", Unit.OUTPUT_TOKEN, "2", per=1_000_000),
        price("clips", Unit.CLIP, "0.42", seconds=10),
        price("clips", Unit.CLIP, "0.21", seconds=5),
        price("flowing", Unit.SECOND, "0.09", lengths=(3, 15)),
    )
)


def test_tokens_are_added_up_and_rounded_once() -> None:
    used = {Unit.INPUT_TOKEN: 6_001, Unit.OUTPUT_TOKEN: 3}
    assert TABLE.cost("vendor", "words", used) == usd("0.001506")  # 0.00150025 + 0.000006


@pytest.mark.parametrize(("wanted", "bought"), [(1, 5), (5, 5), (6.2, 5), (6.3, 10), (30, 10)])
def test_the_cheapest_clip_that_fills_the_shot_is_bought(wanted: float, bought: int) -> None:
    assert TABLE.clip_seconds("vendor", "clips", wanted) == bought
    assert TABLE.clip("vendor", "clips", bought) == usd("0.21" if bought == 5 else "0.42")
    assert wanted <= bought * LONGEST_STRETCH or bought == 10


@pytest.mark.parametrize(("wanted", "bought"), [(1, 3), (5.1, 6), (6, 6), (40, 15)])
def test_clips_by_the_second_are_bought_whole_and_within_bounds(wanted: float, bought: int) -> None:
    assert TABLE.clip_seconds("vendor", "flowing", wanted) == bought
    assert TABLE.clip("vendor", "flowing", bought) == usd(Decimal("0.09") * bought)


@pytest.mark.parametrize(
    ("model", "usage"),
    [("unheard-of", {Unit.INPUT_TOKEN: 1}), ("words", {Unit.IMAGE: 1}), ("", {Unit.CHARACTER: 1})],
)
def test_what_has_no_price_is_refused(model: str, usage: dict[Unit, float]) -> None:
    with pytest.raises(BadInput, match="no price for vendor") as refused:
        TABLE.cost("vendor", model, usage)
    assert "prices.yaml" in refused.value.remedy


def test_a_clip_of_a_length_that_is_not_sold_has_no_price() -> None:
    with pytest.raises(BadInput):
        TABLE.clip("vendor", "clips", 7)


def test_a_persons_price_stands_in_place_of_ours_and_new_ones_beside() -> None:
    own = Prices((price("clips", Unit.CLIP, "0.10", seconds=5), price("more", Unit.IMAGE, "0.01")))
    both = TABLE.merged(own)
    assert both.clip("vendor", "clips", 5) == usd("0.10")
    assert both.clip("vendor", "clips", 10) == usd("0.42")
    assert both.known("vendor", "more")
    assert len(both.entries) == len(TABLE.entries) + 1
