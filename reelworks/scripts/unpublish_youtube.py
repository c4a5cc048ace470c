"""Take back what was begun on YouTube: a video becomes private, an upload under way is ended."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from reelworks.domain.errors import BadInput, NotFound
from reelworks.publishers.youtube.client import YouTube
from reelworks.publishers.youtube.taking_back import end_upload, take_back
from reelworks.publishers.youtube.tokens import ChannelTokens
from reelworks.publishers.youtube.upload import on_record
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="YOUTUBE_BUNDLE=tides.bundle python -m reelworks.scripts.unpublish_youtube "
    "--made publication.json",
)
PARSER.add_argument("--made", type=Path, required=True, help="JSON of publish_youtube, or {}")
PARSER.add_argument("--provider", default="youtube")
PARSER.add_argument("--model", default="")


def work(args: Namespace, session: Session) -> Result:
    with YouTube(ChannelTokens(session)) as youtube:
        video = _video(args.made)
        if session.resume:
            video = end_upload(youtube, on_record(session.resume)) or video
        if video is not None:
            _taken_back(youtube, video)
    session.progress(1.0)
    return Result({}, {"id": video, "privacy": "private"} if video else {})


def _taken_back(youtube: YouTube, video: str) -> None:
    try:
        take_back(youtube, video)
    except NotFound:
        return  # somebody has deleted it: nothing is left to take back


def _video(made: Path) -> str | None:
    try:
        found = json.loads(made.read_bytes())
        return str(found["id"]) if found.get("id") else None
    except (ValueError, AttributeError) as error:
        raise BadInput(f"{made} is no publication: {error}") from error


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
