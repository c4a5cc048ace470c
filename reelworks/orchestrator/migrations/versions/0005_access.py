"""People, their sessions and tokens, requests that may be repeated, webhooks; events of the slate.

Nothing here holds up a live system; every statement may be repeated, for the index cannot be built
inside a transaction.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    text = Path(__file__).with_name("0005_access.sql").read_text()
    for statement in text.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_unfinished")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_tasks_unfinished ON tasks (tenant_id, id)"
            " WHERE finished_at IS NULL"
        )
