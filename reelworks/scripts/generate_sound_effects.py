"""Make the sound of a place from a description of it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from reelworks.ports.sound import SoundRequest
from reelworks.providers import registry
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(
    description="Make the sound of a place from a description of it.",
    example=(
        'python -m reelworks.scripts.generate_sound_effects --prompt "distant waves, gulls" '
        "--seconds 5.5 --output effect.wav"
    ),
)
PARSER.add_argument("--prompt", required=True, help="what is heard, in words")
PARSER.add_argument("--seconds", type=float, required=True, help="how long")
PARSER.add_argument("--provider", default="local")
PARSER.add_argument("--model", default="")
PARSER.add_argument("--seed", type=int, default=1)
PARSER.add_argument("--note", default="", help="what a person asked for instead of the last take")
PARSER.add_argument("--output", type=Path, required=True, help="WAV, 48 kHz, stereo, 16 bit")


def work(args: Namespace, session: Session) -> Result:
    request = SoundRequest(args.prompt, args.seconds, args.seed, args.note, args.model)
    spend = registry.effect_maker(args.provider).make(request, args.output, session)
    return Result(files={"effect": args.output}, facts={"seconds": args.seconds}, spend=spend)


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
