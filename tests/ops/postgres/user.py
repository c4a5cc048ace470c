"""A command that uses the embedded server of a home and does as it is told, line by line."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import asyncpg

from reelworks.domain.errors import ReelworksError
from reelworks.ops import postgres


def main() -> None:
    home = Path(sys.argv[1])
    try:
        if sys.argv[2:] == ["remove"]:
            postgres.remove(home)
            return _say(answer="removed")
        with postgres.server(home) as server:
            _say(dsn=server.dsn)
            for line in sys.stdin:
                _say(answer=_obey(server, *line.strip().split(" ", 1)))
    except ReelworksError as error:
        _say(error=type(error).__name__, message=str(error))


def _obey(server: postgres.Server, verb: str, what: str = "") -> object:
    if verb == "ensure":
        return server.ensure()
    dsn = server.superuser_dsn if verb == "superuser" else server.dsn
    return asyncio.run(_fetch(dsn, what))


async def _fetch(dsn: str, sql: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def _say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)  # noqa: T201  (its way to speak)


if __name__ == "__main__":
    main()
