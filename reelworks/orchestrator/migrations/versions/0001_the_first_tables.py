"""Our first tables, and PgQueuer's, which its own installer wrote."""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

_STATEMENT_END = re.compile(r"(?<=;)\n\n(?=CREATE )")  # asyncpg takes one statement at a time


def upgrade() -> None:
    for name in ("0001_tables.sql", "0001_pgqueuer_1_6.sql"):
        text = Path(__file__).with_name(name).read_text()
        for statement in _STATEMENT_END.split(text):
            op.get_bind().exec_driver_sql(statement)
