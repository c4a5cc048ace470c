"""Limits, budgets, attempts and alerts; what release reads holds only what it may release."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    text = Path(__file__).with_name("0002_limits_and_budgets.sql").read_text()
    for statement in text.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
