"""Alembic's way in: `migrate` hands over a connection and holds the lock."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from reelworks.orchestrator.models.tables import metadata


def run(connection: Connection) -> None:
    """Each migration in a transaction of its own, so that one may also step out of it."""
    context.configure(
        connection=connection, target_metadata=metadata, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
