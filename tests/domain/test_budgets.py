"""Which steps fit into budgets, and why the others wait."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reelworks.domain.budgets import Account, Hold, Priced, within
from reelworks.domain.money import Usd, usd

SPENDING = Account(Hold.SPENDING, "t")
CHANNEL, ALL = Account(Hold.CHANNEL, "t/c"), Account(Hold.ALL, "t")


def video(number: int) -> Account:
    return Account(Hold.VIDEO, str(number))


def step(number: int, price: str, task: int = 1) -> Priced:
    return Priced(number, usd(price), (SPENDING, video(task), CHANNEL, ALL))


def test_everything_fits_where_there_is_no_budget() -> None:
    assert within({}, [step(1, "5"), step(2, "7")]).granted == (1, 2)


def test_each_takes_its_price_from_every_budget_it_is_in() -> None:
    rooms = {video(1): usd("1.00"), CHANNEL: usd("0.50")}
    verdict = within(rooms, [step(1, "0.30"), step(2, "0.30"), step(3, "0.20")])
    assert verdict.granted == (1, 3)
    assert verdict.held == {2: Hold.CHANNEL}
    assert verdict.short == {CHANNEL: usd("0.30")}


def test_the_budget_of_one_video_holds_no_other() -> None:
    verdict = within({video(1): usd("0.10")}, [step(1, "0.30"), step(2, "0.30", task=2)])
    assert (verdict.granted, verdict.held) == ((2,), {1: Hold.VIDEO})


def test_what_costs_nothing_runs_even_when_spending_is_stopped_or_overrun() -> None:
    rooms = {SPENDING: usd(0), ALL: usd("-3")}
    verdict = within(rooms, [step(1, "0"), step(2, "0.01")])
    assert (verdict.granted, verdict.held) == ((1,), {2: Hold.SPENDING})


def test_a_budget_is_used_up_to_the_last_cent() -> None:
    assert within({ALL: usd("0.30")}, [step(1, "0.30")]).granted == (1,)
    assert within({ALL: usd("0.299999")}, [step(1, "0.30")]).granted == ()


PRICES = st.decimals(Decimal(0), Decimal(2), places=2).map(usd)


@given(st.lists(st.tuples(PRICES, st.integers(1, 3)), max_size=12), PRICES, PRICES)
def test_no_budget_is_ever_reserved_beyond(
    wanted: list[tuple[Usd, int]], of_video: Usd, of_all: Usd
) -> None:
    steps = [Priced(n, price, (video(task), ALL)) for n, (price, task) in enumerate(wanted)]
    verdict = within({video(1): of_video, ALL: of_all}, steps)
    assert {*verdict.granted, *verdict.held} == set(range(len(steps)))
    granted = [(price, task) for n, (price, task) in enumerate(wanted) if n in verdict.granted]
    assert sum(price for price, _ in granted) <= of_all
    assert sum(price for price, task in granted if task == 1) <= of_video
