"""The publisher against the stand-in: every border of an upload, every reason of a refusal."""

from __future__ import annotations

import hashlib
import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from reelworks.domain.errors import (
    BadAnswer,
    BadInput,
    ContentRefused,
    Disconnected,
    FailureKind,
    OutcomeUnknown,
    QuotaExhausted,
    RateLimited,
    ScriptBroken,
    UploadLimit,
    VendorUnavailable,
)
from reelworks.domain.money import Usd
from reelworks.ports.publish import Publication
from reelworks.publishers.youtube.client import YouTube
from reelworks.publishers.youtube.dressing import Dress, dress
from reelworks.publishers.youtube.refusals import meaning
from reelworks.publishers.youtube.taking_back import end_upload, take_back
from reelworks.publishers.youtube.upload import Upload, on_record
from reelworks.sandbox.faults import Fault
from tests.publishers.studio import CHANNEL, FarSide, allowed, far_side
from tests.publishers.test_wording import PLAIN

SIZE = (3 << 20) + 17
CHUNK = 1 << 20


@dataclass
class Record:
    """A handshake that keeps what it is told, as the database does. `on_job`: hears each job."""

    resume: str | None = None
    unsure: bool = False
    jobs: list[str] = field(default_factory=list)
    intents: int = 0
    on_job: Callable[[str], None] = lambda _: None

    def intent(self, service: str, estimate: Usd) -> None:
        self.intents += 1

    def submitted(self, job: str, *, secret: bool = False) -> None:
        assert secret
        self.jobs.append(job)
        self.on_job(job)

    def progress(self, done: float, note: str = "") -> None:
        """Nobody looks."""


class Tokens:
    def __init__(self, far: FarSide) -> None:
        self._far = far
        self.refused = 0

    def token(self, *, refused: bool = False) -> str:
        self.refused += refused
        return self._far.renewed(refused)


@pytest.fixture
def far() -> Iterator[FarSide]:
    with far_side() as found:
        found.desk.dials["processing_seconds"] = 0  # nobody sleeps here between two looks
        yield found


@pytest.fixture
def youtube(far: FarSide, monkeypatch: pytest.MonkeyPatch) -> Iterator[YouTube]:
    monkeypatch.setattr("reelworks.ops.again._PAUSE_S", 0.01)
    with YouTube(Tokens(far), far.line.url) as found:
        yield found


