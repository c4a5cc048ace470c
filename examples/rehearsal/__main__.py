"""`make rehearsal`: `python -m examples.rehearsal [--full] [--down VENDOR] [--home FOLDER]`."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from examples.rehearsal import checks, marks, place, running
from examples.rehearsal.wishes import FULL, USUAL, Outage, Rehearsal
from reelworks.ops import logging, postgres
from reelworks.ops.settings import LogLevel
from reelworks.wiring import studio

_WIDE = 150
HOME = Path(__file__).parents[2] / "build" / "rehearsal"


def main() -> int:
    args = _arguments()
    wanted = replace(FULL if args.full else USUAL, seed=args.seed)
    if args.down:
        wanted = replace(wanted, outage=Outage(args.down, seconds=None))
    if args.home.exists():
        postgres.remove(args.home / "home")
        shutil.rmtree(args.home)
    found = asyncio.run(rehearse(wanted, args.home))
    Console(width=None if sys.stdout.isatty() else _WIDE).print(checks.drawn(found))
    return 0 if found.ok else 1


async def rehearse(wanted: Rehearsal, home: Path) -> checks.Report:
    """Run it, and look whether everything holds that was promised."""
    logging.configure(level=LogLevel.ERROR)
    with place.prepared(wanted, home) as here, marks.watching(here) as watch:
        async with studio.opened(here.settings) as context:
            course = await running.run(wanted, here, context)
            return await checks.report(wanted, here, context, course, watch)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="18 shots, 1920x1080")
    parser.add_argument(
        "--down", default="", choices=[*running.SERVICES], help="down for the whole run"
    )
    parser.add_argument("--seed", type=int, default=1, help="another one has other faults")
    parser.add_argument("--home", type=Path, default=HOME)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
