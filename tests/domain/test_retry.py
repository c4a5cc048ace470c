"""When a failed attempt comes round again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reelworks.domain.errors import FailureKind
from reelworks.domain.retry import next_attempt

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def due(
    kind: FailureKind, attempt: int, chance: float = 0.0, not_before: datetime | None = None
) -> datetime | None:
    return next_attempt(kind, attempt=attempt, now=NOW, chance=chance, not_before=not_before)


@pytest.mark.parametrize(("attempt", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60)])
def test_the_ladder(attempt: int, minutes: int) -> None:
    assert due(FailureKind.TRANSIENT, attempt) == NOW + timedelta(minutes=minutes)
    late = due(FailureKind.TRANSIENT, attempt, chance=1.0)
    assert late == NOW + timedelta(minutes=minutes) * 1.2


def test_a_rehearsals_ladder_is_shorter_and_the_vendors_word_is_kept() -> None:
    kind, later = FailureKind.TRANSIENT, NOW + timedelta(seconds=20)
    soon = next_attempt(kind, attempt=2, now=NOW, chance=0.0, speed=60)
    assert soon == NOW + timedelta(seconds=5)
    told = next_attempt(kind, attempt=2, now=NOW, chance=0.0, not_before=later, speed=60)
    assert told == later


def test_after_the_last_rung_a_person_is_told() -> None:
    assert due(FailureKind.TRANSIENT, 5) is None


def test_the_vendors_later_word_wins_and_its_earlier_one_does_not() -> None:
    later, earlier = NOW + timedelta(hours=2), NOW + timedelta(seconds=1)
    assert due(FailureKind.TRANSIENT, 1, not_before=later) == later
    assert due(FailureKind.TRANSIENT, 1, not_before=earlier) == NOW + timedelta(minutes=1)


@pytest.mark.parametrize("kind", [FailureKind.PERMANENT, FailureKind.REFUSED, FailureKind.UNKNOWN])
def test_what_trying_again_cannot_mend_is_not_tried_again(kind: FailureKind) -> None:
    assert due(kind, 1) is None


def test_an_empty_quota_sleeps_until_its_reset_however_often() -> None:
    reset = NOW + timedelta(hours=9)
    assert due(FailureKind.EXHAUSTED, 40, not_before=reset) == reset
