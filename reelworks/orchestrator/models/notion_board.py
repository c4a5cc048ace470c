"""What we know of the board in Notion: where it is, what its rows said, what is shown on it."""

from __future__ import annotations

from typing import Any

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
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from reelworks.orchestrator.models.tables import ANY, metadata


def _owner() -> tuple[Column[str], Column[str]]:
    channel = Column("channel_id", Text, nullable=False, server_default=ANY)
    return Column("tenant_id", Text, nullable=False), channel


def _at(name: str, *, now: bool = False) -> Column[object]:
    default = func.clock_timestamp() if now else None
    return Column(name, DateTime(timezone=True), nullable=not now, server_default=default)


def _words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _facts(name: str) -> Column[object]:
    return Column(name, JSONB, nullable=False, server_default="{}")


def _tries() -> tuple[Column[Any], ...]:
    """When a row may be written next; after how many failures, and the last one's words."""
    return (
        Column("attempts", Integer, nullable=False, server_default="0"),
        _at("next_at", now=True),
        _words("error"),
    )


# The two databases of a tenant; ids are Notion's.
notion_boards = Table(
    "notion_boards",
    metadata,
    *_owner(),
    Column("page_id", Text, nullable=False),  # that a person shared with us
    _words("videos_id"),
    _words("videos_source"),
    _words("assets_id"),
    _words("assets_source"),
    _words("bot_id"),  # who we are to Notion
    _words("workspace"),
    Column("upload_bytes", BigInteger, nullable=False, server_default="5242880"),
    _facts("videos"),  # property -> {id, type}, as Notion has them
    _facts("assets"),
    Column("channels", JSONB, nullable=False, server_default="[]"),  # the options of Channel
    _at("videos_polled"),  # everything changed before that was read; by Notion's clock
    _at("assets_polled"),
    _at("behind_since"),  # the board is out of step since then
    _words("made_by"),
    _at("made_at", now=True),
    PrimaryKeyConstraint("tenant_id"),
)

# A row of Videos, and the video that was made of it.
notion_pages = Table(
    "notion_pages",
    metadata,
    *_owner(),
    Column("page_id", Text, nullable=False),
    Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="SET NULL")),
    Column("brief", JSONB),  # what is about to be asked for: the same one, however often we try
    _facts("accepted"),  # title, channel, topic and story direction that are in force
    _facts("known"),  # what the row said when it was last read or written
    Column("sent", JSONB, nullable=False, server_default="[]"),  # statuses that may have arrived
    _words("answer"),  # what the person is told on the row
    _at("seen_until"),  # until then nobody had changed anything that we do not know
    Column("shown_event", BigInteger, nullable=False, server_default="0"),
    _at("settled_at"),  # the video finished then, and the row says so
    _at("looked_at"),  # at the video, last
    _at("dirty_since"),  # the row is not as it should be since then
    *_tries(),
    _at("gone_at"),  # deleted, or not shared with us any more
    _at("made_at", now=True),
    PrimaryKeyConstraint("tenant_id", "page_id"),
    UniqueConstraint("task_id"),
)
Index("ix_notion_pages_dirty", notion_pages.c.tenant_id, notion_pages.c.dirty_since,
      postgresql_where=notion_pages.c.dirty_since.is_not(None))  # fmt: skip

# A row of Assets: a result that is shown there. Only with `shown_at` it counts as seen.
notion_assets = Table(
    "notion_assets",
    metadata,
    *_owner(),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False),
    Column("step_id", BigInteger, ForeignKey("steps.id", ondelete="CASCADE"), nullable=False),
    Column("result_id", BigInteger, ForeignKey("results.id", ondelete="CASCADE"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("page_id", Text),
    _facts("upload"),  # how far its file is: id, when it was begun, parts
    _at("begun_at"),  # a row for it may have been made since
    _at("shown_at"),
    _facts("known"),
    _words("answer"),
    *_tries(),
    _at("gone_at"),
    _at("made_at", now=True),
    UniqueConstraint("result_id"),
    UniqueConstraint("page_id"),
)
Index("ix_notion_assets_task_id", notion_assets.c.task_id)

# What may be asked of Notion at once and in a second, by all processes together.
notion_slots = Table(
    "notion_slots",
    metadata,
    *_owner(),
    Column("number", Integer, nullable=False),
    Column("lease", BigInteger, nullable=False, server_default="0"),
    _at("free_at", now=True),
    _at("closed_until", now=True),  # Notion's own word: nobody asks before that
    PrimaryKeyConstraint("tenant_id", "number"),
)
