"""Buys something from the vendor that the tests play, over HTTP, as a provider's script would."""

from __future__ import annotations

import http.client
import json
import os
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from reelworks.domain.errors import OutcomeUnknown, VendorUnavailable
from reelworks.domain.money import FREE, usd
from reelworks.ops.files import write_whole
from reelworks.ports.spend import Spend
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PRICES = {"gemini": usd("0.04"), "kling": usd("0.35"), "elevenlabs": usd("0.02")}
BY_JOB = ("kling", "youtube")
_POLL_S = 0.3
_TIMEOUT_S = 30

PARSER = protocol.Parser(description=__doc__, example="call --name a --service kling --output a")
PARSER.add_argument("--name", required=True)
PARSER.add_argument("--service", required=True)
PARSER.add_argument("--source", type=Path, action="append", default=[])
PARSER.add_argument("--story", type=json.loads)
PARSER.add_argument("--text", default="")
PARSER.add_argument("--seed", type=int)
PARSER.add_argument("--note", default="")
PARSER.add_argument("--output", type=Path, required=True)


def work(args: Namespace, session: Session) -> Result:
    ref = f"{args.name}#{args.seed}"
    with present(args.service, ref):
        by_job = args.service in BY_JOB
        spend = (job if by_job else call)(args.service, ref, session)
    for source in args.source:
        source.read_text()
    write_whole(args.output, f"{ref} {uuid4()}".encode())
    return Result({"text": args.output}, {"story": args.story} if args.story else {}, spend)


def call(service: str, ref: str, session: Session) -> Spend:
    """A vendor that answers with the thing itself."""
    price = PRICES.get(service, FREE)
    if price:
        session.intent(service, price)
    ask("POST", "/call", service=service, ref=ref)
    return Spend(price, ref)


def job(service: str, ref: str, session: Session) -> Spend:
    """A vendor that answers with the id of a job."""
    number = session.resume or _found(ref, session) or _ordered(service, ref, session)
    while not ask("GET", f"/job?id={number}")["done"]:
        time.sleep(_POLL_S)
    return Spend(PRICES.get(service, FREE), number)


def _found(ref: str, session: Session) -> str | None:
    """What came of an earlier attempt, where nobody knows."""
    if not session.unsure:
        return None
    number = ask("GET", f"/find?ref={quote(ref, safe='')}")["job"]
    if number is None:
        return None
    session.submitted(str(number))
    return str(number)


def _ordered(service: str, ref: str, session: Session) -> str:
    session.intent(service, PRICES.get(service, FREE))
    number = str(ask("POST", "/order", service=service, ref=ref)["job"])
    session.submitted(number)
    return number


@contextmanager
def present(service: str, ref: str) -> Iterator[None]:
    """The vendor sees us from the beginning to the end, however we end."""
    connection = _connection()
    worker = os.environ.get("VENDOR_WORKER", "")
    told = json.dumps({"service": service, "ref": ref, "worker": worker})
    connection.request("POST", "/here", told)
    try:
        yield
    finally:
        connection.close()


def ask(method: str, path: str, **told: str) -> dict[str, object]:
    connection = _connection()
    try:
        connection.request(method, path, json.dumps(told) if told else None)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise OutcomeUnknown(f"The line to the vendor went dead: {error}.") from error
    finally:
        connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise VendorUnavailable(f"The vendor said {answer.status}.", remedy="It is tried again.")
    found: dict[str, object] = json.loads(body)
    return found


def _connection() -> http.client.HTTPConnection:
    return http.client.HTTPConnection(os.environ["VENDOR"], timeout=_TIMEOUT_S)


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
