"""What Notion tells us is put down before it is answered."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

_NEW = (
    """CREATE TABLE IF NOT EXISTS notion_deliveries (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tenant_id TEXT NOT NULL,
    channel_id TEXT DEFAULT '*' NOT NULL,
    source TEXT NOT NULL,
    event_id TEXT NOT NULL,
    page_id TEXT,
    kind TEXT NOT NULL,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    body JSONB NOT NULL,
    handled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_notion_deliveries PRIMARY KEY (id),
    CONSTRAINT uq_notion_deliveries_tenant_id_source_event_id
        UNIQUE (tenant_id, source, event_id),
    CONSTRAINT ck_notion_deliveries_source CHECK (source in ('webhook', 'automation'))
)""",
    """CREATE INDEX IF NOT EXISTS ix_notion_deliveries_unhandled
    ON notion_deliveries (tenant_id, id) WHERE handled_at IS NULL""",
    """CREATE INDEX IF NOT EXISTS ix_notion_deliveries_handled_at ON notion_deliveries (handled_at)
    WHERE handled_at IS NOT NULL""",
    """CREATE TABLE IF NOT EXISTS notion_arming (
    tenant_id TEXT NOT NULL,
    channel_id TEXT DEFAULT '*' NOT NULL,
    armed_until TIMESTAMP WITH TIME ZONE,
    armed_by TEXT DEFAULT '' NOT NULL,
    token_sealed TEXT,
    token_at TIMESTAMP WITH TIME ZONE,
    automation_sealed TEXT,
    CONSTRAINT pk_notion_arming PRIMARY KEY (tenant_id)
)""",
)


def upgrade() -> None:
    for statement in _NEW:
        op.execute(statement)
