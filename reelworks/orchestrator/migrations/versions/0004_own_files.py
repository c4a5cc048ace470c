"""Who needs a file that a person gave for a shot is found by an index, as for all other files."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_own_files")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_tasks_own_files ON tasks USING gin"
            " (jsonb_path_query_array(story, '$.shots[*].*.sha256'))"
        )
