"""Lays pictures, clips and recordings out on one sheet for a person to look at."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from reelworks.domain.errors import BadInput
from reelworks.media import contact_sheet
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(
    description=__doc__,
    example="python -m reelworks.scripts.create_contact_sheet --title 'Assets' "
    "--tiles tiles.json --output sheet.jpg",
)
PARSER.add_argument(
    "--tiles", type=Path, required=True, help='JSON: [{"path": ..., "name": ..., "words": ...}]'
)
PARSER.add_argument("--title", default="", help="what stands at the top")
PARSER.add_argument("--size", type=protocol.size, default=(1920, 1080), help="of the film")
PARSER.add_argument("--output", type=Path, required=True, help="JPEG to write")

_TILES = TypeAdapter(tuple[contact_sheet.Tile, ...])


def work(args: Namespace, session: Session) -> Result:
    width, height = args.size
    tiles = _tiles(args.tiles)
    contact_sheet.write(args.output, tiles, title=args.title, ratio=width / height)
    session.progress(1.0)
    return Result({"sheet": args.output}, {"tiles": len(tiles)})


def _tiles(path: Path) -> tuple[contact_sheet.Tile, ...]:
    try:
        tiles = _TILES.validate_json(path.read_bytes())
    except ValidationError as error:
        raise BadInput(f"{path} does not list tiles: {error}") from error
    if not tiles:
        raise BadInput(f"{path} lists nothing to show.")
    return tiles


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
