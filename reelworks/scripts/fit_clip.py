"""Fit a person's own clip to the film: `clip` (MP4, H.264, no sound)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from reelworks.media import own_clip
from reelworks.media.probe import probe_picture
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="python -m reelworks.scripts.fit_clip --source waves.mov --size 1920x1080 "
    "--output clip.mp4",
)
PARSER.add_argument("--source", type=Path, required=True, help="MP4, MOV, MKV or WebM")
PARSER.add_argument("--size", type=protocol.size, required=True, help="WIDTHxHEIGHT in pixels")
PARSER.add_argument("--fps", type=int, default=30, help="frames a second")
PARSER.add_argument("--output", type=Path, required=True, help="the clip, MP4")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    own_clip.fit(args.source, args.output, args.size, args.fps)
    picture = probe_picture(args.output)
    facts = {"seconds": round(picture.seconds, 6), "frames": picture.frames}
    return protocol.Result({"clip": args.output}, facts)


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
