"""Reads a person's notes or finished script: what it says, as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from reelworks.domain.errors import BadInput
from reelworks.ops import prompts
from reelworks.ops.files import document_kind, write_whole
from reelworks.ports.write import Research, ResearchRequest, SourceKind
from reelworks.providers import registry
from reelworks.scripts import protocol

LARGEST = 5_000_000  # bytes; far more than anybody narrates

PARSER = protocol.Parser(
    description="Read notes or a script: title, language and facts, as JSON.",
    example="python -m reelworks.scripts.write_research --source notes.md --output research.json",
)
PARSER.add_argument("--source", type=Path, required=True, help="UTF-8 Markdown or plain text")
PARSER.add_argument("--kind", choices=[kind.value for kind in SourceKind], default="notes")
PARSER.add_argument("--provider", default="local")
PARSER.add_argument("--model", default="")
PARSER.add_argument("--seed", type=int, default=1)
PARSER.add_argument("--note", default="", help="what should be different from the take before")
PARSER.add_argument("--prompts", type=Path, help="JSON: what a model is told, by name")
PARSER.add_argument("--output", type=Path, required=True)


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    text = read_text(args.source)
    request = ResearchRequest(
        text=text,
        kind=SourceKind(args.kind),
        note=args.note,
        model=args.model,
        prompts=prompts.given(args.prompts),
    )
    research, spend = registry.writer(args.provider).research(request, session)
    content = json.dumps(asdict(research), ensure_ascii=False, indent=1)
    write_whole(args.output, content.encode())
    return protocol.Result({"research": args.output}, _facts(research), spend)


def _facts(research: Research) -> protocol.Facts:
    words = sum(len(fact.text.split()) for fact in research.facts)
    return {"language": research.language, "words": words, "title": research.title}


def read_text(source: Path) -> str:
    """The text of a UTF-8 file. BadInput says what else it is, and what to do."""
    if source.is_dir():
        raise BadInput(f"{source} is a folder.", remedy="Name the notes file inside it.")
    content = source.read_bytes()
    if len(content) > LARGEST:
        raise BadInput(
            f"{source.name} has {len(content) / 1e6:.1f} MB; {LARGEST / 1e6:.0f} MB is the most.",
            remedy="Keep the part that the film is about.",
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(source, content, "utf-16")
    if kind := document_kind(content):
        raise BadInput(
            f"{source.name} is {kind}, not a text.",
            remedy="Open it, save its text as a plain text or Markdown file, and give that.",
        )
    if b"\0" in content:
        raise BadInput(
            f"{source.name} is not a text file: it has zero bytes in it.",
            remedy="Give Markdown or plain text; save a document as text first.",
        )
    return _decoded(source, content, "utf-8-sig")


def _decoded(source: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(
            f"{source.name} is not UTF-8: line {line} has the byte {content[error.start]:#04x}.",
            remedy="Save it with the encoding UTF-8 and try again.",
        ) from error


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
