"""Writes a story from research: what the film says and shows, shot by shot, as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from reelworks.domain.errors import BadInput, ScriptBroken
from reelworks.ops import prompts
from reelworks.ops.files import write_whole
from reelworks.ports.write import Research, StoryRequest
from reelworks.providers import registry
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description="Write a story of exactly the given number of shots from research.",
    example="python -m reelworks.scripts.write_story --research research.json --shots 18"
    " --output story.json",
)
PARSER.add_argument("--research", type=Path, required=True, help="JSON made by write_research")
PARSER.add_argument("--shots", type=int, default=18, help="0: as many as a script has")
PARSER.add_argument("--title", default="", help="instead of the one in the notes")
PARSER.add_argument("--brand", default="", help="the channel's style in words")
PARSER.add_argument("--provider", default="local")
PARSER.add_argument("--model", default="")
PARSER.add_argument("--seed", type=int, default=1)
PARSER.add_argument("--note", default="", help="what should be different from the take before")
PARSER.add_argument("--prompts", type=Path, help="JSON: what a model is told, by name")
PARSER.add_argument("--output", type=Path, required=True)


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    request = StoryRequest(
        research=read_research(args.research),
        shots=args.shots,
        seed=args.seed,
        title=args.title,
        brand=args.brand,
        note=args.note,
        model=args.model,
        prompts=prompts.given(args.prompts),
    )
    story, spend = registry.writer(args.provider).story(request, session)
    if faults := story.faults():
        raise ScriptBroken(f"The writer made a story that cannot be used: {'; '.join(faults)}.")
    content = json.dumps(asdict(story), ensure_ascii=False, indent=1)
    write_whole(args.output, content.encode())
    return protocol.Result({"story": args.output}, {"story": json.loads(content)}, spend)


def read_research(path: Path) -> Research:
    """The research in a file. BadInput when it is none."""
    try:
        return TypeAdapter(Research).validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(
            f"{path.name} is no research: {where}: {first['msg']}.",
            remedy="Make it with `python -m reelworks.scripts.write_research`.",
        ) from error


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
