"""Upload a film to YouTube with all that is said of it; it goes on where it stopped before."""

from __future__ import annotations

import hashlib
import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from reelworks.domain.errors import BadInput
from reelworks.domain.publishing import next_time
from reelworks.media import chapters
from reelworks.ops.files import sha256_of, write_whole
from reelworks.ports.publish import Publication
from reelworks.publishers.youtube.client import YouTube
from reelworks.publishers.youtube.tokens import ChannelTokens
from reelworks.publishers.youtube.upload import Upload
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="YOUTUBE_BUNDLE=tides.bundle python -m reelworks.scripts.publish_youtube "
    "--film film.mp4 --details details.json --output publication.json",
)
PARSER.add_argument("--film", type=Path, required=True, help="MP4")
PARSER.add_argument("--details", type=Path, required=True, help="JSON: what is said of it")
PARSER.add_argument("--provider", default="youtube")
PARSER.add_argument("--model", default="")
PARSER.add_argument("--seed", type=int, default=1, help="another one is another upload")
PARSER.add_argument("--note", default="")
PARSER.add_argument("--output", type=Path, required=True, help="JSON: where the video is")


class Details(BaseModel):
    """What the pipeline says of a video; docs/channels.md has the words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: str
    account: str
    title: str
    description: str
    template: str
    tags: tuple[str, ...] = ()
    category: str
    language: str
    privacy: str
    made_for_kids: bool
    synthetic: bool
    notify: bool
    schedule: str = ""
    words: dict[str, str] = {}


def work(args: Namespace, session: Session) -> Result:
    said = _publication(args)
    with YouTube(ChannelTokens(session)) as youtube:
        published = Upload(youtube, said, session).run()
    session.progress(1.0)
    found = {**asdict(published), "published_at": datetime.now(UTC).isoformat()}
    write_whole(args.output, json.dumps(found, indent=1).encode())
    return Result({"publication": args.output}, found)


def _publication(args: Namespace) -> Publication:
    try:
        told = Details.model_validate_json(args.details.read_bytes())
    except ValidationError as error:
        raise BadInput(f"{args.details} cannot be used: {error}") from error
    sha256 = sha256_of(args.film)
    schedule = next_time(told.schedule, datetime.now(UTC)) if told.schedule else None
    facts = told.model_dump(exclude={"task", "schedule"})
    return Publication(
        film=args.film,
        sha256=sha256,
        marker=_marker(told.task, sha256, args.seed),
        schedule=schedule,
        chapters=chapters.read(args.film),
        **facts,
    )


def _marker(task: str, sha256: str, seed: int) -> str:
    """A tag that this upload alone has, whoever makes it and however often."""
    digest = hashlib.sha256(f"{task}:{sha256}:{seed}".encode()).hexdigest()
    return f"reelworks-{digest[:16]}"


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
