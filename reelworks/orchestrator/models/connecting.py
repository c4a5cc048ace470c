"""Channels' accounts at the services they publish on; their tokens are sealed."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import UUID

from reelworks.orchestrator.models.tables import metadata


def _at(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True))


connections = Table(
    "connections",
    metadata,
    Column("tenant_id", Text, nullable=False),
    Column("channel_id", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("account_name", Text, nullable=False),
    Column("sealed", Text, nullable=False),  # a domain.connections.Bundle, encrypted
    Column("version", Integer, nullable=False, server_default="1"),  # of the tokens
    Column("expires_at", DateTime(timezone=True), nullable=False),  # of the access token
    Column("refreshing", UUID(as_uuid=True)),  # who renews it now ...
    _at("refreshing_until"),  # ... and until when the others wait
    _at("refreshed_at"),
    _at("dead_at"),  # a person must connect the channel again
    Column("dead_why", Text, nullable=False, server_default=""),
    Column("paused", Boolean, nullable=False, server_default="false"),  # its lanes, by its death
    Column("connected_by", Text, nullable=False),
    Column(
        "connected_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.clock_timestamp(),
    ),
    PrimaryKeyConstraint("tenant_id", "channel_id", "service"),
)
