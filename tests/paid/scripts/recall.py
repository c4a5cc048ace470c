"""Undoes what `call` began: cancels the vendor's job."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session
from tests.paid.scripts.call import ask

PARSER = protocol.Parser(description=__doc__, example="recall --provider local --made made.json")
PARSER.add_argument("--provider", default="")
PARSER.add_argument("--made", type=Path)


def work(args: Namespace, session: Session) -> Result:
    ask("POST", "/cancel", job=session.resume or "")
    return Result({})


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
