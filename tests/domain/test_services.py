"""What a service has room for, when its breaker opens and closes, and when its day begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelworks.domain.services import (
    PACIFIC,
    Breaker,
    Failure,
    Health,
    Limits,
    Service,
    breaker,
    next_reset,
    quota_day,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CLOSED = Breaker(Health.CLOSED)


def service(**more: object) -> Service:
    made = Service("kling", Limits(concurrency=8), offered=20, active=3, breaker=CLOSED)
    return replace(made, **more)  # type: ignore[arg-type]


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def failures(*moments: float, steps: int = 3, started: float | None = None) -> list[Failure]:
    """A failure at each moment, by turns of that many steps; each began a second before."""
    return [
        Failure(n % steps, at(moment - 1 if started is None else started), at(moment))
        for n, moment in enumerate(moments)
    ]


def test_what_is_free_is_what_the_limit_leaves() -> None:
    assert service().free() == 5
    assert service(active=9).free() == 0, "a limit that was lowered takes nothing away"
    assert service(limits=Limits()).free() == 17, "without a limit: what the workers offer"
    assert service(offered=4).free() == 1, "workers offer less than the limit"


def test_nothing_is_free_while_it_is_paused_asleep_or_broken() -> None:
    assert service(paused=True).free() == 0
    assert service(asleep_until=at(60)).free() == 0
    assert service(breaker=Breaker(Health.OPEN, at(60), NOW)).free() == 0


def test_one_may_try_while_the_breaker_is_half_open() -> None:
    half = Breaker(Health.HALF_OPEN, NOW, NOW)
    assert service(breaker=half, active=0).free() == 1
    assert service(breaker=half, active=1).free() == 0
    assert service(breaker=half, active=0, offered=0).free() == 0


def test_starts_in_a_second_count_however_many_slots_are_free() -> None:
    quick = service(limits=Limits(concurrency=8, per_second=3), recent=2)
    assert quick.free() == 1
    assert quick.granted(1, 1).free() == 0
    assert replace(quick, recent=9).free() == 0


def test_what_was_granted_is_counted() -> None:
    daily = service(limits=Limits(units_per_day=10), used_units=7).granted(1, 2)
    assert (daily.active, daily.units_left()) == (4, 1)
    assert daily.granted(1, 5).units_left() == 0
    assert service().units_left() is None


def test_it_opens_after_enough_failures_of_enough_steps() -> None:
    four, five = failures(0, 1, 2, 3), failures(0, 1, 2, 3, 4)
    assert breaker(four, at(5)).health is Health.CLOSED
    assert breaker(five, at(5)) == Breaker(Health.OPEN, at(34), at(4))
    assert breaker(failures(*range(20), steps=2), at(20)).health is Health.CLOSED


def test_it_waits_lets_one_try_and_waits_twice_as_long_after_each_that_fails() -> None:
    opened = failures(0, 0, 0, 0, 0)
    assert breaker(opened, at(29)).health is Health.OPEN
    assert breaker(opened, at(30)).health is Health.HALF_OPEN
    once = [*opened, *failures(32, started=31)]
    assert breaker(once, at(40)) == Breaker(Health.OPEN, at(92), NOW)
    twice = [*once, *failures(95, started=93)]
    assert breaker(twice, at(96)).until == at(95 + 120)


def test_a_rehearsals_breaker_waits_so_many_times_shorter() -> None:
    opened = failures(0, 0, 0, 0, 0)
    assert breaker(opened, at(0.4), speed=60).health is Health.OPEN
    assert breaker(opened, at(0.5), speed=60).health is Health.HALF_OPEN
    once = [*opened, *failures(3, started=2)]
    assert breaker(once, at(3), speed=60).until == at(4)


def test_what_was_under_way_when_it_opened_proves_nothing() -> None:
    late = [*failures(0, 0, 0, 0, 0), *failures(40, 50, started=-10)]
    assert breaker(late, at(51)) == Breaker(Health.HALF_OPEN, at(30), NOW)


def test_it_never_waits_longer_than_ten_minutes() -> None:
    found = failures(0, 0, 0, 0, 0)
    for _ in range(12):
        until = breaker(found, at(0)).until
        assert until is not None
        found.append(Failure(1, until, until + timedelta(seconds=1)))
    until = breaker(found, at(0)).until
    assert until == found[-1].at + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("now", "zone", "reset"),
    [
        ("2026-01-10T07:59:00+00:00", PACIFIC, "2026-01-10T08:00:00+00:00"),
        ("2026-01-10T08:00:00+00:00", PACIFIC, "2026-01-11T08:00:00+00:00"),
        ("2026-07-10T07:30:00+00:00", PACIFIC, "2026-07-11T07:00:00+00:00"),
        ("2026-03-08T08:30:00+00:00", PACIFIC, "2026-03-09T07:00:00+00:00"),  # a day of 23 hours
        ("2026-11-01T07:30:00+00:00", PACIFIC, "2026-11-02T08:00:00+00:00"),  # a day of 25 hours
        ("2026-06-01T12:00:00+00:00", "UTC", "2026-06-02T00:00:00+00:00"),
        ("2026-06-01T20:00:00+00:00", "Asia/Shanghai", "2026-06-02T16:00:00+00:00"),
    ],
)
def test_the_reset_is_the_next_midnight_of_the_vendor(now: str, zone: str, reset: str) -> None:
    assert next_reset(datetime.fromisoformat(now), zone) == datetime.fromisoformat(reset)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from([PACIFIC, "UTC", "Europe/London", "Asia/Kolkata", "Pacific/Apia"]),
)
def test_a_day_ends_at_its_reset_and_not_before(now: datetime, zone: str) -> None:
    reset = next_reset(now, zone)
    assert now < reset <= now + timedelta(hours=25)
    assert quota_day(reset, zone) > quota_day(now, zone)
    assert quota_day(reset - timedelta(seconds=1), zone) == quota_day(now, zone)
    assert reset.astimezone(ZoneInfo(zone)).hour == 0
