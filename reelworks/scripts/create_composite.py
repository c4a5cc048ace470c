"""Put a character into an environment: `image` (PNG), and `layers` if the environment has some."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from reelworks.domain.story import Placement
from reelworks.media.composite import Request, compose
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="python -m reelworks.scripts.create_composite --environment coast.png "
    "--environment-layers coast.ora --character keeper.png --placement left "
    "--size 1920x1080 --output shot-01.png --layers shot-01.ora",
)
PARSER.add_argument("--environment", type=Path, required=True, help="a picture of any size")
PARSER.add_argument("--environment-layers", type=Path, help="the same in layers, OpenRaster")
PARSER.add_argument("--character", type=Path, help="a figure on clear or plain ground")
PARSER.add_argument(
    "--placement", type=Placement, choices=list(Placement), default=Placement.CENTER
)
PARSER.add_argument("--size", type=protocol.size, required=True, help="WIDTHxHEIGHT in pixels")
PARSER.add_argument("--output", type=Path, required=True, help="the composite, PNG")
PARSER.add_argument("--layers", type=Path, help="the composite in layers, OpenRaster")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    width, height = args.size
    request = Request(
        environment=args.environment,
        environment_layers=args.environment_layers,
        character=args.character,
        placement=args.placement,
        width=width,
        height=height,
    )
    files = {"image": args.output}
    if compose(request, args.output, args.layers):
        files["layers"] = args.layers
    return protocol.Result(files)


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
