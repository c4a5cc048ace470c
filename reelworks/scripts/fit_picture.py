"""Fit a person's own picture to the film: `image` (PNG)."""

from __future__ import annotations

import argparse
import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from reelworks.media import pictures
from reelworks.ops.files import write_whole
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="python -m reelworks.scripts.fit_picture --source harbour.jpg --size 1920x1080 "
    "--output still.png",
)
PARSER.add_argument("--source", type=Path, required=True, help="PNG, JPEG or WebP")
PARSER.add_argument("--size", type=protocol.size, required=True, help="WIDTHxHEIGHT in pixels")
PARSER.add_argument("--output", type=Path, required=True, help="the picture, PNG")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    width, height = args.size
    pixels = pictures.load(args.source)
    have = (pixels.shape[1], pixels.shape[0])
    flat = pictures.covering(pixels, width, height)[..., :3]
    content = io.BytesIO()
    Image.fromarray(flat).save(content, "PNG", compress_level=3)
    write_whole(args.output, content.getvalue())
    small = have[0] < width // 2 or have[1] < height // 2
    warned = [f"The picture has only {have[0]}x{have[1]} pixels; it will look soft."]
    return protocol.Result({"image": args.output}, {"warnings": warned if small else []})


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
