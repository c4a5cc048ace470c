"""Fit a person's own recording to the film: `narration` (WAV) and its `words` (JSON)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from reelworks.media import recording, wav
from reelworks.ops.files import write_whole
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__ or "",
    example='python -m reelworks.scripts.fit_recording --source me.m4a --text "It is dark." '
    "--output narration.wav --words words.json",
)
PARSER.add_argument("--source", type=Path, required=True, help="WAV, MP3, M4A, OGG, FLAC, ...")
PARSER.add_argument("--text", required=True, help="what is said in it")
PARSER.add_argument("--output", type=Path, required=True, help="WAV, 48 kHz, mono, 16 bit")
PARSER.add_argument("--words", type=Path, required=True, help="JSON: [{text, start, end}, ...]")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    sound = recording.read(args.source)
    wav.write(args.output, sound)
    words = [asdict(word) for word in recording.placed(args.text, sound)]
    write_whole(args.words, json.dumps(words, ensure_ascii=False, indent=1).encode())
    files = {"narration": args.output, "words": args.words}
    return protocol.Result(files, {"seconds": sound.seconds})


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
