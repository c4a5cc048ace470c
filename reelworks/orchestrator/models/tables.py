"""The tables: what is true. All carry tenant and channel, so isolation needs no retrofit."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from reelworks.domain.channels import Gate
from reelworks.domain.steps import StepStatus

ANY = "*"  # tenant or channel of a row that belongs to all of them
DEFAULT_TENANT = "default"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, values: list[str], name: str) -> CheckConstraint:
    quoted = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({quoted})", name=name)


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def _at(name: str, *, now: bool = False) -> Column[object]:
    default = func.clock_timestamp() if now else None
    return Column(name, DateTime(timezone=True), nullable=not now, server_default=default)


def _owner() -> tuple[Column[str], Column[str]]:
    return Column("tenant_id", Text, nullable=False), Column("channel_id", Text, nullable=False)


def _task_id() -> Column[int]:
    return Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False)


def _step_id(*, nullable: bool = False) -> Column[int]:
    return Column(
        "step_id", BigInteger, ForeignKey("steps.id", ondelete="CASCADE"), nullable=nullable
    )


tenants = Table(
    "tenants",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("channel_id", Text, nullable=False, server_default=ANY),
    Column("name", Text, nullable=False),
    _at("created_at", now=True),
)

channels = Table(
    "channels",
    metadata,
    Column("tenant_id", Text, ForeignKey("tenants.tenant_id"), nullable=False),
    Column("channel_id", Text, nullable=False),
    Column("settings", JSONB, nullable=False),
    _at("changed_at", now=True),
    PrimaryKeyConstraint("tenant_id", "channel_id"),
)

tasks = Table(
    "tasks",
    metadata,
    _id(),
    *_owner(),
    Column("name", Text, nullable=False),  # what people call it; also its folder
    Column("title", Text, nullable=False),
    Column("pipeline", Text, nullable=False),
    Column("brief", JSONB, nullable=False),
    Column("brief_hash", Text, nullable=False),
    Column("settings", JSONB, nullable=False),  # the channel as it was when the task was made
    Column("story", JSONB),
    Column("planned", ARRAY(Text), nullable=False, server_default="{}"),  # stages that have steps
    Column("priority", SmallInteger, nullable=False, server_default="0"),
    Column("label", Text, nullable=False),
    Column("cancelled", Boolean, nullable=False, server_default="false"),
    _at("created_at", now=True),
    _at("finished_at"),
    ForeignKeyConstraint(
        ["tenant_id", "channel_id"], ["channels.tenant_id", "channels.channel_id"]
    ),
    UniqueConstraint("tenant_id", "channel_id", "name"),
    UniqueConstraint("tenant_id", "channel_id", "brief_hash"),
)

gates = Table(
    "gates",
    metadata,
    _task_id(),
    *_owner(),
    Column("stage", Text, nullable=False),
    Column("mode", Text, nullable=False),
    _at("passed_at"),
    PrimaryKeyConstraint("task_id", "stage"),
    _one_of("mode", [gate.value for gate in Gate], "mode"),
)

steps = Table(
    "steps",
    metadata,
    _id(),
    *_owner(),
    _task_id(),
    Column("key", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("spec", JSONB, nullable=False),
    Column("needs", ARRAY(Text), nullable=False, server_default="{}"),
    Column("priority", SmallInteger, nullable=False, server_default="0"),
    Column("status", Text, nullable=False),
    Column("take", Integer, nullable=False, server_default="1"),
    Column("note", Text, nullable=False, server_default=""),
    Column("attempt", Integer, nullable=False, server_default="0"),  # of this take
    Column("releases", Integer, nullable=False, server_default="0"),
    Column("next_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    _at("released_at"),
    Column("lease", UUID(as_uuid=True)),
    Column("worker_id", UUID(as_uuid=True)),
    _at("started_at"),
    _at("heartbeat_at"),
    _at("settled_at"),
    Column("progress", Float, nullable=False, server_default="0"),
    Column("fingerprint", Text),
    _at("intent_at"),
    Column("vendor_job", Text),
    Column("error", JSONB),
    Column("result_id", BigInteger),  # the current take's result
    Column("approved_id", BigInteger),  # the result that a person approved
    UniqueConstraint("task_id", "key"),
    _one_of("status", [status.value for status in StepStatus], "status"),
    CheckConstraint("(status = 'running') = (lease is not null)", name="lease"),
    CheckConstraint("take >= 1 and attempt >= 0", name="counts"),
)

Index(
    "ix_steps_ready",
    steps.c.service,
    steps.c.channel_id,
    steps.c.priority.desc(),
    steps.c.id,
    postgresql_where=text("status = 'ready'"),
)
Index(
    "ix_steps_active",
    steps.c.service,
    steps.c.channel_id,
    postgresql_where=text("status in ('released', 'running')"),
)

results = Table(
    "results",
    metadata,
    _id(),
    *_owner(),
    _task_id(),
    _step_id(),
    Column("take", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("files", JSONB, nullable=False),  # role -> {sha256, bytes, path}
    Column("facts", JSONB, nullable=False),
    Column("sha256", Text, nullable=False),  # over all files: what an approval is bound to
    Column("note", Text, nullable=False),
    Column("cost_usd", Numeric(12, 6), nullable=False),
    Column("request_id", Text),
    Column("seconds", Float, nullable=False),
    _at("made_at", now=True),
    UniqueConstraint("task_id", "step_id", "fingerprint", "take"),
)
Index("ix_results_step_id", results.c.step_id)

reviews = Table(
    "reviews",
    metadata,
    _id(),
    *_owner(),
    _task_id(),
    _step_id(),
    Column("result_id", BigInteger, ForeignKey("results.id", ondelete="CASCADE"), nullable=False),
    Column("take", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("actor", Text, nullable=False),
    _at("at", now=True),
    _one_of("verdict", ["approved", "rejected"], "verdict"),
)
Index("ix_reviews_task_id", reviews.c.task_id)

events = Table(
    "events",
    metadata,
    _id(),
    *_owner(),
    _task_id(),
    _step_id(nullable=True),
    Column("kind", Text, nullable=False),
    Column("facts", JSONB, nullable=False, server_default="{}"),
    _at("at", now=True),
)
Index("ix_events_task_id", events.c.task_id, events.c.id)

costs = Table(
    "costs",
    metadata,
    _id(),
    *_owner(),
    _task_id(),
    _step_id(),
    Column("service", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("estimated_usd", Numeric(12, 6), nullable=False),
    Column("actual_usd", Numeric(12, 6)),
    Column("state", Text, nullable=False),
    _at("at", now=True),
    _one_of("state", ["reserved", "settled", "released", "unknown"], "state"),
)
Index("ix_costs_task_id", costs.c.task_id)

limits = Table(
    "limits",
    metadata,
    Column("tenant_id", Text, nullable=False, server_default=ANY),
    Column("channel_id", Text, nullable=False, server_default=ANY),
    Column("service", Text, nullable=False),
    Column("concurrency", Integer),  # None: as many as the live workers declare
    Column("paused", Boolean, nullable=False, server_default="false"),
    PrimaryKeyConstraint("tenant_id", "channel_id", "service"),
)

workers = Table(
    "workers",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("tenant_id", Text, nullable=False, server_default=ANY),
    Column("channel_id", Text, nullable=False, server_default=ANY),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("process_started", Float, nullable=False),  # tells a recycled pid from the same process
    Column("slots", JSONB, nullable=False),  # service -> how many at once
    _at("started_at", now=True),
    _at("heartbeat_at", now=True),
)
