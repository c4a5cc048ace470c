"""What the database's own clock says of each transaction: planning and execution, without commit.

The server logs how long each message took it; the statements of a transaction are added up.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.ops.postgres import Server
from reelworks.ops.postgres.place import locate, locks_folder
from reelworks.orchestrator import database
from reelworks.orchestrator.database import transaction

_LINE = re.compile(
    r"\[(\d+)\] LOG:  duration: ([\d.]+) ms  (parse|bind|execute|statement)[^:]*:\s*(.*)"
)


@dataclass
class Spent:
    """One transaction: the milliseconds of its statements, and of its commit."""

    statements: list[tuple[str, float]] = field(default_factory=list)
    commit_ms: float = 0.0

    @property
    def ms(self) -> float:
        return sum(ms for _, ms in self.statements)


class Meter:
    """Reads the server's log from where it was when this began."""

    def __init__(self, home: Path) -> None:
        self._log = locate(locks_folder(home)).log
        self._read = self._log.stat().st_size

    def spent(self, pid: int) -> list[Spent]:
        """The transactions of that connection since the last time, in order."""
        with self._log.open("rb") as log:
            log.seek(self._read)
            said = log.read().decode(errors="replace")
            self._read = log.tell()
        found: list[Spent] = []
        for match in _LINE.finditer(said):
            if int(match[1]) == pid:
                _note(found, float(match[2]), match[3], match[4])
        return found


def _note(found: list[Spent], ms: float, phase: str, sql: str) -> None:
    if sql.upper().startswith("BEGIN"):
        found.append(Spent())
    elif not found:
        return
    elif sql.upper().startswith("ROLLBACK"):  # the pool's own question, whether anybody is there
        found.pop()
    elif sql.upper().startswith("COMMIT"):
        found[-1].commit_ms += ms
    else:
        found[-1].statements.append((f"{phase} {sql}", ms))


@asynccontextmanager
async def logged(server: Server, pool: AsyncEngine) -> AsyncIterator[int]:
    """`pool` of one connection, whose statements the server logs; gives its process id."""
    admin = await database.raw_connect(server.superuser_dsn)
    try:
        await admin.execute("grant set on parameter log_min_duration_statement to reelworks")
        await admin.execute("grant set on parameter log_parameter_max_length to reelworks")
    finally:
        await admin.close()
    async with transaction(pool) as tx:
        await tx.execute(text("set log_parameter_max_length = 0"))
        await tx.execute(text("set log_min_duration_statement = 0"))
        pid = int(await tx.scalar(text("select pg_backend_pid()")) or 0)
    yield pid
    async with transaction(pool) as tx:
        await tx.execute(text("set log_min_duration_statement = -1"))


def p50(values: list[float]) -> float:
    return quantiles(values, n=2)[0]


async def ticks(connection: asyncpg.Connection) -> int:
    """How many attempts were ever recorded: one for each settled step."""
    return int(await connection.fetchval("select coalesce(max(id), 0) from attempts"))
