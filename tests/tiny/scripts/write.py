"""Writes down what it was told; on demand it pays, waits, fails or dies on the way."""

from __future__ import annotations

import json
import os
import signal
import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from reelworks.domain.errors import BadInput, VendorUnavailable
from reelworks.domain.money import usd
from reelworks.ops.files import write_whole
from reelworks.ports.spend import Spend
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(description=__doc__, example="write --text hello --output hello.txt")
PARSER.add_argument("--text", default="")
PARSER.add_argument("--source", type=Path, action="append", default=[])
PARSER.add_argument("--manifest", type=Path)
PARSER.add_argument("--seed", type=int)
PARSER.add_argument("--note", default="")
PARSER.add_argument("--story", type=json.loads)
PARSER.add_argument("--does", default="")
PARSER.add_argument("--output", type=Path, required=True)


def work(args: Namespace, session: Session) -> Result:
    spend = act(args.does, args.note, session)
    told = [args.text, args.note, *(source.read_text() for source in args.source)]
    if args.manifest:
        told += [Path(path).read_text() for path in json.loads(args.manifest.read_text())["parts"]]
    write_whole(args.output, "|".join(told).encode())
    facts = {"story": args.story} if args.story else {}
    return Result({"text": args.output}, facts, spend)


def act(does: str, note: str, session: Session) -> Spend:
    if note:  # a person has seen to it
        return Spend()
    match does.split("="):
        case ["busy"]:
            raise VendorUnavailable("The vendor is busy.", remedy="It is tried again.")
        case ["bad"]:
            raise BadInput("The words cannot be used.", remedy="Write others.")
        case ["sleep", seconds]:
            time.sleep(float(seconds))
        case ["die"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["pay", cents]:
            session.intent("vendor", usd(cents) / 100)  # type: ignore[arg-type]
            session.submitted("job-1")
            return Spend(usd(cents) / 100, "req-1")  # type: ignore[arg-type]
    return Spend()


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
