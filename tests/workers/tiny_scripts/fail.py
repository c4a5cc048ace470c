"""Fails as told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from reelworks.domain import errors
from reelworks.scripts import protocol

PARSER = protocol.Parser(description=__doc__, example="--error QuotaExhausted")
PARSER.add_argument("--error", required=True)


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    sys.stderr.write("words before the end\n")
    if args.error == "RuntimeError":
        raise RuntimeError("It went wrong.")
    raise getattr(errors, args.error)("It went wrong.", remedy="Do this.")


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)
