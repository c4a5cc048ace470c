"""Makes a small picture of a picture or a clip, for pages to show."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from reelworks.media import preview
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="python -m reelworks.scripts.create_preview --source still.png --width 640 "
    "--output still.webp",
)
PARSER.add_argument("--source", type=Path, required=True, help="picture or clip")
PARSER.add_argument("--width", type=int, default=640, help="at most so many pixels wide")
PARSER.add_argument("--output", type=Path, required=True, help="WebP to write")


def work(args: Namespace, session: Session) -> Result:
    preview.write(args.source, args.output, max(16, args.width))
    session.progress(1.0)
    return Result({"preview": args.output}, {})


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
