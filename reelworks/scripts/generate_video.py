"""Make a shot's clip from its still: `clip` (MP4, H.264, no sound)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from reelworks.media.probe import probe_picture
from reelworks.ports.clip import ClipRequest
from reelworks.providers import registry
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="python -m reelworks.scripts.generate_video --image still.png --layers still.ora "
    '--motion "waves roll in; slow push in" --seconds 6 --size 1920x1080 --output clip.mp4',
)
PARSER.add_argument("--image", type=Path, required=True, help="the still, PNG")
PARSER.add_argument("--layers", type=Path, help="the same still in layers, OpenRaster")
PARSER.add_argument("--motion", default="", help="the action first, the camera's move last")
PARSER.add_argument("--seconds", type=float, required=True, help="at least so long")
PARSER.add_argument("--size", type=protocol.size, required=True, help="WIDTHxHEIGHT in pixels")
PARSER.add_argument("--fps", type=int, default=30, help="frames a second")
PARSER.add_argument("--output", type=Path, required=True, help="the clip, MP4")
PARSER.add_argument("--provider", default="local")
PARSER.add_argument("--model", default="")
PARSER.add_argument("--seed", type=int, default=0)
PARSER.add_argument("--note", default="", help="what was asked for when the last take was rejected")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    width, height = args.size
    request = ClipRequest(
        image=args.image,
        layers=args.layers,
        motion=args.motion,
        seconds=args.seconds,
        width=width,
        height=height,
        fps=args.fps,
        seed=args.seed,
        note=args.note,
        model=args.model,
    )
    spend = registry.clip_maker(args.provider).make(request, args.output, session)
    picture = probe_picture(args.output)
    facts = {"seconds": round(picture.seconds, 6), "frames": picture.frames}
    return protocol.Result({"clip": args.output}, facts, spend)


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
