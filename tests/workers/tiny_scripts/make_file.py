"""Writes a text to a file, noisily."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from reelworks.domain.money import usd
from reelworks.ops.files import write_whole
from reelworks.ports.spend import Spend
from reelworks.scripts import protocol

PARSER = protocol.Parser(description=__doc__, example="... --output a.txt")
PARSER.add_argument("--text", default="")
PARSER.add_argument("--output", type=Path, required=True)
PARSER.add_argument("--noisy", action="store_true")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    if args.noisy:
        sys.stdout.write("a library prints\n")
        os.write(1, b"a C library prints\n")
        subprocess.run(["echo", "a child prints"], check=True)
    session.progress(0.5, "half")
    write_whole(args.output, args.text.encode())
    facts = {"letters": len(args.text), "resume": session.resume}
    return protocol.Result({"text": args.output}, facts, Spend(usd("0.04"), "request-1"))


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
