"""What is tried again at once, and what is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reelworks.domain.errors import (
    BadAnswer,
    JobFailed,
    KeyRefused,
    LinkGone,
    OutcomeUnknown,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.ops.again import again


class Vendor:
    """Answers with these errors, one after the other, and then well."""

    def __init__(self, errors: Sequence[ReelworksError]) -> None:
        self.errors, self.slept, self.calls = [*errors], list[float](), 0

    def call(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"

    def asked(self) -> str:
        return again(self.call, sleep=self.slept.append)


def test_two_bad_answers_are_got_over() -> None:
    vendor = Vendor([VendorUnavailable("502"), BadAnswer("half of it")])
    assert vendor.asked() == "done"
    assert vendor.slept == [1.0, 2.0]


def test_the_third_is_told() -> None:
    vendor = Vendor([VendorUnavailable(str(n)) for n in range(3)])
    with pytest.raises(VendorUnavailable, match="2"):
        vendor.asked()
    assert vendor.calls == 3


def test_the_vendors_own_word_is_waited_for_when_it_is_short() -> None:
    short, long = RateLimited("429", retry_after_s=7), RateLimited("429", retry_after_s=11)
    vendor = Vendor([short, long])
    with pytest.raises(RateLimited):
        vendor.asked()
    assert vendor.slept == [7]


@pytest.mark.parametrize(
    "error", [KeyRefused("401"), LinkGone("404"), JobFailed("501"), OutcomeUnknown("reset")]
)
def test_what_another_call_cannot_mend_is_told_at_once(error: ReelworksError) -> None:
    vendor = Vendor([error])
    with pytest.raises(type(error)):
        vendor.asked()
    assert vendor.calls == 1
