"""What Notion has told us, and the secrets by which we know that it was Notion."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from reelworks.orchestrator.models.tables import ANY, metadata

# A delivery says only that something happened: the page is read again before anybody acts on it.
notion_deliveries = Table(
    "notion_deliveries",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("tenant_id", Text, nullable=False),
    Column("channel_id", Text, nullable=False, server_default=ANY),
    Column("source", Text, nullable=False),
    Column("event_id", Text, nullable=False),  # Notion's; the same however often it tells us
    Column("page_id", Text),  # what it is about, where that is a page
    Column("kind", Text, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),  # by Notion's clock
    Column(
        "received_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.clock_timestamp(),
    ),
    Column("body", JSONB, nullable=False),
    Column("handled_at", DateTime(timezone=True)),
    UniqueConstraint("tenant_id", "source", "event_id"),
    CheckConstraint("source in ('webhook', 'automation')", name="source"),
)
Index("ix_notion_deliveries_unhandled", notion_deliveries.c.tenant_id, notion_deliveries.c.id,
      postgresql_where=text("handled_at is null"))  # fmt: skip
Index("ix_notion_deliveries_handled_at", notion_deliveries.c.handled_at,
      postgresql_where=text("handled_at is not null"))  # fmt: skip

# One row for each tenant. While `armed_until` lies ahead and there is no token, one is taken.
notion_arming = Table(
    "notion_arming",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("channel_id", Text, nullable=False, server_default=ANY),
    Column("armed_until", DateTime(timezone=True)),
    Column("armed_by", Text, nullable=False, server_default=""),
    Column("token_sealed", Text),  # what Notion signs with
    Column("token_at", DateTime(timezone=True)),
    Column("automation_sealed", Text),  # what automations and buttons must send in a header
)
