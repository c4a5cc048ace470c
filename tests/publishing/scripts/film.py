"""Makes a small film, or tells a story: all that a pipeline needs before it publishes."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session
from tests.publishers import studio

PARSER = protocol.Parser(description=__doc__, example="film --output film.mp4")
PARSER.add_argument("--story", type=json.loads)
PARSER.add_argument("--megabytes", type=int, default=2)
PARSER.add_argument("--seed", type=int, default=1)
PARSER.add_argument("--note", default="")
for role in ("output", "srt", "thumbnail", "transcript"):
    PARSER.add_argument(f"--{role}", type=Path)


def work(args: Namespace, session: Session) -> Result:
    if args.story is not None:
        args.output.write_text(json.dumps(args.story))
        return Result({"story": args.output}, {"story": args.story})
    made = studio.film(args.output.parent, args.megabytes << 20)
    with made.open("r+b") as film:  # each video's film is its own
        film.seek(-8, 2)
        film.write(f"{args.seed % 10**8:08}".encode())
    made.rename(args.output)
    if args.srt is None:  # a shot of it
        return Result({"segment": args.output})
    args.srt.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    args.thumbnail.write_bytes(b"\xff\xd8\xff\xe0picture")
    args.transcript.write_text("The towers were lit every night, and every night they were seen.")
    roles = ("srt", "thumbnail", "transcript")
    return Result({"film": args.output, **{role: getattr(args, role) for role in roles}})


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
