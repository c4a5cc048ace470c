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
PARSER.add_argument("--words", default="")
PARSER.add_argument("--source", type=Path, action="append", default=[])
PARSER.add_argument("--manifest", type=Path)
PARSER.add_argument("--seed", type=int)
PARSER.add_argument("--note", default="")
PARSER.add_argument("--story", type=json.loads)
PARSER.add_argument("--does", default="")
PARSER.add_argument("--url", default="")
PARSER.add_argument("--output", type=Path, required=True)


def work(args: Namespace, session: Session) -> Result:
    spend = act(args.does, args.note, session)
    told = [args.text, args.words, args.note, *(source.read_text() for source in args.source)]
    if args.manifest:
        told += [Path(path).read_text() for path in json.loads(args.manifest.read_text())["parts"]]
    write_whole(args.output, "|".join(told).encode())
    facts = {name: fact for name in ("story", "url") if (fact := getattr(args, name))}
    return Result({"text": args.output}, facts, spend)


def act(does: str, note: str, session: Session) -> Spend:
    if note:  # a person has seen to it
        return Spend()
    deed, _, amount = does.partition("=")
    if deed in PAYING:
        return PAYING[deed](session, amount)
    match deed:
        case "busy":
            raise VendorUnavailable("The vendor is busy.", remedy="It is tried again.")
        case "bad":
            raise BadInput("The words cannot be used.", remedy="Write others.")
        case "sleep":
            time.sleep(float(amount))
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
    return Spend()


def pay(session: Session, amount: str) -> Spend:
    session.intent("vendor", usd(amount))
    session.submitted("job-1")
    return Spend(usd(amount), "req-1")


def pay_and_die(session: Session, amount: str) -> Spend:
    session.intent("vendor", usd(amount))
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(amount)


def pay_and_refuse(session: Session, amount: str) -> Spend:
    session.intent("vendor", usd("0.05"))
    raise BadInput("The vendor refused.", remedy=f"Write others {amount}.")


def submit_and_die(session: Session, amount: str) -> Spend:
    if session.resume is not None:
        return Spend(usd("0.05"), session.resume)
    session.intent("vendor", usd("0.05"))
    session.submitted("job-7")
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(amount)


PAYING = {
    "pay": pay,
    "pay-and-die": pay_and_die,
    "pay-and-refuse": pay_and_refuse,
    "submit-and-die": submit_and_die,
}


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
