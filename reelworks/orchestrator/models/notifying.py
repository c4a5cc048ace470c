"""The outbox of alerts: notices by sink, and which alert is told in which."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from reelworks.orchestrator.models.tables import ANY, alerts, metadata

# A message to one sink. `begun_at`: somebody began to send it, and nobody knows what came of it.
notices = Table(
    "notices",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("tenant_id", Text, nullable=False, server_default=ANY),
    Column("channel_id", Text, nullable=False, server_default=ANY),
    Column("sink", Text, nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease", UUID(as_uuid=True)),
    Column("leased_until", DateTime(timezone=True)),
    Column("begun_at", DateTime(timezone=True)),
    Column("sent_at", DateTime(timezone=True)),
    Column("error", Text, nullable=False, server_default=""),
    Column(
        "made_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.clock_timestamp(),
    ),
)
Index("ix_notices_unsent", notices.c.sink, notices.c.next_at,
      postgresql_where=text("sent_at is null"))  # fmt: skip
Index("ix_notices_sent", notices.c.sink, notices.c.sent_at,
      postgresql_where=text("sent_at is not null"))  # fmt: skip

told = Table(
    "told",
    metadata,
    Column("alert_id", BigInteger, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("sink", Text, nullable=False),
    Column("tenant_id", Text, nullable=False, server_default=ANY),
    Column("channel_id", Text, nullable=False, server_default=ANY),
    Column("notice_id", BigInteger, ForeignKey("notices.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("alert_id", "sink"),
)
Index("ix_told_notice_id", told.c.notice_id)
Index("ix_alerts_at", alerts.c.at)
