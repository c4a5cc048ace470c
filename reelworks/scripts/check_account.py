"""Ask a vendor, by its cheapest call, whether our key is good and what is left of the account."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from reelworks.providers import registry
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="GEMINI_API_KEY=... python -m reelworks.scripts.check_account --provider gemini "
    "--model gemini-3.1-flash-image",
)
PARSER.add_argument("--provider", required=True)
PARSER.add_argument("--model", action="append", default=[], help="it must have; may be repeated")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    standing = registry.account(args.provider).check(args.model)
    session.progress(1.0)
    return protocol.Result({}, {"found": standing.found, "warning": standing.warning})


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
