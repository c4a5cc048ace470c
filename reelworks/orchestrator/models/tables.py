"""The tables: what is true. All carry tenant and channel, so isolation needs no retrofit."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
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

from reelworks.domain.budgets import Hold
from reelworks.domain.channels import Gate
from reelworks.domain.steps import StepStatus

ANY = "*"  # tenant or channel of a row that belongs to all of them
DEFAULT_TENANT = "default"

# What a booking counts: unknown outcomes as if they had been paid, until somebody knows better.
_COUNTS = "case state when 'settled' then actual_usd when 'released' then 0 else estimated_usd end"

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


def _task_id(*, nullable: bool = False) -> Column[int]:
    return Column(
        "task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE"), nullable=nullable
    )


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
    _at("spending_stopped_at"),  # every paid step waits until spending is resumed
    Column("spending_stopped_by", Text),
    Column("budget_per_day", Numeric(12, 6)),  # of all channels together; None: no ceiling
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
    _at("cleaned_at"),  # its files went, as far as the policy let them
    _at("pruned_at"),  # its events went
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
    _at("settled_at"),
    Column("progress", Float, nullable=False, server_default="0"),
    Column("fingerprint", Text),
    _at("intent_at"),
    Column("vendor_job", Text),
    Column("error", JSONB),
    Column("result_id", BigInteger),  # the current take's result
    Column("approved_id", BigInteger),  # the result that a person approved
    Column("price_usd", Numeric(12, 6), nullable=False, server_default="0"),
    Column("units", Integer, nullable=False, server_default="1"),  # of the service's daily quota
    Column("hold", Text),  # why it is not offered for release while it is ready
    Column("undo", Boolean, nullable=False, server_default="false"),
    Column("dropped", Boolean, nullable=False, server_default="false"),  # the plan has it no more
    UniqueConstraint("task_id", "key"),
    _one_of("status", [status.value for status in StepStatus], "status"),
    CheckConstraint("(status = 'running') = (lease is not null)", name="lease"),
    CheckConstraint("take >= 1 and attempt >= 0", name="counts"),
    _one_of("hold", [hold.value for hold in Hold], "hold"),
)

# What release reads: only what could be released now, in the order in which a channel wants it.
Index(
    "ix_steps_ready",
    steps.c.service,
    steps.c.tenant_id,
    steps.c.channel_id,
    steps.c.priority.desc(),
    steps.c.task_id,
    steps.c.id,
    postgresql_where=text("status = 'ready' and hold is null"),
)
# What is in hand: never more than there are slots.
Index(
    "ix_steps_active",
    steps.c.service,
    steps.c.tenant_id,
    steps.c.channel_id,
    postgresql_where=text("status in ('released', 'running')"),
)
Index("ix_steps_running", steps.c.worker_id, postgresql_where=text("status = 'running'"))
Index("ix_steps_released", steps.c.released_at, postgresql_where=text("status = 'released'"))
Index(
    "ix_steps_held",
    steps.c.hold,
    steps.c.next_at,
    postgresql_where=text("status = 'ready' and hold is not null"),
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
    _at("files_removed_at"),  # cleaned away: on record, but not to be used again
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
    _task_id(nullable=True),  # none: about a service, or about all videos
    _step_id(nullable=True),
    Column("kind", Text, nullable=False),
    Column("facts", JSONB, nullable=False, server_default="{}"),
    _at("at", now=True),
)
Index("ix_events_task_id", events.c.task_id, events.c.id)
Index("ix_events_retry_asked", events.c.task_id, postgresql_where=text("kind = 'retry_asked'"))

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
    Column("usd", Numeric(12, 6), Computed(_COUNTS, persisted=True)),  # against every budget
    _one_of("state", ["reserved", "settled", "released", "unknown"], "state"),
)
Index("ix_costs_task_id", costs.c.task_id)
Index("ix_costs_day", costs.c.tenant_id, costs.c.channel_id, costs.c.at)
Index(
    "uq_costs_reserved", costs.c.step_id, unique=True, postgresql_where=text("state = 'reserved'")
)

# A service, and what it may be asked for over all machines; domain.services.Limits has the words.
services = Table(
    "services",
    metadata,
    Column("name", Text, primary_key=True),
    Column("tenant_id", Text, nullable=False, server_default=ANY),
    Column("channel_id", Text, nullable=False, server_default=ANY),
    Column("concurrency", Integer),
    Column("per_channel", Integer),
    Column("per_second", Integer),
    Column("units_per_day", Integer),
    Column("zone", Text, nullable=False, server_default="UTC"),
    Column("configured", JSONB),  # the limits that the newest channels.yaml gave
    _at("configured_at"),  # the age of that file
    _at("paused_at"),
    Column("paused_by", Text),
    _at("cleared_at"),  # failures before that count no more
    Column("recent", ARRAY(DateTime(timezone=True)), nullable=False, server_default="{}"),
    Column("units_day", Text, nullable=False, server_default=""),
    Column("units_used", Integer, nullable=False, server_default="0"),
    CheckConstraint(
        "least(concurrency, per_channel, per_second, units_per_day) >= 0", name="limits"
    ),
)

# A channel at a service: its own limits there, and when it was served last.
lanes = Table(
    "lanes",
    metadata,
    Column("tenant_id", Text, nullable=False),
    Column("channel_id", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("concurrency", Integer),
    Column("paused", Boolean, nullable=False, server_default="false"),
    _at("served_at"),
    PrimaryKeyConstraint("service", "tenant_id", "channel_id"),
)

# How every attempt ended: what the circuit breaker and the rates of recovery are read from.
attempts = Table(
    "attempts",
    metadata,
    _id(),
    *_owner(),
    _task_id(),
    _step_id(),
    Column("service", Text, nullable=False),
    Column("take", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("outcome", Text, nullable=False),  # done, or the kind of the failure
    Column("code", Text, nullable=False, server_default=""),
    Column("vendor_fault", Boolean, nullable=False, server_default="false"),
    _at("started_at"),
    _at("at", now=True),
    _at("asleep_until"),  # the service's quota is used up until then
)
Index("ix_attempts_step_id", attempts.c.step_id)
Index("ix_attempts_astray", attempts.c.task_id, postgresql_where=text("outcome <> 'done'"))
Index("ix_attempts_transient", attempts.c.at, postgresql_where=text("outcome = 'transient'"))
Index("ix_attempts_done", attempts.c.service, attempts.c.id,
      postgresql_where=text("outcome = 'done'"))  # fmt: skip
Index("ix_attempts_failed", attempts.c.service, attempts.c.id,
      postgresql_where=text("vendor_fault"))  # fmt: skip
Index("ix_attempts_asleep", attempts.c.service, attempts.c.asleep_until,
      postgresql_where=text("asleep_until is not null"))  # fmt: skip

# What a person must hear of, once: `subject` says what exactly, so that it is told only once.
alerts = Table(
    "alerts",
    metadata,
    _id(),
    *_owner(),
    Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE")),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("message", Text, nullable=False),
    _at("at", now=True),
    _at("sent_at"),
    UniqueConstraint("kind", "subject"),
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
