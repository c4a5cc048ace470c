"""What was cleaned away is on record: results whose files are gone, tasks that are tidied up.

Nothing here holds up a live system: columns without defaults, indexes built beside the work.
Every statement may be repeated, for the indexes cannot be built inside a transaction.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_NEW = (
    "ALTER TABLE results ADD COLUMN IF NOT EXISTS files_removed_at TIMESTAMP WITH TIME ZONE",
    "ALTER TABLE tasks ADD COLUMN IF NOT EXISTS cleaned_at TIMESTAMP WITH TIME ZONE",
    "ALTER TABLE tasks ADD COLUMN IF NOT EXISTS pruned_at TIMESTAMP WITH TIME ZONE",
    """CREATE TABLE IF NOT EXISTS chores (
    name TEXT NOT NULL,
    tenant_id TEXT DEFAULT '*' NOT NULL,
    channel_id TEXT DEFAULT '*' NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    next_from TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_chores PRIMARY KEY (name)
)""",
)

_INDEXES = {
    "uq_results_kept": "UNIQUE INDEX {} ON results (task_id, step_id, fingerprint, take)"
    " WHERE files_removed_at IS NULL",
    "ix_results_hashes": "INDEX {} ON results USING gin"
    " (jsonb_path_query_array(files, '$.*.sha256')) WHERE files_removed_at IS NULL",
    "ix_tasks_source": "INDEX {} ON tasks ((brief #>> '{{source,sha256}}'))",
    "ix_tasks_branding": "INDEX {} ON tasks USING gin"
    " (jsonb_path_query_array(settings, '$.branding.*[0]'))",
    "ix_tasks_to_clean": "INDEX {} ON tasks (finished_at) WHERE finished_at IS NOT NULL"
    " AND (cleaned_at IS NULL OR cleaned_at < finished_at)",
    "ix_tasks_to_prune": "INDEX {} ON tasks (finished_at) WHERE finished_at IS NOT NULL"
    " AND (pruned_at IS NULL OR pruned_at < finished_at)",
}


def upgrade() -> None:
    for statement in _NEW:
        op.execute(statement)
    with op.get_context().autocommit_block():
        for name, definition in _INDEXES.items():
            kind, _, rest = definition.format(name).partition("INDEX ")
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # half built, perhaps
            op.execute(f"CREATE {kind}INDEX CONCURRENTLY {rest}")
    op.execute(
        "ALTER TABLE results DROP CONSTRAINT IF EXISTS uq_results_task_id_step_id_fingerprint_take"
    )
