"""Choose the best still of a film among its clips: the picture of its thumbnail."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import cv2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reelworks.domain.errors import BadInput
from reelworks.media import still
from reelworks.ops.files import write_whole
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__,
    example="python -m reelworks.scripts.choose_still --parts parts.json --size 1920x1080 "
    "--output still.png",
)
PARSER.add_argument("--parts", type=Path, required=True, help='JSON: {"clips": []}')
PARSER.add_argument("--size", type=protocol.size, default=(1920, 1080), help="of the film")
PARSER.add_argument("--output", type=Path, required=True, help="PNG, its long side 1280 pixels")


class Parts(BaseModel):
    """A film's clips, MP4."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clips: tuple[Path, ...] = Field(min_length=1)


def work(args: Namespace, session: protocol.Session) -> protocol.Result:
    picture = still.best(_parts(args.parts).clips, args.size)
    png = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1]
    write_whole(args.output, png.tobytes())
    return protocol.Result(files={"still": args.output})


def _parts(path: Path) -> Parts:
    try:
        return Parts.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BadInput(f"{path} names no clips of a film: {error}") from error


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
