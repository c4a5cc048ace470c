"""Alerts are sent: an outbox of notices, and which alert is told in which."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

_NEW = (
    """CREATE TABLE IF NOT EXISTS notices (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tenant_id TEXT DEFAULT '*' NOT NULL,
    channel_id TEXT DEFAULT '*' NOT NULL,
    sink TEXT NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    lease UUID,
    leased_until TIMESTAMP WITH TIME ZONE,
    begun_at TIMESTAMP WITH TIME ZONE,
    sent_at TIMESTAMP WITH TIME ZONE,
    error TEXT DEFAULT '' NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_notices PRIMARY KEY (id)
)""",
    "CREATE INDEX IF NOT EXISTS ix_notices_unsent ON notices (sink, next_at) WHERE sent_at IS NULL",
    """CREATE INDEX IF NOT EXISTS ix_notices_sent ON notices (sink, sent_at)
    WHERE sent_at IS NOT NULL""",
    """CREATE TABLE IF NOT EXISTS told (
    alert_id BIGINT NOT NULL,
    sink TEXT NOT NULL,
    tenant_id TEXT DEFAULT '*' NOT NULL,
    channel_id TEXT DEFAULT '*' NOT NULL,
    notice_id BIGINT NOT NULL,
    CONSTRAINT pk_told PRIMARY KEY (alert_id, sink),
    CONSTRAINT fk_told_alert_id FOREIGN KEY(alert_id) REFERENCES alerts (id) ON DELETE CASCADE,
    CONSTRAINT fk_told_notice_id FOREIGN KEY(notice_id) REFERENCES notices (id) ON DELETE CASCADE
)""",
    "CREATE INDEX IF NOT EXISTS ix_told_notice_id ON told (notice_id)",
)


def upgrade() -> None:
    for statement in _NEW:
        op.execute(statement)
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_alerts_at")  # half built, perhaps
        op.execute("CREATE INDEX CONCURRENTLY ix_alerts_at ON alerts (at)")
