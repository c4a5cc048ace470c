"""Where PgQueuer's tables are and what they are called: one answer for migrations and carrier."""

from __future__ import annotations

from functools import cache

from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import Channel
from pgqueuer.ports.driver import Driver

SCHEMA = "engine"
CHANNEL = Channel("ch_pgqueuer")  # for LISTEN; hand it to PgQueuer(channel=...) too


def pgqueuer_settings() -> DBSettings:
    """Every name is given: PgQueuer would take even CHANNEL and FUNCTION from the environment."""
    return DBSettings(
        db_schema=SCHEMA,
        prefix="",
        channel=CHANNEL,
        function="fn_pgqueuer_changed",
        statistics_table="pgqueuer_statistics",
        queue_status_type="pgqueuer_status",
        queue_table="pgqueuer",
        queue_table_log="pgqueuer_log",
        trigger="tg_pgqueuer_changed",
        schedules_table="pgqueuer_schedules",
        durability=Durability.durable,
    )


@cache
def _settings() -> DBSettings:
    """Read once: it is wanted in every release, and costs a millisecond."""
    return pgqueuer_settings()


def pgqueuer_queries(driver: Driver) -> Queries:
    """PgQueuer's statements over our names: `PgQueuer(driver, CHANNEL, queries=...)`."""
    settings = _settings()
    return Queries(
        driver,
        QueryBuilderEnvironment(settings),
        QueryQueueBuilder(settings),
        QuerySchedulerBuilder(settings),
    )
