"""Pays for something, and leaves a mark after every go-ahead."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from reelworks.domain.money import usd
from reelworks.scripts import protocol

PARSER = protocol.Parser(description=__doc__, example="...")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    session.intent("kling", usd("0.21"))
    Path("after-intent").touch()
    session.submitted("job-7")
    Path("after-submitted").touch()
    return protocol.Result({})


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)
