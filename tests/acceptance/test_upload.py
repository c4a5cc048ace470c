"""One video, bytes identical, whatever happens to the line, the process, the token, the session.

In short by default; REELWORKS_UPLOAD_MB=200 is the whole of it (20 cuts, 5 kills).
"""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest

from reelworks.sandbox.faults import Fault
from tests.publishers.studio import far_side, film, publisher
from tests.publishers.supervisor import Event

MEGABYTES = int(os.environ.get("REELWORKS_UPLOAD_MB", "12"))
LONG = MEGABYTES >= 200
CUTS, KILLS = (20, 5) if LONG else (6, 2)


@pytest.mark.chaos
@pytest.mark.slow
def test_an_upload_survives_cuts_kills_an_expired_token_and_an_expired_session(
    tmp_path: Path,
) -> None:
    made, chance = film(tmp_path, MEGABYTES << 20), random.Random(20261126)
    kills = sorted(chance.uniform(0.05, 0.8) for _ in range(KILLS))
    with far_side() as far:
        far.line.cuts.extend(chance.randrange(5_000, 500_000) for _ in range(CUTS))
        upload = publisher(far, tmp_path, made)
        if LONG:
            upload.env = {**upload.env, "YOUTUBE_CHUNK_BYTES": str(4 << 20)}
        token_expires = chance.uniform(0.2, 0.7)
        seen = {"token": False, "gone": False}

        def hear(event: Event) -> bool:
            if event["event"] == "progress" and event["note"] == "uploading":
                if event["done"] >= token_expires and not seen["token"]:
                    seen["token"] = True
                    far.desk.faults.order(Fault.EXPIRED, "session")
                if kills and event["done"] >= kills[0]:
                    kills.pop(0)
                    return True
            if event["event"] == "submitted" and '"ending_at": null' not in event["job"]:
                assert not far.line.cuts, "the cuts must be over before the last byte"
                if not seen["gone"]:
                    seen["gone"] = True
                    far.desk.faults.order(Fault.LINK_GONE, "session")
            return False

        upload.on_event = hear
        runs = 0
        while (result := upload.run()) is None or "error" in result:
            runs += 1
            assert result is None or result["error"]["kind"] == "transient", result
            assert runs < 40
        videos = far.videos()
        assert seen == {"token": True, "gone": True}
        assert far.line.cut == CUTS
        assert not kills
        assert len(videos) == 1
        assert result["facts"]["id"] == videos[0]["id"]
        assert far.film(videos[0]["id"]) == hashlib.sha256(made.read_bytes()).hexdigest()
        inserted = [line for line in far.desk.ledger.bill("youtube") if line.unit == "uploads"]
        assert [(line.operation, line.times) for line in inserted] == [("videos.insert", 1)]
