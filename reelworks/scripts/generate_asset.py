"""Make one picture of a film: `image` (PNG), and `layers` (OpenRaster) if the maker has them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from reelworks.domain.story import AssetKind
from reelworks.ports.image import ImageRequest
from reelworks.providers import registry
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="python -m reelworks.scripts.generate_asset "
    '--prompt "Misty dawn, muted blue. A lighthouse on a rocky coast" --kind environment '
    "--size 1920x1080 --seed 7 --output coast.png --layers coast.ora",
)
PARSER.add_argument("--prompt", required=True, help="the film's atmosphere, then what is shown")
PARSER.add_argument(
    "--kind", type=AssetKind, choices=list(AssetKind), default=AssetKind.ENVIRONMENT
)
PARSER.add_argument("--size", type=protocol.size, required=True, help="WIDTHxHEIGHT in pixels")
PARSER.add_argument("--output", type=Path, required=True, help="the picture, PNG")
PARSER.add_argument("--layers", type=Path, help="the same picture in layers, OpenRaster")
PARSER.add_argument("--provider", default="local")
PARSER.add_argument("--model", default="")
PARSER.add_argument("--seed", type=int, default=0)
PARSER.add_argument("--note", default="", help="what was asked for when the last take was rejected")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    width, height = args.size
    request = ImageRequest(
        prompt=args.prompt,
        kind=args.kind,
        width=width,
        height=height,
        seed=args.seed,
        note=args.note,
        model=args.model,
    )
    if args.layers is not None:
        args.layers.unlink(missing_ok=True)  # what an earlier run left is not this picture's
    maker = registry.image_maker(args.provider)
    spend = maker.make(request, args.output, args.layers, session)
    files = {"image": args.output}
    if args.layers is not None and args.layers.is_file():
        files["layers"] = args.layers
    return protocol.Result(files, {}, spend)


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
