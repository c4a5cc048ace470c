"""Give an uploaded video its thumbnail, captions and playlist, once YouTube has processed it."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from reelworks.domain.errors import BadInput
from reelworks.ops.files import write_whole
from reelworks.publishers.youtube.client import YouTube
from reelworks.publishers.youtube.dressing import Dress, dress
from reelworks.publishers.youtube.tokens import ChannelTokens
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="YOUTUBE_BUNDLE=tides.bundle python -m reelworks.scripts.finish_youtube "
    "--publication publication.json --thumbnail film.jpg --captions film.srt --language en "
    "--output finished.json",
)
PARSER.add_argument("--publication", type=Path, required=True, help="JSON of publish_youtube")
PARSER.add_argument("--thumbnail", type=Path, help="JPEG")
PARSER.add_argument("--captions", type=Path, help="SRT")
PARSER.add_argument("--language", required=True, help="of the captions")
PARSER.add_argument("--playlist", default="", help="the id of a playlist of the channel's")
PARSER.add_argument("--provider", default="youtube")
PARSER.add_argument("--model", default="")
PARSER.add_argument("--output", type=Path, required=True, help="JSON: the video as it is now")


def work(args: Namespace, session: Session) -> Result:
    publication = _publication(args.publication)
    wanted = Dress(
        video=publication["id"],
        language=args.language,
        thumbnail=args.thumbnail,
        captions=args.captions,
        playlist=args.playlist,
    )
    with YouTube(ChannelTokens(session)) as youtube:
        youtube.check_account(publication["account"])
        status = dress(youtube, wanted, session)
    session.progress(1.0)
    found = {**publication, "privacy": str(status.get("privacyStatus", publication["privacy"]))}
    write_whole(args.output, json.dumps(found, indent=1).encode())
    return Result({"finished": args.output}, found)


def _publication(path: Path) -> Mapping[str, str]:
    try:
        found = json.loads(path.read_bytes())
        return {"id": found["id"], "account": found["account"], **found}
    except (ValueError, LookupError, TypeError) as error:
        raise BadInput(f"{path} is no publication: {error}") from error


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