@pytest.fixture
def said(tmp_path: Path) -> Publication:
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(range(251)) * (SIZE // 251 + 1))
    with film.open("r+b") as file:
        file.truncate(SIZE)
    sha256 = hashlib.sha256(film.read_bytes()).hexdigest()
    return replace(PLAIN, film=film, sha256=sha256, account=CHANNEL)


def upload(youtube: YouTube, said: Publication, record: Record) -> Upload:
    return Upload(youtube, said, record, sleep=lambda _: None, chunk=CHUNK)


def test_a_film_arrives_with_all_that_is_said_of_it(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    record = Record()
    found = upload(youtube, said, record).run()
    (video,) = far.videos()
    assert (video["id"], found.found) == (found.id, False)
    assert far.film(found.id) == said.sha256
    assert video["status"]["privacyStatus"] == "unlisted"
    assert found.url == f"{far.line.url}/watch?v={found.id}"
    with YouTube(Tokens(far)) as real:
        assert real.watch("a") == "https://www.youtube.com/watch?v=a"


def test_the_session_is_on_record_before_the_first_byte(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    at: list[int] = []
    record = Record(on_job=lambda _: at.append(len(far.desk.ledger.calls("youtube", "session"))))
    upload(youtube, said, record).run()
    assert at[0] == 0
    assert record.intents == 1
    assert [on_record(job).ending_at is None for job in record.jobs] == [True, False]


class Stop(Exception):
    """The process ends here."""


def stopped(at: int) -> Callable[[str], None]:
    """Ends it when the `at`th job is told, after it is on record."""
    seen = iter(range(at))

    def hear(_: str) -> None:
        if next(seen) == at - 1:
            raise Stop

    return hear


@pytest.mark.parametrize("at", [1, 2])
def test_another_process_goes_on_with_the_session_on_record(
    far: FarSide, youtube: YouTube, said: Publication, at: int
) -> None:
    record = Record(on_job=stopped(at))
    with pytest.raises(Stop):
        upload(youtube, said, record).run()
    again = Record(resume=record.jobs[-1])
    found = upload(youtube, said, again).run()
    assert again.intents == 0
    assert [video["id"] for video in far.videos()] == [found.id]
    assert far.film(found.id) == said.sha256


def test_what_was_uploaded_is_never_uploaded_again_even_with_nothing_on_record(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    first = upload(youtube, said, Record()).run()
    record = Record()
    again = upload(youtube, said, record).run()
    assert (again.id, again.found, record.intents) == (first.id, True, 0)
    assert len(far.videos()) == 1


@pytest.mark.parametrize(
    "operation",
    ["youtube.channels.list", "youtube.playlistItems.list", "youtube.videos.list"],
)
def test_an_empty_answer_proves_nothing(
    far: FarSide, youtube: YouTube, said: Publication, operation: str
) -> None:
    """Not that the account has no channel, and not that the film was never uploaded."""
    Upload(youtube, said, Record()).run()
    far.desk.faults.order(Fault.ERROR_IN_OK, operation, times=3)
    with pytest.raises(BadAnswer):
        Upload(youtube, said, Record()).run()
    assert Upload(youtube, said, Record()).run().found
    assert len(far.videos()) == 1


def test_another_take_is_another_upload(far: FarSide, youtube: YouTube, said: Publication) -> None:
    upload(youtube, said, Record()).run()
    upload(youtube, replace(said, marker="reelworks-fedcba9876543210"), Record()).run()
    assert len(far.videos()) == 2


def test_an_answer_that_never_came_is_asked_for(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    def last(job: str) -> None:
        if on_record(job).ending_at is not None:
            far.desk.faults.order(Fault.RESET, "session")

    found = upload(youtube, said, Record(on_job=last)).run()
    assert [video["id"] for video in far.videos()] == [found.id]


def test_a_session_that_expired_with_every_byte_there_is_no_second_video(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    def last(job: str) -> None:
        if on_record(job).ending_at is not None:
            far.desk.faults.order(Fault.LINK_GONE, "session")

    record = Record(on_job=last)
    found = upload(youtube, said, record).run()
    assert (found.found, record.intents) == (True, 1)
    assert [video["id"] for video in far.videos()] == [found.id]


def test_a_session_that_expired_before_its_last_byte_is_begun_anew(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    record = Record(
        on_job=lambda _: (
            far.desk.faults.order(Fault.LINK_GONE, "session") if len(record.jobs) == 1 else None
        )
    )
    found = upload(youtube, said, record).run()
    assert record.intents == 2
    assert far.film(found.id) == said.sha256
    assert len(far.videos()) == 1


def lost(youtube: YouTube, said: Publication, far: FarSide, at: float) -> Record:
    """A session that is gone, its last byte sent at that time, its video nowhere."""
    record = Record(on_job=stopped(1))
    with pytest.raises(Stop):
        upload(youtube, said, record).run()
    session = replace(on_record(record.jobs[0]), ending_at=at)
    httpx.delete(session.url)
    return Record(resume=session.written())


def test_undecided_nothing_is_sent_and_it_is_looked_for_again(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    record = lost(youtube, said, far, time.time())
    with pytest.raises(VendorUnavailable, match="not among the channel's uploads yet"):
        upload(youtube, said, record).run()
    assert record.intents == 0


def test_undecided_for_long_a_person_is_asked(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    record = lost(youtube, said, far, time.time() - 6000)
    with pytest.raises(OutcomeUnknown, match="YouTube Studio"):
        upload(youtube, said, record).run()
    assert record.intents == 0
    assert far.videos() == []


@pytest.mark.parametrize("fault", [Fault.PARTIAL, Fault.HTML, Fault.MAINTENANCE, Fault.TORN])
def test_what_goes_wrong_with_a_chunk_is_mended(
    far: FarSide, youtube: YouTube, said: Publication, fault: Fault
) -> None:
    far.desk.faults.order(fault, "session", times=2)
    found = upload(youtube, said, Record()).run()
    assert far.film(found.id) == said.sha256
    assert len(far.videos()) == 1


def test_an_expired_token_is_renewed_in_the_middle(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    far.desk.faults.order(Fault.EXPIRED, "session")
    found = upload(youtube, said, Record()).run()
    assert far.film(found.id) == said.sha256


def test_the_wrong_account_gets_nothing(far: FarSide, said: Publication) -> None:
    other = replace(far, grant=allowed(far.desk, far.client, "UC" + "o" * 22), token="")
    with YouTube(Tokens(other), far.line.url) as youtube:
        record = Record()
        with pytest.raises(BadInput, match="nothing is sent"):
            upload(youtube, said, record).run()
    assert record.intents == 0
    assert far.desk.ledger.calls("youtube", "youtube.videos.insert") == ()


def test_the_quota_of_uploads_is_told_apart(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    far.desk.dials["uploads"] = 0
    with pytest.raises(QuotaExhausted):
        upload(youtube, said, Record()).run()
    far.desk.dials |= {"uploads": 9, "uploads_per_channel": 0}
    with pytest.raises(UploadLimit) as limit:
        upload(youtube, said, Record()).run()
    assert limit.value.retry_after_s == 86_400


def answer(status: int, reason: str, **headers: str) -> httpx.Response:
    error = {"code": status, "message": "words", "errors": [{"reason": reason, "domain": "y"}]}
    return httpx.Response(status, json={"error": error}, headers=headers)


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (403, "quotaExceeded", QuotaExhausted),
        (403, "dailyLimitExceeded", QuotaExhausted),
        (400, "uploadLimitExceeded", UploadLimit),
        (403, "rateLimitExceeded", RateLimited),
        (403, "userRateLimitExceeded", RateLimited),
        (429, "anything", RateLimited),
        (401, "authError", Disconnected),
        (401, "youtubeSignupRequired", Disconnected),
        (403, "forbidden", BadInput),
        (403, "insufficientPermissions", BadInput),
        (403, "channelSuspended", BadInput),
        (400, "invalidTitle", BadInput),
        (400, "invalidDescription", BadInput),
        (400, "invalidTags", BadInput),
        (400, "invalidCategoryId", BadInput),
        (400, "invalidPublishAt", BadInput),
        (400, "invalidVideoMetadata", BadInput),
        (404, "playlistNotFound", BadInput),
        (400, "mediaBodyRequired", ScriptBroken),
        (400, "processingFailure", VendorUnavailable),
        (500, "backendError", VendorUnavailable),
        (503, "backendError", VendorUnavailable),
    ],
)
def test_each_reason_has_its_own_answer(
    status: int, reason: str, expected: type[Exception]
) -> None:
    found = meaning(answer(status, reason))
    assert type(found) is expected
    assert reason in found.message
    assert "words" in found.message


def test_a_page_instead_of_an_error_is_tried_again() -> None:
    found = meaning(httpx.Response(502, text="<html>Bad Gateway"))
    assert found.kind is FailureKind.TRANSIENT
    assert "html" not in found.message


def test_retry_after_is_kept() -> None:
    assert meaning(answer(429, "rateLimitExceeded", **{"retry-after": "7"})).retry_after_s == 7


@pytest.fixture
def published(youtube: YouTube, said: Publication) -> str:
    return upload(youtube, said, Record()).run().id


@pytest.fixture
def wanted(published: str, tmp_path: Path) -> Dress:
    picture, srt = tmp_path / "film.jpg", tmp_path / "film.srt"
    picture.write_bytes(b"\xff\xd8\xff\xe0picture")
    srt.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    return Dress(published, "en", picture, srt, "PLtides")


def test_a_video_is_dressed_once_however_often_it_is_tried(
    far: FarSide, youtube: YouTube, wanted: Dress
) -> None:
    for _ in range(2):
        dress(youtube, wanted, Record(), sleep=lambda _: None)
    bill = {line.operation: line.times for line in far.desk.ledger.bill("youtube")}
    assert bill["captions.insert"] == 1
    assert bill["playlistItems.insert"] == 1
    assert bill["thumbnails.set"] == 2
    (video,) = far.videos()
    assert video["contentDetails"]["caption"] == "true"


@pytest.mark.parametrize("fault", [Fault.MAINTENANCE, Fault.RESET, Fault.ERROR_IN_OK])
def test_what_it_wears_is_put_on_again_at_once_and_only_once(
    far: FarSide, youtube: YouTube, wanted: Dress, fault: Fault
) -> None:
    """Also where the answer was lost after it had been put on."""
    for operation in ("thumbnails.set", "captions.insert", "playlistItems.insert"):
        far.desk.faults.order(fault, f"youtube.{operation}")
    dress(youtube, wanted, Record(), sleep=lambda _: None)
    assert far.desk.faults.ordered == deque()
    bill = {line.operation: line.times for line in far.desk.ledger.bill("youtube")}
    assert (bill["captions.insert"], bill["playlistItems.insert"]) == (1, 1)


def test_what_is_still_processed_is_waited_for(
    far: FarSide, youtube: YouTube, wanted: Dress
) -> None:
    far.desk.dials["processing_seconds"] = 1e12
    waits: list[float] = []
    with pytest.raises(VendorUnavailable, match="still process"):
        dress(youtube, wanted, Record(), sleep=waits.append)
    assert len(waits) > 10
    assert far.desk.ledger.calls("youtube", "youtube.thumbnails.set") == ()


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({"uploadStatus": "failed", "failureReason": "codec"}, BadInput),
        ({"uploadStatus": "rejected", "rejectionReason": "termsOfUse"}, ContentRefused),
    ],
)
def test_what_will_never_be_processed_is_told(
    youtube: YouTube,
    wanted: Dress,
    monkeypatch: pytest.MonkeyPatch,
    status: dict[str, str],
    expected: type[Exception],
) -> None:
    monkeypatch.setattr(YouTube, "video", lambda *_: {"status": status})
    with pytest.raises(expected):
        dress(youtube, wanted, Record())


def test_what_was_published_is_taken_back_and_stays_there(
    far: FarSide, youtube: YouTube, published: str
) -> None:
    for _ in range(2):
        take_back(youtube, published)
    (video,) = far.videos()
    assert video["status"]["privacyStatus"] == "private"
    assert video["status"]["containsSyntheticMedia"] is True


def test_an_upload_under_way_is_ended(far: FarSide, youtube: YouTube, said: Publication) -> None:
    record = Record(on_job=stopped(1))
    with pytest.raises(Stop):
        upload(youtube, said, record).run()
    session = on_record(record.jobs[0])
    for _ in range(2):
        assert end_upload(youtube, session) is None
    headers = {"authorization": f"Bearer {far.renewed()}", "content-range": f"bytes */{SIZE}"}
    assert httpx.put(session.url, headers=headers).status_code == 404


def test_a_session_elsewhere_is_not_trusted(
    far: FarSide, youtube: YouTube, said: Publication
) -> None:
    far.desk.url = "http://127.0.0.1:1"
    record = Record()
    with pytest.raises(VendorUnavailable, match="no upload session"):
        upload(youtube, said, record).run()
    assert record.jobs == []


def test_a_session_shows_nothing_of_itself(youtube: YouTube, said: Publication) -> None:
    record = Record(on_job=stopped(1))
    with pytest.raises(Stop):
        upload(youtube, said, record).run()
    assert json.loads(record.jobs[0])["url"] not in repr(on_record(record.jobs[0]))
