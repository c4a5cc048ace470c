"""Speak a narration: a recording, and when each of its words is heard."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from reelworks.ops.files import write_whole
from reelworks.ports.speech import SpeechRequest
from reelworks.providers import registry
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(
    description="Speak a narration: a recording, and when each of its words is heard.",
    example=(
        'python -m reelworks.scripts.generate_audio --text "A light stood on the rock." '
        "--output narration.wav --words words.json"
    ),
)
PARSER.add_argument("--text", required=True, help="what is said")
PARSER.add_argument("--voice", default="", help="the provider's name of a voice (default: its own)")
PARSER.add_argument("--language", default="en", help="BCP 47 (default: en)")
PARSER.add_argument("--provider", default="local")
PARSER.add_argument("--model", default="")
PARSER.add_argument("--seed", type=int, default=1)
PARSER.add_argument("--note", default="", help="what a person asked for instead of the last take")
PARSER.add_argument("--output", type=Path, required=True, help="WAV, 48 kHz, mono, 16 bit")
PARSER.add_argument("--words", type=Path, required=True, help="JSON: [{text, start, end}, ...]")


def work(args: Namespace, session: Session) -> Result:
    request = SpeechRequest(
        text=args.text,
        voice=args.voice,
        language=args.language,
        seed=args.seed,
        note=args.note,
        model=args.model,
    )
    speech = registry.speaker(args.provider).speak(request, args.output, session)
    words = [asdict(word) for word in speech.words]
    write_whole(args.words, json.dumps(words, ensure_ascii=False, indent=1).encode())
    return Result(
        files={"narration": args.output, "words": args.words},
        facts={"seconds": speech.seconds},
        spend=speech.spend,
    )


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
