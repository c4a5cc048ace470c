"""What the rates of a week are counted from has indexes of its own, whatever lies behind it."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"

_NEW = (
    ("ix_attempts_astray", "attempts (task_id) WHERE outcome <> 'done'"),
    ("ix_attempts_transient", "attempts (at) WHERE outcome = 'transient'"),
    ("ix_events_retry_asked", "events (task_id) WHERE kind = 'retry_asked'"),
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for name, what in _NEW:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # half built, perhaps
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {what}")
