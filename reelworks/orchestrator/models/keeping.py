"""What housekeeping asks the tables for, and when it was done last."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, Table, Text, func, text

from reelworks.orchestrator.models.tables import ANY, metadata, results, tasks

chores = Table(
    "chores",
    metadata,
    Column("name", Text, primary_key=True),
    Column("tenant_id", Text, nullable=False, server_default=ANY),
    Column("channel_id", Text, nullable=False, server_default=ANY),
    Column(
        "begun_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.clock_timestamp(),
    ),
    Column("next_from", Text, nullable=False, server_default=""),  # where it goes on next time
)

# The same work is done once, unless what came of it was cleaned away.
Index(
    "uq_results_kept",
    results.c.task_id,
    results.c.step_id,
    results.c.fingerprint,
    results.c.take,
    unique=True,
    postgresql_where=text("files_removed_at is null"),
)

# Who needs a file with this content hash.
Index(
    "ix_results_hashes",
    text("jsonb_path_query_array(files, '$.*.sha256')"),
    _table=results,
    postgresql_using="gin",
    postgresql_where=text("files_removed_at is null"),
)
Index("ix_tasks_source", text("(brief #>> '{source,sha256}')"), _table=tasks)
Index(
    "ix_tasks_branding",
    text("jsonb_path_query_array(settings, '$.branding.*[0]')"),
    _table=tasks,
    postgresql_using="gin",
)
Index(
    "ix_tasks_own_files",
    text("jsonb_path_query_array(story, '$.shots[*].*.sha256')"),
    _table=tasks,
    postgresql_using="gin",
)

for _chore, _done in (("clean", "cleaned_at"), ("prune", "pruned_at")):
    Index(
        f"ix_tasks_to_{_chore}",
        tasks.c.finished_at,
        postgresql_where=text(
            f"finished_at is not null and ({_done} is null or {_done} < finished_at)"
        ),
    )
