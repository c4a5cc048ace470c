"""Kling through KIE, over real HTTP: bought once, waited for, looked at, fitted."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from reelworks.domain.errors import (
    BadInput,
    ContentRefused,
    JobFailed,
    KeyRefused,
    OutcomeUnknown,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.media.probe import probe
from reelworks.ports.account import Standing
from reelworks.ports.clip import ClipRequest
from reelworks.providers import registry
from reelworks.providers.kling.account import KieAccount
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.server import Sandbox
from tests.providers.asking import Told


def request(picture: Path, seconds: float = 5, **more: object) -> ClipRequest:
    words = {"motion": "waves roll in; slow push in", "fps": 30, "seed": 1, "layers": None}
    size = {"width": 320, "height": 180}
    return ClipRequest(image=picture, seconds=seconds, **{**words, **size, **more})  # type: ignore[arg-type]


def make(picture: Path, clip: Path, told: Told | None = None, **more: object) -> Told:
    told = told or Told()
    registry.clip_maker("kling").make(request(picture, **more), clip, told)  # type: ignore[arg-type]
    return told


def test_a_clip_is_bought_once_and_fitted(sandbox: Sandbox, picture: Path, tmp_path: Path) -> None:
    told, clip = Told(), tmp_path / "clip.mp4"
    spend = registry.clip_maker("kling").make(request(picture, 4.2), clip, told)
    media = probe(clip)
    assert media.picture is not None
    assert (media.picture.width, media.picture.height, media.picture.fps) == (320, 180, 30)
    assert media.picture.codec == "h264"
    assert media.sound is None
    assert media.seconds >= 4.2
    job = told.said[1][1]
    assert told.said == [("intent", "kling 0.125"), ("submitted", job)]
    assert (spend.cost, spend.request_id) == (Decimal("0.125"), job)
    assert sandbox.ledger.total() == Decimal("0.125")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_the_job_is_told_before_anything_else_happens(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    class Stops(Told):
        def submitted(self, job: str) -> None:
            super().submitted(job)
            raise KeyboardInterrupt

    told = Stops()
    with pytest.raises(KeyboardInterrupt):
        make(picture, tmp_path / "clip.mp4", told)
    assert sandbox.ledger.calls("kie", "poll") == ()
    again = make(picture, tmp_path / "clip.mp4", Told(resume=told.said[-1][1]))
    assert again.said == []
    assert len(sandbox.ledger.calls("kie", "create")) == 1
    assert probe(tmp_path / "clip.mp4").seconds >= 5


def test_a_lost_answer_to_the_order_is_unknown_and_never_repeated(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    sandbox.desks["kie"].faults.order(Fault.RESET, "create")
    with pytest.raises(OutcomeUnknown):
        make(picture, tmp_path / "clip.mp4")
    assert len(sandbox.ledger.calls("kie", "create")) == 1
    assert sandbox.ledger.total() == Decimal("0.125")
    with pytest.raises(OutcomeUnknown, match="cannot be asked"):
        make(picture, tmp_path / "clip.mp4", Told(unsure=True))
    assert len(sandbox.ledger.calls("kie", "create")) == 1


ORDERS = [
    (Fault.BUSY, RateLimited),
    (Fault.BUSY_WAIT, RateLimited),
    (Fault.QUOTA, QuotaExhausted),
    (Fault.MAINTENANCE, VendorUnavailable),
    (Fault.EXPIRED, KeyRefused),
    (Fault.HTML, VendorUnavailable),
    (Fault.ERROR_IN_OK, VendorUnavailable),
    (Fault.TORN, OutcomeUnknown),
    (Fault.REFUSED, ContentRefused),
    (Fault.JOB_FAILS, JobFailed),
]


@pytest.mark.parametrize(("fault", "error"), ORDERS)
def test_what_goes_wrong_with_an_order(
    sandbox: Sandbox, picture: Path, tmp_path: Path, fault: Fault, error: type[ReelworksError]
) -> None:
    sandbox.desks["kie"].faults.order(fault, "create")
    with pytest.raises(error) as raised:
        make(picture, tmp_path / "clip.mp4")
    assert type(raised.value) is error
    bought = fault is Fault.TORN
    assert sandbox.ledger.total() == (Decimal("0.125") if bought else 0)
    assert (raised.value.retry_after_s is not None) == (fault is Fault.BUSY_WAIT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.HTML, Fault.TORN, Fault.RESET, Fault.SLOW])
def test_waiting_stumbles_and_goes_on(
    sandbox: Sandbox, picture: Path, tmp_path: Path, fault: Fault
) -> None:
    sandbox.desks["kie"].faults.order(fault, "poll", times=3)
    make(picture, tmp_path / "clip.mp4")
    assert probe(tmp_path / "clip.mp4").seconds >= 5


def test_waiting_gives_up_when_nothing_else_comes(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    sandbox.desks["kie"].faults.order(Fault.HTML, "poll", times=1000)
    told = Told()
    with pytest.raises(VendorUnavailable, match="502"):
        make(picture, tmp_path / "clip.mp4", told)
    assert told.said[-1][0] == "submitted"


def test_a_failure_that_comes_as_an_envelope_is_a_failed_job(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    sandbox.desks["kie"].dials.update(grace_s=0)
    sandbox.desks["kie"].faults.order(Fault.ERROR_IN_OK, "poll")
    with pytest.raises(JobFailed, match="501"):
        make(picture, tmp_path / "clip.mp4")
    assert sandbox.ledger.total() == 0


@pytest.mark.parametrize(
    ("fault", "operation"),
    [
        (Fault.TRUNCATED, "download"),
        (Fault.TORN, "download"),
        (Fault.LINK_GONE, "download"),
        (Fault.HTML, "download"),
        (Fault.RESET, "download"),
    ],
)
def test_a_clip_that_did_not_come_whole_is_fetched_again_not_bought_again(
    sandbox: Sandbox, picture: Path, tmp_path: Path, fault: Fault, operation: str
) -> None:
    """At once where that may help; a link that leads nowhere is asked for anew, later."""
    sandbox.desks["kie"].faults.order(fault, operation, times=3)
    told = Told()
    with pytest.raises(VendorUnavailable):
        make(picture, tmp_path / "clip.mp4", told)
    assert len(sandbox.ledger.calls("kie", operation)) == (1 if fault is Fault.LINK_GONE else 3)
    assert list(tmp_path.iterdir()) == []
    sandbox.desks["kie"].faults.clear()
    sandbox.desks["kie"].faults.order(Fault.TRUNCATED, operation, times=2)
    make(picture, tmp_path / "clip.mp4", Told(resume=told.said[-1][1]))
    assert len(sandbox.ledger.calls("kie", "create")) == 1


def test_a_clip_that_was_not_fetched_in_time_is_gone_for_good(
    sandbox: Sandbox, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = make(picture, tmp_path / "clip.mp4")
    sandbox.desks["kie"].faults.order(Fault.LINK_GONE, "download", times=2)
    resumed = Told(resume=told.said[-1][1])
    with pytest.raises(VendorUnavailable, match="nothing behind the link"):
        make(picture, tmp_path / "again.mp4", resumed)
    monkeypatch.setattr("reelworks.providers.kling.maker._LINKS_LIVE_S", -1.0)
    with pytest.raises(BadInput, match="was not fetched in time"):
        make(picture, tmp_path / "again.mp4", resumed)


def test_a_done_job_without_a_link_is_asked_again(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    told = make(picture, tmp_path / "clip.mp4")
    sandbox.desks["kie"].faults.order(Fault.EMPTY, "poll")
    make(picture, tmp_path / "again.mp4", Told(resume=told.said[-1][1]))
    assert (tmp_path / "clip.mp4").read_bytes() == (tmp_path / "again.mp4").read_bytes()


def test_a_job_that_nobody_knows_is_told(
    sandbox: Sandbox, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reelworks.providers.kling.maker._UNKNOWN_S", 0.2)
    with pytest.raises(BadInput, match="does not know job nonsense"):
        make(picture, tmp_path / "clip.mp4", Told(resume="nonsense"))


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.ERROR_IN_OK, Fault.TORN, Fault.RESET])
def test_a_picture_that_cannot_be_hosted_costs_nothing(
    sandbox: Sandbox, picture: Path, tmp_path: Path, fault: Fault
) -> None:
    sandbox.desks["kie"].faults.order(fault, "upload", times=3)
    told = Told()
    with pytest.raises(VendorUnavailable):
        make(picture, tmp_path / "clip.mp4", told)
    assert told.said == []
    sandbox.desks["kie"].faults.order(fault, "upload", times=2)
    make(picture, tmp_path / "clip.mp4", told)
    assert len(sandbox.ledger.calls("kie", "upload")) == 6


def test_who_asks_for_much_patience_is_left_to_the_ladder(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    sandbox.desks["kie"].hasten(0.5)  # Retry-After says 20 s
    sandbox.desks["kie"].faults.order(Fault.BUSY_WAIT, "upload")
    with pytest.raises(RateLimited) as raised:
        make(picture, tmp_path / "clip.mp4")
    assert raised.value.retry_after_s == 20
    assert len(sandbox.ledger.calls("kie", "upload")) == 1


def test_a_picture_that_is_gone_when_it_is_fetched_fails_the_job(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    sandbox.desks["kie"].faults.order(Fault.LINK_GONE, "hosted", times=4)
    with pytest.raises(JobFailed, match="image could not be used"):
        make(picture, tmp_path / "clip.mp4")
    assert sandbox.ledger.total() == 0


@pytest.mark.parametrize(
    "sold",
    [
        ("kling/v2-1-standard", 10, "0.25"),
        ("kling/v2-5-turbo-image-to-video-pro", 5, "0.21"),
        ("kling-2.6/image-to-video", 5, "0.275"),
        ("kling/v3-turbo-image-to-video", 4, "0.36"),
    ],
    ids=lambda sold: sold[0],
)
def test_every_model_is_ordered_as_it_wants_and_costs_what_the_table_says(
    sandbox: Sandbox, picture: Path, tmp_path: Path, sold: tuple[str, float, str]
) -> None:
    (model, seconds, usd), told = sold, Told()
    asked = request(picture, seconds, model=model)
    spend = registry.clip_maker("kling").make(asked, tmp_path / "clip.mp4", told)
    assert told.said[0] == ("intent", f"kling {usd}")
    assert spend.cost == sandbox.ledger.total() == Decimal(usd)


def test_a_model_without_a_price_is_not_bought(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="no price"):
        make(picture, tmp_path / "clip.mp4", model="kling/v9")
    assert sandbox.ledger.received == []


def test_without_a_key_nothing_is_sent(
    sandbox: Sandbox, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KIE_API_KEY")
    with pytest.raises(KeyRefused, match=r"no key for KIE.*KIE_API_KEY"):
        make(picture, tmp_path / "clip.mp4")
    assert sandbox.ledger.received == []


def test_an_error_says_no_key(sandbox: Sandbox, picture: Path, tmp_path: Path) -> None:
    sandbox.desks["kie"].key, good = "another", sandbox.desks["kie"].key
    try:
        with pytest.raises(KeyRefused) as raised:
            make(picture, tmp_path / "clip.mp4")
    finally:
        sandbox.desks["kie"].key = good
    assert good not in str(raised.value)


def test_a_link_that_leads_inside_is_not_followed(
    sandbox: Sandbox, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REELWORKS_SANDBOX_HOST")
    with pytest.raises(ReelworksError) as raised:
        make(picture, tmp_path / "clip.mp4")
    assert raised.value.code == "unsafe_link"
    assert sandbox.ledger.calls("kie", "download") == ()


def test_the_account_is_told_in_a_few_words(sandbox: Sandbox) -> None:
    assert KieAccount().check(()) == Standing("credit for 500.00 USD")
    sandbox.desks["kie"].dials.update(credits=100)
    assert "a film of 18 clips takes (2.25 USD)" in KieAccount().check(()).warning
    sandbox.desks["kie"].dials.update(credits=0)
    with pytest.raises(QuotaExhausted, match="no credit left"):
        KieAccount().check(())
