"""An answer to a call may be neither endless nor endlessly slow, and is decoded once."""

from __future__ import annotations

import gzip

import pytest

from reelworks.domain.errors import OutcomeUnknown, VendorUnavailable
from reelworks.ops import calls
from tests.providers.loopback import Say, loopback


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "_LARGEST", 1_000)
    with loopback(Say(b"x" * 2_000)) as vendor, pytest.raises(VendorUnavailable):
        calls.call("It", "GET", vendor.url)


def test_an_endlessly_slow_answer_to_a_paid_call_is_an_unknown_outcome() -> None:
    with loopback(Say(b"x" * 64 * 4_000, how="drip")) as vendor, pytest.raises(OutcomeUnknown):
        calls.call("It", "POST", vendor.url, pays=True, timeout_s=0.3, body={})


def test_a_packed_answer_is_unpacked_once() -> None:
    say = Say(gzip.compress(b'{"a": 1}'), headers={"content-encoding": "gzip", "x-id": "7"})
    with loopback(say) as vendor:
        answer = calls.call("It", "GET", vendor.url)
    assert calls.document(answer) == {"a": 1}
    assert answer.headers["x-id"] == "7"
