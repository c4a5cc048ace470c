"""Check that there is a voice for a film, before anything is made that it would have to narrate."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from reelworks.domain.errors import BadInput
from reelworks.ops.files import write_whole
from reelworks.ports.write import Research
from reelworks.providers import registry
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="python -m reelworks.scripts.check_voice --research research.json --output voice.json",
)
PARSER.add_argument("--research", type=Path, required=True, help="tells the language")
PARSER.add_argument("--voice", default="", help="the provider's name of a voice (default: its own)")
PARSER.add_argument("--provider", default="local")
PARSER.add_argument("--model", default="")
PARSER.add_argument("--seed", type=int, default=1)
PARSER.add_argument("--note", default="")
PARSER.add_argument("--output", type=Path, required=True, help="JSON: the voice and the language")

_RESEARCH = TypeAdapter(Research)


def work(args: Namespace, session: Session) -> Result:
    language = _language(args.research)
    registry.speaker(args.provider).check(args.voice, language, args.model)
    session.progress(1.0)
    found = {"provider": args.provider, "voice": args.voice, "language": language}
    write_whole(args.output, json.dumps(found).encode())
    return Result({"voice": args.output}, {"language": language})


def _language(research: Path) -> str:
    try:
        return _RESEARCH.validate_json(research.read_bytes()).language
    except ValidationError as error:
        raise BadInput(f"{research} is no research: {error}") from error


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
