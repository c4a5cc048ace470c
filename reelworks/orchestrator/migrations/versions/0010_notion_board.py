"""The board in Notion: where it is, what its rows say, what is shown on it, how often we ask."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    text = Path(__file__).with_name("0010_notion_board.sql").read_text()
    for statement in text.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
