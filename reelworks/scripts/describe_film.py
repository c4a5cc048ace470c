"""Describe a film by what it says and shows, so that it can be compared with all others."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from reelworks.domain.errors import BadInput
from reelworks.domain.likeness import minhash
from reelworks.media import looking
from reelworks.ops.files import write_whole
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="python -m reelworks.scripts.describe_film --parts parts.json --output likeness.json",
)
PARSER.add_argument("--parts", type=Path, required=True, help='JSON: {"segments": [], "texts": []}')
PARSER.add_argument("--output", type=Path, required=True, help="JSON")


class Parts(BaseModel):
    """What a film shows, an MP4 for each shot, and what it says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    segments: tuple[Path, ...]
    texts: tuple[str, ...]


def work(args: Namespace, session: Session) -> Result:
    parts = _parts(args.parts)
    pictures: list[int] = []
    for number, segment in enumerate(parts.segments, 1):
        pictures += looking.pictures(segment)
        session.progress(number / len(parts.segments))
    words = minhash("\n".join(parts.texts))
    # As text: JSON's readers keep no whole numbers of 64 bits.
    found = {"words": [f"{n:x}" for n in words], "pictures": [f"{n:016x}" for n in pictures]}
    write_whole(args.output, json.dumps(found).encode())
    return Result({"likeness": args.output}, found)


def _parts(path: Path) -> Parts:
    try:
        return Parts.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BadInput(f"{path} names no parts of a film: {error}") from error


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
