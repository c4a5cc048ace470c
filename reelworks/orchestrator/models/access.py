"""Who may do what, what programs asked before, and who wants to be told by HTTP."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from reelworks.domain.access import Role
from reelworks.orchestrator.models.tables import ANY, metadata, tasks

_ROLES = ", ".join(f"'{role.value}'" for role in Role)


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def _owner() -> tuple[Column[str], Column[str]]:
    channel = Column("channel_id", Text, nullable=False, server_default=ANY)
    return Column("tenant_id", Text, nullable=False), channel


def _at(name: str, *, now: bool = False) -> Column[object]:
    default = func.clock_timestamp() if now else None
    return Column(name, DateTime(timezone=True), nullable=not now, server_default=default)


def _user_id() -> Column[int]:
    return Column("user_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False)


users = Table(
    "users",
    metadata,
    _id(),
    *_owner(),
    Column("name", Text, nullable=False),
    Column("password", Text, nullable=False),  # as argon2 writes it
    Column("role", Text, nullable=False),
    _at("created_at", now=True),
    Column("created_by", Text, nullable=False),
    _at("disabled_at"),
    UniqueConstraint("tenant_id", "name"),
    CheckConstraint(f"role in ({_ROLES})", name="role"),
)

# Somebody who has logged in. The cookie itself is nowhere: only what it hashes to.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", Text, primary_key=True),
    *_owner(),
    _user_id(),
    _at("created_at", now=True),
    _at("seen_at", now=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("address", Text, nullable=False, server_default=""),
)
Index("ix_sessions_user_id", sessions.c.user_id)

# A program's key; it may do what its user may, or less.
api_tokens = Table(
    "api_tokens",
    metadata,
    _id(),
    *_owner(),
    _user_id(),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("role", Text, nullable=False),
    _at("created_at", now=True),
    _at("used_at"),
    _at("revoked_at"),
    UniqueConstraint("digest"),
    CheckConstraint(f"role in ({_ROLES})", name="role"),
)
Index("ix_api_tokens_user_id", api_tokens.c.user_id)

# What was answered to a request that may be sent again. `answer` is null while it is worked on.
repeats = Table(
    "repeats",
    metadata,
    *_owner(),
    Column("actor", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("digest", Text, nullable=False),  # of the request: the same key, another request is none
    Column("answer", JSONB),
    _at("at", now=True),
    PrimaryKeyConstraint("tenant_id", "actor", "key"),
)
Index("ix_repeats_at", repeats.c.at)

# Who is told of events by HTTP. `salt` makes its secret out of the server's key.
webhooks = Table(
    "webhooks",
    metadata,
    _id(),
    *_owner(),
    Column("url", Text, nullable=False),
    Column("kinds", ARRAY(Text), nullable=False, server_default="{}"),  # of event; none: all
    Column("salt", Text, nullable=False),
    Column("after_event", BigInteger, nullable=False),  # told of everything up to this one
    Column("paused", Boolean, nullable=False, server_default="false"),
    _at("created_at", now=True),
    Column("created_by", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    *_owner(),
    Column("webhook_id", BigInteger, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("event_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("next_at", DateTime(timezone=True)),  # null: delivered, or given up
    Column("status", Integer),  # of the last answer; null: there was none
    Column("error", Text, nullable=False, server_default=""),
    _at("created_at", now=True),
    _at("delivered_at"),
    UniqueConstraint("webhook_id", "event_id"),
)
Index("ix_deliveries_due", deliveries.c.next_at, postgresql_where=text("next_at is not null"))

# The board shows these on every look.
Index("ix_tasks_unfinished", tasks.c.tenant_id, tasks.c.id,
      postgresql_where=text("finished_at is null"))  # fmt: skip
