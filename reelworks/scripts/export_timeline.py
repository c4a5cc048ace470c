"""Write a film as a timeline for an editing program, OpenTimelineIO, its media beside it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from reelworks.media import edit_list, manifest, timeline
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__,
    example="python -m reelworks.scripts.export_timeline --manifest manifest.json "
    "--film film.mp4 --srt film.srt --output edit/film.otio",
)
PARSER.add_argument("--manifest", type=Path, required=True, help="what the film is made of, JSON")
PARSER.add_argument("--film", type=Path, help="the finished film, for its sound")
PARSER.add_argument("--srt", type=Path, help="its captions as SubRip")
PARSER.add_argument("--output", type=Path, required=True, help="the timeline; media goes beside it")


def work(args: Namespace, session: protocol.Session) -> protocol.Result:
    line = timeline.read(manifest.read(args.manifest))
    args.output.parent.mkdir(parents=True, exist_ok=True)
    frames = edit_list.write(line, args.output, args.film, args.srt)
    facts: protocol.Facts = {"frames": frames, "seconds": frames / line.told.fps}
    return protocol.Result(files={"timeline": args.output}, facts=facts)


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
