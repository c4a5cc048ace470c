"""Channels' accounts at the services they publish on."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """CREATE TABLE IF NOT EXISTS connections (
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    service TEXT NOT NULL,
    account_id TEXT NOT NULL,
    account_name TEXT NOT NULL,
    sealed TEXT NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    refreshing UUID,
    refreshing_until TIMESTAMP WITH TIME ZONE,
    refreshed_at TIMESTAMP WITH TIME ZONE,
    dead_at TIMESTAMP WITH TIME ZONE,
    dead_why TEXT DEFAULT '' NOT NULL,
    paused BOOLEAN DEFAULT 'false' NOT NULL,
    connected_by TEXT NOT NULL,
    connected_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_connections PRIMARY KEY (tenant_id, channel_id, service)
)"""
    )
